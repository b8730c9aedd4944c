/*
 * Clean-up at the end of a scope.
 *
 * GLib's own types use g_autofree and g_autoptr; ours use
 *
 *	AUTO(error_release) struct error err = { 0 };
 *
 * where the named function takes a pointer to the variable. To give a value
 * away before the scope ends, use g_steal_pointer (or g_steal_fd of file.h).
 */
#ifndef FENTU_BASE_AUTO_H
#define FENTU_BASE_AUTO_H

#include <glib.h>

#define AUTO(release) __attribute__((cleanup(release)))

/* The result must be looked at; a deliberate ignore is (void) with a reason. */
#define MUST_CHECK __attribute__((warn_unused_result))

#define PRINTF_LIKE(text, first) G_GNUC_PRINTF(text, first)

#endif
