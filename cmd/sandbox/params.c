#include "cmd/sandbox/params.h"

#include "cmd/sandbox/when.h"

#include <string.h>

#define DEFAULT_PER_PAGE 25
#define MAX_PER_PAGE	 100
#define MAX_PAGE	 ((int64_t)1 << 40)

bool params_none(struct call *call)
{
	const GArray *given = call->request->target.params;

	if (given->len == 0)
		return true;
	problem_field(&call->problem,
		      g_array_index(given, struct param, 0).name,
		      "is no parameter of this request");
	return problem_set(&call->problem, 400, "Unknown query parameter");
}

void params_init(struct params *params)
{
	*params = (struct params){
		.where = g_string_new(NULL),
		.values = g_ptr_array_new_with_free_func(g_free),
		.page = 1,
		.per_page = DEFAULT_PER_PAGE,
	};
}

void params_release(struct params *params)
{
	if (params->where)
		g_string_free(params->where, TRUE);
	if (params->values)
		g_ptr_array_unref(params->values);
	*params = (struct params){ 0 };
}

void params_where(struct params *params, const char *condition,
		  const char *value)
{
	if (params->where->len > 0)
		g_string_append(params->where, " AND ");
	g_string_append(params->where, condition);
	g_ptr_array_add(params->values, g_strdup(value));
}

static void read_number(struct call *call, const struct param *param,
			int64_t most, int64_t *number)
{
	gint64 value = 0;

	if (g_ascii_string_to_signed(param->value, 10, 1, most, &value, NULL))
		*number = value;
	else
		problem_field(&call->problem, param->name,
			      "must be an integer from 1 to %" G_GINT64_FORMAT,
			      most);
}

static void read_filter(struct call *call, const struct param *param,
			const struct filter *filter, struct params *params)
{
	g_autofree char *folded = NULL;

	switch (filter->kind) {
	case FILTER_TEXT:
		params_where(params, filter->where, param->value);
		break;
	case FILTER_DATE:
		if (when_is_date(param->value))
			params_where(params, filter->where, param->value);
		else
			problem_field(&call->problem, param->name,
				      "must be a date: YYYY-MM-DD");
		break;
	case FILTER_SEARCH:
		folded = g_utf8_casefold(param->value, -1);
		params_where(params, filter->where, folded);
		break;
	}
}

static void read_param(struct call *call, const struct resource *resource,
		       const struct param *param, struct params *params)
{
	if (resource->paged && strcmp(param->name, "page") == 0) {
		read_number(call, param, MAX_PAGE, &params->page);
		return;
	}
	if (resource->paged && strcmp(param->name, "per_page") == 0) {
		read_number(call, param, MAX_PER_PAGE, &params->per_page);
		return;
	}
	for (const struct filter *f = resource->filters; f->param; f++) {
		if (strcmp(f->param, param->name) == 0) {
			read_filter(call, param, f, params);
			return;
		}
	}
	problem_field(&call->problem, param->name,
		      "is no parameter of this request");
}

bool params_read(struct call *call, const struct resource *resource,
		 struct params *params)
{
	const struct target *target = &call->request->target;

	for (guint i = 0; i < target->params->len; i++) {
		const struct param *param =
			&g_array_index(target->params, struct param, i);

		/* The first of that name is another: given twice. */
		if (target_param(target, param->name) != param->value)
			problem_field(&call->problem, param->name,
				      "is given twice");
		else
			read_param(call, resource, param, params);
	}
	if (call->problem.fields)
		return problem_set(&call->problem, 400, "Bad query parameters");
	return true;
}
