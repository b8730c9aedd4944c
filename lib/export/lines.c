#include "lib/export/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 64 * 1024 };

struct lines {
	char *name;
	gzFile file;
	char chunk[CHUNK];
	size_t at, len; /* of the chunk */
};

bool lines_open(int folder_fd, const char *name, struct lines **ret_lines,
		struct error *err)
{
	struct stat st;
	gzFile file;
	int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return error_errno(err, errno, "cannot open '%s'", name);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd); /* nothing was written */
		return error_set(err, ERR_OTHER, "'%s' is not a regular file",
				 name);
	}
	file = gzdopen(fd, "rb");
	if (!file) {
		(void)close(fd); /* nothing was written */
		return error_set(err, ERR_OTHER, "zlib does not start");
	}
	*ret_lines = g_new0(struct lines, 1);
	(*ret_lines)->name = g_strdup(name);
	(*ret_lines)->file = file;
	return true;
}

void lines_free(struct lines *lines)
{
	if (!lines)
		return;
	(void)gzclose_r(lines->file); /* nothing was written */
	g_free(lines->name);
	g_free(lines);
}

static bool explain(const struct lines *lines, struct error *err)
{
	int code = Z_OK;
	const char *said = gzerror(lines->file, &code);

	if (code == Z_ERRNO)
		return error_errno(err, errno, "cannot read '%s'", lines->name);
	return error_set(err, ERR_OTHER, "cannot read '%s': %s", lines->name,
			 said);
}

/* Nothing in the chunk: the end of the file. */
static bool fill(struct lines *lines, struct error *err)
{
	int got, code;

	if (lines->at < lines->len)
		return true;
	do
		got = gzread(lines->file, lines->chunk, CHUNK);
	while (got < 0 && errno == EINTR);
	(void)gzerror(lines->file, &code);
	/* A file that is cut within its gzip says so in the code alone. */
	if (got < 0 || (got == 0 && code != Z_OK && code != Z_STREAM_END))
		return explain(lines, err);
	lines->at = 0;
	lines->len = (size_t)got;
	return true;
}

bool lines_next(struct lines *lines, size_t max_bytes, GString *line,
		bool *ret_found, struct error *err)
{
	gsize before = line->len;
	const char *start, *end;

	do {
		if (!fill(lines, err))
			return false;
		*ret_found = lines->len > 0;
		if (!*ret_found)
			return line->len == before ||
			       error_set(err, ERR_OTHER,
					 "the last line of '%s' has no end",
					 lines->name);
		start = lines->chunk + lines->at;
		end = memchr(start, '\n', lines->len - lines->at);
		g_string_append_len(line, start,
				    end ? end - start
					: (gssize)(lines->len - lines->at));
		lines->at = end ? (size_t)(end - lines->chunk) + 1 : lines->len;
		if (line->len - before > max_bytes)
			return error_set(err, ERR_OTHER,
					 "'%s' has a line of more than %zu "
					 "bytes",
					 lines->name, max_bytes);
	} while (!end);
	return true;
}
