/*
 * Records of our own (status, settings, profiles) as JSON text, so that they
 * leave by the same way as those of the API.
 */
#ifndef FENTU_CMD_RECORD_H
#define FENTU_CMD_RECORD_H

#include <stdint.h>

#include "lib/ui/out.h"

/* A new object; free it with g_string_free (g_autoptr(GString)). */
GString *record_new(void);

/* Add a member. NULL text is null, as is a number below zero. */
void record_text(GString *record, const char *key, const char *text);
void record_number(GString *record, const char *key, int64_t number);
void record_bool(GString *record, const char *key, bool value);

/* Add an array of text; `texts` of char *. */
void record_texts(GString *record, const char *key, const GPtrArray *texts);

/* Add an object as a member; it is closed, not freed. */
void record_object(GString *record, const char *key, GString *object);

/* Add JSON text as a member, as it is. */
void record_json(GString *record, const char *key, const char *json);

/* Close the object and hand it over. */
bool record_write(GString *record, struct out *out,
		  struct error *err) MUST_CHECK;

#endif
