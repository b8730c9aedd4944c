#include "lib/auth/token_answer_refusal.h"

#include <string.h>

#include "lib/net/errbody.h"

enum { TOKEN_SAID_MAX = 300 }; /* bytes of an error's description */

static char *token_text(struct js value, size_t max)
{
	char *text;
	char *end;

	if (js_type(value) != JS_STRING)
		return NULL;
	text = js_text(value, NULL);
	if (strlen(text) > max) {
		end = g_utf8_find_prev_char(text, text + max + 1);
		*end = '\0';
	}
	return text;
}

const char *token_words_of(const struct errbody *body)
{
	const char *words = body->message ? body->message : body->code;

	return words && !body->is_known && strstr(words, "_token") ? NULL
								   : words;
}

struct token_words {
	const char *code; /* RFC 6749, section 5.2 */
	enum token_verdict verdict;
	const char *message;
	const char *hint;
};

static const struct token_words token_words[] = {
	{ "invalid_grant", TOKEN_INVALID_GRANT,
	  "the login has ended: the server does not accept its token any more",
	  "run 'fentu login --web'" },
	{ "invalid_client", TOKEN_REFUSED,
	  "the server does not accept the client id or the client secret",
	  "check the id and secret of the registered app, then run 'fentu "
	  "login --web'\n"
	  "a server that wants them in a header needs 'fentu config set "
	  "oauth_token_auth basic'" },
	{ "unauthorized_client", TOKEN_REFUSED,
	  "the registered app may not log in this way",
	  "allow it the authorization code and refresh token grants in Fentu" },
	{ "unsupported_grant_type", TOKEN_REFUSED,
	  "the token endpoint does not know this way to log in",
	  "check oauth_url and oauth_token_path with 'fentu config list'" },
	{ "invalid_scope", TOKEN_REFUSED, "the server refuses the scopes",
	  "run 'fentu login --web' with other scopes; 'fentu scopes' lists "
	  "them" },
	{ "invalid_request", TOKEN_REFUSED,
	  "the token endpoint does not understand the request",
	  "check oauth_url and oauth_token_path with 'fentu config list'" },
};

/* In place of invalid_grant above: no login has been there to end. */
static const struct token_words token_code_words = {
	"invalid_grant", TOKEN_INVALID_GRANT,
	"the server did not accept the code that the browser brought",
	"run 'fentu login --web' to try again"
};

static const struct token_words *token_find_words(const char *code, int status,
						  enum token_grant grant)
{
	if (grant == TOKEN_BY_CODE &&
	    g_strcmp0(code, token_code_words.code) == 0)
		return &token_code_words;
	for (size_t i = 0; i < G_N_ELEMENTS(token_words); i++) {
		if (g_strcmp0(code, token_words[i].code) == 0)
			return &token_words[i];
	}
	/* the one status that has a meaning of its own at this place */
	return !code && status == 401 ? &token_words[1] : NULL;
}

/* " (invalid_grant: the words of the server)"; "" when it said nothing. */
static char *token_said(const struct token_refusal *refusal, const char *code)
{
	g_autofree char *words =
		token_text(refusal->description, TOKEN_SAID_MAX);

	if (!code && !words)
		words = g_strdup(refusal->text);
	if (code && words)
		return g_strdup_printf(" (%s: %s)", code, words);
	if (code || words)
		return g_strdup_printf(" (%s)", code ? code : words);
	return g_strdup("");
}

bool token_refuse(const struct token_refusal *refusal, enum token_grant grant,
		  enum token_verdict *ret_verdict, struct error *err)
{
	int status = refusal->status;
	g_autofree char *code = token_text(refusal->code, TOKEN_SAID_MAX);
	g_autofree char *said = token_said(refusal, code);
	const struct token_words *words = token_find_words(code, status, grant);

	*ret_verdict = words ? words->verdict : TOKEN_REFUSED;
	if (words) {
		error_set(err, ERR_LOGIN, "%s%s", words->message, said);
		return error_hint(err, "%s", words->hint);
	}
	error_set(err, ERR_LOGIN, "the token endpoint answers %d%s", status,
		  said);
	return error_hint(err, "check oauth_url and oauth_token_path with "
			       "'fentu config list'");
}

bool token_in_trouble(const struct http_reply *reply, struct error *err)
{
	AUTO(errbody_release) struct errbody body = { 0 };
	const char *said;

	errbody_read(reply->body, reply->body_len, &body);
	said = token_words_of(&body);
	error_set(err, ERR_NETWORK, "the token endpoint answers %d%s%s",
		  reply->status, said ? ": " : "", said ? said : "");
	return error_hint(err, "try again later");
}
