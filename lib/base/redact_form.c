#include "lib/base/redact_form.h"

#include <stdlib.h>

/* How many bits of the secret share a character of base64 with what stands in
   front: they are left out, as those at the end are. */
static const size_t shared_bits[FORM_COUNT] = {
	[FORM_REST_1] = 4,
	[FORM_REST_2] = 2,
};

static size_t form_len(const struct sealed *secret, enum form form)
{
	if (form == FORM_PLAIN)
		return secret->len;
	if (secret->len < REDACT_WORD_MIN)
		return 0;
	if (form == FORM_HEX)
		return secret->len * 2;
	return (secret->len * 8 - shared_bits[form]) / 6;
}

static bool is_base64(enum form form)
{
	return form >= FORM_REST_0;
}

char pattern_fold(enum form form, char c)
{
	if (is_base64(form) && c == '-')
		return '+';
	if (is_base64(form) && c == '_')
		return '/';
	return g_ascii_tolower(c);
}

/* Character `at` of the secret in that form. */
static char form_char(const struct sealed *secret, enum form form, size_t at)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *bytes = (const void *)sealed_reveal(secret);
	size_t bit = shared_bits[form] + at * 6;
	unsigned pair;

	if (form == FORM_PLAIN)
		return pattern_fold(form, (char)bytes[at]);
	if (form == FORM_HEX)
		return "0123456789abcdef"[at % 2 ? bytes[at / 2] & 0xf
						 : bytes[at / 2] >> 4];
	/* behind the last byte stands a NUL */
	pair = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
	return pattern_fold(form, digits[pair >> (10 - bit % 8) & 0x3f]);
}

char pattern_char(const struct pattern *pattern, size_t at)
{
	return form_char(pattern->secret, pattern->form, at);
}

/* A line may end between the digits of a code, and where a text was wrapped;
   but a short secret is an ordinary word, and ordinary text has many. */
static enum gap gap_of(const struct pattern *pattern)
{
	if (pattern->form != FORM_PLAIN)
		return pattern->form == FORM_HEX ? GAP_BYTES : GAP_BLANKS;
	return pattern->len < REDACT_WORD_MIN ? GAP_HIDDEN : GAP_LINES;
}

static void add_first(GArray *rows, struct pattern pattern, char first)
{
	pattern.first = first;
	if ((unsigned char)first < 0x80)
		g_array_append_val(rows, pattern);
}

static void add_pattern(GArray *rows, struct pattern pattern)
{
	size_t next = pattern.from + 1;
	char first = pattern_char(&pattern, pattern.from);

	pattern.gap = gap_of(&pattern);
	pattern.second =
		next < pattern.len ? pattern_char(&pattern, next) : '\0';
	add_first(rows, pattern, first);
	if (is_base64(pattern.form) && first == '+')
		add_first(rows, pattern, '-');
	if (is_base64(pattern.form) && first == '/')
		add_first(rows, pattern, '_');
}

static int by_first(const void *a, const void *b)
{
	const struct pattern *one = a, *other = b;

	return one->first - other->first;
}

void patterns_prepare(struct patterns *patterns, const GPtrArray *secrets)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct pattern));
	size_t count, at = 0;

	for (guint i = 0; i < secrets->len; i++)
		for (int form = 0; form < FORM_COUNT; form++) {
			struct pattern pattern = {
				.secret = secrets->pdata[i],
				.form = (enum form)form,
			};

			pattern.len = form_len(pattern.secret, pattern.form);
			if (pattern.len > 0)
				add_pattern(rows, pattern);
			if (pattern.len <= PATTERN_CUT_MIN)
				continue;
			pattern.from = pattern.len - PATTERN_CUT_MIN;
			add_pattern(rows, pattern);
		}
	count = rows->len;
	patterns->rows = (struct pattern *)(void *)g_array_free(rows, FALSE);
	if (count > 0)
		qsort(patterns->rows, count, sizeof(struct pattern), by_first);
	for (int c = 0; c <= 0x80; c++) {
		while (at < count && patterns->rows[at].first < c)
			at++;
		patterns->begin[c] = at;
	}
}

void patterns_release(struct patterns *patterns)
{
	g_free(patterns->rows);
	patterns->rows = NULL;
}
