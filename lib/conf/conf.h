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
 * caller's. Unknown keys are refused when set and noted when read; values are
 * checked at both ends, so that whoever gets one need not check it again. No
 * secret is ever in it: a value that looks like a key is refused. The file is
 * refused when others could have written it.
 */
#ifndef FENTU_CONF_CONF_H
#define FENTU_CONF_CONF_H

#include "lib/base/error.h"

/* Where the API is unless something else is said; the fallback of api_url. */
#define CONF_API_URL "https://api.fentu.io/v1"

/* The profile that is always there. */
#define CONF_PROFILE_USUAL "default"

enum { CONF_BYTES_MAX = 256 * 1024 };

enum conf_kind {
	CONF_NAME,   /* of a profile: conf_check_profile */
	CONF_URL,    /* http or https, without user info; the rest of it is
			checked by whoever uses it */
	CONF_PATH,   /* of a URL: begins with a slash */
	CONF_FILE,   /* an absolute path, so that the folder fentu is started
			in has no say */
	CONF_NUMBER, /* min to max */
	CONF_BOOL,   /* true or false */
	CONF_CHOICE
};

/* Where a setting may stand. */
enum conf_scope {
	CONF_ANYWHERE,
	CONF_IN_PROFILE, /* not in [fentu] */
	CONF_IN_FENTU	 /* not in a profile */
};

/* One setting that exists. */
struct conf_key {
	const char *name;
	enum conf_kind kind;
	enum conf_scope scope;
	const char *fallback;	    /* built-in value; NULL: none */
	const char *help;	    /* one line, no full stop */
	long min, max;		    /* CONF_NUMBER, both included */
	const char *const *choices; /* CONF_CHOICE; ends with NULL */
};
extern const struct conf_key conf_keys[]; /* ends with a NULL name */

/* The setting with this name, or NULL. */
const struct conf_key *conf_find_key(const char *name);

/* Is this a value that the setting can have? ERR_USAGE if not. `where` is put
   in front of the message; NULL: nothing. */
bool conf_check_value(const struct conf_key *key, const char *value,
		      const char *where, struct error *err) MUST_CHECK;

/* A profile name: 1 to 64 of letters, digits, "._-", not starting with a dot
   or dash. ERR_USAGE else. */
bool conf_check_profile(const char *name, const char *what,
			struct error *err) MUST_CHECK;

enum conf_origin {
	CONF_FROM_COMMAND_LINE,
	CONF_FROM_ENVIRONMENT,
	CONF_FROM_PROFILE,
	CONF_FROM_FILE,
	CONF_FROM_BUILT_IN
};

struct conf;

/*
 * Read `folder`/config; a missing file is an empty one. With a NULL folder
 * (there is no home) there are built-in values alone and nothing can be set.
 */
bool conf_open(const char *folder, struct conf **ret_conf,
	       struct error *err) MUST_CHECK;

/* The same for whoever mends it: groups and values that do not fit are noted
   (conf_notes) instead of refused, and conf_get may hand them out. Text that
   is no ini file at all is refused here, too. */
bool conf_open_to_mend(const char *folder, struct conf **ret_conf,
		       struct error *err) MUST_CHECK;
void conf_free(struct conf *conf);

/* Of the file, whether it exists or not; NULL without a folder. */
const char *conf_path(const struct conf *conf);

/* What is odd about the file and no reason to refuse it: lines, each one
   setting or group that is not known. Ends with NULL; borrowed. */
const char *const *conf_notes(const struct conf *conf);

/* The value for a profile (NULL: of [fentu] alone) and where it comes from
   (may be NULL). Borrowed as long as the conf lives. NULL: none. */
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

/* Is there such a profile? One that the file has a group for, or the usual
   one. */
bool conf_has_profile(const struct conf *conf, const char *name);

/* ERR_USAGE if there is not, with the nearest that there is. `where` says who
   named it ("--profile") and is put in front; NULL: nothing. */
bool conf_check_known(const struct conf *conf, const char *name,
		      const char *where, struct error *err) MUST_CHECK;

/* Forget a profile's settings, and that it is the default one. */
bool conf_remove_profile(struct conf *conf, const char *profile,
			 struct error *err) MUST_CHECK;

#endif
