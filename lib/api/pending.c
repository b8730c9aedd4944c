#include "lib/api/pending.h"

/* How soon a signal is noticed while nothing comes. */
enum { LOOK_EVERY_MS = 100 };

void pending_free(struct pending *pending)
{
	if (!pending)
		return;
	http_reply_release(&pending->http);
	error_release(&pending->error);
	g_free(pending);
}

bool pending_start(const struct api *api, const char *path,
		   struct pending **ret_pending, struct error *err)
{
	g_autofree char *url = api_url(api, path);
	struct pending *pending = g_new0(struct pending, 1);
	const struct client_request request = { .method = "GET", .url = url };

	if (!client_start(api->client, &request, pending, err)) {
		g_free(pending);
		return false;
	}
	*ret_pending = pending;
	return true;
}

/* Some request ends: keep what became of it where it belongs. */
static bool receive(const struct api *api, const struct signals *signals,
		    struct error *err)
{
	AUTO(error_release) struct error failed = { 0 };
	struct http_reply http = { 0 };
	struct pending *ended;
	void *tag = NULL;
	bool came =
		client_await(api->client, LOOK_EVERY_MS, &tag, &http, &failed);

	if (signals && signals_came(signals)) {
		http_reply_release(&http);
		return signals_interrupted(signals, err);
	}
	ended = tag;
	if (!ended) {
		error_move(err, &failed);
		return came;
	}
	ended->has_ended = true;
	if (came)
		ended->http = http;
	else
		error_move(&ended->error, &failed);
	return true;
}

bool pending_take(const struct api *api, struct pending **pending,
		  const struct api_about *about, const struct signals *signals,
		  struct api_reply *ret_reply, struct error *err)
{
	struct pending *mine = *pending;
	bool ok;

	while (!mine->has_ended)
		if (!receive(api, signals, err))
			return false;
	if (mine->error.code != ERR_NONE) {
		error_move(err, &mine->error);
		ok = false;
	} else {
		ok = api_check_take(api, &mine->http, about, ret_reply, err);
	}
	pending_free(g_steal_pointer(pending));
	return ok;
}
