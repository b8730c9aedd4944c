/* What the answer to one request of a write means. */
#include "lib/api/failure.h"
#include "lib/api/merge.h"
#include "lib/api/write_job.h"
#include "lib/net/errbody.h"

void write_answer_release(struct write_answer *a)
{
	http_reply_release(&a->http);
	error_release(&a->err);
}

static bool fail(struct write_result *result, enum write_outcome outcome,
		 struct error *why)
{
	result->outcome = outcome;
	error_move(&result->err, why);
	return true;
}

static bool is_gone(int status)
{
	return status == 404 || status == 410;
}

/* The status is no success: *err says why. */
static void explain(const struct write_answer *a, struct error *err)
{
	const struct write_request *r = &a->job->request;
	const struct resource *resource = r->resource;
	bool is_list =
		is_gone(a->http.status) && r->action == WRITE_CREATE && !r->id;
	g_autofree char *parent = NULL;
	struct api_about about = {
		.what = is_list ? resource->plural : a->job->what,
		.scope = a->job->step == STEP_WRITE ? resource->write_scope
						    : resource->read_scope,
		.is_list = is_list,
		.path_inferred = r->below && r->below->is_inferred,
	};

	if (r->action == WRITE_CREATE && r->id) {
		parent = g_strdup_printf("%s '%s'",
					 r->below ? resource->noun
						  : resource->parent_noun,
					 r->id);
		about.missing = parent;
	}
	(void)failure_explain(&a->http, &about, a->writer->api->base_url, err);
}

bool write_is_doubtful(int status)
{
	return status == 408 || (status >= 500 && status != 501);
}

void write_say_unknown(const char *what, struct error *err)
{
	if (err->http_status == 0 && err->code != ERR_INTERRUPTED)
		err->code = ERR_OTHER;
	(void)error_wrap(err, "outcome unknown: %s", what);
	(void)error_hint(err, "the server may have carried it out; look before "
			      "you send it again");
}

static bool end_unknown(const struct write_job *job, struct error *why,
			struct write_result *result)
{
	write_say_unknown(job->what, why);
	return fail(result, WRITE_UNKNOWN, why);
}

/* The write got no answer that tells. Of a delete, the record can be asked. */
static bool doubt(const struct write_answer *a, struct error *why,
		  struct write_result *result)
{
	struct write_job *job = a->job;
	AUTO(error_release) struct error ignored = { 0 };

	if (job->request.action != WRITE_DELETE)
		return end_unknown(job, why, result);
	error_move(&job->doubt, why);
	if (write_job_ask(a->writer, job, STEP_LOOK, &ignored))
		return false;
	return end_unknown(job, &job->doubt, result);
}

static bool after_look(struct write_answer *a, struct write_result *result)
{
	struct write_job *job = a->job;
	const struct api_about about = { .what = job->what, .is_proof = true };
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	AUTO(error_release) struct error err = { 0 };

	if (a->replied &&
	    !api_check_take(a->writer->api, &a->http, &about, &reply, &err) &&
	    err.code == ERR_NOT_FOUND) {
		result->outcome = WRITE_DONE;
		return true;
	}
	return end_unknown(job, &job->doubt, result);
}

/* The record cannot be read. Nobody need read to write an object whole; the
   hint is about the permission. */
static void explain_unread(const struct write_answer *a, struct error *err)
{
	const struct write_job *job = a->job;
	const char *const *partial = job->request.partial;

	explain(a, err);
	if (err->code == ERR_DENIED && job->verb != WRITE_VERB_PUT && partial)
		(void)error_wrap(err,
				 "'%s' cannot be changed in part, though "
				 "--field %s:='{...}' can give all of it",
				 *partial, *partial);
}

/* Send the whole, now that the record is known. */
static bool after_read(struct write_answer *a, struct write_result *result)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	AUTO(error_release) struct error err = { 0 };
	struct write_job *job = a->job;
	const struct write_request *r = &job->request;
	const struct api_about about = { .what = job->what,
					 .expect.id = r->id };
	struct js record, change;
	bool is_read, is_cut;

	if (!a->replied) {
		is_cut = a->err.code != ERR_THROTTLED &&
			 a->err.code != ERR_INTERRUPTED &&
			 client_may_have_acted(a->writer->api->client);
		return fail(result, is_cut ? WRITE_REJECTED : WRITE_NOT_DONE,
			    &a->err);
	}
	if (!failure_is_none(&a->http)) {
		explain_unread(a, &err);
		return fail(result, WRITE_REJECTED, &err);
	}
	is_read = api_check_take(a->writer->api, &a->http, &about, &reply,
				 &err) &&
		  api_record(&reply, &about, &record, &err) &&
		  js_check(r->body, r->body_len, "the body", &change, &err);
	if (!is_read)
		return fail(result, WRITE_REJECTED, &err);
	if (!merge_check_parts(record, r->partial, &err))
		return fail(result, WRITE_REJECTED, &err);
	job->whole = job->verb == WRITE_VERB_PUT
			     ? merge_whole(r->resource, record, change)
			     : merge_parts(record, change, r->partial);
	if (!write_job_send(a->writer, job, &err))
		return fail(result, WRITE_NOT_DONE, &err);
	return false;
}

/* What the answer must be if it is a record. */
static struct answer_expect expect_of(const struct write_request *r)
{
	if (r->below)
		return (struct answer_expect){ .fields = r->below->fields };
	return (struct answer_expect){
		.id = r->action == WRITE_CREATE ? NULL : r->id,
	};
}

/* The body says something, and nothing that tells of success: `what` is
   "without a record". */
static bool explain_other(const struct write_answer *a, const char *what,
			  struct error *err)
{
	g_autoptr(GString) body =
		g_string_new_len(a->http.body, (gssize)a->http.body_len);
	g_autofree char *start = NULL;

	/* before the cut, which could leave a part of a secret */
	redact_apply(client_secrets(a->writer->api->client), body);
	start = errbody_start(body->str, body->len);
	(void)error_set(err, ERR_OTHER, "the server answered %d %s: %s",
			a->http.status, what, start);
	err->http_status = a->http.status;
	err->request_id = http_reply_header(&a->http, "X-Request-Id");
	return false;
}

/* An answer to a write need not hold a record: then *ret_record is left alone.
   False, with *err: the answer does not tell what has become of this write. */
static bool read_record(const struct write_answer *a, struct js *ret_record,
			struct error *err)
{
	const struct write_job *job = a->job;
	const struct answer_expect expect = expect_of(&job->request);
	bool is_later = a->http.status == WRITE_HTTP_LATER;
	AUTO(error_release) struct error ignored = { 0 };
	struct js root, record;
	enum answer_kind kind;

	if (a->http.body_len == 0)
		return true;
	if (errbody_is_page(a->http.body, a->http.body_len))
		return error_set(err, ERR_OTHER,
				 "a web page came instead of an answer");
	if (!js_check(a->http.body, a->http.body_len, "the answer", &root,
		      &ignored))
		return is_later ||
		       explain_other(a, "with text that is not JSON", err);
	kind = answer_read(root, &expect, &record);
	if (kind == ANSWER_RECORD)
		*ret_record = record;
	if (kind == ANSWER_RECORD || (is_later && kind != ANSWER_ERROR) ||
	    answer_has_no_content(root))
		return true;
	if (kind == ANSWER_EMPTY)
		return explain_other(a, "without a record", err);
	return answer_explain(kind, root, job->what, err);
}

static bool end_done(struct write_answer *a, struct write_result *result)
{
	struct writer *writer = a->writer;
	struct write_job *job = a->job;
	AUTO(error_release) struct error err = { 0 };

	if (!read_record(a, &result->record, &err))
		return doubt(a, &err, result);
	if (job->is_second_verb && writer->first != job->verb) {
		writer->first = job->verb;
		if (writer->remember)
			writer->remember(writer->user, job->verb);
	}
	result->outcome = WRITE_DONE;
	result->reply.http = a->http;
	a->http = (struct http_reply){ 0 };
	return true;
}

/* The verb is not allowed: the server has not acted. */
static bool try_other_verb(const struct write_answer *a,
			   struct write_result *result)
{
	struct write_job *job = a->job;
	AUTO(error_release) struct error err = { 0 };

	g_clear_pointer(&job->whole, g_free);
	job->is_second_verb = true;
	job->verb =
		job->verb == WRITE_VERB_PUT ? WRITE_VERB_PATCH : WRITE_VERB_PUT;
	if (write_job_begin(a->writer, job, &err))
		return false;
	return fail(result, WRITE_NOT_DONE, &err);
}

static bool after_write(struct write_answer *a, struct write_result *result)
{
	const struct write_job *job = a->job;
	int status = a->http.status;
	bool is_refused_verb = (status == 405 || status == 501) &&
			       job->request.action == WRITE_UPDATE;
	AUTO(error_release) struct error err = { 0 };

	if (failure_is_none(&a->http))
		return end_done(a, result);
	if (is_refused_verb && !job->is_second_verb && !a->writer->is_fixed)
		return try_other_verb(a, result);
	explain(a, &err);
	if (write_is_doubtful(status))
		return doubt(a, &err, result);
	if (is_refused_verb)
		(void)error_hint(&err,
				 "the API takes %s to change a record; "
				 "'fentu api' sends any other method",
				 job->is_second_verb ? "neither PATCH nor PUT"
				 : job->verb == WRITE_VERB_PUT ? "no PUT"
							       : "no PATCH");
	return fail(result, WRITE_REJECTED, &err);
}

bool write_answer_take(struct write_answer *a, struct write_result *result)
{
	const struct client *client = a->writer->api->client;

	switch (a->job->step) {
	case STEP_READ:
		return after_read(a, result);
	case STEP_LOOK:
		return after_look(a, result);
	case STEP_WRITE:
		break;
	}
	if (a->replied)
		return after_write(a, result);
	if (a->err.code == ERR_THROTTLED || !client_may_have_acted(client))
		return fail(result, WRITE_NOT_DONE, &a->err);
	return doubt(a, &a->err, result);
}
