#include "lib/cli/help.h"

static void append_escaped(GString *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\*_<>#`|[]~.+", *text))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
}

void help_options_scdoc(GString *out, const struct opt *rows)
{
	for (const struct opt *row = rows; row && row->name; row++) {
		g_autoptr(GString) text = g_string_new(NULL);

		if (row->letter)
			g_string_append_printf(out, "*-%c*, ", row->letter);
		g_string_append_printf(out, "*--%s*", row->name);
		if (row->arg) {
			g_string_append(out, " _");
			append_escaped(out, row->arg);
			g_string_append_c(out, '_');
		}
		g_string_append(out, "\n\t");
		help_option_text(text, row);
		text->str[0] = g_ascii_toupper(text->str[0]);
		append_escaped(out, text->str);
		g_string_append(out, ".\n\n");
	}
}
