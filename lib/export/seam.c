#include "lib/export/seam.h"

#include <inttypes.h>

/* How far back the first repair looks; each further one four times that. */
enum { SEAM_BACK_ROWS = 24 };

/*
 * One row of overlap is enough for a list that stands still, and the cheapest.
 * On a busy one a few more save most repairs.
 */
enum { OVERLAP_MAX = 4, CALM_PAGES = 16 };

void seam_init(struct seam *seam, bool is_plain, const char *what,
	       struct idset *seen)
{
	*seam = (struct seam){
		.rule = { .size_max = WINDOW_SIZE_MAX,
			  .overlap = 1,
			  .is_plain = is_plain },
		.what = what,
		.seen = seen,
		.first_total = -1,
		.total = -1,
		.recent = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
	};
}

void seam_release(struct seam *seam)
{
	if (seam->recent)
		g_array_unref(seam->recent);
	seam->recent = NULL;
}

static bool refuse_size(const struct seam *seam, const struct seam_page *page,
			struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "the server ignores the size of a page: of %s it sent "
		  "%" PRId64 " where %" PRId64 " were asked for, so pages "
		  "cannot overlap",
		  seam->what, page->count, page->window.size);
	return error_hint(err,
			  "--paging plain asks for each page once and compares "
			  "the counts");
}

bool seam_look(struct seam *seam, const struct seam_page *page,
	       struct error *err)
{
	bool is_more = page->total < 0 ? page->count > page->window.size
				       : page->count < page->total;

	if (page->count > page->window.size && !seam->rule.is_plain)
		return refuse_size(seam, page, err);
	if (page->count > 0 && is_more)
		seam->rule.size_max = page->count;
	seam->first_total = page->total;
	seam->has_begun = true;
	return true;
}

static bool check_size(struct seam *seam, const struct seam_page *page,
		       struct error *err)
{
	return page->count <= page->window.size || refuse_size(seam, page, err);
}

bool seam_check_order(const GArray *recent, const struct seam_page *page,
		      const char *what, struct error *err)
{
	guint from = 0;

	for (int64_t i = 0; i < page->count; i++) {
		guint at = 0;

		while (at < recent->len &&
		       g_array_index(recent, uint64_t, at) != page->rows[i].key)
			at++;
		if (at == recent->len || !page->rows[i].has_id)
			continue;
		if (at < from) {
			error_set(err, ERR_PARTIAL,
				  "the order of %s changes from one page to "
				  "the next (page %" PRId64 " of %" PRId64 ")",
				  what, page->window.page, page->window.size);
			return error_hint(err,
					  "records may be missing from what "
					  "was read; try when fewer people "
					  "work, or with filters");
		}
		from = at + 1;
	}
	return true;
}

/* What lies before it is another's. */
static bool is_first_of_share(const struct seam *seam,
			      const struct seam_page *page)
{
	return seam->from > 0 && page->count > 0 &&
	       idset_count(seam->seen) == 0;
}

static bool joins(const struct seam *seam, const struct seam_page *page)
{
	if (seam->rule.is_plain || seam->is_done ||
	    window_first(page->window) == 0 || is_first_of_share(seam, page))
		return true;
	for (int64_t i = 0; i < page->count; i++)
		if (idset_has(seam->seen, page->rows[i].key))
			return true;
	return false;
}

/* A list that changes faster than it can be read. */
static bool is_too_much(const struct seam *seam, const struct seam_page *page)
{
	int64_t usual = MAX(seam->end, page->total) / seam->rule.size_max;

	return seam->looks > SEAM_EFFORT_MAX * (usual + SEAM_IDLE_MAX);
}

static bool give_up(const struct seam *seam, const struct seam_page *page,
		    struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "%s changed while they were read, and a gap before row "
		  "%" PRId64 " did not close",
		  seam->what, window_first(page->window) + 1);
	return error_hint(err, "try with a smaller --concurrency, or when "
			       "fewer people work");
}

/* Where to look for what lies before the page. */
static bool step_back(struct seam *seam, const struct seam_page *page,
		      struct window *ret_before, struct error *err)
{
	int64_t row = MIN(seam->end, window_first(page->window));

	if (page->total >= 0)
		row = MIN(row, page->total);
	if (seam->backs == SEAM_BACK_MAX || seam->idle > SEAM_IDLE_MAX ||
	    is_too_much(seam, page))
		return give_up(seam, page, err);
	/* Once a repair has joined, what lies behind it comes next. */
	row -= seam->is_mended ? seam->rule.overlap
			       : (int64_t)SEAM_BACK_ROWS << (2 * seam->backs);
	seam->is_mended = false;
	seam->is_mending = true;
	seam->backs++;
	seam->repairs++;
	seam->clean = 0;
	seam->rule.overlap = MIN(seam->rule.overlap * 2, OVERLAP_MAX);
	*ret_before = window_at(&seam->rule, row);
	return true;
}

static bool is_goal(const struct seam *seam, uint64_t key)
{
	for (guint i = 0; seam->goal && i < seam->goal->len; i++)
		if (g_array_index(seam->goal, uint64_t, i) == key)
			return true;
	return false;
}

/* Marks what is new; returns how much of it there is. */
static int64_t mark(struct seam *seam, const struct seam_page *page)
{
	int64_t fresh = 0;

	for (int64_t i = 0; i < page->count; i++)
		page->rows[i].is_new =
			!idset_has(seam->seen, page->rows[i].key);
	g_array_set_size(seam->recent, 0);
	for (int64_t i = 0; i < page->count; i++) {
		struct seam_row *row = &page->rows[i];

		if (!idset_add(seam->seen, row->key) && row->has_id)
			row->is_new = false;
		seam->has_met = seam->has_met || is_goal(seam, row->key);
		fresh += row->is_new;
		g_array_append_val(seam->recent, row->key);
	}
	return fresh;
}

bool seam_is_last(const struct seam_page *page, bool is_plain)
{
	if (page->count < page->window.size && (is_plain || page->total < 0))
		return true;
	return page->total >= 0 &&
	       window_first(page->window) + page->count >= page->total;
}

/* The whole of a share, and where the next one begins. */
static bool has_share(const struct seam *seam)
{
	return seam->to > 0 && seam->end >= seam->to &&
	       (!seam->goal || seam->has_met);
}

void seam_share(struct seam *seam, int64_t from, int64_t to, const GArray *goal)
{
	seam->from = from;
	seam->to = to;
	seam->goal = goal;
	seam->has_begun = true;
	for (guint i = 0; goal && i < goal->len; i++)
		seam->has_met =
			seam->has_met ||
			idset_has(seam->seen, g_array_index(goal, uint64_t, i));
	seam->is_done = has_share(seam);
}

/* A server that says that there is more, and gives no more. */
static bool check_progress(const struct seam *seam, struct error *err)
{
	if (seam->is_done || seam->idle <= SEAM_IDLE_MAX)
		return true;
	return error_set(err, ERR_PARTIAL,
			 "the server says that there are %" PRId64
			 " %s, but its pages repeat after %" PRId64,
			 seam->total, seam->what, seam->fresh);
}

static void calm_down(struct seam *seam)
{
	if (++seam->clean < CALM_PAGES)
		return;
	seam->clean = 0;
	seam->rule.overlap = MAX(seam->rule.overlap / 2, 1);
}

bool seam_take(struct seam *seam, const struct seam_page *page, bool *ret_joins,
	       struct window *ret_before, struct error *err)
{
	int64_t meant = MAX(seam->end - window_first(page->window), 0);
	int64_t fresh;

	if (!(seam->has_begun ? check_size : seam_look)(seam, page, err) ||
	    !seam_check_order(seam->recent, page, seam->what, err))
		return false;
	seam->total = page->total;
	seam->looks++;
	*ret_joins = joins(seam, page);
	if (!*ret_joins)
		return step_back(seam, page, ret_before, err);
	fresh = mark(seam, page);
	seam->fresh += fresh;
	seam->duplicates += MAX(page->count - fresh - meant, 0);
	seam->end = window_first(page->window) + page->count;
	/* A repair says nothing of the page that waits for it. */
	seam->is_done = seam->is_done ||
			(has_share(seam) && !seam->is_mending) ||
			seam_is_last(page, seam->rule.is_plain);
	seam->backs = 0;
	seam->is_mended = seam->is_mending;
	seam->is_mending = false;
	seam->idle = fresh > 0 ? 0 : seam->idle + 1;
	calm_down(seam);
	return check_progress(seam, err);
}
