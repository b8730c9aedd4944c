#include "lib/base/unseen.h"

static void what_hides_is_known(void)
{
	static const gunichar hidden[] = { 0xad,   0x61c,  0x200b,  0x200d,
					   0x202e, 0x2028, 0x2060,  0x2069,
					   0xfeff, 0xfffb, 0xe0000, 0xe007f };

	for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++)
		g_assert_true(unseen_char(hidden[i]));
}

static void what_is_seen_is_not(void)
{
	static const gunichar seen[] = { 'a',	 ' ',	  0xac,	  0xae,
					 0x5d0,	 0x2010,  0x2070, 0x4f1a,
					 0xfff0, 0xe0080, 0x1f600 };

	for (size_t i = 0; i < G_N_ELEMENTS(seen); i++)
		g_assert_false(unseen_char(seen[i]));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/unseen/what hides is known", what_hides_is_known);
	g_test_add_func("/unseen/what is seen is not", what_is_seen_is_not);
	return g_test_run();
}
