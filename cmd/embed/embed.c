/*
 * Build-time program: writes C source with texts for cmd/text.h.
 *
 *	embed ARRAY NAME=FILE...
 *
 * A file that ends in .scd is a manual page and becomes plain text; others
 * are taken as they are.
 */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd/embed/scdoc.h"

static void put_literal(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_autofree char *escaped = g_strescape(*line, NULL);

		if (line[1])
			printf("\t\t\"%s\\n\"\n", escaped);
		else if (**line || line == lines)
			printf("\t\t\"%s\"\n", escaped);
	}
}

static bool put_file(const char *name, const char *path)
{
	g_autofree char *content = NULL;
	g_autofree char *summary = NULL;

	if (!g_file_get_contents(path, &content, NULL, NULL)) {
		fprintf(stderr, "embed: cannot read %s\n", path);
		return false;
	}
	if (g_str_has_suffix(path, ".scd")) {
		g_autofree char *page = g_steal_pointer(&content);

		content = scdoc_text(page, &summary);
	}
	printf("\t{\n\t\t\"%s\",\n", name);
	if (summary)
		put_literal(summary);
	else
		printf("\t\tNULL\n");
	printf("\t\t,\n");
	put_literal(content);
	printf("\t},\n");
	return true;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	printf("#include <stddef.h>\n\n#include \"cmd/text.h\"\n\n"
	       "const struct text %s[] = {\n",
	       argv[1]);
	for (int i = 2; i < argc; i++) {
		char *equals = strchr(argv[i], '=');

		if (!equals)
			return 2;
		*equals = '\0';
		if (!put_file(argv[i], equals + 1))
			return 1;
	}
	printf("\t{ NULL, NULL, NULL },\n};\n");
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
