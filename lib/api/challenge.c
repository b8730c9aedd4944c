#include "lib/api/challenge.h"

#include <string.h>

#include "lib/api/scope.h"

enum { SCOPE_MAX = 500 };

static bool is_scope_char(char c)
{
	return c == ' ' || scope_is_plain_char(c);
}

/* Behind "name" and an equals sign, if they are next; else NULL. */
static const char *parameter(const char *at, const char *name)
{
	size_t len = strlen(name);

	if (g_ascii_strncasecmp(at, name, len) != 0)
		return NULL;
	at += len;
	at += strspn(at, " \t");
	if (*at != '=')
		return NULL;
	at++;
	return at + strspn(at, " \t");
}

/* The byte after a quoted string or a token. */
static const char *skip_value(const char *at)
{
	if (*at != '"')
		return at + strcspn(at, " \t,=\"");
	for (at++; *at && *at != '"'; at++)
		if (*at == '\\' && at[1])
			at++;
	return *at ? at + 1 : at;
}

char *challenge_scope(const char *header)
{
	const char *at = header;

	while (*at) {
		const char *value = parameter(at, "scope");
		size_t len = 0;

		if (!value) {
			at = skip_value(at);
			at += strspn(at, " \t,=");
			continue;
		}
		if (*value == '"')
			value++;
		while (is_scope_char(value[len]) &&
		       (value[-1] == '"' || !strchr(" ,", value[len])))
			len++;
		if (len == 0 || len > SCOPE_MAX ||
		    (value[-1] == '"' ? value[len] != '"'
				      : !strchr(" ,\t", value[len])))
			return NULL;
		return g_strndup(value, len);
	}
	return NULL;
}

bool challenge_is_scope(const char *text)
{
	size_t len = 0;

	while (is_scope_char(text[len]))
		len++;
	return len > 0 && len <= SCOPE_MAX && text[len] == '\0';
}
