#include "cmd/rotation.h"

#include <string.h>

#include "lib/conf/paths.h"

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
		(void)paths_no_home("cannot keep a journal", err);
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
	error_set(err, ERR_OTHER,
		  "the credential of profile '%s' is being replaced",
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
static bool read_login(struct rotation *rotation, struct error *err)
{
	const struct cred_key key = account_key(&rotation->account);
	AUTO(error_release) struct error damage = { 0 };
	bool found = false;

	rotation->is_damaged = false;
	cred_release(&rotation->stored);
	if (store_get(rotation->account.store, &key, &rotation->stored, &found,
		      &damage))
		return true;
	rotation->is_damaged = damage.code == ERR_OTHER;
	if (rotation->former.kind != CRED_NONE && rotation->is_damaged)
		return true;
	error_move(err, &damage);
	return false;
}

static bool read_records(struct rotation *rotation, struct error *err)
{
	const struct cred_key former = account_former_key(&rotation->account);
	bool found = false;

	if (!store_get(rotation->account.store, &former, &rotation->former,
		       &found, err) ||
	    !read_login(rotation, err))
		return false;
	if (!rotation->is_damaged)
		drop_stale_journal(rotation);
	return true;
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

static bool lock_records(struct rotation *rotation, struct file_lock *lock,
			 struct error *err)
{
	return account_lock(rotation->ctx, &rotation->account, CRED_LOCK_ROTATE,
			    lock, err);
}

/* Another process has logged in or out since the login was read. */
static bool is_changed(const struct rotation *rotation, struct error *err)
{
	error_set(err, ERR_OTHER,
		  "another fentu process has changed the login of profile "
		  "'%s'; the new key was not stored",
		  rotation->account.profile);
	return error_hint(err, "run the command again if the key is still to "
			       "be replaced");
}

/* With the lock held: is the login the one that was read? */
static bool look_again(const struct rotation *rotation, bool *ret_same,
		       struct error *err)
{
	const struct cred_key key = account_key(&rotation->account);
	AUTO(cred_release) struct cred now = { 0 };
	bool found = false;

	if (!store_get(rotation->account.store, &key, &now, &found, err))
		return false;
	*ret_same = strcmp(now.digest, rotation->stored.digest) == 0;
	return true;
}

/* With the lock held, where nothing or nothing of use is stored. */
static bool put_back(struct rotation *rotation, struct error *err)
{
	const struct store *store = rotation->account.store;
	const struct cred_key key = account_key(&rotation->account);
	bool done = true;

	if (rotation->is_damaged
		    ? !store_put(store, &key, &rotation->former, err)
		    : !store_replace(store, &key, NULL, &rotation->former,
				     &done, err))
		return false;
	return done ? read_login(rotation, err) : is_changed(rotation, err);
}

bool rotation_restore(struct rotation *rotation, struct error *err)
{
	AUTO(file_lock_release) struct file_lock lock = { 0 };

	if (!lock_records(rotation, &lock, err) || !read_login(rotation, err))
		return false;
	return rotation->stored.kind != CRED_NONE || put_back(rotation, err);
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
static bool explain_swap(struct rotation *rotation, struct error *err)
{
	const struct cred_key key = account_key(&rotation->account);
	AUTO(error_release) struct error second = { 0 };
	AUTO(cred_release) struct cred left = { 0 };
	bool found = false;

	store_ask_again(rotation->account.store); /* a key may be lost */
	if (store_get(rotation->account.store, &key, &left, &found, &second) &&
	    found)
		return error_wrap(err, "the new key was not stored, the old "
				       "one is still in force");
	rotation->is_damaged = second.message != NULL;
	error_clear(&second);
	if (!put_back(rotation, &second))
		io_warn(ctx_io(rotation->ctx),
			"the login cannot be put back: %s", second.message);
	return error_wrap(err, "the new key was not stored");
}

/* The lock keeps other processes from changing the login in between; those
   that do not know of it are seen by the store. */
static bool swap(struct rotation *rotation, const struct cred *new_cred,
		 struct error *err)
{
	const struct store *store = rotation->account.store;
	const struct cred_key key = account_key(&rotation->account);
	const struct cred_key former = account_former_key(&rotation->account);
	bool done = false;

	if (!store_put(store, &former, &rotation->former, err))
		return error_wrap(err, "the old key cannot be kept beside the "
				       "new one; nothing was changed");
	if (!store_replace(store, &key, &rotation->stored, new_cred, &done,
			   err))
		return explain_swap(rotation, err);
	if (!done)
		return store_drop(store, &former, err) &&
		       is_changed(rotation, err);
	ctx_forget_replies(rotation->ctx, &key);
	return read_login(rotation, err);
}

static bool take(struct rotation *rotation, const struct cred *new_cred,
		 struct error *err)
{
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	bool same = false;

	return lock_records(rotation, &lock, err) &&
	       look_again(rotation, &same, err) &&
	       (same || is_changed(rotation, err)) &&
	       rotation_note(rotation, ROTATE_CHECKED, err) &&
	       swap(rotation, new_cred, err);
}

bool rotation_store_take(struct rotation *rotation, struct sealed *key,
			 bool to_hand, struct error *err)
{
	AUTO(cred_release)
	struct cred new_cred = {
		.kind = CRED_API_KEY,
		.created_at = clock_unix_s(ctx_clock(rotation->ctx)),
	};

	sealed_move(&new_cred.access, key);
	begin_journal(rotation, &rotation->stored.access, &new_cred.access,
		      to_hand);
	cred_release(&rotation->former);
	return cred_copy(&rotation->stored, &rotation->former, err) &&
	       take(rotation, &new_cred, err) &&
	       rotation_note(rotation, ROTATE_STORED, err);
}

bool rotation_close(struct rotation *rotation, struct error *err)
{
	const struct cred_key former = account_former_key(&rotation->account);
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	bool same = false;

	if (!lock_records(rotation, &lock, err) ||
	    !look_again(rotation, &same, err))
		return false;
	if (!same)
		io_warn(ctx_io(rotation->ctx),
			"another fentu process has changed the login of "
			"profile '%s'; the new key is not stored any more",
			rotation->account.profile);
	return store_drop(rotation->account.store, &former, err) &&
	       file_remove(rotation->journal_path, err);
}
