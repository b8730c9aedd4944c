#include "lib/net/client.h"

#include "lib/net/client_cache.h"
#include "lib/net/url.h"

enum { LOOK_MS = 100 }; /* for a signal */
enum { BASE_MS = 500, THROTTLE_BASE_MS = 1000, CAP_MS = 20 * 1000 };

bool client_open(const struct client_config *config, struct client **ret_client,
		 struct error *err)
{
	AUTO(client_drop) struct client *client = g_new0(struct client, 1);
	AUTO(url_release) struct url url = { 0 };

	if (!url_parse(config->origin, "the API's address", &url, err))
		return false;
	client->config = *config;
	client->origin = g_steal_pointer(&url.origin);
	client->ca_file = g_strdup(config->http.ca_file);
	client->user_agent = g_strdup(config->http.user_agent);
	client->config.origin = client->origin;
	client->config.http.origin = client->origin;
	client->config.http.ca_file = client->ca_file;
	client->config.http.user_agent = client->user_agent;
	client->policy = (struct retry_policy){
		.max_repeats = config->retries,
		.base_ms = BASE_MS,
		.throttle_base_ms = THROTTLE_BASE_MS,
		.cap_ms = CAP_MS,
		.max_wait_ms = config->max_wait_ms,
	};
	client->quota = RETRY_QUOTA;
	client->limit = (struct client_limit){ -1, -1, -1 };
	client->budget = budget_open(config->budget_path);
	client->config.budget_path = NULL;
	if (!config->redact)
		client->config.redact = client->own_redact = redact_new();
	if (!client_hide(client, config->authorization, err))
		return false;
	client->jobs = g_ptr_array_new_with_free_func((GDestroyNotify)job_free);
	if (!config->transport->open(&client->config.http, &client->transport,
				     err))
		return false;
	*ret_client = g_steal_pointer(&client);
	return true;
}

void client_free(struct client *client)
{
	if (!client)
		return;
	if (client->transport)
		client->config.transport->close(client->transport);
	/* what was given up may have been carried out all the same */
	if (client->has_written)
		cache_drop(client->config.cache);
	if (client->jobs)
		g_ptr_array_unref(client->jobs);
	budget_free(client->budget);
	redact_free(client->own_redact);
	g_free(client->origin);
	g_free(client->ca_file);
	g_free(client->user_agent);
	g_free(client);
}

bool client_hide(struct client *client, const struct sealed *secret,
		 struct error *err)
{
	return redact_add(client->config.redact, secret, err);
}

const struct redact *client_secrets(const struct client *client)
{
	return client->config.redact;
}

/* The caller's own: "Bearer KEY", "Basic PAIR". */
static bool hide_header(struct client *client, const struct http_header *header,
			struct error *err)
{
	AUTO(sealed_release) struct sealed secret = { 0 };
	const char *blank = strchr(header->value, ' ');
	const char *text = blank ? blank + 1 : header->value;

	return g_ascii_strcasecmp(header->name, "Authorization") != 0 ||
	       (sealed_set(&secret, text, strlen(text), err) &&
		client_hide(client, &secret, err));
}

bool client_start(struct client *client, const struct client_request *request,
		  void *tag, struct error *err)
{
	bool is_authorized = client->config.authorization != NULL;
	struct job *job;

	if (!job_new(request, client->origin, is_authorized, &job, err))
		return false;
	for (size_t i = 0; i < request->header_count; i++)
		if (!hide_header(client, &request->headers[i], err))
			return false;
	job->tag = tag;
	if (request->kept_will_do && strcmp(job->method, "GET") == 0)
		client_cache_look(client, job, request->kept_since_unix_ms);
	g_ptr_array_add(client->jobs, job);
	return true;
}

/* The request has come to its end: its tag goes to the caller. */
static void end(struct client *client, struct job *job, void **ret_tag)
{
	*ret_tag = job->tag;
	g_ptr_array_remove(client->jobs, job);
	client_tell_wait(client);
}

bool client_await(struct client *client, int64_t wait_ms, void **ret_tag,
		  struct http_reply *ret_reply, struct error *err)
{
	const struct clock *clock = client->config.clock;
	int64_t until_ms = clock_mono_ms(clock) + wait_ms;
	int64_t left_ms = wait_ms;
	struct job *job = NULL;
	bool done = true;

	*ret_tag = NULL;
	while (done && !job && client->jobs->len > 0) {
		done = client_turn(client, left_ms, &job, ret_reply, err);
		if (wait_ms < 0)
			continue;
		left_ms = until_ms - clock_mono_ms(clock);
		if (left_ms <= 0)
			break;
	}
	if (job)
		end(client, job, ret_tag);
	return done;
}

void client_stop(struct client *client)
{
	client->is_stopped = true;
}

static bool are_reads(const struct client *client)
{
	for (guint i = 0; i < client->jobs->len; i++)
		if (!((struct job *)client->jobs->pdata[i])->idempotent)
			return false;
	return true;
}

static bool end_by_signal(struct client *client, const struct signals *signals,
			  struct error *err)
{
	client_abandon(client);
	client->may_have_acted = true;
	return signals_interrupted(signals, err);
}

/* Nothing is lost with the reply to a read: what came before it can be written
   out then, while a signal that is not taken any more would end all. */
static bool next_or_end(struct client *client, void **ret_tag,
			struct http_reply *ret_reply, struct error *err)
{
	AUTO(signals_release) struct signals own = { 0 };
	bool only_reads = are_reads(client);
	bool came, ends;
	int64_t look_ms;

	if (!signals_take_free(&own, err))
		return false;
	look_ms = own.fd > 0 ? LOOK_MS : -1;
	do {
		came = client_await(client, look_ms, ret_tag, ret_reply, err);
		ends = signals_came(&own) && (only_reads || !*ret_tag);
	} while (came && !ends && !*ret_tag && client->jobs->len > 0);
	if (!ends)
		return came;
	if (came && *ret_tag)
		http_reply_release(ret_reply);
	return end_by_signal(client, &own, err);
}

bool client_next(struct client *client, void **ret_tag,
		 struct http_reply *ret_reply, struct error *err)
{
	const struct signals *signals = client->config.signals;

	if (!signals)
		return next_or_end(client, ret_tag, ret_reply, err);
	do {
		if (!client_await(client, LOOK_MS, ret_tag, ret_reply, err))
			return false;
		if (*ret_tag || client->jobs->len == 0)
			return true;
	} while (!signals_came(signals));
	return end_by_signal(client, signals, err);
}

bool client_send(struct client *client, const struct client_request *request,
		 struct http_reply *ret_reply, struct error *err)
{
	void *tag;

	return client_start(client, request, &tag, err) &&
	       client_next(client, &tag, ret_reply, err);
}

bool client_may_have_acted(const struct client *client)
{
	return client->may_have_acted;
}

bool client_was_answered(const struct client *client)
{
	return client->was_answered;
}

void client_abandon(struct client *client)
{
	for (guint i = 0; i < client->jobs->len; i++) {
		struct job *job = client->jobs->pdata[i];

		if (job->in_flight)
			client->config.transport->cancel(client->transport,
							 job);
	}
	g_ptr_array_set_size(client->jobs, 0);
	client_tell_wait(client);
}

void client_ask_anyway(struct client *client)
{
	client->asks_anyway = true;
}

void client_pace(struct client *client, int64_t needed, int64_t reserve_percent)
{
	client->pace.is_wanted = true;
	client->pace.needed = needed;
	client->pace.reserve_percent = reserve_percent;
}

struct client_limit client_limit(const struct client *client)
{
	return client->limit;
}

struct client_limit client_shared_limit(const struct client *client)
{
	const struct budget_state known = budget_state(
		client->budget, clock_unix_ms(client->config.clock));

	if (known.limit < 0)
		return client->limit;
	return (struct client_limit){ known.limit, known.remaining,
				      known.reset_unix_ms / 1000 };
}
