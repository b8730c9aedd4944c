#include "test/unit/net/client_fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define TYPE  "Content-Type: application/json\n"
#define OTHER HOME "/v1/assets"

/* The folder that the tests share, one at a time. */
static char *folder_new(void)
{
	g_autofree char *base = g_dir_make_tmp("client-cache-XXXXXX", NULL);

	return g_build_filename(base, "replies", NULL);
}

static void folder_free(char *folder)
{
	g_autofree char *base = g_path_get_dirname(folder);
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(cache_remove(folder, "account", &err));
	(void)rmdir(folder);
	g_assert_cmpint(rmdir(base), ==, 0);
	g_free(folder);
}

#define EXPECT_SHOWN(f, url, wanted)                                           \
	do {                                                                   \
		g_autofree char *shown = fixture_show(f, url);                 \
		g_assert_cmpstr(shown, ==, wanted);                            \
	} while (0)

static void a_fresh_reply_costs_nothing(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE DATE "X-RateLimit-Limit: 10\n"
				       "X-RateLimit-Remaining: 1\n"
				       "X-RateLimit-Reset: 600\n",
		  .body = "[1]" },
	};
	struct fixture f = { .cache_folder = folder_new(),
			     .cache_age_ms = 60000 };
	char *age;

	FIXTURE_OPEN(&f, steps);
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	g_assert_cmpint(client_limit(f.client).remaining, ==, 1);
	/* more often than the limit would allow */
	for (int i = 0; i < 5; i++) {
		script_advance(f.script, 1000);
		EXPECT_SHOWN(&f, TASKS, "200 [1]");
	}
	age = http_reply_header(&f.reply, "Age");
	g_assert_cmpstr(age, ==, "5");
	g_assert_null(http_reply_header(&f.reply, "X-RateLimit-Remaining"));
	g_assert_nonnull(
		strstr(f.traced->str, "* GET /v1/tasks: no reply is kept\n"));
	g_assert_nonnull(strstr(f.traced->str,
				"* GET /v1/tasks: the kept reply "
				"is 5 s old; nothing is "
				"sent\n"));
	g_free(age);
	fixture_close(&f);
	folder_free((char *)f.cache_folder);
}

static void an_old_reply_is_asked_about(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE "ETag: \"one\"\n",
		  .body = "[1]" },
		{ .method = "GET", .url = TASKS, .status = 304 },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[2]" },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[3]" },
	};
	struct fixture f = { .cache_folder = folder_new(),
			     .cache_age_ms = 60000 };

	FIXTURE_OPEN(&f, steps);
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	script_advance(f.script, 60000);
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	g_assert_nonnull(strstr(script_request(f.script, 1),
				"If-None-Match: \"one\"\n"));
	script_advance(f.script, 59000);
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	script_advance(f.script, 1000);
	EXPECT_SHOWN(&f, TASKS, "200 [2]");
	EXPECT_SHOWN(&f, TASKS, "200 [2]");
	/* this one has no name to ask with */
	script_advance(f.script, 60000);
	EXPECT_SHOWN(&f, TASKS, "200 [3]");
	g_assert_null(strstr(script_request(f.script, 3), "If-None-Match"));
	fixture_close(&f);
	folder_free((char *)f.cache_folder);
}

static void only_reads_that_say_so_are_kept(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[1]" },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[2]" },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[3]" },
	};
	struct fixture f = { .cache_folder = folder_new(),
			     .cache_age_ms = 60000 };

	FIXTURE_OPEN(&f, steps);
	g_assert_true(fixture_get(&f));
	EXPECT_SHOWN(&f, TASKS, "200 [2]");
	http_reply_release(&f.reply);
	g_assert_true(fixture_get(&f));
	g_assert_cmpstr(f.reply.body, ==, "[3]");
	EXPECT_SHOWN(&f, TASKS, "200 [2]");
	fixture_close(&f);
	folder_free((char *)f.cache_folder);
}

static void a_write_ends_all_that_is_kept(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[1]" },
		{ .method = "POST", .url = OTHER, .fault = HTTP_BROKEN },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[2]" },
		{ .method = "DELETE", .url = OTHER, .status = 204 },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[3]" },
	};
	struct fixture f = { .cache_folder = folder_new(),
			     .cache_age_ms = 60000 };

	FIXTURE_OPEN(&f, steps);
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	g_assert_false(fixture_send(&f, "POST", OTHER));
	EXPECT_SHOWN(&f, TASKS, "200 [2]");
	EXPECT_SHOWN(&f, TASKS, "200 [2]");
	http_reply_release(&f.reply);
	g_assert_true(fixture_send(&f, "DELETE", OTHER));
	EXPECT_SHOWN(&f, TASKS, "200 [3]");
	fixture_close(&f);
	folder_free((char *)f.cache_folder);
}

/* What another process does: keep a reply of TASKS; is one kept? */
static bool other_process(struct fixture *f, bool keeps)
{
	struct cache_slot *slot = cache_look(f->cache, TASKS, NULL, 0, 0);
	struct http_reply reply = { .status = 200,
				    .headers = g_strdup(TYPE),
				    .body = g_strdup("[0]"),
				    .body_len = 3 };
	bool is_kept = slot->is_kept;

	if (keeps)
		cache_settle(f->cache, slot, SCRIPT_START_MS, &reply);
	http_reply_release(&reply);
	cache_slot_free(slot);
	return is_kept;
}

static void nothing_is_kept_from_the_start_of_a_write_to_its_end(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST",
		  .url = OTHER,
		  .status = 201,
		  .takes_ms = 5000 },
	};
	const struct client_request post = { .method = "POST", .url = OTHER };
	struct fixture f = { .cache_folder = folder_new(),
			     .cache_age_ms = 60000 };
	void *tag = NULL;

	FIXTURE_OPEN(&f, steps);
	g_assert_false(other_process(&f, true));
	g_assert_true(client_start(f.client, &post, &f, &f.err));
	g_assert_true(client_await(f.client, 0, &tag, &f.reply, &f.err));
	g_assert_null(tag);
	g_assert_false(other_process(&f, true));
	g_assert_true(client_next(f.client, &tag, &f.reply, &f.err));
	g_assert_true(tag == &f);
	g_assert_false(other_process(&f, true));
	/* what may still come of it, when it is given up */
	client_free(g_steal_pointer(&f.client));
	g_assert_false(other_process(&f, false));
	fixture_close(&f);
	folder_free((char *)f.cache_folder);
}

static void what_a_redirect_leads_to_is_not_kept(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 307,
		  .headers = "Location: /v2/tasks\n" },
		{ .method = "GET",
		  .url = HOME "/v2/tasks",
		  .status = 200,
		  .headers = TYPE,
		  .body = "[1]" },
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[2]" },
	};
	struct fixture f = { .cache_folder = folder_new(),
			     .cache_age_ms = 60000 };

	FIXTURE_OPEN(&f, steps);
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	EXPECT_SHOWN(&f, TASKS, "200 [2]");
	EXPECT_SHOWN(&f, TASKS, "200 [2]");
	fixture_close(&f);
	folder_free((char *)f.cache_folder);
}

static void without_a_network_only_fresh_replies_are_there(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE "ETag: \"one\"\n",
		  .body = "[1]" },
		{ .method = "GET",
		  .url = TASKS,
		  .fault = HTTP_TLS,
		  .detail = "no" },
		{ .method = "GET", .url = TASKS, .status = 304 },
	};
	struct fixture f = { .cache_folder = folder_new(),
			     .cache_age_ms = 60000 };

	FIXTURE_OPEN(&f, steps);
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	script_advance(f.script, 60000);
	EXPECT_SHOWN(&f, TASKS,
		     "GET /v1/tasks: no secure connection to api.test:443 "
		     "(no)");
	g_assert_cmpint(f.err.code, ==, ERR_NETWORK);
	/* it is still there to be asked about */
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	fixture_close(&f);
	folder_free((char *)f.cache_folder);
}

static void several_come_in_the_order_of_their_tags(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET",
		  .url = TASKS,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[1]" },
		{ .method = "GET",
		  .url = OTHER,
		  .status = 200,
		  .headers = TYPE,
		  .body = "[2]" },
	};
	const struct client_request tasks = { .method = "GET",
					      .url = TASKS,
					      .kept_will_do = true };
	const struct client_request other = { .method = "GET",
					      .url = OTHER,
					      .kept_will_do = true };
	struct fixture f = { .cache_folder = folder_new(),
			     .cache_age_ms = 60000 };
	void *tag = NULL;

	FIXTURE_OPEN(&f, steps);
	EXPECT_SHOWN(&f, TASKS, "200 [1]");
	http_reply_release(&f.reply);
	g_assert_true(client_start(f.client, &other, &f.err, &f.err));
	g_assert_true(client_start(f.client, &tasks, &f, &f.err));
	g_assert_true(client_await(f.client, 0, &tag, &f.reply, &f.err));
	g_assert_true(tag == &f);
	g_assert_cmpstr(f.reply.body, ==, "[1]");
	http_reply_release(&f.reply);
	g_assert_true(client_next(f.client, &tag, &f.reply, &f.err));
	g_assert_true(tag == &f.err);
	g_assert_cmpstr(f.reply.body, ==, "[2]");
	fixture_close(&f);
	folder_free((char *)f.cache_folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/client_cache/a fresh reply costs nothing",
			a_fresh_reply_costs_nothing);
	g_test_add_func("/client_cache/an old reply is asked about",
			an_old_reply_is_asked_about);
	g_test_add_func("/client_cache/only reads that say so are kept",
			only_reads_that_say_so_are_kept);
	g_test_add_func("/client_cache/a write ends all that is kept",
			a_write_ends_all_that_is_kept);
	g_test_add_func("/client_cache/nothing is kept while a write is sent",
			nothing_is_kept_from_the_start_of_a_write_to_its_end);
	g_test_add_func("/client_cache/what a redirect leads to is not kept",
			what_a_redirect_leads_to_is_not_kept);
	g_test_add_func("/client_cache/without a network only fresh replies",
			without_a_network_only_fresh_replies_are_there);
	g_test_add_func("/client_cache/several come as they are there",
			several_come_in_the_order_of_their_tags);
	return g_test_run();
}
