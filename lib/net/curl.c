/* The loadable part: libcurl's multi interface as a transport of http.h. */
#include "lib/net/curl_slot.h"

static void slot_free(void *data)
{
	struct slot *slot = data;

	slot_clear_request(slot);
	slot_clear_reply(slot);
	curl_easy_cleanup(slot->easy);
	g_string_free(slot->head, TRUE);
	g_free(slot);
}

static void transport_close(void *self)
{
	struct transport *transport = self;

	for (guint i = 0; i < transport->busy->len; i++) {
		struct slot *slot = transport->busy->pdata[i];

		(void)curl_multi_remove_handle(transport->multi, slot->easy);
	}
	g_ptr_array_unref(transport->busy);
	g_ptr_array_unref(transport->idle);
	if (transport->multi)
		(void)curl_multi_cleanup(transport->multi);
	if (transport->global)
		curl_global_cleanup();
	url_release(&transport->origin);
	g_free(transport->ca_text);
	g_free(transport);
}

static void drop_transport(struct transport **transport)
{
	if (*transport)
		transport_close(*transport);
}

/* Without one, looking up a name would block beyond every time limit. */
static bool check_resolver(struct error *err)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

	if (info->features & CURL_VERSION_ASYNCHDNS)
		return true;
	return error_set(err, ERR_OTHER,
			 "this libcurl (%s) cannot look up names without "
			 "blocking; install one that can",
			 info->version);
}

static bool transport_open(const struct http_config *config, void **ret_self,
			   struct error *err)
{
	AUTO(drop_transport)
	struct transport *transport = g_new0(struct transport, 1);

	transport->config = *config;
	transport->idle = g_ptr_array_new_with_free_func(slot_free);
	transport->busy = g_ptr_array_new_with_free_func(slot_free);
	if (!url_parse(config->origin, "the origin", &transport->origin, err))
		return false;
	transport->global = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
	if (transport->global)
		transport->multi = curl_multi_init();
	if (!transport->multi)
		return error_set(err, ERR_OTHER, "libcurl does not start");
	if (!check_resolver(err) || !trust_load(transport, err))
		return false;
	*ret_self = g_steal_pointer(&transport);
	return true;
}

static struct slot *slot_new(const struct transport *transport,
			     struct error *err)
{
	struct slot *slot;
	CURL *easy = curl_easy_init();

	if (!easy) {
		error_set(err, ERR_OTHER, "libcurl does not start");
		return NULL;
	}
	slot = g_new0(struct slot, 1);
	slot->easy = easy;
	slot->transport = transport;
	slot->head = g_string_new(NULL);
	if (slot_configure(slot, err))
		return slot;
	slot_free(slot);
	return NULL;
}

/* A slot that is not used, made if need be; it is left among the idle ones. */
static bool idle_slot(struct transport *transport, struct slot **ret_slot,
		      struct error *err)
{
	struct slot *slot;

	if (transport->idle->len == 0) {
		slot = slot_new(transport, err);
		if (!slot)
			return false;
		g_ptr_array_add(transport->idle, slot);
	}
	*ret_slot = transport->idle->pdata[transport->idle->len - 1];
	return true;
}

static void move_slot(struct slot *slot, GPtrArray *from, GPtrArray *to)
{
	guint index;

	if (g_ptr_array_find(from, slot, &index))
		g_ptr_array_add(to, g_ptr_array_steal_index_fast(from, index));
}

static void retire(struct transport *transport, struct slot *slot)
{
	(void)curl_multi_remove_handle(transport->multi, slot->easy);
	slot_clear_request(slot);
	slot_clear_reply(slot);
	move_slot(slot, transport->busy, transport->idle);
}

static bool is_own(const struct transport *transport, const char *url)
{
	const char *origin = transport->origin.origin;

	return g_str_has_prefix(url, origin) && url[strlen(origin)] == '/';
}

static bool transport_start(void *self, const struct http_request *request,
			    void *tag, struct error *err)
{
	struct transport *transport = self;
	struct slot *slot;
	CURLMcode added;

	if (!is_own(transport, request->url))
		return error_set(err, ERR_OTHER,
				 "a request for another origin than %s",
				 transport->origin.origin);
	if (!idle_slot(transport, &slot, err) ||
	    !slot_prepare(slot, request, err))
		return false;
	slot->tag = tag;
	added = curl_multi_add_handle(transport->multi, slot->easy);
	if (added != CURLM_OK)
		return error_set(err, ERR_OTHER, "libcurl: %s",
				 curl_multi_strerror(added));
	move_slot(slot, transport->idle, transport->busy);
	return true;
}

/* Take the next finished transfer, if there is one. */
static bool collect(struct transport *transport, void **ret_tag,
		    struct http_reply *ret_reply)
{
	struct slot *slot = NULL;
	CURLMsg *message;
	int left;

	message = curl_multi_info_read(transport->multi, &left);
	if (!message || message->msg != CURLMSG_DONE)
		return false;
	(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
	slot_finish(slot, message->data.result, ret_reply);
	*ret_tag = slot->tag;
	retire(transport, slot);
	return true;
}

/* Of those under way the one whose time is over first; NULL: there is none. */
static struct slot *most_urgent(const struct transport *transport)
{
	struct slot *first = NULL;

	for (guint i = 0; i < transport->busy->len; i++) {
		struct slot *slot = transport->busy->pdata[i];

		if (!first || slot->until_us < first->until_us)
			first = slot;
	}
	return first;
}

/* Only what has not come by now is late: for a process that was stopped a
   while its time is over, but the answer may be there. libcurl would look at
   the clock first, and an answer that is dropped may have been the only one
   (to a refresh token, say). */
static bool expire(struct transport *transport, void **ret_tag,
		   struct http_reply *ret_reply)
{
	struct slot *slot = most_urgent(transport);

	if (!slot || slot->until_us > g_get_monotonic_time())
		return false;
	slot_expire(slot, ret_reply);
	*ret_tag = slot->tag;
	retire(transport, slot);
	return true;
}

/* How long nothing has to be done by the clock. */
static int64_t time_left_ms(const struct transport *transport, int64_t until_us)
{
	const struct slot *slot = most_urgent(transport);

	if (slot)
		until_us = MIN(until_us, slot->until_us);
	return MAX(0, (until_us - g_get_monotonic_time() + 999) / 1000);
}

static bool check_multi(CURLMcode code, struct error *err)
{
	return code == CURLM_OK || error_set(err, ERR_OTHER, "libcurl: %s",
					     curl_multi_strerror(code));
}

static bool transport_wait(void *self, int timeout_ms, void **ret_tag,
			   struct http_reply *ret_reply, struct error *err)
{
	struct transport *transport = self;
	int64_t until_us = g_get_monotonic_time() + (int64_t)timeout_ms * 1000;
	int running;

	while (!collect(transport, ret_tag, ret_reply)) {
		if (!check_multi(curl_multi_perform(transport->multi, &running),
				 err))
			return false;
		if (collect(transport, ret_tag, ret_reply) ||
		    expire(transport, ret_tag, ret_reply))
			return true;
		if (g_get_monotonic_time() >= until_us) {
			*ret_tag = NULL;
			return true;
		}
		if (!check_multi(curl_multi_poll(
					 transport->multi, NULL, 0,
					 (int)time_left_ms(transport, until_us),
					 NULL),
				 err))
			return false;
	}
	return true;
}

static void transport_cancel(void *self, void *tag)
{
	struct transport *transport = self;

	for (guint i = 0; i < transport->busy->len; i++) {
		struct slot *slot = transport->busy->pdata[i];

		if (slot->tag == tag) {
			retire(transport, slot);
			return;
		}
	}
}

/* HTTP_TRANSPORT_SYMBOL: the one name that is visible outside. */
extern const struct transport_ops fentu_http_transport;
__attribute__((visibility("default")))
const struct transport_ops fentu_http_transport = {
	.open = transport_open,
	.start = transport_start,
	.wait = transport_wait,
	.cancel = transport_cancel,
	.close = transport_close,
};
