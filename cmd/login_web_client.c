#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/login_web.h"
#include "cmd/scope_need.h"
#include "lib/ui/prompt.h"

enum { CLIENT_ID_MAX = 256 };

/* RFC 6749, appendix A.1. */
static bool check_id(const char *id, struct error *err)
{
	size_t len = strlen(id);

	for (size_t i = 0; i < len; i++) {
		if (id[i] < ' ' || id[i] > '~')
			return error_set(err, ERR_USAGE,
					 "the client ID has a byte at position "
					 "%zu that no client ID has",
					 i + 1);
	}
	if (len == 0 || len > CLIENT_ID_MAX)
		return error_set(err, ERR_USAGE,
				 "a client ID has 1 to %d characters",
				 CLIENT_ID_MAX);
	return true;
}

static bool ask_id(struct web *web, struct error *err)
{
	struct io *io = ctx_io(web->ctx);

	if (!io_can_ask(io)) {
		error_set(err, ERR_USAGE,
			  "which app logs in is not known: there is no "
			  "client ID");
		return error_hint(err, "give the ID of an app registered with "
				       "Fentu: --client-id or "
				       "FENTU_CLIENT_ID");
	}
	io_say(io,
	       "Logging in to %s as profile '%s' through the browser takes an "
	       "app that is registered with Fentu.",
	       web->account.base_url, web->account.profile);
	return prompt_line(io, "Client ID: ", "--client-id", &web->client.id,
			   err);
}

static bool ask_secret(struct web *web, struct error *err)
{
	struct io *io = ctx_io(web->ctx);
	struct sealed *secret = &web->client.secret;
	g_autofree char *question = g_strdup_printf(
		"Client secret of that app for profile '%s' at %s (not shown; "
		"Enter if it has none): ",
		web->account.profile, web->account.base_url);

	if (!io_can_ask(io))
		return true;
	if (!prompt_secret(io, question, "--client-secret-stdin", secret, err))
		return false;
	return sealed_is_empty(secret) ||
	       sealed_trim_key(secret, "the client secret", err);
}

bool login_web_client(struct web *web, struct error *err)
{
	const struct login_opts *opts = web->opts;
	struct sealed *secret = &web->client.secret;

	if ((opts->client_id && !check_id(opts->client_id, err)) ||
	    !oauth_client_find(web->ctx, &web->account, opts->client_id,
			       &web->client, err))
		return false;
	if (!web->client.id && !ask_id(web, err))
		return false;
	if (!check_id(web->client.id, err))
		return false;
	if (opts->client_secret_stdin)
		return sealed_read(secret, STDIN_FILENO, "standard input",
				   err) &&
		       sealed_trim_key(secret,
				       "the client secret from standard input",
				       err);
	return !sealed_is_empty(secret) || ask_secret(web, err);
}

/* RFC 6749, section 3.3. */
static bool check_scope(const char *scope, struct error *err)
{
	for (const char *c = scope; *c; c++) {
		if (*c <= ' ' || *c > '~' || *c == '"' || *c == '\\') {
			error_set(err, ERR_USAGE, "'%s' is no scope", scope);
			return error_hint(err, "run 'fentu scopes' for those "
					       "that there are");
		}
	}
	return true;
}

static void add_scope(GPtrArray *list, const char *scope)
{
	if (*scope &&
	    !g_ptr_array_find_with_equal_func(list, scope, g_str_equal, NULL))
		g_ptr_array_add(list, g_strdup(scope));
}

static void add_set(GPtrArray *list, unsigned set)
{
	g_autofree char *text = scope_text(set, " ");
	g_auto(GStrv) names = g_strsplit(text, " ", -1);

	for (char **name = names; *name; name++)
		add_scope(list, *name);
}

static bool add_given(GPtrArray *list, const char *text, struct error *err)
{
	g_auto(GStrv) names = g_strsplit_set(text, ", ", -1);

	for (char **name = names; *name; name++) {
		if (!check_scope(*name, err))
			return false;
		add_scope(list, *name);
	}
	return true;
}

bool login_web_scope(struct web *web, struct error *err)
{
	const struct login_opts *opts = web->opts;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	unsigned set = 0;

	for (size_t i = 0; i < opts->scopes.count; i++) {
		if (!add_given(list, opts->scopes.item[i], err))
			return false;
	}
	if (opts->for_commands) {
		if (!scope_need_text(&command_tree, opts->for_commands, &set,
				     err))
			return error_wrap(err, "--for");
		add_set(list, set);
	}
	if (list->len == 0 && opts->for_commands)
		return error_set(err, ERR_USAGE,
				 "'%s' needs no scope, so there is nothing to "
				 "ask for",
				 opts->for_commands);
	if (list->len == 0)
		add_set(list, scope_set_of_reads());
	g_ptr_array_add(list, NULL);
	web->scope = g_strjoinv(" ", (char **)list->pdata);
	return true;
}
