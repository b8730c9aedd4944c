/*
 * A share of a resource on its way from the API into the file of a shard.
 *
 * The first line says which share it is, and of what. Then comes the goal, the
 * page where the next share begins, as it was before anything was read: the
 * share does not end before it has met it, and the goal is put behind the
 * share, so that the two hang together with whatever the next shard finds.
 */
#include <inttypes.h>
#include <string.h>

#include "cmd/export_task.h"

/* The goal of lists below records: each of its records takes a request. */
enum { GOAL_PARENTS = 16 };

struct goal {
	struct window window;
	int64_t total;
	GPtrArray *lines; /* of its records */
	GArray *keys;
};

static void goal_init(struct goal *goal)
{
	*goal = (struct goal){
		.lines = g_ptr_array_new_with_free_func(g_free),
		.keys = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
	};
}

static void goal_release(struct goal *goal)
{
	g_ptr_array_unref(goal->lines);
	g_array_unref(goal->keys);
}

static void goal_add(struct export_task *t, struct goal *goal, struct js record)
{
	bool has_id;
	uint64_t key = pull_key(run_secret(t->job->run), record, &has_id);

	if (export_is_below(t) && goal->total >= 0 &&
	    goal->lines->len == GOAL_PARENTS)
		return;
	g_ptr_array_add(goal->lines, pages_record(record, export_is_below(t)));
	g_array_append_val(goal->keys, key);
}

/* ---- the first lines ---- */

static void put_head(struct export_task *t, const struct share *share,
		     const struct goal *goal)
{
	g_autofree char *shard = shard_text(&t->job->shard);
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(
		text,
		"{\"shard\":\"%s\",\"empty\":%s,\"from\":%" PRId64
		",\"to\":%" PRId64 ",\"goal\":%s,\"since\":%" PRId64
		",\"wish\":%s}\n",
		shard, share->is_empty ? "true" : "false", share->from,
		share->to, goal->lines->len > 0 ? "true" : "false",
		t->item->since_s, t->item->wish);
	if (goal->lines->len > 0)
		pages_put_page(text, goal->window, goal->total, goal->lines);
	t->state.rows += goal->lines->len;
	run_text(t->job->run, text->str, text->len);
}

bool export_head_read(struct js line, const char *name,
		      struct export_head *ret_head, struct error *err)
{
	g_autofree char *shard = manifest_shard(line);
	struct export_head head = {
		.wish = js_member(line, "wish"),
		.share.is_empty = js_is_true(js_member(line, "empty")),
		.has_goal = js_is_true(js_member(line, "goal")),
	};

	if (!shard || !shard_parse(shard, &head.shard, err) ||
	    js_type(head.wish) != JS_OBJECT ||
	    !js_int(js_member(line, "from"), &head.share.from) ||
	    !js_int(js_member(line, "to"), &head.share.to) ||
	    !js_int(js_member(line, "since"), &head.since_s))
		return error_set(err, ERR_OTHER,
				 "'%s' is no shard of an export", name);
	*ret_head = head;
	return true;
}

static void take_share(struct export_task *t, const struct share *share,
		       const struct goal *goal)
{
	const struct pull_share mine = {
		.from = share->from,
		.to = share->is_empty ? share->from : share->to,
		.goal = goal->keys->len > 0 ? goal->keys : NULL,
	};

	pull_share(t->pull, &mine);
	export_tell_once(t);
}

static bool look_ahead(struct export_task *t, const struct share *share,
		       struct goal *goal, struct error *err)
{
	AUTO(pull_page_release) struct pull_page page = { 0 };

	if (share->is_empty || share->next.size == 0 || t->item->style.is_plain)
		return true;
	if (!pull_look(t->pull, share->next, &page, err))
		return false;
	goal->window = page.window;
	goal->total = page.total;
	for (guint i = 0; i < page.records->len; i++)
		goal_add(t, goal, pull_record(&page, i));
	return true;
}

/* What others have to know before anything is read, and a later run too. */
static bool begin(struct export_task *t, struct goal *goal,
		  struct share *ret_share, struct error *err)
{
	AUTO(pull_page_release) struct pull_page first = { 0 };
	struct window window = { 1, pull_rule(t->pull)->size_max };

	if (!pull_look(t->pull, window, &first, err))
		return false;
	export_note_clock(t, &first);
	*ret_share =
		shard_share(&t->job->shard, pull_rule(t->pull), first.total);
	if (!look_ahead(t, ret_share, goal, err))
		return false;
	put_head(t, ret_share, goal);
	take_share(t, ret_share, goal);
	if (!ret_share->is_empty && ret_share->from == 0)
		pull_put_back(t->pull, &first);
	t->state.pull = pull_state(t->pull);
	return export_end_page(t, err);
}

/* What an earlier run has put there. */
static bool go_on(struct export_task *t, struct goal *goal,
		  struct share *ret_share, struct error *err)
{
	g_autofree char *name = g_strdup_printf(".%s.part", t->item->file);
	AUTO(pages_drop) struct pages *pages = NULL;
	struct pages_block block = { 0 };
	struct export_head head;
	struct js line;
	bool found;

	if (!pages_open(run_folder(t->job->run), name, &pages, &line, err) ||
	    !export_head_read(line, name, &head, err) ||
	    (head.has_goal && !pages_next(pages, &block, &found, err)))
		return false;
	goal->window = block.window;
	goal->total = block.total;
	for (guint i = 0; i < block.count; i++)
		goal_add(t, goal, block.record[i]);
	*ret_share = head.share;
	take_share(t, ret_share, goal);
	return true;
}

/* ---- pages ---- */

static void put_block(struct export_task *t, struct window window,
		      int64_t total, bool is_refused, const GPtrArray *lines)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (is_refused)
		pages_put_refused(text, window);
	else
		pages_put_page(text, window, total, lines);
	t->state.rows += lines->len;
	run_text(t->job->run, text->str, text->len);
}

static bool put_list(void *user, size_t index, struct js records,
		     const struct error *failure, struct error *err)
{
	struct export_task *t = user;
	AUTO(error_release) struct error odd = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);

	if (!failure &&
	    !export_check_parent(t, t->parents->pdata[index], records, &odd))
		failure = &odd;
	if (failure && !export_miss_list(t, index, failure, err))
		return false;
	t->has_lists = t->has_lists || !failure;
	if (!failure)
		pages_put_below(text, t->parent_lines->pdata[index], records);
	run_text(t->job->run, text->str, text->len);
	t->state.rows +=
		records.at && !failure ? (int64_t)js_count(records) : 0;
	run_key(t->job->run, g_array_index(t->parent_keys, uint64_t, index));
	t->parents_left--;
	return export_end_page(t, err);
}

/* Lists come before the page that they belong to: one that was cut off within
   is asked for again, and only those that are lacking come then. */
static bool put_page(struct export_task *t, const struct pull_page *page,
		     struct error *err)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	export_no_parents(t);
	for (guint i = 0; i < page->rows->len; i++) {
		const struct seam_row *row =
			&g_array_index(page->rows, struct seam_row, i);
		struct js record = pull_record(page, i);

		g_ptr_array_add(lines,
				pages_record(record, export_is_below(t)));
		if (!row->is_new)
			continue;
		if (!export_is_below(t))
			run_key(t->job->run, row->key);
		else
			export_add_parent(t, record, row->key);
	}
	if (export_is_below(t) && !export_ask_below(t, put_list, err))
		return false;
	put_block(t, page->window, page->total, page->is_refused, lines);
	t->state.pull = pull_state(t->pull);
	return export_end_page(t, err);
}

/* Behind the share, unless all of it is there already. */
static bool put_goal(struct export_task *t, const struct goal *goal,
		     struct error *err)
{
	struct idset *seen = run_seen(t->job->run);
	bool is_known = true;

	export_no_parents(t);
	for (guint i = 0; i < goal->lines->len; i++) {
		const char *line = goal->lines->pdata[i];
		uint64_t key = g_array_index(goal->keys, uint64_t, i);
		struct js record = { line, strlen(line) };

		if (idset_has(seen, key))
			continue;
		is_known = false;
		if (!export_is_below(t))
			run_key(t->job->run, key);
		else
			export_add_parent(t, record, key);
	}
	if (is_known)
		return true;
	if (export_is_below(t) && !export_ask_below(t, put_list, err))
		return false;
	put_block(t, goal->window, goal->total, false, goal->lines);
	return export_end_page(t, err);
}

static bool read_share(struct export_task *t, const struct goal *goal,
		       struct error *err)
{
	while (!pull_is_done(t->pull)) {
		AUTO(pull_page_release) struct pull_page page = { 0 };

		if (!pull_next(t->pull, &page, err))
			return false;
		if (export_is_below(t))
			t->parents_left = page.rows->len;
		if (!put_page(t, &page, err))
			return false;
	}
	return put_goal(t, goal, err);
}

bool export_share(struct export_task *t, struct error *err)
{
	AUTO(goal_release) struct goal goal;
	struct share share;

	goal_init(&goal);
	if (!(t->state.pull.size_max > 0 ? go_on : begin)(t, &goal, &share,
							  err))
		return false;
	return share.is_empty || read_share(t, &goal, err);
}
