/* Numbers for people. */
#ifndef FENTU_CMD_GROUPED_H
#define FENTU_CMD_GROUPED_H

#include <stdint.h>

/* 1234567 as "1,234,567"; owned by the caller. */
char *grouped(int64_t number);

#endif
