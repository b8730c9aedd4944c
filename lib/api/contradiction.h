/*
 * Does the record that a write returned contradict what was sent?
 *
 * Servers write values in a form of their own, so only what cannot be a matter
 * of form counts: a text, number or boolean that was sent, and that the record
 * has under the same key and with the same type, as another value, within
 * objects as well. Case, white space and punctuation of texts do not count, nor
 * how numbers and times are written.
 */
#ifndef FENTU_API_CONTRADICTION_H
#define FENTU_API_CONTRADICTION_H

#include "lib/base/js.h"

/* "status is 'open', not 'completed'; ..." for checked JSON, a body and a
   record; long values are cut. NULL: there is none. Owned by the caller. */
char *contradiction_find(struct js sent, struct js record);

#endif
