#include "cmd/key_age.h"

enum { DAY_S = 24 * 3600 };

int64_t key_age_days(const struct cred *cred, int64_t now_unix_s)
{
	if (cred->created_at <= 0 || cred->created_at > now_unix_s)
		return -1;
	return (now_unix_s - cred->created_at) / DAY_S;
}

int64_t key_age_limit(const struct conf *conf, const char *profile)
{
	/* conf has checked that it is a number */
	return g_ascii_strtoll(conf_get(conf, profile, "key_max_age", NULL),
			       NULL, 10);
}

bool key_age_is_over(const struct conf *conf, const char *profile,
		     const struct cred *cred, int64_t now_unix_s)
{
	return cred->kind == CRED_API_KEY &&
	       key_age_days(cred, now_unix_s) > key_age_limit(conf, profile);
}
