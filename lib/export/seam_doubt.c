#include "lib/export/seam_doubt.h"

#include <inttypes.h>

/* A shift of fewer rows is no repeated page. */
enum { SHIFT_MIN = 4 };

bool seam_refuse_size(const struct seam *seam, const struct seam_page *page,
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

bool seam_refuse_passes(const struct seam *seam, struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "the server ignores the size of a page, and %s differed when "
		  "they were read again: %" PRId64 " the first time, %" PRId64
		  " the second",
		  seam->what, seam->sum[0].rows, seam->sum[1].rows);
	return error_hint(err, "try again when fewer people work");
}

/* One more page of a pass; the second brings nothing that is new. */
bool seam_add_up(struct seam *seam, const struct seam_page *page,
		 struct error *err)
{
	bool is_again = seam->pass == SEAM_SECOND_OF_TWO;
	struct seam_sum *sum = &seam->sum[is_again];
	bool is_known = true;

	if (seam->pass == SEAM_ONCE)
		return true;
	for (int64_t i = 0; i < page->count; i++) {
		sum->rows++;
		sum->mark = (sum->mark ^ page->rows[i].key) *
			    UINT64_C(0x9e3779b97f4a7c15);
		sum->mark ^= sum->mark >> 32;
		is_known = is_known && idset_has(seam->seen, page->rows[i].key);
	}
	return !is_again || (is_known && sum->rows <= seam->sum[0].rows) ||
	       seam_refuse_passes(seam, err);
}

/* The first page shows how many records come at once. */
void seam_learn_pages(struct seam *seam, struct window window, int64_t pages,
		      int64_t count)
{
	int64_t most = seam->first->len > 0 ? (int64_t)seam->first->len
		       : window.page == 1   ? count
					    : 0;

	if (most > 0)
		completeness_pages(&seam->proof, pages, MIN(window.size, most));
}

/* How far a record of the first page has moved back, as this one has it. */
static int64_t shift_of(const struct seam *seam, const struct seam_page *page,
			int64_t row)
{
	for (guint i = 0; i < seam->first->len; i++)
		if (g_array_index(seam->first, uint64_t, i) ==
		    page->rows[row].key)
			return window_first(page->window) + row - i;
	return 0;
}

/* No list moves that far between two pages. */
bool seam_repeats_first(const struct seam *seam, const struct seam_page *page)
{
	for (int64_t i = 0; i < page->count; i++)
		if (page->rows[i].has_id &&
		    shift_of(seam, page, i) >=
			    MAX(seam->rule.size_max / 2, SHIFT_MIN))
			return true;
	return false;
}

bool seam_refuse_repeat(struct seam *seam, const struct seam_page *page,
			struct error *err)
{
	seam->proof.rows = seam->fresh;
	seam->proof.page = page->window.page;
	seam->proof.repeats = 1;
	return completeness_check(&seam->proof, err);
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
