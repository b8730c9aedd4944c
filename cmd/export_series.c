/*
 * The lists that a resource is read from: one, or, where a filter has several
 * values, one for each value, read one after the other into the same file.
 *
 * Lists that come in one piece, those below records, are read once, and their
 * rows chosen here.
 *
 * A list proves by its own records that its pages join, so that each has keys
 * of its own. A record that comes in two of them, since it has changed between
 * them, is written once. One that goes into a list that was read before is not
 * lost: if the count of such a list changed, all are read again, a few times.
 */
#include <inttypes.h>

#include "cmd/export_task.h"
#include "lib/api/series.h"

/* Any odd number will do. */
#define SERIES_FACTOR UINT64_C(0x9e3779b97f4a7c15)

G_STATIC_ASSERT((int)FILTER_QUERIES_MAX <= (int)RUN_LISTS_MAX);

static bool is_many(const struct export_task *t)
{
	return t->queries[1] != NULL;
}

static int64_t list_count(const struct export_task *t)
{
	return g_strv_length(t->queries);
}

static int64_t round_len(const struct export_task *t)
{
	return list_count(t) + is_many(t); /* their counts are compared */
}

static int64_t series_max(const struct export_task *t)
{
	return round_len(t) * (is_many(t) ? SERIES_ROUNDS_MAX : 1);
}

static int64_t place_of(const struct export_task *t)
{
	return t->state.series % round_len(t);
}

static bool is_comparison(const struct export_task *t)
{
	return place_of(t) == list_count(t);
}

static char **one_query(char *query)
{
	char **queries = g_new0(char *, 2);

	queries[0] = query;
	return queries;
}

void export_series_init(struct export_task *t)
{
	const struct resource *resource = t->item->resource;
	g_auto(GStrv) queries =
		g_strsplit(t->item->query, EXPORT_QUERIES_BETWEEN, -1);
	g_auto(GStrv) rest = NULL;

	if (!queries[0]) {
		t->queries = one_query(g_strdup(""));
	} else if (queries[1] && !resource->is_paged) {
		t->queries = one_query(filter_queries_common(queries, &rest));
		t->choice = filter_choice_new(resource, rest);
	} else {
		t->queries = g_steal_pointer(&queries);
	}
}

static struct idset_secret secret_of(const struct export_task *t)
{
	struct idset_secret secret = *run_secret(t->job->run);

	if (is_many(t))
		secret.word[1] ^=
			((uint64_t)t->state.series + 1) * SERIES_FACTOR;
	return secret;
}

static struct pull_config config_of(const struct export_task *t,
				    const char *query)
{
	const struct resource *resource = t->item->resource;
	struct export_job *job = t->job;

	return (struct pull_config){
		.api = job->api,
		.path = export_is_below(t) ? resource->parent_path
					   : resource->path,
		.query = export_is_below(t) ? "" : query,
		.about = { .what = export_is_below(t) ? "work orders"
						      : resource->plural,
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
}

bool export_series_open(struct export_task *t, struct error *err)
{
	struct pull_config config;

	if (t->state.series < 0 || t->state.series >= series_max(t)) {
		error_set(err, ERR_OTHER,
			  "the record of an unfinished export makes no sense");
		return error_hint(err, "--restart begins anew");
	}
	if (is_comparison(t))
		return true;
	t->query = t->queries[place_of(t)];
	filter_check_free(t->check);
	t->check = filter_check_new(t->item->resource, t->query);
	if (!t->job->api)
		return true;
	config = config_of(t, t->query);
	return pull_open(&config, &t->state.pull, &t->pull, err);
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
	sum.least += before->least;
	if (is_comparison(t))
		sum.list_end = LIST_END_EMPTY; /* each of them was */
	return sum;
}

/* ---- did a list change while others were read? ---- */

static bool ask_count(const struct export_task *t, const char *query,
		      int64_t *ret_total, struct error *err)
{
	AUTO(pull_page_release) struct pull_page page = { 0 };
	AUTO(pull_drop) struct pull *pull = NULL;
	struct pull_config config = config_of(t, query);
	struct window window = { 1, 1 };

	config.is_plain = true; /* a larger page will do */
	if (!pull_open(&config, NULL, &pull, err) ||
	    !pull_look(pull, window, &page, err))
		return false;
	*ret_total = page.total;
	return true;
}

static char *explain(const struct export_task *t, const char *query,
		     int64_t was, int64_t now)
{
	const char *what = t->item->resource->plural;

	if (was != -1 && now >= 0)
		return series_moved(what, query, was, now);
	return g_strdup_printf("the server does not count the %s with %s, so "
			       "changes while others were read cannot be "
			       "noticed",
			       what, query);
}

/* A record may have gone from a list that was still to be read into one that
   had been. The last list was read last. */
static bool compare(struct export_task *t, bool *ret_again, struct error *err)
{
	*ret_again = false;
	for (size_t i = 0; t->queries[i + 1]; i++) {
		int64_t was = t->state.counts[i], now;

		if (!ask_count(t, t->queries[i], &now, err))
			return false;
		if (was >= 0 && was == now)
			continue;
		t->reason = explain(t, t->queries[i], was, now);
		/* a record without an id would be written twice */
		*ret_again = was != -1 && now >= 0 &&
			     t->state.without_id == 0 &&
			     t->state.series + 1 < series_max(t);
		break;
	}
	export_add_requests(t);
	return true;
}

static void begin_round(struct export_task *t)
{
	io_say(ctx_io(t->job->ctx), "%s; reading all of them again", t->reason);
	g_clear_pointer(&t->reason, g_free);
	t->state.before = (struct pull_state){ 0 };
	t->state.counts_len = 0;
}

static void end_list(struct export_task *t)
{
	const struct pull_state pull = t->state.pull;

	t->state.before = export_series_sum(t);
	if (is_many(t) && t->state.counts_len < RUN_LISTS_MAX)
		t->state.counts[t->state.counts_len++] =
			pull.changes > 0 ? SERIES_COUNT_MOVED : pull.total;
	t->state.pull = (struct pull_state){ .pass = pull.pass };
}

bool export_series_next(struct export_task *t, bool *ret_found,
			struct error *err)
{
	*ret_found = place_of(t) + 1 < round_len(t);
	if (is_comparison(t) && !compare(t, ret_found, err))
		return false;
	if (!*ret_found)
		return true;
	if (is_comparison(t))
		begin_round(t);
	else
		end_list(t);
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
	struct idset_secret secret = *run_secret(t->job->run);
	bool ignored;
	uint64_t key;

	if (!is_many(t)) {
		t->state.left_out++;
		return;
	}
	secret.word[0] = ~secret.word[0]; /* no key of what is written */
	key = pull_key(&secret, record, &ignored);
	if (!idset_add(run_seen(t->job->run), key))
		return;
	run_key(t->job->run, key);
	t->state.left_out += !fits_any(t, record);
}

bool export_check_choice(const struct export_task *t, struct js records,
			 struct error *err)
{
	const struct filter *unknown;
	struct js_walk walk = { 0 };

	while (t->choice && records.at && js_next(records, &walk)) {
		g_autofree char *id = NULL;

		if (filter_check_misfit(t->check, walk.value) ||
		    filter_choice_fit(t->choice, walk.value, &unknown) !=
			    FILTER_UNKNOWN)
			continue;
		id = answer_id(walk.value);
		return series_refuse_unknown(t->item->resource, id, unknown,
					     err);
	}
	return true;
}

bool export_fits(struct export_task *t, struct js record)
{
	const struct filter *misfit = filter_check_misfit(t->check, record);
	const struct filter *unknown;
	size_t i = 0;

	if (!misfit)
		return !t->choice || filter_choice_fit(t->choice, record,
						       &unknown) == FILTER_FITS;
	count_misfit(t, record);
	while (t->ignored[i] && t->ignored[i] != misfit)
		i++;
	t->ignored[i] = misfit;
	return false;
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
