/*
 * Where files live: the XDG base directories, and FENTU_CONFIG_DIR for the
 * configuration. Values that are not absolute are ignored, as the XDG
 * specification asks. Nothing is created here. Strings are owned by the
 * caller; NULL when there is no home.
 */
#ifndef FENTU_CONF_PATHS_H
#define FENTU_CONF_PATHS_H

char *paths_config(void); /* .../fentu */
char *paths_state(void);  /* .../fentu */
char *paths_cache(void);  /* .../fentu */

#endif
