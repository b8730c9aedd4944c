#include <string.h>

#include "lib/auth/store.h"
#include "lib/base/file.h"

enum { STORE_FILE_NAME_LEN = 32, STORE_FILE_WAIT_MS = 5000 };

struct store_file {
	char *folder;
};

/* A digest, since an origin can be longer than a file name and has slashes
   in it. */
static char *store_file_locate(const struct store_file *files,
			       const struct cred_key *key)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *name = NULL;

	g_checksum_update(sum, (const guchar *)key->origin,
			  (gssize)strlen(key->origin) + 1);
	g_checksum_update(sum, (const guchar *)key->profile,
			  (gssize)strlen(key->profile));
	if (key->slot != CRED_SLOT_LOGIN) {
		const char *slot = cred_slot_name(key->slot);

		g_checksum_update(sum, (const guchar *)"", 1);
		g_checksum_update(sum, (const guchar *)slot,
				  (gssize)strlen(slot));
	}
	name = g_strdup_printf("%.*s.json", STORE_FILE_NAME_LEN,
			       g_checksum_get_string(sum));
	return g_build_filename(files->folder, name, NULL);
}

static bool store_file_read(const char *path, struct sealed *ret_text,
			    bool *ret_found, struct error *err)
{
	g_autofree char *what = g_strdup_printf("'%s'", path);
	AUTO(file_close) int fd = -1;

	if (!file_check_private(path, true, err) || !file_open(path, &fd, err))
		return false;
	if (fd >= 0 && !sealed_read(ret_text, fd, what, err))
		return false;
	*ret_found = fd >= 0;
	return true;
}

static bool store_file_get(void *self, const struct cred_key *key,
			   struct cred *ret_cred, bool *ret_found,
			   struct error *err)
{
	g_autofree char *path = store_file_locate(self, key);
	AUTO(sealed_release) struct sealed text = { 0 };
	bool found = false;

	if (!store_file_read(path, &text, &found, err))
		return false;
	if (found && !cred_decode(&text, ret_cred, err))
		return error_wrap(err, "'%s'", path);
	if (found) {
		ret_cred->source = CRED_FROM_FILE;
		ret_cred->source_detail = g_steal_pointer(&path);
	}
	*ret_found = found;
	return true;
}

/* Others who write to the folder wait, so that what was compared stays. The
   lock lies beside it: within there are records only. */
static bool store_file_lock(const struct store_file *files,
			    struct file_lock *lock, struct error *err)
{
	g_autofree char *path = g_strconcat(files->folder, ".lock", NULL);
	bool held = false;

	if (!file_make_dir(files->folder, err) ||
	    !file_check_private(files->folder, true, err) ||
	    !file_lock_take(lock, path, STORE_FILE_WAIT_MS, &held, err))
		return false;
	return held || error_set(err, ERR_OTHER,
				 "another fentu process is writing to '%s'",
				 files->folder);
}

static bool store_file_replace(const char *path, const struct sealed *text,
			       struct error *err)
{
	AUTO(sealed_release) struct sealed stored = { 0 };
	bool found = false;

	if (!file_write(path, sealed_reveal(text), text->len, err) ||
	    !store_file_read(path, &stored, &found, err))
		return false;
	if (!found || !sealed_equal(text, &stored))
		return error_set(err, ERR_OTHER,
				 "'%s' does not hold what was written to it",
				 path);
	return true;
}

static bool store_file_put(void *self, const struct cred_key *key,
			   const struct cred *cred, const char *expect,
			   bool *ret_done, struct error *err)
{
	const struct store_file *files = self;
	g_autofree char *path = store_file_locate(files, key);
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	AUTO(sealed_release) struct sealed old = { 0 };
	AUTO(sealed_release) struct sealed text = { 0 };
	bool found = false;

	if (!store_file_lock(files, &lock, err) ||
	    !store_file_read(path, &old, &found, err) ||
	    (found && !cred_may_replace(&old, err)) ||
	    !cred_encode(cred, &text, err))
		return false;
	*ret_done = store_is_expected(found ? &old : NULL, expect) ||
		    (found && sealed_equal(&old, &text));
	return !*ret_done || store_file_replace(path, &text, err);
}

/* Where there is no folder nothing is kept, and none is made. */
static bool store_file_drop(void *self, const struct cred_key *key,
			    const char *expect, bool *ret_done,
			    struct error *err)
{
	const struct store_file *files = self;
	g_autofree char *path = store_file_locate(files, key);
	AUTO(file_lock_release) struct file_lock lock = { 0 };
	AUTO(sealed_release) struct sealed old = { 0 };
	bool found = false;

	*ret_done = true;
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return true;
	if (!store_file_lock(files, &lock, err) ||
	    (expect && !store_file_read(path, &old, &found, err)))
		return false;
	*ret_done = !found || store_is_expected(&old, expect);
	return !*ret_done || file_remove(path, err);
}

static void store_file_free(void *self)
{
	struct store_file *files = self;

	g_free(files->folder);
	g_free(files);
}

static const struct store_ops store_file_ops = {
	.name = "file",
	.get = store_file_get,
	.put = store_file_put,
	.drop = store_file_drop,
	.free = store_file_free,
};

void store_file(const char *folder, struct store *ret_store)
{
	struct store_file *files = g_new0(struct store_file, 1);

	files->folder = g_strdup(folder);
	*ret_store = (struct store){ &store_file_ops, files };
}

char *store_file_path(const struct store *store, const struct cred_key *key)
{
	return store_file_locate(store->self, key);
}
