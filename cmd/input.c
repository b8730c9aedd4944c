#include "cmd/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/api/body.h"
#include "lib/base/file.h"

enum { CHUNK = 64 * 1024 };

static bool refuse_kind(int fd, const char *path, struct error *err)
{
	struct stat about;

	if (fstat(fd, &about) < 0) {
		error_errno(err, errno, "cannot read '%s'", path);
	} else if (S_ISDIR(about.st_mode)) {
		error_set(err, ERR_USAGE, "'%s' is a directory", path);
	} else if (!S_ISREG(about.st_mode) && !S_ISFIFO(about.st_mode)) {
		error_set(err, ERR_USAGE, "'%s' is neither a file nor a pipe",
			  path);
	} else {
		return true;
	}
	err->code = ERR_USAGE;
	return false;
}

static bool open_file(const char *path, int *ret_fd, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	*ret_fd = fd;
	if (fd >= 0)
		return refuse_kind(fd, path, err);
	error_errno(err, errno, "cannot read '%s'", path);
	err->code = ERR_USAGE;
	return false;
}

static bool read_all(int fd, const char *name, size_t max_bytes, GString *text,
		     struct error *err)
{
	g_autofree char *chunk = g_malloc(CHUNK);
	ssize_t got;

	do {
		got = read(fd, chunk, CHUNK);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(err, errno, "cannot read %s", name);
		g_string_append_len(text, chunk, got);
		if (text->len > max_bytes)
			return error_set(err, ERR_USAGE,
					 "%s is larger than %zu MiB", name,
					 max_bytes / 1024 / 1024);
	} while (got != 0);
	if (text->len == 0)
		return error_set(err, ERR_USAGE, "%s is empty", name);
	return true;
}

bool input_read(struct ctx *ctx, const char *path, size_t max_bytes,
		char **ret_text, size_t *ret_len, struct error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	g_autofree char *name = is_stdin ? g_strdup("standard input")
					 : g_strdup_printf("'%s'", path);
	g_autoptr(GString) text = g_string_new(NULL);
	AUTO(file_close) int fd = -1;

	if (!is_stdin && !open_file(path, &fd, err))
		return false;
	if (is_stdin && io_can_ask(ctx_io(ctx)))
		io_say(ctx_io(ctx), "Reading from the terminal; Ctrl-D ends.");
	if (!read_all(is_stdin ? io_in_fd(ctx_io(ctx)) : fd, name, max_bytes,
		      text, err))
		return false;
	*ret_len = text->len;
	*ret_text = g_string_free(g_steal_pointer(&text), FALSE);
	return true;
}

bool input_object(struct ctx *ctx, const char *path, char **ret_text,
		  size_t *ret_len, struct error *err)
{
	g_autofree char *name = strcmp(path, "-") == 0
					? g_strdup("standard input")
					: g_strdup_printf("'%s'", path);
	g_autofree char *text = NULL;
	struct js root;
	size_t len;

	if (!input_read(ctx, path, BODY_BYTES_MAX, &text, &len, err))
		return false;
	if (!js_check(text, len, name, &root, err)) {
		err->code = ERR_USAGE;
		return false;
	}
	if (js_type(root) != JS_OBJECT)
		return error_set(err, ERR_USAGE, "%s is no JSON object", name);
	*ret_len = len;
	*ret_text = g_steal_pointer(&text);
	return true;
}
