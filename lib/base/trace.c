#include "lib/base/trace.h"

#include <stdarg.h>

/* Headers whose value tells nothing about a person or a secret. */
static const char *const trace_shown_headers[] = {
	"accept",
	"accept-encoding",
	"age",
	"cache-control",
	"connection",
	"content-encoding",
	"content-length",
	"content-type",
	"date",
	"etag",
	"expires",
	"if-none-match",
	"last-modified",
	"retry-after",
	"server",
	"transfer-encoding",
	"user-agent",
	"vary",
	"x-ratelimit-limit",
	"x-ratelimit-remaining",
	"x-ratelimit-reset",
	"x-request-id",
};

void trace_line(const struct trace *trace, const char *fmt, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	if (!trace_is_on(trace))
		return;
	va_start(args, fmt);
	text = g_strdup_vprintf(fmt, args);
	va_end(args);
	trace->line(trace->user, text);
}

void trace_header(const struct trace *trace, const char *direction,
		  const char *name, const char *value)
{
	trace_line(trace, "%s %s: %s", direction, name,
		   trace_may_show(name) ? value : "(hidden)");
}

bool trace_may_show(const char *header_name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(trace_shown_headers); i++) {
		if (!g_ascii_strcasecmp(header_name, trace_shown_headers[i]))
			return true;
	}
	return false;
}
