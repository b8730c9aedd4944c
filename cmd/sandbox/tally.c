#include "cmd/sandbox/tally.h"

#include "cmd/sandbox/js.h"

/* The counter for what a form says that it grants. */
static int64_t *counter_for(struct tally *tally, const struct request *request)
{
	g_autofree char *text = g_strndup((const char *)request->body->data,
					  request->body->len);
	g_autofree char *whole = g_strconcat("/?", text, NULL);
	AUTO(target_release) struct target form = { 0 };
	const char *type = NULL;

	if (target_parse(whole, &form))
		type = target_param(&form, "grant_type");
	if (g_strcmp0(type, "authorization_code") == 0)
		return &tally->by_code;
	if (g_strcmp0(type, "refresh_token") == 0)
		return &tally->by_refresh_token;
	return &tally->by_other;
}

void tally_add(struct tally *tally, const struct request *request)
{
	const char *path = request->target.path;
	bool posts = g_strcmp0(request->method, "POST") == 0;

	if (posts && g_strcmp0(path, "/oauth/token") == 0)
		++*counter_for(tally, request);
	else if (posts && g_strcmp0(path, "/oauth/revoke") == 0)
		tally->revocations++;
	else if (!posts && g_strcmp0(path, "/oauth/authorize") == 0)
		tally->pages++;
}

void tally_show(const struct tally *tally, struct json_object *shown)
{
	struct json_object *grants = json_object_new_object();

	js_number(grants, "authorization_code", tally->by_code);
	js_number(grants, "refresh_token", tally->by_refresh_token);
	js_number(grants, "other", tally->by_other);
	js_take(shown, "token_requests", grants);
	js_number(shown, "revocations", tally->revocations);
	js_number(shown, "authorize_requests", tally->pages);
}
