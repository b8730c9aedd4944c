#include "lib/ui/pager.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit/ui/capture.h"

#define LONG_TEXT "1\n2\n3\n4\n5\n6\n"

/* A folder with a pager in it that notes what it got. */
static char *make_pager(const char *script)
{
	g_autofree char *folder = g_dir_make_tmp("pager-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "pager", NULL);
	g_autofree char *text =
		g_strdup_printf("#!/bin/sh\ncd %s\n%s\n", folder, script);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, 0700), ==, 0);
	return g_steal_pointer(&folder);
}

static void remove_folder(const char *folder)
{
	static const char *const names[] = { "pager", "text", "notes" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path =
			g_build_filename(folder, names[i], NULL);

		(void)g_remove(path);
	}
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

static char *contents(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	char *text = NULL;

	(void)g_file_get_contents(path, &text, NULL, NULL);
	return text;
}

/* In a child with a terminal of five lines; what the terminal showed. */
static char *show(const char *text)
{
	const struct winsize size = { .ws_col = 80, .ws_row = 5 };
	g_autoptr(GString) seen = g_string_new(NULL);
	char some[256];
	int master, status;
	ssize_t got;
	pid_t pid = forkpty(&master, NULL, NULL, &size);

	g_assert_cmpint(pid, >=, 0);
	if (pid == 0) {
		AUTO(error_release) struct error err = { 0 };
		struct io *io = io_open();
		bool ok = pager_write(io, text, strlen(text), &err) &&
			  io_flush(io, &err);

		io_free(io);
		g_string_free(seen, TRUE);
		_exit(ok ? 0 : 1);
	}
	while ((got = read(master, some, sizeof(some))) > 0)
		g_string_append_len(seen, some, got);
	(void)close(master);
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_cmpint(status, ==, 0);
	return g_string_free(g_steal_pointer(&seen), FALSE);
}

static void assert_printed_directly(const char *pager)
{
	g_autofree char *seen = NULL;

	g_setenv("FENTU_PAGER", pager, TRUE);
	seen = show(LONG_TEXT);
	g_assert_cmpstr(seen, ==, "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n");
}

static void use(const char *folder, const char *options)
{
	g_autofree char *command =
		g_strdup_printf("%s/pager%s", folder, options);

	g_setenv("FENTU_PAGER", command, TRUE);
}

static void long_text_goes_through_it(void)
{
	g_autofree char *folder = make_pager("cat >text; echo \"$1\" paged");
	g_autofree char *seen = NULL;
	g_autofree char *got = NULL;

	use(folder, " 'two words'");
	seen = show(LONG_TEXT);
	g_assert_cmpstr(seen, ==, "two words paged\r\n");
	got = contents(folder, "text");
	g_assert_cmpstr(got, ==, LONG_TEXT);
	remove_folder(folder);
}

static void what_fits_a_screen_does_not(void)
{
	g_autofree char *folder = make_pager("echo paged");
	g_autofree char *seen = NULL;

	use(folder, "");
	seen = show("1\n2\n3\n4\n");
	g_assert_cmpstr(seen, ==, "1\r\n2\r\n3\r\n4\r\n");
	remove_folder(folder);
}

static void none_is_used_unless_named(void)
{
	g_autofree char *seen = NULL;

	g_unsetenv("FENTU_PAGER");
	g_unsetenv("PAGER");
	seen = show(LONG_TEXT);
	g_assert_cmpstr(seen, ==, "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n");
	assert_printed_directly("");
	assert_printed_directly("cat");
}

static void the_second_variable_counts_without_the_first(void)
{
	g_autofree char *folder = make_pager("echo paged");
	g_autofree char *command = g_build_filename(folder, "pager", NULL);
	g_autofree char *seen = NULL;

	g_setenv("PAGER", command, TRUE);
	g_unsetenv("FENTU_PAGER");
	seen = show(LONG_TEXT);
	g_assert_cmpstr(seen, ==, "paged\r\n");
	assert_printed_directly("");
	g_unsetenv("PAGER");
	remove_folder(folder);
}

static void one_that_is_missing_loses_nothing(void)
{
	assert_printed_directly("no-such-pager");
	assert_printed_directly("/no/such/pager");
	assert_printed_directly("/etc/passwd");
	assert_printed_directly("'open quote");
}

static void leaving_it_early_is_no_failure(void)
{
	g_autofree char *folder = make_pager("head -n 1; exit 3");
	g_autofree char *lines = g_strnfill(1000000, '\n');
	g_autofree char *seen = NULL;

	use(folder, "");
	seen = show(lines);
	g_assert_cmpstr(seen, ==, "\r\n");
	remove_folder(folder);
}

/* The interrupt key is pressed for the pager, which ignores it. */
static void an_interrupt_is_the_pagers_matter(void)
{
	g_autofree char *folder =
		make_pager("trap 'echo kept' INT; kill -INT 0; cat >text");
	g_autofree char *seen = NULL;
	g_autofree char *got = NULL;

	use(folder, "");
	seen = show(LONG_TEXT);
	g_assert_cmpstr(seen, ==, "kept\r\n");
	got = contents(folder, "text");
	g_assert_cmpstr(got, ==, LONG_TEXT);
	remove_folder(folder);
}

static void it_gets_no_credential_descriptor_or_disposition(void)
{
	g_autofree char *folder = make_pager(
		"env >notes; ls /proc/$$/fd >>notes; "
		"grep SigIgn /proc/$$/status >>notes; cat >/dev/null");
	g_autofree char *seen = NULL;
	g_autofree char *notes = NULL;
	int fd = open("/dev/null", O_RDONLY);

	/* Inherited by us on purpose: the pager must not have it. */
	g_assert_cmpint(dup2(fd, 77), ==, 77);
	g_setenv("FENTU_API_KEY", "canary", TRUE);
	(void)signal(SIGXFSZ, SIG_IGN);
	use(folder, "");
	seen = show(LONG_TEXT);
	(void)signal(SIGXFSZ, SIG_DFL);
	notes = contents(folder, "notes");
	g_assert_nonnull(strstr(notes, "SigIgn:\t0000000000000000\n"));
	g_assert_nonnull(strstr(notes, "LESS=FRX\n"));
	g_assert_nonnull(strstr(notes, "PATH="));
	g_assert_null(strstr(notes, "canary"));
	g_assert_null(strstr(notes, "FENTU_"));
	g_assert_null(strstr(notes, "\n77\n"));
	g_unsetenv("FENTU_API_KEY");
	(void)close(77);
	(void)close(fd);
	remove_folder(folder);
}

static void without_a_terminal_none_is_used(void)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;

	g_setenv("FENTU_PAGER", "/bin/false", TRUE);
	g_assert_true(pager_write(c.io, LONG_TEXT, strlen(LONG_TEXT), &err));
	g_assert_true(io_flush(c.io, &err));
	text = capture_out(&c, NULL);
	g_assert_cmpstr(text, ==, LONG_TEXT);
}

#define ADD(test) g_test_add_func("/pager/" #test, test)

int main(int argc, char **argv)
{
	(void)signal(SIGPIPE, SIG_IGN);
	g_test_init(&argc, &argv, NULL);
	g_unsetenv("LINES");
	g_unsetenv("LESS");
	ADD(long_text_goes_through_it);
	ADD(what_fits_a_screen_does_not);
	ADD(none_is_used_unless_named);
	ADD(the_second_variable_counts_without_the_first);
	ADD(one_that_is_missing_loses_nothing);
	ADD(leaving_it_early_is_no_failure);
	ADD(an_interrupt_is_the_pagers_matter);
	ADD(it_gets_no_credential_descriptor_or_disposition);
	ADD(without_a_terminal_none_is_used);
	return g_test_run();
}
