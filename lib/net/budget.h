/*
 * The rate limit as all processes of one user know it.
 *
 * A small file for each account, changed under a kernel lock: how many
 * requests are left in the current window and when it ends. Each request
 * takes one before it is sent; each reply corrects the number by what the
 * server says. So parallel commands share the hour's quota instead of racing
 * into 429. A file that cannot be read or makes no sense is treated as "not
 * known": best effort, and never a reason to fail. So is one that the clock
 * or the server made senseless: what is known holds for BUDGET_WINDOW_MS at
 * most, from when a reply said it.
 */
#ifndef FENTU_NET_BUDGET_H
#define FENTU_NET_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/error.h"

/* The API's limits are for an hour, and clocks differ a little. */
enum { BUDGET_WINDOW_MS = 61 * 60 * 1000 };

struct budget_state {
	int64_t limit;	       /* -1: not known */
	int64_t remaining;     /* -1: not known */
	int64_t reset_unix_ms; /* of the local clock; 0: not known */
	int64_t said_unix_ms;  /* when a reply said so; 0: not known */
};

/* Pure: take one at now_ms. True: go ahead, *state is one less. False: wait
 *ret_wait_ms first. */
bool budget_take(struct budget_state *state, int64_t now_ms,
		 int64_t *ret_wait_ms);

/*
 * Pure: what a reply said (-1: not said) becomes part of the state.
 *
 * The server's number replaces ours when it is lower, and when it is higher by
 * more than the requests of other processes that may be under way explain: so
 * a server that counts in a way of its own cannot starve us.
 */
void budget_learn(struct budget_state *state, int64_t limit, int64_t remaining,
		  int64_t reset_in_ms, int64_t now_ms);

/*
 * How a long run of requests shares a window with others: a part of the limit
 * is left to them, and when what is left is less than what is needed, the
 * requests are spread over the time until the reset, so that no wait is long
 * and no wall is met.
 */
struct budget_pace {
	bool is_wanted; /* zeroed: no pace at all */
	int64_t needed; /* requests still to be sent */
	int64_t reserve_percent;
	int64_t sent_unix_ms; /* when the last one went out */
};

/* Pure: how long the next one has to wait; 0: not at all. */
int64_t budget_pace(const struct budget_state *state,
		    const struct budget_pace *pace, int64_t now_ms);

struct budget;
/* NULL path: a budget of this process alone. Never fails. */
struct budget *budget_open(const char *path);
void budget_free(struct budget *budget);

/* The same on the shared file, under its lock: a few microseconds. pace
   may be NULL. Times are Unix milliseconds of the local clock. */
bool budget_ask(struct budget *budget, struct budget_pace *pace, int64_t now_ms,
		int64_t *ret_wait_ms);
void budget_tell(struct budget *budget, int64_t limit, int64_t remaining,
		 int64_t reset_in_ms, int64_t now_ms);

/* Forget what is known, as a server that says nothing of a limit has none. */
void budget_drop(struct budget *budget);

/* Remove all records in a folder, if there is one. Processes that run on keep
   to what they know. */
bool budget_forget(const char *folder, struct error *err) MUST_CHECK;

/* As it stands, for people; a window that is over is "not known". */
struct budget_state budget_state(struct budget *budget, int64_t now_ms);

#endif
