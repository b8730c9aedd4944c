#include "cmd/sandbox/page.h"

#include "cmd/sandbox/redirect.h"
#include "cmd/sandbox/scope.h"

#include <stdarg.h>
#include <string.h>

static const char style[] =
	":root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;"
	"--line:#d9dee5;--card:#fff;--ground:#f2f4f7;--act:#0b5cad;"
	"--on-act:#fff;--care:#8a4b00}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#a3adba;"
	"--line:#364152;--card:#1b222c;--ground:#11161d;--act:#7db8f5;"
	"--on-act:#0b1a2a;--care:#f0b35e}}"
	"*{box-sizing:border-box}"
	"body{margin:0;min-height:100vh;display:grid;place-items:center;"
	"padding:1.5rem;background:var(--ground);color:var(--ink);"
	"font:1rem/1.5 system-ui,sans-serif}"
	"main{width:100%;max-width:27rem;background:var(--card);"
	"border:1px solid var(--line);border-radius:.75rem;padding:2rem}"
	".mark{margin:0 0 1.5rem;font-weight:600;color:var(--soft)}"
	".mark b{color:var(--act)}"
	"h1{margin:0 0 1rem;font-size:1.375rem;line-height:1.3;"
	"overflow-wrap:anywhere}"
	"p{margin:0 0 .5rem}"
	"ul{margin:0 0 1.5rem;padding:0;list-style:none;"
	"border-top:1px solid var(--line)}"
	"li{padding:.625rem 0;border-bottom:1px solid var(--line)}"
	"li.care{color:var(--care);font-weight:600}"
	"code{display:block;font:.8125rem/1.4 ui-monospace,monospace;"
	"font-weight:400;color:var(--soft)}"
	".row{display:flex;gap:.75rem;margin:0 0 1.5rem}"
	"button{flex:1;padding:.625rem 1rem;border-radius:.5rem;"
	"border:1px solid var(--line);font:inherit;font-weight:600;"
	"cursor:pointer;background:transparent;color:var(--ink)}"
	"button.act{background:var(--act);border-color:var(--act);"
	"color:var(--on-act)}"
	"button:hover{filter:brightness(1.08)}"
	"button:focus-visible{outline:3px solid var(--act);"
	"outline-offset:2px}"
	".small{margin:0;font-size:.875rem;color:var(--soft);"
	"overflow-wrap:anywhere}";

/* The one style sheet that the policy lets through. */
static char *style_source(void)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 bytes[32];
	gsize count = sizeof(bytes);
	g_autofree char *text = NULL;

	g_checksum_update(sum, (const guchar *)style, (gssize)strlen(style));
	g_checksum_get_digest(sum, bytes, &count);
	text = g_base64_encode(bytes, count);
	return g_strdup_printf("'sha256-%s'", text);
}

/* form_targets: where a form may lead to, in the words of the policy. */
static void begin(struct reply *reply, unsigned status,
		  const char *form_targets, const char *title)
{
	g_autofree char *source = style_source();

	reply->status = status;
	reply_header(reply, "Content-Type", "text/html; charset=utf-8");
	reply_header(reply, "Cache-Control", "no-store");
	reply_header(reply, "Content-Security-Policy",
		     "default-src 'none'; style-src %s; form-action %s; "
		     "base-uri 'none'; frame-ancestors 'none'",
		     source, form_targets);
	reply_header(reply, "X-Content-Type-Options", "nosniff");
	/* Not "no-referrer": a form then has the Origin "null". */
	reply_header(reply, "Referrer-Policy", "same-origin");
	g_string_append_printf(
		reply->body,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n"
		"<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n"
		"<main>\n<p class=\"mark\"><b>Fentu</b> sandbox</p>\n",
		title, style);
}

static void end(struct reply *reply)
{
	g_string_append(reply->body, "</main>\n</body>\n</html>\n");
}

static void list_scopes(const char *scopes, GString *page)
{
	g_auto(GStrv) words = g_strsplit(scopes, " ", -1);

	g_string_append(page, "<ul>\n");
	for (char **word = words; *word; word++)
		g_string_append_printf(
			page, "<li%s>%s<code>%s</code></li>\n",
			strcmp(*word, "admin") == 0 ? " class=\"care\"" : "",
			scope_in_words(*word), *word);
	g_string_append(page, "</ul>\n");
}

/*
 * A browser looks at where a form leads to after a redirect, too. A policy
 * cannot name an address of IPv6.
 */
static char *form_targets(const char *origin)
{
	return g_strconcat("'self' ", strchr(origin, '[') ? "http:" : origin,
			   NULL);
}

void page_ask(const struct wish *wish, const char *ticket, struct reply *reply)
{
	g_autofree char *client = g_markup_escape_text(wish->client, -1);
	g_autofree char *origin = redirect_origin(wish->redirect_uri);
	g_autofree char *targets = form_targets(origin);
	g_autofree char *shown = g_markup_escape_text(origin, -1);

	begin(reply, 200, targets, "Allow access? - Fentu sandbox");
	g_string_append_printf(reply->body,
			       "<h1>Allow %s to act for you?</h1>\n"
			       "<p>It asks to</p>\n",
			       client);
	list_scopes(wish->scopes, reply->body);
	g_string_append_printf(
		reply->body,
		"<form method=\"post\" action=\"/oauth/authorize\">\n"
		"<input type=\"hidden\" name=\"ticket\" value=\"%s\">\n"
		"<div class=\"row\">\n"
		"<button class=\"act\" name=\"decision\" value=\"approve\">"
		"Approve</button>\n"
		"<button name=\"decision\" value=\"deny\">Deny</button>\n"
		"</div>\n</form>\n"
		"<p class=\"small\">You go back to the program at %s, on this "
		"computer. All data here are made up.</p>\n",
		ticket, shown);
	end(reply);
}

void page_refuse(struct reply *reply, const char *format, ...)
{
	g_autofree char *text = NULL;
	g_autofree char *shown = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	shown = g_markup_escape_text(text, -1);
	begin(reply, 400, "'none'", "No access - Fentu sandbox");
	g_string_append_printf(
		reply->body,
		"<h1>This request cannot be answered</h1>\n<p>%s.</p>\n"
		"<p class=\"small\">Close this page and start again in the "
		"program that opened it.</p>\n",
		shown);
	end(reply);
}
