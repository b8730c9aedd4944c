/* How old a stored key is, and how old it may become. */
#ifndef FENTU_CMD_KEY_AGE_H
#define FENTU_CMD_KEY_AGE_H

#include "cmd/ctx.h"

/* Whole days since it was stored; -1 when that is not known. */
int64_t key_age_days(const struct cred *cred, int64_t now_unix_s);

/* The setting key_max_age of a profile, in days. */
int64_t key_age_limit(const struct conf *conf, const char *profile);

/* Is it an API key that is older than that? Tokens end by themselves. */
bool key_age_is_over(const struct conf *conf, const char *profile,
		     const struct cred *cred, int64_t now_unix_s);

#endif
