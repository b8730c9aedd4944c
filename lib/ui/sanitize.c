#include "lib/ui/sanitize.h"

#include <stdint.h>
#include <string.h>

#include "lib/base/unseen.h"

enum { TAB_COLUMNS = 8 };

static bool is_control(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

static bool is_joiner(gunichar c)
{
	return c == 0x200c || c == 0x200d;
}

static bool is_for_people(enum sanitize_mode mode)
{
	return mode == SANITIZE_LINE || mode == SANITIZE_TEXT;
}

/* The character at `at`, whose text begins at `text`. */
static bool is_forbidden(gunichar c, const char *text, const char *at,
			 enum sanitize_mode mode)
{
	if (is_control(c))
		return true;
	if (!is_for_people(mode) || !unseen_char(c))
		return false;
	return !is_joiner(c) || at == text || !((unsigned char)at[-1] & 0x80);
}

static bool is_kept_space(char c, enum sanitize_mode mode)
{
	switch (mode) {
	case SANITIZE_LINE:
	case SANITIZE_DATA_LINE:
		return false;
	case SANITIZE_TEXT:
		return c == '\n';
	case SANITIZE_DATA:
		return c == '\n' || c == '\t' || c == '\r';
	}
	return false;
}

/* Length of the character at `text`; 0 when it is no valid UTF-8. */
static size_t decode(const char *text, size_t len, gunichar *ret_char)
{
	gunichar c = g_utf8_get_char_validated(text, (gssize)len);

	if (c == (gunichar)-1 || c == (gunichar)-2)
		return 0;
	*ret_char = c;
	return (size_t)(g_utf8_next_char(text) - text);
}

static void append_escape(GString *out, gunichar c)
{
	switch (c) {
	case '\n':
		g_string_append(out, "\\n");
		return;
	case '\r':
		g_string_append(out, "\\r");
		return;
	case '\t':
		g_string_append(out, "\\t");
		return;
	default:
		break;
	}
	if (c < 0x80)
		g_string_append_printf(out, "\\x%02x", c);
	else if (c <= 0xffff)
		g_string_append_printf(out, "\\u%04x", c);
	else
		g_string_append_printf(out, "\\U%08x", c);
}

/* How many bytes from `text` on need no second look: visible ASCII. */
static size_t plain_run(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] >= 0x20 && text[n] < 0x7f)
		n++;
	return n;
}

static size_t append_one(GString *out, const char *text, const char *at,
			 size_t len, enum sanitize_mode mode)
{
	gunichar c = (unsigned char)*at;
	size_t size = 1;

	if (c >= 0x80)
		size = decode(at, len, &c);
	if (size == 0) {
		g_string_append_printf(out, "\\x%02x", (unsigned char)*at);
		return 1;
	}
	if (is_forbidden(c, text, at, mode) && !is_kept_space(*at, mode))
		append_escape(out, c);
	else
		g_string_append_len(out, at, (gssize)size);
	return size;
}

/* What is in `out` from `stop` on begins at a tab stop. */
static void append_tab(GString *out, size_t stop)
{
	unsigned used = sanitize_width(out->str + stop) % TAB_COLUMNS;

	g_string_append_printf(out, "%*s", (int)(TAB_COLUMNS - used), "");
}

void sanitize_append(GString *out, const char *text, size_t len,
		     enum sanitize_mode mode)
{
	size_t at = 0, stop = out->len;

	while (at < len) {
		size_t run = plain_run(text + at, len - at);

		g_string_append_len(out, text + at, (gssize)run);
		at += run;
		if (at == len)
			break;
		if (mode == SANITIZE_TEXT && text[at] == '\t') {
			append_tab(out, stop);
			stop = out->len;
			at++;
			continue;
		}
		at += append_one(out, text, text + at, len - at, mode);
		if (text[at - 1] == '\n')
			stop = out->len;
	}
}

char *sanitize(const char *text, size_t len, enum sanitize_mode mode)
{
	GString *out = g_string_sized_new(len);

	sanitize_append(out, text, len, mode);
	return g_string_free(out, FALSE);
}

/* How many bytes from `json` on are below DEL, looked at by the word: they
   are nearly all there is, and this runs over every byte of an export. */
static size_t ascii_run(const char *json, size_t len)
{
	const uint64_t high = 0x8080808080808080U, one = 0x0101010101010101U;
	size_t n = 0;

	for (uint64_t word; n + sizeof(word) <= len; n += sizeof(word)) {
		memcpy(&word, json + n, sizeof(word));
		if ((word | (word + one)) & high)
			break;
	}
	while (n < len && (unsigned char)json[n] < 0x7f)
		n++;
	return n;
}

static void append_json_escape(GString *out, gunichar c)
{
	if (c <= 0xffff) {
		g_string_append_printf(out, "\\u%04x", c);
		return;
	}
	c -= 0x10000; /* RFC 8259, section 7: as a pair of surrogates */
	g_string_append_printf(out, "\\u%04x\\u%04x", 0xd800 + (c >> 10),
			       0xdc00 + (c & 0x3ff));
}

/* The first character from `json` + `at` on that must be escaped; `len` when
   there is none. */
static size_t forbidden_in_json(const char *json, size_t at, size_t len,
				enum sanitize_mode mode)
{
	for (;;) {
		at += ascii_run(json + at, len - at);
		if (at == len || is_forbidden(g_utf8_get_char(json + at), json,
					      json + at, mode))
			return at;
		at += (size_t)g_utf8_skip[(unsigned char)json[at]];
	}
}

bool sanitize_json_is_clean(const char *json, size_t len,
			    enum sanitize_mode mode)
{
	return forbidden_in_json(json, 0, len, mode) == len;
}

void sanitize_append_json(GString *out, const char *json, size_t len,
			  enum sanitize_mode mode)
{
	size_t at = 0;

	for (;;) {
		size_t stop = forbidden_in_json(json, at, len, mode);

		g_string_append_len(out, json + at, (gssize)(stop - at));
		if (stop == len)
			break;
		append_json_escape(out, g_utf8_get_char(json + stop));
		at = stop + (size_t)g_utf8_skip[(unsigned char)json[stop]];
	}
}

static unsigned char_width(gunichar c)
{
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

unsigned sanitize_width(const char *text)
{
	unsigned width = 0;

	for (; *text; text = g_utf8_next_char(text))
		width += char_width(g_utf8_get_char(text));
	return width;
}

size_t sanitize_fit(const char *text, unsigned columns)
{
	const char *at = text;

	while (*at) {
		unsigned width = char_width(g_utf8_get_char(at));

		if (width > columns)
			break;
		columns -= width;
		at = g_utf8_next_char(at);
	}
	return (size_t)(at - text);
}
