/*
 * Text with a secret in it that libraries hand out or take: overwritten and
 * freed, for AUTO. Each may be NULL. What grows by itself (a GString beyond
 * its first size) leaves copies that nobody reaches; give it room beforehand.
 * What is to be kept for longer goes into a struct sealed.
 */
#ifndef FENTU_BASE_WIPE_H
#define FENTU_BASE_WIPE_H

#include "lib/base/auto.h"

void wipe_text(char **text);
void wipe_texts(char ***texts); /* a NULL-terminated array of them */
void wipe_string(GString **text);

#endif
