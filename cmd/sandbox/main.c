/*
 * fentu-sandbox: a local Fentu API with made-up data.
 */
#include "cmd/sandbox/client.h"
#include "cmd/sandbox/command.h"
#include "cmd/sandbox/consent.h"
#include "cmd/sandbox/extra.h"
#include "cmd/sandbox/fault.h"
#include "cmd/sandbox/grant.h"
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
	const char *client;
	char *secret; /* of the client */
};

static void run_release(struct run *run)
{
	serve_stop(run->server);
	store_free(run->box.store);
	limits_free(run->box.limits);
	journal_free(run->box.journal);
	consents_free(run->box.consents);
	gzip_cache_free(run->box.compressed);
	g_free(run->box.origin);
	tls_release(&run->tls);
	options_release(&run->options);
	g_free(run->url);
	g_free(run->key);
	g_free(run->secret);
}

/* A value of the environment, for --listen; a command gets what is fresh: the
   caller's may be a real one. */
static const char *given(const struct run *run, const char *name)
{
	const char *value = run->options.listen ? g_getenv(name) : NULL;

	return value && *value ? value : NULL;
}

/* Owned by the caller. */
static char *given_or_fresh(const struct run *run, const char *name)
{
	const char *value = given(run, name);

	return value ? g_strdup(value) : token_fresh();
}

static bool open_store(struct run *run, GError **error)
{
	const struct token_facts facts = { .kind = TOKEN_API_KEY,
					   .scopes = "admin" };
	struct sql *sql = NULL;

	run->key = given_or_fresh(run, "FENTU_API_KEY");
	run->secret = given_or_fresh(run, "FENTU_CLIENT_SECRET");
	run->client = given(run, "FENTU_CLIENT_ID");
	if (!run->client)
		run->client = CLIENT_ID;
	if (!store_open(run->options.db, &run->options.world, &run->box.store,
			error))
		return false;
	sql = store_sql(run->box.store);
	return token_create_table(sql, error) &&
	       client_create_table(sql, error) &&
	       grant_create_table(sql, error) &&
	       client_add(sql, run->client, run->secret, error) &&
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
	run->box.consents = consents_new();
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

/* What tells a client of this sandbox; a NULL value is left out. */
struct variable {
	const char *name, *value;
};
#define VARIABLES 6

static void list_variables(const struct run *run,
			   struct variable variables[static VARIABLES])
{
	const struct variable all[VARIABLES] = {
		{ "FENTU_API_URL", run->url },
		{ "FENTU_OAUTH_URL", run->box.origin },
		{ "FENTU_API_KEY", run->key },
		{ "FENTU_CLIENT_ID", run->client },
		{ "FENTU_CLIENT_SECRET", run->secret },
		{ "FENTU_SANDBOX_CA", run->tls.ca_path },
	};

	memcpy(variables, all, sizeof(all));
}

static bool print_exports(const struct run *run, GError **error)
{
	struct variable variables[VARIABLES];

	list_variables(run, variables);
	for (size_t i = 0; i < VARIABLES; i++)
		if (variables[i].value)
			export(variables[i].name, variables[i].value);
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
	struct variable variables[VARIABLES];
	char **environment = g_get_environ();
	struct command *command = NULL;
	bool started = false;

	list_variables(run, variables);
	for (size_t i = 0; i < VARIABLES; i++)
		if (variables[i].value)
			environment =
				g_environ_setenv(environment, variables[i].name,
						 variables[i].value, TRUE);
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
	g_set_prgname("fentu sandbox"); /* as it is called, also in its help */
	signal(SIGPIPE, SIG_IGN);
	if (run_all(argc, argv, &status, &error))
		return status;
	fprintf(stderr, "fentu: error: %s\n", error->message);
	if (error->domain == G_OPTION_ERROR)
		fprintf(stderr,
			"hint: 'fentu sandbox --help' lists the options\n");
	return STATUS_ERROR;
}
