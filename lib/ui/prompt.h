/*
 * Questions on the terminal.
 *
 * The terminal is set back however a question ends: answered, Ctrl-C, a
 * signal, end of input. Asking without a terminal is refused with ERR_USAGE
 * that names the option to use instead (`instead`).
 */
#ifndef FENTU_UI_PROMPT_H
#define FENTU_UI_PROMPT_H

#include "lib/base/sealed.h"
#include "lib/ui/io.h"

/* Read a line without showing it; its end is left out. */
bool prompt_secret(struct io *io, const char *question, const char *instead,
		   struct sealed *ret_secret, struct error *err) MUST_CHECK;

/* One of the letters in `choices`; Enter means the first. */
bool prompt_choice(struct io *io, const char *question, const char *choices,
		   const char *instead, char *ret_choice,
		   struct error *err) MUST_CHECK;

#endif
