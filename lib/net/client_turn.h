/*
 * The inside of client.h: the client itself, and one turn of its loop.
 */
#ifndef FENTU_NET_CLIENT_TURN_H
#define FENTU_NET_CLIENT_TURN_H

#include "lib/net/budget.h"
#include "lib/net/client_job.h"
#include "lib/net/retry.h"

struct client {
	struct client_config config; /* its strings are ours */
	char *origin;
	char *ca_file;
	char *user_agent;
	struct retry_policy policy;
	void *transport;
	struct redact *own_redact; /* NULL: it is another's */
	struct budget *budget;
	GPtrArray *jobs; /* of struct job, owned */
	int quota;
	struct client_limit limit;
	unsigned renewals; /* how often the credential was replaced */
	bool may_have_acted, was_answered;
	struct budget_pace pace;
	bool asks_anyway; /* the known rate limit holds nothing back */
	bool is_stopped;  /* nothing is sent any more */
	bool has_written; /* something was sent that is no read */
	bool telling;	  /* on_wait has something on the screen */
	int64_t told_ms;
	int64_t heard_ms; /* when the last reply came */
};

/*
 * Send what is due, wait for a reply (at most wait_ms; -1: until there is
 * something to do), judge it. *ret_job is the request that
 * has ended by that, well or not; NULL: none.
 */
bool client_turn(struct client *client, int64_t wait_ms, struct job **ret_job,
		 struct http_reply *ret_reply, struct error *err) MUST_CHECK;

enum { CLIENT_TELL_MS = 1000 };

/* The job that is to be sent first, of those that are not under way; NULL:
   none. */
struct job *client_next_due(const struct client *client);

/* client_tell.c: say what is waited for, or that it is over, if it is time. */
void client_tell_wait(struct client *client);

#endif
