/*
 * Replies kept on the disk, so that what was just read costs nothing to read
 * again: one folder for each account, one file for each reply.
 *
 * It is an economy, never a reason to fail: what cannot be kept is not, and
 * what cannot be trusted (torn, edited, of another owner, readable for
 * others, a link) is as if it were not there. Files are 0600 in folders that
 * are 0700, and replaced as a whole.
 *
 * A change of data drops the account's folder by renaming it away. A request
 * holds on to the folder it found when it was asked, so that a reply from
 * before a change never gets into the folder after it.
 */
#ifndef FENTU_NET_CACHE_H
#define FENTU_NET_CACHE_H

#include "lib/base/redact.h"
#include "lib/base/trace.h"
#include "lib/net/cache_entry.h"

/* What is kept longer is of no use: no more may be asked for. */
enum { CACHE_DAYS_MAX = 7 };

struct cache_config {
	const char *folder;  /* of all accounts, absolute; made if need be */
	const char *account; /* the name of one's folder in it */
	const char *owner;   /* of cache_entry_key */
	int64_t max_age_ms;  /* of what may answer; -1: nothing is looked up or
				kept, only dropped */
	const struct clock *clock;
	const struct trace *trace; /* borrowed */
	/* A reply in which one of these is found is not kept; borrowed. */
	const struct redact *secrets;
};

struct cache;

/* Strings are copied; nothing is touched. */
struct cache *cache_open(const struct cache_config *config);
/* Also removes what is too old or too much, if something was kept. */
void cache_free(struct cache *cache);

/* A request that a kept reply may answer, and the place of that reply. */
struct cache_slot {
	int folder; /* descriptor */
	char *key;
	bool is_kept; /* entry is there */
	bool is_fresh;
	struct cache_entry entry;
};
void cache_slot_free(struct cache_slot *slot);

/* NULL: this request is none, or there is no place. Headers: those the caller
   of the request gave. What was asked for before `since` is too old. */
struct cache_slot *cache_look(struct cache *cache, const char *url,
			      const struct http_header *const *headers,
			      size_t count, int64_t since_unix_ms);

/*
 * What the server answered, asked at this time. When it says that the kept one
 * still holds (304), *reply becomes that one; what may be kept is; any other
 * answer than a passing fault ends the kept one.
 */
void cache_settle(struct cache *cache, struct cache_slot *slot,
		  int64_t asked_unix_ms, struct http_reply *reply);

/* Data change, or may have: nothing kept for the account holds any more. */
void cache_drop(struct cache *cache);

/* The same without a cache. True also when there is nothing. */
bool cache_remove(const char *folder, const char *account,
		  struct error *err) MUST_CHECK;

#endif
