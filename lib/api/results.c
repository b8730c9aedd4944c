#include "lib/api/results.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/api/results_part.h"
#include "lib/base/file.h"

enum { FILE_BYTES_MAX = 1024 * 1024 * 1024, HEAD_BYTES_MAX = 16 * 1024 };

void results_free(struct results *results)
{
	if (!results)
		return;
	file_close(&results->fd);
	g_free(results->path);
	results_head_release(&results->head);
	g_clear_pointer(&results->past, g_hash_table_unref);
	g_free(results->states);
	g_string_free(results->pending, TRUE);
	g_free(results);
}

size_t results_rows(const struct results *results)
{
	return row_keys_count(results->keys);
}

const char *results_digest(const struct results *results)
{
	return results->head.digest;
}

int64_t results_started_s(const struct results *results)
{
	return results->head.started_s;
}

const char *results_key(const struct results *results, size_t row)
{
	return row_keys_at(results->keys, row)->text;
}

enum results_state results_state(const struct results *results, size_t row)
{
	return results->states[row - 1];
}

static bool fail_open(const char *path, int number, struct error *err)
{
	error_errno(err, number, "cannot open the results '%s'", path);
	err->code = ERR_USAGE;
	return false;
}

static bool is_named(const struct stat *held, const char *path)
{
	struct stat named;

	return stat(path, &named) == 0 && held->st_ino == named.st_ino &&
	       held->st_dev == named.st_dev;
}

/* Take the lock, unless the file was replaced between opening and that: then
 *ret_again. */
static bool lock(int fd, const char *path, bool *ret_again, struct error *err)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat held;

	if (fstat(fd, &held) < 0)
		return fail_open(path, errno, err);
	if (!S_ISREG(held.st_mode))
		return error_set(err, ERR_USAGE,
				 "the results '%s' are no regular file", path);
	if (fcntl(fd, F_OFD_SETLK, &whole) < 0) {
		if (errno != EAGAIN && errno != EACCES)
			return fail_open(path, errno, err);
		error_set(err, ERR_USAGE,
			  "the results '%s' are being written by another run",
			  path);
		return error_hint(err, "wait for it to end");
	}
	*ret_again = !is_named(&held, path);
	return true;
}

/* *ret_fd is -1 when there is none and none is to be made. */
static bool open_locked(const char *path, int flags, int *ret_fd,
			struct error *err)
{
	bool again = true;

	while (again) {
		AUTO(file_close)
		int fd =
			open(path,
			     O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags,
			     0600);

		if (fd < 0 && errno == ENOENT && !(flags & O_CREAT)) {
			*ret_fd = -1;
			return true;
		}
		if (fd < 0)
			return fail_open(path, errno, err);
		if (!lock(fd, path, &again, err))
			return false;
		if (!again)
			*ret_fd = g_steal_fd(&fd);
	}
	return true;
}

static struct results *new_results(const char *path,
				   const struct results_about *about, int *fd)
{
	struct results *results = g_new0(struct results, 1);

	results->path = g_strdup(path);
	results->about = *about;
	results->fd = g_steal_fd(fd);
	results->pending = g_string_new(NULL);
	results->sent_at = G_MAXSIZE;
	results->past = results_past_new();
	return results;
}

/* A last line that was cut. Our own end leaves none of a row that was sent, but
   something else may have cut it: its row counts as sent, if it is known. */
static bool take_torn(struct results *results, const char *torn, size_t len,
		      off_t start, struct error *err)
{
	g_autofree char *line = results_line_complete(torn, len);
	size_t line_len = line ? strlen(line) : 0;

	if (line && !results_past_add(results->past, line, line_len - 1, err))
		return false;
	if (lseek(results->fd, start, SEEK_SET) < 0 ||
	    ftruncate(results->fd, start + (off_t)MIN(len, line_len)) < 0)
		return error_errno(err, errno, "cannot write '%s'",
				   results->path);
	return !line ||
	       file_write_all(results->fd, line, line_len, results->path, err);
}

/* Take every whole line in. A line with zeros in it
   was not synced when the power failed: what it said had not been done, and it
   is passed over. */
static bool take_text(struct results *results, const char *text, size_t len,
		      struct error *err)
{
	const char *at = text, *end;
	size_t number = 1;

	for (; (end = memchr(at, '\n', len - (size_t)(at - text))) != NULL;
	     at = end + 1, number++) {
		size_t line_len = (size_t)(end - at);
		bool done;

		if (number > 1 && memchr(at, '\0', line_len))
			continue;
		if (number > 1)
			done = results_past_add(results->past, at, line_len,
						err);
		else
			done = results_line_read_head(at, line_len,
						      &results->about,
						      &results->head, err);
		if (!done)
			return error_wrap(err, "'%s', line %zu", results->path,
					  number);
	}
	if (!take_torn(results, at, len - (size_t)(at - text),
		       (off_t)(at - text), err))
		return false;
	if (strcmp(results->about.action, "update") == 0)
		results_past_settle(results->past);
	return true;
}

bool results_find(const char *path, const struct results_about *about,
		  struct results **ret_results, struct error *err)
{
	AUTO(results_drop) struct results *results = NULL;
	AUTO(file_close) int fd = -1;
	g_autofree char *text = NULL;
	bool found = false;
	size_t len = 0;

	if (!open_locked(path, 0, &fd, err))
		return false;
	if (fd >= 0 &&
	    !file_read(path, FILE_BYTES_MAX, &text, &len, &found, err))
		return false;
	if (len == 0 || results_line_is_torn_head(text, len)) {
		*ret_results = NULL;
		return true;
	}
	results = new_results(path, about, &fd);
	if (!memchr(text, '\n', len)) {
		error_set(err, ERR_USAGE, "'%s' is no file of results", path);
		return error_hint(err, "name another with --results");
	}
	if (!take_text(results, text, len, err))
		return false;
	*ret_results = g_steal_pointer(&results);
	return true;
}

static bool sync_folder(const char *path, struct error *err)
{
	g_autofree char *folder = g_path_get_dirname(path);
	AUTO(file_close)
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* Some file systems cannot sync a folder and say EINVAL. */
	if (fd < 0 || (fsync(fd) < 0 && errno != EINVAL))
		return error_errno(err, errno, "cannot sync '%s'", folder);
	return true;
}

/* Empty but for a first line that was cut: nothing was sent by it. */
static bool make_empty(int fd, const char *path, struct error *err)
{
	char start[HEAD_BYTES_MAX];
	ssize_t got = pread(fd, start, sizeof(start), 0);

	if (got < 0)
		return fail_open(path, errno, err);
	if (got > 0 && !results_line_is_torn_head(start, (size_t)got)) {
		error_set(err, ERR_USAGE,
			  "the results '%s' were begun by another run in the "
			  "meantime",
			  path);
		return error_hint(err, "run this again to go on with them");
	}
	return ftruncate(fd, 0) == 0 || fail_open(path, errno, err);
}

bool results_create(const char *path, const struct results_about *about,
		    const struct row_keys *keys, int64_t started_s,
		    struct results **ret_results, struct error *err)
{
	AUTO(results_drop) struct results *results = NULL;
	AUTO(file_close) int fd = -1;

	if (!open_locked(path, O_CREAT, &fd, err) || !make_empty(fd, path, err))
		return false;
	results = new_results(path, about, &fd);
	results->head =
		(struct results_head){ g_strdup(about->digest),
				       row_keys_count(keys), started_s };
	results_line_head(results->pending, about, results->head.rows,
			  started_s);
	if (!results_match(results, keys, true, err))
		return false;
	if (!results_sync(results, err) || !sync_folder(path, err))
		return false;
	*ret_results = g_steal_pointer(&results);
	return true;
}

void results_add(struct results *results, const struct results_note *note)
{
	g_autoptr(GString) line = g_string_new(NULL);

	if (note->state != RESULTS_SENT)
		results->sent_at = G_MAXSIZE;
	else if (results->sent_at == G_MAXSIZE)
		results->sent_at = results->pending->len;
	results->states[note->row - 1] = (unsigned char)note->state;
	results_line_note(line, note, row_keys_at(results->keys, note->row));
	redact_apply(results->about.secrets, line);
	g_string_append_len(results->pending, line->str, (gssize)line->len);
}

/* Notes that rows are about to be sent, while nothing is sent. */
static void forget_sent(struct results *results)
{
	if (results->sent_at == G_MAXSIZE)
		return;
	g_string_truncate(results->pending, results->sent_at);
	results->sent_at = G_MAXSIZE;
}

/* Cut off what was written of notes that rows are about to be sent. A shorter
   file needs no room, so this goes well on a full disk. It is not synced: after
   a loss of power as well, such a row reads as unknown at worst. */
static void take_back(struct results *results, off_t from)
{
	off_t end = lseek(results->fd, 0, SEEK_END);

	if (from < 0 || results->sent_at == G_MAXSIZE)
		return;
	from += (off_t)results->sent_at;
	forget_sent(results);
	if (end > from)
		(void)!ftruncate(results->fd, from);
}

bool results_check_there(struct results *results, struct error *err)
{
	struct stat held;

	if (fstat(results->fd, &held) == 0 && is_named(&held, results->path)) {
		if (held.st_size == lseek(results->fd, 0, SEEK_CUR))
			return true;
		results->is_changed = true;
		forget_sent(results);
		return error_set(err, ERR_OTHER,
				 "the results '%s' were changed meanwhile",
				 results->path);
	}
	results->is_gone = true;
	forget_sent(results);
	return error_set(err, ERR_OTHER,
			 "the results '%s' were deleted or replaced meanwhile",
			 results->path);
}

bool results_sync(struct results *results, struct error *err)
{
	off_t from = lseek(results->fd, 0, SEEK_CUR);
	g_autofree char *what = NULL;

	if (results->pending->len == 0 && !results->is_broken)
		return true;
	what = g_strdup_printf("the results '%s'", results->path);
	if (results->is_broken)
		return error_set(err, ERR_OTHER, "cannot write %s", what);
	results->is_broken = true;
	if (!results_check_there(results, err))
		return false;
	if (!file_write_all(results->fd, results->pending->str,
			    results->pending->len, what, err)) {
		take_back(results, from);
		return false;
	}
	if (fdatasync(results->fd) < 0) {
		error_errno(err, errno, "cannot write %s", what);
		take_back(results, from);
		return false;
	}
	g_string_truncate(results->pending, 0);
	results->sent_at = G_MAXSIZE;
	results->is_broken = false;
	return true;
}
