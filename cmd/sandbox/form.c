#include "cmd/sandbox/form.h"

#include <string.h>

const char *form_repeated(const struct target *fields)
{
	for (guint i = 0; i < fields->params->len; i++) {
		const struct param *param =
			&g_array_index(fields->params, struct param, i);

		if (target_param(fields, param->name) != param->value)
			return param->name;
	}
	return NULL;
}

bool form_read(struct call *call, struct form *ret_form)
{
	const struct request *request = call->request;
	g_autofree char *text = g_strndup((const char *)request->body->data,
					  request->body->len);
	g_autofree char *whole = g_strconcat("/?", text, NULL);
	const char *repeated = NULL;

	if (!request_is(request, "application/x-www-form-urlencoded"))
		return problem_oauth(&call->problem, 415, "invalid_request",
				     "A form is expected");
	if (!target_parse(whole, &ret_form->fields))
		return problem_oauth(&call->problem, 400, "invalid_request",
				     "The form is malformed");
	repeated = form_repeated(&ret_form->fields);
	if (repeated)
		return problem_oauth(&call->problem, 400, "invalid_request",
				     "The field %s is given twice", repeated);
	return true;
}

void form_release(struct form *form)
{
	target_release(&form->fields);
}

const char *form_get(const struct form *form, const char *name)
{
	const char *value = target_param(&form->fields, name);

	return value && *value ? value : NULL;
}

bool form_need(struct call *call, const struct form *form, const char *name,
	       const char **ret_value)
{
	const char *value = form_get(form, name);

	if (!value)
		return problem_oauth(&call->problem, 400, "invalid_request",
				     "The field %s is missing", name);
	*ret_value = value;
	return true;
}
