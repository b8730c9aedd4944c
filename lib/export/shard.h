/*
 * One export over several jobs: which part of a list is whose. Pure numbers.
 *
 * The windows of a list follow from its beginning (window.h); each shard takes
 * a run of them, as many as the others. It learns how many there are from its
 * own first page, at its own time, so that the shares of two shards need not
 * fit when the list has moved between them. What makes up for it: a shard reads
 * the first page of the next share before its own, and does not end before it
 * has met a record of it. join.h proves that it was enough.
 */
#ifndef FENTU_EXPORT_SHARD_H
#define FENTU_EXPORT_SHARD_H

#include "lib/base/error.h"
#include "lib/export/window.h"

enum { SHARD_MAX = 1000 };

/* "2/7": the second of seven. Zeroed: the whole list. */
struct shard {
	int64_t index; /* from 1 */
	int64_t count;
};

/* Fails with ERR_USAGE. */
bool shard_parse(const char *text, struct shard *ret_shard,
		 struct error *err) MUST_CHECK;

/* "2/7"; owned by the caller. */
char *shard_text(const struct shard *shard);

struct share {
	bool is_empty; /* there are more shards than windows */
	int64_t from;  /* rows before it are others', but for the overlap */
	int64_t to;    /* rows from it on are; 0: as far as the list goes */
	struct window next; /* the first of the next share; size 0: none */
};

/* Of a list with so many records. total -1: the list does not say, and the
   first shard has it all. */
struct share shard_share(const struct shard *shard,
			 const struct window_rule *rule, int64_t total);

#endif
