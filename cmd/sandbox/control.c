#include "cmd/sandbox/control.h"

#include "cmd/sandbox/client.h"
#include "cmd/sandbox/fault.h"
#include "cmd/sandbox/issue.h"
#include "cmd/sandbox/journal.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/limits.h"
#include "cmd/sandbox/scope.h"
#include "cmd/sandbox/store.h"
#include "cmd/sandbox/token.h"
#include "cmd/sandbox/when.h"

#include <string.h>

#define DEFAULT_LAST 100

bool control_is_for(const struct request *request)
{
	return g_strcmp0(request->target.segments[0], "_sandbox") == 0;
}

static bool host_is_local(const struct request *request)
{
	static const char *const hosts[] = { "127.", "localhost:", "[::1]:" };
	const char *host = request_header(request, "Host");

	for (size_t i = 0; host && i < G_N_ELEMENTS(hosts); i++)
		if (g_str_has_prefix(host, hosts[i]))
			return true;
	return false;
}

static struct json_object *body_of(struct call *call)
{
	const GByteArray *raw = call->request->body;
	struct json_object *body = js_parse((const char *)raw->data, raw->len);

	if (!body)
		problem_set(&call->problem, 400, "The body is not valid JSON");
	return body;
}

/* The failure of a function that blames what the request said. */
static bool blame(struct call *call, GError *error)
{
	problem_set(&call->problem, 400, "%s", error->message);
	g_error_free(error);
	return false;
}

static bool show_log(struct call *call, GError **error)
{
	const char *last = target_param(&call->request->target, "last");
	guint64 count = DEFAULT_LAST;

	(void)error;
	if (last &&
	    !g_ascii_string_to_unsigned(last, 10, 1, G_MAXUINT, &count, NULL))
		return problem_set(&call->problem, 400, "last is a number");
	reply_data_take(call->reply, 200,
			journal_show(call->box->journal, (unsigned)count));
	return true;
}

static bool show_counters(struct call *call, GError **error)
{
	struct json_object *counters;
	int64_t alive = 0;

	if (!token_count(store_sql(call->box->store), when_now(), &alive,
			 error))
		return false;
	counters = journal_counters(call->box->journal);
	js_number(counters, "alive", alive);
	reply_data_take(call->reply, 200, counters);
	return true;
}

static bool show_settings(struct call *call, GError **error)
{
	(void)error;
	reply_data_take(call->reply, 200, settings_show(&call->box->settings));
	return true;
}

static bool set_settings(struct call *call, GError **error)
{
	g_autoptr(json_object) body = body_of(call);
	struct settings changed = call->box->settings;
	GError *wrong = NULL;

	if (!body)
		return false;
	if (!json_object_is_type(body, json_type_object))
		return problem_set(&call->problem, 400, "An object is needed");
	json_object_object_foreach(body, name, value)
	{
		const char *text = value ? json_object_get_string(value) : "";

		if (!settings_set(&changed, name, text, &wrong))
			return blame(call, wrong);
	}
	call->box->settings = changed;
	return show_settings(call, error);
}

static bool show_faults(struct call *call, GError **error)
{
	struct json_object *shown = json_object_new_object();

	(void)error;
	js_number(shown, "waiting", faults_count(call->box->faults));
	reply_data_take(call->reply, 200, shown);
	return true;
}

static bool add_faults(struct call *call, GError **error)
{
	g_autoptr(json_object) body = body_of(call);
	bool several = json_object_is_type(body, json_type_array);
	size_t count = several ? json_object_array_length(body) : 1;

	if (!body)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct fault *fault = NULL;
		GError *wrong = NULL;

		if (!fault_from_json(
			    several ? json_object_array_get_idx(body, i) : body,
			    &fault, &wrong))
			return blame(call, wrong);
		faults_add_take(call->box->faults, fault);
	}
	return show_faults(call, error);
}

static bool clear_faults(struct call *call, GError **error)
{
	faults_clear(call->box->faults);
	return show_faults(call, error);
}

static bool add_key(struct call *call, struct json_object *body, GError **error)
{
	struct sql *sql = store_sql(call->box->store);
	struct json_object *life = json_object_object_get(body, "expires_in");
	const char *given = js_get_text(body, "key");
	const char *scopes = js_get_text(body, "scopes");
	g_autofree char *key = given ? g_strdup(given) : token_fresh();
	struct token_facts facts = { .kind = TOKEN_API_KEY, .scopes = scopes };
	struct json_object *shown = NULL;

	if (!scopes || !scope_all_known(scopes))
		return problem_set(&call->problem, 400,
				   "scopes is missing or names none");
	if (life)
		facts.expires_at = when_now() + json_object_get_int64(life);
	if (!token_add(sql, key, &facts, error))
		return false;
	shown = json_object_new_object();
	js_text(shown, "key", key);
	js_text(shown, "scopes", scopes);
	reply_data_take(call->reply, 201, shown);
	return true;
}

static bool change_keys(struct call *call, GError **error)
{
	g_autoptr(json_object) body = body_of(call);
	const char *revoked = NULL;

	if (!body)
		return false;
	revoked = js_get_text(body, "revoke");
	if (!revoked)
		return add_key(call, body, error);
	if (!token_revoke(store_sql(call->box->store), revoked, false, error))
		return false;
	reply_data_take(call->reply, 200, json_object_new_object());
	return true;
}

/* A number of the body, or what is given for a missing one. */
static int64_t number_in(struct json_object *body, const char *key,
			 int64_t otherwise)
{
	struct json_object *value = json_object_object_get(body, key);

	return value ? json_object_get_int64(value) : otherwise;
}

static bool add_tokens(struct call *call, GError **error)
{
	g_autoptr(json_object) body = body_of(call);
	struct issue issue = issue_by_settings(&call->box->settings);
	g_autofree char *code = token_fresh();
	g_autofree char *family = token_digest(code);
	struct json_object *shown = NULL;

	if (!body)
		return false;
	issue.family = family;
	issue.client = js_get_text(body, "client_id");
	issue.scopes = js_get_text(body, "scopes");
	issue.access = js_get_text(body, "access_token");
	issue.refresh = js_get_text(body, "refresh_token");
	issue.access_ttl = number_in(body, "access_ttl", issue.access_ttl);
	issue.refresh_ttl = number_in(body, "refresh_ttl", issue.refresh_ttl);
	if (!issue.client)
		issue.client = CLIENT_ID;
	if (!issue.scopes)
		issue.scopes = SCOPE_DEFAULT;
	issue.access_scopes = issue.scopes;
	if (!scope_all_known(issue.scopes))
		return problem_set(&call->problem, 400, "scopes names none");
	if (!issue_tokens(store_sql(call->box->store), &issue, &shown, error))
		return false;
	reply_data_take(call->reply, 201, shown);
	return true;
}

static bool show_token(struct call *call, GError **error)
{
	g_autoptr(json_object) body = body_of(call);
	const char *text = js_get_text(body, "token");
	AUTO(token_release) struct token token = { 0 };
	struct json_object *shown = NULL;
	bool found = false;

	if (!text)
		return problem_set(&call->problem, 400, "token is missing");
	if (!token_find(store_sql(call->box->store), text, &token, &found,
			error))
		return false;
	shown = json_object_new_object();
	js_bool(shown, "known", found);
	js_bool(shown, "alive", found && token_is_alive(&token, when_now()));
	if (found) {
		js_text(shown, "kind", token.kind);
		js_text(shown, "scopes", token.scopes);
		js_bool(shown, "revoked", token.revoked);
		js_bool(shown, "replaced", token.used_at_ms != 0);
		js_number(shown, "expires_at", token.expires_at);
	}
	reply_data_take(call->reply, 200, shown);
	return true;
}

static bool add_client(struct call *call, GError **error)
{
	g_autoptr(json_object) body = body_of(call);
	const char *id = js_get_text(body, "id");
	const char *secret = js_get_text(body, "secret");

	if (!id || !secret)
		return problem_set(&call->problem, 400, "id or secret missing");
	if (!client_add(store_sql(call->box->store), id, secret, error))
		return false;
	reply_data_take(call->reply, 201, json_object_new_object());
	return true;
}

static bool forget(struct call *call, GError **error)
{
	journal_reset(call->box->journal);
	limits_reset(call->box->limits);
	return clear_faults(call, error);
}

static const struct {
	const char *method, *name;
	call_handler *handler;
} controls[] = {
	{ "GET", "log", show_log },
	{ "GET", "counters", show_counters },
	{ "GET", "settings", show_settings },
	{ "POST", "settings", set_settings },
	{ "GET", "faults", show_faults },
	{ "POST", "faults", add_faults },
	{ "DELETE", "faults", clear_faults },
	{ "POST", "keys", change_keys },
	{ "POST", "tokens", add_tokens },
	{ "POST", "token", show_token },
	{ "POST", "clients", add_client },
	{ "POST", "reset", forget },
};

bool control_answer(struct call *call, GError **error)
{
	char **segments = call->request->target.segments;

	if (!host_is_local(call->request) ||
	    request_header(call->request, "Origin"))
		return problem_set(&call->problem, 403,
				   "Not for requests from a web page");
	for (size_t i = 0; i < G_N_ELEMENTS(controls); i++)
		if (segments[1] && !segments[2] &&
		    strcmp(controls[i].name, segments[1]) == 0 &&
		    strcmp(controls[i].method, call->request->method) == 0)
			return controls[i].handler(call, error);
	return problem_set(&call->problem, 404,
			   "There is no such control request");
}
