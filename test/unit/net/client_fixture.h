/*
 * A client on a scripted transport, for the tests of client.h: four repeats,
 * a minute of patience, a key that must not turn up in the trace.
 */
#ifndef FENTU_TEST_UNIT_NET_CLIENT_FIXTURE_H
#define FENTU_TEST_UNIT_NET_CLIENT_FIXTURE_H

#include "lib/net/cache.h"
#include "lib/net/client.h"
#include "test/mock/transport_script.h"

#define HOME  "https://api.test"
#define TASKS HOME "/v1/tasks"
#define DATE  "Date: Tue, 04 Mar 2025 08:00:00 GMT\n"

/* A client on a script, and what it said meanwhile. */
struct fixture {
	struct script *script;
	struct client *client;
	struct sealed secret;
	bool without_key;
	bool (*renew)(void *fixture, bool refused, bool *ret_changed,
		      struct error *err);
	unsigned asked, refused;  /* how often it was called, counted by it */
	const char *cache_folder; /* where replies are kept; NULL: nowhere */
	int64_t cache_age_ms;
	struct cache *cache;
	struct trace trace;
	GString *traced;
	GString *waits;
	struct error err;
	struct http_reply reply;
};

/* f->renew, when set before, keeps the key fresh; f->cache_folder keeps
   replies. */
#define FIXTURE_OPEN(f, steps) fixture_open(f, steps, G_N_ELEMENTS(steps))
void fixture_open(struct fixture *f, const struct script_step *steps,
		  size_t count);
/* Also checks that the script was played to its end, and the trace. */
void fixture_close(struct fixture *f);

bool fixture_send(struct fixture *f, const char *method, const char *url);
bool fixture_get(struct fixture *f); /* of TASKS */

/* Likewise, where a kept reply will do: its body, or an error. Owned. */
char *fixture_show(struct fixture *f, const char *url);

/* The error has this code and this part of a message. */
void fixture_expect(const struct fixture *f, enum error_code code,
		    const char *part);

#endif
