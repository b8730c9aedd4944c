/* What a person is told while nothing happens. */
#include "lib/net/client_turn.h"
#include "lib/net/url.h"

/* Several requests under way are on the way somewhere: what shows that has the
   first say. */
enum { SILENCE_MS = 1000, SILENCE_OF_MANY_MS = 4000 };

static int64_t now_ms(const struct client *client)
{
	return clock_mono_ms(client->config.clock);
}

struct job *client_next_due(const struct client *client)
{
	struct job *next = NULL;

	for (guint i = 0; i < client->jobs->len; i++) {
		struct job *job = client->jobs->pdata[i];

		if (!job->in_flight && (!next || job->due_ms < next->due_ms))
			next = job;
	}
	return next;
}

/* The one that has been under way for longest; NULL: none is. */
static const struct job *oldest(const struct client *client)
{
	const struct job *first = NULL;

	for (guint i = 0; i < client->jobs->len; i++) {
		const struct job *job = client->jobs->pdata[i];

		if (job->in_flight && (!first || job->sent_ms < first->sent_ms))
			first = job;
	}
	return first;
}

static bool is_silent(const struct client *client, const struct job *job)
{
	int64_t since_ms = MAX(job->sent_ms, client->heard_ms);

	return now_ms(client) - since_ms >=
	       (client->jobs->len > 1 ? SILENCE_OF_MANY_MS : SILENCE_MS);
}

/* "waiting for api.fentu.io, 12 s (attempt 2 of 5)" */
static char *describe(const struct client *client, const struct job *job)
{
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(url_release) struct url url = { 0 };
	bool known = url_parse(client->origin, "it", &url, &ignored);

	return g_strdup_printf("waiting for %s, %" G_GINT64_FORMAT
			       " s (attempt %u of %u)",
			       known ? url.host : client->origin,
			       (now_ms(client) - job->begun_ms) / 1000,
			       job->tries, client->policy.max_repeats + 1);
}

/* What is waited for; NULL: nothing that is worth telling. *ret_left_ms is -1
   for what has no end that is known. */
static char *find_reason(const struct client *client, int64_t *ret_left_ms)
{
	const struct job *flying = oldest(client);
	const struct job *next = client_next_due(client);

	*ret_left_ms = -1;
	if (flying)
		return is_silent(client, flying) ? describe(client, flying)
						 : NULL;
	if (!next || next->due_ms - now_ms(client) < CLIENT_TELL_MS)
		return NULL;
	*ret_left_ms = next->due_ms - now_ms(client);
	return g_strdup(next->why);
}

void client_tell_wait(struct client *client)
{
	g_autofree char *why = NULL;
	int64_t left_ms;

	if (!client->config.on_wait)
		return;
	why = find_reason(client, &left_ms);
	if (why ? client->telling &&
			    now_ms(client) - client->told_ms < CLIENT_TELL_MS
		: !client->telling)
		return;
	client->telling = why != NULL;
	client->told_ms = now_ms(client);
	client->config.on_wait(client->config.on_wait_user, why,
			       why ? left_ms : 0);
}
