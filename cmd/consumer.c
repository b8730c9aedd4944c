#include "cmd/consumer.h"

#include <string.h>

#include "lib/base/child.h"

enum { CONSUMER_MS = 5 * 60 * 1000 };

bool consumer_find(const char *words, struct consumer *ret_consumer,
		   struct error *err)
{
	g_auto(GStrv) argv = NULL;
	char *path;
	int argc;

	if (!g_shell_parse_argv(words, &argc, &argv, NULL))
		return error_set(err, ERR_USAGE,
				 "--exec: '%s' is no command line", words);
	path = strchr(argv[0], '/') ? g_strdup(argv[0]) : child_find(argv[0]);
	if (!path || !g_file_test(path, G_FILE_TEST_IS_EXECUTABLE)) {
		g_free(path);
		error_set(err, ERR_USAGE, "--exec: there is no program '%s'",
			  argv[0]);
		return error_hint(err, "no shell is in between: for a pipe or "
				       "a variable, write 'sh -c ...'");
	}
	ret_consumer->name = argv[0];
	argv[0] = path;
	ret_consumer->argv = g_steal_pointer(&argv);
	return true;
}

void consumer_release(struct consumer *consumer)
{
	if (!consumer)
		return;
	g_strfreev(consumer->argv);
	g_free(consumer->name);
	*consumer = (struct consumer){ 0 };
}

bool consumer_hand(const struct consumer *consumer, const struct sealed *secret,
		   struct error *err)
{
	const struct child_spec spec = {
		.argv = (const char *const *)consumer->argv,
		.is_users_own = true,
		.input = secret,
		.deadline_ms = CONSUMER_MS,
		.keep_stderr = true,
	};
	AUTO(child_result_release) struct child_result result = { 0 };

	if (!child_exchange(&spec, &result, err))
		return false;
	if (result.end == CHILD_TIMED_OUT)
		return error_set(err, ERR_OTHER,
				 "'%s' had not ended after %d minutes",
				 consumer->name, CONSUMER_MS / 60000);
	if (result.end == CHILD_KILLED)
		return error_set(err, ERR_OTHER, "'%s' was ended by signal %d",
				 consumer->name, result.status);
	if (result.status != 0)
		return error_set(err, ERR_OTHER, "'%s' ended with status %d",
				 consumer->name, result.status);
	return true;
}
