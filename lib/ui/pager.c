#include "lib/ui/pager.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/child.h"

/* The words of the command that is asked for; NULL: none is, or it makes no
   sense. */
static char **pager_command(void)
{
	const char *command = g_getenv("FENTU_PAGER");
	g_auto(GStrv) words = NULL;
	char *path;

	if (!command)
		command = g_getenv("PAGER");
	if (!command || !g_shell_parse_argv(command, NULL, &words, NULL) ||
	    strcmp(words[0], "cat") == 0)
		return NULL;
	if (!strchr(words[0], '/')) {
		path = child_find(words[0]);
		if (!path)
			return NULL;
		g_free(words[0]);
		words[0] = path;
	}
	return g_steal_pointer(&words);
}

static bool is_longer_than_a_screen(const struct io *io, const char *text,
				    size_t len)
{
	/* The last line of a screen is the prompt's. */
	unsigned left = io_height(io);
	const char *end = text + len;

	while (left > 0 && text < end) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));

		text = line_end ? line_end + 1 : end;
		left--;
	}
	return left == 0;
}

static bool is_wanted(const struct io *io, const char *text, size_t len)
{
	return io_out_is_terminal(io) && isatty(io_in_fd(io)) &&
	       is_longer_than_a_screen(io, text, len);
}

/* In the child, before it becomes the pager; GLib resets SIGPIPE itself. */
static void give_signals_back(void *before)
{
	(void)signal(SIGXFSZ, SIG_DFL);
	(void)sigprocmask(SIG_SETMASK, before, NULL);
}

/* The pager belongs to our process group, since it reads from the terminal;
   its standard output and error are ours. */
static bool start(char **words, sigset_t *before, GPid *ret_pid, int *ret_fd)
{
	const char *less = g_getenv("LESS");
	g_autofree char *set = g_strconcat("LESS=", less ? less : "FRX", NULL);
	const char *const further[] = { set, NULL };
	g_auto(GStrv) env = child_environment(further);

	return g_spawn_async_with_pipes(
		NULL, words, env, G_SPAWN_DO_NOT_REAP_CHILD, give_signals_back,
		before, ret_pid, ret_fd, NULL, NULL, NULL);
}

/* Whoever has seen enough closes the pipe: no failure, nothing to tell. */
static void feed(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, text, len);

		if (done < 0 && errno != EINTR)
			return;
		if (done > 0) {
			text += done;
			len -= (size_t)done;
		}
	}
}

static void wait_for(GPid pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	g_spawn_close_pid(pid);
}

/*
 * False: it cannot be started. Ctrl-C is the pager's while it runs: what it
 * does with it is its matter, and it must not lose the terminal to the shell
 * because we have ended.
 */
static bool page(char **words, const char *text, size_t len)
{
	const struct timespec no_time = { 0 };
	sigset_t keys, before;
	bool ok;
	GPid pid;
	int fd;

	(void)sigemptyset(&keys);
	(void)sigaddset(&keys, SIGINT);
	(void)sigaddset(&keys, SIGQUIT);
	(void)sigprocmask(SIG_BLOCK, &keys, &before);
	ok = start(words, &before, &pid, &fd);
	if (ok) {
		feed(fd, text, len);
		(void)close(fd);
		wait_for(pid);
		while (sigtimedwait(&keys, NULL, &no_time) > 0)
			;
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return ok;
}

bool pager_write(struct io *io, const char *text, size_t len, struct error *err)
{
	g_auto(GStrv) words = NULL;

	if (is_wanted(io, text, len))
		words = pager_command();
	if (!words)
		return io_write(io, text, len, err);
	return io_flush(io, err) &&
	       (page(words, text, len) || io_write(io, text, len, err));
}
