#include "cmd/login_hint.h"

#include <string.h>

char *login_hint_begin(struct ctx *ctx)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autoptr(GString) text = g_string_new("fentu");
	enum conf_origin origin;
	const char *word;

	if (ctx_profile(ctx, &word, &origin, &ignored) &&
	    origin == CONF_FROM_COMMAND_LINE)
		g_string_append_printf(text, " -P %s", word);
	if (ctx_api_url(ctx, NULL, &word, &origin, &ignored) &&
	    origin == CONF_FROM_COMMAND_LINE)
		g_string_append_printf(text, " --api-url %s", word);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void replace_words(struct error *err, const char *words,
			  const char *others)
{
	g_auto(GStrv) parts = g_strsplit(error_hint_text(err), words, -1);
	g_autofree char *joined = g_strjoinv(others, parts);

	error_hint(err, "%s", joined);
}

/* A login that is told to be made is that of the same profile, and what is set
   need not be. */
static void name_login(struct ctx *ctx, struct error *err)
{
	const char *given = g_getenv("FENTU_API_KEY");
	const char *hint = error_hint_text(err);
	g_autofree char *begin = NULL, *login = NULL;

	if (!hint || !strstr(hint, "'fentu login"))
		return;
	begin = login_hint_begin(ctx);
	login = g_strdup_printf("'%s login", begin);
	replace_words(err, "'fentu login", login);
	if (given && *given)
		replace_words(err, "set FENTU_API_KEY, or ", "");
}

/* Where a good one is to be put; NULL: a login is what there is. */
static char *place_of(const struct cred *cred)
{
	switch (cred->source) {
	case CRED_FROM_ENVIRONMENT:
		return g_strdup(cred->source_detail);
	case CRED_FROM_KEY_FILE:
	case CRED_FROM_SYSTEMD:
		return g_strdup_printf("the file '%s'", cred->source_detail);
	case CRED_FROM_NOWHERE:
	case CRED_FROM_KEYRING:
	case CRED_FROM_LIBSECRET_FILE:
	case CRED_FROM_FILE:
		break;
	}
	return NULL;
}

static const char *variable_of(const struct cred *cred)
{
	if (cred->source == CRED_FROM_KEY_FILE)
		return "FENTU_API_KEY_FILE";
	return cred->source == CRED_FROM_ENVIRONMENT ? cred->source_detail
						     : NULL;
}

/* What a good one is like. */
static char *wanted_of(const struct error *err)
{
	if (err->code != ERR_DENIED)
		return g_strdup("that is valid");
	if (!err->scope)
		return g_strdup("that has the permission");
	return g_strdup_printf("that has the scope %s", err->scope);
}

/* One's own login asks for scopes, where nothing goes before it. */
static void append_own_login(GString *hint, const char *scope)
{
	g_autofree char *list = g_strdup(scope);

	g_strdelimit(list, " ", ',');
	g_string_append_printf(hint,
			       "\na login of your own can ask for it: 'fentu "
			       "login --web --scope %s'",
			       list);
}

/* The lines that do not tell to log in stay. */
static void append_other_lines(GString *hint, const char *former)
{
	g_auto(GStrv) lines = g_strsplit(former, "\n", -1);

	for (char **line = lines; *line; line++)
		if (!strstr(*line, "'fentu login"))
			g_string_append_printf(hint, "\n%s", *line);
}

static void replace_hint(const struct cred *cred, const char *place,
			 struct error *err)
{
	const char *variable = variable_of(cred);
	g_autofree char *wanted = wanted_of(err);
	g_autoptr(GString) hint = g_string_new(NULL);

	g_string_append_printf(hint, "it is the %s of %s: put one there %s",
			       cred->kind == CRED_OAUTH ? "token" : "key",
			       place, wanted);
	if (variable)
		g_string_append_printf(
			hint, ", or unset %s to use a stored login", variable);
	if (variable && err->scope)
		append_own_login(hint, err->scope);
	append_other_lines(hint, error_hint_text(err));
	error_hint(err, "%s", hint->str);
}

void login_hint_refused(struct ctx *ctx, struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };
	const char *hint = error_hint_text(err);
	g_autofree char *place = NULL;
	const struct cred *cred;

	if ((err->http_status != 401 && err->http_status != 403) || !hint ||
	    !strstr(hint, "'fentu login") ||
	    !ctx_credential(ctx, &cred, &ignored))
		return;
	place = place_of(cred);
	if (place)
		replace_hint(cred, place, err);
	else if (cred->kind == CRED_OAUTH && err->http_status == 401)
		error_hint(err, "run 'fentu login --web'");
}

void login_hint(struct ctx *ctx, const struct call *call, struct error *err)
{
	const unsigned requests = NEEDS_READ | NEEDS_WRITE | NEEDS_OTHER;

	if (call->command->needs & requests)
		login_hint_refused(ctx, err);
	name_login(ctx, err);
}
