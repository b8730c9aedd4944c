#include "lib/api/series.h"

#include <inttypes.h>

/* One query after the other. */
struct reading {
	const struct series_query *query;
	char *const *queries;
	struct filter_choice *choice; /* a list in one piece, whose rows are
					 chosen here; NULL: it is not */
	page_record_fn *record;
	void *user;
	struct filter_check *check; /* of the query under way */
	GHashTable *seen;	    /* what went out, by id; NULL: nothing is
				       read twice */
	GHashTable *misfits;	    /* likewise, what fits no query so far */
	bool is_again;		    /* what was seen is passed over */
	bool is_counting;	    /* the list is full: what else is there? */
	int64_t dropped;	    /* rows that did not go out */
	bool is_enough;		    /* the limit was reached within a page */
	bool has_hidden;	    /* a row came when it was reached */
	bool is_fresh;		    /* no kept reply will do */
	int64_t counts[FILTER_QUERIES_MAX]; /* the server's, of each query */
	struct series_totals totals;
};

static void reading_release(struct reading *r)
{
	filter_check_free(r->check);
	filter_choice_free(r->choice);
	if (r->seen)
		g_hash_table_unref(r->seen);
	if (r->misfits)
		g_hash_table_unref(r->misfits);
}

static GHashTable *new_set(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void note_ignored(struct series_totals *totals,
			 const struct filter *filter)
{
	size_t i = 0;

	while (totals->ignored[i] && totals->ignored[i] != filter)
		i++;
	totals->ignored[i] = filter;
}

bool series_refuse_unknown(const struct resource *resource, const char *id,
			   const struct filter *unknown, struct error *err)
{
	g_autofree char *name =
		id ? g_strdup_printf("the %s '%s'", resource->noun, id)
		   : g_strdup_printf("a %s without an id", resource->noun);

	error_set(err, ERR_PARTIAL, "%s does not show whether it fits --%s",
		  name, unknown->name);
	return error_hint(err, "ask for one value of --%s at a time",
			  unknown->name);
}

/* The id as it is written, or the whole text of a record without one. */
static char *mark_of(struct js record)
{
	g_autofree char *id = answer_id(record);
	struct js mark = id ? js_member(record, "id") : record;

	return g_strndup(mark.at, mark.len);
}

static bool is_full(const struct reading *r)
{
	return r->query->page.limit > 0 &&
	       r->totals.all.shown >= r->query->page.limit;
}

/* It may fit another query. */
static void leave_out(struct reading *r, struct js record,
		      const struct filter *misfit)
{
	g_autofree char *mark = NULL;

	r->dropped++;
	note_ignored(&r->totals, misfit);
	if (!r->seen) {
		r->totals.left_out++;
		return;
	}
	mark = mark_of(record);
	if (!g_hash_table_contains(r->seen, mark))
		g_hash_table_add(r->misfits, g_steal_pointer(&mark));
}

/* Did it go out before? From now on, it did. */
static bool was_seen(struct reading *r, struct js record)
{
	char *mark;

	if (!r->seen)
		return false;
	mark = mark_of(record);
	g_hash_table_remove(r->misfits, mark);
	return !g_hash_table_add(r->seen, mark);
}

/* Is it a row of one of the queries? */
static bool choose(struct reading *r, struct js record, bool *ret_chosen,
		   struct error *err)
{
	const struct filter *unknown = NULL;
	g_autofree char *id = NULL;

	switch (filter_choice_fit(r->choice, record, &unknown)) {
	case FILTER_FITS:
		*ret_chosen = true;
		return true;
	case FILTER_DIFFERS:
		*ret_chosen = false;
		return true;
	case FILTER_UNKNOWN:
		break;
	}
	id = answer_id(record);
	return series_refuse_unknown(r->query->resource, id, unknown, err);
}

static bool take(void *user, struct js record, struct error *err)
{
	struct reading *r = user;
	const struct filter *misfit = filter_check_misfit(r->check, record);
	bool is_chosen = true;

	if (r->choice && !misfit && !choose(r, record, &is_chosen, err))
		return false;
	if (!is_chosen)
		return true;
	if (is_full(r)) {
		r->has_hidden = true;
		r->is_enough = !r->is_counting;
		return r->is_counting || error_set(err, ERR_OTHER, "enough");
	}
	if (misfit) {
		leave_out(r, record, misfit);
		return true;
	}
	if (was_seen(r, record) && r->is_again) {
		r->dropped++;
		return true;
	}
	r->totals.all.shown++;
	return r->record(r->user, record, err);
}

/* One query to its end, or until the limit is reached. */
static bool read_pages(const struct api *api, struct reading *r,
		       const struct page_query *page,
		       struct page_totals *ret_totals, struct error *err)
{
	AUTO(error_release) struct error why = { 0 };

	r->is_enough = false;
	if (page_each(api, page, take, r, ret_totals, &why))
		return true;
	if (!r->is_enough)
		error_move(err, &why);
	*ret_totals = (struct page_totals){ .total = -1, .more = true };
	return r->is_enough;
}

static char *join(const char *query, const char *further)
{
	bool both = *query && further && *further;

	return g_strconcat(query, both ? "&" : "", further, NULL);
}

/* Rows that were left out are made up for from the pages behind. */
static bool read_query(const struct api *api, struct reading *r,
		       const char *query, struct page_totals *ret_totals,
		       struct error *err)
{
	struct page_query page = r->query->page;
	g_autofree char *all = join(query, page.query);
	bool has_limit = page.limit > 0 && !r->choice;
	int64_t dropped = r->dropped;

	page.query = all;
	page.is_fresh = r->is_fresh;
	r->is_counting = is_full(r);
	if (r->choice)
		page.limit = 0; /* some of it may not be chosen */
	else if (has_limit)
		page.limit =
			r->is_counting ? 1 : page.limit - r->totals.all.shown;
	if (!read_pages(api, r, &page, ret_totals, err))
		return false;
	if (!has_limit || is_full(r) || !ret_totals->more || page.page > 0 ||
	    r->dropped == dropped)
		return true;
	page.limit = 0;
	r->is_again = true;
	return read_pages(api, r, &page, ret_totals, err);
}

/* The first of the lists that is not complete speaks for all of them. */
static void add_up_seen(struct page_totals *all, const struct page_totals *more)
{
	AUTO(error_release) struct error ignored = { 0 };

	if (completeness_check(&all->seen, &ignored))
		all->seen = more->seen;
}

static bool read_all(const struct api *api, struct reading *r,
		     struct error *err)
{
	struct page_totals *all = &r->totals.all;

	all->seen = (struct completeness){ 0 };
	all->total = 0;
	for (size_t i = 0; r->queries[i]; i++) {
		struct page_totals totals;

		r->is_again = r->queries[1] != NULL;
		filter_check_free(r->check);
		r->check = filter_check_new(r->query->resource, r->queries[i]);
		if (!read_query(api, r, r->queries[i], &totals, err))
			return false;
		r->counts[i] = totals.seen.changes > 0 ? SERIES_COUNT_MOVED
						       : totals.total;
		add_up_seen(all, &totals);
		all->more |= totals.more;
		all->total = all->total < 0 || totals.total < 0
				     ? -1
				     : all->total + totals.total;
	}
	return true;
}

/* ---- did a list change while others were read? ---- */

static bool pass_over(void *user, struct js record, struct error *err)
{
	(void)user;
	(void)record;
	(void)err;
	return true;
}

static bool ask_count(const struct api *api, const struct reading *r,
		      const char *query, int64_t *ret_total, struct error *err)
{
	struct page_query page = r->query->page;
	g_autofree char *all = join(query, page.query);
	struct page_totals totals;

	page.query = all;
	page.limit = 1;
	page.per_page = 1;
	page.is_fresh = true;
	if (!page_each(api, &page, pass_over, NULL, &totals, err))
		return false;
	*ret_total = totals.total;
	return true;
}

char *series_moved(const char *what, const char *query, int64_t was,
		   int64_t now)
{
	if (was == SERIES_COUNT_MOVED)
		return g_strdup_printf("the %s with %s changed while they were "
				       "read",
				       what, query);
	return g_strdup_printf("the %s with %s changed from %" PRId64
			       " to %" PRId64 " while others were read",
			       what, query, was, now);
}

/* A record may have gone from a list that was still to be read into one that
   had been. The last list was read last. Lists without a count are not
   compared. */
static bool compare(const struct api *api, struct reading *r, struct error *err)
{
	g_clear_pointer(&r->totals.moved, g_free);
	for (size_t i = 0; r->queries[i + 1] && !r->totals.moved; i++) {
		int64_t now;

		if (r->counts[i] == -1)
			continue;
		if (!ask_count(api, r, r->queries[i], &now, err))
			return false;
		if (now >= 0 && now != r->counts[i])
			r->totals.moved =
				series_moved(r->query->resource->plural,
					     r->queries[i], r->counts[i], now);
	}
	return true;
}

/* Again, as long as they change, and a few times only. */
static bool read_until_still(const struct api *api, struct reading *r,
			     struct error *err)
{
	bool is_whole = r->query->page.limit == 0 && r->query->page.page == 0;

	for (int round = 0; round < SERIES_ROUNDS_MAX; round++) {
		r->is_fresh = round > 0;
		if (!read_all(api, r, err))
			return false;
		if (!is_whole || !r->queries[1])
			return true;
		if (!compare(api, r, err))
			return false;
		if (!r->totals.moved)
			return true;
	}
	return true;
}

static bool read_series(const struct api *api, struct reading *r,
			struct error *err)
{
	const struct series_query *query = r->query;
	g_autofree char *common = NULL;
	g_auto(GStrv) rest = NULL;
	char *piece[2] = { NULL, NULL };

	r->queries = query->queries;
	if (query->queries[1] || query->page.limit > 0) {
		r->seen = new_set();
		r->misfits = new_set();
	}
	if (query->resource->is_paged || !query->queries[1])
		return read_until_still(api, r, err);
	common = filter_queries_common(query->queries, &rest);
	piece[0] = common;
	r->queries = piece;
	r->choice = filter_choice_new(query->resource, rest);
	return read_all(api, r, err);
}

bool series_each(const struct api *api, const struct series_query *query,
		 page_record_fn *record, void *user,
		 struct series_totals *ret_totals, struct error *err)
{
	AUTO(reading_release)
	struct reading r = {
		.query = query,
		.record = record,
		.user = user,
	};
	struct page_totals *all = &r.totals.all;

	if (!read_series(api, &r, err)) {
		g_free(r.totals.moved);
		return false;
	}
	all->more |= r.has_hidden;
	if (r.misfits)
		r.totals.left_out = g_hash_table_size(r.misfits);
	/* the server's count is of other rows than these */
	if (r.totals.ignored[0] || r.choice ||
	    filter_queries_overlap(query->resource, query->queries))
		all->total = all->more ? -1 : all->shown;
	*ret_totals = r.totals;
	return true;
}
