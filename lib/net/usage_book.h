/*
 * What was asked of one account from this machine: requests by hour and
 * command. The file it comes from is usage.h's; here nothing has a clock.
 *
 * Text, one line for each command run and hour:
 *
 *	fentu-usage-1
 *	HOUR REQUESTS LIMIT REMAINING RESET SEEN COMMAND
 *
 * HOUR counts hours since 1970; behind REQUESTS stands the rate limit as that
 * run saw it last (-1: it did not), its reset and when it was seen in Unix
 * seconds.
 */
#ifndef FENTU_NET_USAGE_BOOK_H
#define FENTU_NET_USAGE_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/auto.h"

#define USAGE_HEAD "fentu-usage-1\n"

enum {
	USAGE_HOURS_KEPT = 14 * 24,
	USAGE_ROWS_KEPT = 3000,
	USAGE_COMMAND_MAX = 64 /* bytes of a command's name */
};

struct usage_row {
	int64_t hour;
	int64_t requests;
	char command[USAGE_COMMAND_MAX + 1]; /* "wo list" */
};

struct usage_limit {
	int64_t limit;	   /* -1: not known, as with the others */
	int64_t remaining; /* when it was seen */
	int64_t reset_unix_s;
	int64_t seen_unix_s;
};

struct usage_book {
	GArray *rows; /* of struct usage_row, by hour and command, each once */
	struct usage_limit limit; /* seen last */
};

void usage_book_release(struct usage_book *book);

/* Read the text. False when something in it is not as above: it is damaged. */
bool usage_book_read(const char *text, size_t len,
		     struct usage_book *ret_book) MUST_CHECK;

/* Leave out what is too old or too far ahead of `now_hour` (the clock was
   wrong then), and of the rest all but the newest USAGE_ROWS_KEPT. */
void usage_book_trim(struct usage_book *book, int64_t now_hour);

/* Append a line, and the whole text. */
void usage_book_append(GString *text, const struct usage_row *row,
		       const struct usage_limit *limit);
void usage_book_print(GString *text, const struct usage_book *book);

/* May a command of this name stand in a line? */
bool usage_book_is_command(const char *name);

/* All requests of an hour. */
int64_t usage_book_requests(const struct usage_book *book, int64_t hour);

/*
 * What is usual before an hour: the median of the busy hours (those with a
 * request) in the two weeks before. -1 when fewer than six tell.
 */
int64_t usage_book_usual(const struct usage_book *book, int64_t hour);

/* More than three times the usual, and at least thirty above it? */
bool usage_is_spike(int64_t requests, int64_t usual);

#endif
