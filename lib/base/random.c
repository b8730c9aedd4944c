#include "lib/base/random.h"

#include <errno.h>
#include <sys/random.h>

#include "lib/base/clock.h"

bool random_fill(void *buffer, size_t len, struct error *err)
{
	unsigned char *at = buffer;

	while (len > 0) {
		ssize_t got = getrandom(at, len, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return error_errno(err, got < 0 ? errno : EIO,
					   "cannot get random bytes");
		at += got;
		len -= (size_t)got;
	}
	return true;
}

uint32_t random_jitter(void)
{
	uint32_t number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(number))
		number = (uint32_t)clock_mono_ms(&clock_system) * 2654435761U;
	return number;
}

bool random_hex(size_t bytes, char **ret_text, struct error *err)
{
	static const char digits[] = "0123456789abcdef";
	g_autofree unsigned char *raw = g_malloc(bytes);
	GString *text;

	if (!random_fill(raw, bytes, err))
		return false;
	text = g_string_sized_new(2 * bytes);
	for (size_t i = 0; i < bytes; i++) {
		g_string_append_c(text, digits[raw[i] >> 4]);
		g_string_append_c(text, digits[raw[i] & 15]);
	}
	*ret_text = g_string_free(text, FALSE);
	return true;
}
