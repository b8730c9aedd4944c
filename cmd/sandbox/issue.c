#include "cmd/sandbox/issue.h"

#include "cmd/sandbox/js.h"
#include "cmd/sandbox/when.h"

struct issue issue_by_settings(const struct settings *settings)
{
	return (struct issue){ .access_ttl = settings->access_ttl,
			       .refresh_ttl = settings->refresh_ttl };
}

bool issue_tokens(struct sql *sql, const struct issue *issue,
		  struct json_object **ret_answer, GError **error)
{
	int64_t now = when_now();
	g_autofree char *access =
		issue->access ? g_strdup(issue->access) : token_fresh();
	g_autofree char *refresh =
		issue->refresh ? g_strdup(issue->refresh) : token_fresh();
	struct token_facts facts = { .kind = TOKEN_ACCESS,
				     .scopes = issue->access_scopes,
				     .family = issue->family,
				     .client = issue->client,
				     .expires_at = now + issue->access_ttl };
	struct json_object *answer = NULL;

	if (!token_add(sql, access, &facts, error))
		return false;
	facts.kind = TOKEN_REFRESH;
	facts.scopes = issue->scopes;
	facts.expires_at = now + issue->refresh_ttl;
	if (!issue->without_refresh && !token_add(sql, refresh, &facts, error))
		return false;
	answer = json_object_new_object();
	js_text(answer, "access_token", access);
	js_text(answer, "token_type", "Bearer");
	js_number(answer, "expires_in", issue->access_ttl);
	if (!issue->without_refresh)
		js_text(answer, "refresh_token", refresh);
	js_text(answer, "scope", issue->access_scopes);
	*ret_answer = answer;
	return true;
}
