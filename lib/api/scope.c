#include "lib/api/scope.h"

#include <string.h>

const struct scope scopes[] = {
	{ "read:work-orders", "see work orders and their tasks" },
	{ "write:work-orders",
	  "create, change and delete work orders and their tasks" },
	{ "read:customers", "see customers" },
	{ "write:customers", "create, change and delete customers" },
	{ "read:assets", "see assets, their history, parts and warranty" },
	{ "write:assets", "create, change and delete assets, add parts" },
	{ "admin", "everything, administration of the account included" },
	{ .name = NULL },
};

bool scope_is_plain_char(char c)
{
	return g_ascii_isalnum(c) || (c && strchr(":._/+@-", c));
}

static unsigned scope_set_of(const char *name, size_t len)
{
	for (unsigned i = 0; scopes[i].name; i++) {
		if (strlen(scopes[i].name) == len &&
		    memcmp(scopes[i].name, name, len) == 0)
			return 1U << i;
	}
	return 0;
}

unsigned scope_set(const char *name)
{
	return scope_set_of(name, strlen(name));
}

unsigned scope_set_of_reads(void)
{
	unsigned set = 0;

	for (size_t i = 0; resources[i]; i++)
		set |= scope_set_for(resources[i], SCOPE_READ);
	return set;
}

unsigned scope_set_for(const struct resource *resource, unsigned access)
{
	unsigned set = 0;

	if (access & SCOPE_READ)
		set |= scope_set(resource->read_scope);
	if (access & SCOPE_WRITE)
		set |= scope_set(resource->write_scope);
	return set;
}

unsigned scope_parse(const char *text)
{
	static const char separators[] = " ,\t";
	unsigned set = 0;

	while (*text) {
		size_t len = strcspn(text, separators);

		set |= scope_set_of(text, len);
		text += len;
		text += strspn(text, separators);
	}
	return set;
}

char *scope_text(unsigned set, const char *separator)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; scopes[i].name; i++) {
		if (!(set & 1U << i))
			continue;
		if (text->len > 0)
			g_string_append(text, separator);
		g_string_append(text, scopes[i].name);
	}
	return g_string_free(text, FALSE);
}

bool scope_is_enough(unsigned granted, unsigned needed)
{
	return (granted & scope_set("admin")) || (needed & ~granted) == 0;
}

bool scope_is_excessive(unsigned granted, unsigned needed)
{
	unsigned admin = scope_set("admin");

	return (granted & admin) && !(needed & admin);
}
