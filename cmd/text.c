#include "cmd/text.h"

#include <glib.h>

const struct text *text_find(const struct text *list, const char *name)
{
	for (; list->name; list++) {
		if (g_str_equal(list->name, name))
			return list;
	}
	return NULL;
}
