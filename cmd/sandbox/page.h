/*
 * Pages for people: the question whether an application may have access, and
 * the reason why there is none.
 *
 * They hold no script, and their policy lets none run; they cannot be framed
 * or kept in a cache. What a request said is escaped.
 */
#ifndef FENTU_SANDBOX_PAGE_H
#define FENTU_SANDBOX_PAGE_H

#include "cmd/sandbox/consent.h"
#include "cmd/sandbox/reply.h"

/* Ask about a wish; ticket goes into the form. */
void page_ask(const struct wish *wish, const char *ticket, struct reply *reply);

/* 400, and one sentence. */
PRINTF_LIKE(2, 3)
void page_refuse(struct reply *reply, const char *format, ...);

#endif
