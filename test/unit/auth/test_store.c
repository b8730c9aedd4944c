#include "lib/auth/store.h"

#include <string.h>

static const struct cred_key key = { "https://api.example", "default",
				     CRED_SLOT_LOGIN };

static void put(const struct store *store, const char *text)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { .kind = CRED_API_KEY };

	g_assert_true(sealed_set(&cred.access, text, strlen(text), &err));
	g_assert_true(store_put(store, &key, &cred, &err));
}

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

static void the_first_that_has_it_answers(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	struct store stores[3];
	unsigned calls = 0;
	bool found = false;

	store_memory(&stores[0]);
	store_memory(&stores[1]);
	stores[2] = (struct store){ &failing, &calls };
	put(&stores[1], "second");
	g_assert_true(store_chain_get(stores, 3, &key, &cred, &found, &err));
	g_assert_true(found);
	g_assert_cmpstr(sealed_reveal(&cred.access), ==, "second");
	g_assert_cmpuint(calls, ==, 0);
	store_release(&stores[0]);
	store_release(&stores[1]);
}

static void one_that_fails_ends_the_search(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	struct store stores[2];
	unsigned calls = 0;
	bool found = false;

	stores[0] = (struct store){ &failing, &calls };
	store_memory(&stores[1]);
	put(&stores[1], "second");
	g_assert_false(store_chain_get(stores, 2, &key, &cred, &found, &err));
	g_assert_cmpstr(err.message, ==, "locked");
	g_assert_false(found);
	store_release(&stores[1]);
}

static void none_that_has_it_is_an_answer(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	AUTO(store_release) struct store store = { 0 };
	bool found = true;

	store_memory(&store);
	g_assert_true(store_chain_get(&store, 1, &key, &cred, &found, &err));
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
	g_test_add_func("/store/the first that has it answers",
			the_first_that_has_it_answers);
	g_test_add_func("/store/one that fails ends the search",
			one_that_fails_ends_the_search);
	g_test_add_func("/store/none that has it is an answer",
			none_that_has_it_is_an_answer);
	g_test_add_func("/store/what cannot be written says so",
			what_cannot_be_written_says_so);
	return g_test_run();
}
