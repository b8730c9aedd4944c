#include "lib/net/proxy.h"

#include <string.h>

#include "lib/base/wipe.h"

/* Of plain http libcurl takes the lower case alone: a request to a CGI program
   can set the other one. */
static const char *const for_https[] = { "https_proxy", "HTTPS_PROXY",
					 "all_proxy", "ALL_PROXY", NULL };
static const char *const for_http[] = { "http_proxy", "all_proxy", "ALL_PROXY",
					NULL };
static const char *const all[] = { "http_proxy",  "HTTP_PROXY", "https_proxy",
				   "HTTPS_PROXY", "all_proxy",	"ALL_PROXY",
				   NULL };

const char *proxy_variable(bool is_https, proxy_lookup *lookup)
{
	const char *const *name = is_https ? for_https : for_http;

	for (; *name; name++) {
		const char *value = lookup(*name);

		if (value && *value)
			return *name;
	}
	return NULL;
}

static bool hide_text(struct redact *redact, const char *text, size_t len,
		      struct error *err)
{
	AUTO(sealed_release) struct sealed secret = { 0 };
	AUTO(sealed_release) struct sealed plain = { 0 };
	AUTO(wipe_text) char *part = g_strndup(text, len);
	AUTO(wipe_text) char *decoded = g_uri_unescape_string(part, NULL);

	return sealed_set(&secret, text, len, err) &&
	       redact_add(redact, &secret, err) &&
	       (!decoded ||
		(sealed_set(&plain, decoded, strlen(decoded), err) &&
		 redact_add(redact, &plain, err)));
}

/* What is in front of the @, and what is behind each colon in that: which one
   begins the password is known of a good address alone. */
static bool hide_value(struct redact *redact, const char *value,
		       struct error *err)
{
	const char *scheme = strstr(value, "://");
	const char *at = scheme ? scheme + 3 : value;
	const char *end = strrchr(at, '@');

	while (end && at < end) {
		const char *colon = memchr(at, ':', (size_t)(end - at));

		if (!hide_text(redact, at, (size_t)(end - at), err))
			return false;
		at = colon ? colon + 1 : end;
	}
	return true;
}

bool proxy_hide(struct redact *redact, proxy_lookup *lookup, struct error *err)
{
	for (const char *const *name = all; *name; name++) {
		const char *value = lookup(*name);

		if (value && !hide_value(redact, value, err))
			return false;
	}
	return true;
}
