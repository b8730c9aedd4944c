/*
 * Every way out of the program, for tests that must hold for all of them.
 */
#ifndef FENTU_TEST_OUT_WAYS_H
#define FENTU_TEST_OUT_WAYS_H

#include "lib/ui/out.h"

/* One way out, with what control bytes may be in it: in a pipe, and on a
   terminal, where CR LF counts as LF. */
struct way {
	const char *name;
	struct out_config config;
	const char *allowed, *allowed_shown;
	bool is_data; /* in a pipe, all but control characters is kept */
};

extern const struct way ways[];
extern const size_t way_count;

const struct way *way_named(const char *name);

/* The rows are those of a made-up resource. A filter needs the variable
   JQ_PART. */
struct out *way_open(struct io *io, const struct way *way);

/* Send the elements of a JSON array; what came out. */
GString *way_send(const struct way *way, const char *array);

/* The same on a terminal without colours. */
GString *way_show(const struct way *way, const char *array);

/* For AUTO. */
void way_drop_text(GString **text);

/* A checked document; the text must live on. */
struct js way_parse(const char *json);

#endif
