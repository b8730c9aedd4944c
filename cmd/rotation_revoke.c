#include "cmd/probe.h"
#include "cmd/revocation.h"
#include "cmd/rotation.h"

/* What to do about a former key that may still be valid. */
#define LEFT_TO_DO                                                             \
	"run 'fentu token rotate' again to go on from here, after revoking "   \
	"the old key in Fentu under Administration > Integrations > API if "   \
	"the server does not do it\n"                                          \
	"'fentu token rotate --no-revoke' leaves it valid and forgets it here"

/* In words, what the server said to the revocation. */
static char *answer_to_it(bool is_done, const struct error *why)
{
	if (is_done)
		return g_strdup("it answered that it is revoked, but goes on "
				"accepting it");
	if (why->http_status == 0)
		return g_strdup(why->message);
	return g_strdup_printf("it answered %d: it may not revoke API keys",
			       why->http_status);
}

static bool not_known(const char *why, struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "the new key is stored; whether the server still accepts the "
		  "old one is not known: %s",
		  why);
	return error_hint(err, LEFT_TO_DO);
}

static bool still_accepted(const char *why, struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "the new key is stored, but the server still accepts the old "
		  "one: %s",
		  why);
	return error_hint(err, LEFT_TO_DO);
}

/* Ask for it; what the server said to that is worth knowing only where the key
   is still accepted. Fails when there is nobody to ask. */
static bool ask_to_revoke(struct rotation *rotation, char **ret_answer,
			  struct error *err)
{
	AUTO(error_release) struct error why = { 0 };
	bool is_done = revocation_ask(rotation->ctx, &rotation->account,
				      &rotation->former.access, &why);

	if (why.code == ERR_INTERRUPTED || why.code == ERR_USAGE) {
		error_move(err, &why);
		return false;
	}
	*ret_answer = answer_to_it(is_done, &why);
	return true;
}

bool rotation_revoke(struct rotation *rotation, struct error *err)
{
	AUTO(client_drop) struct client *client = NULL;
	AUTO(probe_release) struct probe probe = { 0 };
	struct api api = { .base_url = rotation->account.base_url };
	g_autofree char *answer = NULL;

	if (!ask_to_revoke(rotation, &answer, err) ||
	    !ctx_client(rotation->ctx, rotation->account.url.origin,
			&rotation->former.access, &client, err))
		return false;
	api.client = client;
	probe_run(&api, &probe);
	if (probe.verdict == PROBE_ACCEPTED)
		return still_accepted(answer, err);
	if (probe.verdict == PROBE_UNKNOWN)
		return not_known(probe.problem.message, err);
	return true;
}
