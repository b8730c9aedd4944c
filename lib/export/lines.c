#include "lib/export/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/export/gzip.h"

enum { CHUNK = 64 * 1024 };

struct lines {
	char *name;
	int fd;
	bool has_begun, is_over; /* of the file */
	struct gunzip *gunzip;	 /* NULL: it is text */
	GString *text;		 /* that was read, from `at` on not yet given */
	gsize at;
	char chunk[CHUNK];
};

bool lines_open(int folder_fd, const char *name, struct lines **ret_lines,
		struct error *err)
{
	AUTO(lines_drop) struct lines *lines = g_new0(struct lines, 1);
	struct stat st;

	lines->name = g_strdup(name);
	lines->text = g_string_new(NULL);
	lines->fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (lines->fd < 0 || fstat(lines->fd, &st) < 0)
		return error_errno(err, errno, "cannot open '%s'", name);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERR_OTHER, "'%s' is not a regular file",
				 name);
	*ret_lines = g_steal_pointer(&lines);
	return true;
}

void lines_free(struct lines *lines)
{
	if (!lines)
		return;
	if (lines->fd >= 0)
		(void)close(lines->fd); /* nothing was written */
	gunzip_free(lines->gunzip);
	g_string_free(lines->text, TRUE);
	g_free(lines->name);
	g_free(lines);
}

static bool add_text(void *user, const char *text, size_t len,
		     struct error *err)
{
	struct lines *lines = user;

	(void)err; /* memory that is lacking ends the program */
	g_string_append_len(lines->text, text, (gssize)len);
	return true;
}

/* The first bytes tell what it is: no line of ours begins so. */
static void begin(struct lines *lines, size_t len)
{
	lines->has_begun = true;
	if (len > 0 && lines->chunk[0] == '\x1f')
		lines->gunzip = gunzip_new(add_text, lines);
}

static bool take(struct lines *lines, size_t len, struct error *err)
{
	if (!lines->has_begun)
		begin(lines, len);
	lines->is_over = len == 0;
	if (!lines->gunzip)
		return add_text(lines, lines->chunk, len, err);
	return (len > 0 ? gunzip_take(lines->gunzip, lines->chunk, len, err)
			: gunzip_end(lines->gunzip, err)) ||
	       error_wrap(err, "'%s'", lines->name);
}

/* The next piece of the file. */
static bool fill(struct lines *lines, struct error *err)
{
	ssize_t got;

	g_string_erase(lines->text, 0, (gssize)lines->at);
	lines->at = 0;
	do
		got = read(lines->fd, lines->chunk, CHUNK);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_errno(err, errno, "cannot read '%s'", lines->name);
	return take(lines, (size_t)got, err);
}

/* The end of the line that begins at `at`; NULL: it is not there yet. */
static const char *find_end(const struct lines *lines, gsize looked)
{
	return memchr(lines->text->str + lines->at + looked, '\n',
		      lines->text->len - lines->at - looked);
}

bool lines_next(struct lines *lines, size_t max_bytes, GString *line,
		bool *ret_found, struct error *err)
{
	const char *start, *end;
	gsize looked = 0;

	while (!(end = find_end(lines, looked)) && !lines->is_over) {
		looked = lines->text->len - lines->at;
		if (looked > max_bytes)
			break;
		if (!fill(lines, err))
			return false;
	}
	start = lines->text->str + lines->at;
	looked = end ? (gsize)(end - start) : lines->text->len - lines->at;
	if (looked > max_bytes)
		return error_set(err, ERR_OTHER,
				 "'%s' has a line of more than %zu bytes",
				 lines->name, max_bytes);
	*ret_found = end != NULL;
	if (!end)
		return looked == 0 ||
		       error_set(err, ERR_OTHER,
				 "the last line of '%s' has no end",
				 lines->name);
	g_string_append_len(line, start, (gssize)looked);
	lines->at += looked + 1;
	return true;
}
