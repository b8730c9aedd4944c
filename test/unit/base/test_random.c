#include "lib/base/random.h"

#include <string.h>

static void two_draws_differ(void)
{
	AUTO(error_release) struct error err = { 0 };
	unsigned char a[32] = { 0 }, b[32] = { 0 };

	g_assert_true(random_fill(a, sizeof(a), &err));
	g_assert_true(random_fill(b, sizeof(b), &err));
	g_assert_cmpint(memcmp(a, b, sizeof(a)), !=, 0);
}

static void large_buffers_are_filled_to_the_end(void)
{
	static unsigned char large[1024 * 1024];
	AUTO(error_release) struct error err = { 0 };
	bool filled = false;

	g_assert_true(random_fill(large, sizeof(large), &err));
	for (size_t i = sizeof(large) - 64; i < sizeof(large); i++)
		filled = filled || large[i] != 0;
	g_assert_true(filled);
}

static void hex_is_lower_case_and_twice_as_long(void)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;

	g_assert_true(random_hex(20, &text, &err));
	g_assert_cmpuint(strlen(text), ==, 40);
	g_assert_cmpuint(strspn(text, "0123456789abcdef"), ==, 40);
}

static void jitter_varies(void)
{
	uint32_t first = random_jitter();
	bool varies = false;

	for (int i = 0; i < 32; i++)
		varies = varies || random_jitter() != first;
	g_assert_true(varies);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/random/two draws differ", two_draws_differ);
	g_test_add_func("/random/large buffers are filled to the end",
			large_buffers_are_filled_to_the_end);
	g_test_add_func("/random/hex is lower case and twice as long",
			hex_is_lower_case_and_twice_as_long);
	g_test_add_func("/random/jitter varies", jitter_varies);
	return g_test_run();
}
