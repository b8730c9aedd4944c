#include "lib/base/js_scan.h"

uint32_t js_hex4(const char *at)
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

/* One escape at *at, which moves behind it. */
static char *put_escaped(const char **at, char *out)
{
	static const char names[] = "\"\\/bfnrt";
	static const char bytes[] = "\"\\/\b\f\n\r\t";
	const char *from = *at;
	uint32_t code;

	if (from[1] != 'u') {
		*out = bytes[strchr(names, from[1]) - names];
		*at += 2;
		return out + 1;
	}
	code = js_hex4(from + 2);
	*at += 6;
	if (code >= 0xd800 && code <= 0xdbff) {
		code = 0x10000 + ((code - 0xd800) << 10) +
		       (js_hex4(from + 8) - 0xdc00);
		*at += 6;
	}
	return js_put_utf8(out, code);
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
			out = put_escaped(&raw, out);
	}
	return (size_t)(out - start);
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
