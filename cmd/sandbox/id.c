#include "cmd/sandbox/id.h"

#include <glib.h>
#include <string.h>

char *id_of(const char *prefix, int64_t number)
{
	return g_strdup_printf("%s%" G_GINT64_FORMAT, prefix, number);
}

int64_t id_number(const char *id, const char *prefix)
{
	const char *digits = id + strlen(prefix);
	gint64 number = 0;

	if (!g_str_has_prefix(id, prefix) || *digits == '0' ||
	    !g_ascii_string_to_signed(digits, 10, 1, G_MAXINT64, &number, NULL))
		return 0;
	return number;
}
