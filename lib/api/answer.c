#include "lib/api/answer.h"

#include <string.h>

#include "lib/api/failure.h"

/* A text that is not empty, or a number. */
static char *id_at(struct js record, const char *key)
{
	struct js value = js_member(record, key);
	g_autofree char *text = NULL;

	if (js_type(value) != JS_STRING && js_type(value) != JS_NUMBER)
		return NULL;
	text = js_text(value, NULL);
	return *text ? g_steal_pointer(&text) : NULL;
}

char *answer_id(struct js record)
{
	return id_at(record, "id");
}

/* {"error": null}, {"errors": []} and {"error": false} say that all is well. */
static bool says_something(struct js value)
{
	switch (js_type(value)) {
	case JS_NONE:
	case JS_NULL:
		return false;
	case JS_BOOL:
		return js_is_true(value);
	case JS_NUMBER:
		return true;
	case JS_STRING:
		return value.len > strlen("\"\"");
	case JS_ARRAY:
	case JS_OBJECT:
		break;
	}
	return js_count(value) > 0;
}

bool answer_is_error(struct js root)
{
	enum { ERROR, ERRORS, SUCCESS, COUNT };
	static const char *const keys[COUNT] = { "error", "errors", "success" };
	struct js found[COUNT];

	js_members(root, keys, COUNT, found);
	return says_something(found[ERROR]) || says_something(found[ERRORS]) ||
	       (js_type(found[SUCCESS]) == JS_BOOL &&
		!js_is_true(found[SUCCESS]));
}

static bool is_same_id(const char *is, const char *wanted)
{
	return !wanted || g_ascii_strcasecmp(is, wanted) == 0;
}

/* A server may find a record by its number, too. */
static bool has_number(struct js record, const char *wanted)
{
	static const char suffix[] = "_number\"";
	struct js_walk walk = { 0 };

	while (js_next(record, &walk)) {
		g_autofree char *text = NULL;

		if (js_type(walk.value) != JS_STRING ||
		    walk.key.len < strlen(suffix) ||
		    memcmp(walk.key.at + walk.key.len - strlen(suffix), suffix,
			   strlen(suffix)) != 0)
			continue;
		text = js_text(walk.value, NULL);
		if (is_same_id(text, wanted))
			return true;
	}
	return false;
}

static enum answer_kind read_with_id(struct js root, struct js record,
				     const char *wanted)
{
	g_autofree char *id = id_at(record, "id");
	bool is_enveloped = record.at != root.at;

	/* beside a record; within one it is a field like others */
	if (is_enveloped && answer_is_error(root))
		return ANSWER_ERROR;
	if (id && (wanted ? is_same_id(id, wanted) || has_number(record, wanted)
			  : is_enveloped))
		return ANSWER_RECORD;
	if (answer_is_error(root))
		return ANSWER_ERROR;
	if (!id)
		return ANSWER_EMPTY;
	return is_same_id(id, wanted) ? ANSWER_RECORD : ANSWER_OTHER;
}

/* Of a name such as "technician.id" the part that a record has it under. */
static bool has_field(struct js record, const struct field *fields)
{
	for (; fields->name; fields++)
		if (js_type(js_at(record, fields->name)) != JS_NONE)
			return true;
	return false;
}

static enum answer_kind read_without_id(struct js root, struct js record,
					const struct answer_expect *expect)
{
	bool is_bare = record.at == root.at;
	g_autofree char *ref = NULL;

	if (expect->ref)
		ref = id_at(record, expect->ref);
	if (answer_is_error(root))
		return ANSWER_ERROR;
	if (ref && !is_same_id(ref, expect->id))
		return ANSWER_OTHER;
	if (js_count(record) == 0 ||
	    (is_bare && !has_field(record, expect->fields)))
		return ANSWER_EMPTY;
	return ANSWER_RECORD;
}

enum answer_kind answer_read(struct js root, const struct answer_expect *expect,
			     struct js *ret_record)
{
	struct js data = js_member(root, "data");
	struct js record = js_type(data) == JS_NONE ? root : data;

	if (js_type(record) != JS_OBJECT)
		return answer_is_error(root) ? ANSWER_ERROR : ANSWER_EMPTY;
	*ret_record = record;
	return expect->fields ? read_without_id(root, record, expect)
			      : read_with_id(root, record, expect->id);
}

static bool is_void(struct js value)
{
	return js_type(value) == JS_NULL ||
	       (js_type(value) == JS_OBJECT && js_count(value) == 0);
}

bool answer_has_no_content(struct js root)
{
	return is_void(root) ||
	       (js_type(root) == JS_OBJECT && js_count(root) == 1 &&
		is_void(js_member(root, "data")));
}

bool answer_explain(enum answer_kind kind, struct js root, const char *what,
		    struct error *err)
{
	AUTO(errbody_release) struct errbody body = { 0 };
	const char *text;

	if (kind == ANSWER_OTHER) {
		error_set(err, ERR_OTHER,
			  "the server answered with another record than %s",
			  what);
		return false;
	}
	if (kind == ANSWER_EMPTY)
		return error_set(err, ERR_OTHER,
				 "the reply for %s holds no record", what);
	errbody_read(root.at, root.len, &body);
	/* of no known shape: the start of it could be a part of a secret */
	text = !body.is_known ? NULL : body.message ? body.message : body.code;
	error_set(err, ERR_OTHER,
		  "the server answered with an error instead of %s%s%s", what,
		  text ? ": " : "", text ? text : "");
	failure_add_fields(&body, err);
	return false;
}
