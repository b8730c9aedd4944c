#ifndef FENTU_CMD_VERSION_H
#define FENTU_CMD_VERSION_H

#include "lib/ui/io.h"

/* "fentu 0.1.0" on stdout: for `version` and --version. */
bool version_print(struct io *io, struct error *err) MUST_CHECK;

#endif
