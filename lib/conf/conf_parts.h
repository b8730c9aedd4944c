/* What is in a conf; for the files that make it up, conf*.c, alone. */
#ifndef FENTU_CONF_CONF_PARTS_H
#define FENTU_CONF_CONF_PARTS_H

#include "lib/conf/conf.h"

#define CONF_GROUP	    "fentu"
#define CONF_PROFILE_PREFIX "profile "

struct conf {
	char *folder; /* NULL: there is no place for a file */
	char *path;
	GKeyFile *file;
	bool is_mended;	    /* what is wrong in it is noted, not refused */
	GPtrArray *notes;   /* of strings; ends with NULL */
	GStringChunk *kept; /* values that were handed out */
};

/* The name of the group that holds a profile's settings; owned. */
char *conf_group(const char *profile);

/* Read the file into conf->file and conf->notes, in place of what is there. */
bool conf_load(struct conf *conf, struct error *err) MUST_CHECK;

#endif
