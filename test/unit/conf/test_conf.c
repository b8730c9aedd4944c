#include "lib/conf/conf.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct place {
	char *folder, *path;
};

static void place_set_up(struct place *place, gconstpointer data)
{
	(void)data;
	place->folder = g_dir_make_tmp("fentu-conf-XXXXXX", NULL);
	place->path = g_build_filename(place->folder, "config", NULL);
}

static void place_tear_down(struct place *place, gconstpointer data)
{
	g_autofree char *lock =
		g_build_filename(place->folder, "config.lock", NULL);

	(void)data;
	g_unlink(lock);
	g_unlink(place->path);
	g_assert_cmpint(g_rmdir(place->folder), ==, 0);
	g_free(place->folder);
	g_free(place->path);
}

static void put_bytes(const struct place *place, const char *text, size_t len)
{
	g_assert_true(g_file_set_contents_full(place->path, text, (gssize)len,
					       G_FILE_SET_CONTENTS_CONSISTENT,
					       0600, NULL));
}

static void put(const struct place *place, const char *text)
{
	put_bytes(place, text, strlen(text));
}

static void drop_conf(struct conf **conf)
{
	conf_free(*conf);
}

static struct conf *open_conf(const struct place *place)
{
	AUTO(error_release) struct error err = { 0 };
	struct conf *conf = NULL;

	if (!conf_open(place->folder, &conf, &err))
		g_test_message("%s", err.message);
	g_assert_nonnull(conf);
	return conf;
}

static void assert_file(const struct place *place, const char *wanted)
{
	g_autofree char *text = NULL;
	struct stat st;

	g_assert_true(g_file_get_contents(place->path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, wanted);
	g_assert_cmpint(stat(place->path, &st), ==, 0);
	g_assert_cmpuint(st.st_mode & 07777, ==, 0600);
}

static void assert_value(const struct conf *conf, const char *profile,
			 const char *key, const char *wanted,
			 enum conf_origin wanted_origin)
{
	enum conf_origin origin = CONF_FROM_COMMAND_LINE;

	g_assert_cmpstr(conf_get(conf, profile, key, &origin), ==, wanted);
	g_assert_cmpint(origin, ==, wanted_origin);
}

static void set(struct conf *conf, const char *profile, const char *key,
		const char *value)
{
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(conf_set(conf, profile, key, value, &err));
}

static void a_missing_file_is_an_empty_one(struct place *place,
					   gconstpointer data)
{
	AUTO(drop_conf) struct conf *conf = open_conf(place);

	(void)data;
	assert_value(conf, NULL, "timeout", "30", CONF_FROM_BUILT_IN);
	assert_value(conf, "work", "max_wait", NULL, CONF_FROM_BUILT_IN);
	g_assert_null(conf_notes(conf)[0]);
	g_assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
}

static void without_a_folder_nothing_can_be_set(struct place *place,
						gconstpointer data)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_conf) struct conf *conf = NULL;

	(void)place;
	(void)data;
	g_assert_true(conf_open(NULL, &conf, &err));
	assert_value(conf, NULL, "api_url", CONF_API_URL, CONF_FROM_BUILT_IN);
	g_assert_false(conf_set(conf, NULL, "timeout", "5", &err));
	g_assert_nonnull(strstr(err.hint, "HOME"));
}

static void a_profile_goes_before_the_rest(struct place *place,
					   gconstpointer data)
{
	AUTO(drop_conf) struct conf *conf = NULL;

	(void)data;
	put(place, "[fentu]\ntimeout = 10\nretries=1\n"
		   "[profile work]\ntimeout = 20\nread_only = true\n");
	conf = open_conf(place);
	assert_value(conf, "work", "timeout", "20", CONF_FROM_PROFILE);
	assert_value(conf, "work", "retries", "1", CONF_FROM_FILE);
	assert_value(conf, "home", "timeout", "10", CONF_FROM_FILE);
	assert_value(conf, NULL, "timeout", "10", CONF_FROM_FILE);
	g_assert_true(conf_get_bool(conf, "work", "read_only"));
	g_assert_false(conf_get_bool(conf, "home", "read_only"));
}

static void comments_and_order_stay(struct place *place, gconstpointer data)
{
	AUTO(drop_conf) struct conf *conf = NULL;

	(void)data;
	put(place, "# mine\n\n[fentu]\n# slow line\ntimeout=10\n\n"
		   "[profile work]\n# theirs\nretries=2\n");
	conf = open_conf(place);
	set(conf, NULL, "timeout", "20");
	set(conf, "work", "storage", "file");
	assert_file(place, "# mine\n\n[fentu]\n# slow line\ntimeout=20\n\n"
			   "[profile work]\n# theirs\nretries=2\n"
			   "storage=file\n");
	set(conf, "work", "storage", NULL);
	set(conf, "work", "storage", NULL);
	assert_value(conf, "work", "storage", "keyring", CONF_FROM_BUILT_IN);
}

static void what_was_handed_out_outlives_a_change(struct place *place,
						  gconstpointer data)
{
	AUTO(drop_conf) struct conf *conf = open_conf(place);
	const char *profile;

	(void)data;
	set(conf, NULL, "profile", "work");
	profile = conf_get(conf, NULL, "profile", NULL);
	set(conf, profile, "storage", "file");
	set(conf, NULL, "profile", "home");
	g_assert_cmpstr(profile, ==, "work");
}

static void a_change_sees_what_others_changed(struct place *place,
					      gconstpointer data)
{
	AUTO(drop_conf) struct conf *one = open_conf(place);
	AUTO(drop_conf) struct conf *two = open_conf(place);

	(void)data;
	set(one, NULL, "timeout", "5");
	set(two, NULL, "retries", "6");
	assert_file(place, "[fentu]\ntimeout=5\nretries=6\n");
}

static void parallel_changes_are_not_lost(struct place *place,
					  gconstpointer data)
{
	enum { WRITERS = 12 };
	g_auto(GStrv) names = NULL;
	AUTO(drop_conf) struct conf *conf = NULL;
	pid_t writers[WRITERS];

	(void)data;
	for (int i = 0; i < WRITERS; i++) {
		writers[i] = fork();
		if (writers[i] == 0) {
			g_autofree char *name = g_strdup_printf("p%02d", i);

			conf = open_conf(place);
			set(conf, name, "timeout", "7");
			conf_free(conf);
			_exit(0);
		}
	}
	for (int i = 0; i < WRITERS; i++) {
		int status = -1;

		g_assert_cmpint(waitpid(writers[i], &status, 0), ==,
				writers[i]);
		g_assert_cmpint(status, ==, 0);
	}
	conf = open_conf(place);
	names = conf_profiles(conf);
	g_assert_cmpuint(g_strv_length(names), ==, WRITERS);
	g_assert_cmpstr(names[0], ==, "p00");
	g_assert_cmpstr(names[WRITERS - 1], ==, "p11");
}

static void a_removed_profile_is_no_longer_the_default(struct place *place,
						       gconstpointer data)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_conf) struct conf *conf = NULL;

	(void)data;
	put(place, "[fentu]\nprofile=work\ntimeout=9\n"
		   "[profile home]\nretries=1\n[profile work]\nretries=2\n");
	conf = open_conf(place);
	g_assert_true(conf_remove_profile(conf, "work", &err));
	assert_file(place, "[fentu]\ntimeout=9\n\n[profile home]\nretries=1\n");
}

static void wrong_changes_are_refused(struct place *place, gconstpointer data)
{
	static const struct {
		const char *profile, *key, *value, *part;
	} cases[] = {
		{ NULL, "api_key", "x", "unknown setting 'api_key'" },
		{ NULL, "timeout", "0", "from 1 to 3600" },
		{ NULL, "read_only", "true", "of a profile" },
		{ "work", "profile", "home", "not a setting of a profile" },
		{ "a/b", "timeout", "5", "no profile name" },
	};
	AUTO(drop_conf) struct conf *conf = open_conf(place);

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_false(conf_set(conf, cases[i].profile, cases[i].key,
					cases[i].value, &err));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_nonnull(strstr(err.message, cases[i].part));
	}
	g_assert_false(g_file_test(place->path, G_FILE_TEST_EXISTS));
}

static void unknown_settings_are_noted(struct place *place, gconstpointer data)
{
	AUTO(drop_conf) struct conf *conf = NULL;
	const char *const *notes;

	(void)data;
	put(place, "[fentu]\nfuture=1\n[other]\nx=y\n[profile a]\nprofile=b\n");
	conf = open_conf(place);
	notes = conf_notes(conf);
	g_assert_nonnull(strstr(notes[0], "unknown setting 'future'"));
	g_assert_nonnull(strstr(notes[1], "no group [other]"));
	g_assert_nonnull(strstr(notes[2], "[profile a]"));
	g_assert_null(notes[3]);
	set(conf, NULL, "timeout", "5");
	g_assert_cmpstr(conf_get(conf, NULL, "timeout", NULL), ==, "5");
}

static void damage_is_told_with_its_place(struct place *place,
					  gconstpointer data)
{
	static const struct {
		const char *text;
		size_t len;
		const char *part;
	} cases[] = {
#define CASE(text, part) { text, sizeof(text) - 1, part }
		CASE("timeout=5\n", "line 1: is no [group]"),
		CASE("[fentu]\n\nhello\n", "line 3: is no [group]"),
		CASE("[fentu]\n=5\n", "line 2"),
		CASE("[fentu\n", "line 1"),
		CASE("[]\n", "line 1"),
		CASE("[fentu]\ntimeout=\xff\n", "line 2: is not UTF-8"),
		CASE("[fentu]\n\0\n", "line 2: is not UTF-8"),
		CASE("[fentu]\ntimeout=soon\n",
		     "[fentu]: 'timeout' must be a number from 1 to 3600, not "
		     "'soon'"),
		CASE("[fentu]\nca_cert=/a\\q\n", "backslash"),
		CASE("[profile a/b]\ntimeout=5\n", "'a/b' is no profile name"),
		CASE("[profile a]\nread_only=maybe\n", "true or false"),
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		struct conf *conf = NULL;

		put_bytes(place, cases[i].text, cases[i].len);
		g_assert_false(conf_open(place->folder, &conf, &err));
		g_assert_null(conf);
		g_assert_nonnull(strstr(err.message, place->path));
		g_assert_nonnull(strstr(err.message, cases[i].part));
		g_assert_null(strchr(err.message, '\n'));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
	}
}

static void the_file_must_be_ones_own(struct place *place, gconstpointer data)
{
	AUTO(error_release) struct error err = { 0 };
	struct conf *conf = NULL;

	(void)data;
	put(place, "[fentu]\n");
	g_assert_cmpint(chmod(place->path, 0666), ==, 0);
	g_assert_false(conf_open(place->folder, &conf, &err));
	g_assert_nonnull(strstr(error_hint_text(&err), "chmod go-w"));
	g_assert_cmpint(chmod(place->path, 0600), ==, 0);
	g_assert_cmpint(chmod(place->folder, 0777), ==, 0);
	g_assert_false(conf_open(place->folder, &conf, &err));
	g_assert_cmpint(chmod(place->folder, 0700), ==, 0);
}

static void it_has_a_ceiling(struct place *place, gconstpointer data)
{
	g_autofree char *large = g_strnfill(CONF_BYTES_MAX + 1, '#');
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_conf) struct conf *conf = NULL;

	(void)data;
	put(place, large);
	g_assert_false(conf_open(place->folder, &conf, &err));
	g_assert_nonnull(strstr(err.message, "larger than 262144 bytes"));
	large[CONF_BYTES_MAX] = '\0';
	put(place, large);
	conf = open_conf(place);
}

static void a_change_to_a_damaged_file_leaves_it(struct place *place,
						 gconstpointer data)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_conf) struct conf *conf = NULL;

	(void)data;
	put(place, "[fentu]\ntimeout=5\n");
	conf = open_conf(place);
	put(place, "[fentu]\ntimeout=never\n");
	g_assert_false(conf_set(conf, NULL, "retries", "1", &err));
	assert_file(place, "[fentu]\ntimeout=never\n");
	g_assert_cmpstr(conf_get(conf, NULL, "timeout", NULL), ==, "5");
	g_assert_null(conf_notes(conf)[0]);
}

#define ADD(name, function)                                                    \
	g_test_add("/conf/" name, struct place, NULL, place_set_up, function,  \
		   place_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("a missing file is an empty one", a_missing_file_is_an_empty_one);
	ADD("without a folder nothing can be set",
	    without_a_folder_nothing_can_be_set);
	ADD("a profile goes before the rest", a_profile_goes_before_the_rest);
	ADD("comments and order stay", comments_and_order_stay);
	ADD("what was handed out outlives a change",
	    what_was_handed_out_outlives_a_change);
	ADD("a change sees what others changed",
	    a_change_sees_what_others_changed);
	ADD("parallel changes are not lost", parallel_changes_are_not_lost);
	ADD("a removed profile is no longer the default",
	    a_removed_profile_is_no_longer_the_default);
	ADD("wrong changes are refused", wrong_changes_are_refused);
	ADD("unknown settings are noted", unknown_settings_are_noted);
	ADD("damage is told with its place", damage_is_told_with_its_place);
	ADD("the file must be one's own", the_file_must_be_ones_own);
	ADD("it has a ceiling", it_has_a_ceiling);
	ADD("a change to a damaged file leaves it",
	    a_change_to_a_damaged_file_leaves_it);
	return g_test_run();
}
