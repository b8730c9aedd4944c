/* Pages of shards on their way into a file, as if they had just come. */
#include "cmd/export_merge.h"
#include "cmd/export_task.h"
#include "cmd/filters.h"
#include "lib/export/join.h"

struct replay {
	struct export_task *task;
	const struct export_part *part; /* of which the pages are */
	struct join join;
	GArray *listed; /* keys of parents whose lists came since the last page
			 */
};

static void replay_release(struct replay *r)
{
	join_release(&r->join);
	g_array_unref(r->listed);
}

static const struct idset_secret *secret_of(const struct replay *r)
{
	return run_secret(r->task->job->run);
}

/* A list below a record that nobody had before. */
static bool put_list(struct replay *r, const struct pages_block *block,
		     struct error *err)
{
	bool has_id;
	uint64_t key = pull_key(secret_of(r), block->below, &has_id);
	int64_t before = r->task->state.duplicates;
	g_autofree char *id = answer_id(block->below);

	if (join_knows(&r->join, key))
		return true;
	for (guint i = 0; i < r->listed->len; i++)
		if (g_array_index(r->listed, uint64_t, i) == key)
			return true;
	g_array_append_val(r->listed, key);
	for (guint i = 0; i < block->count; i++)
		if (!export_put_child(r->task, block->record[i], err))
			return false;
	export_check_doubled(r->task, id, block->count,
			     r->task->state.duplicates - before);
	return export_end_page(r->task, err);
}

static bool put_new(struct replay *r, const struct pages_block *block,
		    const struct seam_row *rows, struct error *err)
{
	struct export_task *t = r->task;

	for (guint i = 0; i < block->count; i++)
		if (rows[i].is_new && !export_put_listed(t, block->record[i],
							 rows[i].has_id, err))
			return false;
	t->state.duplicates = r->join.duplicates;
	return true;
}

static bool put_page(struct replay *r, const struct pages_block *block,
		     struct error *err)
{
	g_autofree struct seam_row *rows =
		g_new0(struct seam_row, (gsize)block->count + 1);
	const struct seam_page page = {
		.window = block->window,
		.rows = rows,
		.count = block->count,
		.total = block->total,
		.is_refused = block->is_refused,
	};

	for (guint i = 0; i < block->count; i++)
		rows[i].key = pull_key(secret_of(r), block->record[i],
				       &rows[i].has_id);
	if (!join_page(&r->join, &page, &r->part->shard, err))
		return false;
	g_array_set_size(r->listed, 0);
	return (export_is_below(r->task) || put_new(r, block, rows, err)) &&
	       export_end_listed(r->task, err);
}

/* All blocks of a file, but for the goal. */
static bool put_blocks(struct replay *r, struct pages *pages, bool has_goal,
		       struct error *err)
{
	struct pages_block block;
	bool found;

	while (pages_next(pages, &block, &found, err)) {
		if (!found)
			return true;
		if (has_goal)
			has_goal = false;
		else if (!(block.below.at ? put_list : put_page)(r, &block,
								 err))
			return false;
	}
	return false;
}

static bool put_part(struct replay *r, struct error *err)
{
	const struct export_part *part = r->part;
	AUTO(pages_drop) struct pages *pages = NULL;
	struct export_head head;
	struct js line;

	return pages_open(part->folder->fd, part->file, &pages, &line, err) &&
	       export_head_read(line, part->file, &head, err) &&
	       put_blocks(r, pages, head.has_goal, err) &&
	       join_shard(&r->join, &part->shard, err);
}

/* What the whole says of itself: when the first shard began and the last one
   ended, and a count that differs from the first, if any does. */
static void sum_up(struct export_task *t, const struct replay *r)
{
	struct pull_state *pull = &t->state.pull;
	const GPtrArray *parts = t->item->parts;
	const struct export_part *first = parts->pdata[0];

	*pull = (struct pull_state){
		.fresh = r->join.fresh,
		.first_total = first->first_total,
		.total = first->first_total,
		.changes = r->join.proof.changes,
		.list_end = r->join.proof.end,
	};
	t->state.requests = 0;
	t->state.started_at = first->started_at;
	t->next_since = first->next_since;
	for (guint i = 0; i < parts->len; i++) {
		const struct export_part *part = parts->pdata[i];

		t->state.requests += part->requests;
		t->state.started_at =
			MIN(t->state.started_at, part->started_at);
		t->next_since = MIN(t->next_since, part->next_since);
		t->finished_at = MAX(t->finished_at, part->finished_at);
		pull->repairs += part->repairs;
		if (!t->reason)
			t->reason = g_strdup(part->reason);
		if (part->first_total != pull->first_total)
			pull->total = part->first_total;
		if (part->last_total != pull->first_total)
			pull->total = part->last_total;
	}
}

bool export_replay(struct export_task *t, struct error *err)
{
	const GPtrArray *parts = t->item->parts;
	AUTO(replay_release)
	struct replay r = {
		.task = t,
		.listed = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
	};

	join_init(&r.join, t->item->style.is_plain,
		  export_is_below(t) ? "work orders" : t->what,
		  run_seen(t->job->run));
	for (guint i = 0; i < parts->len; i++) {
		r.part = parts->pdata[i];
		if (!put_part(&r, err))
			return false;
	}
	if (!join_finish(&r.join, err))
		return false;
	sum_up(t, &r);
	filters_tell_ignored(t->job->ctx, t->item->resource, t->ignored,
			     t->state.left_out);
	ctx_warn_csv(t->job->ctx, t->out, t->item->resource->plural);
	return out_finish(t->out, err);
}
