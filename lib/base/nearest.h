/* What a mistyped word was meant to be. */
#ifndef FENTU_BASE_NEAREST_H
#define FENTU_BASE_NEAREST_H

#include <stddef.h>

/*
 * The name nearest to `word`: one that `word` is the beginning of, or that
 * differs from it by a few letters missing, added, swapped or wrong. NULL
 * when none is near enough to be meant.
 */
const char *nearest(const char *word, const char *const *names, size_t count);

#endif
