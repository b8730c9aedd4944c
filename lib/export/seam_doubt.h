/*
 * The inside of seam.h: what a server does that cannot be read by overlap.
 */
#ifndef FENTU_EXPORT_SEAM_DOUBT_H
#define FENTU_EXPORT_SEAM_DOUBT_H

#include "lib/export/seam.h"

/* More records came than were asked for; always false. */
bool seam_refuse_size(const struct seam *seam, const struct seam_page *page,
		      struct error *err);

/* The two passes differ; always false. */
bool seam_refuse_passes(const struct seam *seam, struct error *err);

/* One more page of a pass; the second brings nothing that is new. Before its
   rows are marked. */
bool seam_add_up(struct seam *seam, const struct seam_page *page,
		 struct error *err) MUST_CHECK;

/* Does a page bring records of the first one, though it is far from it? No
   list moves so much between two pages. */
bool seam_repeats_first(const struct seam *seam, const struct seam_page *page);
bool seam_refuse_repeat(struct seam *seam, const struct seam_page *page,
			struct error *err);

#endif
