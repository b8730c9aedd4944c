#include "lib/base/redact.h"

#include <string.h>

#include "lib/base/redact_match.h"

struct redact {
	GPtrArray *secrets; /* of struct sealed, the oldest first */
};

static void secret_free(void *secret)
{
	sealed_release(secret);
	g_free(secret);
}

struct redact *redact_new(void)
{
	struct redact *redact = g_new(struct redact, 1);

	redact->secrets = g_ptr_array_new_with_free_func(secret_free);
	return redact;
}

void redact_free(struct redact *redact)
{
	if (!redact)
		return;
	g_ptr_array_unref(redact->secrets);
	g_free(redact);
}

static bool is_known(const struct redact *redact, const struct sealed *secret)
{
	for (guint i = 0; i < redact->secrets->len; i++)
		if (sealed_equal(redact->secrets->pdata[i], secret))
			return true;
	return false;
}

static bool keep(struct redact *redact, const char *before,
		 const struct sealed *secret, struct error *err)
{
	struct sealed *copy = g_new0(struct sealed, 1);

	if (!sealed_set(copy, before, strlen(before), err) ||
	    !sealed_append(copy, sealed_reveal(secret), secret->len, err)) {
		secret_free(copy);
		return false;
	}
	if (redact->secrets->len == REDACT_MAX)
		g_ptr_array_remove_index(redact->secrets, 0);
	g_ptr_array_add(redact->secrets, copy);
	return true;
}

bool redact_add(struct redact *redact, const struct sealed *secret,
		struct error *err)
{
	if (sealed_is_empty(secret) || is_known(redact, secret))
		return true;
	return (secret->len >= REDACT_WORD_MIN ||
		keep(redact, "Bearer ", secret, err)) &&
	       keep(redact, "", secret, err);
}

/* Where to cut for a match at `at`: not within the digits of "\\u0041", or what
   is left would be no JSON. */
static const char *start_of(const char *text, const char *at)
{
	const char *back = at;

	while (back > text && at - back < 3 && g_ascii_isxdigit(back[-1]))
		back--;
	if (back - text < 2 || back[-1] != 'u' || back[-2] != '\\')
		return at;
	for (back -= 2; back > text && back[-1] == '\\';)
		back--;
	return back;
}

/* One text, up to its NUL. */
static void redact_append(const struct patterns *patterns, GString *out,
			  const char *text)
{
	const char *copied = text, *at = text;
	struct place place;

	while (*at) {
		if (!patterns_match(patterns, text, copied, at, &place)) {
			at++;
			continue;
		}
		g_string_append_len(out, copied,
				    start_of(copied, place.begin) - copied);
		g_string_append(out, REDACT_MARK);
		copied = at = place.end;
	}
	g_string_append_len(out, copied, at - copied);
}

void redact_apply(const struct redact *redact, GString *text)
{
	AUTO(patterns_release) struct patterns patterns = { 0 };
	g_autofree char *old = NULL;
	gsize len = text->len, at = 0;

	if (!redact || redact->secrets->len == 0)
		return;
	patterns_prepare(&patterns, redact->secrets);
	old = g_memdup2(text->str, len + 1);
	g_string_truncate(text, 0);
	for (;;) {
		redact_append(&patterns, text, old + at);
		at += strlen(old + at);
		if (at == len)
			return;
		g_string_append_c(text, '\0');
		at++;
	}
}

void redact_text(const struct redact *redact, char **text)
{
	GString *clean;

	if (!redact || !*text)
		return;
	clean = g_string_new(*text);
	redact_apply(redact, clean);
	g_free(*text);
	*text = g_string_free(clean, FALSE);
}

/* The '@' that ends the user info; NULL: there is none. A password may have a
   slash in it that was not encoded. */
static const char *user_info_end(const char *start, bool has_scheme)
{
	size_t len = strcspn(start, "/?#");
	const char *colon = memchr(start, ':', len);
	const char *at = g_strrstr_len(start, (gssize)len, "@");

	if (at && (has_scheme || (colon && colon < at)))
		return at;
	if (!colon ||
	    start + len == colon + 1 + strspn(colon + 1, "0123456789"))
		return NULL;
	return strrchr(colon, '@');
}

char *redact_url(const char *text)
{
	const char *scheme = strstr(text, ":/");
	const char *start =
		scheme ? scheme + 1 + strspn(scheme + 1, "/") : text;
	const char *end = user_info_end(start, scheme != NULL);

	if (!end)
		return g_strdup(text);
	return g_strdup_printf("%.*s" REDACT_MARK "%s", (int)(start - text),
			       text, end);
}
