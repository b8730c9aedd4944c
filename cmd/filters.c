#include "cmd/filters.h"

#include <string.h>

#include "cmd/ctx.h"
#include "cmd/grouped.h"
#include "cmd/listed.h"
#include "lib/base/when.h"

static size_t count_filters(const struct resource *resource)
{
	size_t count = 0;

	while (resource->filters && resource->filters[count].name)
		count++;
	return count;
}

const struct opt *filters_options(const void *subject, GPtrArray *keep)
{
	const struct resource *resource = subject;
	size_t count = count_filters(resource);
	struct opt *rows = g_new0(struct opt, count + 1);

	g_ptr_array_add(keep, rows);
	for (size_t i = 0; i < count; i++) {
		const struct filter *filter = &resource->filters[i];

		rows[i] = (struct opt){
			.name = filter->name,
			.kind = filter_is_date(filter) ? OPT_STRING
						       : OPT_STRINGS,
			.arg = filter->arg,
			.choices = filter->choices,
			.values = filter_is_date(filter) ? OPT_VALUES_DATE
							 : OPT_VALUES_ANY,
			.help = filter->help,
		};
	}
	return rows;
}

static bool add_value(struct ctx *ctx, struct filter_values *values,
		      const struct filter *filter, const char *value,
		      struct error *err)
{
	const struct resource *resource = filter_values_resource(values);
	int64_t now_s = clock_unix_s(ctx_clock(ctx));
	g_autofree char *date = NULL;
	g_autofree char *what =
		g_strdup_printf("%s of %s", filter->name, resource->plural);

	if (filter_is_date(filter)) {
		if (!when_date(value, now_s, &date, err))
			return error_wrap(err, "--%s", filter->name);
		value = date;
	}
	if (!filter_values_add(values, filter, value, err))
		return false;
	listed_note(ctx, what, filter->choices, value,
		    "the API is asked all the same");
	return true;
}

/* Was the row `at` of a call given? */
static bool is_given(const struct call *call, size_t at)
{
	return call->more[at] || call->more_lists[at].count > 0;
}

/* The values of the row `at`: a word may hold several. */
static bool add_row(struct ctx *ctx, struct filter_values *values,
		    const struct filter *filter, const struct call *call,
		    size_t at, struct error *err)
{
	const struct strv *words = &call->more_lists[at];

	if (call->more[at])
		return add_value(ctx, values, filter, call->more[at], err);
	for (size_t i = 0; i < words->count; i++) {
		g_auto(GStrv) all = filter_split(filter, words->item[i]);

		for (char **value = all; *value; value++)
			if (!add_value(ctx, values, filter, *value, err))
				return false;
	}
	return true;
}

bool filters_queries(struct ctx *ctx, const struct call *call,
		     char ***ret_queries, struct error *err)
{
	const struct resource *resource = call->subject;
	AUTO(filter_values_drop)
	struct filter_values *values = filter_values_new(resource);
	size_t count = count_filters(resource);

	for (size_t i = 0; i < count; i++)
		if (!add_row(ctx, values, &resource->filters[i], call, i, err))
			return false;
	return filter_values_queries(values, ret_queries, err);
}

/* Is it one of those before? */
static bool is_known(const struct opt *rows, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].name, name) == 0)
			return true;
	return false;
}

const struct opt *filters_all_options(const void *subject, GPtrArray *keep)
{
	struct opt *rows =
		g_new0(struct opt, 4 * (size_t)RESOURCE_FILTERS_MAX + 1);
	size_t count = 0;

	(void)subject; /* the resources are operands */
	g_ptr_array_add(keep, rows);
	for (size_t r = 0; resources[r]; r++) {
		const struct opt *some = filters_options(resources[r], keep);

		for (; some->name; some++) {
			if (is_known(rows, count, some->name))
				continue;
			rows[count] = *some;
			if (some->choices) /* each resource has its own */
				rows[count].values = OPT_VALUES_FILTER;
			rows[count++].choices = NULL;
		}
	}
	return rows;
}

bool filters_all_queries(struct ctx *ctx, const struct call *call,
			 const struct resource *resource, char ***ret_queries,
			 struct error *err)
{
	g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
	const struct opt *rows = filters_all_options(NULL, keep);
	AUTO(filter_values_drop)
	struct filter_values *values = filter_values_new(resource);

	for (size_t i = 0; rows[i].name; i++) {
		const struct filter *filter =
			resource_filter(resource, rows[i].name);

		if (!is_given(call, i))
			continue;
		if (!filter)
			return error_set(err, ERR_USAGE,
					 "%s cannot be filtered by --%s",
					 resource->plural, rows[i].name);
		if (!add_row(ctx, values, filter, call, i, err))
			return false;
	}
	return filter_values_queries(values, ret_queries, err);
}

bool filters_all_any(const struct call *call)
{
	g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
	const struct opt *rows = filters_all_options(NULL, keep);

	for (size_t i = 0; rows[i].name; i++)
		if (is_given(call, i))
			return true;
	return false;
}

bool filters_append_params(const char *option, const struct strv *params,
			   GString *query, struct error *err)
{
	for (size_t i = 0; i < params->count; i++) {
		const char *word = params->item[i];
		const char *equals = strchr(word, '=');
		g_autofree char *key = NULL;

		if (!equals || equals == word) {
			error_set(err, ERR_USAGE,
				  "%s '%s' is not of the form KEY=VALUE",
				  option, word);
			return error_hint(err, "for example %s sort=created_at",
					  option);
		}
		key = g_strndup(word, (gsize)(equals - word));
		filter_append_pair(query, key, equals + 1);
	}
	return true;
}

bool filters_name_pages(const char *query)
{
	g_auto(GStrv) pairs = g_strsplit(query, "&", -1);

	for (char **pair = pairs; *pair; pair++)
		if (g_str_has_prefix(*pair, "page=") ||
		    g_str_has_prefix(*pair, "per_page="))
			return true;
	return false;
}

void filters_tell_ignored(struct ctx *ctx, const struct resource *resource,
			  const struct filter *const *ignored, int64_t left_out)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autofree char *count = grouped(left_out);

	if (!ignored[0] || left_out == 0)
		return;
	for (size_t i = 0; ignored[i]; i++)
		g_string_append_printf(names, "%s--%s", i > 0 ? ", " : "",
				       ignored[i]->name);
	io_warn(ctx_io(ctx),
		"left out %s %s that do not match %s: the server ignored it or "
		"writes values differently",
		count, resource->plural, names->str);
}
