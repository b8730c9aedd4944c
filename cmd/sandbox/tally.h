/*
 * How often the endpoints of OAuth were asked, whatever they answered.
 */
#ifndef FENTU_SANDBOX_TALLY_H
#define FENTU_SANDBOX_TALLY_H

#include "cmd/sandbox/auto.h"
#include "cmd/sandbox/request.h"

#include <stdint.h>

struct tally {
	int64_t by_code, by_refresh_token; /* requests for tokens */
	int64_t by_other;		   /* and those that name neither */
	int64_t revocations;
	int64_t pages; /* authorize requests, without the answers to them */
};

/* Count a request, if it is one of these. */
void tally_add(struct tally *tally, const struct request *request);

/* Add what was counted to an object. */
void tally_show(const struct tally *tally, struct json_object *shown);

#endif
