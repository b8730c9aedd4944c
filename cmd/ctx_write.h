/* The context's writer: with the verb that the profile's API takes. */
#ifndef FENTU_CMD_CTX_WRITE_H
#define FENTU_CMD_CTX_WRITE_H

#include "cmd/ctx.h"
#include "lib/api/write.h"

/*
 * A writer for the API in force, with its credential. The verb of updates is
 * that of the setting write_verb, else the one that worked last with this
 * profile (kept in the state folder), else PATCH. Free it with writer_free,
 * before the context.
 */
bool ctx_writer(struct ctx *ctx, struct writer **ret_writer,
		struct error *err) MUST_CHECK;

/* The same without login and without network, for writer_target. */
bool ctx_dry_writer(struct ctx *ctx, struct writer **ret_writer,
		    struct error *err) MUST_CHECK;

#endif
