#include "lib/net/curl_slot.h"

enum { FIRST_ROOM = 16 * 1024 };

static size_t stop(struct slot *slot, enum http_fault limit, const char *text)
{
	slot->limit = limit;
	slot->limit_text = text;
	return 0; /* fewer bytes than given: libcurl ends the transfer */
}

/* Two lengths in one head: the server and whoever stands between disagree on
   where the reply ends. libcurl would take the last. */
static bool lengths_differ(const char *head)
{
	static const char name[] = "Content-Length:";
	const char *first = NULL;

	for (const char *line = head; *line; line = strchr(line, '\n') + 1) {
		if (g_ascii_strncasecmp(line, name, strlen(name)) != 0)
			continue;
		if (!first)
			first = line;
		else if (g_ascii_strncasecmp(first, line,
					     strcspn(first, "\n") + 1) != 0)
			return true;
	}
	return false;
}

static size_t end_head(struct slot *slot, size_t len)
{
	slot->head_is_whole = true;
	if (lengths_differ(slot->head->str))
		return stop(slot, HTTP_BROKEN,
			    "the reply announces two lengths");
	return len;
}

/*
 * One line of a head. A status line starts a new head, so that of interim
 * replies (100, 103) nothing is left; lines after the empty one are trailers,
 * which nobody here asked for.
 */
size_t slot_on_head(char *line, size_t size, size_t count, void *user)
{
	struct slot *slot = user;
	size_t len = size * count;
	size_t text_len = len;

	slot->head_bytes += len;
	if (slot->head_bytes > HTTP_HEAD_MAX)
		return stop(slot, HTTP_TOO_LARGE,
			    "the head of the reply is over 256 KiB");
	if (memchr(line, '\0', len))
		return stop(slot, HTTP_BROKEN,
			    "the head of the reply has a NUL byte in it");
	while (text_len > 0 &&
	       (line[text_len - 1] == '\n' || line[text_len - 1] == '\r'))
		text_len--;
	if (text_len >= 5 && memcmp(line, "HTTP/", 5) == 0) {
		g_string_truncate(slot->head, 0);
		slot->head_is_whole = false;
	} else if (text_len == 0) {
		return end_head(slot, len);
	} else if (!slot->head_is_whole) {
		g_string_append_len(slot->head, line, (gssize)text_len);
		g_string_append_c(slot->head, '\n');
	}
	return len;
}

static size_t announced_length(const struct slot *slot)
{
	curl_off_t len = -1;

	if (curl_easy_getinfo(slot->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
			      &len) != CURLE_OK ||
	    len < 0 || len > HTTP_BODY_MAX)
		return 0;
	return (size_t)len;
}

/* Room for `need` bytes and a NUL: at first what the server announced, then
   twice as much each time. */
static void make_room(struct slot *slot, size_t need)
{
	size_t room = slot->body ? slot->body_room * 2
				 : MAX(announced_length(slot), FIRST_ROOM);

	slot->body_room = MIN(MAX(room, need), HTTP_BODY_MAX);
	slot->body = g_realloc(slot->body, slot->body_room + 1);
}

size_t slot_on_body(char *bytes, size_t size, size_t count, void *user)
{
	struct slot *slot = user;
	size_t len = size * count;

	if (len > HTTP_BODY_MAX - slot->body_len)
		return stop(slot, HTTP_TOO_LARGE,
			    "the reply is over 32 MiB when unpacked");
	if (!slot->body || slot->body_len + len > slot->body_room)
		make_room(slot, slot->body_len + len);
	memcpy(slot->body + slot->body_len, bytes, len);
	slot->body_len += len;
	return len;
}

/* Called at least once a second, too, when nothing comes. */
int slot_on_progress(void *user, curl_off_t down_total, curl_off_t down,
		     curl_off_t up_total, curl_off_t up)
{
	struct slot *slot = user;

	(void)down_total;
	if (down > HTTP_BODY_MAX) {
		(void)stop(slot, HTTP_TOO_LARGE, "the reply is over 32 MiB");
		return 1;
	}
	if (slot->sent_us == 0 || slot->head_bytes > 0)
		return 0;
	if (up < up_total)
		slot->sent_us = g_get_monotonic_time();
	if (g_get_monotonic_time() - slot->sent_us < slot->head_us)
		return 0;
	(void)stop(slot, HTTP_TIMED_OUT,
		   "no reply within half of the time for a request");
	return 1;
}

/* The connection stands and the request is about to be written to it. */
int slot_on_send(void *user, char *remote, char *local, int remote_port,
		 int local_port)
{
	struct slot *slot = user;

	(void)local;
	(void)local_port;
	slot->sent_us = g_get_monotonic_time();
	trace_line(slot->transport->config.trace, "* sent to %s port %d",
		   remote, remote_port);
	return CURL_PREREQFUNC_OK;
}

/* Of libcurl's own talk only what tells how the connection was secured: the
   rest may quote headers. */
int slot_on_debug(CURL *easy, curl_infotype type, char *text, size_t len,
		  void *user)
{
	static const char *const shown[] = { "SSL connection using ",
					     " subject: ", " issuer: ",
					     " expire date: " };
	const struct slot *slot = user;
	g_autofree char *line = NULL;

	(void)easy;
	if (type != CURLINFO_TEXT)
		return 0;
	line = g_strchomp(g_strndup(text, len));
	for (size_t i = 0; i < G_N_ELEMENTS(shown); i++)
		if (g_str_has_prefix(line, shown[i]))
			trace_line(slot->transport->config.trace, "* %s",
				   g_strchug(line));
	return 0;
}

void slot_finish(struct slot *slot, CURLcode result,
		 struct http_reply *ret_reply)
{
	curl_off_t total_us = 0;
	long status = 0;

	(void)curl_easy_getinfo(slot->easy, CURLINFO_TOTAL_TIME_T, &total_us);
	(void)curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
	/* libcurl is content with half a head when the connection ends. */
	if (result == CURLE_OK && !slot->head_is_whole)
		(void)stop(slot, HTTP_BROKEN, "the head of the reply is cut");
	*ret_reply = (struct http_reply){
		.fault = slot_fault(slot, result),
		.request_sent = slot->sent_us != 0,
		.elapsed_ms = total_us / 1000,
	};
	if (ret_reply->fault != HTTP_REPLIED) {
		ret_reply->detail = slot_detail(slot, result);
		return;
	}
	if (!slot->body)
		slot->body = g_malloc(1);
	slot->body[slot->body_len] = '\0';
	ret_reply->status = (int)status;
	ret_reply->headers = g_strndup(slot->head->str, slot->head->len);
	ret_reply->body = g_steal_pointer(&slot->body);
	ret_reply->body_len = slot->body_len;
}

void slot_expire(struct slot *slot, struct http_reply *ret_reply)
{
	if (slot->limit == HTTP_REPLIED)
		(void)stop(slot, HTTP_TIMED_OUT,
			   "the time for a request is over");
	slot_finish(slot, CURLE_OPERATION_TIMEDOUT, ret_reply);
}

void slot_clear_reply(struct slot *slot)
{
	slot->limit = HTTP_REPLIED;
	slot->limit_text = NULL;
	slot->reason[0] = '\0';
	slot->sent_us = 0;
	slot->head_bytes = 0;
	slot->head_is_whole = false;
	g_string_truncate(slot->head, 0);
	g_clear_pointer(&slot->body, g_free);
	slot->body_len = 0;
	slot->body_room = 0;
}
