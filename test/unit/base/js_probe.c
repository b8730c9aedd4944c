/*
 * For js_differential.py: documents on standard input, each as its length in
 * four bytes (little-endian) and its text. For each one line: what js_check
 * said, and the document written compact from its text and from a walk.
 */
#include <stdio.h>
#include <string.h>

#include "lib/base/js.h"

/* Depth is bounded by js_check. */
static void append_walked(GString *out, struct js value)
{
	enum js_type type = js_type(value);
	struct js_walk walk = { 0 };
	const char *comma = "";

	if (type == JS_STRING) {
		size_t len = 0;
		g_autofree char *text = js_text(value, &len);

		js_append_string(out, text, len);
	} else if (type == JS_ARRAY || type == JS_OBJECT) {
		g_string_append_c(out, type == JS_ARRAY ? '[' : '{');
		while (js_next(value, &walk)) {
			g_string_append(out, comma);
			if (type == JS_OBJECT) {
				append_walked(out, walk.key);
				g_string_append_c(out, ':');
			}
			append_walked(out, walk.value);
			comma = ",";
		}
		g_string_append_c(out, type == JS_ARRAY ? ']' : '}');
	} else {
		g_string_append_len(out, value.at, (gssize)value.len);
	}
}

static void probe(const char *text, size_t len)
{
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) walked = g_string_new(NULL);
	struct js root;

	if (!js_check(text, len, "it", &root, &err)) {
		printf("no %s\n", err.message);
		return;
	}
	js_append_compact(out, root);
	append_walked(walked, root);
	printf("yes %s\t%s\n", out->str, walked->str);
}

int main(void)
{
	unsigned char head[4];

	while (fread(head, 1, sizeof(head), stdin) == sizeof(head)) {
		size_t len = head[0] | (size_t)head[1] << 8 |
			     (size_t)head[2] << 16 | (size_t)head[3] << 24;
		g_autofree char *text = g_malloc(len);

		if (fread(text, 1, len, stdin) != len)
			return 1;
		probe(text, len);
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
