#include "lib/base/signals.h"

#include <poll.h>

static void what_comes_can_be_read(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(signals_release) struct signals signals = { 0 };
	struct pollfd wait = { .events = POLLIN };

	g_assert_true(signals_take(&signals, &err));
	wait.fd = signals.fd;
	g_assert_cmpint(poll(&wait, 1, 0), ==, 0);
	(void)raise(SIGTERM);
	g_assert_cmpint(poll(&wait, 1, 0), ==, 1);
	g_assert_false(signals_interrupted(&signals, &err));
	g_assert_cmpint(err.code, ==, ERR_INTERRUPTED);
	g_assert_cmpint(err.signal, ==, SIGTERM);
}

static void afterwards_all_is_as_before(void)
{
	AUTO(error_release) struct error err = { 0 };
	struct signals signals = { 0 };
	sigset_t during, after;

	g_assert_true(signals_take(&signals, &err));
	(void)sigprocmask(SIG_BLOCK, NULL, &during);
	signals_release(&signals);
	(void)sigprocmask(SIG_BLOCK, NULL, &after);
	g_assert_true(sigismember(&during, SIGINT));
	g_assert_false(sigismember(&after, SIGINT));
	signals_release(&signals);
}

static void what_is_ignored_stays_so(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(signals_release) struct signals signals = { 0 };

	g_assert_false(signals_came(&signals));
	(void)signal(SIGHUP, SIG_IGN);
	g_assert_true(signals_take_heeded(&signals, &err));
	(void)raise(SIGHUP);
	g_assert_false(signals_came(&signals));
	(void)raise(SIGTERM);
	g_assert_true(signals_came(&signals));
	g_assert_false(signals_interrupted(&signals, &err));
	g_assert_cmpint(err.signal, ==, SIGTERM);
	(void)signal(SIGHUP, SIG_DFL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/signals/what comes can be read",
			what_comes_can_be_read);
	g_test_add_func("/signals/afterwards all is as before",
			afterwards_all_is_as_before);
	g_test_add_func("/signals/what is ignored stays so",
			what_is_ignored_stays_so);
	return g_test_run();
}
