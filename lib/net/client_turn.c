#include "lib/net/client_turn.h"

#include "lib/base/random.h"
#include "lib/base/wipe.h"
#include "lib/net/client_cache.h"
#include "lib/net/throttle.h"

enum { LOOK_EVERY_MS = 60 * 1000 };

static int64_t now_ms(const struct client *client)
{
	return clock_mono_ms(client->config.clock);
}

static int64_t now_unix_ms(const struct client *client)
{
	return clock_unix_ms(client->config.clock);
}

/* Hand a job to the transport, with the client's own headers in front. */
static bool launch(struct client *client, struct job *job, struct error *err)
{
	const struct sealed *secret = client->config.authorization;
	g_autofree struct http_header *headers =
		g_new(struct http_header, job->headers->len + 3);
	AUTO(wipe_text) char *bearer = NULL;
	g_autofree char *etag = NULL;
	struct http_request request = {
		.method = job->method,
		.url = job->url,
		.headers = headers,
		.body = job->body,
		.body_len = job->body_len,
		.timeout_ms = client->config.timeout_ms,
		.fresh_connection = !job->idempotent,
	};

	if (secret) {
		bearer = g_strconcat("Bearer ", sealed_reveal(secret), NULL);
		headers[request.header_count++] =
			(struct http_header){ "Authorization", bearer };
	}
	if (!job_has_header(job, "Accept"))
		headers[request.header_count++] =
			(struct http_header){ "Accept", "application/json" };
	for (guint i = 0; i < job->headers->len; i++)
		headers[request.header_count++] =
			*(const struct http_header *)job->headers->pdata[i];
	client_cache_sending(client, job, &etag);
	if (etag)
		headers[request.header_count++] =
			(struct http_header){ "If-None-Match", etag };
	client->has_written |= !job->idempotent;
	job->tries++;
	job->sent_ms = now_ms(client);
	if (job->begun_ms == 0)
		job->begun_ms = job->sent_ms;
	job->sent_with = client->renewals;
	explain_trace_request(client->config.http.trace, job, &request);
	job->in_flight = client->config.transport->start(client->transport,
							 &request, job, err);
	if (job->in_flight && client->config.on_send)
		client->config.on_send(client->config.on_send_user);
	return job->in_flight;
}

/* May it go out, as far as the rate limit is known? If not, it waits. */
static bool ask_budget(struct client *client, struct job *job,
		       bool *ret_go_ahead, struct error *err)
{
	int64_t unix_ms = now_unix_ms(client);
	int64_t wait_ms = 0;

	*ret_go_ahead =
		budget_ask(client->budget, &client->pace, unix_ms, &wait_ms) ||
		client->asks_anyway;
	if (*ret_go_ahead)
		return true;
	client->may_have_acted = false;
	if (wait_ms > client->config.max_wait_ms)
		return explain_throttled(job, NULL, wait_ms,
					 client->config.max_wait_ms,
					 unix_ms / 1000, err);
	wait_ms += random_jitter() % MIN(RETRY_SPREAD_MS, wait_ms / 16 + 1);
	trace_line(client->config.http.trace,
		   "* keeping to the rate limit; waiting %" G_GINT64_FORMAT
		   " ms",
		   wait_ms);
	job_wait_take(job, now_ms(client), wait_ms,
		      g_strdup("the rate limit is reached"));
	return true;
}

static bool refuse_stopped(const struct job *job, struct error *err)
{
	g_autofree char *name = job_name(job);

	return error_set(err, ERR_INTERRUPTED, "%s was not sent: interrupted",
			 name);
}

/* Ask whoever keeps the credential fresh, if there is someone. */
static bool renew(struct client *client, bool refused, struct error *err)
{
	bool changed = false;

	if (!client->config.renew)
		return true;
	if (!client->config.renew(client->config.renew_user, refused, &changed,
				  err))
		return false;
	client->renewals += changed;
	return client_hide(client, client->config.authorization, err);
}

/* The server turned the credential of this job away. Others that carried the
   same one are sent again with what the first of them has brought about. */
static bool send_with_another(struct client *client, struct job *job,
			      bool *ret_again, struct error *err)
{
	client->may_have_acted = false;
	if (job->was_refused)
		return true;
	if (job->sent_with == client->renewals && !renew(client, true, err))
		return false;
	*ret_again = job->sent_with != client->renewals;
	job->was_refused = *ret_again;
	job->tries -= *ret_again;
	return true;
}

/* Send all that is due. A job that cannot be sent is *ret_failed. */
static bool launch_due(struct client *client, struct job **ret_failed,
		       struct error *err)
{
	for (guint i = 0; i < client->jobs->len; i++) {
		struct job *job = client->jobs->pdata[i];
		bool go_ahead;

		if (job->in_flight ||
		    (job->due_ms > now_ms(client) && !client->is_stopped))
			continue;
		if ((client->is_stopped && !refuse_stopped(job, err)) ||
		    !ask_budget(client, job, &go_ahead, err) ||
		    (go_ahead && (!renew(client, false, err) ||
				  !launch(client, job, err)))) {
			client->may_have_acted = false;
			*ret_failed = job;
			return false;
		}
	}
	return true;
}

/* How long the transport may sleep before there is something to do here. */
static int pause_ms(const struct client *client, int64_t wait_ms)
{
	const struct job *next = client_next_due(client);
	int64_t pause = client->config.on_wait ? CLIENT_TELL_MS : LOOK_EVERY_MS;

	if (next)
		pause = CLAMP(next->due_ms - now_ms(client), 0, CLIENT_TELL_MS);
	return (int)(wait_ms >= 0 ? MIN(pause, wait_ms) : pause);
}

/* `is_good`: the request was carried out. To one that asked how the limit
   stands, a reply without a word of it says that none holds. */
static void learn(struct client *client, const struct throttle *said,
		  bool is_throttled, bool is_good)
{
	int64_t unix_ms = now_unix_ms(client);
	int64_t wait_ms = throttle_wait(said);

	client->limit = (struct client_limit){
		.limit = said->limit,
		.remaining = said->remaining,
		.reset_unix_s = said->reset_ms < 0
					? -1
					: (unix_ms + said->reset_ms) / 1000,
	};
	if (is_throttled)
		budget_tell(client->budget, said->limit, 0, wait_ms, unix_ms);
	else if (client->asks_anyway && is_good && said->remaining < 0)
		budget_drop(client->budget);
	else
		budget_tell(client->budget, said->limit, said->remaining,
			    said->reset_ms, unix_ms);
}

/* Is this reply the end, or is the job sent again? */
static bool judge(struct client *client, struct job *job,
		  const struct http_reply *reply, bool *ret_again,
		  struct error *err)
{
	struct throttle said = throttle_read(reply, now_unix_ms(client));
	bool replied = reply->fault == HTTP_REPLIED;
	bool throttled = replied && throttle_applies(reply->status, &said);
	int quota = client->quota;
	int64_t wait_ms = 0;
	struct retry_input in = {
		.tries = job->tries,
		.fault = reply->fault,
		.http_status = reply->status,
		.idempotent = job->repeatable,
		.request_sent = reply->request_sent,
		.throttled = throttled,
		.server_ms = throttled ? throttle_wait(&said) : said.retry_ms,
		.jitter = random_jitter(),
	};

	if (replied)
		learn(client, &said, throttled, reply->status / 100 == 2);
	if (job_is_redirected(reply)) {
		job->tries--;
		*ret_again = true;
		return job_redirect(job, reply, err);
	}
	switch (retry_decide(&client->policy, &in, &client->quota, &wait_ms)) {
	case RETRY_NO:
		*ret_again = false;
		if (throttled)
			return explain_throttled(job, reply, in.server_ms,
						 client->config.max_wait_ms,
						 now_unix_ms(client) / 1000,
						 err);
		return replied || explain_fault(job, reply, err);
	case RETRY_TOO_LONG:
		return explain_throttled(job, reply, wait_ms,
					 client->config.max_wait_ms,
					 now_unix_ms(client) / 1000, err);
	case RETRY_WAIT:
		job->quota_spent += quota - client->quota;
		*ret_again = true;
		trace_line(client->config.http.trace,
			   "* sending again in %" G_GINT64_FORMAT " ms",
			   wait_ms);
		job_wait_take(job, now_ms(client), wait_ms,
			      explain_wait(job, reply, throttled,
					   client->config.retries));
		return true;
	}
	return true;
}

/* What a reply says of itself, and what it says that is no data. */
static void clean(const struct client *client, const struct job *job,
		  struct http_reply *reply)
{
	const struct redact *secrets = client_secrets(client);
	g_autoptr(GString) body = NULL;

	redact_text(secrets, &reply->detail);
	if (job->verbatim)
		return;
	redact_text(secrets, &reply->headers);
	if (!reply->body || reply->status / 100 == 2)
		return;
	body = g_string_new_len(reply->body, (gssize)reply->body_len);
	redact_apply(secrets, body);
	g_free(reply->body);
	reply->body_len = body->len;
	reply->body = g_string_free(g_steal_pointer(&body), FALSE);
}

bool client_turn(struct client *client, int64_t wait_ms, struct job **ret_job,
		 struct http_reply *ret_reply, struct error *err)
{
	AUTO(http_reply_release) struct http_reply reply = { 0 };
	void *answered = NULL;
	bool again = false;

	*ret_job = client_cache_next(client);
	if (*ret_job) {
		client_cache_answer(client, *ret_job, ret_reply);
		return true;
	}
	if (!launch_due(client, ret_job, err))
		return false;
	client_tell_wait(client);
	if (!client->config.transport->wait(client->transport,
					    pause_ms(client, wait_ms),
					    &answered, &reply, err)) {
		*ret_job = client->jobs->pdata[0];
		client->may_have_acted = (*ret_job)->in_flight;
		client->was_answered = false;
		return false;
	}
	if (!answered)
		return true;
	*ret_job = answered;
	(*ret_job)->in_flight = false;
	client_cache_changed(client, *ret_job);
	client->heard_ms = now_ms(client);
	reply.tries = (*ret_job)->tries;
	reply.tried_ms = client->heard_ms - (*ret_job)->begun_ms;
	clean(client, *ret_job, &reply);
	explain_trace_reply(client->config.http.trace, *ret_job, &reply);
	client->may_have_acted = reply.request_sent;
	client->was_answered = reply.fault == HTTP_REPLIED;
	if (!judge(client, *ret_job, &reply, &again, err) ||
	    (reply.fault == HTTP_REPLIED && reply.status == 401 &&
	     !send_with_another(client, *ret_job, &again, err)))
		return false;
	if (again) {
		*ret_job = NULL;
		return true;
	}
	client_cache_ended(client, *ret_job, &reply);
	if (reply.status < 500)
		retry_succeeded(&client->quota, (*ret_job)->quota_spent);
	if ((*ret_job)->asked_url) {
		reply.asked_url = g_strdup((*ret_job)->asked_url);
		reply.final_url = g_strdup((*ret_job)->url);
	}
	*ret_reply = reply;
	reply = (struct http_reply){ 0 };
	return true;
}
