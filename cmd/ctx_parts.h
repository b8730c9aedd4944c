/* What is in the context; for the files that make it up, ctx*.c, alone. */
#ifndef FENTU_CMD_CTX_PARTS_H
#define FENTU_CMD_CTX_PARTS_H

#include "cmd/ctx.h"

struct ctx {
	struct io *io;
	struct globals globals;
	struct trace trace;

	struct conf *conf; /* NULL: not opened yet, as with all below */
	const char *profile;
	enum conf_origin profile_origin;
	struct url api;
	char *api_text;
	enum conf_origin api_origin;

	struct store given, keyring, file;
	bool may_prompt;
	struct cred cred;

	const struct transport_ops *transport;
	struct client *client;
	struct api api_calls;
};

/* A variable of the environment; NULL when unset or empty. */
const char *ctx_env(const char *name);

/* A number given on the command line, else the setting. */
bool ctx_number(struct ctx *ctx, long given, const char *key,
		int64_t *ret_number, struct error *err) MUST_CHECK;

#endif
