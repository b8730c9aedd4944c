/*
 * Runs one command and prints what it took: wall time and CPU time in
 * microseconds, the largest resident set of any process in it in KiB, and its
 * exit status. The command's stdout goes to /dev/null.
 *
 * It is small on purpose: a child's resident set begins with its parent's, and
 * time that is spent here is counted against everyone.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static int64_t micros(struct timeval time)
{
	return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static int64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
	posix_spawn_file_actions_t actions;
	struct rusage used;
	int64_t start_us, wall_us;
	int status;
	pid_t pid;

	if (argc < 2)
		return 2;
	if (posix_spawn_file_actions_init(&actions) != 0 ||
	    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY,
					     0) != 0)
		return 2;
	start_us = now_us();
	if (posix_spawnp(&pid, argv[1], &actions, NULL, argv + 1, environ) != 0)
		return 127;
	if (wait4(pid, &status, 0, &used) != pid)
		return 2;
	wall_us = now_us() - start_us;
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)printf("%lld %lld %ld %d\n", (long long)wall_us,
		     (long long)(micros(used.ru_utime) + micros(used.ru_stime)),
		     used.ru_maxrss,
		     WIFEXITED(status) ? WEXITSTATUS(status) : 255);
	return 0;
}
