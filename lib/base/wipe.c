#include "lib/base/wipe.h"

#include <string.h>

void wipe_text(char **text)
{
	if (*text)
		explicit_bzero(*text, strlen(*text));
	g_free(*text);
}

void wipe_texts(char ***texts)
{
	for (char **text = *texts; text && *text; text++)
		explicit_bzero(*text, strlen(*text));
	g_strfreev(*texts);
}

void wipe_string(GString **text)
{
	if (!*text)
		return;
	explicit_bzero((*text)->str, (*text)->allocated_len);
	g_string_free(*text, TRUE);
}
