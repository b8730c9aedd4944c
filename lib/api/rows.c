#include "lib/api/rows_part.h"

#include <string.h>

#include "lib/api/id.h"

void row_release(struct row *row)
{
	g_free(row->id);
	g_free(row->body);
	g_strfreev(row->partial);
}

void rows_free(struct rows *rows)
{
	if (!rows)
		return;
	csv_free(rows->csv);
	if (rows->columns)
		g_array_unref(rows->columns);
	if (rows->headings)
		g_ptr_array_unref(rows->headings);
	g_free(rows);
}

char *rows_place(const struct rows *rows, const struct row *row)
{
	if (js_type(rows->array) == JS_ARRAY)
		return g_strdup_printf("row %zu", row->number);
	return g_strdup_printf("line %zu", row->line);
}

void rows_problem(struct error *problems, const struct rows *rows,
		  const struct row *row, const char *column,
		  const char *message)
{
	g_autofree char *place = rows_place(rows, row);
	g_autofree char *where =
		column ? g_strconcat(place, ", ", column, NULL) : NULL;

	error_add_field(problems, where ? where : place, message);
}

#define REQUIRED "required and not given"

static const char *after_mark(const struct rows_config *config)
{
	bool has_mark = config->len >= 3 &&
			memcmp(config->text, "\xEF\xBB\xBF", 3) == 0;

	return config->text + (has_mark ? 3 : 0);
}

static bool is_json(const struct rows_config *config)
{
	const char *end = config->text + config->len;
	const char *at = after_mark(config);

	while (at < end && g_ascii_isspace(*at))
		at++;
	return at < end && (*at == '{' || *at == '[');
}

bool rows_open(const struct rows_config *config, struct rows **ret_rows,
	       struct error *err)
{
	AUTO(rows_drop) struct rows *rows = g_new0(struct rows, 1);
	bool done;

	rows->config = *config;
	rows->at = after_mark(config);
	rows->line = 1;
	done = is_json(config) ? rows_json_open(rows, err)
			       : rows_csv_open(rows, err);
	if (!done)
		return error_wrap(err, "%s", config->name);
	*ret_rows = g_steal_pointer(&rows);
	return true;
}

static void check_id(const struct rows *rows, struct row *row,
		     struct error *problems)
{
	const struct resource *resource = rows->config.resource;
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *path = NULL;

	if (resource_path(resource->path, resource->noun, row->id, NULL, &path,
			  &err) &&
	    id_check(row->id, resource->noun, &err))
		return;
	row->is_good = false;
	rows_problem(problems, rows, row, "id", err.message);
}

static void check_body(const struct rows *rows, struct row *row,
		       struct error *problems)
{
	const struct setter *setters = rows->config.resource->setters;
	const struct js body = { row->body, row->body_len };
	g_autoptr(GPtrArray) missing = NULL;

	if (rows->config.is_update) {
		if (js_count(body) > 0)
			return;
		row->is_good = false;
		rows_problem(problems, rows, row, NULL,
			     "nothing is given to be changed");
		return;
	}
	if (rows->config.is_unchecked)
		return;
	missing = setter_missing(setters, body);
	for (guint i = 0; i < missing->len; i++) {
		const struct setter *setter = missing->pdata[i];

		row->is_good = false;
		rows_problem(problems, rows, row,
			     rows->csv ? setter->column : setter->key,
			     REQUIRED);
	}
}

bool rows_next(struct rows *rows, struct row *ret_row, struct error *problems)
{
	struct row row = { .number = rows->number + 1, .is_good = true };

	if (rows->is_over ||
	    !(rows->csv ? rows_csv_next(rows, &row, problems)
			: rows_json_next(rows, &row, problems))) {
		rows->is_over = true;
		return false;
	}
	rows->number = row.number;
	if (row.is_good && rows->config.is_update)
		check_id(rows, &row, problems);
	if (row.is_good)
		check_body(rows, &row, problems);
	*ret_row = row;
	return true;
}

static void check_doubled(GHashTable *seen, const struct rows *rows,
			  const struct row *row, struct error *problems)
{
	const char *earlier;
	g_autofree char *why = NULL;

	if (!row->is_good || !row->id)
		return;
	earlier = g_hash_table_lookup(seen, row->id);
	if (!earlier) {
		(void)g_hash_table_insert(seen, g_strdup(row->id),
					  rows_place(rows, row));
		return;
	}
	why = g_strdup_printf("'%s' is in %s already", row->id, earlier);
	rows_problem(problems, rows, row, "id", why);
}

static bool is_missing(const GPtrArray *problems)
{
	for (guint i = 0; i < problems->len; i++) {
		const struct error_field *problem = problems->pdata[i];

		if (strcmp(problem->message, REQUIRED) == 0)
			return true;
	}
	return false;
}

bool rows_check(const struct rows_config *config, size_t *ret_count,
		struct error *err)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	AUTO(error_release) struct error problems = { 0 };
	AUTO(rows_drop) struct rows *rows = NULL;
	struct row row;
	guint count;

	if (!rows_open(config, &rows, err))
		return false;
	while (rows_next(rows, &row, &problems)) {
		check_doubled(seen, rows, &row, &problems);
		if (row.is_good && config->on_row)
			config->on_row(config->user, &row);
		row_release(&row);
	}
	count = problems.fields ? problems.fields->len : 0;
	if (count == 0 && rows->number == 0)
		return error_set(err, ERR_USAGE, "%s has no rows",
				 config->name);
	if (count == 0) {
		*ret_count = rows->number;
		return true;
	}
	(void)error_set(err, ERR_USAGE,
			"%s cannot be sent as it is: %u problem%s; nothing was "
			"sent",
			config->name, count, count == 1 ? "" : "s");
	err->fields = g_steal_pointer(&problems.fields);
	return error_hint(err, "correct it, then run the same again%s",
			  is_missing(err->fields)
				  ? "; --no-check sends rows without what is "
				    "missing"
				  : "");
}
