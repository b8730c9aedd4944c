/*
 * The inside of the loadable part: libcurl's handles and what hangs on them.
 *
 * A slot is one easy handle with the reply that it is gathering. Slots are
 * used again for further requests of the same transport, that is of one
 * origin and one credential, and never for anything else.
 */
#ifndef FENTU_NET_CURL_SLOT_H
#define FENTU_NET_CURL_SLOT_H

#include <curl/curl.h>

#include "lib/net/http.h"
#include "lib/net/proxy.h"
#include "lib/net/url.h"

struct transport {
	struct http_config config;
	struct url origin;
	bool global; /* curl_global_init was called */
	CURLM *multi;
	char *ca_text; /* certificates beside the system's; NULL: none */
	size_t ca_len;
	GPtrArray *idle; /* of struct slot, owned */
	GPtrArray *busy; /* of struct slot, owned */
};

struct slot {
	CURL *easy;
	const struct transport *transport; /* borrowed */
	char reason[CURL_ERROR_SIZE];
	struct curl_slist *headers; /* of the request; may hold a secret */
	void *tag;

	enum http_fault limit; /* which of our limits ended it;
				  HTTP_REPLIED: none */
	const char *limit_text;
	int64_t until_us; /* monotonic: no longer than that */
	int64_t head_us;  /* how long the head of the reply may take */
	int64_t sent_us;  /* monotonic; 0: not sent */
	GString *head;
	size_t head_bytes; /* all that came, interim heads and trailers too */
	bool head_is_whole;
	char *body; /* NULL: nothing yet */
	size_t body_len;
	size_t body_room;
};

/* curl_setup.c: options, in groups. */
bool slot_configure(struct slot *slot, struct error *err) MUST_CHECK;
bool slot_prepare(struct slot *slot, const struct http_request *request,
		  struct error *err) MUST_CHECK;
/* Forget the request, and wipe what was secret of it. */
void slot_clear_request(struct slot *slot);

/* curl_trust.c: the certificates that are believed. */
bool trust_load(struct transport *transport, struct error *err) MUST_CHECK;
bool trust_apply(CURL *easy, const struct transport *transport);

/* curl_reply.c: what libcurl calls while a reply comes in. */
size_t slot_on_head(char *line, size_t size, size_t count, void *slot);
size_t slot_on_body(char *bytes, size_t size, size_t count, void *slot);
int slot_on_progress(void *slot, curl_off_t down_total, curl_off_t down,
		     curl_off_t up_total, curl_off_t up);
int slot_on_send(void *slot, char *remote, char *local, int remote_port,
		 int local_port);
int slot_on_debug(CURL *easy, curl_infotype type, char *text, size_t len,
		  void *slot);
/* curl_fault.c: what an end of libcurl's means, and words for it that hold no
   secret; owned. */
enum http_fault slot_fault(const struct slot *slot, CURLcode result);
char *slot_detail(const struct slot *slot, CURLcode result);

/* Make the slot's gathered bytes a reply and forget them. */
void slot_finish(struct slot *slot, CURLcode result,
		 struct http_reply *ret_reply);
void slot_clear_reply(struct slot *slot);
/* The same for one whose time is over. */
void slot_expire(struct slot *slot, struct http_reply *ret_reply);

#endif
