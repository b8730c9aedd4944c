/*
 * Long text for people, a screen at a time.
 *
 * A pager is used only when FENTU_PAGER or, without it, PAGER names one, when
 * stdin and stdout are terminals, and when the text is longer than a screen.
 * In every other case the text is written as io_write does, also when the
 * pager cannot be started. An empty variable and "cat" mean: none.
 *
 * The command is split into words as a shell would, but no shell runs it. The
 * pager gets the environment of child.h and no descriptor beyond 0 to 2, and
 * LESS=FRX unless LESS is set, so that colours are shown.
 */
#ifndef FENTU_UI_PAGER_H
#define FENTU_UI_PAGER_H

#include "lib/ui/io.h"

/* Returns when the pager has ended; leaving it before the end of the text is
   no failure. */
bool pager_write(struct io *io, const char *text, size_t len,
		 struct error *err) MUST_CHECK;

#endif
