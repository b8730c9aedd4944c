#include "lib/ui/io.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/ui/report.h"
#include "lib/ui/sanitize.h"

enum { IO_BUFFER = 64 * 1024, IO_SIDE_MAX = 10000, IO_WIDTH_USUAL = 80 };

struct io {
	int in_fd, out_fd, err_fd;
	bool in_is_terminal, out_is_terminal, err_is_terminal;
	struct io_config config;
	const struct redact *secrets;
	bool has_status;
	int failed; /* errno of the first failed write of data */
	size_t used;
	char buffer[IO_BUFFER];
};

struct io *io_open_fds(int in_fd, int out_fd, int err_fd)
{
	struct io *io = g_new0(struct io, 1);

	io->in_fd = in_fd;
	io->out_fd = out_fd;
	io->err_fd = err_fd;
	io->in_is_terminal = isatty(in_fd);
	io->out_is_terminal = isatty(out_fd);
	io->err_is_terminal = isatty(err_fd);
	return io;
}

struct io *io_open(void)
{
	return io_open_fds(STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
}

void io_configure(struct io *io, const struct io_config *config)
{
	io->config = *config;
}

void io_hide(struct io *io, const struct redact *secrets)
{
	io->secrets = secrets;
}

void io_free(struct io *io)
{
	if (!io)
		return;
	io_status(io, NULL);
	g_free(io);
}

/* Returns 0 or errno. A descriptor that somebody else made non-blocking is
   waited for, or a slow reader would look like a failure. */
static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t done = write(fd, bytes, len);
		struct pollfd ready = { .fd = fd, .events = POLLOUT };

		if (done > 0) {
			bytes += done;
			len -= (size_t)done;
		} else if (done == 0) {
			return EIO;
		} else if (errno == EAGAIN) {
			(void)poll(&ready, 1, -1); /* write tells */
		} else if (errno != EINTR) {
			return errno;
		}
	}
	return 0;
}

/* The result of writing talk is nobody's business: there is no place left to
   complain, and it must not change how the program ends. */
static void talk(struct io *io, GString *text)
{
	redact_apply(io->secrets, text);
	io_status(io, NULL);
	(void)write_all(io->err_fd, text->str, text->len);
}

static bool tell_failure(const struct io *io, struct error *err)
{
	if (io->failed == 0)
		return true;
	if (io->failed == EPIPE)
		return error_set(err, ERR_CLOSED_PIPE,
				 "nobody reads the output any more");
	return error_errno(err, io->failed, "cannot write the output");
}

static void put(struct io *io, const char *bytes, size_t len)
{
	if (io->out_is_terminal)
		io_status(io, NULL);
	if (io->failed == 0)
		io->failed = write_all(io->out_fd, bytes, len);
}

static void put_buffer(struct io *io)
{
	put(io, io->buffer, io->used);
	io->used = 0;
}

bool io_flush(struct io *io, struct error *err)
{
	put_buffer(io);
	return tell_failure(io, err);
}

bool io_write(struct io *io, const char *bytes, size_t len, struct error *err)
{
	if (len > IO_BUFFER - io->used)
		put_buffer(io);
	if (len > IO_BUFFER) {
		put(io, bytes, len);
		return tell_failure(io, err);
	}
	if (len == 0)
		return tell_failure(io, err);
	memcpy(io->buffer + io->used, bytes, len);
	io->used += len;
	if (io->out_is_terminal && bytes[len - 1] == '\n')
		put_buffer(io);
	return tell_failure(io, err);
}

static void talk_line(struct io *io, const char *speaker, const char *text)
{
	g_autoptr(GString) line = g_string_new(speaker);

	sanitize_append(line, text, strlen(text), SANITIZE_LINE);
	g_string_append_c(line, '\n');
	talk(io, line);
}

PRINTF_LIKE(3, 0)
static void talk_format(struct io *io, const char *speaker, const char *fmt,
			va_list args)
{
	g_autofree char *text = g_strdup_vprintf(fmt, args);

	talk_line(io, speaker, text);
}

void io_say(struct io *io, const char *fmt, ...)
{
	va_list args;

	if (io->config.quiet)
		return;
	va_start(args, fmt);
	talk_format(io, "fentu: ", fmt, args);
	va_end(args);
}

void io_tell(struct io *io, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	talk_format(io, "fentu: ", fmt, args);
	va_end(args);
}

void io_detail(struct io *io, const char *fmt, ...)
{
	va_list args;

	if (!io->config.verbose)
		return;
	va_start(args, fmt);
	talk_format(io, "fentu: ", fmt, args);
	va_end(args);
}

void io_warn(struct io *io, const char *fmt, ...)
{
	va_list args;

	if (io->config.quiet)
		return;
	va_start(args, fmt);
	talk_format(io, "fentu: warning: ", fmt, args);
	va_end(args);
}

void io_hint(struct io *io, const char *fmt, ...)
{
	va_list args;

	if (io->config.quiet)
		return;
	va_start(args, fmt);
	talk_format(io, "hint: ", fmt, args);
	va_end(args);
}

void io_error(struct io *io, const struct error *err)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (err->code == ERR_CLOSED_PIPE)
		return;
	put_buffer(io);
	report_text(text, err);
	if (io->config.json_errors)
		report_json(text, err);
	talk(io, text);
}

void io_trace_line(void *io, const char *text)
{
	talk_line(io, "fentu: ", text);
}

void io_ask(struct io *io, const char *question)
{
	g_autoptr(GString) line = g_string_new(question ? NULL : "\n");

	if (question)
		sanitize_append(line, question, strlen(question),
				SANITIZE_LINE);
	talk(io, line);
}

/* A side of the terminal: what the variable says, else what it says itself,
   which is 0 when it does not know. */
static unsigned side(const char *variable, unsigned measured, unsigned usual)
{
	const char *given = g_getenv(variable);
	guint64 number;

	if (given && g_ascii_string_to_unsigned(given, 10, 1, IO_SIDE_MAX,
						&number, NULL))
		return (unsigned)number;
	return measured > 0 ? measured : usual;
}

static struct winsize measure(int fd)
{
	struct winsize size = { 0 };

	if (ioctl(fd, TIOCGWINSZ, &size) < 0)
		return (struct winsize){ 0 };
	return size;
}

void io_status(struct io *io, const char *fmt, ...)
{
	g_autoptr(GString) line = g_string_new("\r\033[K");
	g_autofree char *text = NULL;
	g_autofree char *clean = NULL;
	unsigned width;
	va_list args;

	if (!io->err_is_terminal || io->config.quiet ||
	    (!fmt && !io->has_status))
		return;
	if (fmt) {
		va_start(args, fmt);
		text = g_strdup_vprintf(fmt, args);
		va_end(args);
		redact_text(io->secrets, &text);
		clean = sanitize(text, strlen(text), SANITIZE_LINE);
		/* The last column stays free, or some terminals wrap. */
		width = side("COLUMNS", measure(io->err_fd).ws_col,
			     IO_WIDTH_USUAL);
		g_string_append_len(line, clean,
				    (gssize)sanitize_fit(clean, width - 1));
	}
	io->has_status = fmt != NULL;
	(void)write_all(io->err_fd, line->str, line->len);
}

int io_in_fd(const struct io *io)
{
	return io->in_fd;
}

bool io_out_is_terminal(const struct io *io)
{
	return io->out_is_terminal;
}

bool io_err_is_terminal(const struct io *io)
{
	return io->err_is_terminal;
}

bool io_can_ask(const struct io *io)
{
	return io->in_is_terminal && io->err_is_terminal &&
	       !io->config.no_input;
}

unsigned io_width(const struct io *io)
{
	if (!io->out_is_terminal)
		return 0;
	return side("COLUMNS", measure(io->out_fd).ws_col, IO_WIDTH_USUAL);
}

unsigned io_height(const struct io *io)
{
	if (!io->out_is_terminal)
		return 0;
	return side("LINES", measure(io->out_fd).ws_row, 24);
}

static bool is_set(const char *value)
{
	return value && *value && strcmp(value, "0") != 0;
}

bool io_color_wanted(enum io_color color, bool is_terminal,
		     const char *(*env)(const char *name))
{
	const char *no_color = env("NO_COLOR");
	const char *clicolor = env("CLICOLOR");
	const char *term = env("TERM");

	if (color != IO_COLOR_AUTO)
		return color == IO_COLOR_ALWAYS;
	if (no_color && *no_color)
		return false;
	if (is_set(env("CLICOLOR_FORCE")) || is_set(env("FORCE_COLOR")))
		return true;
	return is_terminal && !(clicolor && strcmp(clicolor, "0") == 0) &&
	       term && *term && strcmp(term, "dumb") != 0;
}

bool io_has_color(const struct io *io)
{
	return io_color_wanted(io->config.color, io->out_is_terminal, g_getenv);
}
