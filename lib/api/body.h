/*
 * The body of a request that writes: a JSON object, put together value by
 * value.
 *
 * Nothing is sent that was not given, and nothing can be given twice: a key
 * that is there already is ERR_USAGE. Messages name the value and what is
 * wrong with it, not where it came from: the caller puts the option or the
 * line and column in front (error_wrap).
 */
#ifndef FENTU_API_BODY_H
#define FENTU_API_BODY_H

#include "lib/api/setter.h"

enum { BODY_BYTES_MAX = 16 * 1024 * 1024 }; /* of one body */

struct body;

struct body *body_new(void);
void body_free(struct body *body);
static inline void body_drop(struct body **body)
{
	body_free(*body);
}

bool body_is_empty(const struct body *body);

/*
 * Set what a row stands for from what a person typed. `now_s` is the present
 * in Unix seconds; words count in the local time zone.
 *
 *	TEXT	as it is; must be UTF-8; may be empty unless there are choices
 *	REF	an id, not empty, not plainly of something else (id.h)
 *	TIME	"2025-03-04T09:00:00Z" or with another zone; else local time:
 *		"2025-03-04 09:00", "tomorrow 09:00" (lib/base/when.h)
 *	DATE	"2025-03-04", "today", "+2w"
 *	MINUTES	"90", "1h30m", "45m"
 *	NUMBER	"3"
 *	PLACE	"city=Hamburg"; may be called again for another part
 *	JSON	"[...]"
 *
 * ERR_USAGE: what is none of these, or a key that is set already.
 */
bool body_set(struct body *body, const struct setter *setter, const char *text,
	      int64_t now_s, struct error *err) MUST_CHECK;

/* One part of a place, as from a CSV cell. */
bool body_set_part(struct body *body, const struct setter *setter,
		   const char *part, const char *text,
		   struct error *err) MUST_CHECK;

/*
 * Set any key from "KEY=VALUE" (a string) or "KEY:=JSON" (what it says, its
 * numbers spelled as given). Dots lead into objects: "address.city=Hamburg".
 */
bool body_set_field(struct body *body, const char *word,
		    struct error *err) MUST_CHECK;

/* Set a dotted key to a JSON value. */
bool body_set_json(struct body *body, const char *key, struct js value,
		   struct error *err) MUST_CHECK;

/* The keys whose values were put together from dotted keys, and so are parts of
   what a record may have there: ends with NULL; free it with g_strfreev. */
char **body_partial(const struct body *body);

/* The whole as compact JSON, owned by the caller; the keys in the order in
   which they were set. */
char *body_text(const struct body *body);

#endif
