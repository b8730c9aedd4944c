#include "lib/ui/report.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/js.h"
#include "lib/ui/sanitize.h"

enum { SERVER_ERROR = 500 };

static void append_clean(GString *out, const char *text)
{
	sanitize_append(out, text, strlen(text), SANITIZE_LINE);
}

static void append_hints(GString *out, const char *hint)
{
	g_auto(GStrv) lines = g_strsplit(hint, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_string_append(out, "hint: ");
		append_clean(out, *line);
		g_string_append_c(out, '\n');
	}
}

void report_text(GString *out, const struct error *err)
{
	const char *hint = error_hint_text(err);

	g_string_append(out, "fentu: error: ");
	append_clean(out, err->message ? err->message : error_name(err->code));
	g_string_append_c(out, '\n');
	for (guint i = 0; err->fields && i < err->fields->len; i++) {
		const struct error_field *field = err->fields->pdata[i];

		g_string_append(out, "fentu:   ");
		append_clean(out, field->option ? field->option : field->field);
		g_string_append(out, ": ");
		append_clean(out, field->message);
		g_string_append_c(out, '\n');
	}
	if (hint)
		append_hints(out, hint);
	if (err->request_id && err->http_status >= SERVER_ERROR) {
		g_string_append(out, "hint: whoever runs the server finds this "
				     "as request ");
		append_clean(out, err->request_id);
		g_string_append_c(out, '\n');
	}
}

static void append_string(GString *out, const char *key, const char *text)
{
	g_autoptr(GString) json = g_string_new(NULL);

	g_string_append_printf(out, "\"%s\":", key);
	if (text)
		js_append_string(json, text, strlen(text));
	else
		g_string_append(json, "null");
	sanitize_append_json(out, json->str, json->len, SANITIZE_LINE);
}

/* 0 stands for "not known" in struct error. */
static void append_number(GString *out, const char *key, int64_t number)
{
	if (number == 0)
		g_string_append_printf(out, ",\"%s\":null", key);
	else
		g_string_append_printf(out, ",\"%s\":%" PRId64, key, number);
}

static void append_fields(GString *out, const GPtrArray *fields)
{
	g_string_append(out, ",\"fields\":[");
	for (guint i = 0; fields && i < fields->len; i++) {
		const struct error_field *field = fields->pdata[i];

		g_string_append(out, i > 0 ? ",{" : "{");
		append_string(out, "field", field->field);
		g_string_append_c(out, ',');
		append_string(out, "message", field->message);
		g_string_append_c(out, ',');
		append_string(out, "option", field->option);
		g_string_append_c(out, '}');
	}
	g_string_append_c(out, ']');
}

void report_json(GString *out, const struct error *err)
{
	g_string_append(out, "{\"error\":{");
	append_string(out, "code", error_name(err->code));
	g_string_append_printf(out, ",\"exit_code\":%d",
			       error_exit_status(err));
	append_number(out, "http_status", err->http_status);
	g_string_append_c(out, ',');
	append_string(out, "message", err->message);
	g_string_append_c(out, ',');
	append_string(out, "hint", error_hint_text(err));
	g_string_append_c(out, ',');
	append_string(out, "request_id", err->request_id);
	append_number(out, "retry_after", err->retry_after_s);
	append_fields(out, err->fields);
	g_string_append(out, "}}\n");
}
