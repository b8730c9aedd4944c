/* One resource on its way from the API into a file. */
#include <inttypes.h>
#include <string.h>

#include "cmd/export.h"
#include "lib/base/when.h"
#include "lib/export/below.h"
#include "lib/export/manifest.h"

struct task {
	struct export_job *job;
	const struct export_item *item;
	struct run_state state;
	int64_t requests_before; /* of other resources, and of this run */
	struct out *out;
	struct pull *pull;
	bool is_planned; /* the plan was told */
	int64_t parents_left;
	/* of the page that is being written */
	GPtrArray *parents; /* ids, as text */
	GArray *parent_keys;
	const char *fields;
};

static void task_release(struct task *t)
{
	out_free(t->out);
	pull_free(t->pull);
	g_ptr_array_unref(t->parents);
	g_array_unref(t->parent_keys);
}

static bool is_below(const struct task *t)
{
	return t->item->resource->parent_path != NULL;
}

static const char *what_of(const struct task *t)
{
	return t->item->resource->plural;
}

static bool write_text(void *user, const char *bytes, size_t len,
		       struct error *err)
{
	struct task *t = user;

	(void)err; /* it is kept until the page ends */
	run_text(t->job->run, bytes, len);
	return true;
}

static bool open_out(struct task *t, struct error *err)
{
	const struct globals *g = ctx_globals(t->job->ctx);
	const struct out_config config = {
		.format = t->job->format,
		.fields = t->item->resource->fields,
		.wanted = g->fields,
		.no_header = g->no_header,
		.csv_safe = g->csv_safe,
		.csv_bom = g->csv_bom,
		.write = write_text,
		.write_user = t,
		.already = (uint64_t)t->state.rows,
	};

	return out_open(ctx_io(t->job->ctx), &config, &t->out, err);
}

/* When a record last changed, as far as it says. */
static bool is_old(const struct task *t, struct js record)
{
	static const char *const times[] = { "updated_at", "created_at" };

	for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
		struct js value = js_member(record, times[i]);
		g_autofree char *text = NULL;
		int64_t unix_s;

		if (js_type(value) != JS_STRING)
			continue;
		text = js_text(value, NULL);
		if (when_parse(text, &unix_s))
			return unix_s < t->item->since_s;
	}
	return false;
}

static bool put_record(struct task *t, struct js record, bool has_id,
		       struct error *err)
{
	if (t->item->since_s >= 0 && is_old(t, record))
		return true;
	t->state.rows++;
	t->state.without_id += !has_id;
	return out_record(t->out, record, err);
}

static int64_t requests_left(const struct task *t)
{
	int64_t left = pull_left(t->pull);

	if (is_below(t)) {
		struct pull_state pull = pull_state(t->pull);

		left += MAX(pull.total - pull.end, 0) + t->parents_left;
	}
	return left;
}

/* The end of a page, or of a list below a record. */
static bool end_page(struct task *t, struct error *err)
{
	struct export_job *job = t->job;

	t->state.requests += job->count.started - t->requests_before;
	t->requests_before = job->count.started;
	client_pace(job->api->client, requests_left(t), job->reserve_percent);
	export_tell_progress(job, what_of(t), &t->state, requests_left(t));
	return run_page(job->run, &t->state, err);
}

/* ---- lists of their own ---- */

static bool put_page(struct task *t, const struct pull_page *page,
		     struct error *err)
{
	for (guint i = 0; i < page->rows->len; i++) {
		const struct seam_row *row =
			&g_array_index(page->rows, struct seam_row, i);

		if (!row->is_new)
			continue;
		run_key(t->job->run, row->key);
		if (!put_record(t, g_array_index(page->records, struct js, i),
				row->has_id, err))
			return false;
	}
	t->state.pull = pull_state(t->pull);
	t->state.duplicates = t->state.pull.duplicates;
	return end_page(t, err);
}

/* ---- lists below records ---- */

static void collect_parents(struct task *t, const struct pull_page *page)
{
	g_ptr_array_set_size(t->parents, 0);
	g_array_set_size(t->parent_keys, 0);
	for (guint i = 0; i < page->rows->len; i++) {
		const struct seam_row *row =
			&g_array_index(page->rows, struct seam_row, i);

		if (!row->is_new || !row->has_id)
			continue;
		g_ptr_array_add(t->parents,
				js_text(js_member(g_array_index(page->records,
								struct js, i),
						  "id"),
					NULL));
		g_array_append_val(t->parent_keys, row->key);
	}
}

/* One of the children: known by its id, whichever record it lies below. */
static bool put_child(struct task *t, struct js record, struct error *err)
{
	struct idset_secret secret = *run_secret(t->job->run);
	uint64_t key;
	bool has_id;

	secret.word[0] = ~secret.word[0]; /* ids of another kind */
	key = pull_key(&secret, record, &has_id);
	if (has_id && !idset_add(run_seen(t->job->run), key)) {
		t->state.duplicates++;
		return true;
	}
	if (has_id)
		run_key(t->job->run, key);
	return put_record(t, record, has_id, err);
}

static bool put_list(void *user, size_t index, struct js records,
		     struct error *err)
{
	struct task *t = user;
	struct js_walk walk = { 0 };

	while (records.at && js_next(records, &walk))
		if (!put_child(t, walk.value, err))
			return false;
	run_key(t->job->run, g_array_index(t->parent_keys, uint64_t, index));
	t->parents_left--;
	return end_page(t, err);
}

static bool put_below(struct task *t, const struct pull_page *page,
		      struct error *err)
{
	const struct below below = {
		.api = t->job->api,
		.resource = t->item->resource,
		.query = t->item->query,
		.concurrency = t->job->concurrency,
		.count = &t->job->count,
		.signals = t->job->signals,
	};
	struct strv ids;

	collect_parents(t, page);
	t->parents_left = t->parents->len;
	ids = (struct strv){ (char **)t->parents->pdata, t->parents->len };
	if (!below_each(&below, ids, put_list, t, err))
		return false;
	t->state.pull = pull_state(t->pull);
	return end_page(t, err);
}

/* ---- from start to end ---- */

static bool open_pull(struct task *t, struct error *err)
{
	const struct resource *resource = t->item->resource;
	const char *path = is_below(t) ? resource->parent_path : resource->path;
	struct export_job *job = t->job;
	const struct pull_config config = {
		.api = job->api,
		.path = path,
		.query = is_below(t) ? "" : t->item->query,
		.about = { .what = is_below(t) ? "work orders" : what_of(t),
			   .scope = resource->read_scope,
			   .is_list = true },
		.is_plain = job->is_plain,
		/* below it, several lists are under way at once */
		.concurrency = is_below(t) ? 1 : job->concurrency,
		.secret = *run_secret(job->run),
		.seen = run_seen(job->run),
		.count = &job->count,
		.signals = job->signals,
	};

	return pull_open(&config, &t->state.pull, &t->pull, err);
}

static void tell_plan(struct task *t)
{
	struct pull_state pull = pull_state(t->pull);

	if (t->is_planned)
		return;
	t->is_planned = true;
	export_tell_plan(t->job, is_below(t) ? "work orders" : what_of(t),
			 pull.total, requests_left(t));
}

static bool read_all(struct task *t, struct error *err)
{
	while (!pull_is_done(t->pull)) {
		AUTO(pull_page_release) struct pull_page page = { 0 };

		if (!pull_next(t->pull, &page, err))
			return false;
		if (is_below(t))
			t->parents_left = page.rows->len;
		tell_plan(t);
		if (!(is_below(t) ? put_below : put_page)(t, &page, err))
			return false;
	}
	return out_finish(t->out, err);
}

static char *make_entry(void *user, const char *sha256, int64_t bytes)
{
	struct task *t = user;
	const struct pull_state *pull = &t->state.pull;
	g_autofree char *since =
		t->item->since_s >= 0 ? when_utc(t->item->since_s) : NULL;
	const struct manifest_file file = {
		.resource = export_name(t->item->resource),
		.file = t->item->file,
		.format = out_format_names[t->job->format],
		.fields = ctx_globals(t->job->ctx)->fields,
		.query = t->item->query,
		.since = since,
		.no_header = ctx_globals(t->job->ctx)->no_header,
		.is_plain = t->job->is_plain,
		.rows = t->state.rows,
		.requests = t->state.requests,
		.duplicates = t->state.duplicates,
		.without_id = t->state.without_id,
		.repairs = pull->repairs,
		.first_total = pull->first_total,
		.last_total = pull->total,
		.started_at = t->state.started_at,
		.finished_at = clock_unix_s(ctx_clock(t->job->ctx)),
	};

	return manifest_entry(&file, sha256, bytes);
}

/* Pages side by side prove nothing: the counts have to do. */
static void compare_counts(struct task *t)
{
	const struct pull_state *pull = &t->state.pull;

	if (!t->job->is_plain || pull->total < 0 || pull->fresh == pull->total)
		return;
	t->job->is_short = true;
	io_warn(ctx_io(t->job->ctx),
		"%s: the server counts %" PRId64 ", its pages held %" PRId64,
		what_of(t), pull->total, pull->fresh);
}

/* What concerns this resource alone. */
static bool is_its_own(const struct error *err)
{
	return err->code == ERR_DENIED || err->code == ERR_NOT_FOUND ||
	       err->code == ERR_PARTIAL || err->code == ERR_REJECTED;
}

/* Read and write; *ret_is_over as for export_one. */
static bool transfer(struct task *t, bool *ret_is_over, struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };

	if (!open_out(t, err) || !open_pull(t, err))
		return false;
	if (read_all(t, err))
		return true;
	if (!is_its_own(err)) {
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
	struct task t = {
		.job = job,
		.item = item,
		.requests_before = job->count.started,
		.parents = g_ptr_array_new_with_free_func(g_free),
		.parent_keys = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
	};
	const char *done;

	*ret_is_over = false;
	if (!run_begin(job->run, item->file, job->is_gzip, &t.state, &done,
		       err))
		return false;
	if (done) {
		*ret_entry = done;
		return true;
	}
	job->tell.began_rows = t.state.rows;
	if (!transfer(&t, ret_is_over, err))
		return false;
	compare_counts(&t);
	if (!run_commit(job->run, make_entry, &t, ret_entry, err))
		return false;
	export_tell_done(job, what_of(&t), item, &t.state);
	return true;
}
