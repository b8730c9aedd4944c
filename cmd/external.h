/*
 * Commands that are programs of their own: `fentu foo` runs fentu-foo.
 *
 * The program takes our place: it gets the words after its name unchanged, the
 * environment as it is, and its status is ours. Global options before the
 * name are ours and are not passed on.
 */
#ifndef FENTU_CMD_EXTERNAL_H
#define FENTU_CMD_EXTERNAL_H

#include "lib/cli/command.h"

/*
 * Run the command words.item[first] with the words after it: the program is
 * looked for in our libexec folder, then in the absolute folders of PATH. A
 * name with a dot is none, nor is that of the keyring helper.
 * Returns only on failure: ERR_USAGE when there is none of that name.
 */
bool external_run(struct strv words, size_t first, struct error *err);

/* Run a program of our own libexec folder. Returns only on failure. */
bool external_own(const char *program, struct strv words, struct error *err);

#endif
