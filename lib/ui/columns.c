#include "lib/ui/columns.h"

#include <string.h>

#include "lib/base/nearest.h"
#include "lib/ui/pick.h"

enum { HINT_WIDTH = 70 };

struct columns {
	const struct field *fields;
	enum columns_use use;
	GPtrArray *list; /* of struct column */
	struct pick *pick;
	struct js *values;
	bool *seen;	  /* has a record had it? */
	bool may_be_more; /* what the table does not know may exist */
};

static void free_column(void *data)
{
	struct column *column = data;

	g_free(column->path);
	g_free(column);
}

static void add(struct columns *columns, const char *path,
		const struct field *row)
{
	struct column *column;

	for (guint i = 0; i < columns->list->len; i++) {
		column = columns->list->pdata[i];
		if (strcmp(column->path, path) == 0)
			return;
	}
	column = g_new0(struct column, 1);
	column->path = g_strdup(path);
	column->heading = row && row->heading ? row->heading : column->path;
	column->kind = row ? row->kind : FIELD_TEXT;
	column->wraps = row && (row->flags & FIELD_WRAPS);
	g_ptr_array_add(columns->list, column);
}

/* Is `name` a part of `above`, as "customer.name" is of "customer"? */
static bool is_below(const char *name, const char *above)
{
	size_t len = strlen(above);

	return strncmp(name, above, len) == 0 && name[len] == '.';
}

static bool has_rows_below(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (is_below(fields->name, name))
			return true;
	return false;
}

static const struct field *row_of(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

/* The row that a path lies below, if the table says no more about it. */
static const struct field *row_above(const struct field *fields,
				     const char *path)
{
	for (const struct field *row = fields; row->name; row++)
		if (is_below(path, row->name) &&
		    (row->kind == FIELD_ARRAY ||
		     ((row->kind == FIELD_OBJECT || row->kind == FIELD_PLACE) &&
		      !has_rows_below(fields, row->name))))
			return row;
	return NULL;
}

/* In a line of cells a record is its parts; a place reads well as it is, and
   an array is data of its own. */
static bool is_expanded(enum columns_use use, const struct field *row)
{
	if (use == COLUMNS_NESTED)
		return false;
	if (row && row->kind == FIELD_ARRAY)
		return false;
	if (row && row->kind == FIELD_PLACE)
		return use == COLUMNS_LIST || use == COLUMNS_EVERY;
	return true;
}

static void add_rows_below(struct columns *columns, const char *name)
{
	for (const struct field *row = columns->fields; row->name; row++)
		if (is_below(row->name, name) &&
		    !has_rows_below(columns->fields, row->name))
			add(columns, row->name, row);
}

static bool is_marked(const struct field *row, enum columns_use use)
{
	switch (use) {
	case COLUMNS_TABLE:
		return row->flags & FIELD_COLUMN;
	case COLUMNS_LIST:
		return row->flags & FIELD_LISTED;
	case COLUMNS_CARD:
	case COLUMNS_EVERY:
	case COLUMNS_NESTED:
		break;
	}
	return true;
}

static bool marks_any(const struct field *fields, enum columns_use use)
{
	for (; fields->name; fields++)
		if (is_marked(fields, use))
			return true;
	return false;
}

/* Is the row shown within another that is not taken apart? */
static bool is_covered(const struct columns *columns, const struct field *row)
{
	for (const struct field *f = columns->fields; f->name; f++)
		if (is_below(row->name, f->name) &&
		    !is_expanded(columns->use, f))
			return true;
	return false;
}

static void add_recommended(struct columns *columns)
{
	const struct field *fields = columns->fields;
	bool all = !marks_any(fields, columns->use);

	for (const struct field *row = fields; row->name; row++) {
		bool is_whole = !has_rows_below(fields, row->name) ||
				!is_expanded(columns->use, row);

		if (!all && !is_marked(row, columns->use))
			continue;
		if (columns->use == COLUMNS_TABLE && !all)
			add(columns, row->name, row);
		else if (is_whole && !is_covered(columns, row))
			add(columns, row->name, row);
	}
}

/* "a, b, c" in lines that fit a terminal. */
static char *known_fields(const struct field *fields)
{
	g_autoptr(GString) text = g_string_new("the fields are: ");
	size_t line_start = 0;

	for (const struct field *row = fields; row->name; row++) {
		if (text->len + strlen(row->name) - line_start > HINT_WIDTH) {
			text->str[text->len - 1] = '\n';
			line_start = text->len;
		}
		g_string_append_printf(text, "%s%s", row->name,
				       row[1].name ? ", " : "");
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

bool columns_unknown(const struct field *fields, const char *name,
		     struct error *err)
{
	g_autofree char *known = known_fields(fields);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const char *near;

	for (const struct field *row = fields; row->name; row++)
		g_ptr_array_add(names, (void *)row->name);
	near = nearest(name, (const char *const *)names->pdata, names->len);
	error_set(err, ERR_USAGE, "unknown field '%s'%s%s%s", name,
		  near ? "; did you mean '" : "", near ? near : "",
		  near ? "'?" : "");
	return error_hint(err, "%s", known);
}

/* Below an array comes a position, and it is not absurdly large. */
static bool check_position(const struct field *array, const char *path,
			   struct error *err)
{
	const char *rest = path + strlen(array->name) + 1;
	g_autofree char *digits = g_strndup(rest, strcspn(rest, "."));

	if (g_ascii_string_to_unsigned(digits, 10, 0, COLUMNS_INDEX_MAX, NULL,
				       NULL))
		return true;
	error_set(err, ERR_USAGE, "unknown field '%s'", path);
	return error_hint(err,
			  "'%s' is a list; name one of its elements by its "
			  "position (0 to %d), as in %s.0",
			  array->name, COLUMNS_INDEX_MAX, array->name);
}

static bool check_path(const char *path, struct error *err)
{
	if (strlen(path) > COLUMNS_PATH_MAX)
		return error_set(err, ERR_USAGE,
				 "a field name in --fields is longer than %d "
				 "bytes",
				 COLUMNS_PATH_MAX);
	if (*path == '.' || strstr(path, "..") || g_str_has_suffix(path, "."))
		return error_set(err, ERR_USAGE,
				 "'%s' is no field name: a part is empty",
				 path);
	return true;
}

/* Records may have what the table does not know. */
static bool add_further(struct columns *columns, const char *path,
			struct error *err)
{
	if (!columns->may_be_more)
		return columns_unknown(columns->fields, path, err);
	add(columns, path, NULL);
	return true;
}

static bool add_named(struct columns *columns, const char *path,
		      struct error *err)
{
	const struct field *fields = columns->fields;
	const struct field *row = row_of(fields, path);
	const struct field *above;
	bool is_record = has_rows_below(fields, path);

	if (!check_path(path, err))
		return false;
	if (is_record && is_expanded(columns->use, row)) {
		add_rows_below(columns, path);
		return true;
	}
	if (row || is_record || !fields->name) {
		add(columns, path, row);
		return true;
	}
	above = row_above(fields, path);
	if (!above)
		return add_further(columns, path, err);
	if (above->kind == FIELD_ARRAY && !check_position(above, path, err))
		return false;
	add(columns, path, NULL);
	return true;
}

static bool add_wanted(struct columns *columns, const char *wanted,
		       struct error *err)
{
	g_auto(GStrv) names = g_strsplit(wanted, ",", COLUMNS_MAX + 1);
	g_autofree char *known = known_fields(columns->fields);

	if (g_strv_length(names) > COLUMNS_MAX)
		return error_set(err, ERR_USAGE,
				 "--fields names more than %d fields",
				 COLUMNS_MAX);
	for (char **name = names; *name; name++) {
		if (*g_strstrip(*name) == '\0')
			continue;
		if (!add_named(columns, *name, err))
			return false;
	}
	if (columns->list->len > 0)
		return true;
	error_set(err, ERR_USAGE, "--fields names no field");
	return columns->fields->name ? error_hint(err, "%s", known) : false;
}

static void make_pick(struct columns *columns)
{
	guint count = columns->list->len;
	g_autofree const char **paths = g_malloc0_n(count, sizeof(*paths));

	for (guint i = 0; i < count; i++)
		paths[i] = columns_at(columns, i)->path;
	columns->pick = pick_new(paths, count);
	columns->values = g_malloc0_n(count, sizeof(*columns->values));
	columns->seen = g_malloc0_n(count, sizeof(*columns->seen));
}

static void columns_drop(struct columns **columns)
{
	columns_free(*columns);
}

bool columns_open(const struct field *fields, const char *wanted,
		  enum columns_use use, bool may_be_more,
		  struct columns **ret_columns, struct error *err)
{
	AUTO(columns_drop)
	struct columns *columns = g_new0(struct columns, 1);

	columns->fields = fields;
	columns->use = use;
	columns->may_be_more = may_be_more;
	columns->list = g_ptr_array_new_with_free_func(free_column);
	if (!wanted)
		add_recommended(columns);
	else if (!add_wanted(columns, wanted, err))
		return false;
	make_pick(columns);
	*ret_columns = g_steal_pointer(&columns);
	return true;
}

void columns_free(struct columns *columns)
{
	if (!columns)
		return;
	g_ptr_array_unref(columns->list);
	pick_free(columns->pick);
	g_free(columns->values);
	g_free(columns->seen);
	g_free(columns);
}

size_t columns_count(const struct columns *columns)
{
	return columns->list->len;
}

const struct column *columns_at(const struct columns *columns, size_t index)
{
	return columns->list->pdata[index];
}

const struct js *columns_values(const struct columns *columns, struct js record)
{
	pick_values(columns->pick, record, columns->use != COLUMNS_NESTED,
		    columns->values);
	for (guint i = 0; i < columns->list->len; i++)
		columns->seen[i] |= js_type(columns->values[i]) != JS_NONE;
	return columns->values;
}

char *columns_unseen(const struct columns *columns)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < columns->list->len; i++)
		if (!columns->seen[i])
			g_string_append_printf(names, "%s%s",
					       names->len > 0 ? ", " : "",
					       columns_at(columns, i)->path);
	return names->len > 0 ? g_string_free(g_steal_pointer(&names), FALSE)
			      : NULL;
}

/* Does the table say that there is this column? */
static bool is_known(const struct columns *columns, const char *path)
{
	return row_of(columns->fields, path) ||
	       has_rows_below(columns->fields, path) ||
	       row_above(columns->fields, path);
}

static const char *undecided(const struct columns *columns)
{
	for (guint i = 0; i < columns->list->len; i++) {
		const char *path = columns_at(columns, i)->path;

		if (!columns->seen[i] && !is_known(columns, path))
			return path;
	}
	return NULL;
}

bool columns_undecided(const struct columns *columns)
{
	return columns->may_be_more && undecided(columns) != NULL;
}

bool columns_refuse(const struct columns *columns, struct error *err)
{
	return columns_unknown(columns->fields, undecided(columns), err);
}

void columns_append_json(GString *out, const struct columns *columns,
			 struct js record)
{
	pick_append_json(out, columns->pick, columns_values(columns, record));
}
