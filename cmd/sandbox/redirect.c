#include "cmd/sandbox/redirect.h"

#include <string.h>

#define MAX_URI 2048

static bool is_plain(const char *uri)
{
	if (strlen(uri) > MAX_URI)
		return false;
	for (; *uri; uri++)
		if (!g_ascii_isgraph(*uri))
			return false;
	return true;
}

bool redirect_is_allowed(const char *uri)
{
	static const char *const hosts[] = { "127.0.0.1", "::1", "localhost",
					     NULL };
	g_autoptr(GUri) parsed = NULL;

	if (!is_plain(uri))
		return false;
	parsed = g_uri_parse(uri, G_URI_FLAGS_ENCODED, NULL);
	return parsed && strcmp(g_uri_get_scheme(parsed), "http") == 0 &&
	       g_uri_get_host(parsed) &&
	       g_strv_contains(hosts, g_uri_get_host(parsed)) &&
	       !g_uri_get_userinfo(parsed) && !g_uri_get_fragment(parsed);
}

char *redirect_origin(const char *uri)
{
	const char *host = strstr(uri, "://") + 3;

	return g_strndup(uri, (gsize)(host - uri) + strcspn(host, "/?"));
}

void redirect_add(GString *uri, const char *name, const char *value)
{
	if (!value)
		return;
	g_string_append_printf(uri, "%c%s=", strchr(uri->str, '?') ? '&' : '?',
			       name);
	g_string_append_uri_escaped(uri, value, NULL, FALSE);
}
