#include "lib/base/nearest.h"

#include <limits.h>
#include <string.h>

#include "lib/base/auto.h"

/* Longer words are not looked at: nobody mistypes those, and the table that
   compares two words stays small. */
enum { NEAREST_LEN_MAX = 32 };

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	return MIN(MIN(a, b), c);
}

/* Damerau-Levenshtein in its restricted form: letters missing, added, wrong,
   or swapped with their neighbour cost one each. */
static unsigned distance(const char *a, size_t a_len, const char *b,
			 size_t b_len)
{
	unsigned cost[NEAREST_LEN_MAX + 1][NEAREST_LEN_MAX + 1];

	for (unsigned i = 0; i <= a_len; i++)
		cost[i][0] = i;
	for (unsigned j = 0; j <= b_len; j++)
		cost[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		for (size_t j = 1; j <= b_len; j++) {
			unsigned wrong = a[i - 1] != b[j - 1];

			cost[i][j] =
				min3(cost[i - 1][j] + 1, cost[i][j - 1] + 1,
				     cost[i - 1][j - 1] + wrong);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				cost[i][j] =
					MIN(cost[i][j], cost[i - 2][j - 2] + 1);
		}
	}
	return cost[a_len][b_len];
}

/* UINT_MAX: too far to be meant. One letter in three may be wrong. */
static unsigned how_far(const char *word, size_t len, const char *name)
{
	size_t name_len = strlen(name);
	unsigned far;

	if (len > 1 && g_str_has_prefix(name, word))
		return 1;
	if (name_len > NEAREST_LEN_MAX)
		return UINT_MAX;
	far = distance(word, len, name, name_len);
	return far <= (MAX(len, name_len) + 2) / 3 && far < name_len ? far
								     : UINT_MAX;
}

const char *nearest(const char *word, const char *const *names, size_t count)
{
	const char *best = NULL;
	unsigned best_far = UINT_MAX;
	size_t len = strlen(word);

	if (len > NEAREST_LEN_MAX)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		unsigned far = how_far(word, len, names[i]);

		if (far < best_far) {
			best_far = far;
			best = names[i];
		}
	}
	return best;
}
