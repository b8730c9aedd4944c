/*
 * fentu-keyring: asks the desktop keyring on behalf of fentu.
 *
 * A program of its own because a keyring can keep a caller for ever, and only
 * a process can be ended at a moment of our choosing.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cmd/keyring/reply.h"
#include "cmd/keyring/request.h"
#include "cmd/keyring/serve.h"

enum { EXIT_ANSWERED = 0, EXIT_NO_ANSWER = 1, EXIT_BAD_CALL = 2 };

/* Before the first secret is read: no core dump, no debugger of the same
   user. Sanitizers need both, so their builds leave this out. */
static void keep_memory_private(void)
{
#ifndef FENTU_DEBUGGABLE
	const struct rlimit none = { 0, 0 };

	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
#endif
}

static void serve(struct reply *reply)
{
	AUTO(request_release) struct request request = { 0 };
	AUTO(error_release) struct error err = { 0 };

	if (!request_read(&request, STDIN_FILENO, &err))
		reply_fail(reply, KEYRING_FAILED, KEYRING_BAD_REQUEST,
			   err.message);
	else if (g_strcmp0(g_getenv("SECRET_BACKEND"), "file") == 0)
		serve_file(&request, reply);
	else
		serve_service(&request, reply);
}

int main(int argc, char **argv)
{
	AUTO(reply_release) struct reply reply = { 0 };
	AUTO(error_release) struct error err = { 0 };

	(void)argv;
	if (argc > 1 || isatty(STDIN_FILENO)) {
		fputs("fentu: error: the keyring helper is run by fentu; see "
		      "fentu-credentials(7)\n",
		      stderr);
		return EXIT_BAD_CALL;
	}
	keep_memory_private();
	(void)signal(SIGXFSZ, SIG_IGN); /* libsecret may keep a file */
	serve(&reply);
	if (reply_write(&reply, STDOUT_FILENO, &err))
		return EXIT_ANSWERED;
	fprintf(stderr, "fentu: error: keyring helper: %s\n", err.message);
	return EXIT_NO_ANSWER;
}
