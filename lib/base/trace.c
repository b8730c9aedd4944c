#include "lib/base/trace.h"

#include <stdarg.h>
#include <string.h>

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

enum { TRACE_NUMBER_LEN = 9, TRACE_DAY_LEN = 10, TRACE_WORD_LEN = 20 };

/* Parts of a query that say which rows are asked for. */
static const struct {
	const char *key;
	const char *of; /* the characters a value may have */
	size_t max_len;
} trace_shown_query[] = {
	{ "page", "0123456789", TRACE_NUMBER_LEN },
	{ "per_page", "0123456789", TRACE_NUMBER_LEN },
	{ "from_date", "0123456789-", TRACE_DAY_LEN },
	{ "to_date", "0123456789-", TRACE_DAY_LEN },
	{ "created_after", "0123456789-", TRACE_DAY_LEN },
	{ "status", "abcdefghijklmnopqrstuvwxyz_", TRACE_WORD_LEN },
};

bool trace_may_show_query(const char *key, const char *value)
{
	for (size_t i = 0; i < G_N_ELEMENTS(trace_shown_query); i++) {
		if (g_str_equal(key, trace_shown_query[i].key))
			return strlen(value) <= trace_shown_query[i].max_len &&
			       strspn(value, trace_shown_query[i].of) ==
				       strlen(value);
	}
	return false;
}
