#include "lib/api/completeness.h"

#include <inttypes.h>

void completeness_init(struct completeness *seen, const char *what)
{
	*seen = (struct completeness){
		.what = what,
		.first_total = -1,
		.last_total = -1,
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

bool completeness_agrees(const struct completeness *seen)
{
	return !is_short(seen) && !is_long(seen) && !has_moved(seen);
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

	if (has_moved(seen))
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

	return error_set(err, ERR_PARTIAL,
			 "page %" PRId64 " of %s %s; got %" PRId64 "%s%s",
			 seen->page, seen->what,
			 seen->is_redirected ? "was redirected to an address "
					       "with another query"
					     : repeats,
			 seen->rows, counts ? " of " : "",
			 counts ? counts : "");
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
		return true;
	if (!completeness_agrees(seen))
		return refuse_counts(seen, err);
	return has_end(seen) || refuse_end(seen, err);
}
