#include "test/contract/store_kinds.h"

#include <glib.h>
#include <string.h>

#include "lib/base/child.h"
#include "lib/base/file.h"

enum { DEADLINE_MS = 20 * 1000 };

struct sealed store_kinds_seal(const char *text, size_t len)
{
	struct sealed s = { 0 };
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(sealed_set(&s, text, len, &err));
	return s;
}

static void open_memory(struct store *ret_store, const char *folder)
{
	(void)folder;
	store_memory(ret_store);
}

static void open_file(struct store *ret_store, const char *folder)
{
	store_file(folder, ret_store);
}

/* The file's name is the store's own affair: take the only one there. */
static void plant_file(const char *folder, const struct cred_key *key,
		       const char *record)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(store_release) struct store store = { 0 };
	struct cred cred = { .kind = CRED_API_KEY,
			     .access = store_kinds_seal("x", 1) };
	g_autoptr(GDir) dir = NULL;
	g_autofree char *path = NULL;

	store_file(folder, &store);
	g_assert_true(store_put(&store, key, &cred, &err));
	cred_release(&cred);
	dir = g_dir_open(folder, 0, NULL);
	path = g_build_filename(folder, g_dir_read_name(dir), NULL);
	g_assert_null(g_dir_read_name(dir));
	g_assert_true(file_write(path, record, strlen(record), &err));
}

static void open_keyring(struct store *ret_store, const char *folder)
{
	const struct store_keyring_config config = {
		.helper = g_getenv("KEYRING_HELPER"),
		.deadline_ms = DEADLINE_MS,
	};

	(void)folder;
	g_assert_nonnull(config.helper);
	store_keyring(&config, ret_store);
}

static void open_keyring_file(struct store *ret_store, const char *folder)
{
	g_autofree char *path = g_build_filename(folder, "keyring", NULL);

	g_setenv("SECRET_BACKEND", "file", TRUE);
	g_setenv("SECRET_FILE_TEST_PATH", path, TRUE);
	g_setenv("SECRET_FILE_TEST_PASSWORD", "password", TRUE);
	g_setenv("XDG_RUNTIME_DIR", folder, TRUE);
	g_unsetenv("DBUS_SESSION_BUS_ADDRESS");
	open_keyring(ret_store, folder);
}

static void plant_keyring(const char *folder, const struct cred_key *key,
			  const char *record)
{
	const char *const argv[] = { g_getenv("KEYRING_HELPER"), NULL };
	g_autofree char *request = g_strdup_printf(
		"{\"protocol\":2,\"op\":\"put\",\"kind\":\"login\","
		"\"origin\":\"%s\",\"profile\":\"%s\",\"record\":%s}",
		key->origin, key->profile, record);
	AUTO(sealed_release)
	struct sealed input = store_kinds_seal(request, strlen(request));
	const struct child_spec spec = { .argv = argv,
					 .input = &input,
					 .deadline_ms = DEADLINE_MS };
	AUTO(child_result_release) struct child_result result = { 0 };
	AUTO(error_release) struct error err = { 0 };

	(void)folder;
	g_assert_true(child_exchange(&spec, &result, &err));
	g_assert_nonnull(strstr(sealed_reveal(&result.output), "\"done\""));
}

static const struct store_kind kinds[] = {
	{ "memory", open_memory, NULL },
	{ "file", open_file, plant_file },
	{ "keyring", open_keyring, plant_keyring },
	{ "keyring-file", open_keyring_file, NULL },
};

const struct store_kind *store_kind(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (g_strcmp0(name, kinds[i].name) == 0)
			return &kinds[i];
	}
	g_error("no such kind of store: %s", name ? name : "(none)");
}
