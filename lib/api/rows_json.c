/* Rows that are JSON objects: line by line, or in an array. */
#include <string.h>

#include "lib/api/rows_part.h"

static const char *end_of(const struct rows *rows)
{
	return rows->config.text + rows->config.len;
}

static void go_to(struct rows *rows, const char *place)
{
	for (; rows->at < place; rows->at++)
		rows->line += *rows->at == '\n';
}

bool rows_json_open(struct rows *rows, struct error *err)
{
	const char *end = end_of(rows);
	const char *at = rows->at;

	while (g_ascii_isspace(*at))
		at++;
	if (*at == '{')
		return true;
	if (js_check(at, (size_t)(end - at), "the array", &rows->array, err))
		return true;
	err->code = ERR_USAGE;
	return false;
}

/* The object without its member "id". */
static void split_id(struct row *row, struct js object)
{
	g_autoptr(GString) body = g_string_new("{");
	struct js id = js_member(object, "id");
	struct js_walk walk = { 0 };

	if (js_type(id) == JS_STRING || js_type(id) == JS_NUMBER)
		row->id = js_text(id, NULL);
	while (js_next(object, &walk)) {
		if (walk.value.at == id.at)
			continue;
		g_string_append(body, body->len > 1 ? "," : "");
		g_string_append_len(body, walk.key.at, (gssize)walk.key.len);
		g_string_append_c(body, ':');
		g_string_append_len(body, walk.value.at,
				    (gssize)walk.value.len);
	}
	g_string_append_c(body, '}');
	row->body_len = body->len;
	row->body = g_string_free(g_steal_pointer(&body), FALSE);
}

static void take(const struct rows *rows, struct js value, struct row *row,
		 struct error *problems)
{
	const char *why = NULL;

	if (js_type(value) != JS_OBJECT) {
		why = "no JSON object";
	} else if (rows->config.is_update) {
		split_id(row, value);
		why = row->id ? NULL : "there is no id";
	} else {
		row->body = g_strndup(value.at, value.len);
		row->body_len = value.len;
	}
	if (!why)
		return;
	row->is_good = false;
	rows_problem(problems, rows, row, NULL, why);
}

static bool next_of_array(struct rows *rows, struct row *row,
			  struct error *problems)
{
	if (!js_next(rows->array, &rows->walk))
		return false;
	go_to(rows, rows->walk.value.at);
	row->line = rows->line;
	take(rows, rows->walk.value, row, problems);
	return true;
}

/* The next line with something on it, without its end. */
static bool next_line(struct rows *rows, const char **ret_from, size_t *ret_len)
{
	const char *end = end_of(rows);
	const char *from = rows->at, *to;

	while (from < end && g_ascii_isspace(*from))
		from++;
	if (from == end)
		return false;
	to = memchr(from, '\n', (size_t)(end - from));
	*ret_from = from;
	*ret_len = (size_t)((to ? to : end) - from);
	return true;
}

static bool next_of_lines(struct rows *rows, struct row *row,
			  struct error *problems)
{
	AUTO(error_release) struct error err = { 0 };
	struct js value;
	const char *from;
	size_t len;

	if (!next_line(rows, &from, &len))
		return false;
	go_to(rows, from);
	row->line = rows->line;
	go_to(rows, from + len);
	if (js_check(from, len, "the row", &value, &err)) {
		take(rows, value, row, problems);
		return true;
	}
	row->is_good = false;
	rows_problem(problems, rows, row, NULL, err.message);
	return true;
}

bool rows_json_next(struct rows *rows, struct row *row, struct error *problems)
{
	return js_type(rows->array) == JS_ARRAY
		       ? next_of_array(rows, row, problems)
		       : next_of_lines(rows, row, problems);
}
