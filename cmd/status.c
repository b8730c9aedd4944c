#include "cmd/ctx.h"
#include "cmd/key_age.h"
#include "cmd/login_hint.h"
#include "cmd/probe.h"
#include "cmd/record.h"
#include "lib/base/when.h"
#include "lib/cli/command.h"

struct status_opts {
	bool offline;
};

static const struct opt status_options[] = {
	OPT_ROW_FLAG("offline", 0, struct status_opts, offline,
		     "do not ask the API whether it accepts the credential"),
	OPT_END,
};

static const struct field status_fields[] = {
	{ "profile", "Profile", FIELD_TEXT, 0, "which account" },
	{ "api_url", "API", FIELD_TEXT, 0, "base address" },
	{ "kind", "Kind", FIELD_TEXT, 0, "api_key or oauth" },
	{ "source", "Source", FIELD_TEXT, 0,
	  "keyring, file, libsecret_file, environment, key_file or systemd" },
	{ "masked", "Credential", FIELD_TEXT, 0, "how it ends" },
	{ "created_at", "Stored", FIELD_TIME, 0, "when it was stored" },
	{ "scopes", "Scopes", FIELD_ARRAY, 0, "what it may do" },
	{ "access_expires_at", "Access expires", FIELD_TIME, 0,
	  "end of the access token" },
	{ "refresh_expires_at", "Refresh expires", FIELD_TIME, 0,
	  "end of the refresh token" },
	{ "rate_limit.limit", "Rate limit", FIELD_NUMBER, 0,
	  "requests in a window" },
	{ "rate_limit.remaining", "Remaining", FIELD_NUMBER, 0,
	  "requests left in the window" },
	{ "rate_limit.reset_at", "Resets", FIELD_TIME, 0,
	  "when the window ends" },
	{ "accepted", "Accepted", FIELD_BOOL, 0,
	  "whether the API accepts it; null: not checked" },
	{ "problem", "Problem", FIELD_TEXT, 0, "what is wrong" },
	{ .name = NULL },
};

/* What was found out. */
struct report {
	const char *profile;
	const char *base_url;
	const struct cred *cred; /* NULL: not logged in */
	bool is_checked;	 /* accepted is known */
	bool is_accepted;
	struct client_limit limit;
	struct error problem; /* with which the command ends, unless it was
				 accepted */
};

static void report_release(struct report *report)
{
	error_release(&report->problem);
}

static void add_time(GString *record, const char *key, int64_t unix_s)
{
	g_autofree char *text = unix_s > 0 ? when_utc(unix_s) : NULL;

	record_text(record, key, text);
}

static void add_scopes(GString *record, const char *scopes)
{
	g_auto(GStrv) names = scopes ? g_strsplit(scopes, " ", -1) : NULL;
	g_autoptr(GPtrArray) texts = g_ptr_array_new();

	if (!scopes) {
		record_text(record, "scopes", NULL);
		return;
	}
	for (char **name = names; *name; name++) {
		if (**name)
			g_ptr_array_add(texts, *name);
	}
	record_texts(record, "scopes", texts);
}

static void add_credential(GString *record, const struct cred *cred)
{
	static const struct cred none = { 0 };
	g_autofree char *masked = cred ? sealed_mask(&cred->access) : NULL;

	record_text(record, "kind", cred ? cred_kind_name(cred->kind) : NULL);
	record_text(record, "source",
		    cred ? cred_source_name(cred->source) : NULL);
	record_text(record, "masked", masked);
	if (!cred)
		cred = &none;
	add_time(record, "created_at", cred->created_at);
	/* An API key tells none of these, and it does not end. */
	add_scopes(record, cred->oauth.scopes);
	add_time(record, "access_expires_at", cred->oauth.access_expires_at);
	add_time(record, "refresh_expires_at",
		 cred->oauth.has_ended ? 0 : cred->oauth.refresh_expires_at);
}

static void add_limit(GString *record, const struct client_limit *limit)
{
	g_autoptr(GString) object = record_new();

	record_number(object, "limit", limit->limit);
	record_number(object, "remaining", limit->remaining);
	add_time(object, "reset_at", limit->reset_unix_s);
	record_object(record, "rate_limit", object);
}

/* What the command fails with, or what it will fail with some day. */
static const char *problem_of(const struct report *report)
{
	if (report->problem.message || !report->cred ||
	    !report->cred->oauth.has_ended)
		return report->problem.message;
	return "it cannot be refreshed any more: run 'fentu login --web'";
}

static bool print_report(struct ctx *ctx, const struct report *report,
			 struct error *err)
{
	const struct ctx_output wish = { .fields = status_fields,
					 .single = true,
					 .every_field = true };
	g_autoptr(GString) record = record_new();
	AUTO(out_drop) struct out *out = NULL;

	record_text(record, "profile", report->profile);
	record_text(record, "api_url", report->base_url);
	add_credential(record, report->cred);
	add_limit(record, &report->limit);
	if (report->is_checked)
		record_bool(record, "accepted", report->is_accepted);
	else
		record_text(record, "accepted", NULL);
	record_text(record, "problem", problem_of(report));
	return ctx_out(ctx, &wish, &out, err) &&
	       record_write(record, out, err) && out_finish(out, err);
}

static void say_keyring(struct ctx *ctx)
{
	AUTO(store_keyring_facts_release)
	struct store_keyring_facts facts = { 0 };
	AUTO(error_release) struct error err = { 0 };
	enum keyring_reason reason;
	const struct store *keyring;
	struct cred_key key;

	if (!ctx_cred_key(ctx, &key, &err) ||
	    !ctx_keyring_store(ctx, &keyring, &err) ||
	    !store_keyring_probe(keyring, &key, &facts, &reason, &err)) {
		io_warn(ctx_io(ctx), "%s", err.message);
		return;
	}
	io_say(ctx_io(ctx), "Kept in the keyring of %s, collection '%s'.",
	       facts.provider ? facts.provider : "an unknown program",
	       facts.collection ? facts.collection : "?");
	if (facts.duplicates > 0)
		io_warn(ctx_io(ctx), "the keyring holds %u surplus records",
			facts.duplicates);
}

/* In every format: secrets that were to be in a keyring are in a file. */
static void warn_of_file(struct ctx *ctx, const struct cred *cred)
{
	if (cred->source != CRED_FROM_LIBSECRET_FILE)
		return;
	io_warn(ctx_io(ctx),
		"the credential is kept in libsecret's own file, not in the "
		"desktop's keyring, since SECRET_BACKEND=file is set");
	io_hint(ctx_io(ctx),
		"unset SECRET_BACKEND, then run 'fentu login' again");
}

/* For people: where exactly the credential comes from. */
static void say_source(struct ctx *ctx, const struct cred *cred)
{
	if (cred->source == CRED_FROM_KEYRING)
		say_keyring(ctx);
	else if (cred->source_detail)
		io_say(ctx_io(ctx), "Taken from %s.", cred->source_detail);
}

static bool warn_of_age(struct ctx *ctx, const char *profile,
			const struct cred *cred, struct error *err)
{
	int64_t now_s = clock_unix_s(ctx_clock(ctx));
	struct conf *conf;

	if (!ctx_conf(ctx, &conf, err))
		return false;
	if (key_age_is_over(conf, profile, cred, now_s))
		io_warn(ctx_io(ctx),
			"the key was stored %" G_GINT64_FORMAT
			" days ago; replace it with 'fentu token rotate' "
			"(key_max_age is %" G_GINT64_FORMAT ")",
			key_age_days(cred, now_s),
			key_age_limit(conf, profile));
	return true;
}

static bool check(struct ctx *ctx, struct report *report, struct error *err)
{
	AUTO(probe_release) struct probe probe = { 0 };
	const struct api *api;

	if (!ctx_api(ctx, &api, err))
		return false;
	probe_run(api, &probe);
	report->is_checked = probe.verdict != PROBE_UNKNOWN;
	report->is_accepted = probe.verdict == PROBE_ACCEPTED;
	report->limit = client_limit(api->client);
	/* a request that was not let out has no reply to say so */
	if (report->limit.remaining < 0)
		report->limit = client_shared_limit(api->client);
	error_move(&report->problem, &probe.problem);
	return true;
}

static bool status_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	const struct status_opts *opts = call->opts;
	AUTO(report_release)
	struct report report = { .limit = { -1, -1, -1 } };

	if (!ctx_profile(ctx, &report.profile, NULL, err) ||
	    !ctx_api_url(ctx, NULL, &report.base_url, NULL, err))
		return false;
	/* Only that there is no login is a result; the rest is a failure. */
	if (!ctx_credential(ctx, &report.cred, &report.problem) &&
	    report.problem.code != ERR_LOGIN) {
		error_move(err, &report.problem);
		return false;
	}
	if (report.cred &&
	    (opts->offline ? !ctx_limit_seen(ctx, &report.limit, err)
			   : !check(ctx, &report, err)))
		return false;
	if (!print_report(ctx, &report, err))
		return false;
	if (report.cred)
		warn_of_file(ctx, report.cred);
	if (report.cred && !warn_of_age(ctx, report.profile, report.cred, err))
		return false;
	if (report.cred && ctx_format(ctx) == OUT_TABLE)
		say_source(ctx, report.cred);
	if (report.problem.code == ERR_NONE || report.is_accepted)
		return true;
	login_hint_refused(ctx, &report.problem);
	error_move(err, &report.problem);
	return false;
}

static const char *const status_examples[] = {
	"fentu status",
	"fentu status --offline -o json",
	NULL,
};

const struct command cmd_status = {
	.name = "status",
	.summary = "Show the login and whether the API accepts it",
	.group = GROUP_CREDENTIALS,
	.operands = "",
	.opts = status_options,
	.opts_size = sizeof(struct status_opts),
	.run = status_run,
	.is_report = true,
	.examples = status_examples,
};
