#include "lib/ui/io.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/ui/capture.h"

enum { LARGE = 1000 * 1000 };

static void assert_err(const struct capture *c, const char *wanted)
{
	g_autofree char *text = capture_err(c);

	g_assert_cmpstr(text, ==, wanted);
}

static void data_waits_for_a_flush(void)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;

	g_assert_true(io_write(c.io, "a\n", 2, &err));
	before = capture_out(&c, NULL);
	g_assert_cmpstr(before, ==, "");
	g_assert_true(io_flush(c.io, &err));
	after = capture_out(&c, NULL);
	g_assert_cmpstr(after, ==, "a\n");
}

/* Pieces of all sizes around that of the buffer keep their order. */
static void data_of_any_size_arrives_whole(void)
{
	static const size_t sizes[] = { 1,     65535, 65536,  65537, 0,
					40000, 40000, 131073, 3 };
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) wanted = g_string_new(NULL);
	g_autofree char *got = NULL;
	size_t len;

	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree char *piece =
			g_strnfill(sizes[i], (char)('a' + (int)i));

		g_string_append(wanted, piece);
		g_assert_true(io_write(c.io, piece, sizes[i], &err));
	}
	g_assert_true(io_flush(c.io, &err));
	got = capture_out(&c, &len);
	g_assert_cmpuint(len, ==, wanted->len);
	g_assert_cmpstr(got, ==, wanted->str);
}

static void a_full_disk_is_an_error_that_stays(void)
{
	AUTO(error_release) struct error err = { 0 };
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct io *io = io_open_fds(0, full, 2);

	g_assert_true(io_write(io, "a", 1, &err));
	for (int i = 0; i < 2; i++) {
		error_clear(&err);
		g_assert_false(io_flush(io, &err));
		g_assert_cmpint(err.code, ==, ERR_OTHER);
		g_assert_cmpstr(err.message, ==,
				"cannot write the output: No space left on "
				"device");
	}
	g_assert_false(io_write(io, "a", 1, &err));
	io_free(io);
	(void)close(full);
}

static void a_closed_pipe_has_a_code_of_its_own(void)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	int ends[2];
	struct io *io;

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	(void)close(ends[0]);
	io = io_open_fds(0, ends[1], c.err_fd);
	g_assert_true(io_write(io, "a", 1, &err));
	g_assert_false(io_flush(io, &err));
	g_assert_cmpint(err.code, ==, ERR_CLOSED_PIPE);
	io_error(io, &err);
	assert_err(&c, "");
	io_free(io);
	(void)close(ends[1]);
}

/* A pipe that somebody made non-blocking, and a reader that takes its time. */
static void a_slow_reader_gets_everything(void)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *data = g_strnfill(LARGE, 'x');
	int ends[2], status;
	pid_t pid;

	g_assert_cmpint(pipe2(ends, O_NONBLOCK | O_CLOEXEC), ==, 0);
	pid = fork();
	if (pid == 0) {
		struct io *io = io_open_fds(0, ends[1], 2);
		bool ok = io_write(io, data, LARGE, &err) && io_flush(io, &err);

		io_free(io);
		g_free(g_steal_pointer(&data));
		_exit(ok ? 0 : 1);
	}
	(void)close(ends[1]);
	g_assert_cmpint(fcntl(ends[0], F_SETFL, 0), ==, 0);
	g_usleep(20 * 1000);
	for (size_t got = 0; got < LARGE;) {
		ssize_t n = read(ends[0], data, LARGE);

		g_assert_cmpint(n, >, 0);
		got += (size_t)n;
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_cmpint(status, ==, 0);
	(void)close(ends[0]);
}

static void say_all(struct io *io)
{
	io_say(io, "say %d", 1);
	io_detail(io, "detail");
	io_warn(io, "warn");
	io_hint(io, "hint");
}

static void talk_has_three_degrees(void)
{
	AUTO(capture_release) struct capture c = capture_open();

	say_all(c.io);
	assert_err(&c, "fentu: say 1\nfentu: warning: warn\nhint: hint\n");
	io_configure(c.io, &(struct io_config){ .quiet = true });
	say_all(c.io);
	assert_err(&c, "fentu: say 1\nfentu: warning: warn\nhint: hint\n");
	io_configure(c.io, &(struct io_config){ .verbose = true });
	say_all(c.io);
	assert_err(&c, "fentu: say 1\nfentu: warning: warn\nhint: hint\n"
		       "fentu: say 1\nfentu: detail\nfentu: warning: "
		       "warn\nhint: hint\n");
}

static void what_is_needed_is_told_even_when_quiet(void)
{
	AUTO(capture_release) struct capture c = capture_open();

	io_configure(c.io, &(struct io_config){ .quiet = true });
	io_say(c.io, "said");
	io_tell(c.io, "%s", "told\033");
	assert_err(&c, "fentu: told\\x1b\n");
}

static void talk_is_cleaned_to_one_line(void)
{
	AUTO(capture_release) struct capture c = capture_open();

	io_say(c.io, "%s", "a\nfentu: error: b\033[2J");
	io_trace_line(c.io, "c\r\n");
	io_ask(c.io, "Key\a? ");
	io_ask(c.io, NULL);
	assert_err(&c, "fentu: a\\nfentu: error: b\\x1b[2J\n"
		       "fentu: c\\r\\n\nKey\\x07? \n");
}

static void an_error_is_told_even_when_quiet(void)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	error_set(&err, ERR_OTHER, "broken");
	io_configure(c.io,
		     &(struct io_config){ .quiet = true, .json_errors = true });
	io_error(c.io, &err);
	text = capture_err(&c);
	lines = g_strsplit(text, "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 3);
	g_assert_cmpstr(lines[0], ==, "fentu: error: broken");
	g_assert_true(g_str_has_prefix(lines[1], "{\"error\":{\"code\":"));
	g_assert_cmpstr(lines[2], ==, "");
}

static void data_before_an_error_is_kept(void)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;

	g_assert_true(io_write(c.io, "row\n", 4, &err));
	error_set(&err, ERR_NETWORK, "cut off");
	io_error(c.io, &err);
	text = capture_out(&c, NULL);
	g_assert_cmpstr(text, ==, "row\n");
	g_assert_cmpstr(err.message, ==, "cut off");
}

static void nothing_is_a_terminal_here(void)
{
	AUTO(capture_release) struct capture c = capture_open();

	io_status(c.io, "working");
	assert_err(&c, "");
	g_assert_false(io_out_is_terminal(c.io));
	g_assert_false(io_err_is_terminal(c.io));
	g_assert_false(io_can_ask(c.io));
	g_assert_cmpuint(io_width(c.io), ==, 0);
	g_assert_cmpuint(io_height(c.io), ==, 0);
}

/* A pseudo terminal of 40 columns; what is written to it is read from
   `master`. */
struct terminal {
	int master, fd;
	struct io *io;
};

static struct terminal terminal_open(void)
{
	const struct winsize size = { .ws_col = 40, .ws_row = 10 };
	struct terminal t;

	g_assert_cmpint(openpty(&t.master, &t.fd, NULL, NULL, &size), ==, 0);
	t.io = io_open_fds(t.fd, t.fd, t.fd);
	return t;
}

static void terminal_release(struct terminal *t)
{
	io_free(t->io);
	if (t->fd >= 0)
		(void)close(t->fd);
	(void)close(t->master);
}

/* All that was written; nothing can be after it. */
static char *terminal_text(struct terminal *t)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char some[256];
	ssize_t got;

	(void)close(t->fd);
	t->fd = -1;
	while ((got = read(t->master, some, sizeof(some))) > 0)
		g_string_append_len(text, some, got);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void a_terminal_is_known_and_measured(void)
{
	AUTO(terminal_release) struct terminal t = terminal_open();

	g_assert_true(io_out_is_terminal(t.io));
	g_assert_true(io_can_ask(t.io));
	g_unsetenv("COLUMNS");
	g_unsetenv("LINES");
	g_assert_cmpuint(io_width(t.io), ==, 40);
	g_assert_cmpuint(io_height(t.io), ==, 10);
	g_setenv("COLUMNS", "66", TRUE);
	g_assert_cmpuint(io_width(t.io), ==, 66);
	g_setenv("COLUMNS", "-3", TRUE);
	g_assert_cmpuint(io_width(t.io), ==, 40);
	g_unsetenv("COLUMNS");
	io_configure(t.io, &(struct io_config){ .no_input = true });
	g_assert_false(io_can_ask(t.io));
}

static void a_status_is_taken_away_by_what_follows(void)
{
	AUTO(terminal_release) struct terminal t = terminal_open();
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;

	io_status(t.io,
		  "page %d of a text that is longer than a line has "
		  "room for",
		  1);
	io_say(t.io, "done");
	io_status(t.io, NULL);
	io_status(t.io, "two\033");
	g_assert_true(io_write(t.io, "data\n", 5, &err));
	text = terminal_text(&t);
	g_assert_cmpstr(text, ==,
			"\r\033[Kpage 1 of a text that is longer than a "
			"\r\033[Kfentu: done\r\n"
			"\r\033[Ktwo\\x1b\r\033[Kdata\r\n");
}

/* The environment of the test that is running. */
static const char *scripted_env(const char *name)
{
	return g_getenv(name);
}

struct color_case {
	const char *env; /* NAME=VALUE, comma-separated */
	enum io_color color;
	bool is_terminal, wanted;
};

static void assert_color(const struct color_case *c)
{
	static const char *const names[] = { "NO_COLOR", "CLICOLOR",
					     "CLICOLOR_FORCE", "FORCE_COLOR",
					     "TERM" };
	g_auto(GStrv) set = g_strsplit(c->env, ",", -1);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_unsetenv(names[i]);
	for (char **one = set; *one && **one; one++) {
		g_auto(GStrv) pair = g_strsplit(*one, "=", 2);

		g_setenv(pair[0], pair[1], TRUE);
	}
	g_test_message("%s", c->env);
	g_assert_cmpint(io_color_wanted(c->color, c->is_terminal, scripted_env),
			==, c->wanted);
}

static void colour_follows_the_conventions(void)
{
	static const struct color_case cases[] = {
		{ "TERM=xterm", IO_COLOR_AUTO, true, true },
		{ "TERM=xterm", IO_COLOR_AUTO, false, false },
		{ "TERM=dumb", IO_COLOR_AUTO, true, false },
		{ "", IO_COLOR_AUTO, true, false },
		{ "TERM=xterm,NO_COLOR=1", IO_COLOR_AUTO, true, false },
		{ "TERM=xterm,NO_COLOR=", IO_COLOR_AUTO, true, true },
		{ "TERM=xterm,CLICOLOR=0", IO_COLOR_AUTO, true, false },
		{ "TERM=xterm,CLICOLOR=1", IO_COLOR_AUTO, true, true },
		{ "CLICOLOR_FORCE=1", IO_COLOR_AUTO, false, true },
		{ "CLICOLOR_FORCE=0", IO_COLOR_AUTO, false, false },
		{ "FORCE_COLOR=1", IO_COLOR_AUTO, false, true },
		{ "FORCE_COLOR=1,NO_COLOR=1", IO_COLOR_AUTO, false, false },
		{ "NO_COLOR=1", IO_COLOR_ALWAYS, false, true },
		{ "TERM=xterm,FORCE_COLOR=1", IO_COLOR_NEVER, true, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_color(&cases[i]);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	g_test_add_func("/io/data_waits_for_a_flush", data_waits_for_a_flush);
	g_test_add_func("/io/data_of_any_size_arrives_whole",
			data_of_any_size_arrives_whole);
	g_test_add_func("/io/a_full_disk_is_an_error_that_stays",
			a_full_disk_is_an_error_that_stays);
	g_test_add_func("/io/a_closed_pipe_has_a_code_of_its_own",
			a_closed_pipe_has_a_code_of_its_own);
	g_test_add_func("/io/a_slow_reader_gets_everything",
			a_slow_reader_gets_everything);
	g_test_add_func("/io/talk_has_three_degrees", talk_has_three_degrees);
	g_test_add_func("/io/talk_is_cleaned_to_one_line",
			talk_is_cleaned_to_one_line);
	g_test_add_func("/io/what_is_needed_is_told_even_when_quiet",
			what_is_needed_is_told_even_when_quiet);
	g_test_add_func("/io/an_error_is_told_even_when_quiet",
			an_error_is_told_even_when_quiet);
	g_test_add_func("/io/data_before_an_error_is_kept",
			data_before_an_error_is_kept);
	g_test_add_func("/io/nothing_is_a_terminal_here",
			nothing_is_a_terminal_here);
	g_test_add_func("/io/a_terminal_is_known_and_measured",
			a_terminal_is_known_and_measured);
	g_test_add_func("/io/a_status_is_taken_away_by_what_follows",
			a_status_is_taken_away_by_what_follows);
	g_test_add_func("/io/colour_follows_the_conventions",
			colour_follows_the_conventions);
	return g_test_run();
}
