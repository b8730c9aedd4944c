#include "lib/net/url.h"

#include <arpa/inet.h>

enum { HOST_MAX = 253, LABEL_MAX = 63 };

/* All that RFC 3986 allows in a URI. What is outside (a backslash, a space, a
   quote) is read in different ways by different parsers. */
#define URI_CHARS                                                              \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"       \
	"-._~:/?#[]@!$&'()*+,;=%"

/* The parts of one URL as GLib saw them. */
struct parts {
	char *scheme;
	char *host;
	char *path;
	char *query;
	char *fragment;
	int port;
};

static void parts_release(struct parts *parts)
{
	g_free(parts->scheme);
	g_free(parts->host);
	g_free(parts->path);
	g_free(parts->query);
	g_free(parts->fragment);
}

void url_release(struct url *url)
{
	if (!url)
		return;
	g_free(url->origin);
	g_free(url->host);
	g_free(url->path);
	g_free(url->query);
	*url = (struct url){ 0 };
}

static bool refuse(const char *what, const char *why, struct error *err)
{
	return error_set(err, ERR_USAGE, "%s: %s", what, why);
}

/* Every percent sign starts an escape of two hex digits. */
static bool escapes_are_whole(const char *text)
{
	for (const char *at = strchr(text, '%'); at; at = strchr(at + 1, '%'))
		if (!g_ascii_isxdigit(at[1]) || !g_ascii_isxdigit(at[2]))
			return false;
	return true;
}

static bool check_text(const char *text, const char *what, struct error *err)
{
	size_t len = strnlen(text, URL_MAX + 1);

	if (len == 0)
		return refuse(what, "the URL is empty", err);
	if (len > URL_MAX)
		return refuse(what, "the URL is too long", err);
	if (strspn(text, URI_CHARS) != len)
		return refuse(what,
			      "the URL has a character in it that is "
			      "not allowed there",
			      err);
	if (!escapes_are_whole(text))
		return refuse(what, "the URL has a broken percent escape", err);
	return true;
}

/* "http://" or "https://" and no other spelling of a start: parsers differ on
   missing and doubled slashes. */
static const char *after_scheme(const char *text)
{
	if (g_ascii_strncasecmp(text, "https://", 8) == 0)
		return text + 8;
	if (g_ascii_strncasecmp(text, "http://", 7) == 0)
		return text + 7;
	return NULL;
}

/* "[", something with a colon in it, "]". */
static bool is_ipv6_literal(const char *authority)
{
	size_t len = strcspn(authority, "]");

	return authority[len] == ']' && memchr(authority, ':', len) != NULL;
}

/*
 * The authority is checked as it was written, before any parser has decoded
 * a part of it: no user info, no escapes, no empty port.
 */
static bool check_authority(const char *text, const char *what,
			    struct error *err)
{
	const char *start = after_scheme(text);
	g_autofree char *authority = NULL;

	if (!start)
		return refuse(what, "the URL must start with https://", err);
	authority = g_strndup(start, strcspn(start, "/?#"));
	if (strchr(authority, '@'))
		return refuse(what,
			      "the URL must not have a user name or "
			      "password in it",
			      err);
	if (*authority == '\0' || strchr(authority, '%') ||
	    g_str_has_suffix(authority, ":") ||
	    (*authority == '[' && !is_ipv6_literal(authority)))
		return refuse(what, "the URL has no proper host", err);
	return true;
}

static bool is_label(const char *label)
{
	size_t len = strlen(label);

	return len > 0 && len <= LABEL_MAX && label[0] != '-' &&
	       label[len - 1] != '-' &&
	       strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") == len;
}

/*
 * A name, or four plain decimal numbers. A name whose last part starts with a
 * digit is read as an address by some parsers ("127.1", "0x7f000001"), so only
 * the one spelling that all agree on passes.
 */
static bool is_name_or_ipv4(const char *host)
{
	g_auto(GStrv) label = g_strsplit(host, ".", -1);
	guint count = g_strv_length(label);
	struct in_addr address;

	if (strlen(host) > HOST_MAX)
		return false;
	for (guint i = 0; i < count; i++)
		if (!is_label(label[i]))
			return false;
	if (count > 0 && g_ascii_isdigit(label[count - 1][0]))
		return inet_pton(AF_INET, host, &address) == 1;
	return count > 0;
}

/* The one spelling of an IPv6 address; NULL: it is none. */
static char *canonical_ipv6(const char *host)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET6, host, &address) != 1)
		return NULL;
	return g_strdup(inet_ntop(AF_INET6, &address, text, sizeof(text)));
}

static char *canonical_host(const char *host)
{
	g_autofree char *lower = g_ascii_strdown(host, -1);

	if (strchr(lower, ':'))
		return canonical_ipv6(lower);
	return is_name_or_ipv4(lower) ? g_steal_pointer(&lower) : NULL;
}

static bool is_loopback(const char *host)
{
	struct in_addr address;

	if (strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0)
		return true;
	return inet_pton(AF_INET, host, &address) == 1 &&
	       ntohl(address.s_addr) >> 24 == 127;
}

static bool is_dot_segment(const char *segment)
{
	g_autofree char *plain = g_uri_unescape_string(segment, NULL);

	return plain && (strcmp(plain, ".") == 0 || strcmp(plain, "..") == 0);
}

/* Dot segments are taken out by some servers and kept by others, so that two
   of them could see two paths. */
static bool has_dot_segment(const char *path)
{
	g_auto(GStrv) segment = NULL;

	if (!strstr(path, "/.") && !strcasestr(path, "/%2e"))
		return false;
	segment = g_strsplit(path, "/", -1);
	for (char **at = segment; *at; at++)
		if (is_dot_segment(*at))
			return true;
	return false;
}

static char *make_origin(const struct url *url)
{
	const char *scheme = url->is_https ? "https" : "http";
	bool is_ipv6 = strchr(url->host, ':') != NULL;
	g_autofree char *host =
		g_strdup_printf(is_ipv6 ? "[%s]" : "%s", url->host);

	if (url->port == (url->is_https ? 443 : 80))
		return g_strdup_printf("%s://%s", scheme, host);
	return g_strdup_printf("%s://%s:%d", scheme, host, url->port);
}

static bool split(const char *text, const char *what, struct parts *parts,
		  struct error *err)
{
	g_autoptr(GError) error = NULL;

	if (!check_text(text, what, err) || !check_authority(text, what, err))
		return false;
	if (!g_uri_split(text, G_URI_FLAGS_ENCODED, &parts->scheme, NULL,
			 &parts->host, &parts->port, &parts->path,
			 &parts->query, &parts->fragment, &error))
		return refuse(what, error->message, err);
	if (parts->fragment)
		return refuse(what, "the URL must not have a '#' in it", err);
	if (parts->port == 0 || parts->port > 65535)
		return refuse(what, "the URL's port is out of range", err);
	if (has_dot_segment(parts->path))
		return refuse(what,
			      "the URL's path must not have '.' or '..' "
			      "in it",
			      err);
	return true;
}

/* As url_parse, with the path exactly as it was written. */
static bool parse(const char *text, const char *what, struct url *url,
		  struct error *err)
{
	AUTO(parts_release) struct parts parts = { .port = -1 };

	if (!split(text, what, &parts, err))
		return false;
	url->host = parts.host ? canonical_host(parts.host) : NULL;
	if (!url->host)
		return refuse(what, "the URL has no proper host", err);
	url->is_https = g_ascii_strcasecmp(parts.scheme, "https") == 0;
	url->is_loopback = is_loopback(url->host);
	if (!url->is_https && !url->is_loopback)
		return refuse(what,
			      "plain http is allowed to this machine "
			      "only; use https",
			      err);
	url->port = parts.port > 0 ? parts.port : url->is_https ? 443 : 80;
	url->path = g_steal_pointer(&parts.path);
	url->query = g_steal_pointer(&parts.query);
	url->origin = make_origin(url);
	return true;
}

bool url_parse(const char *text, const char *what, struct url *ret_url,
	       struct error *err)
{
	AUTO(url_release) struct url url = { 0 };

	if (!parse(text, what, &url, err))
		return false;
	for (size_t len = strlen(url.path);
	     len > 0 && url.path[len - 1] == '/';)
		url.path[--len] = '\0';
	*ret_url = url;
	url = (struct url){ 0 };
	return true;
}

bool url_canonical(const char *text, const char *what, char **ret_text,
		   struct error *err)
{
	AUTO(url_release) struct url url = { 0 };

	if (!parse(text, what, &url, err))
		return false;
	*ret_text = g_strconcat(url.origin, *url.path ? url.path : "/",
				url.query ? "?" : "", url.query, NULL);
	return true;
}

bool url_same_origin(const char *a, const char *b)
{
	AUTO(url_release) struct url left = { 0 };
	AUTO(url_release) struct url right = { 0 };
	AUTO(error_release) struct error ignored = { 0 };

	return parse(a, "URL", &left, &ignored) &&
	       parse(b, "URL", &right, &ignored) &&
	       strcmp(left.origin, right.origin) == 0;
}

bool url_resolve(const char *base, const char *location, char **ret_url,
		 struct error *err)
{
	const char *what = "the target of a redirect";
	g_autofree char *absolute = NULL;
	bool fits = check_text(location, what, err);

	if (fits)
		absolute = g_uri_resolve_relative(base, location,
						  G_URI_FLAGS_ENCODED, NULL);
	if (fits && !absolute)
		fits = refuse(what, "this is no URL", err);
	if (!fits || !url_canonical(absolute, what, ret_url, err)) {
		/* A server sent this, not the user. */
		err->code = ERR_NETWORK;
		return false;
	}
	return true;
}

void url_append_encoded(GString *out, const char *text)
{
	if (strcmp(text, ".") == 0)
		g_string_append(out, "%2E");
	else if (strcmp(text, "..") == 0)
		g_string_append(out, "%2E%2E");
	else
		g_string_append_uri_escaped(out, text, NULL, FALSE);
}

void url_append_query(GString *url, const char *key, const char *value)
{
	g_string_append_c(url, strchr(url->str, '?') ? '&' : '?');
	g_string_append_uri_escaped(url, key, NULL, FALSE);
	g_string_append_c(url, '=');
	g_string_append_uri_escaped(url, value, NULL, FALSE);
}
