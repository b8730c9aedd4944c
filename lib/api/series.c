#include "lib/api/series.h"

/* One query after the other. */
struct reading {
	const struct series_query *query;
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
	struct series_totals totals;
};

static void reading_release(struct reading *r)
{
	filter_check_free(r->check);
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

static bool take(void *user, struct js record, struct error *err)
{
	struct reading *r = user;
	const struct filter *misfit = filter_check_misfit(r->check, record);

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
	bool has_limit = page.limit > 0;
	int64_t dropped = r->dropped;

	page.query = all;
	r->is_counting = is_full(r);
	if (has_limit)
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
	const struct series_query *query = r->query;
	struct page_totals *all = &r->totals.all;

	for (char *const *one = query->queries; *one; one++) {
		struct page_totals totals;

		r->is_again = query->queries[1] != NULL;
		filter_check_free(r->check);
		r->check = filter_check_new(query->resource, *one);
		if (!read_query(api, r, *one, &totals, err))
			return false;
		add_up_seen(all, &totals);
		all->more |= totals.more;
		all->total = all->total < 0 || totals.total < 0
				     ? -1
				     : all->total + totals.total;
	}
	return true;
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

	if (query->queries[1] || query->page.limit > 0) {
		r.seen = new_set();
		r.misfits = new_set();
	}
	if (!read_all(api, &r, err))
		return false;
	all->more |= r.has_hidden;
	if (r.misfits)
		r.totals.left_out = g_hash_table_size(r.misfits);
	/* the server's count is of other rows than these */
	if (r.totals.ignored[0] ||
	    filter_queries_overlap(query->resource, query->queries))
		all->total = all->more ? -1 : all->shown;
	*ret_totals = r.totals;
	return true;
}
