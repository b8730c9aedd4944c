#include "lib/export/ahead.h"

#include <inttypes.h>

static bool may_ask(const struct ahead *ahead, const struct seam *seam)
{
	if (seam->is_done)
		return false;
	if (ahead->under_way == 0)
		return true;
	/* Beyond its end a share is read one by one, until it meets the next.
	 */
	return !seam->is_ended && ahead->under_way < ahead->concurrency &&
	       ahead->end < seam->proof.last_total &&
	       (seam->to == 0 || ahead->end < seam->to);
}

static bool too_small(const struct seam *seam, struct error *err)
{
	error_set(err, ERR_PARTIAL,
		  "pages of %s have %" PRId64 " records at most, too few for "
		  "pages to overlap",
		  seam->what, seam->rule.size_max);
	return error_hint(err,
			  "--paging plain asks for each page once and compares "
			  "the counts");
}

bool ahead_ask(struct ahead *ahead, const struct seam *seam,
	       struct window *ret_window, struct error *err)
{
	struct window window;

	if (!may_ask(ahead, seam))
		return false;
	if (ahead->under_way == 0)
		ahead->end = seam->end;
	if (seam->is_ended)
		window = seam_beyond(seam);
	else if (!window_next(&seam->rule, ahead->end, &window))
		return too_small(seam, err);
	ahead->end = window_end(window);
	ahead->under_way++;
	*ret_window = window;
	return true;
}

void ahead_taken(struct ahead *ahead)
{
	ahead->under_way--;
}
