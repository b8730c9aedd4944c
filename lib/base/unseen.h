/* Characters that reorder, hide or imitate what stands around them: a reader
   sees text without them, or another text. */
#ifndef FENTU_BASE_UNSEEN_H
#define FENTU_BASE_UNSEEN_H

#include <glib.h>
#include <stdbool.h>

bool unseen_char(gunichar c);

#endif
