#include "lib/api/resource.h"

#include <string.h>

#include "lib/net/url.h"

const struct resource *const resources[] = { &resource_workorder,
					     &resource_task, &resource_customer,
					     &resource_asset, NULL };
_Static_assert(sizeof(resources) / sizeof(*resources) <= RESOURCES_MAX + 1,
	       "more resources than RESOURCES_MAX");

const char *resource_article(const char *noun)
{
	return strchr("aeio", noun[0]) ? "an" : "a";
}

const struct field *resource_field(const struct resource *resource,
				   const char *name)
{
	for (const struct field *f = resource->fields; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

const struct filter *resource_filter(const struct resource *resource,
				     const char *name)
{
	for (const struct filter *f = resource->filters; f && f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

const struct subresource *resource_below(const struct resource *resource,
					 const char *name)
{
	for (const struct subresource *sub = resource->below; sub && sub->name;
	     sub++)
		if (strcmp(sub->name, name) == 0)
			return sub;
	return NULL;
}

bool resource_is_of_another(const struct resource *resource, struct js record,
			    const char *id, char **ret_other)
{
	g_autofree char *key = g_strconcat(resource->parent_noun, "_id", NULL);
	struct js value = js_member(record, g_strdelimit(key, " ", '_'));
	g_autofree char *other = NULL;

	if (js_type(value) != JS_STRING && js_type(value) != JS_NUMBER)
		return false;
	other = js_text(value, NULL);
	if (!*other || strcmp(other, id) == 0)
		return false;
	*ret_other = g_steal_pointer(&other);
	return true;
}

static const struct resource *resource_at(const char *path)
{
	for (size_t i = 0; resources[i]; i++)
		if (strcmp(resources[i]->path, path) == 0)
			return resources[i];
	return NULL;
}

bool resource_is_below(const char *path)
{
	g_autofree char *plain = g_strndup(path, strcspn(path, "?"));
	g_auto(GStrv) part = g_strsplit(plain + (*plain == '/'), "/", -1);

	return g_strv_length(part) == 3 && *part[2] && resource_at(part[0]);
}

bool resource_id_fits(const char *id)
{
	/* U+FFFD: the server's is no text, and another one would be asked for
	 */
	return *id && strcmp(id, ".") != 0 && strcmp(id, "..") != 0 &&
	       !strstr(id, "\xef\xbf\xbd");
}

bool resource_path(const char *path, const char *noun, const char *id,
		   const char *child, char **ret_path, struct error *err)
{
	GString *whole;

	if (!*id)
		return error_set(err, ERR_USAGE, "the id of the %s is empty",
				 noun);
	if (!resource_id_fits(id))
		return error_set(err, ERR_USAGE,
				 "'%s' cannot be the id of %s %s", id,
				 resource_article(noun), noun);
	whole = g_string_new(path);
	g_string_append_c(whole, '/');
	url_append_encoded(whole, id);
	if (child) {
		g_string_append_c(whole, '/');
		g_string_append(whole, child);
	}
	*ret_path = g_string_free(whole, FALSE);
	return true;
}
