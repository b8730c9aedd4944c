#include "lib/base/when.h"
#include "lib/net/client_job.h"
#include "lib/net/url.h"

enum { MAX_WAIT_S = 86400 }; /* the most that --max-wait takes */

/* "api.fentu.io:443" */
static char *where(const struct job *job)
{
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(url_release) struct url url = { 0 };

	if (!url_parse(job->url, "the request", &url, &ignored))
		return g_strdup("the server");
	return g_strdup_printf(strchr(url.host, ':') ? "[%s]:%d" : "%s:%d",
			       url.host, url.port);
}

static char *why_it_failed(const struct job *job,
			   const struct http_reply *reply)
{
	const char *detail = reply->detail ? reply->detail : "no details";
	g_autofree char *server = where(job);

	switch (reply->fault) {
	case HTTP_REPLIED:
		break;
	case HTTP_NO_NAME:
		return g_strdup_printf("could not find the host of %s (%s)",
				       server, detail);
	case HTTP_NO_CONNECTION:
		return g_strdup_printf("no connection to %s (%s)", server,
				       detail);
	case HTTP_TLS:
		return g_strdup_printf("no secure connection to %s (%s)",
				       server, detail);
	case HTTP_TIMED_OUT:
		if (!reply->request_sent)
			return g_strdup_printf("no connection to %s in time",
					       server);
		return g_strdup_printf("no whole reply from %s in time (%s)",
				       server, detail);
	case HTTP_BROKEN:
		return g_strdup_printf("the connection to %s was cut (%s)",
				       server, detail);
	case HTTP_TOO_LARGE:
		return g_strdup(detail);
	}
	return g_strdup("no reply");
}

static const char *what_to_do(const struct job *job,
			      const struct http_reply *reply)
{
	if (reply->fault == HTTP_TLS)
		return "if the certificate comes from a CA of your own, name "
		       "it with --ca-cert FILE";
	if (reply->fault == HTTP_TOO_LARGE)
		return "ask for less at once, for example with --per-page";
	if (job->idempotent)
		return "nothing was changed; check the connection, then try "
		       "again";
	if (!reply->request_sent)
		return "the request was not sent, nothing was changed; check "
		       "the connection, then try again";
	return "the server may have carried it out; look before you send it "
	       "again";
}

bool explain_fault(const struct job *job, const struct http_reply *reply,
		   struct error *err)
{
	enum error_code code =
		reply->fault == HTTP_TOO_LARGE ? ERR_OTHER : ERR_NETWORK;
	g_autofree char *name = job_name(job);
	g_autofree char *why = why_it_failed(job, reply);

	g_autofree char *attempts = http_reply_attempts(reply);

	error_set(err, code, "%s: %s%s", name, why, attempts);
	return error_hint(err, "%s", what_to_do(job, reply));
}

/* "14:20", or with its date when that is not today. */
static char *clock_time(int64_t unix_s, int64_t now_unix_s)
{
	g_autofree char *then = when_local(unix_s);
	g_autofree char *now = when_local(now_unix_s);
	const char *time = strchr(then, ' ');

	if (time && strncmp(then, now, (size_t)(time - then)) == 0)
		return g_strdup(time + 1);
	return g_steal_pointer(&then);
}

/* To wait longer helps only where the wait was too long. */
static void say_when(const struct job *job, const struct http_reply *reply,
		     int64_t wait_s, bool is_too_long, int64_t now_unix_s,
		     struct error *err)
{
	g_autoptr(GString) hint = g_string_new("try again then");
	g_autofree char *attempts =
		reply ? http_reply_attempts(reply) : g_strdup("");
	g_autofree char *name = job_name(job);
	g_autofree char *time = clock_time(now_unix_s + wait_s, now_unix_s);
	g_autofree char *length = when_length(wait_s);

	error_set(err, ERR_THROTTLED,
		  "%s: the rate limit is used up until %s (in %s)%s", name,
		  time, length, attempts);
	if (is_too_long && wait_s < MAX_WAIT_S)
		g_string_append_printf(hint,
				       ", or wait for it with --max-wait "
				       "%" G_GINT64_FORMAT,
				       wait_s + 1);
	if (!reply)
		g_string_append(hint, "\nan earlier reply said so: 'fentu "
				      "status' asks the server again, 'fentu "
				      "usage --forget' drops it");
	error_hint(err, "%s", hint->str);
	err->retry_after_s = wait_s;
}

bool explain_throttled(const struct job *job, const struct http_reply *reply,
		       int64_t wait_ms, int64_t max_wait_ms, int64_t now_unix_s,
		       struct error *err)
{
	if (wait_ms >= 0) {
		say_when(job, reply, (wait_ms + 999) / 1000,
			 wait_ms > max_wait_ms, now_unix_s, err);
	} else {
		g_autofree char *name = job_name(job);

		error_set(err, ERR_THROTTLED,
			  "%s: the rate limit is used up, and the server does "
			  "not say until when",
			  name);
		error_hint(err, "try again in some minutes");
	}
	if (reply) {
		err->http_status = reply->status;
		err->request_id = http_reply_header(reply, "X-Request-Id");
	}
	return false;
}

char *explain_wait(const struct job *job, const struct http_reply *reply,
		   bool is_throttled, unsigned max_repeats)
{
	g_autofree char *why = NULL;

	if (is_throttled)
		return g_strdup("the rate limit is reached");
	if (reply->fault == HTTP_REPLIED)
		why = g_strdup_printf("the server answered %d", reply->status);
	else
		why = why_it_failed(job, reply);
	return g_strdup_printf("%s; trying again, %u of %u", why, job->tries,
			       max_repeats);
}

static void append_traceable(GString *text, const char *pair)
{
	const char *equals = strchr(pair, '=');
	g_autofree char *key =
		equals ? g_strndup(pair, (gsize)(equals - pair)) : NULL;

	if (!equals)
		g_string_append(text, "(hidden)");
	else if (trace_may_show_query(key, equals + 1))
		g_string_append(text, pair);
	else
		g_string_append_printf(text, "%s=(hidden)", key);
}

/* The path, and of the query the keys and a few of the values. */
static char *traceable(const char *url)
{
	const char *path = strchr(strstr(url, "://") + 3, '/');
	size_t path_len = strcspn(path, "?");
	GString *text = g_string_new_len(path, (gssize)path_len);
	g_auto(GStrv) part = NULL;

	if (path[path_len] == '\0')
		return g_string_free(text, FALSE);
	part = g_strsplit(path + path_len + 1, "&", -1);
	for (char **at = part; *at; at++) {
		g_string_append_c(text, at == part ? '?' : '&');
		append_traceable(text, *at);
	}
	return g_string_free(text, FALSE);
}

void explain_trace_request(const struct trace *trace, const struct job *job,
			   const struct http_request *request)
{
	g_autofree char *target = NULL;

	if (!trace_is_on(trace))
		return;
	target = traceable(request->url);
	trace_line(trace, "> %s %s (try %u, %zu bytes)", request->method,
		   target, job->tries, request->body_len);
	for (size_t i = 0; i < request->header_count; i++)
		trace_header(trace, ">", request->headers[i].name,
			     request->headers[i].value);
}

void explain_trace_reply(const struct trace *trace, const struct job *job,
			 const struct http_reply *reply)
{
	g_auto(GStrv) line = NULL;

	if (!trace_is_on(trace))
		return;
	if (reply->fault != HTTP_REPLIED) {
		trace_line(trace, "< no reply: %s (%" G_GINT64_FORMAT " ms)",
			   reply->detail ? reply->detail : "no details",
			   reply->elapsed_ms);
		return;
	}
	trace_line(trace, "< %d (%zu bytes, %" G_GINT64_FORMAT " ms)",
		   reply->status, reply->body_len, reply->elapsed_ms);
	if (job->is_grant)
		return;
	line = g_strsplit(reply->headers ? reply->headers : "", "\n", -1);
	for (char **at = line; *at; at++) {
		char *colon = strchr(*at, ':');

		if (!colon)
			continue;
		*colon = '\0';
		trace_header(trace, "<", *at, g_strstrip(colon + 1));
	}
}
