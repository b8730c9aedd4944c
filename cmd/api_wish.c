#include "cmd/api_wish.h"

#include <string.h>

#include "cmd/filters.h"
#include "cmd/input.h"
#include "lib/api/body.h"
#include "lib/api/page.h"

void wish_release(struct wish *wish)
{
	g_free(wish->path);
	g_free(wish->what);
	g_free(wish->body);
	if (wish->keep)
		g_ptr_array_unref(wish->keep);
}

static bool has_fields(const struct api_opts *o)
{
	return o->fields.count > 0 || o->json_fields.count > 0;
}

/* Methods are told apart by case (RFC 9110, section 9.1), and people type
   them in either. What is no method at all the client refuses. */
static void read_method(struct wish *wish, const struct call *call)
{
	const struct api_opts *o = call->opts;
	const char *given = call->operands.count > 1   ? call->operands.item[0]
			    : o->data || has_fields(o) ? "POST"
						       : "GET";
	char *method = g_ascii_strup(given, -1);

	g_ptr_array_add(wish->keep, method);
	wish->method = method;
	wish->is_read =
		strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

static bool check_opts(const struct wish *wish, const struct api_opts *o,
		       struct error *err)
{
	if (o->paginate && o->include)
		return error_set(err, ERR_USAGE,
				 "--paginate and --include exclude each "
				 "other");
	if (o->paginate && strcmp(wish->method, "GET") != 0)
		return error_set(err, ERR_USAGE,
				 "--paginate goes with GET, not with %s",
				 wish->method);
	if (o->data && has_fields(o))
		return error_set(err, ERR_USAGE,
				 "--data is the whole body; it excludes -f "
				 "and -F");
	if (o->data && wish->is_read)
		return error_set(err, ERR_USAGE,
				 "%s has no body: --data does "
				 "not go with it",
				 wish->method);
	return true;
}

static bool read_headers(struct wish *wish, const struct strv *words,
			 struct error *err)
{
	if (words->count > WISH_HEADERS_MAX)
		return error_set(err, ERR_USAGE, "more than %d headers",
				 WISH_HEADERS_MAX);
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->item[i];
		const char *colon = strchr(word, ':');
		char *name, *value;

		if (!colon || colon == word)
			return error_set(err, ERR_USAGE,
					 "--header %zu is not of the form "
					 "'NAME: VALUE'",
					 i + 1);
		name = g_strndup(word, (gsize)(colon - word));
		value = g_strstrip(g_strdup(colon + 1));
		g_ptr_array_add(wish->keep, name);
		g_ptr_array_add(wish->keep, value);
		wish->header[wish->header_count++] =
			(struct http_header){ name, value };
	}
	return true;
}

static bool has_header(const struct wish *wish, const char *name)
{
	for (size_t i = 0; i < wish->header_count; i++)
		if (g_ascii_strcasecmp(wish->header[i].name, name) == 0)
			return true;
	return false;
}

static bool read_path(struct wish *wish, const char *operand,
		      const struct api_opts *o, struct error *err)
{
	g_autoptr(GString) path = g_string_new(operand);
	g_autoptr(GString) query = g_string_new(NULL);

	if (!filters_append_params("--param", &o->params, query, err))
		return false;
	if (wish->is_read &&
	    (!filters_append_params("--field", &o->fields, query, err) ||
	     !filters_append_params("--json-field", &o->json_fields, query,
				    err)))
		return false;
	if (query->len > 0) {
		g_string_append_c(path, strchr(path->str, '?') ? '&' : '?');
		g_string_append(path, query->str);
	}
	wish->path = g_strdup(path->str);
	wish->what = g_strdup_printf("'%s'", operand);
	return true;
}

static bool read_size(const char *text, int64_t *ret_size, struct error *err)
{
	guint64 size;

	if (!g_ascii_string_to_unsigned(text, 10, 1, PAGE_SIZE_MAX, &size,
					NULL))
		return error_set(err, ERR_USAGE,
				 "per_page is a number from 1 to %d, not '%s'",
				 PAGE_SIZE_MAX, text);
	*ret_size = (int64_t)size;
	return true;
}

/* --paginate asks for the pages by itself: how large they are may be said, and
   is taken out of the path; which they are, may not. */
static bool take_pages(struct wish *wish, struct error *err)
{
	g_auto(GStrv) halves = g_strsplit(wish->path, "?", 2);
	g_autoptr(GString) path = g_string_new(halves[0]);
	g_auto(GStrv) pairs = NULL;
	char before = '?';

	if (!halves[0] || !halves[1])
		return true;
	pairs = g_strsplit(halves[1], "&", -1);
	for (char **pair = pairs; *pair; pair++) {
		if (g_str_has_prefix(*pair, "page=")) {
			error_set(err, ERR_USAGE,
				  "with --paginate the path cannot choose the "
				  "page");
			return error_hint(err, "leave page out of it: every "
					       "page is asked for");
		}
		if (g_str_has_prefix(*pair, "per_page=")) {
			if (!read_size(*pair + strlen("per_page="),
				       &wish->page_size, err))
				return false;
			continue;
		}
		g_string_append_printf(path, "%c%s", before, *pair);
		before = '&';
	}
	g_free(wish->path);
	wish->path = g_strdup(path->str);
	return true;
}

/* "KEY=JSON" */
static bool set_json_field(struct body *body, const char *word,
			   struct error *err)
{
	const char *equals = strchr(word, '=');
	g_autofree char *key = NULL;
	struct js value;

	if (!equals || equals == word)
		return error_set(err, ERR_USAGE,
				 "'%s' is not of the form KEY=JSON", word);
	key = g_strndup(word, (gsize)(equals - word));
	if (!js_check(equals + 1, strlen(equals + 1), key, &value, err)) {
		err->code = ERR_USAGE;
		return error_hint(err, "-f sends a text without quotes");
	}
	return body_set_json(body, key, value, err);
}

static bool body_of_fields(struct wish *wish, const struct api_opts *o,
			   struct error *err)
{
	AUTO(body_drop) struct body *body = body_new();

	for (size_t i = 0; i < o->fields.count; i++)
		if (!body_set_field(body, o->fields.item[i], err))
			return error_wrap(err, "--field");
	for (size_t i = 0; i < o->json_fields.count; i++)
		if (!set_json_field(body, o->json_fields.item[i], err))
			return error_wrap(err, "--json-field");
	wish->body = body_text(body);
	wish->body_len = strlen(wish->body);
	return true;
}

/* What is said to be no JSON, by a Content-Type of one's own, is not looked
   at. */
static bool body_of_file(struct ctx *ctx, struct wish *wish, const char *path,
			 struct error *err)
{
	struct js root;

	if (!input_read(ctx, path, BODY_BYTES_MAX, &wish->body, &wish->body_len,
			err))
		return error_wrap(err, "--data");
	if (has_header(wish, "Content-Type") ||
	    js_check(wish->body, wish->body_len, "--data", &root, err))
		return true;
	err->code = ERR_USAGE;
	return error_hint(err, "what is no JSON needs -H 'Content-Type: ...'");
}

static bool read_body(struct ctx *ctx, struct wish *wish,
		      const struct api_opts *o, struct error *err)
{
	if (o->data) {
		if (!body_of_file(ctx, wish, o->data, err))
			return false;
	} else if (!wish->is_read && has_fields(o)) {
		if (!body_of_fields(wish, o, err))
			return false;
	}
	if (wish->body && !has_header(wish, "Content-Type"))
		wish->header[wish->header_count++] =
			(struct http_header){ "Content-Type",
					      "application/json" };
	return true;
}

bool wish_read(struct ctx *ctx, const struct call *call, struct wish *ret_wish,
	       struct error *err)
{
	const struct strv *operands = &call->operands;
	const struct api_opts *o = call->opts;

	ret_wish->keep = g_ptr_array_new_with_free_func(g_free);
	read_method(ret_wish, call);
	return check_opts(ret_wish, o, err) &&
	       read_headers(ret_wish, &o->headers, err) &&
	       read_path(ret_wish, operands->item[operands->count - 1], o,
			 err) &&
	       (!o->paginate || take_pages(ret_wish, err)) &&
	       read_body(ctx, ret_wish, o, err);
}
