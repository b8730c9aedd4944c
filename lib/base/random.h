/* Random bytes from the kernel; there is no fallback to a weaker source. */
#ifndef FENTU_BASE_RANDOM_H
#define FENTU_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/error.h"

bool random_fill(void *buffer, size_t len, struct error *err) MUST_CHECK;

/* For jitter only: never fails, falls back to the clock. */
uint32_t random_jitter(void);

/* `bytes` random bytes as lower-case hex, for names; owned by the caller. */
bool random_hex(size_t bytes, char **ret_text, struct error *err) MUST_CHECK;

#endif
