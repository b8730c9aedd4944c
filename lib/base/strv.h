/* A borrowed view of some strings, such as the operands of a command. */
#ifndef FENTU_BASE_STRV_H
#define FENTU_BASE_STRV_H

#include <stddef.h>

struct strv {
	char **item; /* count of them; not necessarily NULL-terminated */
	size_t count;
};

#endif
