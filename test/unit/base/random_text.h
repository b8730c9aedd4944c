/* Texts by chance, the same in each run of a seed. */
#ifndef FENTU_TEST_UNIT_BASE_RANDOM_TEXT_H
#define FENTU_TEST_UNIT_BASE_RANDOM_TEXT_H

#include <glib.h>
#include <string.h>

static const char visible[] = "!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "abcdefghijklmnopqrstuvwxyz";

static inline size_t below(GRand *rand, size_t most)
{
	return (size_t)g_rand_int_range(rand, 0, (gint32)most);
}

/* Owned. */
static inline char *random_text(GRand *rand, const char *of, size_t len)
{
	char *text = g_malloc0(len + 1);

	for (size_t i = 0; i < len; i++)
		text[i] = of[below(rand, strlen(of))];
	return text;
}

#endif
