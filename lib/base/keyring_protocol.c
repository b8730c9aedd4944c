#include "lib/base/keyring_protocol.h"

#include <glib.h>

static const char *const ops[KEYRING_OP_COUNT] = {
	[KEYRING_GET] = "get",	 [KEYRING_PUT] = "put",
	[KEYRING_DROP] = "drop", [KEYRING_PROBE] = "probe",
	[KEYRING_LIST] = "list",
};

static const char *const outcomes[KEYRING_OUTCOME_COUNT] = {
	[KEYRING_FOUND] = "found",
	[KEYRING_ABSENT] = "absent",
	[KEYRING_DONE] = "done",
	[KEYRING_LOCKED] = "locked",
	[KEYRING_UNAVAILABLE] = "unavailable",
	[KEYRING_FAILED] = "failed",
};

static const char *const reasons[KEYRING_REASON_COUNT] = {
	[KEYRING_NO_REASON] = NULL,
	[KEYRING_NEEDS_PERSON] = "needs_person",
	[KEYRING_DISMISSED] = "dismissed",
	[KEYRING_NO_BUS] = "no_bus",
	[KEYRING_FOREIGN_BUS] = "foreign_bus",
	[KEYRING_REFUSED_BUS] = "refused_bus",
	[KEYRING_NO_SERVICE] = "no_service",
	[KEYRING_NO_START] = "no_start",
	[KEYRING_NO_COLLECTION] = "no_collection",
	[KEYRING_NO_ANSWER] = "no_answer",
	[KEYRING_DIED] = "died",
	[KEYRING_GARBAGE] = "garbage",
	[KEYRING_REFUSED] = "refused",
	[KEYRING_BAD_RECORD] = "bad_record",
	[KEYRING_NEWER] = "newer",
	[KEYRING_MISMATCH] = "mismatch",
	[KEYRING_DAMAGED] = "damaged",
	[KEYRING_CHANGED] = "changed",
	[KEYRING_BUSY] = "busy",
	[KEYRING_NO_TURN] = "no_turn",
	[KEYRING_BAD_REQUEST] = "bad_request",
};

void keyring_digest(const char *text, size_t len,
		    char ret_digest[KEYRING_DIGEST_SIZE])
{
	g_autofree char *digest = g_compute_checksum_for_data(
		G_CHECKSUM_SHA256, (const guchar *)text, len);

	g_strlcpy(ret_digest, digest, KEYRING_DIGEST_SIZE);
}

static bool find(const char *const *names, unsigned count, const char *name,
		 unsigned *ret_at)
{
	for (unsigned i = 0; i < count; i++) {
		if (names[i] && g_strcmp0(names[i], name) == 0) {
			*ret_at = i;
			return true;
		}
	}
	return false;
}

const char *keyring_op_name(enum keyring_op op)
{
	return ops[op];
}

const char *keyring_outcome_name(enum keyring_outcome outcome)
{
	return outcomes[outcome];
}

const char *keyring_reason_name(enum keyring_reason reason)
{
	return reasons[reason];
}

bool keyring_op_parse(const char *name, enum keyring_op *ret_op)
{
	unsigned at;

	if (!find(ops, KEYRING_OP_COUNT, name, &at))
		return false;
	*ret_op = (enum keyring_op)at;
	return true;
}

bool keyring_outcome_parse(const char *name, enum keyring_outcome *ret_outcome)
{
	unsigned at;

	if (!find(outcomes, KEYRING_OUTCOME_COUNT, name, &at))
		return false;
	*ret_outcome = (enum keyring_outcome)at;
	return true;
}

bool keyring_reason_parse(const char *name, enum keyring_reason *ret_reason)
{
	unsigned at;

	if (!find(reasons, KEYRING_REASON_COUNT, name, &at))
		return false;
	*ret_reason = (enum keyring_reason)at;
	return true;
}
