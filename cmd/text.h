/*
 * Texts that are part of the program: the topics of help, made at build time
 * from the pages man/fentu-TOPIC.7.scd; the completion scripts as they stand
 * in completions/; and what a browser shows at the end of a login, as it
 * stands in cmd/embed/.
 */
#ifndef FENTU_CMD_TEXT_H
#define FENTU_CMD_TEXT_H

struct text {
	const char *name;
	const char *summary; /* one line; NULL: none */
	const char *text;
};

/* All end with a NULL name. */
extern const struct text help_topics[];
extern const struct text completion_scripts[];
extern const struct text landing_pages[]; /* "landed", "refused" */

/* The text of that name; NULL: none. */
const struct text *text_find(const struct text *list, const char *name);

#endif
