#include "lib/auth/rotate.h"

#include <string.h>

static char *mark_of(const char *text)
{
	AUTO(sealed_release) struct sealed key = { 0 };
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(sealed_set(&key, text, strlen(text), &err));
	return rotate_mark(&key);
}

static void a_mark_knows_a_key_again_and_tells_nothing(void)
{
	g_autofree char *mark = mark_of("canary-key-1");
	g_autofree char *again = mark_of("canary-key-1");
	g_autofree char *other = mark_of("canary-key-2");

	g_assert_cmpstr(mark, ==, again);
	g_assert_cmpstr(mark, !=, other);
	g_assert_cmpuint(strlen(mark), ==, 16);
	g_assert_null(strstr(mark, "canary"));
}

static void a_journal_goes_both_ways(void)
{
	static const enum rotate_step steps[] = { ROTATE_CHECKED, ROTATE_STORED,
						  ROTATE_HANDED,
						  ROTATE_REVOKED };

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		char old_mark[] = "00112233", new_mark[] = "44556677";
		const struct rotate_journal journal = {
			.step = steps[i],
			.to_hand = i % 2 == 1,
			.old_mark = old_mark,
			.new_mark = new_mark,
			.begun_at = 1741075200,
		};
		g_autofree char *text = rotate_journal_text(&journal);
		AUTO(rotate_journal_release) struct rotate_journal back = { 0 };

		g_assert_true(rotate_journal_parse(text, strlen(text), &back));
		g_assert_cmpint(back.step, ==, steps[i]);
		g_assert_cmpint(back.to_hand, ==, journal.to_hand);
		g_assert_cmpstr(back.old_mark, ==, old_mark);
		g_assert_cmpstr(back.new_mark, ==, new_mark);
		g_assert_cmpint(back.begun_at, ==, 1741075200);
	}
}

static void what_is_torn_is_no_journal(void)
{
	char mark[] = "0011223344556677";
	const struct rotate_journal journal = { .old_mark = mark,
						.new_mark = mark };
	g_autofree char *text = rotate_journal_text(&journal);
	struct rotate_journal back = { 0 };

	for (size_t len = 0; len + 1 < strlen(text); len++)
		g_assert_false(rotate_journal_parse(text, len, &back));
}

static void what_is_another_thing_is_no_journal(void)
{
	static const char *const texts[] = {
		"[]",
		"{}",
		"{\"v\":2,\"step\":\"stored\",\"old\":\"a\",\"new\":\"b\","
		"\"begun_at\":1}",
		"{\"v\":1,\"step\":\"sold\",\"old\":\"a\",\"new\":\"b\","
		"\"begun_at\":1}",
		"{\"v\":1,\"step\":\"stored\",\"old\":7,\"new\":\"b\","
		"\"begun_at\":1}",
		"{\"v\":1,\"step\":\"stored\",\"old\":\"a\","
		"\"begun_at\":1}",
	};
	struct rotate_journal back = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_false(rotate_journal_parse(texts[i], strlen(texts[i]),
						    &back));
}

static void what_is_stored_decides(void)
{
	char a[] = "a", b[] = "b";
	const struct rotate_journal a_to_b = { .step = ROTATE_STORED,
					       .old_mark = a,
					       .new_mark = b };
	const struct {
		const struct rotate_journal *journal;
		const char *stored, *former, *given;
		enum rotate_plan plan;
	} cases[] = {
		{ NULL, NULL, NULL, "b", ROTATE_NOTHING },
		{ NULL, "a", NULL, "b", ROTATE_BEGIN },
		{ NULL, "a", NULL, NULL, ROTATE_BEGIN },
		/* killed before the new key was stored */
		{ &a_to_b, "a", NULL, "b", ROTATE_BEGIN },
		{ &a_to_b, "a", "a", "b", ROTATE_BEGIN },
		{ &a_to_b, "a", "a", "c", ROTATE_BEGIN },
		/* and after that */
		{ &a_to_b, "b", "a", "b", ROTATE_FINISH },
		{ &a_to_b, "b", "a", NULL, ROTATE_FINISH },
		{ &a_to_b, "b", "a", "c", ROTATE_FINISH },
		{ NULL, "b", "a", "b", ROTATE_FINISH },
		/* the keyring has lost it */
		{ &a_to_b, NULL, "a", "b", ROTATE_RESTORE },
		/* at the very end */
		{ &a_to_b, "b", NULL, "b", ROTATE_ENDED },
		{ &a_to_b, "b", NULL, NULL, ROTATE_ENDED },
		{ &a_to_b, "b", NULL, "c", ROTATE_BEGIN },
		/* another login in between */
		{ &a_to_b, "c", "a", "b", ROTATE_FINISH },
		{ &a_to_b, "c", NULL, "d", ROTATE_BEGIN },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct rotate_facts facts = {
			.journal = cases[i].journal,
			.stored = cases[i].stored,
			.former = cases[i].former,
			.given = cases[i].given,
		};

		g_test_message("case %zu", i);
		g_assert_cmpint(rotate_plan(&facts), ==, cases[i].plan);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rotate/a mark knows a key again and tells nothing",
			a_mark_knows_a_key_again_and_tells_nothing);
	g_test_add_func("/rotate/a journal goes both ways",
			a_journal_goes_both_ways);
	g_test_add_func("/rotate/what is torn is no journal",
			what_is_torn_is_no_journal);
	g_test_add_func("/rotate/what is another thing is no journal",
			what_is_another_thing_is_no_journal);
	g_test_add_func("/rotate/what is stored decides",
			what_is_stored_decides);
	return g_test_run();
}
