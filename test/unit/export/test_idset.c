#include "lib/export/idset.h"

#include "lib/base/auto.h"

/* The first values that the authors of SipHash-2-4 publish. */
static void hashes_as_published(void)
{
	const struct idset_secret secret = { { UINT64_C(0x0706050403020100),
					       UINT64_C(0x0f0e0d0c0b0a0908) } };
	unsigned char text[16];

	for (unsigned char i = 0; i < sizeof(text); i++)
		text[i] = i;
	g_assert_cmphex(idset_key(&secret, text, 0), ==,
			UINT64_C(0x726fdb47dd0e0e31));
	g_assert_cmphex(idset_key(&secret, text, 1), ==,
			UINT64_C(0x74f839c593dc67fd));
	g_assert_cmphex(idset_key(&secret, text, 15), ==,
			UINT64_C(0xa129ca6149be45e5));
}

static void keeps_what_was_added(void)
{
	const struct idset_secret secret = { { 1, 2 } };
	AUTO(idset_drop) struct idset *set = idset_new_small();

	for (uint64_t i = 0; i < 100000; i++)
		g_assert_true(
			idset_add(set, idset_key(&secret, &i, sizeof(i))));
	for (uint64_t i = 0; i < 100000; i++) {
		uint64_t key = idset_key(&secret, &i, sizeof(i));

		g_assert_true(idset_has(set, key));
		g_assert_false(idset_add(set, key));
	}
	for (uint64_t i = 100000; i < 200000; i++)
		g_assert_false(
			idset_has(set, idset_key(&secret, &i, sizeof(i))));
	g_assert_cmpuint(idset_count(set), ==, 100000);
}

static void is_small(void)
{
	const struct idset_secret secret = { { 3, 4 } };
	AUTO(idset_drop) struct idset *set = idset_new();

	for (uint64_t i = 0; i < 2000000; i++) {
		idset_add(set, idset_key(&secret, &i, sizeof(i)));
		if (i == 1000000)
			g_assert_cmpuint(idset_bytes(set), <=, 16u << 20);
	}
	g_assert_cmpuint(idset_bytes(set), <=, 17 * idset_count(set));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/idset/hash", hashes_as_published);
	g_test_add_func("/idset/keeps", keeps_what_was_added);
	g_test_add_func("/idset/small", is_small);
	return g_test_run();
}
