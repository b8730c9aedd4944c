#include "lib/auth/token_answer.h"

#include <string.h>

#include "lib/auth/cred.h"
#include "lib/base/js.h"
#include "lib/base/wipe.h"

enum {
	TOKEN_SCOPE_MAX = 4 * 1024,
	TOKEN_SAID_MAX = 300 /* bytes of an error's description */
};

/* A lifetime that is longer is no lifetime: 300 years. */
static const double token_seconds_max = 1e10;

void token_answer_release(struct token_answer *answer)
{
	if (!answer)
		return;
	sealed_release(&answer->access);
	sealed_release(&answer->refresh);
	g_free(answer->scope);
	g_free(answer->odd);
	*answer = (struct token_answer){ 0 };
}

/* ---- an answer that grants ---- */

static bool token_senseless(const char *why, struct error *err)
{
	error_set(err, ERR_OTHER,
		  "the answer of the token endpoint makes no sense: %s", why);
	return error_hint(err, "check oauth_url and oauth_token_path with "
			       "'fentu config list', then run 'fentu login "
			       "--web'");
}

static void token_note_odd(struct token_answer *answer, const char *name)
{
	g_autofree char *before = g_steal_pointer(&answer->odd);

	answer->odd = before ? g_strdup_printf("%s, %s", before, name)
			     : g_strdup(name);
}

static bool token_is_said(struct js value)
{
	return js_type(value) != JS_NONE && js_type(value) != JS_NULL;
}

static bool token_is_visible(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	}
	return len > 0;
}

/* False: it is none; that is no error. */
static bool token_take(struct js value, struct sealed *ret_token)
{
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(wipe_text) char *text = NULL;
	size_t len = 0;

	if (js_type(value) != JS_STRING)
		return false;
	text = js_text(value, &len);
	return len <= TOKEN_BYTES_MAX && token_is_visible(text, len) &&
	       sealed_set(ret_token, text, len, &ignored);
}

static bool token_check_type(struct js value, struct token_answer *answer,
			     struct error *err)
{
	g_autofree char *text = NULL;

	if (!token_is_said(value)) {
		token_note_odd(answer, "token_type");
		return true;
	}
	if (js_type(value) == JS_STRING)
		text = js_text(value, NULL);
	if (text && g_ascii_strcasecmp(text, "Bearer") == 0)
		return true;
	return token_senseless("token_type is not Bearer", err);
}

/* A positive number of seconds, as a number or in a string; 0: it is none. */
static int64_t token_seconds(struct js value)
{
	g_autofree char *text = NULL;
	char *end = NULL;
	double seconds;

	if (js_type(value) != JS_NUMBER && js_type(value) != JS_STRING)
		return 0;
	text = js_text(value, NULL);
	if (!g_ascii_isdigit(*text) || text[strspn(text, "0123456789.eE+-")])
		return 0; /* the library reads more than numbers of JSON */
	seconds = g_ascii_strtod(text, &end);
	return *end || !(seconds >= 1 && seconds <= token_seconds_max)
		       ? 0
		       : (int64_t)seconds;
}

static int64_t token_take_seconds(struct js value, const char *name,
				  int64_t fallback, struct token_answer *answer)
{
	int64_t seconds;

	if (!token_is_said(value))
		return fallback;
	seconds = token_seconds(value);
	if (seconds == 0)
		token_note_odd(answer, name);
	return seconds;
}

/* The characters that a scope may have: RFC 6749, section 3.3. */
static char *token_scope(struct js value)
{
	g_autofree char *text = NULL;
	size_t len = 0;

	if (js_type(value) != JS_STRING)
		return NULL;
	text = js_text(value, &len);
	for (size_t i = 0; i < len; i++) {
		if (!g_ascii_isprint(text[i]) || text[i] == '"' ||
		    text[i] == '\\')
			return NULL;
	}
	return len <= TOKEN_SCOPE_MAX ? g_steal_pointer(&text) : NULL;
}

static void token_take_scope(struct js value, struct token_answer *answer)
{
	if (!token_is_said(value))
		return;
	answer->scope = token_scope(value);
	answer->is_scope_unknown = answer->scope == NULL;
	if (answer->is_scope_unknown)
		token_note_odd(answer, "scope");
	else if (!*answer->scope) /* as good as not said */
		g_clear_pointer(&answer->scope, g_free);
}

/* Servers have two names for the lifetime of a refresh token. */
static struct js token_refresh_lifetime(struct js root)
{
	struct js value = js_member(root, "refresh_expires_in");

	return js_type(value) == JS_NONE
		       ? js_member(root, "refresh_token_expires_in")
		       : value;
}

static bool token_read_grant(struct js root, struct token_answer *ret_answer,
			     struct error *err)
{
	struct js refresh = js_member(root, "refresh_token");
	AUTO(token_answer_release) struct token_answer answer = { 0 };

	if (js_type(root) != JS_OBJECT)
		return token_senseless("it is no object", err);
	if (!token_take(js_member(root, "access_token"), &answer.access))
		return token_senseless("access_token is no token", err);
	if (!token_check_type(js_member(root, "token_type"), &answer, err))
		return false;
	if (token_is_said(refresh) && !token_take(refresh, &answer.refresh))
		token_note_odd(&answer, "refresh_token");
	answer.expires_in_s =
		token_take_seconds(js_member(root, "expires_in"), "expires_in",
				   TOKEN_LIFETIME_S, &answer);
	answer.refresh_expires_in_s = token_take_seconds(
		token_refresh_lifetime(root), "refresh_expires_in",
		TOKEN_REFRESH_LIFETIME_S, &answer);
	token_take_scope(js_member(root, "scope"), &answer);
	*ret_answer = answer;
	answer = (struct token_answer){ 0 };
	return true;
}

/* ---- an answer that refuses ---- */

static char *token_text(struct js root, const char *name, size_t max)
{
	struct js value = js_member(root, name);
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
static char *token_said(struct js root, const char *code)
{
	g_autofree char *words =
		token_text(root, "error_description", TOKEN_SAID_MAX);

	if (code && words)
		return g_strdup_printf(" (%s: %s)", code, words);
	if (code || words)
		return g_strdup_printf(" (%s)", code ? code : words);
	return g_strdup("");
}

static bool token_refuse(struct js root, int status, enum token_grant grant,
			 enum token_verdict *ret_verdict, struct error *err)
{
	g_autofree char *code = token_text(root, "error", TOKEN_SAID_MAX);
	g_autofree char *said = token_said(root, code);
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

/* ---- the reply around it ---- */

/* A page where data was to be is somebody else's: a portal, a gateway. */
static bool token_is_page(const struct http_reply *reply)
{
	g_autofree char *type = http_reply_header(reply, "Content-Type");

	return type && g_ascii_strncasecmp(type, "text/html", 9) == 0;
}

static bool token_no_data(const struct http_reply *reply, struct error *err)
{
	if (token_is_page(reply)) {
		error_set(err, ERR_NETWORK,
			  "the token endpoint answers %d with a web page",
			  reply->status);
		return error_hint(err, "check oauth_url and oauth_token_path, "
				       "and whether this network wants a login "
				       "of its own");
	}
	return token_senseless(
		reply->body_len == 0 ? "it is empty" : "it is no JSON", err);
}

static bool token_in_trouble(const struct http_reply *reply, struct error *err)
{
	error_set(err, ERR_NETWORK, "the token endpoint answers %d",
		  reply->status);
	return error_hint(err, "try again later");
}

/* Some servers refuse with a success. */
static bool token_is_refusal(struct js root)
{
	return js_type(js_member(root, "error")) == JS_STRING &&
	       !token_is_said(js_member(root, "access_token"));
}

static bool token_judge(const struct http_reply *reply, enum token_grant grant,
			struct token_answer *ret_answer,
			enum token_verdict *ret_verdict, struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };
	struct js root = { 0 };
	bool is_json, is_success = reply->status >= 200 && reply->status < 300;

	if (reply->status >= 500) {
		*ret_verdict = TOKEN_UNKNOWN;
		return token_in_trouble(reply, err);
	}
	is_json = js_check(reply->body, reply->body_len, "the answer", &root,
			   &ignored);
	if (!is_json && token_is_page(reply)) {
		*ret_verdict = TOKEN_REFUSED;
		return token_no_data(reply, err);
	}
	if (!is_success || token_is_refusal(root))
		return token_refuse(root, reply->status, grant, ret_verdict,
				    err);
	*ret_verdict = TOKEN_SPENT;
	if (!is_json)
		return token_no_data(reply, err);
	if (!token_read_grant(root, ret_answer, err))
		return false;
	*ret_verdict = TOKEN_GRANTED;
	return true;
}

bool token_answer_read(const struct http_reply *reply, enum token_grant grant,
		       struct token_answer *ret_answer,
		       enum token_verdict *ret_verdict, struct error *err)
{
	if (token_judge(reply, grant, ret_answer, ret_verdict, err))
		return true;
	err->http_status = reply->status;
	err->request_id = http_reply_header(reply, "X-Request-Id");
	return false;
}

/* 0: not known. */
static int64_t token_end(int64_t asked_at, int64_t lifetime_s)
{
	return lifetime_s > 0 ? asked_at + lifetime_s : 0;
}

void token_answer_move(struct token_answer *answer, int64_t asked_at,
		       struct cred *login)
{
	struct cred_oauth *oauth = &login->oauth;

	sealed_move(&login->access, &answer->access);
	oauth->obtained_at = asked_at;
	oauth->access_expires_at = token_end(asked_at, answer->expires_in_s);
	oauth->has_ended = false;
	if (!sealed_is_empty(&answer->refresh)) {
		/* one that is kept does not live longer for that */
		if (!sealed_equal(&oauth->refresh, &answer->refresh))
			oauth->refresh_expires_at = token_end(
				asked_at, answer->refresh_expires_in_s);
		sealed_move(&oauth->refresh, &answer->refresh);
	}
	if (answer->scope || answer->is_scope_unknown) {
		g_free(oauth->scopes);
		oauth->scopes = g_steal_pointer(&answer->scope);
	}
}
