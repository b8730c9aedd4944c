/*
 * Clean-up at the end of a scope, and the one way to report a failure.
 *
 * The sandbox is a program of its own and uses nothing of lib/: it uses GLib's
 * GError instead of struct error. As there, a function that can fail returns
 * bool, its outputs are named ret_x and are untouched on failure.
 */
#ifndef FENTU_SANDBOX_AUTO_H
#define FENTU_SANDBOX_AUTO_H

#include <glib.h>
#include <json-c/json.h>
#include <stdbool.h>

#define AUTO(release)	  __attribute__((cleanup(release)))
#define MUST_CHECK	  __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_object, json_object_put)

/*
 * Fill in error with one line, without a full stop, and return false: a
 * failure is "return fail(error, ...);".
 */
PRINTF_LIKE(2, 3) bool fail(GError **error, const char *format, ...);

#endif
