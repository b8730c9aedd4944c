/* What libcurl's errors mean, in our own words: its texts may quote the address
   of a proxy, and with it a password. */
#include "lib/net/curl_slot.h"

enum { HTTP_OK = 200 };

static const struct curl_fault {
	CURLcode result;
	enum http_fault fault;
	const char *words; /* NULL: libcurl's, which quote certificates alone */
} faults[] = {
	{ CURLE_OK, HTTP_REPLIED, "no fault" },
	{ CURLE_COULDNT_RESOLVE_HOST, HTTP_NO_NAME, "the name is not known" },
	{ CURLE_COULDNT_RESOLVE_PROXY, HTTP_NO_CONNECTION,
	  "its address is not valid, or its name is not known" },
	{ CURLE_COULDNT_CONNECT, HTTP_NO_CONNECTION, "connecting failed" },
	{ CURLE_PROXY, HTTP_NO_CONNECTION, "it does not let us through" },
	{ CURLE_INTERFACE_FAILED, HTTP_NO_CONNECTION, "connecting failed" },
	{ CURLE_OPERATION_TIMEDOUT, HTTP_TIMED_OUT, "nothing came for long" },
	{ CURLE_FILESIZE_EXCEEDED, HTTP_TOO_LARGE, "the reply is over 32 MiB" },
	{ CURLE_GOT_NOTHING, HTTP_BROKEN, "no reply came" },
	{ CURLE_RECV_ERROR, HTTP_BROKEN, "receiving failed" },
	{ CURLE_SEND_ERROR, HTTP_BROKEN, "sending failed" },
	{ CURLE_PARTIAL_FILE, HTTP_BROKEN, "less came than was announced" },
	{ CURLE_WEIRD_SERVER_REPLY, HTTP_BROKEN, "the reply is not HTTP" },
	{ CURLE_UNSUPPORTED_PROTOCOL, HTTP_BROKEN, "the reply is not HTTP" },
	{ CURLE_HTTP2, HTTP_BROKEN, "HTTP/2 failed" },
	{ CURLE_HTTP2_STREAM, HTTP_BROKEN, "HTTP/2 failed" },
	{ CURLE_BAD_CONTENT_ENCODING, HTTP_BROKEN,
	  "the reply cannot be unpacked" },
	{ CURLE_WRITE_ERROR, HTTP_BROKEN, "the reply cannot be unpacked" },
	/* GLib ends a program without memory; libcurl says so of a header that
	   is longer than it takes */
	{ CURLE_OUT_OF_MEMORY, HTTP_BROKEN, "a header is too long" },
	{ CURLE_SSL_CONNECT_ERROR, HTTP_TLS, NULL },
	{ CURLE_PEER_FAILED_VERIFICATION, HTTP_TLS, NULL },
	{ CURLE_SSL_CERTPROBLEM, HTTP_TLS, NULL },
	{ CURLE_SSL_CIPHER, HTTP_TLS, NULL },
	{ CURLE_SSL_CACERT_BADFILE, HTTP_TLS, NULL },
	{ CURLE_SSL_ISSUER_ERROR, HTTP_TLS, NULL },
	{ CURLE_SSL_CRL_BADFILE, HTTP_TLS, NULL },
	{ CURLE_SSL_INVALIDCERTSTATUS, HTTP_TLS, NULL },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, HTTP_TLS, NULL },
	{ CURLE_SSL_CLIENTCERT, HTTP_TLS, NULL },
	{ CURLE_SSL_ENGINE_INITFAILED, HTTP_TLS, NULL },
	{ CURLE_SSL_SHUTDOWN_FAILED, HTTP_TLS, NULL },
	{ CURLE_USE_SSL_FAILED, HTTP_TLS, NULL },
};

static const struct curl_fault *find(CURLcode result)
{
	for (size_t i = 0; i < G_N_ELEMENTS(faults); i++)
		if (faults[i].result == result)
			return &faults[i];
	return NULL;
}

enum http_fault slot_fault(const struct slot *slot, CURLcode result)
{
	const struct curl_fault *known = find(result);
	enum http_fault fault = known ? known->fault : HTTP_BROKEN;

	if (slot->limit != HTTP_REPLIED)
		return slot->limit;
	/* A proxy that turned us away: no connection to the server. */
	if (fault == HTTP_BROKEN && slot->sent_us == 0)
		return HTTP_NO_CONNECTION;
	return fault;
}

/* Is it the proxy that failed? Then "the proxy of https_proxy: ". */
static char *name_proxy(const struct slot *slot, CURLcode result)
{
	bool is_https = slot->transport->origin.is_https;
	const char *variable = proxy_variable(is_https, g_getenv);
	long status = 0;

	(void)curl_easy_getinfo(slot->easy, CURLINFO_HTTP_CONNECTCODE, &status);
	if (!variable)
		return NULL;
	if (status != 0 && status != HTTP_OK)
		return g_strdup_printf("the proxy of %s answers %ld", variable,
				       status);
	if (result == CURLE_COULDNT_RESOLVE_PROXY || result == CURLE_PROXY)
		return g_strdup_printf("the proxy of %s: %s", variable,
				       find(result)->words);
	return NULL;
}

char *slot_detail(const struct slot *slot, CURLcode result)
{
	const struct curl_fault *known = find(result);
	char *proxy;
	long number = 0;

	if (slot->limit_text)
		return g_strdup(slot->limit_text);
	proxy = name_proxy(slot, result);
	if (proxy)
		return proxy;
	(void)curl_easy_getinfo(slot->easy, CURLINFO_OS_ERRNO, &number);
	if (result == CURLE_COULDNT_CONNECT && number != 0)
		return g_strdup(g_strerror((int)number));
	if (!known)
		return g_strdup_printf("libcurl's error %d", (int)result);
	if (known->words)
		return g_strdup(known->words);
	return g_strdup(*slot->reason ? slot->reason
				      : curl_easy_strerror(result));
}
