/*
 * One kept reply: which may be kept, its name, its text and back, its age.
 * Nothing here has a clock or opens anything.
 *
 *	fentu-reply-1 SHA-256 of all that follows
 *	KEY ASKED HEAD BODY	the name, Unix ms, bytes, bytes
 *	Name: value		the head; HEAD bytes
 *	{...}			the body; BODY bytes, and there is no more
 *
 * The digest tells a torn, edited or misplaced text from a whole one. It is no
 * seal against whoever may write where the text is kept.
 */
#ifndef FENTU_NET_CACHE_ENTRY_H
#define FENTU_NET_CACHE_ENTRY_H

#include "lib/net/http.h"

enum {
	CACHE_KEY_LEN = 64,
	CACHE_BODY_MAX = 4 * 1024 * 1024,
	CACHE_HEAD_MAX = 16 * 1024,
	CACHE_TEXT_MAX = CACHE_BODY_MAX + CACHE_HEAD_MAX + 256
};

struct cache_entry {
	int64_t asked_unix_ms; /* when the request left: it is older than the
				  reply, but not than what is in it */
	char *head;	       /* lines ending with LF */
	char *body;	       /* NUL-terminated beyond its length */
	size_t body_len;
};
void cache_entry_release(struct cache_entry *entry);

/*
 * The name of the reply to a GET: CACHE_KEY_LEN hex digits, which tell nothing
 * of what they are made from. `owner` stands for whose credential it goes out
 * with; all headers count. Owned by the caller.
 */
char *cache_entry_key(const char *owner, const char *url,
		      const struct http_header *const *headers, size_t count);

/* Is this header, set by hand, one that asks for no ordinary reply? Then it is
   neither looked up nor kept. */
bool cache_entry_is_special(const char *header_name);

/* May it be kept: 200, JSON and nothing but JSON, not too large, and the
   server does not forbid it? */
bool cache_entry_accepts(const struct http_reply *reply);

/* Does the server forbid to keep it? */
bool cache_entry_is_forbidden(const struct http_reply *reply);

/* The lines of a reply's head that are kept, by an allow-list: no rate limit,
   no cookie. What the reply does not name is as in `former` (NULL: nothing).
   Owned by the caller; NULL: they are too long. */
char *cache_entry_head(const struct http_reply *reply, const char *former);

/* The text; the caller frees it. */
GString *cache_entry_print(const struct cache_entry *entry, const char *key);

/* Read it. False when it is not whole, or of another key. */
bool cache_entry_read(const char *text, size_t len, const char *key,
		      struct cache_entry *ret_entry) MUST_CHECK;

/* What the server called this state; NULL: nothing that can be sent back.
   Owned by the caller. */
char *cache_entry_etag(const struct cache_entry *entry);

enum cache_age {
	CACHE_FRESH, /* less than max_age_ms old */
	CACHE_STALE,
	CACHE_AHEAD /* of the clock: nobody knows how old it is */
};
enum cache_age cache_entry_age(const struct cache_entry *entry,
			       int64_t now_unix_ms, int64_t max_age_ms);

/* The reply that it is, now: its head says how old it is. Takes the body out of
   the entry. */
void cache_entry_give(struct cache_entry *entry, int64_t now_unix_ms,
		      struct http_reply *ret_reply);

#endif
