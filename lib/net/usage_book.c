#include "lib/net/usage_book.h"

#include <inttypes.h>
#include <string.h>

enum {
	HOUR_MAX = 1000 * 1000 * 1000,
	COUNT_MAX = 1000 * 1000 * 1000,
	BUSY_HOURS_LEAST = 6,
	SPIKE_TIMES = 3,
	SPIKE_ABOVE = 30
};

static const struct usage_limit not_seen = { -1, -1, -1, -1 };

void usage_book_release(struct usage_book *book)
{
	if (book && book->rows)
		g_array_unref(book->rows);
	if (book)
		*book = (struct usage_book){ .limit = not_seen };
}

bool usage_book_is_command(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= USAGE_COMMAND_MAX &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789- ") == len;
}

static bool read_number(const char *word, int64_t min, int64_t max,
			int64_t *ret_number)
{
	gint64 number;

	if (!g_ascii_string_to_signed(word, 10, min, max, &number, NULL))
		return false;
	*ret_number = number;
	return true;
}

static bool read_line(const char *line, struct usage_row *row,
		      struct usage_limit *limit)
{
	enum { NUMBERS = 6 };
	g_auto(GStrv) word = g_strsplit(line, " ", NUMBERS + 1);

	if (g_strv_length(word) != NUMBERS + 1 ||
	    !usage_book_is_command(word[NUMBERS]) ||
	    !read_number(word[0], 0, HOUR_MAX, &row->hour) ||
	    !read_number(word[1], 0, COUNT_MAX, &row->requests) ||
	    !read_number(word[2], -1, INT64_MAX, &limit->limit) ||
	    !read_number(word[3], -1, INT64_MAX, &limit->remaining) ||
	    !read_number(word[4], -1, INT64_MAX, &limit->reset_unix_s) ||
	    !read_number(word[5], -1, INT64_MAX, &limit->seen_unix_s))
		return false;
	g_strlcpy(row->command, word[NUMBERS], sizeof(row->command));
	return true;
}

static gint compare(gconstpointer a, gconstpointer b)
{
	const struct usage_row *one = a, *other = b;

	if (one->hour != other->hour)
		return one->hour < other->hour ? -1 : 1;
	return strcmp(one->command, other->command);
}

static struct usage_row *row_at(const struct usage_book *book, guint i)
{
	return &g_array_index(book->rows, struct usage_row, i);
}

/* Rows of one hour and command become one. */
static void merge(struct usage_book *book)
{
	guint kept = 0;

	g_array_sort(book->rows, compare);
	for (guint i = 0; i < book->rows->len; i++) {
		struct usage_row *row = row_at(book, i);
		struct usage_row *last =
			kept > 0 ? row_at(book, kept - 1) : NULL;

		if (last && compare(last, row) == 0) {
			last->requests += row->requests;
		} else {
			*row_at(book, kept++) = *row;
		}
	}
	g_array_set_size(book->rows, kept);
}

static bool read_lines(char **line, struct usage_book *book)
{
	for (; *line && **line; line++) {
		struct usage_row row = { 0 };
		struct usage_limit limit;

		if (!read_line(*line, &row, &limit))
			return false;
		g_array_append_val(book->rows, row);
		if (limit.limit >= 0 &&
		    limit.seen_unix_s >= book->limit.seen_unix_s)
			book->limit = limit;
	}
	/* behind the last line end there is nothing */
	return *line && !line[1];
}

bool usage_book_read(const char *text, size_t len, struct usage_book *ret_book)
{
	AUTO(usage_book_release) struct usage_book book = { .limit = not_seen };
	g_auto(GStrv) line = NULL;

	if (strlen(text) != len || !g_str_has_prefix(text, USAGE_HEAD))
		return false;
	book.rows = g_array_new(FALSE, FALSE, sizeof(struct usage_row));
	line = g_strsplit(text + strlen(USAGE_HEAD), "\n", -1);
	/* of an empty text g_strsplit makes no part at all */
	if (*line && !read_lines(line, &book))
		return false;
	merge(&book);
	*ret_book = book;
	book = (struct usage_book){ 0 };
	return true;
}

void usage_book_trim(struct usage_book *book, int64_t now_hour)
{
	guint kept = 0, surplus;

	for (guint i = 0; i < book->rows->len; i++) {
		int64_t ago = now_hour - row_at(book, i)->hour;

		if (ago < USAGE_HOURS_KEPT && ago > -USAGE_HOURS_KEPT)
			*row_at(book, kept++) = *row_at(book, i);
	}
	g_array_set_size(book->rows, kept);
	surplus = kept > USAGE_ROWS_KEPT ? kept - USAGE_ROWS_KEPT : 0;
	if (surplus > 0)
		g_array_remove_range(book->rows, 0, surplus);
}

void usage_book_append(GString *text, const struct usage_row *row,
		       const struct usage_limit *limit)
{
	g_string_append_printf(text,
			       "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64
			       " %" PRId64 " %" PRId64 " %s\n",
			       row->hour, row->requests, limit->limit,
			       limit->remaining, limit->reset_unix_s,
			       limit->seen_unix_s, row->command);
}

void usage_book_print(GString *text, const struct usage_book *book)
{
	g_string_append(text, USAGE_HEAD);
	for (guint i = 0; i < book->rows->len; i++)
		usage_book_append(text, row_at(book, i),
				  i + 1 == book->rows->len ? &book->limit
							   : &not_seen);
}

int64_t usage_book_requests(const struct usage_book *book, int64_t hour)
{
	int64_t requests = 0;

	for (guint i = 0; i < book->rows->len; i++)
		if (row_at(book, i)->hour == hour)
			requests += row_at(book, i)->requests;
	return requests;
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return (one > other) - (one < other);
}

int64_t usage_book_usual(const struct usage_book *book, int64_t hour)
{
	g_autoptr(GArray) busy = g_array_new(FALSE, FALSE, sizeof(int64_t));
	int64_t last = -1;

	for (guint i = 0; i < book->rows->len; i++) {
		const struct usage_row *row = row_at(book, i);

		if (row->hour >= hour || row->hour < hour - USAGE_HOURS_KEPT ||
		    row->requests == 0)
			continue;
		if (row->hour == last)
			g_array_index(busy, int64_t, busy->len - 1) +=
				row->requests;
		else
			g_array_append_val(busy, row->requests);
		last = row->hour;
	}
	if (busy->len < BUSY_HOURS_LEAST)
		return -1;
	g_array_sort(busy, compare_numbers);
	return g_array_index(busy, int64_t, busy->len / 2);
}

bool usage_is_spike(int64_t requests, int64_t usual)
{
	return usual >= 0 && requests > SPIKE_TIMES * usual &&
	       requests - usual >= SPIKE_ABOVE;
}
