#include <string.h>
#include <unistd.h>

#include "cmd/login_web.h"
#include "cmd/text.h"
#include "lib/auth/browser.h"
#include "lib/ui/prompt.h"

enum { WAIT_S = 300 };

/* A browser that was started, looked after while we wait. */
struct started {
	struct io *io;
	const char *unsaid; /* the address, when it is still to be told */
	struct child_launched child;
	const char *name;
	struct loopback_aside aside;
};

/* The person has to open the address, and so must have it. */
static void leave_to_person(struct started *browser)
{
	if (browser->unsaid)
		io_tell(browser->io, "%s", browser->unsaid);
	browser->unsaid = NULL;
}

static void tell_end(struct started *browser, int status)
{
	if (status == 0)
		return;
	io_warn(browser->io,
		"'%s' ended with status %d; open the address yourself",
		browser->name, status);
	leave_to_person(browser);
}

static void look_after(struct loopback_aside *aside, bool is_readable)
{
	struct started *browser = aside->user;
	int status = 0;

	(void)is_readable; /* it is looked at in either case */
	if (child_launched_ended(&browser->child, &status)) {
		tell_end(browser, status);
	} else if (aside->due_ms >= 0) {
		child_launched_kill(&browser->child);
		io_warn(browser->io,
			"'%s' does not come to an end; open the address "
			"yourself if no browser did",
			browser->name);
		leave_to_person(browser);
	}
	aside->fd = browser->child.fd;
	aside->due_ms = -1;
}

static void started_release(struct started *browser)
{
	child_launched_release(&browser->child);
}

static const char *lookup(const char *name)
{
	return g_getenv(name);
}

static void show_address(struct web *web, const char *words)
{
	io_say(ctx_io(web->ctx), "%s", words);
	io_tell(ctx_io(web->ctx), "%s", web->url);
}

/* Over ssh the browser is likely to be on another machine. */
static void show_way_back(struct web *web)
{
	const char *port = strrchr(loopback_host(web->loopback), ':') + 1;

	io_hint(ctx_io(web->ctx),
		"if the browser is on another machine, forward the port with "
		"'ssh -L %s:%s HOST', or use --manual",
		port, loopback_host(web->loopback));
}

static void start_browser(struct web *web, struct browser_command *command,
			  struct started *browser)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *words = g_strdup_printf(
		"Opening the browser to log in at %s. If it does not open, "
		"visit:",
		web->oauth.root.origin);

	io_say(browser->io, "%s", words);
	io_say(browser->io, "%s", web->url);
	if (ctx_globals(web->ctx)->quiet)
		browser->unsaid = web->url;
	browser->name = command->argv[0];
	if (!browser_start(command, &browser->child, &err)) {
		io_warn(browser->io, "%s; open the address yourself",
			err.message);
		leave_to_person(browser);
		return;
	}
	browser->aside.fd = browser->child.fd;
	if (command->is_opener || browser->child.fd < 0)
		browser->aside.due_ms =
			clock_mono_ms(ctx_clock(web->ctx)) + BROWSER_OPENER_MS;
}

static void show_page(struct web *web, struct browser_command *command,
		      struct started *browser)
{
	static const struct browser_world world = { lookup, child_find };
	enum browser_place place =
		web->opts->no_browser
			? BROWSER_NONE
			: browser_choose(&world, web->url, command);

	if (place == BROWSER_HERE) {
		start_browser(web, command, browser);
		return;
	}
	show_address(web, web->opts->no_browser
				  ? "To log in, visit:"
				  : "No browser can be started here. To log "
				    "in, visit:");
	if (place == BROWSER_REMOTE || place == BROWSER_NO_DISPLAY ||
	    lookup("SSH_CONNECTION"))
		show_way_back(web);
}

static const char *judge(void *user, const char *query)
{
	struct web *web = user;

	redirect_judge(query, &web->wish, &web->answer);
	if (web->answer.kind == REDIRECT_FOREIGN)
		return NULL;
	return text_find(landing_pages, web->answer.kind == REDIRECT_CODE
						? "landed"
						: "refused")
		->text;
}

static void tell_foreign(void *user)
{
	struct web *web = user;

	io_warn(ctx_io(web->ctx),
		"ignored an answer from another user of this machine, or from "
		"a program that did not wait for the reply");
	io_hint(ctx_io(web->ctx), "if that was your browser, log in with "
				  "--manual");
}

/* Under sudo the browser is that of the person who ran it. */
static long friend_uid(void)
{
	const char *text = geteuid() == 0 ? g_getenv("SUDO_UID") : NULL;
	guint64 uid = 0;

	return text && g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT, &uid,
						  NULL)
		       ? (long)uid
		       : 0;
}

static bool listen_for_answer(struct web *web, struct error *err)
{
	long given_s = ctx_globals(web->ctx)->timeout_s;
	AUTO(browser_command_release) struct browser_command command = { 0 };
	AUTO(started_release)
	struct started browser = {
		.io = ctx_io(web->ctx),
		.child = { .fd = -1 },
		.aside = { .fd = -1, .due_ms = -1, .run = look_after }
	};
	const struct loopback_wait wait = {
		.path = "/callback",
		.timeout_ms = (given_s > 0 ? given_s : WAIT_S) * 1000,
		.judge = judge,
		.foreign = tell_foreign,
		.user = web,
		.friend_uid = friend_uid(),
		.aside = &browser.aside,
	};
	bool ok;

	browser.aside.user = &browser;
	show_page(web, &command, &browser);
	io_status(browser.io, "Waiting for the browser (Ctrl-C stops)");
	ok = loopback_wait(web->loopback, &wait, err);
	io_status(browser.io, NULL);
	if (!ok && err->code == ERR_LOGIN)
		(void)error_hint(err, "run 'fentu login --web' again; "
				      "--timeout SECONDS waits longer");
	return ok;
}

static bool read_answer(struct web *web, struct error *err)
{
	AUTO(sealed_release) struct sealed text = { 0 };
	struct io *io = ctx_io(web->ctx);

	show_address(web, "To log in, visit:");
	io_say(io, "At the end the browser shows a page that cannot be "
		   "reached. Copy its address.");
	return prompt_secret(io, "That address, or the code (not shown): ",
			     "a terminal, or log in without --manual", &text,
			     err) &&
	       redirect_pasted(&text, &web->wish, &web->answer, err);
}

bool login_web_ask(struct web *web, struct error *err)
{
	return web->opts->manual ? read_answer(web, err)
				 : listen_for_answer(web, err);
}
