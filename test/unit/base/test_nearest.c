#include "lib/base/nearest.h"

#include <string.h>

#include "lib/base/auto.h"

static const char *const words[] = { "wo",     "task",	 "customers",
				     "assets", "config", "list" };

static void assert_nearest(const char *word, const char *wanted)
{
	g_assert_cmpstr(nearest(word, words, G_N_ELEMENTS(words)), ==, wanted);
}

static void one_slip_is_forgiven(void)
{
	assert_nearest("lst", "list");
	assert_nearest("lisst", "list");
	assert_nearest("lidt", "list");
	assert_nearest("lsit", "list");
	assert_nearest("list", "list");
}

static void a_long_word_may_have_several(void)
{
	assert_nearest("custmoer", "customers");
	assert_nearest("assest", "assets");
}

static void a_beginning_is_enough(void)
{
	assert_nearest("cust", "customers");
	assert_nearest("conf", "config");
}

static void what_is_far_away_has_none(void)
{
	g_autofree char *endless = g_strnfill(100000, 'a');

	assert_nearest("xyzzy", NULL);
	assert_nearest("", NULL);
	assert_nearest("zz", NULL);
	assert_nearest(endless, NULL);
	g_assert_null(nearest("wo", NULL, 0));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/nearest/one_slip_is_forgiven", one_slip_is_forgiven);
	g_test_add_func("/nearest/a_long_word_may_have_several",
			a_long_word_may_have_several);
	g_test_add_func("/nearest/a_beginning_is_enough",
			a_beginning_is_enough);
	g_test_add_func("/nearest/what_is_far_away_has_none",
			what_is_far_away_has_none);
	return g_test_run();
}
