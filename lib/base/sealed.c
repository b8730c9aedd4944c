#include "lib/base/sealed.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	SEALED_CHUNK = 4096,
	SEALED_SHOW_FROM = 20,
	SEALED_SHOWN = 4,
	SEALED_LONG = 32, /* of a word that is likely to be a key */
	SEALED_LONG_RUN = 16
};

/* An empty mapping with room for `room` bytes and the NUL. */
static bool sealed_map(struct sealed *ret_s, size_t room, struct error *err)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (room + 1 + page - 1) / page * page;
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return error_errno(err, errno, "no memory for a secret");
	/* Both are best effort: a small RLIMIT_MEMLOCK is common, and a secret
	   that might be swapped is better than none. */
	(void)madvise(at, size, MADV_DONTDUMP);
	(void)mlock(at, size);
	*ret_s = (struct sealed){ .text = at, .mapped = size };
	return true;
}

static bool sealed_refuse_large(size_t len, struct error *err)
{
	return error_set(err, ERR_OTHER,
			 "a secret of %zu bytes is too long; the limit is %d",
			 len, SEALED_MAX);
}

bool sealed_set(struct sealed *s, const char *text, size_t len,
		struct error *err)
{
	struct sealed fresh = { 0 };

	if (len > SEALED_MAX)
		return sealed_refuse_large(len, err);
	if (!sealed_map(&fresh, len, err))
		return false;
	memcpy(fresh.text, text, len);
	fresh.len = len;
	sealed_move(s, &fresh);
	return true;
}

bool sealed_append(struct sealed *s, const char *text, size_t len,
		   struct error *err)
{
	if (len > SEALED_MAX - s->len)
		return sealed_refuse_large(s->len + len, err);
	if (s->len + len + 1 > s->mapped) {
		struct sealed larger = { 0 };

		if (!sealed_map(&larger, 2 * (s->len + len), err))
			return false;
		memcpy(larger.text, sealed_reveal(s), s->len);
		larger.len = s->len;
		sealed_move(s, &larger);
	}
	memcpy(s->text + s->len, text, len);
	s->len += len;
	s->text[s->len] = '\0';
	return true;
}

bool sealed_read(struct sealed *s, int fd, const char *what, struct error *err)
{
	AUTO(sealed_release) struct sealed all = { 0 };
	char chunk[SEALED_CHUNK];
	bool ok = true;
	ssize_t got;

	do {
		got = read(fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			ok = error_errno(err, errno, "cannot read %s", what);
		else if (!sealed_append(&all, chunk, (size_t)got, err))
			ok = error_wrap(err, "%s", what);
	} while (ok && got != 0);
	explicit_bzero(chunk, sizeof(chunk));
	if (ok)
		sealed_move(s, &all);
	return ok;
}

static const char *sealed_byte_kind(unsigned char byte)
{
	switch (byte) {
	case '\0':
		return "a NUL byte";
	case '\n':
	case '\r':
		return "a line end";
	case ' ':
		return "a space";
	case '\t':
		return "a tab";
	default:
		return byte < 0x80 ? "a control byte" : "a byte outside ASCII";
	}
}

static void sealed_drop_last(struct sealed *s, char byte)
{
	if (s->len > 0 && s->text[s->len - 1] == byte)
		s->text[--s->len] = '\0';
}

bool sealed_trim_key(struct sealed *s, const char *what, struct error *err)
{
	size_t with_end = s->len;

	sealed_drop_last(s, '\n');
	if (s->len < with_end)
		sealed_drop_last(s, '\r');
	if (s->len == 0) {
		error_set(err, ERR_USAGE, "%s is empty", what);
		return error_hint(err, "give the API key, one line");
	}
	for (size_t i = 0; i < s->len; i++) {
		unsigned char byte = (unsigned char)s->text[i];

		if (byte > ' ' && byte < 0x7f)
			continue;
		error_set(err, ERR_USAGE, "%s has %s at position %zu", what,
			  sealed_byte_kind(byte), i + 1);
		return error_hint(err, "copy the key again: it is one word of "
				       "visible ASCII characters");
	}
	return true;
}

const char *sealed_reveal(const struct sealed *s)
{
	return s->text ? s->text : "";
}

bool sealed_equal(const struct sealed *a, const struct sealed *b)
{
	const char *left = sealed_reveal(a);
	const char *right = sealed_reveal(b);
	unsigned char differs = 0;

	if (a->len != b->len)
		return false;
	for (size_t i = 0; i < a->len; i++)
		differs |= (unsigned char)(left[i] ^ right[i]);
	return differs == 0;
}

char *sealed_mask(const struct sealed *s)
{
	const char *end = "";

	if (s->len >= SEALED_SHOW_FROM)
		end = s->text + s->len - SEALED_SHOWN;
	return g_strdup_printf("....%s", end);
}

void sealed_move(struct sealed *to, struct sealed *from)
{
	sealed_release(to);
	*to = *from;
	*from = (struct sealed){ 0 };
}

bool sealed_looks_like_key(const char *text)
{
	size_t run = 0, longest = 0, letters = 0, digits = 0;
	const char *at = text;

	for (; *at; at++) {
		if (*at <= ' ' || *at > '~' || strchr("/:@\"'", *at))
			return false;
		letters += g_ascii_isalpha(*at) ? 1 : 0;
		digits += g_ascii_isdigit(*at) ? 1 : 0;
		run = g_ascii_isalnum(*at) ? run + 1 : 0;
		longest = MAX(longest, run);
	}
	return letters > 0 && digits > 0 &&
	       (at - text >= SEALED_LONG || longest >= SEALED_LONG_RUN);
}

bool sealed_is_empty(const struct sealed *s)
{
	return !s || s->len == 0;
}

void sealed_release(struct sealed *s)
{
	if (!s)
		return;
	if (s->text) {
		explicit_bzero(s->text, s->mapped);
		(void)munmap(s->text, s->mapped);
	}
	*s = (struct sealed){ 0 };
}
