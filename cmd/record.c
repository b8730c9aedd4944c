#include "cmd/record.h"

#include <string.h>

GString *record_new(void)
{
	return g_string_new("{");
}

static void record_key(GString *record, const char *key)
{
	if (record->len > 1)
		g_string_append_c(record, ',');
	js_append_string(record, key, strlen(key));
	g_string_append_c(record, ':');
}

void record_text(GString *record, const char *key, const char *text)
{
	record_key(record, key);
	if (text)
		js_append_string(record, text, strlen(text));
	else
		g_string_append(record, "null");
}

void record_number(GString *record, const char *key, int64_t number)
{
	record_key(record, key);
	if (number >= 0)
		g_string_append_printf(record, "%" G_GINT64_FORMAT, number);
	else
		g_string_append(record, "null");
}

void record_bool(GString *record, const char *key, bool value)
{
	record_key(record, key);
	g_string_append(record, value ? "true" : "false");
}

void record_texts(GString *record, const char *key, const GPtrArray *texts)
{
	record_key(record, key);
	g_string_append_c(record, '[');
	for (guint i = 0; i < texts->len; i++) {
		const char *text = texts->pdata[i];

		if (i > 0)
			g_string_append_c(record, ',');
		js_append_string(record, text, strlen(text));
	}
	g_string_append_c(record, ']');
}

void record_object(GString *record, const char *key, GString *object)
{
	g_string_append_c(object, '}');
	record_key(record, key);
	g_string_append_len(record, object->str, (gssize)object->len);
}

void record_json(GString *record, const char *key, const char *json)
{
	record_key(record, key);
	g_string_append(record, json);
}

bool record_write(GString *record, struct out *out, struct error *err)
{
	struct js root;

	g_string_append_c(record, '}');
	return js_check(record->str, record->len, "the record", &root, err) &&
	       out_record(out, root, err);
}
