/*
 * Scopes: which there are, and what each lets its holder do.
 */
#ifndef FENTU_SANDBOX_SCOPE_H
#define FENTU_SANDBOX_SCOPE_H

#include "cmd/sandbox/auto.h"

/* What is granted to those who ask for nothing in particular. */
#define SCOPE_DEFAULT "read:work-orders read:customers read:assets"

/* True for scopes that exist, separated by single spaces. */
bool scope_all_known(const char *scopes);

/* True if each of these is among those. */
bool scope_all_within(const char *scopes, const char *granted);

/* What it allows, as people say it: "see customers"; NULL if unknown. */
const char *scope_in_words(const char *scope);

#endif
