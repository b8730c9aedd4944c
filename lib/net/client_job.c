#include "lib/net/client_job.h"

#include "lib/net/url.h"

static void header_free(void *data)
{
	struct http_header *header = data;

	explicit_bzero((char *)header->value, strlen(header->value));
	g_free((char *)header->name);
	g_free((char *)header->value);
	g_free(header);
}

void job_free(struct job *job)
{
	if (!job)
		return;
	g_free(job->method);
	g_free(job->url);
	g_free(job->asked_url);
	if (job->headers)
		g_ptr_array_unref(job->headers);
	if (job->body)
		explicit_bzero(job->body, job->body_len);
	g_free(job->body);
	g_free(job->why);
	cache_slot_free(job->slot);
	g_free(job);
}

static void drop_job(struct job **job)
{
	job_free(*job);
}

/* The characters of a token (RFC 9110, section 5.6.2). */
static bool is_token(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && strspn(text, "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789!#$%&'*+-.^_`|~") == len;
}

/* Headers that would change where a request goes or where it ends. */
static bool is_reserved(const char *name, bool is_authorized)
{
	static const char *const reserved[] = {
		"Host",
		"Content-Length",
		"Transfer-Encoding",
		"Connection",
		"Upgrade",
		"Expect",
		"Proxy-Authorization",
		"TE",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(reserved); i++)
		if (g_ascii_strcasecmp(name, reserved[i]) == 0)
			return true;
	return is_authorized && g_ascii_strcasecmp(name, "Authorization") == 0;
}

static bool check_header(const struct http_header *header, bool is_authorized,
			 struct error *err)
{
	if (!is_token(header->name) || strlen(header->name) > JOB_HEADER_MAX)
		return error_set(err, ERR_USAGE,
				 "'%s' is not the name of a header",
				 header->name);
	if (is_reserved(header->name, is_authorized))
		return error_set(err, ERR_USAGE,
				 "the header '%s' cannot be set by hand",
				 header->name);
	if (strlen(header->value) > JOB_HEADER_MAX)
		return error_set(err, ERR_USAGE,
				 "the value of the header '%s' is too long",
				 header->name);
	for (const char *at = header->value; *at; at++)
		if (!g_ascii_isprint(*at))
			return error_set(err, ERR_USAGE,
					 "the value of the header '%s' has "
					 "a byte in it (at %td) that is not "
					 "allowed there",
					 header->name, at - header->value + 1);
	return true;
}

static bool copy_headers(struct job *job, const struct client_request *request,
			 bool is_authorized, struct error *err)
{
	job->headers = g_ptr_array_new_with_free_func(header_free);
	for (size_t i = 0; i < request->header_count; i++) {
		const struct http_header *from = &request->headers[i];
		struct http_header *header;

		if (!check_header(from, is_authorized, err))
			return false;
		header = g_new(struct http_header, 1);
		header->name = g_strdup(from->name);
		header->value = g_strdup(from->value);
		g_ptr_array_add(job->headers, header);
	}
	return true;
}

bool job_new(const struct client_request *request, const char *origin,
	     bool is_authorized, struct job **ret_job, struct error *err)
{
	AUTO(drop_job) struct job *job = g_new0(struct job, 1);

	if (!is_token(request->method))
		return error_set(err, ERR_USAGE, "'%s' is not a method",
				 request->method);
	if (!url_canonical(request->url, "the request", &job->url, err))
		return false;
	if (!url_same_origin(job->url, origin))
		return error_set(err, ERR_USAGE,
				 "a request may only go to %s, not to '%s'",
				 origin, job->url);
	if (!copy_headers(job, request, is_authorized, err))
		return false;
	job->method = g_strdup(request->method);
	job->idempotent = strcmp(job->method, "GET") == 0 ||
			  strcmp(job->method, "HEAD") == 0;
	job->verbatim = request->verbatim;
	job->is_grant = request->is_grant;
	job->repeatable = job->idempotent || request->repeatable;
	if (request->body) {
		job->body = g_malloc(request->body_len + 1);
		memcpy(job->body, request->body, request->body_len);
		job->body_len = request->body_len;
	}
	*ret_job = g_steal_pointer(&job);
	return true;
}

bool job_has_header(const struct job *job, const char *name)
{
	for (guint i = 0; i < job->headers->len; i++) {
		const struct http_header *header = job->headers->pdata[i];

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return true;
	}
	return false;
}

void job_wait_take(struct job *job, int64_t now_ms, int64_t wait_ms, char *why)
{
	g_free(job->why);
	job->why = why;
	job->due_ms = now_ms + wait_ms;
}

bool job_is_redirected(const struct http_reply *reply)
{
	g_autofree char *location = NULL;

	if (reply->fault != HTTP_REPLIED)
		return false;
	switch (reply->status) {
	case 301:
	case 302:
	case 303:
	case 307:
	case 308:
		location = http_reply_header(reply, "Location");
		return location != NULL;
	default:
		return false;
	}
}

char *job_name(const struct job *job)
{
	const char *path = strchr(strstr(job->url, "://") + 3, '/');

	return g_strdup_printf("%s %.*s", job->method, (int)strcspn(path, "?"),
			       path);
}

/* Only the host is named: what else a target holds may be a secret. */
static bool refuse_redirect(const struct job *job, const char *target,
			    const char *why, struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(url_release) struct url url = { 0 };
	g_autofree char *name = job_name(job);

	if (!url_parse(target, "the target", &url, &ignored) ||
	    job->redirects == JOB_REDIRECTS_MAX)
		return error_set(err, ERR_NETWORK, "%s: %s", name, why);
	error_set(err, ERR_NETWORK, "%s: %s: %s", name, why, url.origin);
	return error_hint(err, "nothing was sent there; if the API has moved, "
			       "set its address with --api-url");
}

bool job_redirect(struct job *job, const struct http_reply *reply,
		  struct error *err)
{
	g_autofree char *location = http_reply_header(reply, "Location");
	g_autofree char *target = NULL;

	if (!url_resolve(job->url, location, &target, err)) {
		g_autofree char *name = job_name(job);

		return error_wrap(err, "%s", name);
	}
	if (!url_same_origin(job->url, target))
		return refuse_redirect(
			job, target, "the server points to another place", err);
	if (!job->idempotent)
		return refuse_redirect(job, target,
				       "the server redirects a request that "
				       "changes data",
				       err);
	if (job->redirects == JOB_REDIRECTS_MAX)
		return refuse_redirect(job, target, "too many redirects", err);
	job->redirects++;
	if (!job->asked_url)
		job->asked_url = g_strdup(job->url);
	/* the reply is that of another address */
	g_clear_pointer(&job->slot, cache_slot_free);
	g_free(job->url);
	job->url = g_steal_pointer(&target);
	return true;
}
