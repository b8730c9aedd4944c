#include "lib/net/callback_page.h"

#include <glib.h>
#include <string.h>

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 431, "Request Header Fields Too Large" },
};

static const char *reason_of(int status)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
		if (reasons[i].status == status)
			return reasons[i].reason;
	}
	return "Bad Request";
}

/* What a content security policy lets through: the one style, by its digest
   (CSP level 2, section 4.2.5). */
static char *style_source(const char *html)
{
	const char *start = strstr(html, "<style>");
	const char *end = start ? strstr(start, "</style>") : NULL;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree char *text = NULL;
	guint8 digest[32];
	gsize len = sizeof(digest);

	if (!end)
		return g_strdup("'none'");
	start += strlen("<style>");
	g_checksum_update(sum, (const guchar *)start, end - start);
	g_checksum_get_digest(sum, digest, &len);
	text = g_base64_encode(digest, len);
	return g_strdup_printf("'sha256-%s'", text);
}

static char *answer(int status, const char *type, const char *style,
		    const char *body)
{
	return g_strdup_printf(
		"HTTP/1.1 %d %s\r\n"
		"Content-Type: %s; charset=utf-8\r\n"
		"Content-Length: %zu\r\n"
		"Cache-Control: no-store\r\n"
		"Content-Security-Policy: default-src 'none'; style-src %s; "
		"base-uri 'none'; form-action 'none'; frame-ancestors "
		"'none'\r\n"
		"Referrer-Policy: no-referrer\r\n"
		"X-Content-Type-Options: nosniff\r\n"
		"%s"
		"Connection: close\r\n"
		"\r\n"
		"%s",
		status, reason_of(status), type, strlen(body), style,
		status == 405 ? "Allow: GET\r\n" : "", body);
}

char *callback_page(int status, const char *html)
{
	g_autofree char *style = style_source(html);

	return answer(status, "text/html", style, html);
}

char *callback_refusal(int status)
{
	g_autofree char *text = g_strdup_printf(
		"%d %s\nThis is not an answer that fentu waits for.\n", status,
		reason_of(status));

	return answer(status, "text/plain", "'none'", text);
}
