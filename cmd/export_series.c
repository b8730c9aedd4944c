/*
 * The lists that a resource is read from: one, or, where a filter has several
 * values, one for each value, read one after the other into the same file.
 *
 * A list proves by its own records that its pages join, so that each has keys
 * of its own. A record that comes in two of them, since it has changed between
 * them, is written once.
 */
#include "cmd/export_task.h"
#include "cmd/grouped.h"

/* Any odd number will do. */
#define SERIES_FACTOR UINT64_C(0x9e3779b97f4a7c15)

static bool is_many(const struct export_task *t)
{
	return t->queries[1] != NULL;
}

char **export_series_split(const char *query)
{
	char **queries = g_strsplit(query, EXPORT_QUERIES_BETWEEN, -1);

	if (queries[0])
		return queries;
	g_strfreev(queries);
	queries = g_new0(char *, 2);
	queries[0] = g_strdup("");
	return queries;
}

static struct idset_secret secret_of(const struct export_task *t)
{
	struct idset_secret secret = *run_secret(t->job->run);

	if (is_many(t))
		secret.word[1] ^=
			((uint64_t)t->state.series + 1) * SERIES_FACTOR;
	return secret;
}

static bool open_pull(struct export_task *t, struct error *err)
{
	const struct resource *resource = t->item->resource;
	const char *path =
		export_is_below(t) ? resource->parent_path : resource->path;
	struct export_job *job = t->job;
	const struct pull_config config = {
		.api = job->api,
		.path = path,
		.query = export_is_below(t) ? "" : t->query,
		.about = { .what = export_is_below(t)
					   ? "work orders"
					   : t->item->resource->plural,
			   .scope = resource->read_scope,
			   .is_list = true },
		.is_plain = t->item->style.is_plain,
		.has_partial = export_is_below(t),
		/* below it, several lists are under way at once */
		.concurrency = export_is_below(t) ? 1 : job->concurrency,
		.secret = secret_of(t),
		.seen = run_seen(job->run),
		.count = &job->count,
		.signals = job->signals,
	};

	return pull_open(&config, &t->state.pull, &t->pull, err);
}

bool export_series_open(struct export_task *t, struct error *err)
{
	if (t->state.series < 0 ||
	    t->state.series >= (int64_t)g_strv_length(t->queries)) {
		error_set(err, ERR_OTHER,
			  "the record of an unfinished export makes no sense");
		return error_hint(err, "--restart begins anew");
	}
	t->query = t->queries[t->state.series];
	filter_check_free(t->check);
	t->check = filter_check_new(t->item->resource, t->query);
	return !t->job->api || open_pull(t, err);
}

static int64_t add_totals(int64_t before, int64_t now)
{
	return before < 0 || now < 0 ? -1 : before + now;
}

struct pull_state export_series_sum(const struct export_task *t)
{
	const struct pull_state *before = &t->state.before;
	struct pull_state sum = t->state.pull;

	sum.first_total = add_totals(before->first_total, sum.first_total);
	sum.total = add_totals(before->total, sum.total);
	sum.fresh += before->fresh;
	sum.duplicates += before->duplicates;
	sum.repairs += before->repairs;
	sum.changes += before->changes;
	return sum;
}

bool export_series_next(struct export_task *t, bool *ret_found,
			struct error *err)
{
	*ret_found = t->queries[t->state.series + 1] != NULL;
	if (!*ret_found)
		return true;
	t->state.before = export_series_sum(t);
	t->state.pull = (struct pull_state){ 0 };
	t->state.series++;
	t->is_planned = false;
	pull_free(g_steal_pointer(&t->pull));
	return export_series_open(t, err) && export_end_page(t, err);
}

void export_series_page(struct export_task *t)
{
	struct pull_state now = pull_state(t->pull);

	t->state.duplicates += now.duplicates - t->state.pull.duplicates;
	t->state.pull = now;
}

static bool fits_any(const struct export_task *t, struct js record)
{
	for (char **query = t->queries; *query; query++) {
		AUTO(filter_check_drop)
		struct filter_check *check =
			filter_check_new(t->item->resource, *query);

		if (!filter_check_misfit(check, record))
			return true;
	}
	return false;
}

/* Once, however many of the lists it comes in, and not if one wants it. */
static void count_misfit(struct export_task *t, struct js record)
{
	bool ignored;

	if (!is_many(t) ||
	    (idset_add(t->misfits,
		       pull_key(run_secret(t->job->run), record, &ignored)) &&
	     !fits_any(t, record)))
		t->left_out++;
}

bool export_fits(struct export_task *t, struct js record)
{
	const struct filter *misfit = filter_check_misfit(t->check, record);
	size_t i = 0;

	if (!misfit)
		return true;
	count_misfit(t, record);
	while (t->ignored[i] && t->ignored[i] != misfit)
		i++;
	t->ignored[i] = misfit;
	return false;
}

void export_tell_ignored(const struct export_task *t)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autofree char *count = grouped(t->left_out);

	if (t->left_out == 0)
		return;
	for (size_t i = 0; t->ignored[i]; i++)
		g_string_append_printf(names, "%s--%s", i > 0 ? ", " : "",
				       t->ignored[i]->name);
	io_warn(ctx_io(t->job->ctx),
		"the server ignored %s; %s %s that do not match were left out",
		names->str, count, t->item->resource->plural);
}

bool export_put_listed(struct export_task *t, struct js record, bool has_id,
		       struct error *err)
{
	bool ignored;
	uint64_t key;

	if (!export_fits(t, record))
		return true;
	if (is_many(t) && has_id) {
		key = pull_key(run_secret(t->job->run), record, &ignored);
		if (!idset_add(run_seen(t->job->run), key)) {
			t->state.duplicates++;
			return true;
		}
		run_key(t->job->run, key);
	}
	return export_put_record(t, record, has_id, err);
}
