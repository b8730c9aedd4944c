#include "cmd/filters.h"

#include <string.h>

#include "cmd/ctx.h"
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
			.kind = OPT_STRING,
			.arg = filter->arg,
			.choices = filter->choices,
			.values = filter->kind == FILTER_DATE ? OPT_VALUES_DATE
							      : OPT_VALUES_ANY,
			.help = filter->help,
		};
	}
	return rows;
}

void filters_append_pair(GString *query, const char *key, const char *value)
{
	if (query->len > 0)
		g_string_append_c(query, '&');
	url_append_encoded(query, key);
	g_string_append_c(query, '=');
	url_append_encoded(query, value);
}

static bool append_filter(struct ctx *ctx, const struct resource *resource,
			  const struct filter *filter, const char *value,
			  GString *query, struct error *err)
{
	int64_t now_s = clock_unix_s(ctx_clock(ctx));
	g_autofree char *date = NULL;
	g_autofree char *what =
		g_strdup_printf("%s of %s", filter->name, resource->plural);

	if (filter->kind == FILTER_DATE) {
		if (!when_date(value, now_s, &date, err))
			return error_wrap(err, "--%s", filter->name);
		value = date;
	}
	listed_note(ctx, what, filter->choices, value,
		    "the API is asked all the same");
	filters_append_pair(query, filter->param, value);
	return true;
}

bool filters_append(struct ctx *ctx, const struct call *call, GString *query,
		    struct error *err)
{
	const struct resource *resource = call->subject;
	size_t count = count_filters(resource);

	for (size_t i = 0; i < count; i++) {
		const char *value = call->more[i];

		if (value &&
		    !append_filter(ctx, resource, &resource->filters[i], value,
				   query, err))
			return false;
	}
	return true;
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

bool filters_all_append(struct ctx *ctx, const struct call *call,
			const struct resource *resource, GString *query,
			struct error *err)
{
	g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
	const struct opt *rows = filters_all_options(NULL, keep);

	for (size_t i = 0; rows[i].name; i++) {
		const char *value = call->more[i];
		const struct filter *filter =
			resource_filter(resource, rows[i].name);

		if (value && !filter)
			return error_set(err, ERR_USAGE,
					 "%s cannot be filtered by --%s",
					 resource->plural, rows[i].name);
		if (value &&
		    !append_filter(ctx, resource, filter, value, query, err))
			return false;
	}
	return true;
}

bool filters_all_any(const struct call *call)
{
	g_autoptr(GPtrArray) keep = g_ptr_array_new_with_free_func(g_free);
	const struct opt *rows = filters_all_options(NULL, keep);

	for (size_t i = 0; rows[i].name; i++)
		if (call->more[i])
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
		filters_append_pair(query, key, equals + 1);
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
