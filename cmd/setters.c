#include "cmd/setters.h"

#include <string.h>

#include "cmd/ctx.h"
#include "cmd/input.h"
#include "cmd/listed.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

enum { LONG_BYTES_MAX = 1024 * 1024 }; /* of a long text that is read */

/* A setter without a name is a column of a file alone. */
static const struct setter *next_option(const struct setter *setter)
{
	while (setter->key && !setter->name)
		setter++;
	return setter;
}

static enum opt_values values_of(const struct setter *setter)
{
	bool is_date =
		setter->kind == SETTER_DATE || setter->kind == SETTER_TIME;

	return is_date ? OPT_VALUES_DATE : OPT_VALUES_ANY;
}

static const char *help_of(const struct setter *setter, bool is_new,
			   GPtrArray *keep)
{
	char *help;

	if (!is_new || !setter->is_required)
		return setter->help;
	help = g_strconcat(setter->help, " (required)", NULL);
	g_ptr_array_add(keep, help);
	return help;
}

const struct opt *setters_rows(const struct setter *setters, bool is_new,
			       GPtrArray *keep)
{
	GArray *rows = g_array_new(TRUE, TRUE, sizeof(struct opt));
	struct opt *first;

	for (const struct setter *s = next_option(setters); s->key;
	     s = next_option(s + 1)) {
		const struct opt row = {
			.name = s->name,
			.kind = s->kind == SETTER_PLACE ? OPT_STRINGS
							: OPT_STRING,
			.arg = s->arg,
			.choices = s->choices,
			.values = values_of(s),
			.help = help_of(s, is_new, keep),
		};

		g_array_append_val(rows, row);
	}
	first = (struct opt *)(void *)g_array_free(rows, FALSE);
	g_ptr_array_add(keep, first);
	return first;
}

const struct opt *setters_options(const void *subject, GPtrArray *keep)
{
	const struct resource *resource = subject;

	return setters_rows(resource->setters, false, keep);
}

const struct opt *setters_new_options(const void *subject, GPtrArray *keep)
{
	const struct resource *resource = subject;

	return setters_rows(resource->setters, true, keep);
}

bool setters_are_given(const struct call *call,
		       const struct setters_given *given)
{
	size_t at = 0;

	if (given->fields->count > 0)
		return true;
	for (const struct setter *s = next_option(given->setters); s->key;
	     s = next_option(s + 1), at++)
		if (call->more[at] || call->more_lists[at].count > 0)
			return true;
	return false;
}

void setters_note(struct ctx *ctx, const struct setter *setter,
		  const char *value)
{
	listed_note(ctx, setter->name, setter->choices, value,
		    "it is sent all the same");
}

/* What "-" and "@FILE" stand for. */
static bool read_long(struct ctx *ctx, const char *value, char **ret_text,
		      struct error *err)
{
	const char *path = *value == '@' ? value + 1 : value;
	g_autofree char *text = NULL;
	size_t len;

	/* such as "@$FILE" with FILE unset */
	if (!*path)
		return error_set(err, ERR_USAGE, "'@' names no file");
	if (!input_read(ctx, path, LONG_BYTES_MAX, &text, &len, err))
		return false;
	if (!g_utf8_validate(text, (gssize)len, NULL))
		return error_set(err, ERR_USAGE, "%s is not UTF-8 text",
				 *value == '@' ? path : "standard input");
	if (g_str_has_suffix(text, "\n"))
		text[len -= g_str_has_suffix(text, "\r\n") ? 2 : 1] = '\0';
	*ret_text = g_str_has_prefix(text, BYTE_ORDER_MARK)
			    ? g_strdup(text + strlen(BYTE_ORDER_MARK))
			    : g_steal_pointer(&text);
	return true;
}

static bool is_read(const struct setter *setter, const char *value)
{
	return setter->kind == SETTER_LONG &&
	       (strcmp(value, "-") == 0 || *value == '@');
}

static bool set_one(struct ctx *ctx, struct body *body,
		    const struct setter *setter, const char *value,
		    struct error *err)
{
	int64_t now_s = clock_unix_s(ctx_clock(ctx));
	g_autofree char *text = NULL;

	if (!is_read(setter, value))
		return body_set(body, setter, value, now_s, err);
	if (read_long(ctx, value, &text, err))
		return body_set(body, setter, text, now_s, err);
	return *value == '@' && !err->hint
		       ? error_hint(err,
				    "a text that begins with @ is given by "
				    "--field '%s=%s'",
				    setter->key, value)
		       : false;
}

/* The values of one row, of which a place has several. */
static bool set_row(struct ctx *ctx, struct body *body,
		    const struct setter *setter, const char *value,
		    const struct strv *list, struct error *err)
{
	for (size_t i = 0; i < list->count; i++)
		if (!set_one(ctx, body, setter, list->item[i], err))
			return error_wrap(err, "--%s", setter->name);
	if (!value)
		return true;
	if (!set_one(ctx, body, setter, value, err))
		return error_wrap(err, "--%s", setter->name);
	setters_note(ctx, setter, value);
	return true;
}

/* Standard input is there once. */
static bool check_stdin(const struct call *call,
			const struct setters_given *given, struct error *err)
{
	const char *first = NULL;
	size_t at = 0;

	for (const struct setter *s = next_option(given->setters); s->key;
	     s = next_option(s + 1), at++) {
		if (s->kind != SETTER_LONG || !call->more[at] ||
		    strcmp(call->more[at], "-") != 0)
			continue;
		if (first)
			return error_set(err, ERR_USAGE,
					 "--%s and --%s cannot both read "
					 "standard input",
					 first, s->name);
		first = s->name;
	}
	return true;
}

/* Is it the key of a field, or of all that the field is in? */
static bool names(const char *word, const char *key)
{
	size_t len = strcspn(word, "=");

	if (len > 0 && word[len] == '=' && word[len - 1] == ':')
		len--;
	return strncmp(word, key, len) == 0 &&
	       (key[len] == '\0' || key[len] == '.');
}

/* "customer_id" and "customer.id" are one field by two names. */
static bool check_named_once(const char *value, const struct strv *fields,
			     const struct setter *setter, struct error *err)
{
	g_autofree char *first =
		value ? g_strconcat("--", setter->name, NULL) : NULL;

	if (strcmp(setter->column, setter->key) == 0)
		return true;
	for (size_t i = 0; i < fields->count && !first; i++)
		if (names(fields->item[i], setter->key))
			first = g_strconcat("--field ", setter->key, NULL);
	for (size_t i = 0; i < fields->count && first; i++)
		if (names(fields->item[i], setter->column))
			return error_set(err, ERR_USAGE,
					 "%s and --field %s set the same",
					 first, setter->column);
	return true;
}

static bool fill(struct ctx *ctx, const struct call *call,
		 const struct setters_given *given, struct body *body,
		 struct error *err)
{
	size_t at = 0;

	for (const struct setter *s = next_option(given->setters); s->key;
	     s = next_option(s + 1), at++)
		if (!check_named_once(call->more[at], given->fields, s, err) ||
		    !set_row(ctx, body, s, call->more[at],
			     &call->more_lists[at], err))
			return false;
	for (size_t i = 0; i < given->fields->count; i++)
		if (!body_set_field(body, given->fields->item[i], err))
			return error_wrap(err, "--field");
	return true;
}

static char *option_of(const struct setter *setter, const char *part)
{
	if (!setter->name)
		return part ? g_strdup_printf("--field %s.%s", setter->key,
					      part)
			    : g_strdup_printf("--field %s", setter->key);
	return part ? g_strdup_printf("--%s %s", setter->name, part)
		    : g_strdup_printf("--%s", setter->name);
}

bool setters_refuse_missing(const GPtrArray *missing, const char *path,
			    struct error *err)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < missing->len; i++) {
		g_autofree char *option = option_of(missing->pdata[i], NULL);

		g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
				       option);
	}
	if (missing->len == 0)
		return true;
	error_set(err, ERR_USAGE, "required and not given: %s", names->str);
	return error_hint(err,
			  "'%s --help' lists the options; --no-check sends it "
			  "without what is missing",
			  path);
}

void setters_made_release(struct setters_made *made)
{
	g_free(made->text);
	g_strfreev(made->partial);
}

static bool from_options(struct ctx *ctx, const struct call *call,
			 const struct setters_given *given,
			 struct setters_made *ret_made, struct error *err)
{
	AUTO(body_drop) struct body *body = body_new();
	g_autoptr(GPtrArray) missing = NULL;
	g_autofree char *text = NULL;

	if (!check_stdin(call, given, err) ||
	    !fill(ctx, call, given, body, err))
		return false;
	text = body_text(body);
	missing = setter_missing(given->setters,
				 (struct js){ text, strlen(text) });
	if (given->is_new && !given->is_unchecked &&
	    !setters_refuse_missing(missing, call->path, err))
		return false;
	if (body_is_empty(body) && !given->is_unchecked) {
		error_set(err, ERR_USAGE, "nothing is given to be written");
		return error_hint(err, "'%s --help' lists the options",
				  call->path);
	}
	ret_made->len = strlen(text);
	ret_made->text = g_steal_pointer(&text);
	ret_made->partial = body_partial(body);
	return true;
}

bool setters_body(struct ctx *ctx, const struct call *call,
		  const struct setters_given *given,
		  struct setters_made *ret_made, struct error *err)
{
	if (!given->data)
		return from_options(ctx, call, given, ret_made, err);
	if (setters_are_given(call, given))
		return error_set(err, ERR_USAGE,
				 "--data is the whole body; it excludes the "
				 "options that set fields");
	return input_object(ctx, given->data, &ret_made->text, &ret_made->len,
			    err) ||
	       error_wrap(err, "--data");
}

void setters_name_fields(const struct setter *setters, struct error *err)
{
	for (guint i = 0; err->fields && i < err->fields->len; i++) {
		struct error_field *field = err->fields->pdata[i];
		const char *part = NULL;
		const struct setter *setter =
			setter_by_field(setters, field->field, &part);

		if (!setter)
			continue;
		g_free(field->option);
		field->option = option_of(setter, part);
	}
}
