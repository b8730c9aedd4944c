#include "cmd/sandbox/command.h"

#include <glib-unix.h>
#include <signal.h>
#include <sys/wait.h>

struct command {
	GMainLoop *loop;
	GPid pid;
	int status;
	guint watch, interrupt, terminate, hang_up;
};

static void on_end(GPid pid, gint status, gpointer data)
{
	struct command *command = data;

	g_spawn_close_pid(pid);
	command->pid = 0;
	command->watch = 0;
	command->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status)
					      : WEXITSTATUS(status);
	g_main_loop_quit(command->loop);
}

static gboolean on_interrupt(gpointer data)
{
	(void)data;
	return G_SOURCE_CONTINUE;
}

/* A request that comes before the command has begun, or after its end, finds
   nobody. */
static void pass_on(const struct command *command, int number)
{
	if (command->pid > 0)
		kill(command->pid, number);
}

static gboolean on_terminate(gpointer data)
{
	pass_on(data, SIGTERM);
	return G_SOURCE_CONTINUE;
}

static gboolean on_hang_up(gpointer data)
{
	pass_on(data, SIGHUP);
	return G_SOURCE_CONTINUE;
}

bool command_start(char **words, char **environment, GMainLoop *loop,
		   struct command **ret_command, GError **error)
{
	struct command *command = g_new0(struct command, 1);

	command->loop = loop;
	/* Before there is anybody to signal us. */
	command->interrupt = g_unix_signal_add(SIGINT, on_interrupt, command);
	command->terminate = g_unix_signal_add(SIGTERM, on_terminate, command);
	command->hang_up = g_unix_signal_add(SIGHUP, on_hang_up, command);
	if (!g_spawn_async(NULL, words, environment,
			   G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
				   G_SPAWN_CHILD_INHERITS_STDIN,
			   NULL, NULL, &command->pid, error)) {
		command_free(command);
		return false;
	}
	command->watch = g_child_watch_add(command->pid, on_end, command);
	*ret_command = command;
	return true;
}

int command_status(const struct command *command)
{
	return command->status;
}

void command_free(struct command *command)
{
	if (!command)
		return;
	if (command->watch)
		g_source_remove(command->watch);
	g_source_remove(command->interrupt);
	g_source_remove(command->terminate);
	g_source_remove(command->hang_up);
	g_free(command);
}
