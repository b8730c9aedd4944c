/* A small application to test commands with: two resources that share their
   commands, one of which only the second has. */
#ifndef FENTU_TEST_SAMPLE_H
#define FENTU_TEST_SAMPLE_H

#include "lib/cli/command.h"

struct sample_globals {
	const char *profile;
	int output; /* index into json, table, tsv */
	bool quiet;
};

struct sample_list {
	bool all;
	long limit;
	const char *sort;
	struct strv params;
	int order; /* index into up, down */
};

struct sample_login {
	const char *scope;
	const char *for_commands;
};

extern const struct command_tree sample_tree;

/* The words as a view, for as long as the block lasts. */
#define WORDS(...)                                                             \
	((struct strv){ (char **)(const char *[]){ __VA_ARGS__ },              \
			sizeof((const char *[]){ __VA_ARGS__ }) /              \
				sizeof(const char *) })

#endif
