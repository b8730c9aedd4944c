#include "lib/base/redact.h"

#include <string.h>

#include "lib/base/redact_read.h"

enum {
	WORD_MIN = 8,	    /* shorter secrets count as whole words only */
	CUT_MIN = 16,	    /* what is left of one is known by so much */
	CUT_AT_END_MIN = 8, /* or so much, when the text ends there */
	PLACES_MAX = 8	    /* ways to read one text, at a time */
};

struct redact {
	GPtrArray *secrets; /* of struct sealed, the oldest first */
};

static void secret_free(void *secret)
{
	sealed_release(secret);
	g_free(secret);
}

struct redact *redact_new(void)
{
	struct redact *redact = g_new(struct redact, 1);

	redact->secrets = g_ptr_array_new_with_free_func(secret_free);
	return redact;
}

void redact_free(struct redact *redact)
{
	if (!redact)
		return;
	g_ptr_array_unref(redact->secrets);
	g_free(redact);
}

static bool is_known(const struct redact *redact, const struct sealed *secret)
{
	for (guint i = 0; i < redact->secrets->len; i++)
		if (sealed_equal(redact->secrets->pdata[i], secret))
			return true;
	return false;
}

static bool keep(struct redact *redact, const char *before,
		 const struct sealed *secret, struct error *err)
{
	struct sealed *copy = g_new0(struct sealed, 1);

	if (!sealed_set(copy, before, strlen(before), err) ||
	    !sealed_append(copy, sealed_reveal(secret), secret->len, err)) {
		secret_free(copy);
		return false;
	}
	if (redact->secrets->len == REDACT_MAX)
		g_ptr_array_remove_index(redact->secrets, 0);
	g_ptr_array_add(redact->secrets, copy);
	return true;
}

bool redact_add(struct redact *redact, const struct sealed *secret,
		struct error *err)
{
	if (sealed_is_empty(secret) || is_known(redact, secret))
		return true;
	return (secret->len >= WORD_MIN ||
		keep(redact, "Bearer ", secret, err)) &&
	       keep(redact, "", secret, err);
}

/* ---- what a secret looks like ---- */

/* As it is, or in base64, where it depends on the length of what stands in
   front of it: by three, there is a rest of none, one or two bytes. */
enum form { FORM_PLAIN, FORM_REST_0, FORM_REST_1, FORM_REST_2, FORM_COUNT };

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
	if (secret->len < WORD_MIN)
		return 0;
	return (secret->len * 8 - shared_bits[form]) / 6;
}

/* One spelling for characters that mean the same: base64url is base64 with
   other signs, and a header's name has no case. */
static char fold(enum form form, char c)
{
	if (form != FORM_PLAIN && c == '-')
		return '+';
	if (form != FORM_PLAIN && c == '_')
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
		return fold(form, (char)bytes[at]);
	/* behind the last byte stands a NUL */
	pair = (unsigned)bytes[bit / 8] << 8 | bytes[bit / 8 + 1];
	return fold(form, digits[pair >> (10 - bit % 8) & 0x3f]);
}

/* ---- is one of them there? ---- */

/* Where in the text the next character may stand: one place, but for texts in
   which an escape may also be meant as it stands. */
struct places {
	const char *at[PLACES_MAX];
	size_t count;
};

static void add_place(struct places *places, const char *at)
{
	for (size_t i = 0; i < places->count; i++)
		if (places->at[i] == at)
			return;
	if (places->count < PLACES_MAX)
		places->at[places->count++] = at;
}

static struct places step(const struct places *from, enum form form, char want)
{
	struct places to = { 0 };

	for (size_t i = 0; i < from->count; i++) {
		struct units units = redact_read(from->at[i]);

		for (size_t n = 0; n < units.count; n++)
			if (fold(form, units.unit[n].c) == want)
				add_place(&to, from->at[i] + units.unit[n].len);
	}
	return to;
}

/* The furthest of them, but not between a backslash and what it escapes, or
   what is left would be no JSON. */
static const char *end_of(const struct places *places, const char *begin)
{
	const char *at = places->at[0], *back;

	for (size_t i = 1; i < places->count; i++)
		at = MAX(at, places->at[i]);
	for (back = at; back > begin && back[-1] == '\\';)
		back--;
	return (at - back) % 2 == 1 && back > begin ? at - 1 : at;
}

static bool is_cut(const char *end)
{
	return *end == '\0' || g_str_has_prefix(end, "...") ||
	       g_str_has_prefix(end, "\xe2\x80\xa6");
}

static bool is_word(const char *text, const char *at, const char *end)
{
	return (at == text || !g_ascii_isalnum(at[-1])) &&
	       !g_ascii_isalnum(*end);
}

/* The end of the secret that begins here in this form; NULL: none does. */
static const char *match(const char *text, const char *at,
			 const struct sealed *secret, enum form form)
{
	size_t len = form_len(secret, form), done = 0;
	struct places here = { { at }, 1 };
	const char *end;

	while (done < len) {
		struct places next =
			step(&here, form, form_char(secret, form, done));

		if (next.count == 0)
			break;
		here = next;
		done++;
	}
	end = end_of(&here, at);
	if (done < len && done < CUT_MIN &&
	    (done < CUT_AT_END_MIN || !is_cut(end)))
		return NULL;
	if (len == 0 || (len < WORD_MIN && !is_word(text, at, end)))
		return NULL;
	return end;
}

/* The furthest end of all that begin here. */
static const char *match_any(const struct redact *redact, const char *text,
			     const char *at)
{
	const char *end = NULL;

	for (guint i = 0; i < redact->secrets->len; i++)
		for (int form = 0; form < FORM_COUNT; form++) {
			const char *one =
				match(text, at, redact->secrets->pdata[i],
				      (enum form)form);

			if (one && (!end || one > end))
				end = one;
		}
	return end;
}

/* Which bytes can a match begin with? All else need not be looked at. */
static void find_firsts(const struct redact *redact, bool ret_first[256])
{
	memset(ret_first, 0, 256 * sizeof(bool));
	ret_first['%'] = ret_first['\\'] = ret_first['&'] = true;
	for (guint i = 0; i < redact->secrets->len; i++)
		for (int form = 0; form < FORM_COUNT; form++) {
			const struct sealed *secret = redact->secrets->pdata[i];
			char c;

			if (form_len(secret, (enum form)form) == 0)
				continue;
			c = form_char(secret, (enum form)form, 0);
			ret_first[(unsigned char)c] = true;
			ret_first[(unsigned char)g_ascii_toupper(c)] = true;
			ret_first['-'] |= c == '+';
			ret_first['_'] |= c == '/';
		}
}

/* Where to cut for a match at `at`: not within the digits of "\\u0041", or what
   is left would be no JSON. */
static const char *start_of(const char *text, const char *at)
{
	const char *back = at;

	while (back > text && at - back < 3 && g_ascii_isxdigit(back[-1]))
		back--;
	if (back - text < 2 || back[-1] != 'u' || back[-2] != '\\')
		return at;
	for (back -= 2; back > text && back[-1] == '\\';)
		back--;
	return back;
}

/* One text, up to its NUL. */
static void redact_append(const struct redact *redact, const bool first[256],
			  GString *out, const char *text)
{
	const char *copied = text, *at = text;

	while (*at) {
		const char *end = first[(unsigned char)*at]
					  ? match_any(redact, text, at)
					  : NULL;

		if (!end) {
			at++;
			continue;
		}
		g_string_append_len(out, copied, start_of(copied, at) - copied);
		g_string_append(out, REDACT_MARK);
		copied = at = end;
	}
	g_string_append_len(out, copied, at - copied);
}

void redact_apply(const struct redact *redact, GString *text)
{
	g_autofree char *old = NULL;
	bool first[256];
	gsize len = text->len, at = 0;

	if (!redact || redact->secrets->len == 0)
		return;
	find_firsts(redact, first);
	old = g_memdup2(text->str, len + 1);
	g_string_truncate(text, 0);
	for (;;) {
		redact_append(redact, first, text, old + at);
		at += strlen(old + at);
		if (at == len)
			return;
		g_string_append_c(text, '\0');
		at++;
	}
}

void redact_text(const struct redact *redact, char **text)
{
	GString *clean;

	if (!redact || !*text)
		return;
	clean = g_string_new(*text);
	redact_apply(redact, clean);
	g_free(*text);
	*text = g_string_free(clean, FALSE);
}

/* The '@' that ends the user info; NULL: there is none. A password may have a
   slash in it that was not encoded. */
static const char *user_info_end(const char *start, bool has_scheme)
{
	size_t len = strcspn(start, "/?#");
	const char *colon = memchr(start, ':', len);
	const char *at = g_strrstr_len(start, (gssize)len, "@");

	if (at && (has_scheme || (colon && colon < at)))
		return at;
	if (!colon ||
	    start + len == colon + 1 + strspn(colon + 1, "0123456789"))
		return NULL;
	return strrchr(colon, '@');
}

char *redact_url(const char *text)
{
	const char *scheme = strstr(text, ":/");
	const char *start =
		scheme ? scheme + 1 + strspn(scheme + 1, "/") : text;
	const char *end = user_info_end(start, scheme != NULL);

	if (!end)
		return g_strdup(text);
	return g_strdup_printf("%.*s" REDACT_MARK "%s", (int)(start - text),
			       text, end);
}
