#include "cmd/account.h"
#include "cmd/key_age.h"
#include "cmd/record.h"
#include "lib/base/when.h"
#include "lib/cli/command.h"

struct list_opts {
	bool stale;
};

static const struct opt list_options[] = {
	OPT_ROW_FLAG("stale", 0, struct list_opts, stale,
		     "only keys older than key_max_age; exit status 7 if there "
		     "are any"),
	OPT_END,
};

static const struct field list_fields[] = {
	{ "id", "Profile", FIELD_TEXT, FIELD_COLUMN, "name of the profile" },
	{ "api_url", "API", FIELD_TEXT, 0, "base address" },
	{ "kind", "Kind", FIELD_TEXT, FIELD_COLUMN, "api_key or oauth" },
	{ "source", "Kept in", FIELD_TEXT, FIELD_COLUMN,
	  "keyring, file or libsecret_file" },
	{ "masked", "Credential", FIELD_TEXT, FIELD_COLUMN, "how it ends" },
	{ "created_at", "Stored", FIELD_TIME, 0, "when it was stored" },
	{ "age_days", "Days", FIELD_NUMBER, FIELD_COLUMN,
	  "whole days since then" },
	{ "stale", "Stale", FIELD_BOOL, FIELD_COLUMN,
	  "whether it is a key older than key_max_age" },
	{ "access_expires_at", "Access expires", FIELD_TIME, 0,
	  "end of the access token" },
	{ "refresh_expires_at", "Expires", FIELD_TIME, FIELD_COLUMN,
	  "end of the refresh token" },
	{ "problem", "Problem", FIELD_TEXT, FIELD_COLUMN | FIELD_WRAPS,
	  "what is wrong" },
	{ .name = NULL },
};

/* The list while it is made. */
struct listing {
	struct ctx *ctx;
	struct conf *conf;
	struct out *out;
	bool only_stale;
	int64_t now_s;
	struct error no_keyring; /* asked once: it is not asked again */
	unsigned stale, unread;
};

static void listing_release(struct listing *listing)
{
	out_free(listing->out);
	error_release(&listing->no_keyring);
}

/* One profile, as far as it is known. */
struct row {
	struct account account;
	struct cred cred, former;
	bool is_stale;
	const char *problem; /* NULL: none */
};

static void row_release(struct row *row)
{
	cred_release(&row->cred);
	cred_release(&row->former);
	account_release(&row->account);
}

static void add_time(GString *record, const char *name, int64_t unix_s)
{
	g_autofree char *text = unix_s > 0 ? when_utc(unix_s) : NULL;

	record_text(record, name, text);
}

static bool print_row(const struct listing *listing, const struct row *row,
		      struct error *err)
{
	const struct cred *cred = &row->cred;
	bool is_known = cred->kind != CRED_NONE;
	g_autoptr(GString) record = record_new();
	g_autofree char *masked = is_known ? sealed_mask(&cred->access) : NULL;

	record_text(record, "id", row->account.profile);
	record_text(record, "api_url", row->account.base_url);
	record_text(record, "kind",
		    is_known ? cred_kind_name(cred->kind) : NULL);
	record_text(record, "source",
		    is_known ? cred_source_name(cred->source)
			     : row->account.store->ops->name);
	record_text(record, "masked", masked);
	add_time(record, "created_at", cred->created_at);
	record_number(record, "age_days", key_age_days(cred, listing->now_s));
	if (is_known)
		record_bool(record, "stale", row->is_stale);
	else
		record_text(record, "stale", NULL);
	add_time(record, "access_expires_at", cred->oauth.access_expires_at);
	add_time(record, "refresh_expires_at", cred->oauth.refresh_expires_at);
	record_text(record, "problem", row->problem);
	return record_write(record, listing->out, err);
}

static bool look_up(struct row *row, bool *ret_found, struct error *err)
{
	const struct store *store = row->account.store;
	const struct cred_key key = account_key(&row->account);
	const struct cred_key former = account_former_key(&row->account);
	bool ignored = false;

	return store_get(store, &key, &row->cred, ret_found, err) &&
	       store_get(store, &former, &row->former, &ignored, err);
}

/* Where there is no keyring for one there is none for another. */
static bool ask(struct listing *listing, struct row *row, bool *ret_found,
		struct error *err)
{
	const struct store *keyring;

	if (!ctx_keyring_store(listing->ctx, &keyring, err))
		return false;
	if (row->account.store == keyring && listing->no_keyring.message)
		return error_set(err, listing->no_keyring.code, "%s",
				 listing->no_keyring.message);
	if (look_up(row, ret_found, err))
		return true;
	if (row->account.store == keyring && err->code == ERR_LOGIN)
		(void)error_set(&listing->no_keyring, err->code, "%s",
				err->message);
	return false;
}

static void judge(struct listing *listing, struct row *row)
{
	const char *profile = row->account.profile;

	row->is_stale = key_age_is_over(listing->conf, profile, &row->cred,
					listing->now_s);
	if (row->former.kind != CRED_NONE)
		row->problem = "a replacement was cut short: run 'fentu token "
			       "rotate'";
	else if (row->cred.oauth.has_ended)
		row->problem = "it has ended: run 'fentu login'";
	if (!row->is_stale)
		return;
	listing->stale++;
	io_warn(ctx_io(listing->ctx),
		"the key of profile '%s' was stored %" G_GINT64_FORMAT
		" days ago; replace it with 'fentu -P %s token rotate'",
		profile, key_age_days(&row->cred, listing->now_s), profile);
}

static bool list_one(struct listing *listing, const char *profile,
		     struct error *err)
{
	AUTO(row_release) struct row row = { 0 };
	AUTO(error_release) struct error problem = { 0 };
	bool found = false;

	if (!account_open(listing->ctx, profile, &row.account, err))
		return false;
	if (!ask(listing, &row, &found, &problem)) {
		if (problem.code == ERR_INTERRUPTED) {
			error_move(err, &problem);
			return false;
		}
		listing->unread++;
		row.problem = problem.message;
		return print_row(listing, &row, err);
	}
	if (!found)
		return true;
	judge(listing, &row);
	return (listing->only_stale && !row.is_stale) ||
	       print_row(listing, &row, err);
}

static bool conclude(const struct listing *listing, struct error *err)
{
	if (listing->unread > 0) {
		error_set(err, ERR_PARTIAL, "the login of %u %s is not known",
			  listing->unread,
			  listing->unread == 1 ? "profile" : "profiles");
		return error_hint(err, "'fentu doctor' tells what to do");
	}
	if (!listing->only_stale || listing->stale == 0)
		return true;
	error_set(err, ERR_PARTIAL, "%u %s too old", listing->stale,
		  listing->stale == 1 ? "key is" : "keys are");
	return error_hint(err, "the setting key_max_age says how many days a "
			       "key may be kept");
}

static bool list_run(struct ctx *ctx, const struct call *call,
		     struct error *err)
{
	const struct list_opts *opts = call->opts;
	const struct ctx_output wish = { .fields = list_fields,
					 .every_field = true };
	AUTO(listing_release)
	struct listing listing = {
		.ctx = ctx,
		.only_stale = opts->stale,
		.now_s = clock_unix_s(ctx_clock(ctx)),
	};
	g_auto(GStrv) profiles = NULL;

	if (!ctx_conf(ctx, &listing.conf, err) ||
	    !account_profiles(ctx, &profiles, err) ||
	    !ctx_out(ctx, &wish, &listing.out, err))
		return false;
	for (char **profile = profiles; *profile; profile++)
		if (!list_one(&listing, *profile, err))
			return false;
	return out_finish(listing.out, err) && conclude(&listing, err);
}

static const char *const list_examples[] = {
	"fentu token list",
	"fentu token list --stale -q > /dev/null || echo 'replace a key'",
	NULL,
};

const struct command token_list = {
	.name = "list",
	.summary = "Show every profile's login, and which keys are old",
	.operands = "",
	.opts = list_options,
	.opts_size = sizeof(struct list_opts),
	.run = list_run,
	.is_report = true,
	.examples = list_examples,
};
