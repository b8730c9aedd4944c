/* Must not compile with WRONG defined, and must without: the member is no
   bool. */
#include "lib/cli/opt.h"

struct record {
#ifdef WRONG
	long all;
#else
	bool all;
#endif
};

extern const struct opt wrong_rows[];
const struct opt wrong_rows[] = {
	OPT_ROW_FLAG("all", 'a', struct record, all, "every one"), OPT_END
};
