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
			 "--confirm names '%s', but the profile is '%s'",
			 confirm, profile);
}

static bool check_read_only(struct conf *conf, const char *profile,
			    struct error *err)
{
	if (!conf_get_bool(conf, profile, "read_only"))
		return true;
	error_set(err, ERR_USAGE, "the profile '%s' is read-only", profile);
	return error_hint(err,
			  "choose another with --profile, or run 'fentu config "
			  "unset read_only --profile %s'",
			  profile);
}

bool guard_write(struct ctx *ctx, const char *confirm, struct error *err)
{
	const char *profile, *url;
	struct conf *conf;

	if (ctx_globals(ctx)->dry_run)
		return true;
	if (!ctx_conf(ctx, &conf, err) ||
	    !ctx_profile(ctx, &profile, NULL, err) ||
	    !ctx_api_url(ctx, NULL, &url, NULL, err) ||
	    !check_read_only(conf, profile, err))
		return false;
	if (confirm ? !check_name(confirm, profile, err)
		    : conf_get_bool(conf, profile, "protected") &&
			      !ask_name(ctx, profile, url, err))
		return false;
	io_detail(ctx_io(ctx), "Writing as profile '%s' at %s.", profile, url);
	return true;
}

static bool ask_loss_by_name(struct ctx *ctx, const struct guard_loss *loss,
			     struct error *err)
{
	g_autofree char *question = g_strdup_printf(
		"%s The profile '%s' is protected. Type its name to go on: ",
		loss->question, loss->profile);
	g_autofree char *answer = NULL;

	if (!prompt_line(ctx_io(ctx), question, "--confirm NAME", &answer, err))
		return error_wrap(err, "the profile '%s' is protected",
				  loss->profile);
	return strcmp(answer, loss->profile) == 0 ||
	       error_set(err, ERR_USAGE, "that is not the profile's name; %s",
			 loss->undone);
}

static bool ask_loss(struct ctx *ctx, const struct guard_loss *loss,
		     struct error *err)
{
	g_autofree char *question =
		g_strdup_printf("%s [y/N] ", loss->question);

	if (io_can_ask(ctx_io(ctx)))
		return prompt_consent(ctx_io(ctx), question, loss->undone, err);
	error_set(err, ERR_USAGE,
		  "%s of profile '%s' has to be confirmed, and there is no "
		  "terminal to ask on",
		  loss->what, loss->profile);
	return error_hint(err, "use --yes");
}

bool guard_loss(struct ctx *ctx, const struct guard_loss *loss,
		struct error *err)
{
	struct conf *conf;

	if (!ctx_conf(ctx, &conf, err) ||
	    (loss->confirm && !check_name(loss->confirm, loss->profile, err)))
		return false;
	if (conf_get_bool(conf, loss->profile, "protected"))
		return loss->confirm || ask_loss_by_name(ctx, loss, err);
	return loss->yes || ask_loss(ctx, loss, err);
}

bool guard_revoke(struct ctx *ctx, const struct guard_loss *loss,
		  struct error *err)
{
	struct conf *conf;

	return ctx_conf(ctx, &conf, err) &&
	       check_read_only(conf, loss->profile, err) &&
	       guard_loss(ctx, loss, err);
}

bool guard_where(struct ctx *ctx, char **ret_where, struct error *err)
{
	const struct url *url;
	const char *profile;

	if (!ctx_profile(ctx, &profile, NULL, err) ||
	    !ctx_api_url(ctx, &url, NULL, NULL, err))
		return false;
	*ret_where = g_strdup_printf("in profile '%s' (%s)", profile,
				     strstr(url->origin, "://") + 3);
	return true;
}
