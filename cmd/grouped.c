#include "cmd/grouped.h"

#include <glib.h>

char *grouped(int64_t number)
{
	g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, number);
	GString *text = g_string_new(digits);

	for (size_t at = text->len; at > 3;) {
		at -= 3;
		g_string_insert_c(text, (gssize)at, ',');
	}
	return g_string_free(text, FALSE);
}
