/* One resource on its way from the API into a file. */
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cmd/export_task.h"
#include "cmd/filters.h"
#include "lib/base/when.h"
#include "lib/export/manifest.h"

static void task_release(struct export_task *t)
{
	out_free(t->out);
	pull_free(t->pull);
	g_ptr_array_unref(t->parents);
	g_ptr_array_unref(t->parent_lines);
	g_array_unref(t->parent_keys);
	g_strfreev(t->queries);
	filter_check_free(t->check);
	filter_choice_free(t->choice);
	g_free(t->what);
	g_free(t->reason);
}

bool export_is_below(const struct export_task *t)
{
	return t->item->resource->parent_path != NULL;
}

bool export_is_shard(const struct export_job *job)
{
	return job->shard.count > 0;
}

static char *name_it(const struct export_job *job,
		     const struct export_item *item)
{
	g_autofree char *shard = shard_text(&job->shard);

	if (!export_is_shard(job))
		return g_strdup(item->resource->plural);
	return g_strdup_printf("%s (shard %s)", item->resource->plural, shard);
}

static int64_t requests_left(const struct export_task *t)
{
	int64_t left = pull_left(t->pull);

	if (export_is_below(t))
		left += pull_rows_left(t->pull) + t->parents_left;
	return left;
}

void export_add_requests(struct export_task *t)
{
	t->state.requests += t->job->count.started - t->requests_before;
	t->requests_before = t->job->count.started;
}

bool export_end_page(struct export_task *t, struct error *err)
{
	struct export_job *job = t->job;

	if (out_is_held(t->out))
		return true;
	export_add_requests(t);
	if (t->pull) {
		client_pace(job->api->client, requests_left(t),
			    job->reserve_percent);
		export_tell_progress(job, t->what, &t->state, requests_left(t));
	}
	return run_page(job->run, &t->state, err);
}

bool export_end_listed(struct export_task *t, struct error *err)
{
	return out_settle(t->out, err) && export_end_page(t, err);
}

/* ---- lists of their own ---- */

static bool put_page(struct export_task *t, const struct pull_page *page,
		     struct error *err)
{
	for (guint i = 0; i < page->rows->len; i++) {
		const struct seam_row *row =
			&g_array_index(page->rows, struct seam_row, i);

		if (!row->is_new)
			continue;
		run_key(t->job->run, row->key);
		if (!export_put_listed(t, pull_record(page, i), row->has_id,
				       err))
			return false;
	}
	export_series_page(t);
	return export_end_listed(t, err);
}

/* ---- lists below records ---- */

static bool put_list(void *user, size_t index, struct js records,
		     const struct error *failure, struct error *err)
{
	struct export_task *t = user;
	AUTO(error_release) struct error unknown = { 0 };
	struct js_walk walk = { 0 };
	int64_t count = 0, before = t->state.duplicates;

	if (!failure && (!export_check_choice(t, records, &unknown) ||
			 !export_check_parent(t, t->parents->pdata[index],
					      records, &unknown))) {
		failure = &unknown;
		records = (struct js){ 0 };
	}
	if (failure && !export_miss_list(t, index, failure, err))
		return false;
	t->has_lists = t->has_lists || !failure;
	for (; records.at && js_next(records, &walk); count++)
		if (!export_put_child(t, walk.value, err))
			return false;
	export_check_doubled(t, t->parents->pdata[index], count,
			     t->state.duplicates - before);
	run_key(t->job->run, g_array_index(t->parent_keys, uint64_t, index));
	t->parents_left--;
	return export_end_page(t, err);
}

bool export_ask_below(struct export_task *t, below_list_fn *list,
		      struct error *err)
{
	const struct below below = {
		.api = t->job->api,
		.resource = t->item->resource,
		.query = t->query,
		.concurrency = t->job->concurrency,
		.count = &t->job->count,
		.signals = t->job->signals,
	};
	struct strv ids = { (char **)t->parents->pdata, t->parents->len };

	t->parents_left = t->parents->len;
	return below_each(&below, ids, list, t, err);
}

static bool put_below(struct export_task *t, const struct pull_page *page,
		      struct error *err)
{
	export_no_parents(t);
	for (guint i = 0; i < page->rows->len; i++) {
		const struct seam_row *row =
			&g_array_index(page->rows, struct seam_row, i);

		if (row->is_new)
			export_add_parent(t, pull_record(page, i), row->key);
	}
	if (!export_ask_below(t, put_list, err))
		return false;
	t->state.pull = pull_state(t->pull);
	return export_end_listed(t, err);
}

/* ---- from start to end ---- */

void export_tell_once(struct export_task *t)
{
	struct pull_state pull = pull_state(t->pull);
	int64_t records = pull.total;

	if (t->is_planned)
		return;
	t->is_planned = true;
	if (export_is_shard(t->job))
		records = pull.fresh + pull_rows_left(t->pull);
	export_tell_plan(t->job, export_is_below(t) ? "work orders" : t->what,
			 records, requests_left(t));
}

/* A list may leave out what a single record has. */
static void tell_missing(const struct export_task *t)
{
	g_autofree char *fields = t->out ? out_unseen(t->out) : NULL;

	if (fields)
		io_warn(ctx_io(t->job->ctx),
			"none of the %s has %s: lists leave it out",
			t->item->resource->plural, fields);
	filters_tell_ignored(t->job->ctx, t->item->resource, t->ignored,
			     t->state.left_out);
	if (t->out)
		ctx_warn_csv(t->job->ctx, t->out, t->item->resource->plural);
	if (t->has_undated)
		io_warn(ctx_io(t->job->ctx),
			"%s: records that do not say when they were created "
			"are included",
			t->what);
}

/* A server that ignores per_page cannot be read by overlap. */
static void tell_pass(struct export_task *t)
{
	if (t->told_pass || pull_state(t->pull).pass == SEAM_ONCE)
		return;
	t->told_pass = true;
	io_warn(ctx_io(t->job->ctx),
		"%s: the server ignores the size of a page; reading page by "
		"page, and a second time to compare",
		t->what);
}

static bool read_list(struct export_task *t, struct error *err)
{
	while (t->pull && !pull_is_done(t->pull)) {
		AUTO(pull_page_release) struct pull_page page = { 0 };

		if (!pull_next(t->pull, &page, err))
			return false;
		if (export_is_below(t))
			t->parents_left = page.rows->len;
		export_note_clock(t, &page);
		export_tell_once(t);
		tell_pass(t);
		if (!(export_is_below(t) ? put_below : put_page)(t, &page, err))
			return false;
	}
	return true;
}

static bool read_all(struct export_task *t, struct error *err)
{
	bool has_list = true;

	while (has_list)
		if (!read_list(t, err) ||
		    !export_series_next(t, &has_list, err))
			return false;
	if (!out_finish(t->out, err))
		return false;
	tell_missing(t);
	return true;
}

static char *make_entry(void *user, const char *sha256, int64_t bytes)
{
	struct export_task *t = user;
	const struct pull_state pull = export_series_sum(t);
	const struct export_style *style = &t->item->style;
	char *entry;
	g_autofree char *shard = shard_text(&t->job->shard);
	g_autofree char *since =
		t->item->since_s >= 0 ? when_utc(t->item->since_s) : NULL;
	g_autofree char *reason = export_reason(t);
	const struct manifest_file file = {
		.reason = reason,
		.resource = export_name(t->item->resource),
		.file = t->file,
		.format = export_is_shard(t->job)
				  ? MANIFEST_PAGES
				  : out_format_names[style->format],
		.shard = export_is_shard(t->job) ? shard : NULL,
		.fields = style->fields,
		.query = t->item->query,
		.since = since,
		.no_header = style->no_header,
		.is_plain = style->is_plain,
		.is_twice = pull.pass != SEAM_ONCE,
		.rows = t->state.rows,
		.requests = t->state.requests,
		.duplicates = t->state.duplicates,
		.left_out = t->state.left_out,
		.without_id = t->state.without_id,
		.repairs = pull.repairs,
		.first_total = pull.first_total,
		.last_total = pull.total,
		.changes = pull.changes,
		.started_at = t->state.started_at,
		.finished_at = t->finished_at,
		.next_since = export_next_since(t),
	};

	entry = manifest_entry(&file, sha256, bytes);
	redact_text(ctx_secrets(t->job->ctx), &entry);
	return entry;
}

/* Pages side by side prove nothing once records move: the count must stand.
   The file is kept. */
static void compare_counts(struct export_task *t)
{
	const struct pull_state pull = export_series_sum(t);
	AUTO(error_release) struct error err = { 0 };
	struct completeness seen = pull_proof(&pull, t->what);

	if (export_is_shard(t->job) || !t->item->style.is_plain)
		return;
	seen.excuse = LIST_MUST_STAND;
	if (completeness_check(&seen, &err))
		return;
	g_free(t->reason);
	t->reason = g_strdup(err.message);
}

/* What is not complete takes no place of what is. */
static void choose_place(struct export_task *t)
{
	const struct export_item *item = t->item;
	g_autofree char *reason = export_reason(t);

	t->file = item->file;
	if (reason && manifest_has_whole(t->job->earlier, item->file) &&
	    faccessat(run_folder(t->job->run), item->file, F_OK, 0) == 0)
		t->file = item->beside;
}

/* What concerns this resource alone, as a field that it does not have. */
static bool is_its_own(const struct error *err)
{
	return err->code == ERR_USAGE || err->code == ERR_DENIED ||
	       err->code == ERR_NOT_FOUND || err->code == ERR_PARTIAL ||
	       err->code == ERR_REJECTED;
}

/* What came before a refusal is worth going on from: of a list that denies it
   to us, or a page of it. Of several resources the others go on. */
static bool is_worth_keeping(const struct export_task *t,
			     const struct error *err)
{
	return t->state.rows > 0 && err->http_status >= 400 &&
	       (err->code != ERR_PARTIAL || t->job->is_alone);
}

/* Read and write; *ret_is_over as for export_one. */
static bool transfer(struct export_task *t, bool *ret_is_over,
		     struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };

	if (!export_open_out(t, err) || !export_series_open(t, err))
		return false;
	if ((t->item->parts	       ? export_replay
	     : export_is_shard(t->job) ? export_share
				       : read_all)(t, err))
		return true;
	if (!is_its_own(err) || is_worth_keeping(t, err)) {
		run_pause(t->job->run);
		return false;
	}
	*ret_is_over = run_drop_file(t->job->run, &ignored);
	return false;
}

bool export_one(struct export_job *job, const struct export_item *item,
		const char **ret_entry, bool *ret_is_over, struct error *err)
{
	AUTO(task_release)
	struct export_task t = {
		.job = job,
		.item = item,
		.what = name_it(job, item),
		.finished_at = -1,
		.next_since = -1,
		.requests_before = job->count.started,
		.parents = g_ptr_array_new_with_free_func(g_free),
		.parent_lines = g_ptr_array_new_with_free_func(g_free),
		.parent_keys = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
	};
	const char *done;

	export_series_init(&t);
	*ret_is_over = false;
	if (!run_begin(job->run, item->file, item->style.is_gzip, &t.state,
		       &done, err))
		return false;
	if (done) {
		*ret_entry = done;
		return true;
	}
	job->tell.began_rows = t.state.rows;
	if (!transfer(&t, ret_is_over, err))
		return false;
	if (t.finished_at < 0)
		t.finished_at = clock_unix_s(ctx_clock(job->ctx));
	compare_counts(&t);
	choose_place(&t);
	if (!run_commit(job->run, t.file, make_entry, &t, ret_entry, err))
		return false;
	export_tell_done(job, t.what, t.file, &t.state);
	return true;
}
