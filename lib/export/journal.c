#include "lib/export/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "lib/base/file.h"

enum { CRC_DIGITS = 8, LINE_HEAD = CRC_DIGITS + 1, CHUNK = 64 * 1024 };

static const char first_line[] = "fentu export 3";

static uint32_t chain(uint32_t crc, const char *text, size_t len)
{
	return (uint32_t)crc32_z(crc, (const Bytef *)text, len);
}

static bool open_it(struct journal *journal, int folder_fd, int flags,
		    struct error *err)
{
	struct stat st;
	int fd = openat(folder_fd, JOURNAL_NAME,
			flags | O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC |
				O_NONBLOCK,
			0600);

	*journal = (struct journal){ .fd_plus_one = fd + 1,
				     .held = g_string_new(NULL) };
	if (fd < 0 || fstat(fd, &st) < 0)
		return error_errno(err, errno, "cannot open '%s'",
				   JOURNAL_NAME);
	return S_ISREG(st.st_mode) ||
	       error_set(err, ERR_OTHER, "'%s' is not a regular file",
			 JOURNAL_NAME);
}

bool journal_create(struct journal *journal, int folder_fd, struct error *err)
{
	if (!journal_remove(folder_fd, err) ||
	    !open_it(journal, folder_fd, O_CREAT | O_EXCL, err))
		return false;
	journal_add(journal, first_line);
	return true;
}

void journal_add(struct journal *journal, const char *text)
{
	size_t len = strlen(text);

	journal->end.crc = chain(journal->end.crc, text, len);
	journal->end.bytes += (int64_t)(LINE_HEAD + len + 1);
	g_string_append_printf(journal->held, "%08x %s\n", journal->end.crc,
			       text);
}

bool journal_write(struct journal *journal, struct error *err)
{
	if (!file_write_all(journal->fd_plus_one - 1, journal->held->str,
			    journal->held->len, "'" JOURNAL_NAME "'", err))
		return false;
	g_string_truncate(journal->held, 0);
	return true;
}

static bool sync_it(const struct journal *journal, struct error *err)
{
	while (fsync(journal->fd_plus_one - 1) < 0)
		if (errno != EINTR)
			return error_errno(err, errno, "cannot sync '%s'",
					   JOURNAL_NAME);
	return true;
}

bool journal_sync(struct journal *journal, struct error *err)
{
	return journal_write(journal, err) && sync_it(journal, err);
}

static bool is_edited(size_t number, struct error *err)
{
	error_set(err, ERR_OTHER,
		  "the record of an unfinished export was changed (line %zu "
		  "of '%s')",
		  number, JOURNAL_NAME);
	return error_hint(err, "--restart begins anew");
}

/* A reader of lines that never holds more than one. */
struct reading {
	struct journal *journal;
	journal_line_fn *line;
	void *user;
	GString *rest; /* what has no line end so far */
	size_t lines;  /* that are whole */
	bool is_torn;  /* the next one is not */
};

static bool take_line(struct reading *r, char *text, size_t len,
		      struct error *err)
{
	struct journal_mark *end = &r->journal->end;
	uint32_t crc;
	guint64 said;

	/* No line was written with a zero in it. */
	r->is_torn = strlen(text) != len;
	if (r->is_torn)
		return true;
	r->lines++;
	if (len < LINE_HEAD || text[CRC_DIGITS] != ' ')
		return is_edited(r->lines, err);
	text[CRC_DIGITS] = '\0';
	crc = chain(end->crc, text + LINE_HEAD, len - LINE_HEAD);
	if (!g_ascii_string_to_unsigned(text, 16, 0, UINT32_MAX, &said, NULL) ||
	    said != crc)
		return is_edited(r->lines, err);
	*end = (struct journal_mark){ end->bytes + (int64_t)len + 1, crc };
	if (r->lines > 1)
		return r->line(r->user, text + LINE_HEAD, end, err);
	if (strcmp(text + LINE_HEAD, first_line) == 0)
		return true;
	error_set(err, ERR_OTHER,
		  "the unfinished export is of another version of fentu");
	return error_hint(err, "--restart begins anew");
}

static bool take_lines(struct reading *r, struct error *err)
{
	char *at = r->rest->str, *end;

	while (!r->is_torn &&
	       (end = memchr(at, '\n',
			     r->rest->len - (size_t)(at - r->rest->str)))) {
		*end = '\0';
		if (!take_line(r, at, (size_t)(end - at), err))
			return false;
		at = end + 1;
	}
	g_string_erase(r->rest, 0, at - r->rest->str);
	return true;
}

static bool read_lines(struct reading *r, int fd, struct error *err)
{
	g_autofree char *chunk = g_malloc(CHUNK);

	for (;;) {
		ssize_t got = read(fd, chunk, CHUNK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "cannot read '%s'",
					   JOURNAL_NAME);
		if (got == 0)
			return true;
		g_string_append_len(r->rest, chunk, got);
		if (!take_lines(r, err))
			return false;
		if (r->is_torn)
			return true;
	}
}

bool journal_exists(int folder_fd)
{
	return faccessat(folder_fd, JOURNAL_NAME, F_OK, AT_SYMLINK_NOFOLLOW) ==
	       0;
}

bool journal_resume(struct journal *journal, int folder_fd,
		    journal_line_fn *line, void *user, bool *ret_found,
		    struct error *err)
{
	g_autoptr(GString) rest = g_string_new(NULL);
	struct reading r = {
		.journal = journal, .line = line, .user = user, .rest = rest
	};

	*ret_found = journal_exists(folder_fd);
	if (!*ret_found)
		return true;
	if (!open_it(journal, folder_fd, 0, err) ||
	    !read_lines(&r, journal->fd_plus_one - 1, err))
		return false;
	*ret_found = r.lines > 0;
	return true;
}

bool journal_keep(struct journal *journal, const struct journal_mark *end,
		  struct error *err)
{
	journal->end = *end;
	while (ftruncate(journal->fd_plus_one - 1, end->bytes) < 0)
		if (errno != EINTR)
			return error_errno(err, errno, "cannot cut '%s'",
					   JOURNAL_NAME);
	return sync_it(journal, err);
}

void journal_release(struct journal *journal)
{
	if (journal->fd_plus_one > 0)
		(void)close(journal->fd_plus_one - 1); /* it was synced */
	if (journal->held)
		g_string_free(journal->held, TRUE);
	*journal = (struct journal){ 0 };
}

bool journal_remove(int folder_fd, struct error *err)
{
	if (unlinkat(folder_fd, JOURNAL_NAME, 0) < 0 && errno != ENOENT)
		return error_errno(err, errno, "cannot remove '%s'",
				   JOURNAL_NAME);
	return true;
}
