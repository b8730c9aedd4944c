/*
 * fentu-sandbox: a local Fentu API with made-up data.
 */
#include "cmd/sandbox/command.h"
#include "cmd/sandbox/extra.h"
#include "cmd/sandbox/fault.h"
#include "cmd/sandbox/gzip.h"
#include "cmd/sandbox/journal.h"
#include "cmd/sandbox/limits.h"
#include "cmd/sandbox/listen.h"
#include "cmd/sandbox/options.h"
#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/serve.h"
#include "cmd/sandbox/store.h"
#include "cmd/sandbox/tls.h"
#include "cmd/sandbox/token.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* For what is wrong with the command line or the machine. */
#define STATUS_ERROR 2

/* Everything that a run needs, in the order in which it is made. */
struct run {
	struct options options;
	struct tls tls;
	struct sandbox box;
	struct server *server;
	char *url, *key;
};

static void run_release(struct run *run)
{
	serve_stop(run->server);
	store_free(run->box.store);
	limits_free(run->box.limits);
	journal_free(run->box.journal);
	gzip_cache_free(run->box.compressed);
	g_free(run->box.origin);
	tls_release(&run->tls);
	options_release(&run->options);
	g_free(run->url);
	g_free(run->key);
}

static bool open_store(struct run *run, GError **error)
{
	const char *given = g_getenv("FENTU_API_KEY");
	const struct token_facts facts = { .kind = "api_key",
					   .scopes = "admin" };
	struct sql *sql = NULL;

	/* A command gets a key of its own: the caller's may be a real one. */
	run->key = run->options.listen && given && *given ? g_strdup(given)
							  : token_fresh();
	if (!store_open(run->options.db, &run->options.world, &run->box.store,
			error))
		return false;
	sql = store_sql(run->box.store);
	return token_create_table(sql, error) &&
	       extra_create_table(sql, error) &&
	       token_add(sql, run->key, &facts, error);
}

static bool start(struct run *run, GError **error)
{
	const char *where =
		run->options.listen ? run->options.listen : "127.0.0.1:0";
	g_autofree char *host = NULL;
	uint16_t port = 0;
	int fd = -1;

	if (!open_store(run, error) ||
	    (run->options.tls && !tls_make(&run->tls, error)) ||
	    !listen_at(where, &fd, &host, &port, error))
		return false;
	run->box.settings = run->options.settings;
	run->box.faults = run->options.faults;
	run->box.limits = limits_new();
	run->box.journal = journal_new();
	run->box.compressed = gzip_cache_new();
	run->box.origin = g_strdup_printf(
		"%s://%s:%u", run->options.tls ? "https" : "http", host, port);
	run->url = g_strconcat(run->box.origin, "/v1", NULL);
	return serve_start(&run->box, fd,
			   run->options.tls ? &run->tls.identity : NULL,
			   &run->server, error);
}

/* Plain if the shell takes it as it is, for those who read it by eye. */
static void export(const char *name, const char *value)
{
	static const char plain[] =
		G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-.:/";
	g_autofree char *quoted = g_shell_quote(value);

	printf("export %s=%s\n", name,
	       value[strspn(value, plain)] == '\0' ? value : quoted);
}

static bool print_exports(const struct run *run, GError **error)
{
	export("FENTU_API_URL", run->url);
	export("FENTU_OAUTH_URL", run->box.origin);
	export("FENTU_API_KEY", run->key);
	if (run->options.tls)
		export("FENTU_SANDBOX_CA", run->tls.ca_path);
	if (fflush(stdout) != 0)
		return fail(error, "cannot write: %s", g_strerror(errno));
	return true;
}

/* The shell's $(...) waits until nobody can write to its pipe any more. */
static void let_go_of_stdout(void)
{
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nowhere < 0)
		return;
	dup2(nowhere, STDOUT_FILENO);
	close(nowhere);
}

static gboolean on_signal(gpointer loop)
{
	g_main_loop_quit(loop);
	return G_SOURCE_CONTINUE;
}

static bool serve_until_signal(const struct run *run, GMainLoop *loop,
			       GError **error)
{
	g_unix_signal_add(SIGINT, on_signal, loop);
	g_unix_signal_add(SIGTERM, on_signal, loop);
	if (!print_exports(run, error))
		return false;
	let_go_of_stdout();
	g_main_loop_run(loop);
	return true;
}

static bool serve_command(const struct run *run, GMainLoop *loop,
			  int *ret_status, GError **error)
{
	char **environment = g_get_environ();
	struct command *command = NULL;
	bool started = false;

	environment =
		g_environ_setenv(environment, "FENTU_API_URL", run->url, TRUE);
	environment = g_environ_setenv(environment, "FENTU_OAUTH_URL",
				       run->box.origin, TRUE);
	environment =
		g_environ_setenv(environment, "FENTU_API_KEY", run->key, TRUE);
	if (run->options.tls)
		environment = g_environ_setenv(environment, "FENTU_SANDBOX_CA",
					       run->tls.ca_path, TRUE);
	started = command_start(run->options.command, environment, loop,
				&command, error);
	g_strfreev(environment);
	if (!started)
		return false;
	g_main_loop_run(loop);
	*ret_status = command_status(command);
	command_free(command);
	return true;
}

static bool run_all(int argc, char **argv, int *ret_status, GError **error)
{
	AUTO(run_release) struct run run = { 0 };
	g_autoptr(GMainLoop) loop = NULL;

	if (!options_parse(argc, argv, &run.options, error))
		return false;
	if (run.options.helped)
		return true;
	if (!start(&run, error))
		return false;
	loop = g_main_loop_new(NULL, FALSE);
	return run.options.listen
		       ? serve_until_signal(&run, loop, error)
		       : serve_command(&run, loop, ret_status, error);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int status = 0;

	setlocale(LC_ALL, "");
	signal(SIGPIPE, SIG_IGN);
	if (run_all(argc, argv, &status, &error))
		return status;
	fprintf(stderr, "fentu-sandbox: error: %s\n", error->message);
	return STATUS_ERROR;
}
