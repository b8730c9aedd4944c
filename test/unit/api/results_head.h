/* What the results of the tests are about, and their first line. */
#ifndef FENTU_TEST_RESULTS_HEAD_H
#define FENTU_TEST_RESULTS_HEAD_H

#include "lib/api/results.h"

static const struct results_about about = {
	.digest = "abc",
	.action = "create",
	.path = "work-orders",
	.api = "https://api.test/v1",
	.profile = "default",
};

#define HEAD                                                                   \
	"{\"fentu_results\":2,\"rows\":3,\"started\":7,\"action\":\"create\"," \
	"\"path\":\"work-orders\",\"api\":\"https://api.test/v1\","            \
	"\"profile\":\"default\",\"sha256\":\"abc\"}\n"

#endif
