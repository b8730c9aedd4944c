/*
 * Where files live: the XDG base directories, and FENTU_CONFIG_DIR for the
 * configuration. Values that are not absolute are ignored, as the XDG
 * specification asks. Nothing is created here. Strings are owned by the
 * caller; NULL when there is no home, or when the folder would be in a home
 * that does not exist: that one is never created.
 */
#ifndef FENTU_CONF_PATHS_H
#define FENTU_CONF_PATHS_H

#include "lib/base/error.h"

char *paths_config(void); /* .../fentu */
char *paths_state(void);  /* .../fentu */
char *paths_cache(void);  /* .../fentu */

/* ERR_OTHER for one that is NULL: "WHAT: HOME is not set", or that it does not
   exist, and what to do. Always false. */
bool paths_no_home(const char *what, struct error *err);

#endif
