#include "lib/ui/prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/ui/capture.h"

enum { PATIENCE_MS = 10 * 1000 };

/* A child with a terminal of its own that asks one question. */
struct child {
	pid_t pid;
	int master;  /* its terminal */
	int results; /* what it found out, see tell() */
	struct termios before;
	GString *seen; /* what the terminal showed */
};

/* In the child: how it went, for the parent, who reads until the end. */
static void tell(int fd, const char *text, const struct error *err)
{
	g_autofree char *line =
		text ? g_strdup_printf("answer %s", text)
		     : g_strdup_printf("%s / %s", err->message,
				       err->hint ? err->hint : "");

	g_assert_cmpint(write(fd, line, strlen(line)), >, 0);
}

static int ask_secret(int results)
{
	AUTO(sealed_release) struct sealed secret = { 0 };
	AUTO(error_release) struct error err = { 0 };
	struct io *io = io_open();
	bool ok = prompt_secret(io, "Key? ", "--key-stdin", &secret, &err);

	tell(results, ok ? sealed_reveal(&secret) : NULL, &err);
	io_free(io);
	return error_exit_status(&err);
}

static int ask_choice(int results)
{
	AUTO(error_release) struct error err = { 0 };
	char letter[] = { '?', '\0' };
	struct io *io = io_open();
	bool ok = prompt_choice(io, "Way? ", "kwf", "--web", letter, &err);

	tell(results, ok ? letter : NULL, &err);
	io_free(io);
	return error_exit_status(&err);
}

static int ask_line(int results)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *line = NULL;
	struct io *io = io_open();
	bool ok = prompt_line(io, "Name? ", "--confirm", &line, &err);

	tell(results, ok ? line : NULL, &err);
	io_free(io);
	return error_exit_status(&err);
}

/* What a new terminal is set to. */
static struct termios usual_settings(void)
{
	struct termios settings;
	int master, fd;

	g_assert_cmpint(openpty(&master, &fd, NULL, NULL, NULL), ==, 0);
	g_assert_cmpint(tcgetattr(fd, &settings), ==, 0);
	(void)close(fd);
	(void)close(master);
	return settings;
}

static struct child child_start(int (*ask)(int results))
{
	struct child child = { .seen = g_string_new(NULL),
			       .before = usual_settings() };
	int ends[2];

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	child.pid = forkpty(&child.master, NULL, &child.before, NULL);
	g_assert_cmpint(child.pid, >=, 0);
	if (child.pid == 0)
		_exit(ask(ends[1]));
	(void)close(ends[1]);
	child.results = ends[0];
	return child;
}

/* Read what the terminal shows until `text` is there. */
static void child_await(struct child *child, const char *text)
{
	while (!strstr(child->seen->str, text)) {
		struct pollfd wait = { child->master, POLLIN, 0 };
		char some[1024];
		ssize_t got;

		g_assert_cmpint(poll(&wait, 1, PATIENCE_MS), ==, 1);
		got = read(child->master, some, sizeof(some));
		g_assert_cmpint(got, >, 0);
		g_string_append_len(child->seen, some, got);
	}
}

static void child_type(struct child *child, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t done = write(child->master, text, len);

		g_assert_cmpint(done, >, 0);
		text += done;
		len -= (size_t)done;
	}
}

/* The child must have left the terminal as it was. */
static void assert_restored(const struct child *child)
{
	struct termios now;

	g_assert_cmpint(tcgetattr(child->master, &now), ==, 0);
	g_assert_cmpuint(now.c_lflag, ==, child->before.c_lflag);
	g_assert_cmpuint(now.c_iflag, ==, child->before.c_iflag);
	g_assert_cmpint(memcmp(now.c_cc, child->before.c_cc, sizeof(now.c_cc)),
			==, 0);
}

static void child_ends(struct child *child, int exit_status, const char *result)
{
	char *text = g_malloc0(100 * 1024);
	size_t len = 0;
	ssize_t got;
	int status;

	while ((got = read(child->results, text + len, 4096)) > 0)
		len += (size_t)got;
	g_assert_cmpint(waitpid(child->pid, &status, 0), ==, child->pid);
	g_assert_cmpstr(text, ==, result);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, exit_status);
	assert_restored(child);
	(void)close(child->results);
	(void)close(child->master);
	g_string_free(child->seen, TRUE);
	g_free(text);
}

static void secret_is(const char *typed, size_t len, int exit_status,
		      const char *result)
{
	struct child child = child_start(ask_secret);

	child_await(&child, "Key? ");
	child_type(&child, typed, len);
	child_ends(&child, exit_status, result);
}

#define SECRET_IS(typed, exit_status, result)                                  \
	secret_is(typed, sizeof(typed) - 1, exit_status, result)

static void a_secret_is_read_and_not_shown(void)
{
	struct child child = child_start(ask_secret);

	child_await(&child, "Key? ");
	child_type(&child, "s3cr3t\r", 7);
	child_await(&child, "\r\n");
	g_assert_null(strstr(child.seen->str, "s3cr3t"));
	child_ends(&child, 0, "answer s3cr3t");
}

static void mistakes_can_be_corrected(void)
{
	SECRET_IS("abd\177c\n", 0, "answer abc");
	SECRET_IS("\177a\xc3\xbc\177b\n", 0, "answer ab");
	SECRET_IS("one two\027three\n", 0, "answer one three");
	SECRET_IS("wrong\025right\n", 0, "answer right");
	SECRET_IS("a\004b\n", 0, "answer ab");
	SECRET_IS("\n", 0, "answer ");
}

static void a_long_secret_is_not_cut(void)
{
	g_autofree char *key = g_strnfill(20000, 'k');
	g_autofree char *typed = g_strconcat(key, "\n", NULL);
	g_autofree char *result = g_strconcat("answer ", key, NULL);

	secret_is(typed, strlen(typed), 0, result);
}

static void too_long_a_secret_is_refused(void)
{
	g_autofree char *typed = g_strnfill(SEALED_MAX + 1, 'k');

	secret_is(typed, strlen(typed), 1,
		  "a secret of 65537 bytes is too long; the limit is 65536 / ");
}

static void more_than_one_line_is_refused(void)
{
	SECRET_IS("key\nrm -rf x\n", 2,
		  "more than one line was pasted / paste the one line alone, "
		  "or use --key-stdin");
	SECRET_IS("key\r\n\n", 0, "answer key");
}

static void a_nul_byte_is_refused(void)
{
	SECRET_IS("ab\0c\n", 2, "the answer has a NUL byte at position 3 / ");
}

static void end_of_input_is_no_answer(void)
{
	SECRET_IS("\004", 2, "no answer: the input ended / use --key-stdin");
}

static void ctrl_c_ends_the_question(void)
{
	SECRET_IS("abc\003", 130, "interrupted / ");
	SECRET_IS("abc\034", 131, "interrupted / ");
}

static void a_signal_ends_the_question(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	for (size_t i = 0; i < G_N_ELEMENTS(signals); i++) {
		struct child child = child_start(ask_secret);

		child_await(&child, "Key? ");
		g_assert_cmpint(kill(child.pid, signals[i]), ==, 0);
		child_ends(&child, 128 + signals[i], "interrupted / ");
	}
}

/* Ctrl-Z, which would leave the terminal dumb, does nothing. */
static void the_question_cannot_be_suspended(void)
{
	struct child child = child_start(ask_secret);

	child_await(&child, "Key? ");
	child_type(&child, "a\032\177b\n", 5);
	child_ends(&child, 0, "answer ab");
}

static void choice_is(const char *typed, int exit_status, const char *result)
{
	struct child child = child_start(ask_choice);

	child_await(&child, "Way? ");
	child_type(&child, typed, strlen(typed));
	child_ends(&child, exit_status, result);
}

static void a_choice_is_a_letter(void)
{
	choice_is("w\n", 0, "answer w");
	choice_is("  FILE\n", 0, "answer f");
	choice_is("\n", 0, "answer k");
	choice_is("x\nf\n", 0, "answer f");
	choice_is("x\ny\nz\n", 2, "no answer: none of the choices / use --web");
	choice_is("\004", 2, "no answer: the input ended / use --web");
	choice_is("w\003", 130, "interrupted / ");
}

static void line_is(const char *typed, int exit_status, const char *result)
{
	struct child child = child_start(ask_line);

	child_await(&child, "Name? ");
	child_type(&child, typed, strlen(typed));
	child_ends(&child, exit_status, result);
}

static void a_line_is_shown_and_trimmed(void)
{
	g_autofree char *endless = g_strnfill(PROMPT_LINE_MAX + 1, 'x');
	g_autofree char *typed = g_strconcat(endless, "\n", NULL);

	line_is("  my profile \n", 0, "answer my profile");
	line_is("\n", 0, "answer ");
	line_is(typed, 2, "no answer: the line is too long / use --confirm");
	line_is("\004", 2, "no answer: the input ended / use --confirm");
	line_is("half\003", 130, "interrupted / ");
}

static void without_a_terminal_nothing_is_asked(void)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(sealed_release) struct sealed secret = { 0 };
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *said = NULL;

	g_assert_false(
		prompt_secret(c.io, "Key? ", "--key-stdin", &secret, &err));
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	g_assert_cmpstr(err.hint, ==, "use --key-stdin");
	said = capture_err(&c);
	g_assert_cmpstr(said, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/prompt/a_secret_is_read_and_not_shown",
			a_secret_is_read_and_not_shown);
	g_test_add_func("/prompt/mistakes_can_be_corrected",
			mistakes_can_be_corrected);
	g_test_add_func("/prompt/a_long_secret_is_not_cut",
			a_long_secret_is_not_cut);
	g_test_add_func("/prompt/too_long_a_secret_is_refused",
			too_long_a_secret_is_refused);
	g_test_add_func("/prompt/more_than_one_line_is_refused",
			more_than_one_line_is_refused);
	g_test_add_func("/prompt/a_nul_byte_is_refused", a_nul_byte_is_refused);
	g_test_add_func("/prompt/end_of_input_is_no_answer",
			end_of_input_is_no_answer);
	g_test_add_func("/prompt/ctrl_c_ends_the_question",
			ctrl_c_ends_the_question);
	g_test_add_func("/prompt/a_signal_ends_the_question",
			a_signal_ends_the_question);
	g_test_add_func("/prompt/the_question_cannot_be_suspended",
			the_question_cannot_be_suspended);
	g_test_add_func("/prompt/a_choice_is_a_letter", a_choice_is_a_letter);
	g_test_add_func("/prompt/a_line_is_shown_and_trimmed",
			a_line_is_shown_and_trimmed);
	g_test_add_func("/prompt/without_a_terminal_nothing_is_asked",
			without_a_terminal_nothing_is_asked);
	return g_test_run();
}
