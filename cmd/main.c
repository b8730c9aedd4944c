/*
 * The one entry and the one exit.
 */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cmd/admin_hint.h"
#include "cmd/commands.h"
#include "cmd/ctx.h"
#include "cmd/external.h"
#include "cmd/help.h"
#include "cmd/login_hint.h"
#include "cmd/not_found_hint.h"
#include "cmd/scope_hint.h"
#include "cmd/version.h"
#include "lib/ui/out.h"

/* A file opened later must not become stdout by accident. A stdout that was
   closed cannot be written to, so that output does not get lost unnoticed. */
static bool open_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int mode = fd == STDOUT_FILENO ? O_RDONLY : O_RDWR;

		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", mode | O_NOCTTY) != fd)
			return false;
	}
	return true;
}

/* Before the first secret is read: no core dump, no debugger of the same
   user. Sanitizers need both, so their builds leave this out. */
static void keep_memory_private(void)
{
#ifndef FENTU_DEBUGGABLE
	struct rlimit limit;

	(void)prctl(PR_SET_DUMPABLE, 0);
	if (getrlimit(RLIMIT_CORE, &limit) == 0) {
		limit.rlim_cur = 0;
		(void)setrlimit(RLIMIT_CORE, &limit);
	}
#endif
}

static bool run_command(struct ctx *ctx, const struct command_found *found,
			struct error *err)
{
	const struct call *call = &found->call;

	if ((call->command->needs & NEEDS_EFFECT) && ctx_globals(ctx)->dry_run)
		return error_set(err, ERR_USAGE,
				 "'%s' cannot be rehearsed with --dry-run",
				 call->path);
	if (call->command->is_report)
		ctx_prefer_table(ctx);
	ctx_count_begin(ctx, call->path);
	if (!call->command->run(ctx, call, err) || !io_flush(ctx_io(ctx), err))
		return false;
	admin_hint(ctx, call);
	return true;
}

/* A command that did what it was asked to has failed all the same if the
   login is lost behind it. */
static bool finish(struct ctx *ctx, bool ok, struct error *err)
{
	AUTO(error_release) struct error problem = { 0 };

	if (ctx_finish(ctx, &problem))
		return ok;
	if (ok)
		error_move(err, &problem);
	else
		io_warn(ctx_io(ctx), "%s", problem.message);
	return false;
}

/* A mistake in the command line ends its reading before an option behind it
   that says how errors are to be reported. */
static void find_format(struct ctx *ctx, struct strv words)
{
	const char *value = opt_glimpse(global_options, "output", words);

	for (int i = 0; value && out_format_names[i]; i++)
		if (strcmp(out_format_names[i], value) == 0)
			ctx_globals(ctx)->output = i;
}

static bool run(struct ctx *ctx, struct strv words, struct error *err)
{
	AUTO(command_found_release) struct command_found found = { 0 };
	bool ok = command_find(&command_tree, words, ctx_globals(ctx), &found,
			       err);

	if (!ok || found.external)
		find_format(ctx, words);
	ctx_configure(ctx);
	if (!ok)
		return false;
	if (ctx_globals(ctx)->version)
		return version_print(ctx_io(ctx), err);
	if (found.external)
		return external_run(words, found.first_word, err);
	if (found.help)
		return help_print(ctx_io(ctx), &found, err);
	ok = run_command(ctx, &found, err);
	if (!ok) {
		login_hint(ctx, &found.call, err);
		scope_hint(ctx, &found.call, err);
		not_found_hint(&found.call, err);
	}
	return finish(ctx, ok, err);
}

/* End as the signal would have ended us, so that a shell sees it. */
static int die_by(int number)
{
	(void)signal(number, SIG_DFL);
	(void)raise(number);
	return 128 + number;
}

int main(int argc, char **argv)
{
	AUTO(error_release) struct error err = { 0 };
	const struct strv words = { argv + 1, argc > 0 ? (size_t)argc - 1 : 0 };
	struct ctx *ctx;
	int number = 0;

	if (!open_standard_streams())
		return 1;
	keep_memory_private();
	/* as errors of the call, they can be reported */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);

	ctx = ctx_open();
	if (!run(ctx, words, &err))
		io_error(ctx_io(ctx), &err);
	ctx_free(ctx);

	if (err.code == ERR_INTERRUPTED)
		number = err.signal;
	else if (err.code == ERR_CLOSED_PIPE)
		number = SIGPIPE;
	return number ? die_by(number) : error_exit_status(&err);
}
