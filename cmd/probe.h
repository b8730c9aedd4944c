/*
 * Does the API accept a credential? Asked with the cheapest request there is.
 *
 * There is no address that only answers this, so one record is read, of the
 * first kind that the key may read: a 403 says that the key is known but not
 * allowed that kind, and the next is tried.
 */
#ifndef FENTU_CMD_PROBE_H
#define FENTU_CMD_PROBE_H

#include "lib/api/api.h"

enum probe_verdict {
	PROBE_ACCEPTED,
	PROBE_REFUSED, /* 401 */
	PROBE_UNKNOWN  /* it could not be found out; see problem */
};

struct probe {
	enum probe_verdict verdict;
	/* Why it was refused, or is unknown; or, though accepted, that
	   nothing may be read with it. Else empty. */
	struct error problem;
};

void probe_run(const struct api *api, struct probe *ret_probe);
void probe_release(struct probe *probe);

/*
 * Fail with the problem, moved: it is not known whether what was done before
 * has worked. The hint takes the place of the one of a failed read, which says
 * that nothing was changed. Always false.
 */
bool probe_unknown(struct probe *probe, const char *what, const char *hint,
		   struct error *err);

#endif
