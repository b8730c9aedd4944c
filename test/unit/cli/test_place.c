#include "lib/cli/place.h"

#include "test/unit/cli/sample.h"

static struct place place_of(struct strv words)
{
	struct place place;

	place_init(&place, &sample_tree);
	for (size_t i = 0; i < words.count; i++)
		place_pass(&place, words.item[i]);
	return place;
}

#define PLACE(...)                                                             \
	AUTO(place_release) struct place p = place_of(WORDS(__VA_ARGS__))

static void words_lead_to_a_command(void)
{
	PLACE("-P", "wo", "asset", "--output=json", "parts", "a-1");

	g_assert_cmpstr(p.found.call.path, ==, "fentu asset parts");
	g_assert_cmpuint(p.operands->len, ==, 1);
	g_assert_null(p.pending);
}

static void an_option_awaits_its_value(void)
{
	static const char *const open[] = { "--limit", "-L", "-aL" };
	static const char *const closed[] = { "--limit=1", "-L1", "--all",
					      "--nonsense", "-aZL" };

	for (size_t i = 0; i < G_N_ELEMENTS(open); i++) {
		PLACE("wo", "list", open[i]);

		g_assert_nonnull(p.pending);
		g_assert_cmpstr(p.pending->name, ==, "limit");
	}
	for (size_t i = 0; i < G_N_ELEMENTS(closed); i++) {
		PLACE("wo", "list", closed[i]);

		g_assert_null(p.pending);
	}
}

static void after_two_dashes_all_are_operands(void)
{
	PLACE("wo", "view", "--", "-L");

	g_assert_true(p.ended);
	g_assert_false(place_takes_option(&p, "-x"));
	g_assert_cmpuint(p.operands->len, ==, 1);
}

static void other_programs_keep_their_words(void)
{
	PLACE("hello", "wo", "list");

	g_assert_true(p.foreign);
	g_assert_cmpuint(p.found.depth, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/place/" #name, name)
	ADD(words_lead_to_a_command);
	ADD(an_option_awaits_its_value);
	ADD(after_two_dashes_all_are_operands);
	ADD(other_programs_keep_their_words);
	return g_test_run();
}
