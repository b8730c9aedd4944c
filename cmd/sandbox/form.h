/*
 * The fields of a body in application/x-www-form-urlencoded.
 */
#ifndef FENTU_SANDBOX_FORM_H
#define FENTU_SANDBOX_FORM_H

#include "cmd/sandbox/sandbox.h"

struct form {
	struct target fields;
};

/* False, and the problem, if it is no form or a field is given twice. */
bool form_read(struct call *call, struct form *ret_form);

void form_release(struct form *form);

/* The value of a field, or NULL: absent, or empty (RFC 6749, section 3.2). */
const char *form_get(const struct form *form, const char *name);

/* Likewise; false, and the error invalid_request, if it is missing. */
bool form_need(struct call *call, const struct form *form, const char *name,
	       const char **ret_value);

/* The name of a parameter that is given twice, or NULL. */
const char *form_repeated(const struct target *fields);

#endif
