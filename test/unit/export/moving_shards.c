/* The list of moving_list.h, read by several that share it. */
#include "test/unit/export/moving_reader.h"

static struct seam_page look(struct reader *r, struct window window)
{
	struct seam_page page = { .window = window };

	reader_fetch(r, &page);
	return page;
}

/* What a shard does before its first page. */
static bool begin(struct reader *r, struct error *err)
{
	struct seam_page first = look(r, (struct window){ 1, WINDOW_SIZE_MAX });
	struct share share;
	bool ok = seam_look(&r->seam, &first, err);

	r->has_begun = true;
	g_free(first.rows);
	share = shard_share(&r->shard, &r->seam.rule, first.total);
	if (!ok || share.is_empty) {
		r->seam.is_done = true;
		return ok;
	}
	if (share.next.size > 0) {
		r->next = look(r, share.next);
		for (int64_t i = 0; i < r->next.count; i++)
			g_array_append_val(r->goal, r->next.rows[i].key);
	}
	r->seam.end = share.from;
	seam_share(&r->seam, share.from, share.to,
		   r->next.count > 0 ? r->goal : NULL);
	return true;
}

static void shard_open(struct reader *r, struct moving_list *list,
		       struct moving_outcome *out)
{
	r->list = list;
	r->out = out;
	r->taken = g_array_new(FALSE, FALSE, sizeof(struct seam_page));
	r->goal = g_array_new(FALSE, FALSE, sizeof(uint64_t));
	r->seen = idset_new_small();
	seam_init(&r->seam, false, "records", r->seen);
}

static void shard_close(struct reader *r)
{
	for (guint i = 0; i < r->taken->len; i++)
		g_free(g_array_index(r->taken, struct seam_page, i).rows);
	for (int i = 0; i < UNDER_WAY_MAX; i++)
		g_free(r->page[i].rows);
	g_free(r->next.rows);
	g_array_unref(r->taken);
	g_array_unref(r->goal);
	idset_free(r->seen);
	seam_release(&r->seam);
}

/* Each step is that of one of those that are not done. */
static bool read_shards(struct reader *shards, guint count, bool together,
			struct error *err)
{
	GRand *rand = shards->list->rand;
	guint left = count;

	while (left > 0) {
		guint at = (guint)g_rand_int_range(rand, 0, (gint32)count);
		struct reader *r;

		while (shards[at].seam.is_done)
			at = (at + 1) % count;
		r = &shards[at];
		do
			if (!(r->has_begun ? reader_step : begin)(r, err))
				return false;
		while (!together && !r->seam.is_done);
		if (!r->seam.is_done)
			continue;
		left--;
		if (r->next.rows)
			reader_keep(r, &r->next);
	}
	return true;
}

static bool join_one(struct join *join, struct reader *shard,
		     struct reader *whole, struct error *err)
{
	for (guint i = 0; i < shard->taken->len; i++) {
		struct seam_page *page =
			&g_array_index(shard->taken, struct seam_page, i);

		if (!join_page(join, page, &shard->shard, err))
			return false;
		reader_keep(whole, page);
	}
	return join_shard(join, &shard->shard, err);
}

static bool join_all(struct reader *shards, guint count, struct reader *whole,
		     struct error *err)
{
	AUTO(idset_drop) struct idset *seen = idset_new_small();
	AUTO(join_release) struct join join = { 0 };

	join_init(&join, false, "records", seen);
	for (guint i = 0; i < count; i++)
		if (!join_one(&join, &shards[i], whole, err))
			return false;
	whole->out->duplicates = join.duplicates;
	return join_finish(&join, err);
}

bool moving_list_read_shards(struct moving_list *list, unsigned concurrency,
			     guint count, bool together,
			     struct moving_outcome *ret_outcome,
			     struct error *err)
{
	g_autofree struct reader *shards = g_new0(struct reader, count);
	struct reader whole = { .list = list, .out = ret_outcome };
	bool ok;

	*ret_outcome = (struct moving_outcome){
		.times = g_array_new(FALSE, TRUE, sizeof(int)),
	};
	for (guint i = 0; i < count; i++) {
		shard_open(&shards[i], list, ret_outcome);
		shards[i].shard = (struct shard){ i + 1, count };
		shards[i].ahead.concurrency = concurrency;
	}
	ok = read_shards(shards, count, together, err) &&
	     join_all(shards, count, &whole, err);
	for (guint i = 0; i < count; i++) {
		ret_outcome->repairs += shards[i].seam.repairs;
		shard_close(&shards[i]);
	}
	g_array_set_size(ret_outcome->times, list->next_id);
	return ok;
}
