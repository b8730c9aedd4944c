#include "lib/ui/report.h"

#include <string.h>

#include "lib/base/js.h"

static void assert_text(const struct error *err, const char *wanted)
{
	g_autoptr(GString) out = g_string_new(NULL);

	report_text(out, err);
	g_assert_cmpstr(out->str, ==, wanted);
}

static void assert_json(const struct error *err, const char *wanted)
{
	g_autoptr(GString) out = g_string_new(NULL);
	AUTO(error_release) struct error bad = { 0 };
	struct js root;

	report_json(out, err);
	g_assert_cmpstr(out->str, ==, wanted);
	g_assert_true(js_check(out->str, out->len, "the line", &root, &bad));
}

static void an_error_is_a_line_and_its_hints(void)
{
	AUTO(error_release) struct error err = { 0 };

	error_set(&err, ERR_NOT_FOUND, "no work order '%s'", "wo-1");
	assert_text(&err, "fentu: error: no work order 'wo-1'\n");
	error_hint(&err, "look at the list\nor ask");
	assert_text(&err, "fentu: error: no work order 'wo-1'\n"
			  "hint: look at the list\n"
			  "hint: or ask\n");
}

static void a_server_that_failed_is_told_by_its_request(void)
{
	AUTO(error_release) struct error err = { 0 };

	error_set(&err, ERR_NETWORK, "it fails");
	error_hint(&err, "later");
	err.request_id = g_strdup("req-\x1b[1m7");
	err.http_status = 422;
	assert_text(&err, "fentu: error: it fails\nhint: later\n");
	err.http_status = 503;
	assert_text(&err, "fentu: error: it fails\nhint: later\n"
			  "hint: whoever runs the server finds this as request "
			  "req-\\x1b[1m7\n");
}

static void the_usual_hint_of_a_code_is_given(void)
{
	AUTO(error_release) struct error err = { 0 };

	error_set(&err, ERR_LOGIN, "not logged in");
	assert_text(&err, "fentu: error: not logged in\n"
			  "hint: run 'fentu login'\n");
}

static void every_rejected_field_has_its_line(void)
{
	AUTO(error_release) struct error err = { 0 };

	error_set(&err, ERR_REJECTED, "rejected");
	error_add_field(&err, "serial_number", "is taken");
	error_add_field(&err, "name", "is missing");
	assert_text(&err, "fentu: error: rejected\n"
			  "fentu:   serial_number: is taken\n"
			  "fentu:   name: is missing\n");
}

static void a_field_goes_by_the_option_that_sets_it(void)
{
	AUTO(error_release) struct error err = { 0 };
	struct error_field *field;
	g_autoptr(GString) json = g_string_new(NULL);

	error_set(&err, ERR_REJECTED, "rejected");
	error_add_field(&err, "customer_id", "does not exist");
	field = err.fields->pdata[0];
	field->option = g_strdup("--customer");
	assert_text(&err, "fentu: error: rejected\n"
			  "fentu:   --customer: does not exist\n");
	report_json(json, &err);
	g_assert_nonnull(strstr(json->str,
				"[{\"field\":\"customer_id\",\"message\":"
				"\"does not exist\",\"option\":"
				"\"--customer\"}]"));
}

static void what_a_server_said_cannot_forge_a_line(void)
{
	AUTO(error_release) struct error err = { 0 };

	error_set(&err, ERR_REJECTED, "bad\nhint: run rm\033[2J");
	error_add_field(&err, "a\nb", "\xe2\x80\xaex");
	assert_text(&err, "fentu: error: bad\\nhint: run rm\\x1b[2J\n"
			  "fentu:   a\\nb: \\u202ex\n");
}

static void what_is_not_known_is_null(void)
{
	AUTO(error_release) struct error err = { 0 };

	error_set(&err, ERR_OTHER, "it broke");
	assert_json(&err,
		    "{\"error\":{\"code\":\"other\",\"exit_code\":1,"
		    "\"http_status\":null,\"message\":\"it broke\","
		    "\"hint\":null,\"request_id\":null,\"retry_after\":null,"
		    "\"fields\":[]}}\n");
}

static void all_that_is_known_is_one_line_of_json(void)
{
	AUTO(error_release) struct error err = { 0 };

	error_set(&err, ERR_THROTTLED, "say \"please\"\n\033\xc2\x9b");
	error_hint(&err, "wait");
	err.http_status = 429;
	err.retry_after_s = 3600;
	err.request_id = g_strdup("req-1");
	error_add_field(&err, "a", "b\xe2\x80\xae");
	error_add_field(&err, "c", "d");
	assert_json(&err, "{\"error\":{\"code\":\"throttled\",\"exit_code\":6,"
			  "\"http_status\":429,"
			  "\"message\":\"say \\\"please\\\"\\n\\u001b\\u009b\","
			  "\"hint\":\"wait\",\"request_id\":\"req-1\","
			  "\"retry_after\":3600,\"fields\":["
			  "{\"field\":\"a\",\"message\":\"b\\u202e\","
			  "\"option\":null},"
			  "{\"field\":\"c\",\"message\":\"d\","
			  "\"option\":null}]}}\n");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/an_error_is_a_line_and_its_hints",
			an_error_is_a_line_and_its_hints);
	g_test_add_func("/report/a_server_that_failed_is_told_by_its_request",
			a_server_that_failed_is_told_by_its_request);
	g_test_add_func("/report/the_usual_hint_of_a_code_is_given",
			the_usual_hint_of_a_code_is_given);
	g_test_add_func("/report/every_rejected_field_has_its_line",
			every_rejected_field_has_its_line);
	g_test_add_func("/report/a_field_goes_by_the_option_that_sets_it",
			a_field_goes_by_the_option_that_sets_it);
	g_test_add_func("/report/what_a_server_said_cannot_forge_a_line",
			what_a_server_said_cannot_forge_a_line);
	g_test_add_func("/report/what_is_not_known_is_null",
			what_is_not_known_is_null);
	g_test_add_func("/report/all_that_is_known_is_one_line_of_json",
			all_that_is_known_is_one_line_of_json);
	return g_test_run();
}
