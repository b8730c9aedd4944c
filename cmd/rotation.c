#include "cmd/rotation.h"

#include <string.h>

#include "cmd/probe.h"
#include "cmd/revocation.h"
#include "lib/conf/paths.h"

/* What to do about a former key that may still be valid. */
#define LEFT_TO_DO                                                             \
	"run 'fentu token rotate' again to go on from here, after revoking "   \
	"the old key in Fentu under Administration > Integrations > API if "   \
	"the server does not do it\n"                                          \
	"'fentu token rotate --no-revoke' leaves it valid and forgets it here"

enum { JOURNAL_MAX = 4096, NAME_LEN = 32 };

/* Where the journal and its lock are: a digest, as an origin has slashes. */
static char *path_for(const struct account *account, const char *ending,
		      struct error *err)
{
	g_autofree char *state = paths_state();
	g_autofree char *folder = NULL;
	g_autofree char *name = NULL;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	if (!state) {
		error_set(err, ERR_OTHER,
			  "there is no folder for a journal: HOME is not set");
		return NULL;
	}
	folder = g_build_filename(state, "rotate", NULL);
	if (!file_make_dir(folder, err))
		return NULL;
	g_checksum_update(sum, (const guchar *)account->url.origin,
			  (gssize)strlen(account->url.origin) + 1);
	g_checksum_update(sum, (const guchar *)account->profile,
			  (gssize)strlen(account->profile));
	name = g_strdup_printf("%.*s.%s", NAME_LEN, g_checksum_get_string(sum),
			       ending);
	return g_build_filename(folder, name, NULL);
}

static bool take_lock(struct rotation *rotation, struct error *err)
{
	g_autofree char *path = path_for(&rotation->account, "lock", err);
	bool held = false;

	if (!path || !file_lock_take(&rotation->lock, path, 0, &held, err))
		return false;
	if (held)
		return true;
	error_set(err, ERR_OTHER, "the key of profile '%s' is being replaced",
		  rotation->account.profile);
	return error_hint(err, "wait for the other 'fentu token rotate'");
}

/* What cannot be read is as good as none: the records decide. */
static bool read_journal(struct rotation *rotation, struct error *err)
{
	g_autofree char *text = NULL;
	bool found = false;
	size_t len = 0;

	rotation->journal_path = path_for(&rotation->account, "journal", err);
	if (!rotation->journal_path ||
	    !file_read(rotation->journal_path, JOURNAL_MAX, &text, &len, &found,
		       err))
		return false;
	rotation->has_journal =
		found && rotate_journal_parse(text, len, &rotation->journal);
	if (found && !rotation->has_journal)
		io_warn(ctx_io(rotation->ctx), "'%s' makes no sense",
			rotation->journal_path);
	return true;
}

/* One about another key than the stored one tells nothing: nothing was changed
   then, or somebody has logged in since. */
static void drop_stale_journal(struct rotation *rotation)
{
	g_autofree char *stored = rotate_mark(&rotation->stored.access);

	if (rotation->has_journal &&
	    strcmp(rotation->journal.new_mark, stored) != 0)
		rotation->has_journal = false;
}

/* A login that is damaged counts as lost where there is a former key. */
static bool read_records(struct rotation *rotation, struct error *err)
{
	const struct store *store = rotation->account.store;
	const struct cred_key key = account_key(&rotation->account);
	const struct cred_key former = account_former_key(&rotation->account);
	AUTO(error_release) struct error damage = { 0 };
	bool found = false;

	if (!store_get(store, &former, &rotation->former, &found, err))
		return false;
	if (store_get(store, &key, &rotation->stored, &found, &damage)) {
		drop_stale_journal(rotation);
		return true;
	}
	if (rotation->former.kind != CRED_NONE && damage.code == ERR_OTHER)
		return true;
	error_move(err, &damage);
	return false;
}

bool rotation_open(struct ctx *ctx, struct rotation *rotation,
		   struct error *err)
{
	rotation->ctx = ctx;
	return account_open(ctx, NULL, &rotation->account, err) &&
	       take_lock(rotation, err) && read_journal(rotation, err) &&
	       read_records(rotation, err);
}

void rotation_release(struct rotation *rotation)
{
	if (!rotation)
		return;
	file_lock_release(&rotation->lock);
	g_free(rotation->journal_path);
	rotate_journal_release(&rotation->journal);
	cred_release(&rotation->stored);
	cred_release(&rotation->former);
	account_release(&rotation->account);
}

static char *mark_of(const struct cred *cred)
{
	return cred->kind == CRED_NONE ? NULL : rotate_mark(&cred->access);
}

enum rotate_plan rotation_plan(const struct rotation *rotation,
			       const struct sealed *given)
{
	g_autofree char *stored = mark_of(&rotation->stored);
	g_autofree char *former = mark_of(&rotation->former);
	g_autofree char *key =
		sealed_is_empty(given) ? NULL : rotate_mark(given);
	const struct rotate_facts facts = {
		.journal = rotation->has_journal ? &rotation->journal : NULL,
		.stored = stored,
		.former = former,
		.given = key,
	};

	return rotate_plan(&facts);
}

bool rotation_restore(struct rotation *rotation, struct error *err)
{
	const struct cred_key key = account_key(&rotation->account);

	cred_release(&rotation->stored);
	return cred_copy(&rotation->former, &rotation->stored, err) &&
	       store_put(rotation->account.store, &key, &rotation->stored, err);
}

bool rotation_note(struct rotation *rotation, enum rotate_step step,
		   struct error *err)
{
	g_autofree char *text = NULL;

	rotation->journal.step = step;
	text = rotate_journal_text(&rotation->journal);
	rotation->has_journal = true;
	return file_write(rotation->journal_path, text, strlen(text), err);
}

static void begin_journal(struct rotation *rotation,
			  const struct sealed *old_key,
			  const struct sealed *new_key, bool to_hand)
{
	rotate_journal_release(&rotation->journal);
	rotation->journal = (struct rotate_journal){
		.to_hand = to_hand,
		.old_mark = rotate_mark(old_key),
		.new_mark = rotate_mark(new_key),
		.begun_at = clock_unix_s(ctx_clock(rotation->ctx)),
	};
}

bool rotation_adopt(struct rotation *rotation, bool to_hand, struct error *err)
{
	begin_journal(rotation, &rotation->former.access,
		      &rotation->stored.access, to_hand);
	return rotation_note(rotation, ROTATE_STORED, err);
}

/* The store has put the old record back, or says that it could not. */
static bool swap(struct rotation *rotation, const struct cred *new_cred,
		 struct error *err)
{
	const struct cred_key key = account_key(&rotation->account);
	AUTO(error_release) struct error second = { 0 };
	AUTO(cred_release) struct cred left = { 0 };
	bool found = false;

	if (store_put(rotation->account.store, &key, new_cred, err)) {
		ctx_forget_replies(rotation->ctx, &key);
		return true;
	}
	if (store_get(rotation->account.store, &key, &left, &found, &second) &&
	    found)
		return error_wrap(err, "the new key was not stored, the old "
				       "one is still in force");
	error_clear(&second);
	if (!rotation_restore(rotation, &second))
		io_warn(ctx_io(rotation->ctx),
			"the login cannot be put back: %s", second.message);
	return error_wrap(err, "the new key was not stored");
}

bool rotation_store_take(struct rotation *rotation, struct sealed *key,
			 bool to_hand, struct error *err)
{
	const struct cred_key former = account_former_key(&rotation->account);
	AUTO(cred_release)
	struct cred new_cred = {
		.kind = CRED_API_KEY,
		.created_at = clock_unix_s(ctx_clock(rotation->ctx)),
	};

	sealed_move(&new_cred.access, key);
	begin_journal(rotation, &rotation->stored.access, &new_cred.access,
		      to_hand);
	cred_release(&rotation->former);
	if (!cred_copy(&rotation->stored, &rotation->former, err) ||
	    !rotation_note(rotation, ROTATE_CHECKED, err))
		return false;
	if (!store_put(rotation->account.store, &former, &rotation->former,
		       err))
		return error_wrap(err, "the old key cannot be kept beside the "
				       "new one; nothing was changed");
	if (!swap(rotation, &new_cred, err))
		return false;
	cred_release(&rotation->stored);
	rotation->stored = new_cred;
	new_cred = (struct cred){ 0 };
	return rotation_note(rotation, ROTATE_STORED, err);
}

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

bool rotation_close(struct rotation *rotation, struct error *err)
{
	const struct cred_key former = account_former_key(&rotation->account);

	return store_drop(rotation->account.store, &former, err) &&
	       file_remove(rotation->journal_path, err);
}
