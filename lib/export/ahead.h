/*
 * Which windows are under way: the plan that lets several pages be asked for
 * at once. Pure numbers.
 *
 * The first page goes alone, since it tells how many records there are; the
 * others follow from it. When all have been taken and the list has not ended,
 * for it has grown or its pages were short, the plan goes on from what is
 * covered. What seems to be beyond its end goes alone, too.
 */
#ifndef FENTU_EXPORT_AHEAD_H
#define FENTU_EXPORT_AHEAD_H

#include "lib/export/seam.h"

struct ahead {
	unsigned concurrency;
	unsigned under_way;
	int64_t end; /* of the last window that was asked for */
};

/*
 * May one more request start? *ret_window is its window, which counts as
 * under way until ahead_taken. False with err->code ERR_NONE: not now.
 */
bool ahead_ask(struct ahead *ahead, const struct seam *seam,
	       struct window *ret_window, struct error *err);

/* The oldest of those under way joined the others. */
void ahead_taken(struct ahead *ahead);

#endif
