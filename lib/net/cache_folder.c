#include "lib/net/cache_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/base/random.h"
#include "lib/net/cache.h"

#define UNFINISHED ".new."  /* a file that is being written */
#define GONE	   ".gone." /* an account's folder that was dropped */

enum {
	OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
	LOOKED_AT_MAX = 4 * CACHE_ENTRIES_MAX, /* names in one sweep */
	EMPTY_TRIES = 3,
	UNFINISHED_S = 3600 /* nobody writes that long */
};

static bool check_own(int fd, const char *path, struct error *err)
{
	struct stat info;

	if (fstat(fd, &info) != 0)
		return error_errno(err, errno, "cannot look at '%s'", path);
	if (info.st_uid != geteuid())
		return error_set(err, ERR_OTHER, "'%s' belongs to another user",
				 path);
	if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return error_set(err, ERR_OTHER,
				 "others can look into '%s' (mode %04o)", path,
				 (unsigned)(info.st_mode & 07777));
	return true;
}

/* *ret_fd is -1 when there is none. */
static bool open_root(const char *folder, int *ret_fd, struct error *err)
{
	AUTO(file_close) int fd = open(folder, OPEN_FOLDER);

	if (fd < 0 && errno == ENOENT) {
		*ret_fd = -1;
		return true;
	}
	if (fd < 0)
		return error_errno(err, errno, "cannot open '%s'", folder);
	if (!check_own(fd, folder, err))
		return false;
	*ret_fd = g_steal_fd(&fd);
	return true;
}

static bool make_account(int root, const char *account)
{
	/* a umask can only have taken bits away */
	return mkdirat(root, account, 0700) == 0
		       ? fchmodat(root, account, 0700, 0) == 0
		       : errno == EEXIST;
}

bool cache_folder_open(const char *folder, const char *account, int *ret_fd,
		       struct error *err)
{
	AUTO(file_close) int root = -1;
	AUTO(file_close) int fd = -1;

	if (!file_make_dir(folder, err) || !open_root(folder, &root, err))
		return false;
	fd = openat(root, account, OPEN_FOLDER);
	if (fd < 0 && errno == ENOENT && make_account(root, account))
		fd = openat(root, account, OPEN_FOLDER);
	if (fd < 0)
		return error_errno(err, errno, "cannot open '%s/%s'", folder,
				   account);
	if (!check_own(fd, account, err))
		return false;
	*ret_fd = g_steal_fd(&fd);
	return true;
}

static bool fill(int folder, const char *name, const GString *text,
		 struct error *err)
{
	AUTO(file_close)
	int fd = openat(folder, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0600);

	if (fd < 0 || fchmod(fd, 0600) < 0)
		return error_errno(err, errno, "cannot create a file");
	if (!file_write_all(fd, text->str, text->len, "a file", err))
		return false;
	/* some file systems report a full disk only here */
	if (close(g_steal_fd(&fd)) < 0)
		return error_errno(err, errno, "cannot write a file");
	return true;
}

bool cache_folder_write(int fd, const char *name, const GString *text,
			struct error *err)
{
	g_autofree char *unique = NULL;
	g_autofree char *unfinished = NULL;
	bool done;

	if (!random_hex(8, &unique, err))
		return false;
	unfinished = g_strconcat(UNFINISHED, unique, NULL);
	done = fill(fd, unfinished, text, err);
	if (done && renameat(fd, unfinished, fd, name) < 0)
		done = error_errno(err, errno, "cannot replace a file");
	if (!done)
		(void)unlinkat(fd, unfinished, 0); /* it may not be there */
	return done;
}

static void close_listing(DIR **listing)
{
	if (*listing)
		(void)closedir(*listing);
}

/* The names in an open folder, from the first on. */
static DIR *list(int folder)
{
	AUTO(file_close) int fd = openat(folder, ".", OPEN_FOLDER);
	DIR *listing = fd < 0 ? NULL : fdopendir(fd);

	if (listing)
		(void)g_steal_fd(&fd);
	return listing;
}

static void empty(int folder)
{
	AUTO(close_listing) DIR *listing = list(folder);
	const struct dirent *item;

	while (listing && (item = readdir(listing)))
		if (strcmp(item->d_name, ".") != 0 &&
		    strcmp(item->d_name, "..") != 0)
			(void)unlinkat(folder, item->d_name, 0);
}

/* Somebody may still write into it meanwhile. */
static bool remove_folder(int root, const char *name)
{
	AUTO(file_close) int folder = openat(root, name, OPEN_FOLDER);

	if (folder < 0)
		return unlinkat(root, name, 0) == 0 || errno == ENOENT;
	for (int i = 0; i < EMPTY_TRIES; i++) {
		empty(folder);
		if (unlinkat(root, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
			return true;
	}
	return false;
}

bool cache_folder_drop(const char *folder, const char *account,
		       struct error *err)
{
	AUTO(file_close) int root = -1;
	g_autofree char *unique = NULL;
	g_autofree char *gone = NULL;

	if (!open_root(folder, &root, err) ||
	    (root >= 0 && !random_hex(8, &unique, err)))
		return false;
	if (root < 0)
		return true;
	gone = g_strconcat(GONE, unique, NULL);
	if (renameat(root, account, root, gone) < 0)
		return errno == ENOENT ||
		       error_errno(err, errno, "cannot drop '%s/%s'", folder,
				   account);
	/* what is left of it answers nobody, and goes with the next sweep */
	(void)remove_folder(root, gone);
	return true;
}

static bool is_entry(const char *name)
{
	return strlen(name) == CACHE_KEY_LEN &&
	       strspn(name, "0123456789abcdef") == CACHE_KEY_LEN;
}

static void file_release(void *data)
{
	g_free(((struct cache_file *)data)->name);
}

static GArray *read_files(int folder, int64_t now_unix_s)
{
	GArray *files = g_array_new(FALSE, FALSE, sizeof(struct cache_file));
	AUTO(close_listing) DIR *listing = list(folder);
	const struct dirent *item;
	struct stat info;

	g_array_set_clear_func(files, file_release);
	for (int i = 0; i < LOOKED_AT_MAX && listing; i++) {
		struct cache_file file = { 0 };

		item = readdir(listing);
		if (!item)
			break;
		if (fstatat(folder, item->d_name, &info, AT_SYMLINK_NOFOLLOW) !=
		    0)
			continue;
		if (g_str_has_prefix(item->d_name, UNFINISHED) &&
		    info.st_mtime < now_unix_s - UNFINISHED_S)
			(void)unlinkat(folder, item->d_name, 0);
		if (!is_entry(item->d_name))
			continue;
		file.name = g_strdup(item->d_name);
		file.kept_unix_s = info.st_mtime;
		file.size = info.st_size;
		g_array_append_val(files, file);
	}
	return files;
}

static int compare(const void *a, const void *b)
{
	const struct cache_file *one = a, *other = b;

	return (one->kept_unix_s > other->kept_unix_s) -
	       (one->kept_unix_s < other->kept_unix_s);
}

/* What was kept before is too old for everyone. */
static int64_t oldest_s(int64_t now_unix_s)
{
	return now_unix_s - (int64_t)CACHE_DAYS_MAX * 24 * 3600;
}

size_t cache_folder_excess(const struct cache_file *files, size_t count,
			   int64_t now_unix_s)
{
	int64_t bytes = 0;
	size_t kept = 0;

	while (kept < count && kept < CACHE_ENTRIES_MAX) {
		const struct cache_file *file = &files[count - 1 - kept];

		bytes += file->size;
		if (bytes > CACHE_BYTES_MAX ||
		    file->kept_unix_s < oldest_s(now_unix_s))
			break;
		kept++;
	}
	return count - kept;
}

static void sweep_account(int folder, int64_t now_unix_s)
{
	g_autoptr(GArray) files = read_files(folder, now_unix_s);
	const struct cache_file *file = (void *)files->data;
	size_t excess;

	g_array_sort(files, compare);
	excess = cache_folder_excess(file, files->len, now_unix_s);
	for (size_t i = 0; i < excess; i++)
		(void)unlinkat(folder, file[i].name, 0);
}

/* Dropped, or of an account that nobody has kept anything of for so long that
   all in it is too old. */
static bool is_over(int root, const char *name, int64_t now_unix_s)
{
	struct stat info;

	if (g_str_has_prefix(name, GONE))
		return true;
	return *name != '.' &&
	       fstatat(root, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	       info.st_mtime < oldest_s(now_unix_s);
}

static void sweep_accounts(int root, int64_t now_unix_s)
{
	AUTO(close_listing) DIR *listing = list(root);
	const struct dirent *item;

	for (int i = 0; i < LOOKED_AT_MAX && listing; i++) {
		item = readdir(listing);
		if (!item)
			break;
		if (is_over(root, item->d_name, now_unix_s))
			(void)remove_folder(root, item->d_name);
	}
}

void cache_folder_sweep(const char *folder, const char *account,
			int64_t now_unix_s)
{
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(file_close) int root = -1;
	AUTO(file_close) int fd = -1;

	if (!open_root(folder, &root, &ignored) || root < 0)
		return;
	sweep_accounts(root, now_unix_s);
	fd = openat(root, account, OPEN_FOLDER);
	if (fd >= 0)
		sweep_account(fd, now_unix_s);
}
