#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/auth/store.h"

static const struct cred_key key = { "https://api.example", "default",
				     CRED_SLOT_LOGIN };

struct place {
	char *top, *folder, *path;
	struct store store;
};

static void place_set_up(struct place *place, gconstpointer data)
{
	(void)data;
	place->top = g_dir_make_tmp("fentu-store-XXXXXX", NULL);
	place->folder = g_build_filename(place->top, "a", "b", NULL);
	store_file(place->folder, &place->store);
	place->path = store_file_path(&place->store, &key);
}

static void place_tear_down(struct place *place, gconstpointer data)
{
	const char *argv[] = { "rm", "-rf", place->top, NULL };

	(void)data;
	store_release(&place->store);
	g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL,
				   G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
				   NULL, NULL));
	g_free(place->top);
	g_free(place->folder);
	g_free(place->path);
}

static bool put(const struct place *place, const char *text, struct error *err)
{
	AUTO(cred_release) struct cred cred = { .kind = CRED_API_KEY };

	g_assert_true(sealed_set(&cred.access, text, strlen(text), err));
	return store_put(&place->store, &key, &cred, err);
}

static bool get(const struct place *place, struct cred *ret_cred,
		struct error *err)
{
	bool found = false;

	return store_get(&place->store, &key, ret_cred, &found, err) && found;
}

static void only_the_owner_can_read_it(struct place *place, gconstpointer data)
{
	AUTO(error_release) struct error err = { 0 };
	mode_t before = umask(0);
	struct stat st;

	(void)data;
	g_assert_true(put(place, "key", &err));
	umask(before);
	g_assert_cmpint(stat(place->path, &st), ==, 0);
	g_assert_cmpuint(st.st_mode & 07777, ==, 0600);
	g_assert_cmpint(stat(place->folder, &st), ==, 0);
	g_assert_cmpuint(st.st_mode & 07777, ==, 0700);
}

static void it_says_where_it_was_found(struct place *place, gconstpointer data)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };

	(void)data;
	g_assert_true(put(place, "key", &err));
	g_assert_true(get(place, &cred, &err));
	g_assert_cmpint(cred.source, ==, CRED_FROM_FILE);
	g_assert_cmpstr(cred.source_detail, ==, place->path);
}

static void one_that_others_could_read_is_refused(struct place *place,
						  gconstpointer data)
{
	static const mode_t modes[] = { 0640, 0604, 0660, 0606 };

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(cred_release) struct cred cred = { 0 };

		g_unlink(place->path);
		g_assert_true(put(place, "key", &err));
		g_assert_cmpint(chmod(place->path, modes[i]), ==, 0);
		g_assert_false(get(place, &cred, &err));
		g_assert_nonnull(strstr(err.message, place->path));
		g_assert_nonnull(strstr(error_hint_text(&err), "chmod"));
		g_assert_true(sealed_is_empty(&cred.access));
	}
}

static void a_newer_record_stays_untouched(struct place *place,
					   gconstpointer data)
{
	static const char newer[] = "{\"v\":2,\"more\":true}";
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;

	(void)data;
	g_assert_true(put(place, "key", &err));
	g_assert_true(g_file_set_contents_full(place->path, newer, -1,
					       G_FILE_SET_CONTENTS_CONSISTENT,
					       0600, NULL));
	g_assert_false(put(place, "other", &err));
	g_assert_nonnull(strstr(err.message, "newer fentu"));
	g_assert_true(g_file_get_contents(place->path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, newer);
	/* To forget it is another matter. */
	error_clear(&err);
	g_assert_true(store_drop(&place->store, &key, &err));
	g_assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
}

static void a_damaged_record_is_told_with_its_path(struct place *place,
						   gconstpointer data)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };

	(void)data;
	g_assert_true(put(place, "key", &err));
	g_assert_true(g_file_set_contents_full(place->path, "{", 1,
					       G_FILE_SET_CONTENTS_CONSISTENT,
					       0600, NULL));
	g_assert_false(get(place, &cred, &err));
	g_assert_nonnull(strstr(err.message, place->path));
	error_clear(&err);
	g_assert_true(put(place, "key", &err));
	g_assert_true(get(place, &cred, &err));
}

static void a_folder_that_others_see_into_is_refused(struct place *place,
						     gconstpointer data)
{
	AUTO(error_release) struct error err = { 0 };

	(void)data;
	g_assert_cmpint(g_mkdir_with_parents(place->folder, 0700), ==, 0);
	g_assert_cmpint(chmod(place->folder, 0755), ==, 0);
	g_assert_false(put(place, "key", &err));
	g_assert_nonnull(strstr(err.message, place->folder));
	g_assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
}

static void origins_and_profiles_have_files_of_their_own(struct place *place,
							 gconstpointer data)
{
	static const struct cred_key keys[] = {
		{ "https://api.example", "default", CRED_SLOT_LOGIN },
		{ "https://api.example", "work", CRED_SLOT_LOGIN },
		{ "https://api.example:8443", "default", CRED_SLOT_LOGIN },
		{ "https://api.exampl", "edefault", CRED_SLOT_LOGIN },
		{ "https://api.example", "default", CRED_SLOT_CLIENT },
		{ "https://api.example", "work", CRED_SLOT_CLIENT },
	};

	(void)data;
	for (size_t i = 1; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *other =
			store_file_path(&place->store, &keys[i]);

		g_assert_cmpstr(other, !=, place->path);
	}
}

#define ADD(name, function)                                                    \
	g_test_add("/store_file/" name, struct place, NULL, place_set_up,      \
		   function, place_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("only the owner can read it", only_the_owner_can_read_it);
	ADD("it says where it was found", it_says_where_it_was_found);
	ADD("one that others could read is refused",
	    one_that_others_could_read_is_refused);
	ADD("a newer record stays untouched", a_newer_record_stays_untouched);
	ADD("a damaged record is told with its path",
	    a_damaged_record_is_told_with_its_path);
	ADD("a folder that others see into is refused",
	    a_folder_that_others_see_into_is_refused);
	ADD("origins and profiles have files of their own",
	    origins_and_profiles_have_files_of_their_own);
	return g_test_run();
}
