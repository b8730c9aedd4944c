/*
 * What help says of the verbs that all kinds of records share: in the words of
 * the kind, with examples of it.
 */
#ifndef FENTU_CMD_RECORD_HELP_H
#define FENTU_CMD_RECORD_HELP_H

/* "work orders"; for command.about. */
const char *record_help_plural(const void *subject);

/* For command.examples_of, each of one verb. */
const char *const *record_help_list(const void *subject);
const char *const *record_help_view(const void *subject);
const char *const *record_help_create(const void *subject);
const char *const *record_help_update(const void *subject);
const char *const *record_help_delete(const void *subject);

#endif
