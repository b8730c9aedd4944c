#include "cmd/sandbox/target.h"

#include <string.h>

#define MAX_PARAMS 64

void target_release(struct target *target)
{
	if (!target)
		return;
	g_free(target->path);
	g_free(target->query);
	g_strfreev(target->segments);
	if (target->params)
		g_array_unref(target->params);
	*target = (struct target){ 0 };
}

static void clear_param(gpointer param)
{
	struct param *p = param;

	g_free(p->name);
	g_free(p->value);
}

/* Decoded, "+" as a space; NULL if it cannot be. */
static char *decoded(const char *text)
{
	g_autofree char *spaced = g_strdelimit(g_strdup(text), "+", ' ');

	return g_uri_unescape_string(spaced, NULL);
}

static bool parse_query(const char *query, GArray *params)
{
	g_auto(GStrv) pairs = g_strsplit(query, "&", MAX_PARAMS);

	for (char **pair = pairs; *pair; pair++) {
		char *value = strchr(*pair, '=');
		struct param param = { 0 };

		if (**pair == '\0')
			continue;
		if (value)
			*value++ = '\0';
		param.name = decoded(*pair);
		param.value = decoded(value ? value : "");
		g_array_append_val(params, param);
		if (!param.name || !param.value ||
		    !g_utf8_validate(param.name, -1, NULL) ||
		    !g_utf8_validate(param.value, -1, NULL))
			return false;
	}
	return true;
}

static bool parse_path(char **segments)
{
	for (; *segments; segments++) {
		char *plain = g_uri_unescape_string(*segments, NULL);

		if (!plain)
			return false;
		g_free(*segments);
		*segments = plain;
		if (!g_utf8_validate(plain, -1, NULL))
			return false;
	}
	return true;
}

bool target_parse(const char *text, struct target *ret_target)
{
	struct target target = { 0 };
	const char *query = strchr(text, '?');

	target.path =
		query ? g_strndup(text, (gsize)(query - text)) : g_strdup(text);
	target.query = g_strdup(query ? query + 1 : "");
	/* The empty text before the first slash is no segment. */
	target.segments =
		g_strsplit(target.path + (target.path[0] == '/'), "/", -1);
	target.params = g_array_new(FALSE, FALSE, sizeof(struct param));
	g_array_set_clear_func(target.params, clear_param);
	if (!parse_path(target.segments) ||
	    !parse_query(target.query, target.params)) {
		target_release(&target);
		return false;
	}
	*ret_target = target;
	return true;
}

const char *target_param(const struct target *target, const char *name)
{
	for (guint i = 0; i < target->params->len; i++) {
		const struct param *param =
			&g_array_index(target->params, struct param, i);

		if (strcmp(param->name, name) == 0)
			return param->value;
	}
	return NULL;
}
