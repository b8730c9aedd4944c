#include "cmd/scope_hint.h"

#include <string.h>

#include "cmd/login_hint.h"
#include "lib/api/scope.h"

static bool is_plain(const char *word)
{
	while (*word && scope_is_plain_char(*word))
		word++;
	return !*word;
}

/* Words in the order in which they came, each once. */
static void add_words(GPtrArray *list, const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	for (char **word = words; *word; word++) {
		if (**word && is_plain(*word) &&
		    !g_ptr_array_find_with_equal_func(list, *word, g_str_equal,
						      NULL))
			g_ptr_array_add(list, g_strdup(*word));
	}
}

static unsigned set_of_command(const struct call *call)
{
	unsigned needs = call->command->needs;
	unsigned access = (needs & NEEDS_READ ? SCOPE_READ : 0) |
			  (needs & NEEDS_WRITE ? SCOPE_WRITE : 0);

	return call->subject ? scope_set_for(call->subject, access) : 0;
}

/* What the login has and what the command needs, with commas between; NULL:
   it has all of that. */
static char *list_to_ask_for(const struct call *call, const char *granted,
			     const char *missed)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *needed = scope_text(set_of_command(call), " ");
	guint had;

	add_words(list, granted);
	had = list->len;
	add_words(list, needed);
	add_words(list, missed);
	if (list->len == had ||
	    scope_is_enough(scope_parse(granted), scope_set("admin")))
		return NULL;
	g_ptr_array_add(list, NULL);
	return g_strjoinv(",", (char **)list->pdata);
}

void scope_hint(struct ctx *ctx, const struct call *call, struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *list = NULL;
	g_autofree char *begin = NULL;
	const struct cred *cred;

	if (err->code != ERR_DENIED || !err->scope ||
	    !ctx_credential(ctx, &cred, &ignored) || !cred->oauth.scopes)
		return;
	list = list_to_ask_for(call, cred->oauth.scopes, err->scope);
	if (!list) {
		error_hint(err,
			   "this login has that scope, so it is you who may "
			   "not: ask whoever manages the account");
		return;
	}
	begin = login_hint_begin(ctx);
	error_hint(err,
		   "ask for it, and for what the login has now: "
		   "'%s login --web --scope %s'",
		   begin, list);
}
