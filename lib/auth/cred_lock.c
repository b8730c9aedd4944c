#include "lib/auth/cred_lock.h"

#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CRED_LOCK_WORD_MAX = 64 };

static const char *const cred_lock_words[CRED_LOCK_USE_COUNT] = {
	[CRED_LOCK_REFRESH] = "refreshing this login",
	[CRED_LOCK_LOGIN] = "storing a new login",
	[CRED_LOCK_ROTATE] = "replacing this login's key",
	[CRED_LOCK_LOGOUT] = "ending this login",
};

/* For a message only: a file that cannot be written does not matter. */
static void cred_lock_note(const struct file_lock *lock, const char *word)
{
	int fd = lock->fd_plus_one - 1;

	if (ftruncate(fd, 0) < 0 || pwrite(fd, word, strlen(word), 0) < 0)
		return;
}

bool cred_lock_try(struct file_lock *lock, const char *path,
		   enum cred_lock_use use, int wait_ms, bool *ret_held,
		   struct error *err)
{
	if (!file_lock_take(lock, path, wait_ms, ret_held, err))
		return error_hint(err, CRED_LOCK_REMEDY);
	if (*ret_held)
		cred_lock_note(lock, cred_lock_words[use]);
	return true;
}

const char *cred_lock_holder(const char *path)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *word = NULL;
	bool found = false;
	size_t len = 0;

	if (!file_read(path, CRED_LOCK_WORD_MAX, &word, &len, &found,
		       &ignored) ||
	    !found)
		return cred_lock_words[CRED_LOCK_REFRESH];
	for (size_t i = 0; i < G_N_ELEMENTS(cred_lock_words); i++) {
		if (strcmp(word, cred_lock_words[i]) == 0)
			return cred_lock_words[i];
	}
	return cred_lock_words[CRED_LOCK_REFRESH];
}

static char *cred_lock_lost_path(const char *path)
{
	return g_strconcat(path, ".lost", NULL);
}

void cred_lock_note_lost(const char *path)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *lost = cred_lock_lost_path(path);

	(void)!file_write(lost, "", 0, &ignored);
}

void cred_lock_forget_lost(const char *path)
{
	g_autofree char *lost = cred_lock_lost_path(path);

	(void)unlink(lost);
}

int64_t cred_lock_lost_at(const char *path)
{
	g_autofree char *lost = cred_lock_lost_path(path);
	struct stat about;

	return stat(lost, &about) == 0 ? (int64_t)about.st_mtime : 0;
}

bool cred_lock_is_busy(const char *path, int waited_ms, struct error *err)
{
	error_set(err, ERR_NETWORK,
		  "another fentu process is %s; gave up after %g s",
		  cred_lock_holder(path), waited_ms / 1000.0);
	return error_hint(err,
			  "try again; if that does not help, look for a "
			  "stopped process: 'ps -C fentu -o pid,stat,args' "
			  "shows a T, and 'kill -CONT PID' resumes it");
}
