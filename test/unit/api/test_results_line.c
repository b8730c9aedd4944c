#include "lib/api/results_line.h"

#include <string.h>

#include "test/unit/api/results_head.h"

static void each_part_of_the_head_counts(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(results_head_release) struct results_head head = { 0 };
	const size_t len = strlen(HEAD) - 1;
	struct results_about other[4];
	const char **parts[] = { &other[0].action, &other[1].path,
				 &other[2].api, &other[3].profile };

	for (size_t i = 0; i < G_N_ELEMENTS(other); i++) {
		other[i] = about;
		*parts[i] = "else";
		g_assert_false(results_line_read_head(HEAD, len, &other[i],
						      &head, &err));
		g_assert_nonnull(strstr(err.message, "results of another run"));
		error_clear(&err);
	}
	g_assert_true(results_line_read_head(HEAD, len, &about, &head, &err));
	g_assert_cmpuint(head.rows, ==, 3);
	g_assert_cmpstr(head.digest, ==, "abc");
}

static void failures_are_told_in_full(void)
{
	AUTO(error_release) struct error why = { 0 };
	g_autoptr(GString) line = g_string_new(NULL);
	const struct results_note note = { .row = 1,
					   .state = RESULTS_FAILED,
					   .why = &why };
	const struct row_key key = { "k", 2 };

	(void)error_set(&why, ERR_REJECTED, "no\n%s", "\"so\"");
	why.http_status = 422;
	why.request_id = g_strdup("r-1");
	error_add_field(&why, "a", "b");
	results_line_note(line, &note, &key);
	g_assert_cmpstr(
		line->str, ==,
		"{\"row\":1,\"line\":2,\"key\":\"k\",\"outcome\":\"failed\","
		"\"error\":{\"code\":\"rejected\",\"http_status\":422,"
		"\"message\":\"no\\n\\\"so\\\"\",\"request_id\":\"r-1\","
		"\"fields\":[{\"field\":\"a\",\"message\":\"b\"}]}}\n");
}

/* Of a head that was not synced, anything may be missing, or read as zeros;
   what somebody else has written is not to be replaced. */
static void a_head_that_was_not_synced_is_none(void)
{
	const size_t len = strlen(HEAD);
	const char *const others[] = {
		HEAD, HEAD HEAD, "name\n", "name", "{\"fentu_results\":3", "\n",
	};

	for (size_t at = 0; at < len; at++) {
		char holed[] = HEAD;

		g_assert_true(results_line_is_torn_head(holed, at));
		holed[at] = '\0';
		g_assert_true(results_line_is_torn_head(holed, len));
		memset(holed + at, 0, len - at);
		g_assert_true(results_line_is_torn_head(holed, len));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		g_assert_false(results_line_is_torn_head(others[i],
							 strlen(others[i])));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/results_line/" #name, name)
	ADD(each_part_of_the_head_counts);
	ADD(failures_are_told_in_full);
	ADD(a_head_that_was_not_synced_is_none);
	return g_test_run();
}
