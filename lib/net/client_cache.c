#include "lib/net/client_cache.h"

#include <inttypes.h>
#include <string.h>

static int64_t now_unix_ms(const struct client *client)
{
	return clock_unix_ms(client->config.clock);
}

static void tell(const struct client *client, const struct job *job,
		 const char *what)
{
	const struct trace *trace = client->config.http.trace;
	g_autofree char *name = NULL;

	if (!trace_is_on(trace))
		return;
	name = job_name(job);
	trace_line(trace, "* %s: %s", name, what);
}

/* How old what is kept is, in words of the trace. */
static void tell_age(const struct client *client, const struct job *job,
		     const char *what)
{
	int64_t age_ms = now_unix_ms(client) - job->slot->entry.asked_unix_ms;
	g_autofree char *text = g_strdup_printf(
		"the kept reply is %" PRId64 " s old; %s", age_ms / 1000, what);

	tell(client, job, text);
}

void client_cache_look(struct client *client, struct job *job,
		       int64_t since_unix_ms)
{
	job->slot = cache_look(
		client->config.cache, job->url,
		(const struct http_header *const *)job->headers->pdata,
		job->headers->len, since_unix_ms);
	if (!job->slot)
		return;
	if (!job->slot->is_kept)
		tell(client, job, "no reply is kept");
	else if (!job->slot->is_fresh)
		tell_age(client, job, "that is too old");
}

struct job *client_cache_next(const struct client *client)
{
	for (guint i = 0; i < client->jobs->len; i++) {
		struct job *job = client->jobs->pdata[i];

		if (job->slot && job->slot->is_fresh)
			return job;
	}
	return NULL;
}

void client_cache_answer(const struct client *client, struct job *job,
			 struct http_reply *ret_reply)
{
	tell_age(client, job, "nothing is sent");
	cache_entry_give(&job->slot->entry, now_unix_ms(client), ret_reply);
}

void client_cache_changed(const struct client *client, const struct job *job)
{
	if (!job->idempotent)
		cache_drop(client->config.cache);
}

void client_cache_sending(struct client *client, struct job *job,
			  char **ret_etag)
{
	*ret_etag = NULL;
	job->asked_unix_ms = now_unix_ms(client);
	client_cache_changed(client, job);
	if (job->slot && job->slot->is_kept)
		*ret_etag = cache_entry_etag(&job->slot->entry);
}

void client_cache_ended(struct client *client, struct job *job,
			struct http_reply *reply)
{
	reply->asked_unix_ms = job->asked_unix_ms;
	if (!job->slot)
		return;
	if (reply->status == 304 && job->slot->is_kept)
		tell(client, job, "the kept reply still holds");
	cache_settle(client->config.cache, job->slot, job->asked_unix_ms,
		     reply);
}
