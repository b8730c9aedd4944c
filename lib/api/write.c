#include "lib/api/write.h"

#include <string.h>

#include "lib/api/id.h"
#include "lib/api/write_job.h"

static void job_free(void *data)
{
	struct write_job *job = data;

	g_free(job->path);
	g_free(job->what);
	g_free(job->whole);
	error_release(&job->doubt);
	g_free(job);
}

struct writer *writer_new(const struct writer_config *config)
{
	struct writer *writer = g_new0(struct writer, 1);

	writer->api = config->api;
	writer->is_fixed = config->verb != WRITE_VERB_AUTO;
	writer->first = writer->is_fixed ? config->verb : config->first;
	if (writer->first == WRITE_VERB_AUTO)
		writer->first = WRITE_VERB_PATCH;
	writer->remember = config->remember;
	writer->user = config->user;
	writer->jobs = g_ptr_array_new_with_free_func(job_free);
	return writer;
}

void writer_free(struct writer *writer)
{
	if (!writer)
		return;
	if (writer->jobs->len > 0)
		client_abandon(writer->api->client);
	g_ptr_array_unref(writer->jobs);
	g_free(writer);
}

void write_result_release(struct write_result *result)
{
	if (!result)
		return;
	api_reply_release(&result->reply);
	error_release(&result->err);
	result->record = (struct js){ 0 };
}

bool write_is_later(const struct write_result *result, enum write_action action)
{
	return result->reply.http.status == WRITE_HTTP_LATER &&
	       (action == WRITE_DELETE || js_type(result->record) == JS_NONE);
}

/* The last part of what a Location header names. */
static char *id_in_location(const struct http_reply *reply)
{
	g_autofree char *location = http_reply_header(reply, "Location");
	const char *slash = location ? strrchr(location, '/') : NULL;

	if (!slash || !slash[1])
		return NULL;
	return g_uri_unescape_string(slash + 1, NULL);
}

char *write_result_id(const struct write_result *result)
{
	char *id = answer_id(result->record);

	if (id)
		return id;
	return id_in_location(&result->reply.http);
}

char *write_what(const struct write_request *r)
{
	const struct resource *resource = r->resource;

	if (r->below)
		return g_strdup_printf("a new %s of %s '%s'", r->below->one,
				       resource->noun, r->id);
	if (r->action != WRITE_CREATE)
		return g_strdup_printf("%s '%s'", resource->noun, r->id);
	if (resource->parent_path)
		return g_strdup_printf("a new %s of %s '%s'", resource->noun,
				       resource->parent_noun, r->id);
	return g_strdup_printf("a new %s", resource->noun);
}

bool write_path(const struct write_request *r, char **ret_path,
		struct error *err)
{
	const struct resource *resource = r->resource;
	bool is_below = r->action == WRITE_CREATE && !r->below;

	if (r->id &&
	    !id_check(r->id,
		      is_below && resource->parent_noun ? resource->parent_noun
							: resource->noun,
		      err))
		return false;
	if (r->below)
		return resource_path(resource->path, resource->noun, r->id,
				     r->below->path, ret_path, err);
	if (r->action != WRITE_CREATE)
		return resource_path(resource->path, resource->noun, r->id,
				     NULL, ret_path, err);
	if (resource->parent_path)
		return resource_path(resource->parent_path,
				     resource->parent_noun, r->id,
				     resource->child_path, ret_path, err);
	*ret_path = g_strdup(resource->path);
	return true;
}

static const char *method_of(enum write_action action, enum write_verb verb)
{
	switch (action) {
	case WRITE_CREATE:
		return "POST";
	case WRITE_UPDATE:
		return verb == WRITE_VERB_PUT ? "PUT" : "PATCH";
	case WRITE_DELETE:
		return "DELETE";
	}
	return NULL;
}

bool writer_target(const struct writer *writer,
		   const struct write_request *request, const char **ret_method,
		   char **ret_path, struct error *err)
{
	if (!write_path(request, ret_path, err))
		return false;
	*ret_method = method_of(request->action, writer->first);
	return true;
}

bool write_job_send(const struct writer *writer, struct write_job *job,
		    struct error *err)
{
	const struct write_request *r = &job->request;
	g_autofree char *url = api_url(writer->api, job->path);
	struct http_header header[2];
	struct client_request request = {
		.method = method_of(r->action, job->verb),
		.url = url,
		.headers = header,
		.body = job->whole ? job->whole : r->body,
		.body_len = job->whole ? strlen(job->whole) : r->body_len,
	};

	if (request.body)
		header[request.header_count++] =
			(struct http_header){ "Content-Type",
					      "application/json" };
	if (r->idempotency_key)
		header[request.header_count++] =
			(struct http_header){ "Idempotency-Key",
					      r->idempotency_key };
	job->step = STEP_WRITE;
	return client_start(writer->api->client, &request, job, err);
}

bool write_job_ask(const struct writer *writer, struct write_job *job,
		   enum write_step step, struct error *err)
{
	g_autofree char *url = api_url(writer->api, job->path);
	const struct client_request request = { .method = "GET", .url = url };

	job->step = step;
	return client_start(writer->api->client, &request, job, err);
}

/* What a PUT needs first is the record, and what was given with --data is
   merged like all else. */
static bool needs_record(const struct write_request *r, enum write_verb verb)
{
	return r->action == WRITE_UPDATE &&
	       (verb == WRITE_VERB_PUT || (r->partial && *r->partial));
}

bool write_job_begin(const struct writer *writer, struct write_job *job,
		     struct error *err)
{
	if (needs_record(&job->request, job->verb))
		return write_job_ask(writer, job, STEP_READ, err);
	return write_job_send(writer, job, err);
}

static void drop_new(struct write_job **job)
{
	if (*job)
		job_free(*job);
}

bool writer_start(struct writer *writer, const struct write_request *request,
		  void *tag, struct error *err)
{
	AUTO(drop_new) struct write_job *job = g_new0(struct write_job, 1);

	job->request = *request;
	job->tag = tag;
	job->verb = writer->first;
	if (!write_path(request, &job->path, err))
		return false;
	job->what = write_what(request);
	if (!write_job_begin(writer, job, err))
		return false;
	g_ptr_array_add(writer->jobs, g_steal_pointer(&job));
	return true;
}

void writer_await(struct writer *writer, int64_t wait_ms, void **ret_tag,
		  struct write_result *ret_result)
{
	struct write_result result = { 0 };

	*ret_tag = NULL;
	while (!*ret_tag) {
		AUTO(write_answer_release)
		struct write_answer a = { .writer = writer };
		void *tag = NULL;

		a.replied = client_await(writer->api->client, wait_ms, &tag,
					 &a.http, &a.err);
		if (!tag)
			return;
		a.job = tag;
		if (!write_answer_take(&a, &result))
			continue;
		*ret_tag = a.job->tag;
		*ret_result = result;
		g_ptr_array_remove(writer->jobs, a.job);
	}
}

void writer_next(struct writer *writer, void **ret_tag,
		 struct write_result *ret_result)
{
	writer_await(writer, -1, ret_tag, ret_result);
}

void writer_stop(struct writer *writer)
{
	client_stop(writer->api->client);
}

/* Nothing has come of it yet. */
static void end_cut(struct write_job *job, struct write_result *ret_result)
{
	struct error *err = &ret_result->err;

	(void)error_set(err, ERR_INTERRUPTED, "interrupted");
	if (job->step == STEP_READ) {
		ret_result->outcome = WRITE_NOT_DONE;
		(void)error_wrap(err, "%s was not changed", job->what);
		return;
	}
	ret_result->outcome = WRITE_UNKNOWN;
	write_say_unknown(job->what, err);
}

void writer_give_up(struct writer *writer, struct write_result *ret_result)
{
	void *tag = NULL;

	writer_stop(writer);
	/* what has not been sent ends at once */
	writer_await(writer, 0, &tag, ret_result);
	if (tag)
		return;
	end_cut(writer->jobs->pdata[0], ret_result);
	client_abandon(writer->api->client);
	g_ptr_array_set_size(writer->jobs, 0);
}

bool writer_run(struct writer *writer, const struct write_request *request,
		struct write_result *ret_result, struct error *err)
{
	void *tag = &tag;

	if (!writer_start(writer, request, tag, err))
		return false;
	writer_next(writer, &tag, ret_result);
	return true;
}
