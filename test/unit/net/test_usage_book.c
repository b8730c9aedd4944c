#include "lib/net/usage_book.h"

#include <string.h>

enum { HOUR = 483632 };

static const struct usage_row *row_at(const struct usage_book *book, guint i)
{
	return &g_array_index(book->rows, struct usage_row, i);
}

static void rows_of_one_hour_and_command_are_summed(void)
{
	static const char text[] =
		USAGE_HEAD "483632 3 -1 -1 -1 -1 wo list\n"
			   "483631 1 1000 5 1741075200 1741071600 api\n"
			   "483632 4 1000 900 1741078800 1741075300 wo list\n"
			   "483632 2 1000 950 1741078800 1741075201 wo view\n";
	AUTO(usage_book_release) struct usage_book book = { 0 };

	g_assert_true(usage_book_read(text, strlen(text), &book));
	g_assert_cmpint(book.rows->len, ==, 3);
	g_assert_cmpstr(row_at(&book, 0)->command, ==, "api");
	g_assert_cmpint(row_at(&book, 1)->requests, ==, 7);
	g_assert_cmpint(book.limit.remaining, ==, 900);
	g_assert_cmpint(usage_book_requests(&book, HOUR), ==, 9);
	g_assert_cmpint(usage_book_requests(&book, HOUR + 1), ==, 0);
}

static void what_is_printed_reads_the_same(void)
{
	static const char text[] =
		USAGE_HEAD "483631 1 -1 -1 -1 -1 api\n"
			   "483632 7 1000 900 1741078800 1741075300 wo list\n";
	AUTO(usage_book_release) struct usage_book book = { 0 };
	g_autoptr(GString) again = g_string_new(NULL);

	g_assert_true(usage_book_read(text, strlen(text), &book));
	usage_book_print(again, &book);
	g_assert_cmpstr(again->str, ==, text);
}

static void an_empty_one_is_fine(void)
{
	AUTO(usage_book_release) struct usage_book book = { 0 };
	g_autoptr(GString) again = g_string_new(NULL);

	g_assert_true(usage_book_read(USAGE_HEAD, strlen(USAGE_HEAD), &book));
	g_assert_cmpint(book.rows->len, ==, 0);
	g_assert_cmpint(book.limit.limit, ==, -1);
	usage_book_trim(&book, HOUR);
	usage_book_print(again, &book);
	g_assert_cmpstr(again->str, ==, USAGE_HEAD);
}

static void damage_is_noticed(void)
{
	static const char *const texts[] = {
		"",
		"fentu-usage-2\n",
		USAGE_HEAD "483632 3 -1 -1 -1 -1 wo list",
		USAGE_HEAD "483632 3 -1 -1 -1 wo list\n",
		USAGE_HEAD "483632 3 -1 -1 -1 -1\n",
		USAGE_HEAD "483632 3 -1 -1 -1 -1 \n",
		USAGE_HEAD "483632 -3 -1 -1 -1 -1 wo list\n",
		USAGE_HEAD "99999999999 3 -1 -1 -1 -1 wo list\n",
		USAGE_HEAD "483632 3 -1 -1 -1 -1 wo\033[2Jlist\n",
		USAGE_HEAD "\n483632 3 0 -1 -1 -1 -1 wo list\n",
		USAGE_HEAD "x\n",
	};
	AUTO(usage_book_release) struct usage_book book = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (usage_book_read(texts[i], strlen(texts[i]), &book))
			g_error("taken for whole: %s", texts[i]);
	g_assert_false(usage_book_read(USAGE_HEAD, 20, &book));
}

static void add(struct usage_book *book, int64_t hour, int64_t requests)
{
	struct usage_row row = { .hour = hour,
				 .requests = requests,
				 .command = "api" };

	g_array_append_val(book->rows, row);
}

static struct usage_book empty(void)
{
	return (struct usage_book){
		.rows = g_array_new(FALSE, FALSE, sizeof(struct usage_row)),
	};
}

static void old_and_impossible_hours_go(void)
{
	AUTO(usage_book_release) struct usage_book book = empty();

	add(&book, HOUR - USAGE_HOURS_KEPT, 1);
	add(&book, HOUR - USAGE_HOURS_KEPT + 1, 2);
	add(&book, HOUR + 1, 3);
	add(&book, HOUR + USAGE_HOURS_KEPT, 4);
	usage_book_trim(&book, HOUR);
	g_assert_cmpint(book.rows->len, ==, 2);
	g_assert_cmpint(row_at(&book, 0)->requests, ==, 2);
	g_assert_cmpint(row_at(&book, 1)->requests, ==, 3);
}

static void there_are_never_too_many_rows(void)
{
	AUTO(usage_book_release) struct usage_book book = empty();

	for (int i = 0; i < USAGE_ROWS_KEPT + 10; i++)
		add(&book, HOUR, i);
	usage_book_trim(&book, HOUR);
	g_assert_cmpint(book.rows->len, ==, USAGE_ROWS_KEPT);
	g_assert_cmpint(row_at(&book, 0)->requests, ==, 10);
}

static void the_usual_is_the_median_of_busy_hours(void)
{
	AUTO(usage_book_release) struct usage_book book = empty();

	add(&book, HOUR - USAGE_HOURS_KEPT - 1, 100000);
	for (int i = 7; i > 2; i--)
		add(&book, HOUR - i * 2, 10 * i);
	g_assert_cmpint(usage_book_usual(&book, HOUR), ==, -1);
	add(&book, HOUR - 3, 0);
	g_assert_cmpint(usage_book_usual(&book, HOUR), ==, -1);
	add(&book, HOUR - 2, 25);
	add(&book, HOUR - 2, 25);
	add(&book, HOUR, 900);
	g_assert_cmpint(usage_book_usual(&book, HOUR), ==, 50);
}

static void a_spike_is_far_above_the_usual(void)
{
	g_assert_true(usage_is_spike(151, 50));
	g_assert_false(usage_is_spike(150, 50));
	g_assert_false(usage_is_spike(31, 2));
	g_assert_true(usage_is_spike(32, 2));
	g_assert_false(usage_is_spike(1000, -1));
}

#define TEST(function) g_test_add_func("/" #function, function)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TEST(rows_of_one_hour_and_command_are_summed);
	TEST(what_is_printed_reads_the_same);
	TEST(an_empty_one_is_fine);
	TEST(damage_is_noticed);
	TEST(old_and_impossible_hours_go);
	TEST(there_are_never_too_many_rows);
	TEST(the_usual_is_the_median_of_busy_hours);
	TEST(a_spike_is_far_above_the_usual);
	return g_test_run();
}
