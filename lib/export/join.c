#include "lib/export/join.h"

#include <inttypes.h>

void join_init(struct join *join, bool is_plain, const char *what,
	       struct idset *seen)
{
	*join = (struct join){
		.what = what,
		.is_plain = is_plain,
		.seen = seen,
		.apart = idset_new_small(),
		.recent = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
	};
	completeness_init(&join->proof, what);
	join->proof.needs_end = true;
	join->proof.excuse = is_plain ? LIST_MUST_STAND : LIST_EXCUSE_CHANGES;
}

void join_release(struct join *join)
{
	idset_free(join->apart);
	if (join->recent)
		g_array_unref(join->recent);
	*join = (struct join){ 0 };
}

bool join_knows(const struct join *join, uint64_t key)
{
	return idset_has(join->seen, key) || idset_has(join->apart, key);
}

static bool shares(const struct idset *set, const struct seam_page *page)
{
	for (int64_t i = 0; i < page->count; i++)
		if (idset_has(set, page->rows[i].key))
			return true;
	return false;
}

static void absorb(struct join *join)
{
	if (idset_count(join->apart) > 0) {
		idset_add_all(join->seen, join->apart);
		idset_clear(join->apart);
	}
	join->has_end = join->has_end || join->apart_has_end;
	join->apart_has_end = false;
}

static bool refuse(const struct join *join, const struct shard *shard,
		   struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "%s changed between the shards: nothing shows that no record "
		  "is missing before shard %" PRId64 "/%" PRId64,
		  join->what, shard->index, shard->count);
	return error_hint(err,
			  "run it again, and if that does not do all of them, "
			  "closer together in time");
}

/* Pages side by side: no row between them. */
static bool take_plain(struct join *join, const struct seam_page *page,
		       const struct shard *shard, struct error *err)
{
	if (page->count > 0 && window_first(page->window) > join->covers)
		return refuse(join, shard, err);
	join->has_end = join->has_end || seam_is_last(page, true);
	join->is_joined = true;
	return true;
}

/* The page and the others of its shard do not hang together. */
static bool is_loose(const struct join *join, const struct seam_page *page)
{
	if (page->count == 0 || join->apart_has_end)
		return false;
	return idset_count(join->apart) > 0 && !shares(join->apart, page);
}

static bool take(struct join *join, const struct seam_page *page,
		 const struct shard *shard, struct error *err)
{
	bool is_first = idset_count(join->apart) == 0 && !join->apart_has_end;
	bool holds =
		window_first(page->window) == 0 || shares(join->seen, page);
	bool holds_apart = is_first || shares(join->apart, page);
	bool is_last = seam_is_last(page, false);

	if (join->is_joined || (holds && holds_apart)) {
		if (!holds && !join->has_end && page->count > 0)
			return refuse(join, shard, err);
		join->is_joined = true;
		absorb(join);
		join->has_end = join->has_end || (holds && is_last);
		return true;
	}
	if (is_loose(join, page) && !join->has_end)
		return refuse(join, shard, err);
	join->apart_has_end = join->apart_has_end ||
			      (holds_apart && is_last && page->count > 0);
	return true;
}

static void mark(struct join *join, const struct seam_page *page)
{
	struct idset *set = join->is_joined ? join->seen : join->apart;
	int64_t meant = MAX(join->end - window_first(page->window), 0);
	int64_t fresh = 0;

	for (int64_t i = 0; i < page->count; i++)
		page->rows[i].is_new = !join_knows(join, page->rows[i].key);
	g_array_set_size(join->recent, 0);
	for (int64_t i = 0; i < page->count; i++) {
		struct seam_row *row = &page->rows[i];

		if (!idset_add(set, row->key) && row->has_id)
			row->is_new = false;
		fresh += row->is_new;
		g_array_append_val(join->recent, row->key);
	}
	join->fresh += fresh;
	join->duplicates += MAX(page->count - fresh - meant, 0);
	join->end = window_first(page->window) + page->count;
	join->covers = MAX(join->covers, join->end);
}

bool join_page(struct join *join, const struct seam_page *page,
	       const struct shard *shard, struct error *err)
{
	completeness_count(&join->proof, page->total);
	if (page->count == 0)
		join->proof.end =
			page->is_refused ? LIST_END_REFUSED : LIST_END_EMPTY;
	if (!seam_check_order(join->recent, page, join->what, err) ||
	    !(join->is_plain ? take_plain : take)(join, page, shard, err))
		return false;
	mark(join, page);
	return true;
}

bool join_shard(struct join *join, const struct shard *shard, struct error *err)
{
	bool is_loose = !join->is_joined && idset_count(join->apart) > 0;

	if (is_loose && !join->has_end)
		return refuse(join, shard, err);
	join->apart_has_end = false;
	absorb(join);
	join->is_joined = false;
	return true;
}

bool join_finish(struct join *join, struct error *err)
{
	join->proof.rows = join->fresh;
	if (join->has_end)
		return join->is_plain || completeness_check(&join->proof, err);
	error_set(err, ERR_PARTIAL,
		  "%s changed between the shards: they do not reach the end of "
		  "the list",
		  join->what);
	return error_hint(err, "run all of them again, closer together in "
			       "time");
}
