#include "cmd/sandbox/scope.h"

#include <string.h>

static const struct {
	const char *name, *words;
} known[] = {
	{ "read:work-orders", "see work orders and their tasks" },
	{ "write:work-orders",
	  "create, change and delete work orders and their tasks" },
	{ "read:customers", "see customers and their contacts" },
	{ "write:customers", "create, change and delete customers" },
	{ "read:assets", "see assets, their parts and their history" },
	{ "write:assets", "create, change and delete assets" },
	{ "admin", "do everything that an administrator may do" },
};

const char *scope_in_words(const char *scope)
{
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(known[i].name, scope) == 0)
			return known[i].words;
	return NULL;
}

bool scope_all_known(const char *scopes)
{
	g_auto(GStrv) words = g_strsplit(scopes, " ", -1);

	for (char **word = words; *word; word++)
		if (!scope_in_words(*word))
			return false;
	return words[0] != NULL;
}

bool scope_all_within(const char *scopes, const char *granted)
{
	g_auto(GStrv) words = g_strsplit(scopes, " ", -1);
	g_auto(GStrv) among = g_strsplit(granted, " ", -1);

	for (char **word = words; *word; word++)
		if (!g_strv_contains((const char *const *)among, *word))
			return false;
	return true;
}
