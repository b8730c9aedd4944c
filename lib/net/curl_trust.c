#include "lib/base/file.h"
#include "lib/net/curl_slot.h"

enum { BUNDLE_MAX = 4 * 1024 * 1024 };

static bool read_bundle(const char *path, GString *into, struct error *err)
{
	g_autofree char *text = NULL;
	size_t len = 0;
	bool found = false;

	if (!file_read(path, BUNDLE_MAX, &text, &len, &found, err))
		return false;
	if (!found)
		return error_set(err, ERR_USAGE, "there is no CA file '%s'",
				 path);
	if (!strstr(text, "-----BEGIN CERTIFICATE-----"))
		return error_set(err, ERR_USAGE,
				 "there is no certificate in the CA file '%s'",
				 path);
	g_string_append_len(into, text, (gssize)len);
	g_string_append_c(into, '\n');
	return true;
}

/* Are certificates to be found in it by their hash ("5ed36f99.0")? Small
   containers have the folder with nothing but the bundle in it. */
static bool is_hashed(const char *folder)
{
	g_autoptr(GDir) dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
	const char *name;

	while (dir && (name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_suffix(name, ".0"))
			return true;
	return false;
}

/*
 * libcurl takes one bundle, so the further one and the system's become one
 * text. Where the system also has a folder of single certificates (Debian
 * has), that stays in force by itself and the large bundle is left out: only
 * the certificates that are needed are then read.
 */
bool trust_load(struct transport *transport, struct error *err)
{
	g_autoptr(GString) text = g_string_new(NULL);
	CURL *easy;
	char *bundle = NULL, *folder = NULL;
	bool done;

	if (!transport->config.ca_file)
		return true;
	easy = curl_easy_init();
	if (!easy)
		return error_set(err, ERR_OTHER, "libcurl does not start");
	(void)curl_easy_getinfo(easy, CURLINFO_CAINFO, &bundle);
	(void)curl_easy_getinfo(easy, CURLINFO_CAPATH, &folder);
	done = read_bundle(transport->config.ca_file, text, err) &&
	       (is_hashed(folder) || !bundle || read_bundle(bundle, text, err));
	curl_easy_cleanup(easy);
	transport->ca_len = text->len;
	transport->ca_text = g_string_free(g_steal_pointer(&text), FALSE);
	return done;
}

bool trust_apply(CURL *easy, const struct transport *transport)
{
	struct curl_blob blob = {
		.data = transport->ca_text,
		.len = transport->ca_len,
		.flags = CURL_BLOB_NOCOPY,
	};

	return !transport->ca_text ||
	       curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob) == CURLE_OK;
}
