#include "cmd/sandbox/request.h"

#include <string.h>

const char *request_header(const struct request *request, const char *name)
{
	for (guint i = 0; i < request->headers->len; i++) {
		const struct header *header =
			&g_array_index(request->headers, struct header, i);

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}

bool request_is(const struct request *request, const char *media_type)
{
	const char *given = request_header(request, "Content-Type");
	size_t length = strlen(media_type);

	return given && g_ascii_strncasecmp(given, media_type, length) == 0 &&
	       (given[length] == '\0' || given[length] == ';' ||
		given[length] == ' ');
}
