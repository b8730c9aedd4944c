#include "lib/auth/redirect.h"

#include <string.h>

struct parameter {
	char *name;
	char *value;
};

static void parameter_free(void *data)
{
	struct parameter *p = data;

	if (p->value)
		explicit_bzero(p->value, strlen(p->value));
	g_free(p->name);
	g_free(p->value);
	g_free(p);
}

/* The byte that "%XX" stands for; 0: it is none, or NUL. */
static char decode_escape(const char *at, size_t left)
{
	if (left < 3 || !g_ascii_isxdigit(at[1]) || !g_ascii_isxdigit(at[2]))
		return '\0';
	return (char)(g_ascii_xdigit_value(at[1]) * 16 +
		      g_ascii_xdigit_value(at[2]));
}

/* Form-decoding; NULL: a broken escape, or one of a NUL byte. */
static char *decode(const char *text, size_t len)
{
	char *out = g_malloc0(len + 1);
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '+')
			c = ' ';
		if (c == '%') {
			c = decode_escape(text + i, len - i);
			i += 2;
		}
		if (c == '\0') {
			explicit_bzero(out, len);
			g_free(out);
			return NULL;
		}
		out[used++] = c;
	}
	return out;
}

static const char *value_of(const GPtrArray *parameters, const char *name)
{
	for (guint i = 0; i < parameters->len; i++) {
		const struct parameter *p = g_ptr_array_index(parameters, i);

		if (!strcmp(p->name, name))
			return p->value;
	}
	return NULL;
}

/* One "name=value"; false when it is out of order. */
static bool take_parameter(const char *text, size_t len, GPtrArray *parameters)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals ? (size_t)(equals - text) : len;
	struct parameter *p;

	if (len == 0)
		return true;
	if (parameters->len == REDIRECT_PARAMETERS_MAX)
		return false;
	p = g_new0(struct parameter, 1);
	p->name = decode(text, name_len);
	p->value =
		equals ? decode(equals + 1, len - name_len - 1) : g_strdup("");
	if (!p->name || !p->value || value_of(parameters, p->name)) {
		parameter_free(p);
		return false;
	}
	g_ptr_array_add(parameters, p);
	return true;
}

/* NULL: out of order. */
static GPtrArray *take_apart(const char *query)
{
	g_autoptr(GPtrArray) parameters =
		g_ptr_array_new_with_free_func(parameter_free);
	const char *at = query;

	if (strlen(query) > REDIRECT_QUERY_MAX)
		return NULL;
	for (;;) {
		size_t len = strcspn(at, "&");

		if (!take_parameter(at, len, parameters))
			return NULL;
		if (at[len] == '\0')
			return g_steal_pointer(&parameters);
		at += len + 1;
	}
}

static bool is_right_state(const char *state, const struct redirect_wish *wish)
{
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(sealed_release) struct sealed got = { 0 };

	return state && !sealed_is_empty(wish->state) &&
	       sealed_set(&got, state, strlen(state), &ignored) &&
	       sealed_equal(&got, wish->state);
}

/* RFC 6749, appendix A.11. */
static bool is_code(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++) {
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	}
	return len > 0 && len <= REDIRECT_CODE_MAX;
}

static bool is_right_issuer(const char *issuer,
			    const struct redirect_wish *wish)
{
	if (!issuer)
		return !wish->needs_issuer;
	return !strcmp(issuer, wish->issuer);
}

/* Cut between characters, after mending what is no UTF-8. */
static char *keep(const char *text, size_t bytes_max)
{
	g_autofree char *whole = NULL;
	size_t len;

	if (!text || !*text)
		return NULL;
	whole = g_utf8_make_valid(text, -1);
	len = strlen(whole);
	if (len <= bytes_max)
		return g_steal_pointer(&whole);
	for (len = bytes_max; ((unsigned char)whole[len] & 0xc0) == 0x80;)
		len--;
	whole[len] = '\0';
	return g_strconcat(whole, "\u2026", NULL);
}

void redirect_judge(const char *query, const struct redirect_wish *wish,
		    struct redirect *ret_redirect)
{
	g_autoptr(GPtrArray) parameters = take_apart(query);
	AUTO(error_release) struct error ignored = { 0 };
	struct redirect redirect = { .kind = REDIRECT_FOREIGN };
	const char *code, *error, *issuer;

	*ret_redirect = redirect;
	if (!parameters || !is_right_state(value_of(parameters, "state"), wish))
		return;
	code = value_of(parameters, "code");
	error = value_of(parameters, "error");
	issuer = value_of(parameters, "iss");
	if (!code == !error || (code && !is_code(code)) || (error && !*error))
		return;
	if (!is_right_issuer(issuer, wish)) {
		redirect.kind = REDIRECT_ISSUER;
		redirect.issuer = keep(issuer, REDIRECT_TEXT_MAX);
	} else if (error) {
		redirect.kind = REDIRECT_ERROR;
		redirect.error = keep(error, REDIRECT_WORD_MAX);
		redirect.description =
			keep(value_of(parameters, "error_description"),
			     REDIRECT_TEXT_MAX);
	} else if (sealed_set(&redirect.code, code, strlen(code), &ignored)) {
		redirect.kind = REDIRECT_CODE;
	}
	*ret_redirect = redirect;
}

static bool is_address(const char *text)
{
	return strstr(text, "://") || strchr(text, '?') ||
	       strstr(text, "code=") || strstr(text, "error=");
}

static bool judge_address(const char *text, const struct redirect_wish *wish,
			  struct redirect *ret_redirect, struct error *err)
{
	const char *mark = strchr(text, '?');
	const char *start = mark ? mark + 1 : text;
	size_t len = strcspn(start, "#");
	AUTO(sealed_release) struct sealed query = { 0 };

	if (!sealed_set(&query, start, len, err))
		return false;
	redirect_judge(sealed_reveal(&query), wish, ret_redirect);
	if (ret_redirect->kind != REDIRECT_FOREIGN)
		return true;
	error_set(err, ERR_LOGIN, "that address does not belong to this login");
	return error_hint(err, "start again, and paste the whole address that "
			       "the browser shows at the end");
}

bool redirect_pasted(const struct sealed *text,
		     const struct redirect_wish *wish,
		     struct redirect *ret_redirect, struct error *err)
{
	AUTO(sealed_release) struct sealed plain = { 0 };
	const char *start = sealed_reveal(text);
	size_t len = text->len;

	while (len > 0 && g_ascii_isspace(*start)) {
		start++;
		len--;
	}
	while (len > 0 && g_ascii_isspace(start[len - 1]))
		len--;
	if (!sealed_set(&plain, start, len, err))
		return false;
	if (is_address(sealed_reveal(&plain)))
		return judge_address(sealed_reveal(&plain), wish, ret_redirect,
				     err);
	if (!is_code(sealed_reveal(&plain))) {
		error_set(err, ERR_USAGE,
			  "that is neither an address nor a code");
		return error_hint(err, "paste the whole address that the "
				       "browser shows at the end");
	}
	*ret_redirect = (struct redirect){ .kind = REDIRECT_CODE };
	sealed_move(&ret_redirect->code, &plain);
	return true;
}

/* What the names of RFC 6749, section 4.1.2.1, ask of a person. */
static const struct {
	const char *name;
	enum error_code code;
	const char *words;
	const char *hint;
} refusals[] = {
	{ "access_denied", ERR_LOGIN, "access was denied in the browser",
	  "run 'fentu login --web' again to be asked again" },
	{ "unauthorized_client", ERR_LOGIN,
	  "the server does not let this client log in through the browser",
	  "check the client ID and the app's registration" },
	{ "invalid_scope", ERR_LOGIN,
	  "the server does not know, or does not grant, what was asked for",
	  "ask for less with --scope or --for; 'fentu scopes' lists them" },
	{ "server_error", ERR_NETWORK, "the server failed while logging in",
	  "try again later" },
	{ "temporarily_unavailable", ERR_NETWORK,
	  "the server cannot log anybody in at the moment", "try again later" },
	{ "invalid_request", ERR_LOGIN,
	  "the server did not accept the request to log in",
	  "check the client ID, and that the redirect address is registered "
	  "(--redirect-port sets its port)" },
};

static bool explain_error(const struct redirect *redirect, struct error *err)
{
	const char *text = redirect->description;

	for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
		if (strcmp(refusals[i].name, redirect->error) != 0)
			continue;
		error_set(err, refusals[i].code, "%s%s%s", refusals[i].words,
			  text ? ": " : "", text ? text : "");
		return error_hint(err, "%s", refusals[i].hint);
	}
	error_set(err, ERR_LOGIN, "the server refused the login (%s)%s%s",
		  redirect->error, text ? ": " : "", text ? text : "");
	return error_hint(err, "run 'fentu login --web' again");
}

bool redirect_explain(const struct redirect *redirect,
		      const struct redirect_wish *wish, struct error *err)
{
	switch (redirect->kind) {
	case REDIRECT_CODE:
		return true;
	case REDIRECT_ERROR:
		return explain_error(redirect, err);
	case REDIRECT_ISSUER:
		if (redirect->issuer)
			error_set(err, ERR_LOGIN,
				  "the answer names another server as its "
				  "issuer: '%s', not '%s'",
				  redirect->issuer, wish->issuer);
		else
			error_set(err, ERR_LOGIN,
				  "the answer does not name its issuer, which "
				  "has to be '%s'",
				  wish->issuer);
		return error_hint(err,
				  "if that is right, set it: fentu config set "
				  "oauth_issuer URL");
	case REDIRECT_FOREIGN:
	default:
		return error_set(err, ERR_LOGIN,
				 "the answer does not belong to this login");
	}
}

void redirect_release(struct redirect *redirect)
{
	if (!redirect)
		return;
	sealed_release(&redirect->code);
	g_free(redirect->error);
	g_free(redirect->description);
	g_free(redirect->issuer);
}
