#include "lib/net/http.h"

static void expect_header(const char *headers, const char *name,
			  const char *value)
{
	const struct http_reply reply = { .headers = (char *)headers };
	g_autofree char *got = http_reply_header(&reply, name);

	g_assert_cmpstr(got, ==, value);
}

static void headers_are_found_by_any_case(void)
{
	static const char head[] = "Date: today\nX-Id:7\nEmpty:\n"
				   "x-id: 8\nSpaced: \t a b \t\nLast: z";

	expect_header(head, "date", "today");
	expect_header(head, "X-ID", "7");
	expect_header(head, "Empty", "");
	expect_header(head, "Spaced", "a b");
	expect_header(head, "Last", "z");
}

static void what_is_not_there_is_not_found(void)
{
	static const char head[] = "Date: X-Id: 5\nDated: no\nno colon\n"
				   " X-Id: folded\n";

	expect_header(head, "X-Id", NULL);
	expect_header(head, "Dat", NULL);
	expect_header(head, "no colon", NULL);
	expect_header("", "Date", NULL);
	expect_header(NULL, "Date", NULL);
}

static void release_can_be_repeated(void)
{
	struct http_reply reply = { .detail = g_strdup("x"),
				    .headers = g_strdup("x"),
				    .body = g_strdup("x") };

	http_reply_release(&reply);
	g_assert_null(reply.body);
	http_reply_release(&reply);
	http_reply_release(NULL);
}

static void a_missing_part_is_an_error_with_a_remedy(void)
{
	AUTO(error_release) struct error err = { 0 };
	const struct transport_ops *ops = NULL;

	g_assert_false(http_load("/no/such/part.so", &ops, &err));
	g_assert_cmpint(err.code, ==, ERR_OTHER);
	g_assert_nonnull(strstr(err.message, "/no/such/part.so"));
	g_assert_nonnull(err.hint);
	g_assert_null(ops);
}

static void another_library_is_not_taken(void)
{
	AUTO(error_release) struct error err = { 0 };
	const struct transport_ops *ops = NULL;

	g_assert_false(http_load("libc.so.6", &ops, &err));
	g_assert_nonnull(strstr(err.message, "libc.so.6"));
	g_assert_null(ops);
}

static void the_part_is_loaded(void)
{
	AUTO(error_release) struct error err = { 0 };
	const struct transport_ops *ops = NULL;

	g_assert_true(http_load(g_getenv("FENTU_HTTP_PART"), &ops, &err));
	g_assert_nonnull(ops->open);
	g_assert_nonnull(ops->start);
	g_assert_nonnull(ops->wait);
	g_assert_nonnull(ops->cancel);
	g_assert_nonnull(ops->close);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http/headers are found by any case",
			headers_are_found_by_any_case);
	g_test_add_func("/http/what is not there is not found",
			what_is_not_there_is_not_found);
	g_test_add_func("/http/release can be repeated",
			release_can_be_repeated);
	g_test_add_func("/http/a missing part is an error with a remedy",
			a_missing_part_is_an_error_with_a_remedy);
	g_test_add_func("/http/another library is not taken",
			another_library_is_not_taken);
	g_test_add_func("/http/the part is loaded", the_part_is_loaded);
	return g_test_run();
}
