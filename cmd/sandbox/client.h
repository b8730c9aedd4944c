/*
 * Applications that may ask for tokens, each with an id and a secret.
 */
#ifndef FENTU_SANDBOX_CLIENT_H
#define FENTU_SANDBOX_CLIENT_H

#include "cmd/sandbox/form.h"
#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/sql.h"

/* The one that every sandbox has. */
#define CLIENT_ID "fentu-cli"

/* Make the table, unless it is there. */
MUST_CHECK bool client_create_table(struct sql *sql, GError **error);

/* Register one; one that is known already gets this secret. */
MUST_CHECK bool client_add(struct sql *sql, const char *id, const char *secret,
			   GError **error);

MUST_CHECK bool client_exists(struct sql *sql, const char *id, bool *ret_exists,
			      GError **error);

/* How a request proves which client sends it. */
enum client_proof {
	CLIENT_NONE,
	CLIENT_FORM,  /* client_id and client_secret in the body */
	CLIENT_BASIC, /* Authorization: Basic */
};

/*
 * The client that sends this form. *ret_id, owned by the caller, is NULL and
 * *ret_proof CLIENT_NONE if the form has no proof; a wrong one, or two at once,
 * is a problem (RFC 6749, section 2.3).
 */
MUST_CHECK bool client_check(struct call *call, const struct form *form,
			     char **ret_id, enum client_proof *ret_proof,
			     GError **error);

/* 401, the error invalid_client; returns false. */
bool client_refuse(struct call *call);

#endif
