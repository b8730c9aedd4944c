/*
 * A manual page in scdoc's language as plain text for a terminal: headings,
 * paragraphs, lists, literal blocks and tables laid out for 80 columns.
 */
#ifndef FENTU_EMBED_SCDOC_H
#define FENTU_EMBED_SCDOC_H

#include <glib.h>

/* The page's text, and the one line after its name in the section NAME. Both
   are owned by the caller; *ret_summary is NULL when there is no such line. */
char *scdoc_text(const char *page, char **ret_summary);

#endif
