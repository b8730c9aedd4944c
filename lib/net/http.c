#include "lib/net/http.h"

#include <dlfcn.h>

#include "lib/base/when.h"

void http_reply_release(struct http_reply *reply)
{
	if (!reply)
		return;
	g_free(reply->detail);
	g_free(reply->headers);
	g_free(reply->body);
	g_free(reply->asked_url);
	g_free(reply->final_url);
	*reply = (struct http_reply){ 0 };
}

/* What follows "name:" if the line is that header, else NULL. */
static const char *match_header(const char *line, const char *name, size_t len)
{
	if (g_ascii_strncasecmp(line, name, len) != 0 || line[len] != ':')
		return NULL;
	return line + len + 1;
}

char *http_reply_header(const struct http_reply *reply, const char *name)
{
	size_t len = strlen(name);
	const char *line = reply->headers;

	while (line && *line) {
		const char *value = match_header(line, name, len);

		if (value)
			return g_strstrip(
				g_strndup(value, strcspn(value, "\n")));
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

char *http_reply_attempts(const struct http_reply *reply)
{
	g_autofree char *length =
		when_length(MAX(1, (reply->tried_ms + 500) / 1000));

	if (reply->tries < 2)
		return g_strdup("");
	return g_strdup_printf("; %u attempts in %s", reply->tries, length);
}

bool http_load(const char *path, const struct transport_ops **ret_ops,
	       struct error *err)
{
	void *part = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	const struct transport_ops *ops;

	if (!part) {
		error_set(err, ERR_OTHER, "cannot load the network part: %s",
			  dlerror());
		return error_hint(err, "the installation is incomplete; "
				       "install fentu again");
	}
	ops = dlsym(part, HTTP_TRANSPORT_SYMBOL);
	if (!ops)
		return error_set(err, ERR_OTHER,
				 "'%s' is not the network part of fentu", path);
	*ret_ops = ops;
	return true;
}
