#include "lib/base/js_scan.h"

/* From `at` on, the first white space outside strings; else `end`. */
static const char *dense_end(const char *at, const char *end)
{
	while (at < end && !js_is_space(*at))
		at = *at == '"' ? js_string_end(at, end) : at + 1;
	return at;
}

void js_append_compact(GString *out, struct js value)
{
	const char *at = value.at;
	const char *end = value.at + value.len;

	while (at < end) {
		const char *stop = dense_end(at, end);

		g_string_append_len(out, at, stop - at);
		for (at = stop; at < end && js_is_space(*at); at++)
			;
	}
}

static void append_line_start(GString *out, unsigned depth)
{
	g_string_append_c(out, '\n');
	for (unsigned i = 0; i < depth; i++)
		g_string_append(out, "  ");
}

/* Brackets with nothing between them stay together. */
static bool is_empty(const char *at)
{
	for (at++; js_is_space(*at); at++)
		;
	return *at == ']' || *at == '}';
}

static const char *pretty_token(GString *out, const char *at, const char *end,
				unsigned *depth)
{
	switch (*at) {
	case '{':
	case '[':
		g_string_append_c(out, *at);
		if (is_empty(at)) {
			at = js_value_end(at, end);
			g_string_append_c(out, at[-1]);
			return at;
		}
		append_line_start(out, ++*depth);
		return at + 1;
	case '}':
	case ']':
		append_line_start(out, --*depth);
		g_string_append_c(out, *at);
		return at + 1;
	case ',':
		g_string_append_c(out, ',');
		append_line_start(out, *depth);
		return at + 1;
	case ':':
		g_string_append(out, ": ");
		return at + 1;
	default: {
		const char *stop = at;

		if (*at == '"')
			stop = js_string_end(at, end);
		else
			while (stop < end && !js_is_space(*stop) &&
			       !strchr(",:]}", *stop))
				stop++;
		g_string_append_len(out, at, stop - at);
		return stop;
	}
	}
}

void js_append_pretty(GString *out, struct js value, unsigned depth)
{
	const char *at = value.at;
	const char *end = value.at + value.len;

	while (at < end) {
		if (js_is_space(*at))
			at++;
		else
			at = pretty_token(out, at, end, &depth);
	}
}

static void append_escape(GString *out, unsigned char c)
{
	static const char bytes[] = "\"\\\b\f\n\r\t";
	static const char names[] = "\"\\bfnrt";
	const char *hit = c ? strchr(bytes, c) : NULL;

	if (hit) {
		g_string_append_c(out, '\\');
		g_string_append_c(out, names[hit - bytes]);
	} else {
		g_string_append_printf(out, "\\u%04x", c);
	}
}

/* What is no plain ASCII; returns the byte after it. */
static const char *append_odd_char(GString *out, const char *at,
				   const char *end)
{
	const char *next;

	if ((unsigned char)*at < 0x80) {
		append_escape(out, (unsigned char)*at);
		return at + 1;
	}
	next = js_utf8_end(at, end);
	if (!next) {
		g_string_append(out, "\xef\xbf\xbd");
		return at + 1;
	}
	/* The C1 control characters U+0080 to U+009F. */
	if (*at == '\xc2' && (unsigned char)at[1] < 0xa0)
		append_escape(out, (unsigned char)at[1]);
	else
		g_string_append_len(out, at, next - at);
	return next;
}

void js_append_string(GString *out, const char *text, size_t len)
{
	const char *end = text + len;

	g_string_append_c(out, '"');
	while (text < end) {
		const char *stop = js_plain_end(text, end);

		g_string_append_len(out, text, stop - text);
		text = stop;
		if (text < end)
			text = append_odd_char(out, text, end);
	}
	g_string_append_c(out, '"');
}
