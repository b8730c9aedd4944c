#include "lib/api/body.h"

#include <json-c/json.h>
#include <string.h>

#include "lib/api/id.h"
#include "lib/base/when.h"

enum { LEVELS_MAX = 16, NUMBER_MAX = 1000000000 };

struct body {
	struct json_object *root;
};

struct body *body_new(void)
{
	struct body *body = g_new(struct body, 1);

	body->root = json_object_new_object();
	return body;
}

void body_free(struct body *body)
{
	if (!body)
		return;
	json_object_put(body->root);
	g_free(body);
}

bool body_is_empty(const struct body *body)
{
	return json_object_object_length(body->root) == 0;
}

char *body_text(const struct body *body)
{
	return g_strdup(json_object_to_json_string_ext(
		body->root,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
}

char **body_partial(const struct body *body)
{
	GPtrArray *keys = g_ptr_array_new();

	/* what was given as JSON is no object to json-c: see new_verbatim */
	json_object_object_foreach(
		body->root, key,
		value) if (json_object_is_type(value, json_type_object))
		g_ptr_array_add(keys, g_strdup(key));
	g_ptr_array_add(keys, NULL);
	return (char **)g_ptr_array_free(keys, FALSE);
}

static void free_spelling(struct json_object *object, void *spelling)
{
	(void)object;
	g_free(spelling);
}

/* A value that is printed as it was spelled: json-c would round a number that
   it cannot hold. To json-c it is a text, in which no path leads on. */
static struct json_object *new_verbatim(struct js value)
{
	struct json_object *object = json_object_new_string("");
	GString *spelling = g_string_new(NULL);

	js_append_compact(spelling, value);
	json_object_set_serializer(object, json_object_userdata_to_json_string,
				   g_string_free(spelling, FALSE),
				   free_spelling);
	return object;
}

static bool new_text(const char *text, struct json_object **ret_value,
		     struct error *err)
{
	if (!g_utf8_validate(text, -1, NULL))
		return error_set(err, ERR_USAGE, "the value is not UTF-8");
	*ret_value = json_object_new_string(text);
	return true;
}

static bool twice(const char *key, struct error *err)
{
	return error_set(err, ERR_USAGE, "'%s' is given twice", key);
}

/* Put a value, which is taken over in any case, where a dotted key leads. */
static bool put_take(struct body *body, const char *key,
		     struct json_object *value, struct error *err)
{
	g_auto(GStrv) step = g_strsplit(key, ".", LEVELS_MAX + 1);
	struct json_object *at = body->root, *next = NULL;
	guint last = g_strv_length(step) - 1;

	for (guint i = 0; i < last; i++) {
		if (!json_object_object_get_ex(at, step[i], &next)) {
			next = json_object_new_object();
			(void)json_object_object_add(at, step[i], next);
		}
		at = next;
		if (!json_object_is_type(at, json_type_object))
			break;
	}
	if (!json_object_is_type(at, json_type_object) ||
	    json_object_object_get_ex(at, step[last], NULL)) {
		json_object_put(value);
		return twice(key, err);
	}
	(void)json_object_object_add(at, step[last], value);
	return true;
}

static bool check_key(const char *key, struct error *err)
{
	g_auto(GStrv) step = g_strsplit(key, ".", -1);

	if (!g_utf8_validate(key, -1, NULL))
		return error_set(err, ERR_USAGE, "the key is not UTF-8");
	if (g_strv_length(step) > LEVELS_MAX)
		return error_set(err, ERR_USAGE,
				 "the key '%s' has more than %d levels", key,
				 LEVELS_MAX);
	for (char **at = step; *at; at++)
		if (!**at)
			return error_set(err, ERR_USAGE,
					 "a part of the key '%s' is empty",
					 key);
	return true;
}

static bool put_json(struct body *body, const char *key, const char *text,
		     struct error *err)
{
	struct js value;

	if (js_check(text, strlen(text), "the value", &value, err))
		return body_set_json(body, key, value, err);
	err->code = ERR_USAGE;
	return false;
}

bool body_set_json(struct body *body, const char *key, struct js value,
		   struct error *err)
{
	return check_key(key, err) &&
	       put_take(body, key, new_verbatim(value), err);
}

bool body_set_field(struct body *body, const char *word, struct error *err)
{
	const char *equals = strchr(word, '=');
	struct json_object *value;
	g_autofree char *key = NULL;
	bool is_json;

	if (!equals || equals == word || (equals == word + 1 && *word == ':')) {
		error_set(err, ERR_USAGE,
			  "'%s' is not of the form KEY=VALUE or KEY:=JSON",
			  word);
		return error_hint(err, "for example notes=checked, or "
				       "sequence:=3");
	}
	is_json = equals[-1] == ':';
	key = g_strndup(word, (gsize)(equals - word) - is_json);
	if (!check_key(key, err))
		return false;
	if (is_json)
		return put_json(body, key, equals + 1, err) ||
		       error_wrap(err, "'%s'", word);
	return new_text(equals + 1, &value, err) &&
	       put_take(body, key, value, err);
}

static bool new_number(const char *text, struct json_object **ret_value,
		       struct error *err)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(text, 10, 0, NUMBER_MAX, &number, NULL))
		return error_set(err, ERR_USAGE,
				 "'%s' is not a whole number from 0 to %d",
				 text, NUMBER_MAX);
	*ret_value = json_object_new_int64((int64_t)number);
	return true;
}

static bool new_minutes(const char *text, struct json_object **ret_value,
			struct error *err)
{
	int64_t minutes;

	if (!when_minutes(text, &minutes, err))
		return false;
	*ret_value = json_object_new_int64(minutes);
	return true;
}

static bool new_date(const char *text, int64_t now_s,
		     struct json_object **ret_value, struct error *err)
{
	g_autofree char *date = NULL;

	if (!when_date(text, now_s, &date, err))
		return false;
	*ret_value = json_object_new_string(date);
	return true;
}

static bool new_time(const char *text, int64_t now_s,
		     struct json_object **ret_value, struct error *err)
{
	g_autofree char *utc = NULL;
	int64_t unix_s;

	if (!when_moment(text, now_s, &unix_s, err))
		return false;
	utc = when_utc(unix_s);
	*ret_value = json_object_new_string(utc);
	return true;
}

/* "city=Hamburg" */
static bool set_place(struct body *body, const struct setter *setter,
		      const char *text, struct error *err)
{
	const char *equals = strchr(text, '=');
	g_autofree char *part = NULL;

	if (!equals || equals == text) {
		error_set(err, ERR_USAGE, "'%s' is not of the form KEY=VALUE",
			  text);
		return error_hint(err, "for example city=Hamburg");
	}
	part = g_strndup(text, (gsize)(equals - text));
	return body_set_part(body, setter, part, equals + 1, err);
}

bool body_set_part(struct body *body, const struct setter *setter,
		   const char *part, const char *text, struct error *err)
{
	g_autofree char *key = g_strconcat(setter->key, ".", part, NULL);
	struct json_object *value;

	return check_key(key, err) && new_text(text, &value, err) &&
	       put_take(body, key, value, err);
}

/* An empty variable of a script must not become "no technician". */
static bool refuse_empty(const struct setter *setter, struct error *err)
{
	error_set(err, ERR_USAGE, "the value is empty");
	return error_hint(err, "to clear it, use --field %s:=null",
			  setter->key);
}

bool body_set(struct body *body, const struct setter *setter, const char *text,
	      int64_t now_s, struct error *err)
{
	struct json_object *value = NULL;
	bool done = false;
	bool is_text =
		setter->kind == SETTER_TEXT || setter->kind == SETTER_LONG;

	if (!*text && (!is_text || setter->choices))
		return refuse_empty(setter, err);
	switch (setter->kind) {
	case SETTER_REF:
		done = id_check(text, setter->key, err) &&
		       new_text(text, &value, err);
		break;
	case SETTER_TEXT:
	case SETTER_LONG:
		done = new_text(text, &value, err);
		break;
	case SETTER_TIME:
		done = new_time(text, now_s, &value, err);
		break;
	case SETTER_DATE:
		done = new_date(text, now_s, &value, err);
		break;
	case SETTER_MINUTES:
		done = new_minutes(text, &value, err);
		break;
	case SETTER_NUMBER:
		done = new_number(text, &value, err);
		break;
	case SETTER_PLACE:
		return set_place(body, setter, text, err);
	case SETTER_JSON:
		return put_json(body, setter->key, text, err);
	}
	return done && put_take(body, setter->key, value, err);
}
