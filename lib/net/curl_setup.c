#include "lib/base/wipe.h"
#include "lib/net/curl_slot.h"

enum { READ_BYTES = 64 * 1024 };

/* libcurl says of each option whether it took it; none may be missed, since
   several of them guard the credential. */
#define SET(easy, option, value)                                               \
	(curl_easy_setopt(easy, option, value) == CURLE_OK)

static bool set_identity(struct slot *slot)
{
	const struct http_config *config = &slot->transport->config;

	return SET(slot->easy, CURLOPT_USERAGENT, config->user_agent) &&
	       SET(slot->easy, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE) &&
	       SET(slot->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) &&
	       SET(slot->easy, CURLOPT_UNRESTRICTED_AUTH, 0L) &&
	       SET(slot->easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
}

/* One scheme only, and the URL to the byte as url.c has put it together. */
static bool set_scheme(struct slot *slot)
{
	const char *scheme =
		slot->transport->origin.is_https ? "https" : "http";

	return SET(slot->easy, CURLOPT_PROTOCOLS_STR, scheme) &&
	       SET(slot->easy, CURLOPT_REDIR_PROTOCOLS_STR, scheme) &&
	       SET(slot->easy, CURLOPT_FOLLOWLOCATION, 0L) &&
	       SET(slot->easy, CURLOPT_PATH_AS_IS, 1L) &&
	       SET(slot->easy, CURLOPT_HTTP09_ALLOWED, 0L) &&
	       SET(slot->easy, CURLOPT_HTTP_VERSION,
		   (long)CURL_HTTP_VERSION_2TLS) &&
	       SET(slot->easy, CURLOPT_ACCEPT_ENCODING, "gzip");
}

static bool set_tls(struct slot *slot)
{
	return SET(slot->easy, CURLOPT_SSL_VERIFYPEER, 1L) &&
	       SET(slot->easy, CURLOPT_SSL_VERIFYHOST, 2L) &&
	       SET(slot->easy, CURLOPT_SSLVERSION,
		   (long)CURL_SSLVERSION_TLSv1_2) &&
	       SET(slot->easy, CURLOPT_PROXY_SSLVERSION,
		   (long)CURL_SSLVERSION_TLSv1_2) &&
	       trust_apply(slot->easy, slot->transport);
}

/* Without a proxy set, libcurl looks into the environment; an empty one stops
   it from that. */
static bool set_proxy(struct slot *slot)
{
	const struct transport *transport = slot->transport;
	bool in_cgi = g_getenv("REQUEST_METHOD") != NULL;

	if (transport->config.use_proxy && !transport->origin.is_loopback &&
	    !in_cgi)
		return SET(slot->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	return SET(slot->easy, CURLOPT_PROXY, "");
}

/* A request over HTTP/2 waits for a connection that is being made rather than
   making one more. */
static bool set_connection(struct slot *slot)
{
	/* A name server that never answers keeps a thread of the resolver;
	   a deadline does not wait for it. */
	return SET(slot->easy, CURLOPT_NOSIGNAL, 1L) &&
	       SET(slot->easy, CURLOPT_QUICK_EXIT, 1L) &&
	       SET(slot->easy, CURLOPT_TCP_KEEPALIVE, 1L) &&
	       SET(slot->easy, CURLOPT_BUFFERSIZE, (long)READ_BYTES) &&
	       SET(slot->easy, CURLOPT_PIPEWAIT,
		   slot->transport->origin.is_https ? 1L : 0L);
}

static bool set_limits(struct slot *slot)
{
	return SET(slot->easy, CURLOPT_CONNECTTIMEOUT_MS,
		   (long)HTTP_CONNECT_MS) &&
	       SET(slot->easy, CURLOPT_LOW_SPEED_LIMIT, 1L) &&
	       SET(slot->easy, CURLOPT_LOW_SPEED_TIME, (long)HTTP_STALL_S) &&
	       SET(slot->easy, CURLOPT_MAXFILESIZE_LARGE,
		   (curl_off_t)HTTP_BODY_MAX);
}

static bool set_callbacks(struct slot *slot)
{
	return SET(slot->easy, CURLOPT_PRIVATE, slot) &&
	       SET(slot->easy, CURLOPT_ERRORBUFFER, slot->reason) &&
	       SET(slot->easy, CURLOPT_HEADERFUNCTION, slot_on_head) &&
	       SET(slot->easy, CURLOPT_HEADERDATA, slot) &&
	       SET(slot->easy, CURLOPT_WRITEFUNCTION, slot_on_body) &&
	       SET(slot->easy, CURLOPT_WRITEDATA, slot) &&
	       SET(slot->easy, CURLOPT_PREREQFUNCTION, slot_on_send) &&
	       SET(slot->easy, CURLOPT_PREREQDATA, slot) &&
	       SET(slot->easy, CURLOPT_XFERINFOFUNCTION, slot_on_progress) &&
	       SET(slot->easy, CURLOPT_XFERINFODATA, slot) &&
	       SET(slot->easy, CURLOPT_NOPROGRESS, 0L);
}

static bool set_trace(struct slot *slot)
{
	if (!trace_is_on(slot->transport->config.trace))
		return true;
	return SET(slot->easy, CURLOPT_DEBUGFUNCTION, slot_on_debug) &&
	       SET(slot->easy, CURLOPT_DEBUGDATA, slot) &&
	       SET(slot->easy, CURLOPT_VERBOSE, 1L);
}

bool slot_configure(struct slot *slot, struct error *err)
{
	static const struct {
		const char *name;
		bool (*set)(struct slot *slot);
	} groups[] = {
		{ "identity", set_identity },
		{ "scheme", set_scheme },
		{ "TLS", set_tls },
		{ "proxy", set_proxy },
		{ "connection", set_connection },
		{ "limits", set_limits },
		{ "callbacks", set_callbacks },
		{ "trace", set_trace },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
		if (!groups[i].set(slot))
			return error_set(err, ERR_OTHER,
					 "libcurl does not take the options "
					 "for %s",
					 groups[i].name);
	return true;
}

static bool append_header(struct slot *slot, const char *line)
{
	struct curl_slist *longer = curl_slist_append(slot->headers, line);

	if (!longer)
		return false;
	slot->headers = longer;
	return true;
}

/* libcurl spells a header without a value with a semicolon. */
static bool set_headers(struct slot *slot, const struct http_request *request)
{
	bool done = append_header(slot, "Expect:");
	bool has_type = false;

	for (size_t i = 0; done && i < request->header_count; i++) {
		const struct http_header *header = &request->headers[i];
		AUTO(wipe_text)
		char *line = *header->value
				     ? g_strconcat(header->name, ": ",
						   header->value, NULL)
				     : g_strconcat(header->name, ";", NULL);

		if (g_ascii_strcasecmp(header->name, "Content-Type") == 0)
			has_type = true;
		done = append_header(slot, line);
	}
	if (done && !has_type) /* or libcurl would name a form */
		done = append_header(slot, "Content-Type:");
	return done && SET(slot->easy, CURLOPT_HTTPHEADER, slot->headers);
}

/* The handle has served another method before; "GET" undoes all of them. */
static bool set_method(struct slot *slot, const struct http_request *request)
{
	bool is_get = strcmp(request->method, "GET") == 0;
	bool is_head = strcmp(request->method, "HEAD") == 0;

	if (!SET(slot->easy, CURLOPT_HTTPGET, 1L) ||
	    !SET(slot->easy, CURLOPT_CUSTOMREQUEST, NULL))
		return false;
	if (is_head)
		return SET(slot->easy, CURLOPT_NOBODY, 1L);
	if (is_get && !request->body)
		return true;
	if (request->body || strcmp(request->method, "POST") == 0) {
		const char *body = request->body ? request->body : "";

		if (!SET(slot->easy, CURLOPT_POSTFIELDS, body) ||
		    !SET(slot->easy, CURLOPT_POSTFIELDSIZE_LARGE,
			 (curl_off_t)request->body_len))
			return false;
	}
	return SET(slot->easy, CURLOPT_CUSTOMREQUEST, request->method);
}

bool slot_prepare(struct slot *slot, const struct http_request *request,
		  struct error *err)
{
	long fresh = request->fresh_connection ? 1L : 0L;

	slot_clear_request(slot);
	slot->until_us =
		request->timeout_ms > 0
			? g_get_monotonic_time() + request->timeout_ms * 1000
			: INT64_MAX;
	slot->head_us = MAX(HTTP_HEAD_MS, request->timeout_ms / 2) * 1000;
	if (!set_method(slot, request) || !set_headers(slot, request) ||
	    !SET(slot->easy, CURLOPT_URL, request->url) ||
	    !SET(slot->easy, CURLOPT_FRESH_CONNECT, fresh) ||
	    !SET(slot->easy, CURLOPT_FORBID_REUSE, fresh))
		return error_set(err, ERR_OTHER,
				 "libcurl does not take the request");
	return true;
}

void slot_clear_request(struct slot *slot)
{
	for (struct curl_slist *at = slot->headers; at; at = at->next)
		explicit_bzero(at->data, strlen(at->data));
	(void)curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(slot->headers);
	slot->headers = NULL;
	slot->tag = NULL;
}
