#include "lib/net/callback.h"

#include <stdbool.h>
#include <string.h>

#include "lib/base/wipe.h"

enum { BAD = 400, NOT_FOUND = 404, NOT_ALLOWED = 405, TOO_LARGE = 431 };

/* Line ends in pairs, no other control bytes. */
static bool is_orderly(const char *head, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool is_pair = head[i] == '\r' ? head[i + 1] == '\n'
					       : i > 0 && head[i - 1] == '\r';

		if (head[i] == '\r' || head[i] == '\n') {
			if (!is_pair)
				return false;
		} else if (head[i] != '\t' && g_ascii_iscntrl(head[i])) {
			return false;
		}
	}
	return true;
}

/* "Name: value", the name without white space around it. */
static bool is_header(const char *line)
{
	size_t len = strcspn(line, " \t:");

	return len > 0 && line[len] == ':';
}

/* One Host, and the right one. */
static bool has_right_host(char *const *headers, const char *host)
{
	unsigned count = 0;
	bool is_right = false;

	for (; *headers; headers++) {
		if (g_ascii_strncasecmp(*headers, "Host:", 5) == 0) {
			g_autofree char *value = g_strdup(*headers + 5);

			is_right = !strcmp(g_strstrip(value), host);
			count++;
		}
	}
	return count == 1 && is_right;
}

static bool are_headers(char *const *headers)
{
	for (; *headers; headers++) {
		if (!is_header(*headers))
			return false;
	}
	return true;
}

static int read_target(const char *target, const char *path, char **ret_query)
{
	size_t len = strcspn(target, "?");

	if (len != strlen(path) || strncmp(target, path, len) != 0)
		return NOT_FOUND;
	*ret_query = g_strdup(target[len] ? target + len + 1 : "");
	return CALLBACK_PASSED;
}

static int read_lines(char *const *lines, const struct callback_place *place,
		      char **ret_query)
{
	AUTO(wipe_texts) char **words = g_strsplit(lines[0], " ", 4);

	if (g_strv_length(words) != 3 || words[1][0] != '/' ||
	    (strcmp(words[2], "HTTP/1.1") != 0 &&
	     strcmp(words[2], "HTTP/1.0") != 0) ||
	    !are_headers(lines + 1) || !has_right_host(lines + 1, place->host))
		return BAD;
	if (strcmp(words[0], "GET") != 0)
		return NOT_ALLOWED;
	return read_target(words[1], place->path, ret_query);
}

int callback_read(const char *bytes, size_t len,
		  const struct callback_place *place, char **ret_query)
{
	const char *end =
		memmem(bytes, MIN(len, CALLBACK_HEAD_MAX), "\r\n\r\n", 4);
	AUTO(wipe_text) char *head = NULL;
	AUTO(wipe_texts) char **lines = NULL;

	if (end == bytes)
		return BAD;
	if (!end)
		return len >= CALLBACK_HEAD_MAX ? TOO_LARGE : CALLBACK_MORE;
	if (!is_orderly(bytes, (size_t)(end - bytes)))
		return BAD;
	head = g_strndup(bytes, (size_t)(end - bytes));
	lines = g_strsplit(head, "\r\n", CALLBACK_HEADERS_MAX + 2);
	if (g_strv_length(lines) > CALLBACK_HEADERS_MAX + 1)
		return TOO_LARGE;
	return read_lines(lines, place, ret_query);
}
