#include "lib/net/reach.h"

#include "lib/net/throttle.h"

enum { REACH_TELL_MS = 1000 };

/* For AUTO: a transport that is open. */
struct reach_line {
	const struct transport_ops *ops;
	void *self;
};

static void reach_line_close(struct reach_line *line)
{
	if (line->self)
		line->ops->close(line->self);
}

int64_t reach_ahead_s(int64_t sent_unix_ms, int64_t came_unix_ms,
		      int64_t server_unix_s)
{
	int64_t first_ms = server_unix_s * 1000, last_ms = first_ms + 999;

	if (sent_unix_ms > last_ms)
		return (sent_unix_ms - last_ms + 999) / 1000;
	if (came_unix_ms < first_ms)
		return -((first_ms - came_unix_ms + 999) / 1000);
	return 0;
}

static void reach_read(struct http_reply *reply, int64_t sent_unix_ms,
		       int64_t came_unix_ms, struct reach *ret_reach)
{
	g_autofree char *date = http_reply_header(reply, "Date");
	int64_t server_unix_s;

	*ret_reach = (struct reach){
		.fault = reply->fault,
		.detail = g_steal_pointer(&reply->detail),
		.status = reply->fault == HTTP_REPLIED ? reply->status : 0,
	};
	if (date && throttle_http_date(date, &server_unix_s)) {
		ret_reach->has_date = true;
		ret_reach->ahead_s = reach_ahead_s(sent_unix_ms, came_unix_ms,
						   server_unix_s);
	}
}

bool reach_try(const struct reach_config *config, struct reach *ret_reach,
	       struct error *err)
{
	static const struct http_header accept = { "Accept",
						   "application/json" };
	const struct http_request request = {
		.method = "GET",
		.url = config->url,
		.headers = &accept,
		.header_count = 1,
		.timeout_ms = config->timeout_ms,
	};
	AUTO(reach_line_close)
	struct reach_line line = { .ops = config->transport };
	AUTO(http_reply_release) struct http_reply reply = { 0 };
	int64_t sent_ms = clock_unix_ms(config->clock);
	int64_t begun_ms = clock_mono_ms(config->clock);
	void *tag = NULL;

	if (!line.ops->open(&config->http, &line.self, err) ||
	    !line.ops->start(line.self, &request, &line, err))
		return false;
	while (!tag) {
		if (!line.ops->wait(line.self, REACH_TELL_MS, &tag, &reply,
				    err))
			return false;
		if (!tag && config->on_wait)
			config->on_wait(config->user,
					clock_mono_ms(config->clock) -
						begun_ms);
	}
	reach_read(&reply, sent_ms, clock_unix_ms(config->clock), ret_reach);
	return true;
}

void reach_release(struct reach *reach)
{
	if (!reach)
		return;
	g_free(reach->detail);
	*reach = (struct reach){ 0 };
}
