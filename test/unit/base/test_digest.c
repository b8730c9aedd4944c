#include "lib/base/digest.h"

#include <dlfcn.h>
#include <glib.h>
#include <string.h>

static char *digest_of(const char *text, size_t len, size_t piece)
{
	AUTO(digest_drop) struct digest *digest = digest_new();
	AUTO(error_release) struct error err = { 0 };
	char *hex = NULL;

	for (size_t at = 0; at < len; at += piece)
		digest_add(digest, text + at, MIN(piece, len - at));
	g_assert_true(digest_end(digest, &hex, &err));
	return hex;
}

static void check_all(void)
{
	g_autofree char *text = g_malloc(1000);
	g_autofree char *abc = digest_of("abc", 3, 1);

	g_assert_cmpstr(abc, ==,
			"ba7816bf8f01cfea414140de5dae2223"
			"b00361a396177a9cb410ff61f20015ad");
	for (size_t i = 0; i < 1000; i++)
		text[i] = (char)(i * 7);
	for (size_t len = 0; len <= 1000; len += 37) {
		g_autofree char *wanted = g_compute_checksum_for_string(
			G_CHECKSUM_SHA256, text, (gssize)len);

		for (size_t piece = 1; piece <= 1000; piece = piece * 3 + 1) {
			g_autofree char *hex = digest_of(text, len, piece);

			g_assert_cmpstr(hex, ==, wanted);
		}
	}
}

static bool has_libcrypto(void)
{
	void *library = dlopen("libcrypto.so.3", RTLD_LAZY | RTLD_NOLOAD);

	if (library)
		dlclose(library);
	return library != NULL;
}

/* This program has no libcrypto, and gets none by asking. */
static void without_libcrypto(void)
{
	g_assert_false(has_libcrypto());
	check_all();
	g_assert_false(has_libcrypto());
}

/* libcurl's build for OpenSSL has brought it to this machine. */
static void with_libcrypto(void)
{
	void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);

	g_assert_nonnull(library);
	check_all();
	dlclose(library);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/digest/glib", without_libcrypto);
	g_test_add_func("/digest/libcrypto", with_libcrypto);
	return g_test_run();
}
