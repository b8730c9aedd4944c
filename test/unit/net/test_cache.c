#include <glib/gstdio.h>
#include <unistd.h>

#include "test/unit/net/cache_place.h"

static void nothing_is_touched_before_it_is_needed(void)
{
	struct place p = { 0 };

	place_open(&p);
	g_assert_cmpuint(place_count(p.base), ==, 0);
	cache_drop(p.cache);
	g_assert_cmpuint(place_count(p.base), ==, 0);
	cache_free(p.cache);
	p.cache = place_cache(&p, -1);
	g_assert_null(place_look(&p));
	g_assert_cmpuint(place_count(p.base), ==, 0);
	place_close(&p);
}

static void what_is_kept_answers_until_it_is_too_old(void)
{
	struct place p = { 0 };
	struct cache_slot *slot;

	place_open(&p);
	g_assert_false(place_keeps(&p));
	place_keep(&p, "{\"a\":1}");
	p.now_ms += 59999;
	slot = place_look(&p);
	g_assert_true(slot->is_fresh);
	g_assert_cmpstr(slot->entry.body, ==, "{\"a\":1}");
	cache_slot_free(slot);
	p.now_ms++;
	slot = place_look(&p);
	g_assert_true(slot->is_kept);
	g_assert_false(slot->is_fresh);
	place_settle(&p, slot, 304, "");
	cache_slot_free(slot);
	slot = place_look(&p);
	g_assert_true(slot->is_fresh);
	g_assert_cmpstr(slot->entry.body, ==, "{\"a\":1}");
	cache_slot_free(slot);
	place_close(&p);
}

static void what_was_asked_for_before_a_list_began_is_too_old(void)
{
	struct place p = { 0 };
	struct cache_slot *slot;

	place_open(&p);
	place_keep(&p, "{}");
	p.since_ms = p.now_ms;
	slot = place_look(&p);
	g_assert_true(slot->is_fresh);
	cache_slot_free(slot);
	p.since_ms++;
	slot = place_look(&p);
	g_assert_true(slot->is_kept);
	g_assert_false(slot->is_fresh);
	cache_slot_free(slot);
	place_close(&p);
}

static void an_entry_from_the_future_goes_away(void)
{
	struct place p = { 0 };

	place_open(&p);
	place_keep(&p, "{}");
	p.now_ms--;
	g_assert_false(place_keeps(&p));
	p.now_ms++;
	g_assert_false(place_keeps(&p));
	place_close(&p);
}

static void other_answers_end_what_is_kept(void)
{
	static const struct {
		int status;
		bool stays;
	} answers[] = { { 404, false }, { 403, false }, { 401, false },
			{ 204, false }, { 429, true },	{ 500, true },
			{ 503, true },	{ 408, true } };
	struct place p = { 0 };

	place_open(&p);
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++) {
		struct cache_slot *slot;

		place_keep(&p, "{}");
		slot = place_look(&p);
		place_settle(&p, slot, answers[i].status, "{}");
		cache_slot_free(slot);
		g_assert_cmpint(place_keeps(&p), ==, answers[i].stays);
	}
	place_close(&p);
}

static void damaged_files_are_misses_and_go_away(void)
{
	g_autofree char *file = NULL;
	g_autofree char *text = NULL;
	struct place p = { 0 };
	gsize len = 0;

	place_open(&p);
	place_keep(&p, "{\"a\":1}");
	file = place_entry(&p);
	g_assert_true(g_file_get_contents(file, &text, &len, NULL));
	for (gsize cut = 0; cut < len; cut += 7) {
		g_assert_true(g_file_set_contents_full(
			file, text, (gssize)cut, G_FILE_SET_CONTENTS_CONSISTENT,
			0600, NULL));
		g_assert_false(place_keeps(&p));
		g_assert_cmpint(access(file, F_OK), ==, -1);
	}
	text[len - 2] = '2';
	g_assert_true(g_file_set_contents_full(file, text, (gssize)len,
					       G_FILE_SET_CONTENTS_CONSISTENT,
					       0600, NULL));
	g_assert_false(place_keeps(&p));
	text[len - 2] = '1';
	g_assert_true(g_file_set_contents_full(file, text, (gssize)len,
					       G_FILE_SET_CONTENTS_CONSISTENT,
					       0600, NULL));
	g_assert_true(place_keeps(&p));
	place_close(&p);
}

static void a_reply_from_before_a_change_is_not_kept_after_it(void)
{
	struct place p = { 0 };
	struct cache_slot *early;

	place_open(&p);
	place_keep(&p, "{}");
	early = place_look(&p);
	cache_drop(p.cache);
	g_assert_cmpuint(place_count(p.folder), ==, 0);
	place_settle(&p, early, 200, "{\"old\":1}");
	g_assert_false(place_keeps(&p));
	place_settle(&p, early, 200, "{\"old\":1}");
	g_assert_false(place_keeps(&p));
	cache_slot_free(early);
	g_assert_cmpuint(place_count(p.folder), ==, 1);
	place_close(&p);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cache/nothing is touched before it is needed",
			nothing_is_touched_before_it_is_needed);
	g_test_add_func("/cache/what is kept answers until it is too old",
			what_is_kept_answers_until_it_is_too_old);
	g_test_add_func("/cache/what was asked before a list began is too old",
			what_was_asked_for_before_a_list_began_is_too_old);
	g_test_add_func("/cache/an entry from the future goes away",
			an_entry_from_the_future_goes_away);
	g_test_add_func("/cache/other answers end what is kept",
			other_answers_end_what_is_kept);
	g_test_add_func("/cache/damaged files are misses and go away",
			damaged_files_are_misses_and_go_away);
	g_test_add_func("/cache/a reply from before a change is not kept",
			a_reply_from_before_a_change_is_not_kept_after_it);
	return g_test_run();
}
