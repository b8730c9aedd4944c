/*
 * Questions on the terminal: asked on stderr, answered on stdin.
 *
 * The terminal is set back however a question ends: answered, Ctrl-C, a
 * signal, end of input. A signal that ends the program ends the question with
 * ERR_INTERRUPTED and its number; for as long as a question stands, SIGINT,
 * SIGTERM, SIGHUP and SIGQUIT are taken here and nowhere else, and Ctrl-Z
 * does nothing.
 *
 * Asking without a terminal, or with --no-input, is refused with ERR_USAGE
 * whose hint names the option to use instead (`instead`); so is end of input.
 */
#ifndef FENTU_UI_PROMPT_H
#define FENTU_UI_PROMPT_H

#include "lib/base/sealed.h"
#include "lib/ui/io.h"

/*
 * Read a line without showing it; its end (LF, CR) is left out. May be empty.
 * Erase, word erase and kill work as they are set in the terminal.
 *
 * Fails with ERR_USAGE when more than one line was pasted (the rest of the
 * paste is thrown away, not left for the shell), or a NUL byte, and as
 * sealed_append does for more than SEALED_MAX bytes.
 */
bool prompt_secret(struct io *io, const char *question, const char *instead,
		   struct sealed *ret_secret, struct error *err) MUST_CHECK;

enum { PROMPT_LINE_MAX = 1000 }; /* bytes; more is refused */

/* Read a line that is shown, without its end and the white space around it.
 *ret_line is the caller's. */
bool prompt_line(struct io *io, const char *question, const char *instead,
		 char **ret_line, struct error *err) MUST_CHECK;

/* One of the letters in `choices`, which are lower case; Enter means the
   first. What is none of them is asked again a few times. */
bool prompt_choice(struct io *io, const char *question, const char *choices,
		   const char *instead, char *ret_choice,
		   struct error *err) MUST_CHECK;

/* Ask a question that ends in [y/N]; --yes would have answered it. Anything but
   a yes is ERR_OTHER, which says what was not done ("nothing was deleted"): a
   command that was not carried out has not succeeded. */
bool prompt_consent(struct io *io, const char *question, const char *undone,
		    struct error *err) MUST_CHECK;

#endif
