#include "cmd/external.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "lib/base/child.h"

static bool become(const char *path, struct strv words, struct error *err)
{
	g_autofree char **argv = g_new0(char *, words.count + 2);

	argv[0] = (char *)path;
	for (size_t i = 0; i < words.count; i++)
		argv[i + 1] = words.item[i];
	/* a program expects the defaults, which we do not use ourselves */
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGXFSZ, SIG_DFL);
	execv(path, argv);
	return error_errno(err, errno, "cannot run '%s'", path);
}

static char *own_program(const char *name)
{
	g_autofree char *path = child_own_program(name);

	if (!path || !g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) ||
	    g_file_test(path, G_FILE_TEST_IS_DIR))
		return NULL;
	return g_steal_pointer(&path);
}

/*
 * "foo" for fentu-foo. A slash would lead out of the folders that are searched;
 * a dot is in the names of our loadable parts, which are no programs; and the
 * helper speaks to fentu alone.
 */
static bool is_name(const char *word)
{
	return *word && !strpbrk(word, "/.") && strcmp(word, "keyring") != 0;
}

bool external_run(struct strv words, size_t first, struct error *err)
{
	const char *word = words.item[first];
	const struct strv rest = { words.item + first + 1,
				   words.count - first - 1 };
	g_autofree char *name = g_strconcat("fentu-", word, NULL);
	g_autofree char *path = NULL;

	if (is_name(word)) {
		path = own_program(name);
		if (!path)
			path = child_find(name);
	}
	if (!path)
		return command_unknown(command_tree.commands, NULL, "fentu",
				       word, err);
	return become(path, rest, err);
}

bool external_own(const char *program, struct strv words, struct error *err)
{
	g_autofree char *path = own_program(program);

	if (!path) {
		error_set(err, ERR_OTHER, "'%s' is not installed", program);
		return error_hint(err, "it is an optional part of fentu: "
				       "install it, or build with it enabled");
	}
	return become(path, words, err);
}
