/*
 * What is found when everything that a login needs is looked at: one row for
 * each thing, whether it is in order, and what to do if not. Each part looks
 * and adds its rows; none of them changes anything.
 */
#ifndef FENTU_CMD_CHECKUP_H
#define FENTU_CMD_CHECKUP_H

#include "cmd/ctx.h"

enum checkup_state {
	CHECKUP_OK,
	CHECKUP_WARNING, /* a login works all the same */
	CHECKUP_FAILED,
	CHECKUP_SKIPPED /* it does not matter here, or cannot be known */
};

struct finding {
	const char *check; /* "secret_service" */
	enum checkup_state state;
	char *found;
	char *remedy;	      /* lines; NULL: none is needed */
	enum error_code code; /* of a failure: what it is for an exit status */
};

struct checkup {
	struct ctx *ctx;
	GPtrArray *findings;	 /* of struct finding, in order */
	const struct cred *cred; /* the credential in force; NULL: none known */
	bool is_given; /* it comes from the environment or its relatives */
	bool is_without_keyring; /* though the login is kept in it */
	bool is_reachable;	 /* the API answers */
	struct error stop; /* an interruption; nothing more is looked at */
};

void checkup_init(struct checkup *checkup, struct ctx *ctx);
void checkup_release(struct checkup *checkup);

/* Add a row. A failure is added by checkup_fail. */
void checkup_add(struct checkup *checkup, const char *check,
		 enum checkup_state state, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

/* What to do about the row added last. */
void checkup_remedy(struct checkup *checkup, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

/* Add a failed row in the words of an error, whose hint is the remedy. */
void checkup_fail(struct checkup *checkup, const char *check,
		  const struct error *err);

const char *checkup_state_name(enum checkup_state state);

/* How many rows failed; *ret_code is what the first of them means. */
unsigned checkup_failures(const struct checkup *checkup,
			  enum error_code *ret_code);

/* The parts, in this order. */
bool checkup_settings(struct checkup *checkup); /* false: without them nothing
						   else can be known */
void checkup_keyring(struct checkup *checkup);
void checkup_credential(struct checkup *checkup);
void checkup_network(struct checkup *checkup);
void checkup_accepted(struct checkup *checkup);

#endif
