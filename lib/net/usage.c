#include "lib/net/usage.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"

enum { LOCK_WAIT_MS = 500, LINE_MAX_BYTES = 256 };

/* An account's file, under its lock. */
struct usage_file {
	char *path;
	struct file_lock lock;
};

static void usage_file_release(struct usage_file *file)
{
	file_lock_release(&file->lock);
	g_free(file->path);
}

static bool lock(const char *folder, const char *name, struct usage_file *file,
		 struct error *err)
{
	g_autofree char *path = g_build_filename(folder, "lock", NULL);
	bool held = false;

	file->path = g_build_filename(folder, name, NULL);
	if (!file_make_dir(folder, err) ||
	    !file_lock_take(&file->lock, path, LOCK_WAIT_MS, &held, err))
		return false;
	return held ||
	       error_set(err, ERR_OTHER, "'%s' is held by another", path);
}

/* Our own regular file: what others can swap is not used. */
static bool open_own(const char *path, int *ret_fd, off_t *ret_size,
		     struct error *err)
{
	AUTO(file_close)
	int fd = open(path,
		      O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC |
			      O_NONBLOCK,
		      0600);
	struct stat info;

	if (fd < 0 || fstat(fd, &info) != 0)
		return error_errno(err, errno, "cannot open '%s'", path);
	if (!S_ISREG(info.st_mode) || info.st_uid != geteuid())
		return error_set(err, ERR_OTHER,
				 "'%s' is not a file of your own", path);
	*ret_size = info.st_size;
	*ret_fd = g_steal_fd(&fd);
	return true;
}

/* Begins and ends as a file of ours does? The rest is looked at when it is
   read. */
static bool looks_whole(int fd, off_t size)
{
	char head[sizeof(USAGE_HEAD) - 1];
	char last = '\0';

	return size >= (off_t)sizeof(head) &&
	       pread(fd, head, sizeof(head), 0) == sizeof(head) &&
	       memcmp(head, USAGE_HEAD, sizeof(head)) == 0 &&
	       pread(fd, &last, 1, size - 1) == 1 && last == '\n';
}

static bool read_book(const char *path, struct usage_book *ret_book,
		      bool *ret_damaged, struct error *err)
{
	g_autofree char *text = NULL;
	size_t len = 0;
	bool found = false;

	*ret_damaged = false;
	/* one line may go beyond the limit before it is summed up */
	if (!file_read(path, USAGE_FILE_MAX + LINE_MAX_BYTES, &text, &len,
		       &found, err))
		return false;
	if (found && usage_book_read(text, len, ret_book))
		return true;
	*ret_damaged = found;
	return usage_book_read(USAGE_HEAD, strlen(USAGE_HEAD), ret_book) ||
	       error_set(err, ERR_OTHER, "an empty record is refused");
}

/* Replace the file by its sums and the new line. */
static bool sum_up(const char *path, const struct usage_row *row,
		   const struct usage_limit *limit, bool *ret_renewed,
		   struct error *err)
{
	AUTO(usage_book_release) struct usage_book book = { 0 };
	AUTO(error_release) struct error ignored = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);

	/* what is far too large is damaged, too */
	if (read_book(path, &book, ret_renewed, &ignored)) {
		usage_book_trim(&book, row->hour);
		usage_book_print(text, &book);
	} else {
		*ret_renewed = true;
		g_string_append(text, USAGE_HEAD);
	}
	usage_book_append(text, row, limit);
	return file_write(path, text->str, text->len, err);
}

/* A disk that is full leaves no half line behind. */
static bool append(int fd, off_t size, const GString *text, const char *path,
		   struct error *err)
{
	g_autofree char *what = g_strdup_printf("'%s'", path);

	if (file_write_all(fd, text->str, text->len, what, err))
		return true;
	if (ftruncate(fd, size) < 0)
		return error_wrap(err, "and it could not be mended");
	return false;
}

bool usage_add(const char *folder, const char *name,
	       const struct usage_row *row, const struct usage_limit *limit,
	       bool *ret_renewed, struct error *err)
{
	AUTO(usage_file_release) struct usage_file file = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	AUTO(file_close) int fd = -1;
	off_t size;

	*ret_renewed = false;
	if (!lock(folder, name, &file, err) ||
	    !open_own(file.path, &fd, &size, err))
		return false;
	if (size > USAGE_FILE_MAX - LINE_MAX_BYTES ||
	    (size > 0 && !looks_whole(fd, size)))
		return sum_up(file.path, row, limit, ret_renewed, err);
	if (size == 0)
		g_string_append(text, USAGE_HEAD);
	usage_book_append(text, row, limit);
	return append(fd, size, text, file.path, err);
}

bool usage_load(const char *folder, const char *name,
		struct usage_book *ret_book, bool *ret_renewed,
		struct error *err)
{
	AUTO(usage_file_release) struct usage_file file = { 0 };
	AUTO(usage_book_release) struct usage_book book = { 0 };

	if (!lock(folder, name, &file, err) ||
	    !read_book(file.path, &book, ret_renewed, err) ||
	    (*ret_renewed && !file_remove(file.path, err)))
		return false;
	*ret_book = book;
	book = (struct usage_book){ 0 };
	return true;
}

bool usage_forget_limit(const char *folder, const char *name, struct error *err)
{
	AUTO(usage_file_release) struct usage_file file = { 0 };
	AUTO(usage_book_release) struct usage_book book = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	bool damaged;

	if (!lock(folder, name, &file, err) ||
	    !read_book(file.path, &book, &damaged, err))
		return false;
	if (book.rows->len == 0)
		return true;
	book.limit = (struct usage_limit){ -1, -1, -1, -1 };
	usage_book_print(text, &book);
	return file_write(file.path, text->str, text->len, err);
}
