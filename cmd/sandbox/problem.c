#include "cmd/sandbox/problem.h"

#include "cmd/sandbox/js.h"

#include <stdarg.h>

const char *const problem_shapes[] = { "message", "error",   "oauth",
				       "list",	  "strings", "code",
				       "text",	  "empty",   NULL };

void problem_release(struct problem *problem)
{
	g_free(problem->message);
	json_object_put(problem->fields);
	*problem = (struct problem){ 0 };
}

bool problem_set(struct problem *problem, unsigned status, const char *format,
		 ...)
{
	va_list args;

	g_free(problem->message);
	va_start(args, format);
	problem->message = g_strdup_vprintf(format, args);
	va_end(args);
	problem->status = status;
	problem->code = NULL;
	return false;
}

void problem_field(struct problem *problem, const char *field,
		   const char *format, ...)
{
	g_autofree char *text = NULL;
	struct json_object *texts = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	if (!problem->fields)
		problem->fields = json_object_new_object();
	texts = json_object_object_get(problem->fields, field);
	if (!texts) {
		texts = json_object_new_array();
		js_set_take(problem->fields, field, texts);
	}
	json_object_array_add(texts, json_object_new_string(text));
}

bool problem_oauth(struct problem *problem, unsigned status, const char *code,
		   const char *format, ...)
{
	va_list args;

	g_free(problem->message);
	va_start(args, format);
	problem->message = g_strdup_vprintf(format, args);
	va_end(args);
	problem->status = status;
	problem->code = code;
	return false;
}

static const char *code_word(const struct problem *problem)
{
	if (problem->code)
		return problem->code;
	switch (problem->status) {
	case 401:
		return "invalid_token";
	case 403:
		return "insufficient_scope";
	case 404:
		return "not_found";
	case 409:
		return "conflict";
	case 422:
		return "validation_failed";
	case 429:
		return "rate_limited";
	default:
		return problem->status >= 500 ? "server_error"
					      : "invalid_request";
	}
}

static void add_error(const struct problem *problem, struct json_object *body)
{
	struct json_object *error = json_object_new_object();

	js_text(error, "code", code_word(problem));
	js_text(error, "message", problem->message);
	if (problem->fields)
		js_take(error, "details", json_object_get(problem->fields));
	js_take(body, "error", error);
}

/* One entry for each text of each field, or one for the message. */
static void add_errors(const struct problem *problem, struct json_object *body,
		       bool objects)
{
	struct json_object *errors = json_object_new_array();

	js_take(body, "errors", errors);
	if (!problem->fields) {
		json_object_array_add(errors,
				      json_object_new_string(problem->message));
		return;
	}
	json_object_object_foreach(problem->fields, field, texts)
	{
		struct json_object *text = json_object_array_get_idx(texts, 0);
		g_autofree char *line = g_strdup_printf(
			"%s: %s", field, json_object_get_string(text));
		struct json_object *row = NULL;

		if (!objects) {
			json_object_array_add(errors,
					      json_object_new_string(line));
			continue;
		}
		row = json_object_new_object();
		js_text(row, "field", field);
		js_take(row, "message", json_object_get(text));
		json_object_array_add(errors, row);
	}
}

static struct json_object *body_of(const struct problem *problem,
				   enum problem_shape shape)
{
	struct json_object *body = json_object_new_object();

	switch (shape) {
	case PROBLEM_ERROR:
		add_error(problem, body);
		break;
	case PROBLEM_OAUTH:
		js_text(body, "error", code_word(problem));
		js_text(body, "error_description", problem->message);
		break;
	case PROBLEM_LIST:
	case PROBLEM_STRINGS:
		add_errors(problem, body, shape == PROBLEM_LIST);
		break;
	case PROBLEM_CODE:
		js_number(body, "code", problem->status);
		js_text(body, "message", problem->message);
		break;
	case PROBLEM_MESSAGE:
	case PROBLEM_TEXT:
	case PROBLEM_EMPTY:
		js_text(body, "message", problem->message);
		if (problem->fields)
			js_take(body, "errors",
				json_object_get(problem->fields));
		break;
	}
	return body;
}

void problem_reply(const struct problem *problem, enum problem_shape shape,
		   struct reply *reply)
{
	g_autoptr(json_object) body = NULL;

	g_string_truncate(reply->body, 0);
	if (shape == PROBLEM_TEXT || shape == PROBLEM_EMPTY) {
		reply->status = problem->status;
		if (shape == PROBLEM_EMPTY)
			return;
		reply_header(reply, "Content-Type", "text/plain");
		g_string_append(reply->body, problem->message);
		return;
	}
	body = body_of(problem, shape);
	reply_value(reply, problem->status, body);
}
