#include "lib/api/completeness.h"

#include <inttypes.h>

void completeness_init(struct completeness *seen, const char *what)
{
	*seen = (struct completeness){
		.what = what,
		.first_total = -1,
		.last_total = -1,
		.least = -1,
	};
}

void completeness_count(struct completeness *seen, int64_t total)
{
	if (total < 0)
		return;
	if (seen->first_total < 0)
		seen->first_total = total;
	else
		seen->changes += ABS(total - seen->last_total);
	seen->last_total = total;
}

void completeness_pages(struct completeness *seen, int64_t pages, int64_t size)
{
	/* an empty list may have a page */
	int64_t least = pages > 1 ? (pages - 1) * size + 1 : 0;

	if (pages >= 0)
		seen->least = seen->least < 0 ? least : MIN(seen->least, least);
}

bool completeness_is_refusal(int http_status)
{
	return http_status == 400 || http_status == 404 || http_status == 422;
}

static bool has_count(const struct completeness *seen)
{
	return seen->first_total >= 0;
}

static int64_t excused(const struct completeness *seen)
{
	return seen->excuse == LIST_EXCUSE_CHANGES ? seen->changes : 0;
}

static bool is_short(const struct completeness *seen)
{
	return has_count(seen) &&
	       MIN(seen->first_total, seen->last_total) - seen->rows >
		       excused(seen);
}

static bool is_long(const struct completeness *seen)
{
	return has_count(seen) &&
	       seen->rows - MAX(seen->first_total, seen->last_total) >
		       excused(seen);
}

static bool has_moved(const struct completeness *seen)
{
	return seen->excuse == LIST_MUST_STAND && seen->changes > 0;
}

/* The count is the better witness. */
static bool lacks_pages(const struct completeness *seen)
{
	return !has_count(seen) && seen->rows < seen->least;
}

bool completeness_agrees(const struct completeness *seen)
{
	return !is_short(seen) && !is_long(seen) && !has_moved(seen) &&
	       !lacks_pages(seen);
}

/* Of those that were wanted, is one lacking that the server counts? */
static bool lacks_wanted(const struct completeness *seen)
{
	return seen->limit > 0 && seen->rows < seen->limit && is_short(seen);
}

bool completeness_is_doubtful(const struct completeness *seen)
{
	if (!has_count(seen))
		return true;
	return seen->is_part ? seen->rows < seen->last_total
			     : !completeness_agrees(seen);
}

/* "250", or "250 to 251" where the count changed. */
static char *counts_of(const struct completeness *seen)
{
	int64_t low = MIN(seen->first_total, seen->last_total);
	int64_t high = MAX(seen->first_total, seen->last_total);

	if (low == high)
		return g_strdup_printf("%" PRId64, low);
	return g_strdup_printf("%" PRId64 " to %" PRId64, low, high);
}

static bool refuse_counts(const struct completeness *seen, struct error *err)
{
	g_autofree char *counts = counts_of(seen);
	g_autofree char *changed =
		seen->changes > 0
			? g_strdup_printf(", and its count changed by %" PRId64
					  " meanwhile",
					  seen->changes)
			: g_strdup("");

	if (lacks_pages(seen))
		error_set(err, ERR_PARTIAL,
			  "got only %" PRId64 " %s, but the number of pages "
			  "says that there are %" PRId64 " at least",
			  seen->rows, seen->what, seen->least);
	else if (has_moved(seen))
		error_set(err, ERR_PARTIAL,
			  "the server's count of %s changed (%s) while pages "
			  "were read without overlap; %" PRId64 " were read",
			  seen->what, counts, seen->rows);
	else if (is_short(seen))
		error_set(err, ERR_PARTIAL, "got only %" PRId64 " of %s %s%s",
			  seen->rows, counts, seen->what, changed);
	else
		error_set(err, ERR_PARTIAL,
			  "got %" PRId64 " %s, but the server counts %s%s",
			  seen->rows, seen->what, counts, changed);
	return error_hint(err, "the server contradicts itself, so records may "
			       "be missing; try again, or report it");
}

static bool refuse_page(const struct completeness *seen, struct error *err)
{
	g_autofree char *counts = has_count(seen) ? counts_of(seen) : NULL;
	g_autofree char *repeats =
		g_strdup_printf("repeats page %" PRId64, seen->repeats);

	return error_set(
		err, ERR_PARTIAL,
		"page %" PRId64 " of %s %s; got %" PRId64 "%s%s", seen->page,
		seen->what,
		seen->is_redirected ? "was redirected to another address"
				    : repeats,
		seen->rows, counts ? " of " : "", counts ? counts : "");
}

static bool refuse_end(const struct completeness *seen, struct error *err)
{
	return error_set(err, ERR_PARTIAL,
			 seen->end == LIST_END_REFUSED
				 ? "the end of %s is not proven: the server "
				   "refused the page after the last one and "
				   "names no count; got %" PRId64
				 : "the end of %s is not proven: the page "
				   "after the last one was not read; "
				   "got %" PRId64,
			 seen->what, seen->rows);
}

static bool has_end(const struct completeness *seen)
{
	return !seen->needs_end || seen->end == LIST_END_EMPTY ||
	       (seen->end == LIST_END_REFUSED && has_count(seen));
}

bool completeness_check(const struct completeness *seen, struct error *err)
{
	if (seen->repeats > 0 || seen->is_redirected)
		return refuse_page(seen, err);
	if (seen->is_part)
		return !lacks_wanted(seen) || refuse_counts(seen, err);
	if (!completeness_agrees(seen))
		return refuse_counts(seen, err);
	return has_end(seen) || refuse_end(seen, err);
}
