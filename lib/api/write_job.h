/*
 * A write under way, for write.c and write_answer.c alone: one request at a
 * time, several in a row.
 */
#ifndef FENTU_API_WRITE_JOB_H
#define FENTU_API_WRITE_JOB_H

#include "lib/api/write.h"

enum { WRITE_HTTP_LATER = 202 }; /* accepted, to be carried out later */

enum write_step {
	STEP_WRITE,
	STEP_READ, /* the record, of which something is sent along */
	STEP_LOOK  /* is a record gone whose delete got no answer? */
};

struct write_job {
	struct write_request request;
	void *tag;
	enum write_step step;
	enum write_verb verb; /* of an update */
	bool is_second_verb;
	char *path;	    /* of the write */
	char *what;	    /* how errors call it */
	char *whole;	    /* the body with what was read; NULL: there is none,
			       or not yet */
	struct error doubt; /* why the outcome of a delete is not known */
};

struct writer {
	const struct api *api;
	bool is_fixed; /* the verb: no other is tried */
	enum write_verb first;
	void (*remember)(void *user, enum write_verb verb);
	void *user;
	GPtrArray *jobs; /* of struct write_job, owned */
};

/* Send the job's write, or what comes before it. */
bool write_job_begin(const struct writer *writer, struct write_job *job,
		     struct error *err) MUST_CHECK;
bool write_job_send(const struct writer *writer, struct write_job *job,
		    struct error *err) MUST_CHECK;
/* Ask for the record. */
bool write_job_ask(const struct writer *writer, struct write_job *job,
		   enum write_step step, struct error *err) MUST_CHECK;

/* What is known when one of a job's requests has ended. */
struct write_answer {
	struct writer *writer;
	struct write_job *job;
	bool replied;
	struct http_reply http; /* if it replied */
	struct error err;	/* if not */
};

void write_answer_release(struct write_answer *a);

/* True: the job has come to its end, with *result. False: it goes on with
   another request. */
bool write_answer_take(struct write_answer *a,
		       struct write_result *result) MUST_CHECK;

#endif
