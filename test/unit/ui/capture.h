/* Streams that end in memory, for tests of what is written. */
#ifndef FENTU_TEST_UI_CAPTURE_H
#define FENTU_TEST_UI_CAPTURE_H

#include "lib/ui/io.h"

struct capture {
	struct io *io;
	int out_fd, err_fd;
};

/* Standard input is empty and no terminal. */
struct capture capture_open(void);
void capture_release(struct capture *capture);

/* Everything that was written so far; free with g_free. *ret_len may be
   NULL. */
char *capture_out(const struct capture *capture, size_t *ret_len);
char *capture_err(const struct capture *capture);

#endif
