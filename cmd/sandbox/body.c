#include "cmd/sandbox/body.h"

#include "cmd/sandbox/js.h"
#include "cmd/sandbox/refs.h"
#include "cmd/sandbox/store.h"
#include "cmd/sandbox/when.h"

#include <string.h>

#define MAX_TEXT   2000
#define MAX_NUMBER 1000000

static bool parse(struct call *call, struct json_object **ret_body)
{
	const GByteArray *raw = call->request->body;
	g_autoptr(json_object) body = NULL;

	if (!request_is(call->request, "application/json"))
		return problem_set(&call->problem, 415,
				   "Content-Type must be application/json");
	body = js_parse((const char *)raw->data, raw->len);
	if (!body)
		return problem_set(&call->problem, 400,
				   "The body is not valid JSON");
	if (!json_object_is_type(body, json_type_object))
		return problem_set(&call->problem, 422,
				   "The body must be an object");
	*ret_body = g_steal_pointer(&body);
	return true;
}

static bool is_text(struct json_object *value)
{
	return json_object_is_type(value, json_type_string) &&
	       json_object_get_string_len(value) <= MAX_TEXT;
}

static bool is_number(struct json_object *value)
{
	return json_object_is_type(value, json_type_int) &&
	       json_object_get_int64(value) >= 0 &&
	       json_object_get_int64(value) <= MAX_NUMBER;
}

static const char *check_address(struct json_object *value)
{
	static const char *const keys[] = { "street",	   "city",    "state",
					    "postal_code", "country", NULL };

	if (!json_object_is_type(value, json_type_object))
		return "must be an object";
	json_object_object_foreach(value, key, text)
	{
		if (!g_strv_contains(keys, key))
			return "has an unknown key";
		if (!is_text(text))
			return "must hold strings";
	}
	return NULL;
}

static const char *check_part(const struct world *world,
			      struct json_object *part)
{
	const char *id = js_get_text(part, "part_id");

	if (!id || !pool_number(world, POOL_PART, id))
		return "needs a part_id that exists";
	if (!is_number(json_object_object_get(part, "quantity")))
		return "needs a quantity";
	return NULL;
}

static const char *check_parts(const struct world *world,
			       struct json_object *value)
{
	if (!json_object_is_type(value, json_type_array))
		return "must be an array";
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		struct json_object *part = json_object_array_get_idx(value, i);
		const char *wrong = NULL;

		if (!json_object_is_type(part, json_type_object))
			return "must hold objects";
		wrong = check_part(world, part);
		if (wrong)
			return wrong;
	}
	return NULL;
}

static const char *check_text(struct call *call, const struct field *field,
			      const char *text)
{
	switch (field->kind) {
	case FIELD_DATE:
		return when_is_date(text) ? NULL : "must be a date: YYYY-MM-DD";
	case FIELD_TIME:
		return when_is_time(text)
			       ? NULL
			       : "must be a time: YYYY-MM-DDTHH:MM:SSZ";
	case FIELD_CHOICE:
		return g_strv_contains(field->choices, text)
			       ? NULL
			       : "is none of the values allowed";
	case FIELD_REF:
		return refs_exist(call->box->store, field->ref, text)
			       ? NULL
			       : "does not exist";
	case FIELD_TEXT:
	case FIELD_NUMBER:
	case FIELD_ADDRESS:
	case FIELD_PARTS:
		break;
	}
	return (field->flags & FIELD_REQUIRED) && text[0] == '\0'
		       ? "must not be empty"
		       : NULL;
}

/* What is wrong with the value, or NULL. */
static const char *check(struct call *call, const struct field *field,
			 struct json_object *value)
{
	if (!value)
		return field->flags & FIELD_REQUIRED ? "must not be null"
						     : NULL;
	if (field->kind == FIELD_NUMBER)
		return is_number(value) ? NULL
					: "must be an integer, 0 or more";
	if (field->kind == FIELD_ADDRESS)
		return check_address(value);
	if (field->kind == FIELD_PARTS)
		return check_parts(store_world(call->box->store), value);
	if (!is_text(value))
		return "must be a string of at most 2000 bytes";
	return check_text(call, field, json_object_get_string(value));
}

static const struct field *field_of(const struct field *fields,
				    const char *name)
{
	for (; fields->name; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

static bool check_all(struct call *call, const struct field *fields, bool whole,
		      struct json_object *body)
{
	json_object_object_foreach(body, name, value)
	{
		const struct field *field = field_of(fields, name);
		const char *wrong = field ? check(call, field, value)
					  : "is not a known field";

		if (wrong)
			problem_field(&call->problem, name, "%s", wrong);
	}
	for (; whole && fields->name; fields++)
		if ((fields->flags & FIELD_REQUIRED) &&
		    !json_object_object_get_ex(body, fields->name, NULL))
			problem_field(&call->problem, fields->name,
				      "is required");
	if (call->problem.fields)
		return problem_set(&call->problem, 422,
				   "The given data was invalid");
	return true;
}

bool body_read(struct call *call, const struct resource *resource, bool whole,
	       struct json_object **ret_body)
{
	g_autoptr(json_object) body = NULL;

	if (!parse(call, &body) ||
	    !check_all(call, resource->fields, whole, body))
		return false;
	*ret_body = g_steal_pointer(&body);
	return true;
}

bool body_read_part(struct call *call, struct json_object **ret_body)
{
	static const char *const known[] = { "part_id", "quantity", "name",
					     "serial_number", NULL };
	g_autoptr(json_object) body = NULL;
	const char *wrong = NULL;

	if (!parse(call, &body))
		return false;
	json_object_object_foreach(body, name, value)
	{
		(void)value;
		if (!g_strv_contains(known, name))
			problem_field(&call->problem, name,
				      "is not a known field");
	}
	wrong = check_part(store_world(call->box->store), body);
	if (wrong)
		problem_field(&call->problem, "part_id", "%s", wrong);
	if (call->problem.fields)
		return problem_set(&call->problem, 422,
				   "The given data was invalid");
	*ret_body = g_steal_pointer(&body);
	return true;
}
