/*
 * A request as `fentu api` was asked for: method, path with query, headers,
 * body, out of what the command line says.
 */
#ifndef FENTU_CMD_API_WISH_H
#define FENTU_CMD_API_WISH_H

#include "cmd/ctx.h"
#include "lib/cli/command.h"

struct api_opts {
	struct strv headers;
	bool include;
	bool paginate;
	struct strv params;
	struct strv fields;	 /* KEY=VALUE, KEY:=JSON */
	struct strv json_fields; /* KEY=JSON */
	const char *data;
	const char *confirm;
};

enum { WISH_HEADERS_MAX = 50 };

struct wish {
	const char *method; /* upper case */
	bool is_read;	    /* GET or HEAD: it changes nothing */
	char *path;	    /* relative or absolute, with its query */
	char *what;	    /* how errors call it */
	int64_t page_size;  /* of --paginate; 0: as many as there can be */
	/* Those given, and Content-Type if there is a body. */
	struct http_header header[WISH_HEADERS_MAX + 1];
	size_t header_count;
	char *body; /* NULL: none */
	size_t body_len;
	GPtrArray *keep; /* owns method and headers */
};

/*
 * The method is GET when none is named, POST when there is a body. Fields are
 * the query of a GET or HEAD and the JSON body of all others. ERR_USAGE for
 * what does not fit together.
 */
bool wish_read(struct ctx *ctx, const struct call *call, struct wish *ret_wish,
	       struct error *err) MUST_CHECK;
void wish_release(struct wish *wish);

#endif
