#include "lib/base/error.h"

#include <stdarg.h>
#include <string.h>

/* Everything that follows from a code, in one place. */
static const struct {
	int exit_status;
	const char *name;
	const char *hint;
} error_facts[ERR_COUNT] = {
	[ERR_NONE] = { 0, "none", NULL },
	[ERR_OTHER] = { 1, "other", NULL },
	[ERR_USAGE] = { 2, "usage", NULL },
	[ERR_NOT_FOUND] = { 3, "not_found", NULL },
	[ERR_LOGIN] = { 4, "login", "run 'fentu login'" },
	[ERR_DENIED] = { 5, "denied", NULL },
	[ERR_THROTTLED] = { 6, "throttled", NULL },
	[ERR_PARTIAL] = { 7, "partial", NULL },
	[ERR_REJECTED] = { 8, "rejected", NULL },
	[ERR_NETWORK] = { 9, "network",
			  "check the connection, then try again" },
	[ERR_INTERRUPTED] = { 130, "interrupted", NULL },
	[ERR_CLOSED_PIPE] = { 141, "closed_pipe", NULL },
};

static void error_free_field(void *data)
{
	struct error_field *field = data;

	g_free(field->field);
	g_free(field->message);
	g_free(field->option);
	g_free(field);
}

/* The text is made before the old one goes: it may quote it. */
static void error_replace(struct error *err, enum error_code code, char *text)
{
	error_clear(err);
	err->code = code;
	err->message = text;
}

bool error_set(struct error *err, enum error_code code, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = g_strdup_vprintf(fmt, args);
	va_end(args);
	error_replace(err, code, text);
	return false;
}

bool error_errno(struct error *err, int number, const char *fmt, ...)
{
	g_autofree char *what = NULL;
	va_list args;

	va_start(args, fmt);
	what = g_strdup_vprintf(fmt, args);
	va_end(args);
	error_replace(err, ERR_OTHER,
		      g_strdup_printf("%s: %s", what, g_strerror(number)));
	return false;
}

bool error_wrap(struct error *err, const char *fmt, ...)
{
	g_autofree char *inner = g_steal_pointer(&err->message);
	g_autofree char *context = NULL;
	va_list args;

	va_start(args, fmt);
	context = g_strdup_vprintf(fmt, args);
	va_end(args);
	err->message = g_strdup_printf("%s: %s", context, inner ? inner : "");
	return false;
}

bool error_hint(struct error *err, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = g_strdup_vprintf(fmt, args);
	va_end(args);
	g_free(err->hint);
	err->hint = text;
	return false;
}

void error_add_field(struct error *err, const char *field, const char *message)
{
	struct error_field *added = g_new0(struct error_field, 1);

	added->field = g_strdup(field);
	added->message = g_strdup(message);
	if (!err->fields)
		err->fields = g_ptr_array_new_with_free_func(error_free_field);
	g_ptr_array_add(err->fields, added);
}

int error_exit_status(const struct error *err)
{
	if (err->code == ERR_INTERRUPTED && err->signal > 0)
		return 128 + err->signal;
	return error_facts[err->code].exit_status;
}

const char *error_name(enum error_code code)
{
	return error_facts[code].name;
}

const char *error_hint_text(const struct error *err)
{
	return err->hint ? err->hint : error_facts[err->code].hint;
}

void error_move(struct error *to, struct error *from)
{
	*to = *from;
	*from = (struct error){ 0 };
}

void error_release(struct error *err)
{
	if (!err)
		return;
	g_free(err->message);
	g_free(err->hint);
	g_free(err->request_id);
	g_free(err->scope);
	if (err->fields)
		g_ptr_array_unref(err->fields);
}

void error_clear(struct error *err)
{
	if (!err)
		return;
	error_release(err);
	*err = (struct error){ 0 };
}
