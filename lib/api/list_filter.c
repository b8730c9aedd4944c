#include "lib/api/list_filter.h"

#include <string.h>

#include "lib/api/id.h"
#include "lib/net/url.h"

struct filter_values {
	const struct resource *resource;
	GPtrArray *of[RESOURCE_FILTERS_MAX]; /* of char *; by its place in the
						table; NULL: none */
};

char **filter_split(const struct filter *filter, const char *word)
{
	char **one;

	if (*word && (filter->kind == FILTER_WORD || filter->kind == FILTER_ID))
		return g_strsplit(word, ",", -1);
	one = g_new0(char *, 2);
	one[0] = g_strdup(word);
	return one;
}

struct filter_values *filter_values_new(const struct resource *resource)
{
	struct filter_values *values = g_new0(struct filter_values, 1);

	values->resource = resource;
	return values;
}

const struct resource *filter_values_resource(
	const struct filter_values *values)
{
	return values->resource;
}

void filter_values_free(struct filter_values *values)
{
	if (!values)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(values->of); i++)
		if (values->of[i])
			g_ptr_array_unref(values->of[i]);
	g_free(values);
}

static bool check_value(const struct filter *filter, const char *value,
			size_t count, struct error *err)
{
	if (filter_is_date(filter) && count > 0)
		return error_set(err, ERR_USAGE, "--%s takes one value",
				 filter->name);
	if (!*value && filter->kind != FILTER_TEXT)
		return error_set(err, ERR_USAGE, "--%s: the value is empty",
				 filter->name);
	return filter->kind != FILTER_ID ||
	       id_check(value, filter->param, err) ||
	       error_wrap(err, "--%s", filter->name);
}

bool filter_values_add(struct filter_values *values,
		       const struct filter *filter, const char *value,
		       struct error *err)
{
	size_t at = (size_t)(filter - values->resource->filters);
	GPtrArray *list;

	if (!values->of[at])
		values->of[at] = g_ptr_array_new_with_free_func(g_free);
	list = values->of[at];
	if (g_ptr_array_find_with_equal_func(list, value, g_str_equal, NULL))
		return true;
	if (!check_value(filter, value, list->len, err))
		return false;
	g_ptr_array_add(list, g_strdup(value));
	return true;
}

void filter_append_pair(GString *query, const char *key, const char *value)
{
	if (query->len > 0)
		g_string_append_c(query, '&');
	url_append_encoded(query, key);
	g_string_append_c(query, '=');
	url_append_encoded(query, value);
}

/* The filter of this kind that has a value. */
static const char *value_of(const struct filter_values *values,
			    enum filter_kind kind,
			    const struct filter **ret_filter)
{
	const struct filter *filter = values->resource->filters;

	for (size_t i = 0; filter && filter[i].name; i++) {
		if (filter[i].kind != kind || !values->of[i] ||
		    values->of[i]->len == 0)
			continue;
		*ret_filter = &filter[i];
		return values->of[i]->pdata[0];
	}
	return NULL;
}

static bool check_days(const struct filter_values *values, struct error *err)
{
	const struct filter *first, *last;
	const char *from = value_of(values, FILTER_FROM, &first);
	const char *to = value_of(values, FILTER_TO, &last);

	if (!from || !to || strcmp(from, to) <= 0)
		return true;
	return error_set(err, ERR_USAGE,
			 "nothing can match: --%s %s is after --%s %s",
			 first->name, from, last->name, to);
}

/* Each query so far with each of the values. */
static GPtrArray *multiply(GPtrArray *queries, const struct filter *filter,
			   const GPtrArray *values)
{
	GPtrArray *product = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < queries->len; i++)
		for (guint j = 0; j < values->len; j++) {
			GString *query = g_string_new(queries->pdata[i]);

			filter_append_pair(query, filter->param,
					   values->pdata[j]);
			g_ptr_array_add(product, g_string_free(query, FALSE));
		}
	g_ptr_array_unref(queries);
	return product;
}

bool filter_values_queries(const struct filter_values *values,
			   char ***ret_queries, struct error *err)
{
	const struct filter *filter = values->resource->filters;
	g_autoptr(GPtrArray) queries = g_ptr_array_new_with_free_func(g_free);

	if (!check_days(values, err))
		return false;
	g_ptr_array_add(queries, g_strdup(""));
	for (size_t i = 0; filter && filter[i].name; i++) {
		const GPtrArray *list = values->of[i];

		if (!list || list->len == 0)
			continue;
		if (queries->len * list->len > FILTER_QUERIES_MAX)
			return error_set(err, ERR_USAGE,
					 "the filters have more than %d "
					 "combinations of values",
					 FILTER_QUERIES_MAX);
		queries = multiply(queries, &filter[i], list);
	}
	g_ptr_array_add(queries, NULL);
	*ret_queries =
		(char **)g_ptr_array_free(g_steal_pointer(&queries), FALSE);
	return true;
}

static bool all_have(char *const *queries, const char *pair)
{
	for (char *const *one = queries; *one; one++) {
		g_auto(GStrv) pairs = g_strsplit(*one, "&", -1);

		if (!g_strv_contains((const char *const *)pairs, pair))
			return false;
	}
	return true;
}

/* Of one of the queries, what all of them have, or what they do not. */
static char *part_of(char *const *queries, const char *query, bool is_common)
{
	GString *part = g_string_new("");
	g_auto(GStrv) pairs = g_strsplit(query, "&", -1);

	for (char **pair = pairs; *pair; pair++)
		if (all_have(queries, *pair) == is_common)
			g_string_append_printf(part, "%s%s",
					       part->len > 0 ? "&" : "", *pair);
	return g_string_free(part, FALSE);
}

char *filter_queries_common(char *const *queries, char ***ret_rest)
{
	g_autoptr(GPtrArray) rest = g_ptr_array_new();

	for (char *const *one = queries; *one; one++)
		g_ptr_array_add(rest, part_of(queries, *one, false));
	g_ptr_array_add(rest, NULL);
	*ret_rest = (char **)g_ptr_array_free(g_steal_pointer(&rest), FALSE);
	return part_of(queries, queries[0], true);
}
