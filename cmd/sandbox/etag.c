#include "cmd/sandbox/etag.h"

#include <string.h>

#define DIGEST_SHOWN 24

void etag_apply(const struct request *request, struct reply *reply)
{
	const char *known = request_header(request, "If-None-Match");
	g_autofree char *digest = NULL;
	g_autofree char *etag = NULL;

	if (strcmp(request->method, "GET") != 0 || reply->status != 200)
		return;
	digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256,
					     (const guchar *)reply->body->str,
					     reply->body->len);
	etag = g_strdup_printf("\"%.*s\"", DIGEST_SHOWN, digest);
	reply_header(reply, "ETag", "%s", etag);
	/* a list of them is as good as one */
	if (!known || !strstr(known, etag))
		return;
	reply->status = 304;
	g_string_truncate(reply->body, 0);
}
