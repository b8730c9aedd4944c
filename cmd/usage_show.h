/* What `fentu usage` shows to people: charts. */
#ifndef FENTU_CMD_USAGE_SHOW_H
#define FENTU_CMD_USAGE_SHOW_H

#include "cmd/ctx.h"
#include "lib/net/usage_book.h"

/* What was counted in the hours from first to last, both included. */
struct usage_view {
	const char *profile;
	const char *api_url;
	struct usage_book book;
	int64_t first, last;
	GArray *commands; /* of struct usage_row, their hour 0: sums, the most
			     requests first */
	int64_t requests;
};

/* The command with the most requests in an hour; borrowed. NULL: none. */
const char *usage_busiest(const struct usage_book *book, int64_t hour);

bool usage_show(struct ctx *ctx, const struct usage_view *view,
		struct error *err) MUST_CHECK;

#endif
