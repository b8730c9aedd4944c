#include "lib/net/loopback.h"

#include <arpa/inet.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE "<style>p{}</style><p>done"

static const char *take_right(void *user, const char *query)
{
	unsigned *judged = user;

	(*judged)++;
	return strcmp(query, "right") ? NULL : PAGE;
}

static int port_of(const struct loopback *loopback)
{
	const char *colon = strrchr(loopback_host(loopback), ':');

	return (int)g_ascii_strtoll(colon + 1, NULL, 10);
}

static int connect_to(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static void send_text(int fd, const char *text)
{
	g_assert_cmpint(send(fd, text, strlen(text), MSG_NOSIGNAL), ==,
			(ssize_t)strlen(text));
}

/* Ask, and take the whole answer. */
static char *ask(int port, const char *target)
{
	g_autofree char *head = g_strdup_printf(
		"GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", target, port);
	GString *answer = g_string_new(NULL);
	int fd = connect_to(port);
	char bytes[512];
	ssize_t got;

	if (fd < 0)
		return g_string_free(answer, FALSE);
	send_text(fd, head);
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		g_string_append_len(answer, bytes, got);
	(void)close(fd);
	return g_string_free(answer, FALSE);
}

/* A client, in a process of its own, that ends with `status`. */
static pid_t in_child(int (*run)(int port), int port)
{
	pid_t pid = fork();

	g_assert_cmpint(pid, >=, 0);
	if (pid == 0)
		_exit(run(port));
	return pid;
}

static int status_of(pid_t pid)
{
	int status = -1;

	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

static struct loopback *listening(void)
{
	AUTO(error_release) struct error err = { 0 };
	struct loopback *loopback = NULL;

	g_assert_true(loopback_open(0, &loopback, &err));
	return loopback;
}

static bool starts(const char *text, const char *start)
{
	return g_str_has_prefix(text, start);
}

static int ask_wrong_then_right(int port)
{
	g_autofree char *icon = ask(port, "/favicon.ico");
	g_autofree char *wrong = ask(port, "/callback?wrong");
	g_autofree char *other = ask(port, "/callback?another<script>");
	g_autofree char *right = ask(port, "/callback?right");
	bool ok = starts(icon, "HTTP/1.1 404 ") &&
		  starts(wrong, "HTTP/1.1 400 ") && !strcmp(wrong, other) &&
		  starts(right, "HTTP/1.1 200 OK\r\n") &&
		  strstr(right, "Cache-Control: no-store\r\n") &&
		  strstr(right, "Referrer-Policy: no-referrer\r\n") &&
		  strstr(right, "default-src 'none'; style-src 'sha256-") &&
		  g_str_has_suffix(right, "\r\n\r\n" PAGE);

	return ok ? 0 : 1;
}

static void only_what_is_accepted_ends_the_waiting(void)
{
	AUTO(loopback_drop) struct loopback *loopback = listening();
	AUTO(error_release) struct error err = { 0 };
	unsigned judged = 0;
	const struct loopback_wait wait = { .path = "/callback",
					    .timeout_ms = 60000,
					    .judge = take_right,
					    .user = &judged };
	int port = port_of(loopback);
	pid_t pid = in_child(ask_wrong_then_right, port);

	g_assert_true(loopback_wait(loopback, &wait, &err));
	g_assert_cmpint(status_of(pid), ==, 0);
	g_assert_cmpuint(judged, ==, 3);
	g_assert_cmpint(connect_to(port), ==, -1);
}

/* More than there are places for, all of them slow. */
static int crowd_then_ask(int port)
{
	for (int i = 0; i < 3 * LOOPBACK_CONNECTIONS_MAX; i++) {
		int fd = connect_to(port);

		if (fd < 0)
			return 2;
		(void)!send(fd, "GET /callback?ri", 16, MSG_NOSIGNAL);
	}
	g_autofree char *right = ask(port, "/callback?right");
	return starts(right, "HTTP/1.1 200 ") ? 0 : 1;
}

static void slow_ones_hold_nobody_up(void)
{
	AUTO(loopback_drop) struct loopback *loopback = listening();
	AUTO(error_release) struct error err = { 0 };
	unsigned judged = 0;
	const struct loopback_wait wait = { .path = "/callback",
					    .timeout_ms = 60000,
					    .judge = take_right,
					    .user = &judged };
	pid_t pid = in_child(crowd_then_ask, port_of(loopback));

	g_assert_true(loopback_wait(loopback, &wait, &err));
	g_assert_cmpint(status_of(pid), ==, 0);
}

/* The strongest claim on a port that another program can lay: bound and
   listening with every option that shares it. True: it has got the port. */
static bool stranger_gets(const char *host, int port, int *ret_fd)
{
	const int on = 1, off = 0;
	bool is_six = strchr(host, ':') != NULL;
	struct sockaddr_in in4 = { .sin_family = AF_INET,
				   .sin_port = htons((uint16_t)port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
				    .sin6_port = htons((uint16_t)port) };
	int fd = socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC,
			0);

	if (fd < 0)
		return false;
	*ret_fd = fd;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	if (!is_six)
		return inet_pton(AF_INET, host, &in4.sin_addr) == 1 &&
		       bind(fd, (struct sockaddr *)&in4, sizeof(in4)) == 0 &&
		       listen(fd, 1) == 0;
	(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	return inet_pton(AF_INET6, host, &in6.sin6_addr) == 1 &&
	       bind(fd, (struct sockaddr *)&in6, sizeof(in6)) == 0 &&
	       listen(fd, 1) == 0;
}

/* Every address at which connections to 127.0.0.1 would arrive. */
static const char *const overlapping[] = { "127.0.0.1", "0.0.0.0",
					   "::", "::ffff:127.0.0.1" };

static void claim_again(int port, struct loopback **ret_loopback)
{
	AUTO(error_release) struct error err = { 0 };

	loopback_free(*ret_loopback);
	*ret_loopback = NULL;
	if (!loopback_open(port, ret_loopback, &err))
		g_error("%s", err.message);
}

static int ask_right(int port)
{
	g_autofree char *right = ask(port, "/callback?right");

	return starts(right, "HTTP/1.1 200 ") ? 0 : 1;
}

/* Who closes a connection first keeps its end for a minute: us. */
static void a_port_can_be_used_again_at_once(void)
{
	AUTO(loopback_drop) struct loopback *loopback = listening();
	AUTO(error_release) struct error err = { 0 };
	unsigned judged = 0;
	const struct loopback_wait wait = { .path = "/callback",
					    .timeout_ms = 60000,
					    .judge = take_right,
					    .user = &judged };
	int port = port_of(loopback);

	claim_again(port, &loopback);
	for (unsigned i = 0; i < 2; i++) {
		pid_t pid = in_child(ask_right, port);

		g_assert_true(loopback_wait(loopback, &wait, &err));
		g_assert_cmpint(status_of(pid), ==, 0);
		claim_again(port, &loopback);
	}
}

static void nobody_else_can_have_the_port(void)
{
	AUTO(loopback_drop) struct loopback *loopback = listening();
	AUTO(loopback_drop) struct loopback *reserved = NULL;
	AUTO(error_release) struct error err = { 0 };
	int port = port_of(loopback);
	int fd = -1;

	claim_again(port, &loopback);
	for (size_t i = 0; i < G_N_ELEMENTS(overlapping); i++) {
		g_assert_false(stranger_gets(overlapping[i], port, &fd));
		(void)close(fd);
	}
	g_assert_true(loopback_reserve(0, &reserved, &err));
	port = port_of(reserved);
	for (size_t i = 0; i < G_N_ELEMENTS(overlapping); i++) {
		g_assert_false(stranger_gets(overlapping[i], port, &fd));
		(void)close(fd);
	}
}

static void a_stranger_s_port_is_not_shared(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(overlapping); i++) {
		AUTO(loopback_drop) struct loopback *loopback = listening();
		AUTO(loopback_drop) struct loopback *second = NULL;
		AUTO(error_release) struct error err = { 0 };
		int port = port_of(loopback);
		int fd = -1;

		loopback_free(g_steal_pointer(&loopback));
		if (stranger_gets(overlapping[i], port, &fd)) {
			g_assert_false(loopback_open(port, &second, &err));
			g_assert_false(loopback_reserve(port, &second, &err));
		} else {
			g_test_message("no %s here", overlapping[i]);
		}
		(void)close(fd);
	}
}

static void nobody_connects_to_one_that_is_reserved(void)
{
	AUTO(loopback_drop) struct loopback *loopback = NULL;
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(loopback_reserve(0, &loopback, &err));
	g_assert_true(starts(loopback_host(loopback), "127.0.0.1:"));
	g_assert_cmpint(connect_to(port_of(loopback)), ==, -1);
}

static void a_port_that_is_taken_is_named(void)
{
	AUTO(loopback_drop) struct loopback *loopback = listening();
	AUTO(loopback_drop) struct loopback *second = NULL;
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *words = g_strdup_printf("port %d ", port_of(loopback));

	g_assert_false(loopback_open(port_of(loopback), &second, &err));
	g_assert_cmpint(err.code, ==, ERR_OTHER);
	g_assert_nonnull(strstr(err.message, words));
}

static void the_time_ends(void)
{
	AUTO(loopback_drop) struct loopback *loopback = listening();
	AUTO(error_release) struct error err = { 0 };
	const struct loopback_wait wait = { .path = "/callback",
					    .timeout_ms = 30,
					    .judge = take_right };

	g_assert_false(loopback_wait(loopback, &wait, &err));
	g_assert_cmpint(err.code, ==, ERR_LOGIN);
	g_assert_cmpint(connect_to(port_of(loopback)), ==, -1);
}

static void a_signal_ends_it(void)
{
	AUTO(loopback_drop) struct loopback *loopback = listening();
	AUTO(error_release) struct error err = { 0 };
	const struct loopback_wait wait = { .path = "/callback",
					    .timeout_ms = 60000,
					    .judge = take_right };
	sigset_t mask, before, after;

	/* held back, so that it is there when the waiting begins */
	(void)sigemptyset(&mask);
	(void)sigaddset(&mask, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &mask, &before);
	(void)raise(SIGINT);
	g_assert_false(loopback_wait(loopback, &wait, &err));
	g_assert_cmpint(err.code, ==, ERR_INTERRUPTED);
	g_assert_cmpint(err.signal, ==, SIGINT);
	(void)sigprocmask(SIG_SETMASK, &before, &after);
	g_assert_true(sigismember(&after, SIGINT));
	g_assert_false(sigismember(&after, SIGTERM));
}

static void run_once(struct loopback_aside *aside, bool is_readable)
{
	int *runs = aside->user;

	*runs += is_readable ? 10 : 1;
	aside->due_ms = -1;
	aside->fd = -1;
}

static void what_stands_aside_is_seen_to(void)
{
	for (int i = 0; i < 2; i++) {
		AUTO(loopback_drop) struct loopback *loopback = listening();
		AUTO(error_release) struct error err = { 0 };
		int runs = 0, ends[2];
		struct loopback_aside aside = { .run = run_once,
						.user = &runs,
						.fd = -1,
						.due_ms = i == 0 ? 0 : -1 };
		const struct loopback_wait wait = { .path = "/callback",
						    .timeout_ms = 50,
						    .judge = take_right,
						    .aside = &aside };

		g_assert_cmpint(pipe(ends), ==, 0);
		g_assert_cmpint(close(ends[1]), ==, 0);
		if (i == 1)
			aside.fd = ends[0];
		g_assert_false(loopback_wait(loopback, &wait, &err));
		g_assert_cmpint(runs, ==, i == 0 ? 1 : 10);
		(void)close(ends[0]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/loopback/only what is accepted ends the waiting",
			only_what_is_accepted_ends_the_waiting);
	g_test_add_func("/loopback/slow ones hold nobody up",
			slow_ones_hold_nobody_up);
	g_test_add_func("/loopback/nobody connects to one that is reserved",
			nobody_connects_to_one_that_is_reserved);
	g_test_add_func("/loopback/a port can be used again at once",
			a_port_can_be_used_again_at_once);
	g_test_add_func("/loopback/nobody else can have the port",
			nobody_else_can_have_the_port);
	g_test_add_func("/loopback/a stranger's port is not shared",
			a_stranger_s_port_is_not_shared);
	g_test_add_func("/loopback/a port that is taken is named",
			a_port_that_is_taken_is_named);
	g_test_add_func("/loopback/the time ends", the_time_ends);
	g_test_add_func("/loopback/a signal ends it", a_signal_ends_it);
	g_test_add_func("/loopback/what stands aside is seen to",
			what_stands_aside_is_seen_to);
	return g_test_run();
}
