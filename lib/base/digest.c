#include "lib/base/digest.h"

#include <dlfcn.h>
#include <glib.h>

enum { SHA256_BYTES = 32 };

/* What is used of libcrypto, as its manual declares it. */
struct libcrypto {
	void *library; /* NULL: it is not here */
	void *(*ctx_new)(void);
	void (*ctx_free)(void *ctx);
	const void *(*sha256)(void);
	int (*init)(void *ctx, const void *type, void *engine);
	int (*update)(void *ctx, const void *bytes, size_t len);
	int (*final)(void *ctx, unsigned char *digest, unsigned *len);
};

struct digest {
	struct libcrypto crypto;
	void *ctx;	/* of libcrypto; NULL: */
	GChecksum *sum; /* GLib does it */
	bool has_failed;
};

static bool find(void *library, const char *name, void *ret_function)
{
	*(void **)ret_function = dlsym(library, name);
	return *(void **)ret_function != NULL;
}

static bool find_all(struct libcrypto *c)
{
	return find(c->library, "EVP_MD_CTX_new", &c->ctx_new) &&
	       find(c->library, "EVP_MD_CTX_free", &c->ctx_free) &&
	       find(c->library, "EVP_sha256", &c->sha256) &&
	       find(c->library, "EVP_DigestInit_ex", &c->init) &&
	       find(c->library, "EVP_DigestUpdate", &c->update) &&
	       find(c->library, "EVP_DigestFinal_ex", &c->final);
}

/* Begin with libcrypto; false: it is not here, or refuses. */
static bool begin_crypto(struct digest *digest)
{
	struct libcrypto *c = &digest->crypto;

	c->library =
		dlopen("libcrypto.so.3", RTLD_LAZY | RTLD_LOCAL | RTLD_NOLOAD);
	if (!c->library || !find_all(c))
		return false;
	digest->ctx = c->ctx_new();
	return digest->ctx && c->init(digest->ctx, c->sha256(), NULL) == 1;
}

static void end_crypto(struct digest *digest)
{
	if (digest->ctx)
		digest->crypto.ctx_free(digest->ctx);
	if (digest->crypto.library)
		(void)dlclose(digest->crypto.library); /* others have it, too */
	digest->ctx = NULL;
	digest->crypto.library = NULL;
}

struct digest *digest_new(void)
{
	struct digest *digest = g_new0(struct digest, 1);

	if (begin_crypto(digest))
		return digest;
	end_crypto(digest);
	digest->sum = g_checksum_new(G_CHECKSUM_SHA256);
	return digest;
}

void digest_free(struct digest *digest)
{
	if (!digest)
		return;
	end_crypto(digest);
	g_clear_pointer(&digest->sum, g_checksum_free);
	g_free(digest);
}

void digest_add(struct digest *digest, const void *bytes, size_t len)
{
	if (digest->sum)
		g_checksum_update(digest->sum, bytes, (gssize)len);
	else if (digest->crypto.update(digest->ctx, bytes, len) != 1)
		digest->has_failed = true;
}

static char *hex_of(const unsigned char *bytes, size_t len)
{
	GString *hex = g_string_sized_new(2 * len);

	for (size_t i = 0; i < len; i++)
		g_string_append_printf(hex, "%02x", bytes[i]);
	return g_string_free(hex, FALSE);
}

bool digest_end(struct digest *digest, char **ret_hex, struct error *err)
{
	unsigned char bytes[SHA256_BYTES];

	if (digest->sum) {
		*ret_hex = g_strdup(g_checksum_get_string(digest->sum));
		return true;
	}
	if (digest->has_failed ||
	    digest->crypto.final(digest->ctx, bytes, NULL) != 1)
		return error_set(err, ERR_OTHER,
				 "libcrypto does not compute a SHA-256");
	*ret_hex = hex_of(bytes, sizeof(bytes));
	return true;
}
