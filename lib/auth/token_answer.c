#include "lib/auth/token_answer.h"

#include <string.h>

#include "lib/auth/cred.h"
#include "lib/auth/token_answer_refusal.h"
#include "lib/base/js.h"
#include "lib/base/wipe.h"
#include "lib/net/errbody.h"

enum { TOKEN_SCOPE_MAX = 4 * 1024 };

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

	if (js_type(value) == JS_STRING)
		text = g_strstrip(js_text(value, NULL));
	if (!text || !*text) {
		token_note_odd(answer, "token_type");
		return true;
	}
	return g_ascii_strcasecmp(text, "Bearer") == 0 ||
	       token_senseless("token_type is not Bearer", err);
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

/* ---- its members ---- */

enum token_member {
	TOKEN_ACCESS,
	TOKEN_REFRESH,
	TOKEN_TYPE,
	TOKEN_EXPIRES,
	TOKEN_REFRESH_EXPIRES,
	TOKEN_REFRESH_EXPIRES_TOO, /* servers have two names for it */
	TOKEN_SCOPE,
	TOKEN_ERROR,
	TOKEN_DESCRIPTION,
	TOKEN_MEMBERS
};

struct token_body {
	struct js_loose member[TOKEN_MEMBERS];
	bool is_data; /* JSON, or near enough */
	bool is_object;
	bool is_loose;
};

static const struct token_body
	token_body_none = { .member = {
				    [TOKEN_ACCESS] = { .key = "access_token" },
				    [TOKEN_REFRESH] = { .key = "refresh_"
							       "token" },
				    [TOKEN_TYPE] = { .key = "token_type" },
				    [TOKEN_EXPIRES] = { .key = "expires_in" },
				    [TOKEN_REFRESH_EXPIRES] = { .key = "refresh"
								       "_expire"
								       "s_in" },
				    [TOKEN_REFRESH_EXPIRES_TOO] = { .key = "ref"
									   "res"
									   "h_"
									   "tok"
									   "en_"
									   "exp"
									   "ire"
									   "s_"
									   "i"
									   "n" },
				    [TOKEN_SCOPE] = { .key = "scope" },
				    [TOKEN_ERROR] = { .key = "error" },
				    [TOKEN_DESCRIPTION] = { .key = "error_"
								   "descriptio"
								   "n" },
			    } };

/* Some servers put the answer into what the API puts its own into. */
static struct js token_unwrap(struct js root)
{
	struct js data = js_member(root, "data");
	struct js outer = js_member(root, "access_token");
	struct js inner = js_member(data, "access_token");

	return token_is_said(outer) || !token_is_said(inner) ? root : data;
}

static void token_read_body(const struct http_reply *reply,
			    struct token_body *ret_body)
{
	AUTO(error_release) struct error ignored = { 0 };
	struct js root = { 0 };
	struct js_loose *member = ret_body->member;

	*ret_body = token_body_none;
	if (js_check(reply->body, reply->body_len, "the answer", &root,
		     &ignored)) {
		ret_body->is_data = true;
		ret_body->is_object = js_type(root) == JS_OBJECT;
		root = token_unwrap(root);
		for (size_t i = 0; i < TOKEN_MEMBERS; i++)
			member[i].value = js_member(root, member[i].key);
		return;
	}
	ret_body->is_loose = ret_body->is_data = ret_body->is_object =
		reply->body && js_loose_members(reply->body, reply->body_len,
						member, TOKEN_MEMBERS);
	if (!ret_body->is_data)
		*ret_body = token_body_none;
}

/* ---- all of it ---- */

static void token_note_loose(const struct token_body *body,
			     struct token_answer *answer)
{
	answer->is_loose = body->is_loose;
	answer->is_doubled = body->member[TOKEN_ACCESS].is_doubled ||
			     body->member[TOKEN_REFRESH].is_doubled;
}

static bool token_read_grant(const struct token_body *body,
			     struct token_answer *ret_answer, struct error *err)
{
	const struct js_loose *member = body->member;
	struct js refresh = member[TOKEN_REFRESH].value;
	struct js lifetime = member[TOKEN_REFRESH_EXPIRES].value;
	AUTO(token_answer_release) struct token_answer answer = { 0 };

	if (!body->is_object)
		return token_senseless("it is no object", err);
	if (!token_take(member[TOKEN_ACCESS].value, &answer.access))
		return token_senseless("access_token is no token", err);
	if (!token_check_type(member[TOKEN_TYPE].value, &answer, err))
		return false;
	if (token_is_said(refresh) && !token_take(refresh, &answer.refresh))
		token_note_odd(&answer, "refresh_token");
	answer.expires_in_s =
		token_take_seconds(member[TOKEN_EXPIRES].value, "expires_in",
				   TOKEN_LIFETIME_S, &answer);
	if (js_type(lifetime) == JS_NONE)
		lifetime = member[TOKEN_REFRESH_EXPIRES_TOO].value;
	answer.refresh_expires_in_s =
		token_take_seconds(lifetime, "refresh_expires_in",
				   TOKEN_REFRESH_LIFETIME_S, &answer);
	token_take_scope(member[TOKEN_SCOPE].value, &answer);
	token_note_loose(body, &answer);
	*ret_answer = answer;
	answer = (struct token_answer){ 0 };
	return true;
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

static bool token_is_refusal(const struct token_body *body)
{
	enum js_type type = js_type(body->member[TOKEN_ERROR].value);

	return (type == JS_STRING || type == JS_OBJECT) &&
	       !token_is_said(body->member[TOKEN_ACCESS].value);
}

static bool token_not_granted(const struct http_reply *reply,
			      const struct token_body *body,
			      enum token_grant grant,
			      enum token_verdict *ret_verdict,
			      struct error *err)
{
	AUTO(errbody_release) struct errbody text = { 0 };
	struct token_refusal refusal = {
		.status = reply->status,
		.code = body->member[TOKEN_ERROR].value,
		.description = body->member[TOKEN_DESCRIPTION].value,
	};

	errbody_read(reply->body, reply->body_len, &text);
	refusal.text = token_words_of(&text);
	return token_refuse(&refusal, grant, ret_verdict, err);
}

static bool token_judge(const struct http_reply *reply, enum token_grant grant,
			struct token_answer *ret_answer,
			enum token_verdict *ret_verdict, struct error *err)
{
	bool is_success = reply->status >= 200 && reply->status < 300;
	struct token_body body;

	if (reply->status >= 500) {
		*ret_verdict = TOKEN_UNKNOWN;
		return token_in_trouble(reply, err);
	}
	token_read_body(reply, &body);
	if (!body.is_data && token_is_page(reply)) {
		*ret_verdict = TOKEN_REFUSED;
		return token_no_data(reply, err);
	}
	if (!is_success || token_is_refusal(&body))
		return token_not_granted(reply, &body, grant, ret_verdict, err);
	*ret_verdict = TOKEN_SPENT;
	if (!body.is_data)
		return token_no_data(reply, err);
	if (!token_read_grant(&body, ret_answer, err))
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

void token_answer_check_scope(struct token_answer *answer,
			      const struct redact *secrets)
{
	g_autofree char *clean = g_strdup(answer->scope);

	redact_text(secrets, &clean);
	if (g_strcmp0(clean, answer->scope) == 0)
		return;
	g_clear_pointer(&answer->scope, g_free);
	answer->is_scope_unknown = true;
	token_note_odd(answer, "scope");
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

	cred_take_access(login, &answer->access);
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
