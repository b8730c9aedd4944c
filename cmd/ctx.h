/*
 * The application: streams, settings, and services that are opened when they
 * are first asked for. Everything is wired here and nowhere else; `fentu
 * help` opens nothing.
 *
 * What the functions return is borrowed from the context.
 */
#ifndef FENTU_CMD_CTX_H
#define FENTU_CMD_CTX_H

#include "cmd/globals.h"
#include "lib/api/api.h"
#include "lib/auth/cred_lock.h"
#include "lib/auth/store.h"
#include "lib/base/trace.h"
#include "lib/conf/conf.h"
#include "lib/net/client.h"
#include "lib/net/reach.h"
#include "lib/net/url.h"
#include "lib/ui/out.h"

struct ctx;

struct ctx *ctx_open(void);
void ctx_free(struct ctx *ctx);

struct io *ctx_io(struct ctx *ctx);
struct globals *ctx_globals(struct ctx *ctx);
/* Those in use: they are blotted out of what is said, and are to be of what
   is kept of a server's words. */
const struct redact *ctx_secrets(const struct ctx *ctx);
/* Call once the global options are known. */
void ctx_configure(struct ctx *ctx);
/* Count the requests of this command ("fentu wo list") from here on. */
void ctx_count_begin(struct ctx *ctx, const char *path);
const struct clock *ctx_clock(const struct ctx *ctx);

/* From here on, before it is opened, the settings file may have values in it
   that do not fit: for commands that show and mend it. */
void ctx_mend_conf(struct ctx *ctx);

/* The settings file; opened, checked and kept. */
bool ctx_conf(struct ctx *ctx, struct conf **ret_conf,
	      struct error *err) MUST_CHECK;

/* The profile in force: --profile, FENTU_PROFILE, the setting, "default".
   ERR_USAGE for one that there is not: whoever mistypes a name must not act
   as somebody else. */
bool ctx_profile(struct ctx *ctx, const char **ret_name,
		 enum conf_origin *ret_origin, struct error *err) MUST_CHECK;

/* From here on it may be one that there is not yet: for what makes one, and
   for what mends a wrong choice. */
void ctx_allow_new_profile(struct ctx *ctx);

/* The API base: --api-url, FENTU_API_URL, the profile's, the built-in one. */
bool ctx_api_url(struct ctx *ctx, const struct url **ret_url,
		 const char **ret_text, enum conf_origin *ret_origin,
		 struct error *err) MUST_CHECK;

/* Any other setting in force, from the file or built in; NULL: none. */
bool ctx_setting(struct ctx *ctx, const char *key, const char **ret_value,
		 struct error *err) MUST_CHECK;

/* Whose credential: origin and profile in force. */
bool ctx_cred_key(struct ctx *ctx, struct cred_key *ret_key,
		  struct error *err) MUST_CHECK;

/* From here on the keyring may ask the person to unlock it, where there is a
   terminal or a display to ask on. Only login, doctor and token say so. */
void ctx_allow_prompt(struct ctx *ctx);

/* The stores, each opened when asked for. given: environment, key file,
   systemd. */
bool ctx_given_store(struct ctx *ctx, const struct store **ret_store,
		     struct error *err) MUST_CHECK;
bool ctx_keyring_store(struct ctx *ctx, const struct store **ret_store,
		       struct error *err) MUST_CHECK;
bool ctx_file_store(struct ctx *ctx, const struct store **ret_store,
		    struct error *err) MUST_CHECK;

/* Where the environment's credentials belong: the origin of FENTU_API_URL, or
   the built-in one, and never what a file or option says. *ret_home is
   released by the caller. */
bool ctx_home(struct ctx *ctx, struct url *ret_home,
	      struct error *err) MUST_CHECK;

/* The credential in force: given, keyring, file, in this order; ERR_LOGIN
   when there is none. The keyring is not asked when one is given. The file
   is asked when the setting `storage` says so. */
bool ctx_credential(struct ctx *ctx, const struct cred **ret_cred,
		    struct error *err) MUST_CHECK;

/*
 * The session that keeps the credential in force fresh; ctx_credential shows
 * what it has made of it. *ret_session is NULL for a credential that does not
 * end here: a key, or a token of the environment.
 */
struct session;
bool ctx_session(struct ctx *ctx, struct session **ret_session,
		 struct error *err) MUST_CHECK;

/* session_renew for those who are to say what became of the login: fails, too,
   when it is no login by OAuth any more. */
bool ctx_renew(struct ctx *ctx, int64_t left_s, bool *ret_changed,
	       struct error *err) MUST_CHECK;

/* Another process has stored another login since this one looked. Always
   false. */
bool ctx_login_changed(struct ctx *ctx, struct error *err);

/* Take the lock of a profile's credentials, waiting for other processes as
   long as a request may take; see account_lock, which most callers want. */
bool ctx_lock(struct ctx *ctx, const struct cred_key *key,
	      enum cred_lock_use use, struct file_lock *lock,
	      struct error *err) MUST_CHECK;

/* What cred_lock.h knows of tokens that a refresh has lost. */
int64_t ctx_lost_at(const struct cred_key *key);
void ctx_forget_lost(const struct cred_key *key);

/* The end of a command: fails when its login was refreshed and could not be
   stored. */
bool ctx_finish(struct ctx *ctx, struct error *err) MUST_CHECK;

/* The API with the credential in force, which is kept fresh. */
bool ctx_api(struct ctx *ctx, const struct api **ret_api,
	     struct error *err) MUST_CHECK;

/* From here on these end a request of a client that is opened, with
   ERR_INTERRUPTED; NULL: none does. Borrowed. */
struct signals;
void ctx_heed(struct ctx *ctx, const struct signals *signals);

/* A client for one of the profile's origins (the API's, or that of OAuth) with
   another credential, such as a key that is to be checked; `secret` is
   borrowed while the client lives, NULL: none is sent. The client is the
   caller's to free. */
bool ctx_client(struct ctx *ctx, const char *origin,
		const struct sealed *secret, struct client **ret_client,
		struct error *err) MUST_CHECK;

/* The rate limit as any process last saw it, without asking the server. */
bool ctx_limit_seen(struct ctx *ctx, struct client_limit *ret_limit,
		    struct error *err) MUST_CHECK;

/* How far a request to the API in force gets, without a credential. */
bool ctx_reach(struct ctx *ctx, struct reach *ret_reach,
	       struct error *err) MUST_CHECK;

/* Where the requests of the account in force are counted: usage.h. The folder
   is NULL when there is no home. Both are the caller's to free. */
bool ctx_usage_place(struct ctx *ctx, char **ret_folder, char **ret_name,
		     struct error *err) MUST_CHECK;

/* Remove the replies that are kept for an account: another may follow it. */
void ctx_forget_replies(struct ctx *ctx, const struct cred_key *key);

/* Renderer as the global options ask for. `fields` of the resource. */
struct ctx_output {
	const struct field *fields;
	bool single;
	bool cards;
	bool every_field;
	bool may_be_more; /* as of struct out_config: what only reads */
};
bool ctx_out(struct ctx *ctx, const struct ctx_output *wish,
	     struct out **ret_out, struct error *err) MUST_CHECK;

/* Say that there is none of what was asked for ("work orders"), where a person
   would else see nothing: a table on a terminal. */
void ctx_say_none(struct ctx *ctx, const char *what);

/* Warn of what csv leaves out of records ("customers"). */
void ctx_warn_csv(struct ctx *ctx, const struct out *out, const char *what);

/* A list has failed. When a signal ended it, say how many of the records that
   were seen are written: none where they are looked at as a whole. False. */
bool ctx_say_shown(struct ctx *ctx, int64_t seen, const char *plural,
		   struct error *err);

/* The format in force: --output, else json for a filter, table on a terminal,
   tsv when not. */
enum out_format ctx_format(struct ctx *ctx);

/* From here on a table is meant where tsv would be: for reports. */
void ctx_prefer_table(struct ctx *ctx);

#endif
