#include "lib/auth/store.h"

#include <string.h>

static const struct cred_key key = { "https://api.example", "default",
				     CRED_SLOT_LOGIN };

static bool fail_get(void *self, const struct cred_key *whose,
		     struct cred *ret_cred, bool *ret_found, struct error *err)
{
	unsigned *calls = self;

	(void)whose;
	(void)ret_cred;
	(void)ret_found;
	++*calls;
	return error_set(err, ERR_LOGIN, "locked");
}

static void fail_free(void *self)
{
	(void)self;
}

static const struct store_ops failing = {
	.name = "failing",
	.get = fail_get,
	.free = fail_free,
};

static void what_cannot_be_read_says_so(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	unsigned calls = 0;
	const struct store store = { &failing, &calls };
	bool found = false;

	g_assert_false(store_get(&store, &key, &cred, &found, &err));
	g_assert_cmpstr(err.message, ==, "locked");
	g_assert_false(found);
	g_assert_cmpuint(calls, ==, 1);
}

static void what_is_not_there_is_an_answer(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	AUTO(store_release) struct store store = { 0 };
	bool found = true;

	store_memory(&store);
	g_assert_true(store_get(&store, &key, &cred, &found, &err));
	g_assert_false(found);
}

static void what_cannot_be_written_says_so(void)
{
	AUTO(error_release) struct error err = { 0 };
	const struct cred cred = { .kind = CRED_API_KEY };
	unsigned calls = 0;
	const struct store store = { &failing, &calls };

	g_assert_false(store_put(&store, &key, &cred, &err));
	g_assert_nonnull(strstr(err.message, "failing"));
	g_assert_false(store_drop(&store, &key, &err));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store/what cannot be read says so",
			what_cannot_be_read_says_so);
	g_test_add_func("/store/what is not there is an answer",
			what_is_not_there_is_an_answer);
	g_test_add_func("/store/what cannot be written says so",
			what_cannot_be_written_says_so);
	return g_test_run();
}
