/*
 * Work orders of the seed, as far as their tasks and assets follow them.
 */
#ifndef FENTU_SANDBOX_WORKORDER_H
#define FENTU_SANDBOX_WORKORDER_H

#include "cmd/sandbox/pool.h"
#include "cmd/sandbox/rng.h"

/* What is drawn first for a work order; the rest goes on from rng. */
struct work_order_plan {
	struct rng rng;
	const char *status;
	int64_t customer;
	int64_t technician; /* 0: nobody yet */
	int64_t starts_at;
	int64_t minutes;
};

struct work_order_plan work_order_plan(const struct world *world,
				       int64_t number);

/* The values that a status may have; they end with NULL. */
extern const char *const work_order_statuses[];

#endif
