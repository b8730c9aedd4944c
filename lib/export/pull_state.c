#include "lib/export/pull.h"

#include <inttypes.h>

struct completeness pull_proof(const struct pull_state *state, const char *what)
{
	return (struct completeness){
		.what = what,
		.needs_end = true,
		.rows = state->fresh,
		.first_total = state->first_total,
		.last_total = state->total,
		.changes = state->changes,
		.least = state->least,
		.end = state->list_end,
	};
}

bool pull_count_one(struct pull_count *count, struct error *err)
{
	if (count->max > 0 && count->started >= count->max)
		return error_set(err, ERR_THROTTLED,
				 "stopped after %" PRId64
				 " requests, as --max-requests says",
				 count->started);
	count->started++;
	return true;
}

uint64_t pull_key(const struct idset_secret *secret, struct js record,
		  bool *ret_has_id)
{
	struct js id = js_member(record, "id");
	enum js_type type = js_type(id);

	*ret_has_id = (type == JS_STRING && id.len > 2) || type == JS_NUMBER;
	if (!*ret_has_id)
		id = record;
	return idset_key(secret, id.at, id.len);
}
