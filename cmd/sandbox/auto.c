#include "cmd/sandbox/auto.h"

#include <stdarg.h>

bool fail(GError **error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (error)
		*error = g_error_new_valist(
			g_quark_from_static_string("fentu-sandbox"), 1, format,
			args);
	va_end(args);
	return false;
}
