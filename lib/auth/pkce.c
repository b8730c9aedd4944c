#include "lib/auth/pkce.h"

#include <string.h>

#include "lib/base/random.h"

/* In place; what falls away at the end is padding. */
static size_t pkce_url_alphabet(char *text)
{
	size_t len = 0;

	for (; text[len] && text[len] != '='; len++) {
		if (text[len] == '+')
			text[len] = '-';
		else if (text[len] == '/')
			text[len] = '_';
	}
	text[len] = '\0';
	return len;
}

bool pkce_random(struct sealed *ret_text, struct error *err)
{
	unsigned char raw[PKCE_RANDOM_BYTES];
	g_autofree char *text = NULL;
	size_t len;
	bool ok;

	if (!random_fill(raw, sizeof(raw), err))
		return false;
	text = g_base64_encode(raw, sizeof(raw));
	explicit_bzero(raw, sizeof(raw));
	len = pkce_url_alphabet(text);
	ok = sealed_set(ret_text, text, len, err);
	explicit_bzero(text, len);
	return ok;
}

char *pkce_challenge(const struct sealed *verifier)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize len = sizeof(digest);
	char *text;

	g_checksum_update(sum, (const guchar *)sealed_reveal(verifier),
			  (gssize)verifier->len);
	g_checksum_get_digest(sum, digest, &len);
	text = g_base64_encode(digest, len);
	(void)pkce_url_alphabet(text);
	return text;
}
