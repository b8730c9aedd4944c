#include "cmd/guard.h"

#include <string.h>

#include "lib/ui/prompt.h"

static bool ask_name(struct ctx *ctx, const char *profile, const char *url,
		     struct error *err)
{
	g_autofree char *question = g_strdup_printf(
		"The profile '%s' (%s) is protected. Type its name to go on: ",
		profile, url);
	g_autofree char *answer = NULL;

	if (!prompt_line(ctx_io(ctx), question, "--confirm NAME", &answer, err))
		return error_wrap(err, "the profile '%s' is protected",
				  profile);
	if (strcmp(answer, profile) != 0)
		return error_set(err, ERR_USAGE,
				 "that is not the profile's name; nothing was "
				 "sent");
	return true;
}

static bool check_name(const char *confirm, const char *profile,
		       struct error *err)
{
	if (strcmp(confirm, profile) == 0)
		return true;
	return error_set(err, ERR_USAGE,
			 "--confirm names '%s', but the profile in force is "
			 "'%s'",
			 confirm, profile);
}

bool guard_write(struct ctx *ctx, const char *confirm, struct error *err)
{
	const char *profile, *url;
	struct conf *conf;

	if (ctx_globals(ctx)->dry_run)
		return true;
	if (!ctx_conf(ctx, &conf, err) ||
	    !ctx_profile(ctx, &profile, NULL, err) ||
	    !ctx_api_url(ctx, NULL, &url, NULL, err))
		return false;
	if (conf_get_bool(conf, profile, "read_only")) {
		error_set(err, ERR_USAGE, "the profile '%s' is read-only",
			  profile);
		return error_hint(err,
				  "choose another with --profile, or run "
				  "'fentu config unset read_only --profile %s'",
				  profile);
	}
	if (confirm ? !check_name(confirm, profile, err)
		    : conf_get_bool(conf, profile, "protected") &&
			      !ask_name(ctx, profile, url, err))
		return false;
	io_detail(ctx_io(ctx), "Writing as profile '%s' at %s.", profile, url);
	return true;
}
