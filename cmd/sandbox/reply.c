#include "cmd/sandbox/reply.h"

#include "cmd/sandbox/js.h"
#include "cmd/sandbox/when.h"

#include <stdarg.h>
#include <string.h>

void reply_init(struct reply *reply)
{
	*reply = (struct reply){
		.status = 500,
		.headers = g_ptr_array_new_with_free_func(g_free),
		.body = g_string_new(NULL),
	};
}

void reply_release(struct reply *reply)
{
	if (!reply)
		return;
	if (reply->headers)
		g_ptr_array_unref(reply->headers);
	if (reply->body)
		g_string_free(reply->body, TRUE);
	*reply = (struct reply){ 0 };
}

void reply_header(struct reply *reply, const char *name, const char *format,
		  ...)
{
	g_autofree char *value = NULL;
	va_list args;

	va_start(args, format);
	value = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(reply->headers, g_strconcat(name, ": ", value, NULL));
}

bool reply_has(const struct reply *reply, const char *name)
{
	g_autofree char *start = g_strconcat(name, ":", NULL);

	for (guint i = 0; i < reply->headers->len; i++)
		if (g_ascii_strncasecmp(g_ptr_array_index(reply->headers, i),
					start, strlen(start)) == 0)
			return true;
	return false;
}

void reply_json(struct reply *reply, unsigned status)
{
	reply->status = status;
	reply_header(reply, "Content-Type", "application/json");
}

void reply_value(struct reply *reply, unsigned status,
		 struct json_object *value)
{
	reply_json(reply, status);
	g_string_append(reply->body, js_print(value, NULL));
}

void reply_data_take(struct reply *reply, unsigned status,
		     struct json_object *value)
{
	g_autoptr(json_object) envelope = json_object_new_object();

	js_take(envelope, "data", value);
	reply_value(reply, status, envelope);
}

GByteArray *reply_wire(const struct reply *reply, size_t length,
		       size_t *ret_head)
{
	GByteArray *wire = g_byte_array_new();
	g_autoptr(GString) head = g_string_new(NULL);
	g_autofree char *date = when_http(when_now());

	g_string_append_printf(head, "HTTP/1.1 %u Sandbox\r\n", reply->status);
	if (!reply_has(reply, "Date"))
		g_string_append_printf(head, "Date: %s\r\n", date);
	for (guint i = 0; i < reply->headers->len; i++)
		g_string_append_printf(
			head, "%s\r\n",
			(const char *)g_ptr_array_index(reply->headers, i));
	g_string_append_printf(head,
			       "Content-Length: %" G_GSIZE_FORMAT
			       "\r\nConnection: close\r\n\r\n",
			       length);
	g_byte_array_append(wire, (const guint8 *)head->str, (guint)head->len);
	g_byte_array_append(wire, (const guint8 *)reply->body->str,
			    (guint)reply->body->len);
	*ret_head = head->len;
	return wire;
}
