#include "lib/base/js_scan.h"

/* The four hexadecimal digits at `at`, which are known to be some. */
static uint32_t hex4(const char *at)
{
	uint32_t code = 0;

	for (int i = 0; i < 4; i++)
		code = code << 4 | (uint32_t)g_ascii_xdigit_value(at[i]);
	return code;
}

char *js_put_utf8(char *out, uint32_t code)
{
	if (code < 0x80) {
		*out++ = (char)code;
		return out;
	}
	if (code < 0x800) {
		*out++ = (char)(0xc0 | code >> 6);
	} else {
		if (code < 0x10000) {
			*out++ = (char)(0xe0 | code >> 12);
		} else {
			*out++ = (char)(0xf0 | code >> 18);
			*out++ = (char)(0x80 | (code >> 12 & 0x3f));
		}
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
	}
	*out++ = (char)(0x80 | (code & 0x3f));
	return out;
}

/* Well-formed sequences (Unicode, table 3-7) by their first byte: what the
   second may be, and how many follow the first. */
static const struct {
	unsigned char first_min, first_max, second_min, second_max, follow;
} sequences[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 1 }, { 0xe0, 0xe0, 0xa0, 0xbf, 2 },
	{ 0xe1, 0xec, 0x80, 0xbf, 2 }, { 0xed, 0xed, 0x80, 0x9f, 2 },
	{ 0xee, 0xef, 0x80, 0xbf, 2 }, { 0xf0, 0xf0, 0x90, 0xbf, 3 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 3 }, { 0xf4, 0xf4, 0x80, 0x8f, 3 },
};

static bool is_between(char c, unsigned char min, unsigned char max)
{
	return (unsigned char)c >= min && (unsigned char)c <= max;
}

const char *js_utf8_end(const char *at, const char *end)
{
	size_t row = 0;
	int follow;

	while (!is_between(*at, sequences[row].first_min,
			   sequences[row].first_max))
		if (++row == G_N_ELEMENTS(sequences))
			return NULL;
	follow = sequences[row].follow;
	if (end - at <= follow || !is_between(at[1], sequences[row].second_min,
					      sequences[row].second_max))
		return NULL;
	for (int i = 2; i <= follow; i++)
		if (!is_between(at[i], 0x80, 0xbf))
			return NULL;
	return at + follow + 1;
}

/* The other half of a surrogate pair, if it comes next; else 0. */
static uint32_t low_half(const char *at, const char *end)
{
	uint32_t code;

	if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
		return 0;
	code = hex4(at + 2);
	return code >= 0xdc00 && code <= 0xdfff ? code : 0;
}

/* \uXXXX at *at, which moves behind it and what belongs to it. Half of a
   surrogate pair that stands alone is no character: U+FFFD. */
static uint32_t take_code(const char **at, const char *end)
{
	uint32_t code = hex4(*at + 2), low;

	*at += 6;
	if (code < 0xd800 || code > 0xdfff)
		return code;
	low = code <= 0xdbff ? low_half(*at, end) : 0;
	if (low == 0)
		return 0xfffd;
	*at += 6;
	return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
}

void js_replace_halves(char *json, size_t len)
{
	const char *end = json + len, *at = json;

	while ((at = memchr(at, '\\', (size_t)(end - at)))) {
		char *escape = json + (at - json);

		if (at[1] != 'u')
			at += 2;
		else if (take_code(&at, end) == 0xfffd)
			memcpy(escape, "\\ufffd", 6);
	}
}

/* One escape at *at, which moves behind it. */
static char *put_escaped(const char **at, const char *end, char *out)
{
	static const char names[] = "\"\\/bfnrt";
	static const char bytes[] = "\"\\/\b\f\n\r\t";
	const char *from = *at;

	if (from[1] == 'u')
		return js_put_utf8(out, take_code(at, end));
	*out = bytes[strchr(names, from[1]) - names];
	*at += 2;
	return out + 1;
}

size_t js_unescape(const char *raw, size_t len, char *out)
{
	const char *end = raw + len;
	char *start = out;

	while (raw < end) {
		const char *escape = memchr(raw, '\\', (size_t)(end - raw));
		size_t run = (size_t)((escape ? escape : end) - raw);

		memcpy(out, raw, run);
		out += run;
		raw += run;
		if (escape)
			out = put_escaped(&raw, end, out);
	}
	return (size_t)(out - start);
}

/* Where the length is not asked for, the text would end there. */
static char *spell_nuls(char *text, size_t len)
{
	GString *spelled = g_string_sized_new(len + 8);

	for (size_t i = 0; i < len; i++)
		if (text[i])
			g_string_append_c(spelled, text[i]);
		else
			g_string_append(spelled, "\\x00");
	g_free(text);
	return g_string_free(spelled, FALSE);
}

char *js_text(struct js value, size_t *ret_len)
{
	size_t len = value.len;
	char *text = g_malloc(len + 1);

	if (js_type(value) == JS_STRING)
		len = js_unescape(value.at + 1, len - 2, text);
	else if (len > 0)
		memcpy(text, value.at, len);
	text[len] = '\0';
	if (ret_len)
		*ret_len = len;
	else if (memchr(text, '\0', len))
		return spell_nuls(text, len);
	return text;
}

bool js_int(struct js value, int64_t *ret_number)
{
	char digits[24];
	gint64 number;

	if (js_type(value) != JS_NUMBER || value.len >= sizeof(digits))
		return false;
	memcpy(digits, value.at, value.len);
	digits[value.len] = '\0';
	if (!g_ascii_string_to_signed(digits, 10, INT64_MIN, INT64_MAX, &number,
				      NULL))
		return false;
	*ret_number = number;
	return true;
}

bool js_is_true(struct js value)
{
	return js_type(value) == JS_BOOL && value.at[0] == 't';
}
