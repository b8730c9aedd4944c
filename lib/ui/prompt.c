#include "lib/ui/prompt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "lib/base/signals.h"

enum {
	PROMPT_PASTE_GAP_MS = 50, /* a paste comes in one go */
	PROMPT_TRIES = 3
};

/* A terminal with a question on it, and what it was like before. */
struct terminal {
	int fd;
	bool is_changed, is_masked;
	struct signals signals;
	sigset_t old_mask;
	struct termios old;
};

static void terminal_release(struct terminal *t)
{
	/* With a flush: what is left of a paste must not reach the shell. */
	if (t->is_changed)
		(void)tcsetattr(t->fd, TCSAFLUSH, &t->old);
	signals_release(&t->signals);
	if (t->is_masked)
		(void)sigprocmask(SIG_SETMASK, &t->old_mask, NULL);
}

/* SIGTSTP is held back, since a stopped program would leave the terminal as it
   is now. */
static bool terminal_open(struct terminal *t, int fd, struct error *err)
{
	sigset_t stop;

	t->fd = fd;
	(void)sigemptyset(&stop);
	(void)sigaddset(&stop, SIGTSTP);
	if (sigprocmask(SIG_BLOCK, &stop, &t->old_mask) < 0)
		return error_errno(err, errno, "cannot hold signals back");
	t->is_masked = true;
	return signals_take(&t->signals, err);
}

/*
 * No echo, and byte by byte: in its own line mode the terminal cuts a line
 * after 4095 bytes without a word.
 */
static bool terminal_hide(struct terminal *t, struct error *err)
{
	struct termios hidden;
	sigset_t background;

	if (tcgetattr(t->fd, &t->old) < 0)
		return error_errno(err, errno,
				   "cannot read the terminal's "
				   "settings");
	hidden = t->old;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON);
	hidden.c_cc[VMIN] = 1;
	hidden.c_cc[VTIME] = 0;
	hidden.c_cc[VSUSP] = _POSIX_VDISABLE;
	if (tcsetattr(t->fd, TCSAFLUSH, &hidden) < 0)
		return error_errno(err, errno, "cannot hide what is typed");
	t->is_changed = true;
	/* From here on it must be possible to set the terminal back, even if
	   the shell has put us into the background meanwhile. */
	(void)sigemptyset(&background);
	(void)sigaddset(&background, SIGTTOU);
	(void)sigaddset(&background, SIGTTIN);
	(void)sigprocmask(SIG_BLOCK, &background, NULL);
	return true;
}

static bool no_answer(const char *why, const char *instead, struct error *err)
{
	error_set(err, ERR_USAGE, "no answer: %s", why);
	return error_hint(err, "use %s", instead);
}

/* One byte, whenever it comes; *ret_got is false at the end of input. */
static bool next_byte(const struct terminal *t, char *ret_byte, bool *ret_got,
		      struct error *err)
{
	struct pollfd wait[] = {
		{ .fd = t->signals.fd, .events = POLLIN },
		{ .fd = t->fd, .events = POLLIN },
	};
	ssize_t got;

	do {
		if (poll(wait, G_N_ELEMENTS(wait), -1) < 0 && errno != EINTR)
			return error_errno(err, errno,
					   "cannot wait for an "
					   "answer");
		if (wait[0].revents)
			return signals_interrupted(&t->signals, err);
		got = wait[1].revents ? read(t->fd, ret_byte, 1) : -1;
	} while (got < 0 && (errno == EINTR || errno == EAGAIN));
	if (got < 0)
		return error_errno(err, errno, "cannot read the answer");
	*ret_got = got > 0;
	return true;
}

static void erase(struct sealed *line, size_t keep)
{
	if (!line->text)
		return;
	explicit_bzero(line->text + keep, line->len - keep);
	line->len = keep;
}

static size_t without_last_char(const struct sealed *line)
{
	size_t len = line->len;

	while (len > 0 && (line->text[len - 1] & 0xc0) == 0x80)
		len--;
	return len > 0 ? len - 1 : 0;
}

static size_t without_last_word(const struct sealed *line)
{
	size_t len = line->len;

	while (len > 0 && line->text[len - 1] == ' ')
		len--;
	while (len > 0 && line->text[len - 1] != ' ')
		len--;
	return len;
}

/* Is there more behind the line end than further line ends? */
static bool has_more(const struct terminal *t)
{
	struct pollfd wait = { .fd = t->fd, .events = POLLIN };
	bool more = false;
	char byte;

	while (poll(&wait, 1, PROMPT_PASTE_GAP_MS) == 1 &&
	       read(t->fd, &byte, 1) == 1 && !more)
		more = byte != '\n' && byte != '\r';
	return more;
}

enum key { KEY_TEXT, KEY_DONE, KEY_END, KEY_EDIT };

static enum key edit(const struct termios *set, struct sealed *line, char byte)
{
	cc_t c = (cc_t)byte;

	if (byte == '\n' || byte == '\r')
		return KEY_DONE;
	if (c == _POSIX_VDISABLE)
		return KEY_TEXT;
	if (c == set->c_cc[VEOF])
		return line->len == 0 ? KEY_END : KEY_EDIT;
	if (c == set->c_cc[VERASE])
		erase(line, without_last_char(line));
	else if (c == set->c_cc[VWERASE])
		erase(line, without_last_word(line));
	else if (c == set->c_cc[VKILL])
		erase(line, 0);
	else
		return KEY_TEXT;
	return KEY_EDIT;
}

static bool take_byte(struct sealed *line, char byte, struct error *err)
{
	if (byte == '\0')
		return error_set(err, ERR_USAGE,
				 "the answer has a NUL byte at position %zu",
				 line->len + 1);
	return sealed_append(line, &byte, 1, err);
}

static bool read_hidden(const struct terminal *t, const char *instead,
			struct sealed *line, struct error *err)
{
	enum key key = KEY_TEXT;

	while (key != KEY_DONE) {
		char byte = 0;
		bool got = false;

		if (!next_byte(t, &byte, &got, err))
			return false;
		key = got ? edit(&t->old, line, byte) : KEY_END;
		if (key == KEY_END)
			return no_answer("the input ended", instead, err);
		if (key == KEY_TEXT && !take_byte(line, byte, err))
			return false;
	}
	if (!has_more(t))
		return true;
	error_set(err, ERR_USAGE, "more than one line was pasted");
	return error_hint(err, "paste the one line alone, or use %s", instead);
}

static bool may_ask(const struct io *io, const char *instead, struct error *err)
{
	if (io_can_ask(io))
		return true;
	return no_answer("there is no terminal to ask on, or --no-input was "
			 "given",
			 instead, err);
}

bool prompt_secret(struct io *io, const char *question, const char *instead,
		   struct sealed *ret_secret, struct error *err)
{
	AUTO(terminal_release) struct terminal t = { 0 };
	AUTO(sealed_release) struct sealed line = { 0 };
	bool ok;

	if (!may_ask(io, instead, err) ||
	    !terminal_open(&t, io_in_fd(io), err) || !terminal_hide(&t, err))
		return false;
	io_ask(io, question);
	ok = read_hidden(&t, instead, &line, err);
	io_ask(io, NULL);
	if (ok)
		sealed_move(ret_secret, &line);
	return ok;
}

static bool read_line(const struct terminal *t, const char *instead,
		      GString *line, struct error *err)
{
	char byte = 0;

	while (byte != '\n') {
		bool got = false;

		if (!next_byte(t, &byte, &got, err))
			return false;
		if (!got)
			return no_answer("the input ended", instead, err);
		if (line->len == PROMPT_LINE_MAX)
			return no_answer("the line is too long", instead, err);
		g_string_append_c(line, byte);
	}
	return true;
}

bool prompt_line(struct io *io, const char *question, const char *instead,
		 char **ret_line, struct error *err)
{
	AUTO(terminal_release) struct terminal t = { 0 };
	g_autoptr(GString) line = g_string_new(NULL);

	if (!may_ask(io, instead, err) || !terminal_open(&t, io_in_fd(io), err))
		return false;
	io_ask(io, question);
	if (!read_line(&t, instead, line, err)) {
		io_ask(io, NULL);
		return false;
	}
	*ret_line = g_strstrip(g_strdup(line->str));
	return true;
}

/* The first letter of a line; '\n' for an empty one. */
static bool read_letter(const struct terminal *t, const char *instead,
			char *ret_letter, struct error *err)
{
	char letter = '\n', byte = 0;

	do {
		bool got = false;

		if (!next_byte(t, &byte, &got, err))
			return false;
		if (!got)
			return no_answer("the input ended", instead, err);
		if (letter == '\n' && byte != ' ')
			letter = g_ascii_tolower(byte);
	} while (byte != '\n');
	*ret_letter = letter;
	return true;
}

bool prompt_choice(struct io *io, const char *question, const char *choices,
		   const char *instead, char *ret_choice, struct error *err)
{
	AUTO(terminal_release) struct terminal t = { 0 };

	if (!may_ask(io, instead, err) || !terminal_open(&t, io_in_fd(io), err))
		return false;
	for (int i = 0; i < PROMPT_TRIES; i++) {
		char letter = 0;

		io_ask(io, question);
		if (!read_letter(&t, instead, &letter, err)) {
			io_ask(io, NULL);
			return false;
		}
		if (letter == '\n')
			letter = choices[0];
		if (letter != '\0' && strchr(choices, letter)) {
			*ret_choice = letter;
			return true;
		}
		io_say(io, "Answer with one of these letters: %s", choices);
	}
	return no_answer("none of the choices", instead, err);
}

bool prompt_consent(struct io *io, const char *question, const char *undone,
		    struct error *err)
{
	char answer;

	if (!prompt_choice(io, question, "ny", "--yes", &answer, err))
		return false;
	return answer == 'y' || error_set(err, ERR_OTHER, "%s", undone);
}
