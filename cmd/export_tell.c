/* What a person sees of an export. */
#include <inttypes.h>

#include "cmd/export.h"
#include "cmd/grouped.h"
#include "lib/base/when.h"

enum { TERMINAL_EVERY_MS = 200, LOG_EVERY_MS = 30 * 1000, BAR = 20 };

static int64_t now_ms(const struct export_job *job)
{
	return clock_mono_ms(ctx_clock(job->ctx));
}

/*
 * How long so many requests take at the limit as it stands: what is left of
 * this hour at once, the rest hour by hour. -1: there is no limit in the way.
 */
static int64_t seconds_at_limit(const struct export_job *job, int64_t requests)
{
	struct client_limit limit = client_limit(job->api->client);
	int64_t an_hour = limit.limit * (100 - job->reserve_percent) / 100;
	int64_t left = limit.remaining - (limit.limit - an_hour);

	if (limit.limit <= 0 || limit.remaining < 0 || requests <= left)
		return -1;
	return MAX(limit.reset_unix_s - clock_unix_s(ctx_clock(job->ctx)), 0) +
	       (requests - MAX(left, 0)) * 3600 / MAX(an_hour, 1);
}

void export_tell_plan(struct export_job *job, const char *what, int64_t records,
		      int64_t requests)
{
	struct client_limit limit = client_limit(job->api->client);
	g_autofree char *count = grouped(MAX(records, 0));
	g_autofree char *asks = grouped(requests);
	g_autofree char *an_hour = grouped(MAX(limit.limit, 0));
	g_autofree char *length = NULL;
	int64_t seconds = seconds_at_limit(job, requests);

	job->tell.began_ms = now_ms(job);
	job->tell.told_ms = job->tell.began_ms;
	job->tell.began_requests = job->count.started;
	if (records < 0) {
		io_say(ctx_io(job->ctx), "%s: the server does not say how many",
		       what);
		return;
	}
	if (seconds < 0) {
		io_say(ctx_io(job->ctx), "%s: %s records, about %s more %s",
		       what, count, asks,
		       requests == 1 ? "request" : "requests");
		return;
	}
	length = when_length(seconds);
	io_say(ctx_io(job->ctx),
	       "%s: %s records, about %s more requests, about %s at %s an "
	       "hour",
	       what, count, asks, length, an_hour);
}

static char *time_left(const struct export_job *job, int64_t requests_left)
{
	int64_t took_ms = now_ms(job) - job->tell.began_ms;
	int64_t done = job->count.started - job->tell.began_requests;
	int64_t seconds = MAX(seconds_at_limit(job, requests_left), 0);

	if (done > 0)
		seconds = MAX(seconds, requests_left * took_ms / done / 1000);
	return when_length(seconds);
}

/* "[#####.....]" */
static char *bar(int64_t done, int64_t left)
{
	int64_t full = done + left > 0 ? done * BAR / (done + left) : BAR;
	GString *text = g_string_new("[");

	for (int64_t i = 0; i < BAR; i++)
		g_string_append_c(text, i < full ? '#' : '.');
	g_string_append_c(text, ']');
	return g_string_free(text, FALSE);
}

void export_tell_progress(struct export_job *job, const char *what,
			  const struct run_state *state, int64_t requests_left)
{
	struct io *io = ctx_io(job->ctx);
	bool is_terminal = io_err_is_terminal(io);
	int64_t took_ms = now_ms(job) - job->tell.began_ms;
	int64_t every_ms = is_terminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS;
	struct client_limit limit = client_limit(job->api->client);
	g_autofree char *rows = NULL, *left = NULL, *pages = NULL;
	g_autofree char *quota = NULL, *drawn = NULL;
	int64_t rate =
		(state->rows - job->tell.began_rows) * 1000 / MAX(took_ms, 1);

	if (now_ms(job) - job->tell.told_ms < every_ms)
		return;
	job->tell.told_ms = now_ms(job);
	rows = grouped(state->rows);
	pages = grouped(state->requests);
	left = time_left(job, requests_left);
	quota = limit.remaining < 0
			? g_strdup("")
			: g_strdup_printf(", %" PRId64
					  " requests left this hour",
					  limit.remaining);
	drawn = bar(state->requests, requests_left);
	if (is_terminal)
		io_status(io,
			  "%s %s: %s rows, %s pages, %" PRId64
			  " a second, %s to go%s",
			  drawn, what, rows, pages, rate, left, quota);
	else
		io_say(io,
		       "%s: %s rows, %s pages, %" PRId64
		       " a second, %s to go%s",
		       what, rows, pages, rate, left, quota);
}

void export_tell_done(struct export_job *job, const char *what,
		      const char *file, const struct run_state *state)
{
	struct io *io = ctx_io(job->ctx);
	g_autofree char *rows = grouped(state->rows);

	io_status(io, NULL);
	io_say(io, "%s: %s records in '%s'", what, rows, file);
	if (state->without_id > 0)
		io_warn(io, "%s: %" PRId64 " records have no id", what,
			state->without_id);
	if (state->pull.repairs > 0)
		io_detail(io,
			  "%s changed while they were read: %" PRId64
			  " pages were read again",
			  what, state->pull.repairs);
}
