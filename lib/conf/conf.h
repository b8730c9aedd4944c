/*
 * Settings: a plain ini file that people may edit, and where each value comes
 * from.
 *
 *	[fentu]
 *	profile = work
 *
 *	[profile work]
 *	api_url = https://api.fentu.io/v1
 *
 * A setting is looked up in the profile's group, then in [fentu], then the
 * built-in value is taken; command line and environment go before and are the
 * caller's. Unknown keys are refused when set and noted when read. No secret
 * is ever in it: a value that looks like a key is refused. The file is
 * refused when others could have written it.
 */
#ifndef FENTU_CONF_CONF_H
#define FENTU_CONF_CONF_H

#include "lib/base/error.h"

enum { CONF_BYTES_MAX = 256 * 1024 };

enum conf_kind { CONF_TEXT, CONF_URL, CONF_NUMBER, CONF_BOOL, CONF_SPAN };

/* One setting that exists. */
struct conf_key {
	const char *name;
	enum conf_kind kind;
	const char *fallback; /* built-in value; NULL: none */
	bool profile_only;
	const char *help; /* one line, no full stop */
};
extern const struct conf_key conf_keys[]; /* ends with a NULL name */

enum conf_origin {
	CONF_FROM_COMMAND_LINE,
	CONF_FROM_ENVIRONMENT,
	CONF_FROM_PROFILE,
	CONF_FROM_FILE,
	CONF_FROM_BUILT_IN
};

struct conf;

/* Read `folder`/config; a missing file is an empty one. */
bool conf_open(const char *folder, struct conf **ret_conf,
	       struct error *err) MUST_CHECK;
void conf_free(struct conf *conf);
const char *conf_path(const struct conf *conf);

/* The value for a profile (NULL: of [fentu] alone) and where it comes from
   (may be NULL). Borrowed until the next set. NULL: none. */
const char *conf_get(const struct conf *conf, const char *profile,
		     const char *key, enum conf_origin *ret_origin);
bool conf_get_bool(const struct conf *conf, const char *profile,
		   const char *key);

/* Change the file: read again under a lock, changed, replaced as a whole;
   comments stay. profile NULL: [fentu]. value NULL: unset. */
bool conf_set(struct conf *conf, const char *profile, const char *key,
	      const char *value, struct error *err) MUST_CHECK;

/* Names of the profiles in the file, sorted; free with g_strfreev. */
char **conf_profiles(const struct conf *conf);
bool conf_remove_profile(struct conf *conf, const char *profile,
			 struct error *err) MUST_CHECK;

/* A profile name: 1 to 64 of letters, digits, "._-", not starting with a dot
   or dash. ERR_USAGE else. */
bool conf_check_profile(const char *name, const char *what,
			struct error *err) MUST_CHECK;

#endif
