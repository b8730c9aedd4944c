/*
 * A list that takes half a day: a million records at a thousand requests an
 * hour, by a login whose tokens last an hour, on a clock of its own.
 */
#include <glib/gstdio.h>
#include <malloc.h>
#include <string.h>

#include "lib/auth/session.h"
#include "test/unit/export/whole.h"

enum { TOKEN_S = 3600, HEAP_MAX = 40 * 1000 * 1000 };

struct hours {
	struct whole whole;
	struct store store;
	struct cred login;
	struct session session;
	char *folder, *lock_path;
	char *token; /* the one that is good */
	unsigned refreshes;
	int64_t least_left_ms, most_left_ms; /* of a token that was replaced */
	size_t heap;			     /* at most */
};

static const struct cred_key whose = { "https://api.test", "work",
				       CRED_SLOT_LOGIN };

static void seal(struct sealed *sealed, const char *text)
{
	struct error err = { 0 };

	g_assert_true(sealed_set(sealed, text, strlen(text), &err));
}

/* From now on, another token is good, and no other. */
static void issue(struct hours *h, struct sealed *ret_access)
{
	struct world *world = &h->whole.world;

	g_free(h->token);
	h->token = g_strdup_printf("access-%u", h->refreshes);
	seal(ret_access, h->token);
	world->token = h->token;
	world->token_ends_ms = world->now_ms + TOKEN_S * 1000;
}

static bool ask(void *user, const struct cred *login,
		struct token_answer *ret_answer,
		enum token_verdict *ret_verdict, struct error *err)
{
	struct hours *h = user;
	int64_t left_ms = h->whole.world.token_ends_ms - h->whole.world.now_ms;

	(void)err;
	g_assert_cmpstr(sealed_reveal(&login->oauth.refresh), ==, "refresh");
	h->least_left_ms = MIN(h->least_left_ms, left_ms);
	h->most_left_ms = MAX(h->most_left_ms, left_ms);
	h->refreshes++;
	issue(h, &ret_answer->access);
	ret_answer->expires_in_s = TOKEN_S;
	*ret_verdict = TOKEN_GRANTED;
	return true;
}

static bool renew(void *user, bool refused, bool *ret_changed,
		  struct error *err)
{
	struct hours *h = user;

	return refused ? session_refused(&h->session, ret_changed, err)
		       : session_keep(&h->session, ret_changed, err);
}

static void hours_open(struct hours *h, int64_t records)
{
	struct session_config config = {
		.key = whose,
		.clock = &h->whole.world.clock,
		.ask = ask,
	};

	*h = (struct hours){ .least_left_ms = INT64_MAX };
	whole_open(&h->whole, records);
	h->whole.world.limit = 1000;
	h->whole.world.latency_ms = 50;
	h->folder = g_dir_make_tmp("fentu-hours-XXXXXX", NULL);
	h->lock_path = g_build_filename(h->folder, "lock", NULL);
	h->login.kind = CRED_OAUTH;
	h->login.oauth.client_id = g_strdup("app");
	h->login.oauth.root = g_strdup("https://auth.test");
	seal(&h->login.oauth.refresh, "refresh");
	issue(h, &h->login.access);
	h->login.oauth.access_expires_at = h->whole.world.token_ends_ms / 1000;
	store_memory(&h->store);
	g_assert_true(store_put(&h->store, &whose, &h->login, &h->whole.err));
	config.store = &h->store;
	config.lock_path = h->lock_path;
	config.user = h;
	session_init(&h->session, &config, &h->login);
	whole_log_in(&h->whole, &h->login.access, renew, h);
}

static void hours_close(struct hours *h)
{
	whole_close(&h->whole);
	session_release(&h->session);
	cred_release(&h->login);
	store_release(&h->store);
	cred_lock_forget_lost(h->lock_path);
	(void)g_unlink(h->lock_path);
	g_assert_cmpint(g_rmdir(h->folder), ==, 0);
	g_free(h->lock_path);
	g_free(h->folder);
	g_free(h->token);
}

/* 0 where another allocator stands in for the usual one. */
static size_t heap_bytes(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static int64_t read_all(struct hours *h, struct pull *pull)
{
	int64_t fresh = 0;

	while (!pull_is_done(pull)) {
		AUTO(pull_page_release) struct pull_page page = { 0 };

		if (!pull_next(pull, &page, &h->whole.err))
			return fresh;
		for (guint i = 0; i < page.rows->len; i++)
			fresh += g_array_index(page.rows, struct seam_row, i)
					 .is_new;
		client_pace(h->whole.client, pull_left(pull), 10);
		h->heap = MAX(h->heap, heap_bytes());
	}
	return fresh;
}

static void keeps_to_the_limit_and_is_never_refused(void)
{
	const int64_t records = 1000000;
	AUTO(hours_close) struct hours h;
	AUTO(pull_drop) struct pull *pull = NULL;
	const struct world *world = &h.whole.world;
	struct pull_config config;
	int64_t began_ms, took_ms, least_ms;

	hours_open(&h, records);
	began_ms = world->now_ms;
	config = whole_config(&h.whole);
	g_assert_true(pull_open(&config, NULL, &pull, &h.whole.err));
	g_assert_cmpint(read_all(&h, pull), ==, records);
	g_assert_cmpint(h.whole.err.code, ==, ERR_NONE);
	took_ms = world->now_ms - began_ms;
	g_test_message("%d requests in %d minutes; %u refreshes, each with "
		       "%d to %d s left; %zu KB of heap",
		       (int)world->requests, (int)(took_ms / 60000),
		       h.refreshes, (int)(h.least_left_ms / 1000),
		       (int)(h.most_left_ms / 1000), h.heap / 1000);

	/* no request in vain, and a tenth of each hour is left to others */
	g_assert_cmpint(world->turned_away, ==, 0);
	g_assert_cmpint(world->refused, ==, 0);
	least_ms = (world->requests / 900 - 1) * 3600 * 1000;
	g_assert_cmpint(took_ms, >, least_ms);
	g_assert_cmpint(took_ms, <, least_ms * 13 / 10 + 2 * 3600 * 1000);

	/* a token is replaced when it is about to end, and not before */
	g_assert_cmpint(h.most_left_ms, <=, (SESSION_SPARE_S + 1) * 1000);
	g_assert_cmpint(h.least_left_ms, >, 0);
	g_assert_cmpint(h.least_left_ms, >, (SESSION_SPARE_S - 20) * 1000);
	g_assert_cmpint(h.refreshes, ==,
			took_ms / ((TOKEN_S - SESSION_SPARE_S) * 1000));
	g_assert_cmpuint(h.heap, <, HEAP_MAX);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pull/hours", keeps_to_the_limit_and_is_never_refused);
	return g_test_run();
}
