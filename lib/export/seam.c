#include "lib/export/seam_doubt.h"

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
		.recent = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
		.first = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
	};
	completeness_init(&seam->proof, what);
	seam->proof.needs_end = true;
	seam->proof.excuse = is_plain ? LIST_EXCUSE_NONE : LIST_EXCUSE_CHANGES;
}

void seam_release(struct seam *seam)
{
	if (seam->recent)
		g_array_unref(seam->recent);
	if (seam->first)
		g_array_unref(seam->first);
	seam->recent = seam->first = NULL;
}

static bool ignores_size(const struct seam *seam, const struct seam_page *page)
{
	bool is_first = !seam->has_begun || seam->end == 0;

	return page->count > page->window.size &&
	       !(seam->rule.is_plain && is_first);
}

/* The first page tells how large the server's pages are. */
static void learn_size(struct seam *seam, const struct seam_page *page)
{
	bool is_more = page->total < 0 ? page->count > page->window.size
				       : page->count < page->total;

	if (page->count > 0 && is_more)
		seam->rule.size_max = page->count;
	seam->has_begun = true;
	if (seam->first->len > 0 || window_first(page->window) > 0)
		return;
	for (int64_t i = 0; i < page->count; i++)
		g_array_append_val(seam->first, page->rows[i].key);
}

bool seam_look(struct seam *seam, const struct seam_page *page,
	       struct error *err)
{
	if (ignores_size(seam, page))
		return seam_refuse_size(seam, page, err);
	learn_size(seam, page);
	completeness_count(&seam->proof, page->total);
	return true;
}

static bool is_share(const struct seam *seam)
{
	return seam->from > 0 || seam->to > 0;
}

static void begin_pass(struct seam *seam, enum seam_pass pass)
{
	seam->pass = pass;
	seam->rule.is_plain = true;
	seam->proof.excuse = LIST_EXCUSE_NONE;
	seam->end = 0;
	seam->is_ended = seam->is_mending = seam->is_mended = false;
	seam->is_stale = true;
	seam->backs = seam->idle = 0;
	g_array_set_size(seam->recent, 0);
}

/* Nothing of this page is taken: it comes again. */
static bool read_twice(struct seam *seam, const struct seam_page *page,
		       struct error *err)
{
	if (is_share(seam) || seam->rule.is_plain)
		return seam_refuse_size(seam, page, err);
	seam->rule.size_max = page->count;
	seam->has_begun = true;
	begin_pass(seam, SEAM_FIRST_OF_TWO);
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
	if (seam->rule.is_plain || window_first(page->window) == 0 ||
	    is_first_of_share(seam, page))
		return true;
	for (int64_t i = 0; i < page->count; i++)
		if (idset_has(seam->seen, page->rows[i].key))
			return true;
	return false;
}

/* A list that changes faster than it can be read. */
static bool is_too_much(const struct seam *seam)
{
	int64_t usual =
		MAX(seam->fresh, seam->proof.last_total) / seam->rule.size_max;

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

	if (page->total >= 0 && !seam->is_doubted)
		row = MIN(row, page->total);
	if (seam->backs == SEAM_BACK_MAX || seam->idle > SEAM_IDLE_MAX ||
	    is_too_much(seam))
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
	/* If the server ignores the size, the first page shows it. */
	ret_before->size -= ret_before->page == 1 && ret_before->size > 1;
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

static bool is_last(const struct seam *seam, const struct seam_page *page)
{
	struct seam_page uncounted = *page;

	if (seam->is_doubted)
		uncounted.total = -1;
	return seam_is_last(&uncounted, seam->rule.is_plain);
}

/* A page of a size that fits there exactly. */
struct window seam_beyond(const struct seam *seam)
{
	int64_t size = seam->rule.size_max;

	while (!seam->rule.is_plain && seam->end % size != 0)
		size--;
	return (struct window){ seam->end / size + 1, size };
}

/* There was more than the server counts. */
static void read_on(struct seam *seam, const struct seam_page *page)
{
	bool is_first = seam->end < seam->rule.size_max;

	seam->is_ended = false;
	seam->is_doubted = true;
	/* a page that seemed to be the only one is as large as they get */
	if (!seam->rule.is_plain && is_first && page->total <= seam->end &&
	    seam->end > 2 * OVERLAP_MAX)
		seam->rule.size_max = seam->end;
}

/* Nothing is where the list seems to end. */
static bool finish(struct seam *seam, const struct seam_page *page,
		   struct error *err)
{
	seam->proof.end = page->is_refused ? LIST_END_REFUSED : LIST_END_EMPTY;
	seam->proof.rows = seam->fresh;
	if (seam->pass == SEAM_FIRST_OF_TWO) {
		begin_pass(seam, SEAM_SECOND_OF_TWO);
		return true;
	}
	if (seam->pass == SEAM_SECOND_OF_TWO &&
	    (seam->sum[0].rows != seam->sum[1].rows ||
	     seam->sum[0].mark != seam->sum[1].mark))
		return seam_refuse_passes(seam, err);
	seam->is_done = seam->is_stale = true;
	/* pages side by side are for the caller to judge */
	return is_share(seam) ||
	       (seam->rule.is_plain && seam->pass == SEAM_ONCE) ||
	       completeness_check(&seam->proof, err);
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
	if (seam->is_done ||
	    (seam->idle <= SEAM_IDLE_MAX && !is_too_much(seam)))
		return true;
	if (seam->proof.last_total < 0)
		return error_set(err, ERR_PARTIAL,
				 "the pages of %s bring nothing new after "
				 "%" PRId64 " records, and do not end",
				 seam->what, seam->fresh);
	return error_set(err, ERR_PARTIAL,
			 "the pages of %s repeat after %" PRId64
			 " records, though the server counts %" PRId64,
			 seam->what, seam->fresh, seam->proof.last_total);
}

static void calm_down(struct seam *seam)
{
	if (++seam->clean < CALM_PAGES)
		return;
	seam->clean = 0;
	seam->rule.overlap = MAX(seam->rule.overlap / 2, 1);
}

static bool is_beyond(const struct seam *seam, const struct seam_page *page)
{
	return window_first(page->window) == seam->end &&
	       (seam->is_ended || seam->end == 0 || seam->rule.is_plain);
}

/* It should have rows, and has none. Pages side by side are not made up for. */
static bool is_hole(const struct seam *seam, const struct seam_page *page)
{
	return page->count == 0 && !page->is_refused &&
	       !(seam->rule.is_plain && seam->pass == SEAM_ONCE) &&
	       page->total > window_first(page->window);
}

/* Ask for it again, a few times. */
static bool pass_over(struct seam *seam, const struct seam_page *page,
		      struct error *err)
{
	seam->idle += SEAM_IDLE_MAX / 4;
	seam->is_stale = true;
	seam->is_mending = false;
	if (seam->idle <= SEAM_IDLE_MAX && !is_too_much(seam))
		return true;
	return error_set(err, ERR_PARTIAL,
			 "the server sent no records for page %" PRId64
			 " of %s, though it counts %" PRId64 "; got %" PRId64,
			 page->window.page, seam->what, page->total,
			 seam->fresh);
}

/* Mark its rows; the plan goes on behind it. */
static bool take(struct seam *seam, const struct seam_page *page,
		 struct error *err)
{
	int64_t meant = MAX(seam->end - window_first(page->window), 0);
	int64_t fresh;

	if (!seam_add_up(seam, page, err))
		return false;
	fresh = mark(seam, page);
	seam->fresh +=
		seam->has_partial ? MAX(fresh, page->count - meant) : fresh;
	seam->has_partial = false;
	if (seam->pass == SEAM_ONCE)
		seam->duplicates += MAX(page->count - fresh - meant, 0);
	seam->end = seam->rule.is_plain
			    ? page->window.page * seam->rule.size_max
			    : window_first(page->window) + page->count;
	/* A repair says nothing of the page that waits for it. */
	seam->is_done = has_share(seam) && !seam->is_mending;
	seam->is_ended = !seam->is_done && is_last(seam, page);
	seam->is_stale |= seam->is_done || seam->is_ended;
	seam->backs = 0;
	seam->is_mended = seam->is_mending;
	seam->is_mending = false;
	seam->idle = fresh > 0 ? 0 : seam->idle + 1;
	if (seam->pass == SEAM_SECOND_OF_TWO)
		seam->idle = 0; /* it brings nothing, and ends by itself */
	calm_down(seam);
	return check_progress(seam, err);
}

bool seam_take(struct seam *seam, const struct seam_page *page, bool *ret_joins,
	       struct window *ret_before, struct error *err)
{
	*ret_joins = true;
	completeness_count(&seam->proof, page->total);
	seam->looks++;
	if (ignores_size(seam, page))
		return read_twice(seam, page, err);
	if (seam->end == 0 && (!seam->has_begun || seam->rule.is_plain))
		learn_size(seam, page);
	if (!seam_check_order(seam->recent, page, seam->what, err))
		return false;
	if (seam_repeats_first(seam, page))
		return seam_refuse_repeat(seam, page, err);
	if (is_hole(seam, page))
		return pass_over(seam, page, err);
	if (page->count == 0 && is_beyond(seam, page))
		return finish(seam, page, err);
	if (seam->is_ended)
		read_on(seam, page);
	*ret_joins = joins(seam, page);
	return *ret_joins ? take(seam, page, err)
			  : step_back(seam, page, ret_before, err);
}
