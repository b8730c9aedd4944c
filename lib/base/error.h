/*
 * What went wrong, for a person and for a script.
 *
 * Whatever can fail returns bool and takes a `struct error *` as its last
 * argument: true means done, false means that *err was filled in. The code
 * decides the exit status and, where the caller gave none, the hint.
 *
 * A zeroed struct is a valid "no error". The struct owns its strings;
 * error_release frees them. Text that came from a server is stored as it
 * came: the door to the terminal (lib/ui) cleans it.
 */
#ifndef FENTU_BASE_ERROR_H
#define FENTU_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/auto.h"

enum error_code {
	ERR_NONE,
	ERR_OTHER,	 /* a file, the disk, the keyring, a senseless reply */
	ERR_USAGE,	 /* the command line, a setting */
	ERR_NOT_FOUND,	 /* 404 */
	ERR_LOGIN,	 /* no credential, or it is not accepted (401) */
	ERR_DENIED,	 /* permission lacking (403) */
	ERR_THROTTLED,	 /* rate limit; waiting would take too long */
	ERR_PARTIAL,	 /* some items failed, what is done stays done */
	ERR_REJECTED,	 /* 400, 409, 422 */
	ERR_NETWORK,	 /* no connection, TLS, timeout, 5xx */
	ERR_INTERRUPTED, /* a signal; see `signal` */
	ERR_CLOSED_PIPE, /* nobody reads our output any more; said to no one */
	ERR_COUNT
};

/* One rejected field of a body, as the server named it. */
struct error_field {
	char *field;
	char *message;
	char *option; /* of the command line, that sets it; NULL: none */
};

struct error {
	enum error_code code;
	int http_status;       /* 0: no reply was involved */
	int signal;	       /* for ERR_INTERRUPTED */
	int64_t retry_after_s; /* 0: not known */
	char *message;	       /* owned; one line, no full stop */
	char *hint;	  /* owned or NULL; lines, each "what to do next" */
	char *request_id; /* owned or NULL */
	char *scope; /* owned or NULL: what a 403 asks for; spaces between */
	GPtrArray *fields; /* of struct error_field, owned; NULL: none */
};

/*
 * Fill in code and message. The message names the thing in the user's own
 * words, in quotes. Replaces an error that is there already. Always false.
 */
bool error_set(struct error *err, enum error_code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* The same for a failed system call: appends ": " and strerror(number). */
bool error_errno(struct error *err, int number, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* Put "context: " in front of the message. Always false. */
bool error_wrap(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Replace the hint: what to do next, one line or several. Always false. */
bool error_hint(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Add one rejected field; both strings are copied. */
void error_add_field(struct error *err, const char *field, const char *message);

/* The status the program ends with: 0 to 9, 130, 141, 143. */
int error_exit_status(const struct error *err);

/* Machine-readable name of a code: "not_found", "usage", ... */
const char *error_name(enum error_code code);

/* The hint given, else the usual one for the code, else NULL. Borrowed. */
const char *error_hint_text(const struct error *err);

/* Move the contents of *from into *to, which must be empty. */
void error_move(struct error *to, struct error *from);

void error_release(struct error *err);
void error_clear(struct error *err);

#endif
