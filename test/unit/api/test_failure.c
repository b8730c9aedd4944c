#include "lib/api/failure.h"

#include <string.h>

#define BASE "https://api.fentu.io/v1"

static const struct api_about about_record = {
	.what = "work order 'wo-9'",
	.scope = "read:work-orders",
};
static const struct api_about about_list = {
	.what = "work orders",
	.scope = "read:work-orders",
	.is_list = true,
};

static void explain(int status, const char *headers, const char *body,
		    const struct api_about *about, struct error *err)
{
	const struct http_reply reply = {
		.status = status,
		.headers = (char *)headers,
		.body = (char *)body,
		.body_len = strlen(body),
	};

	g_assert_false(failure_explain(&reply, about, BASE, err));
	g_assert_cmpint(err->http_status, ==, status);
}

static void the_status_decides_the_code(void)
{
	static const struct {
		int status;
		enum error_code code;
	} cases[] = {
		{ 302, ERR_OTHER },	{ 400, ERR_REJECTED },
		{ 401, ERR_LOGIN },	{ 403, ERR_DENIED },
		{ 404, ERR_NOT_FOUND }, { 405, ERR_OTHER },
		{ 409, ERR_REJECTED },	{ 410, ERR_NOT_FOUND },
		{ 418, ERR_OTHER },	{ 422, ERR_REJECTED },
		{ 429, ERR_THROTTLED }, { 500, ERR_NETWORK },
		{ 501, ERR_NETWORK },	{ 503, ERR_NETWORK },
		{ 599, ERR_NETWORK },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };

		explain(cases[i].status, NULL, "{\"code\":404}", &about_record,
			&err);
		g_assert_cmpint(err.code, ==, cases[i].code);
	}
}

static void says_what_is_not_there(void)
{
	AUTO(error_release) struct error err = { 0 };
	const struct api_about tasks = {
		.what = "tasks of work order 'wo-9'",
		.missing = "work order 'wo-9'",
	};
	const struct api_about parts = {
		.what = "parts of asset 'asset-9'",
		.path_inferred = true,
	};

	explain(404, NULL, "{\"code\":1}", &about_record, &err);
	g_assert_cmpstr(err.message, ==, "no work order 'wo-9'");
	g_assert_null(err.hint);
	explain(404, NULL, "{\"code\":1}", &tasks, &err);
	g_assert_cmpstr(err.message, ==, "no work order 'wo-9'");
	explain(404, NULL, "<html></html>", &about_record, &err);
	g_assert_cmpstr(err.message, ==, "no work order 'wo-9' (HTTP 404)");
	g_assert_nonnull(
		strstr(err.hint, "--api-url https://api.fentu.io/api/v1"));
	explain(404, NULL, "", &parts, &err);
	g_assert_cmpstr(err.message, ==,
			"no parts of asset 'asset-9' (HTTP 404)");
	g_assert_nonnull(strstr(err.hint, "inferred"));
}

static void says_what_else_is_known_of_it(void)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "Not Found", "no work order 'wo-9'" },
		{ "not_found", "no work order 'wo-9'" },
		{ "Work order not found.", "no work order 'wo-9'" },
		{ "There is no work order 'WO-9'", "no work order 'wo-9'" },
		{ "The requested resource does not exist",
		  "no work order 'wo-9'" },
		{ "record archived, see wo-77",
		  "no work order 'wo-9': record archived, see wo-77" },
		{ "customer not found",
		  "no work order 'wo-9': customer not found" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *body = g_strdup_printf(
			"{\"error\":{\"code\":\"nf\",\"message\":\"%s\"}}",
			cases[i].text);

		explain(404, NULL, body, &about_record, &err);
		g_assert_cmpstr(err.message, ==, cases[i].message);
	}
}

static void names_the_other_base_when_a_list_is_not_there(void)
{
	AUTO(error_release) struct error err = { 0 };
	const struct http_reply reply = { .status = 404, .body = (char *)"" };

	explain(404, NULL, "{\"code\":1}", &about_list, &err);
	g_assert_cmpstr(err.message, ==,
			"the API at " BASE " has no list of work orders");
	g_assert_nonnull(
		strstr(err.hint, "--api-url https://api.fentu.io/api/v1"));
	failure_explain(&reply, &about_list, "https://h:8/api/v1", &err);
	g_assert_nonnull(strstr(err.hint, "--api-url https://h:8/v1"));
	failure_explain(&reply, &about_list, "https://h/x", &err);
	g_assert_nonnull(strstr(err.hint, "api_url"));
}

static void names_the_scope_that_is_needed(void)
{
	AUTO(error_release) struct error err = { 0 };

	explain(403, NULL, "{\"message\":\"No\"}", &about_record, &err);
	g_assert_cmpstr(err.message, ==,
			"no permission for work order 'wo-9': the scope "
			"read:work-orders is needed: No");
	g_assert_nonnull(strstr(err.hint, "read:work-orders"));
	explain(403, "WWW-Authenticate: Bearer scope=\"admin\"\n", "",
		&about_record, &err);
	g_assert_nonnull(strstr(err.message, "the scope admin is needed"));
	g_assert_cmpstr(err.scope, ==, "admin");
	explain(403, NULL,
		"{\"message\":\"No\",\"required_scope\":\"write:assets\"}",
		&about_record, &err);
	g_assert_cmpstr(err.scope, ==, "write:assets");
	explain(403, NULL,
		"{\"error\":{\"message\":\"No\",\"required_scopes\":"
		"[\"read:tasks\",\"admin\"]}}",
		&about_record, &err);
	g_assert_cmpstr(err.scope, ==, "read:tasks admin");
	explain(403, NULL,
		"{\"message\":\"No\",\"required_scope\":\"$(rights)\"}",
		&about_record, &err);
	g_assert_cmpstr(err.message, ==,
			"no permission for work order 'wo-9': the scope "
			"read:work-orders is needed: No; the server asks for "
			"the scope '$(rights)'");
	explain(403, NULL,
		"{\"message\":\"No\",\"required_scope\":{\"any\":[1]}}",
		&(struct api_about){ .what = "'/x'" }, &err);
	g_assert_cmpstr(err.message, ==,
			"no permission for '/x': No; the server asks for the "
			"scope '{\"any\":[1]}'");
	explain(403, NULL, "{\"message\":\"\",\"code\":7}",
		&(struct api_about){ .what = "'/x'" }, &err);
	g_assert_cmpstr(err.message, ==, "no permission for '/x': 7");
}

static void keeps_fields_and_request_id(void)
{
	AUTO(error_release) struct error err = { 0 };
	const struct error_field *row;

	explain(422, "x-request-id: r-17\n",
		"{\"message\":\"No\",\"errors\":{\"from_date\":[\"is none\"]}}",
		&about_list, &err);
	g_assert_cmpstr(err.message, ==,
			"the API rejects the request for work orders: No");
	g_assert_cmpstr(err.request_id, ==, "r-17");
	g_assert_cmpuint(err.fields->len, ==, 1);
	row = err.fields->pdata[0];
	g_assert_cmpstr(row->field, ==, "from_date");
	g_assert_cmpstr(row->message, ==, "is none");
}

static void tells_how_to_log_in(void)
{
	AUTO(error_release) struct error err = { 0 };

	explain(401, NULL, "{\"error\":\"invalid_token\"}", &about_list, &err);
	g_assert_true(g_str_has_prefix(
		err.message, "the API does not accept this credential"));
	g_assert_nonnull(strstr(err.hint, "fentu login"));
}

static void names_the_status_of_a_server_in_trouble(void)
{
	AUTO(error_release) struct error err = { 0 };

	explain(502, NULL, "<html><title>Oops</title>", &about_list, &err);
	g_assert_cmpstr(err.message, ==,
			"the API answers 502 Bad Gateway to the request for "
			"work orders: Oops");
}

static void says_when_a_server_may_be_back(void)
{
	static const struct {
		int status;
		const char *headers, *hint;
		int64_t retry_after_s;
	} cases[] = {
		{ 503, NULL, "try again later", 0 },
		{ 503, "Retry-After: 90\n", "try again in ", 90 },
		{ 500, "Retry-After: soon\n", "try again later", 0 },
		{ 502, "Retry-After: 99999999999999999999\n", "try again later",
		  0 },
		{ 501, "Retry-After: 90\n", "does not support", 0 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };

		explain(cases[i].status, cases[i].headers, "{}", &about_list,
			&err);
		g_assert_nonnull(strstr(err.hint, cases[i].hint));
		g_assert_cmpint(err.retry_after_s, ==, cases[i].retry_after_s);
	}
}

/* A body that fentu does not know leaves the status and what there is. */
static void quotes_what_it_does_not_know(void)
{
	static const char *const bodies[] = { "{\"oops\":\"the sky fell\"}",
					      "the sky fell",
					      "<html><p>the sky fell</p>" };

	for (int status = 300; status < 600; status++) {
		g_autofree char *number = g_strdup_printf(" %d", status);

		for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
			AUTO(error_release) struct error err = { 0 };

			explain(status, NULL, bodies[i], &about_record, &err);
			g_assert_nonnull(strstr(err.message, number));
			g_assert_nonnull(strstr(err.message, "the sky fell"));
		}
	}
}

static void keeps_fields_of_every_status(void)
{
	for (int status = 400; status < 600; status++) {
		AUTO(error_release) struct error err = { 0 };

		explain(status, NULL, "{\"errors\":{\"name\":[\"is odd\"]}}",
			&about_record, &err);
		g_assert_cmpuint(err.fields->len, ==, 1);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/failure/the-status-decides-the-code",
			the_status_decides_the_code);
	g_test_add_func("/failure/says-what-else-is-known-of-it",
			says_what_else_is_known_of_it);
	g_test_add_func("/failure/says-what-is-not-there",
			says_what_is_not_there);
	g_test_add_func(
		"/failure/names-the-other-base-when-a-list-is-not-there",
		names_the_other_base_when_a_list_is_not_there);
	g_test_add_func("/failure/names-the-scope-that-is-needed",
			names_the_scope_that_is_needed);
	g_test_add_func("/failure/keeps-fields-and-request-id",
			keeps_fields_and_request_id);
	g_test_add_func("/failure/tells-how-to-log-in", tells_how_to_log_in);
	g_test_add_func("/failure/names-the-status-of-a-server-in-trouble",
			names_the_status_of_a_server_in_trouble);
	g_test_add_func("/failure/says when a server may be back",
			says_when_a_server_may_be_back);
	g_test_add_func("/failure/quotes what it does not know",
			quotes_what_it_does_not_know);
	g_test_add_func("/failure/keeps fields of every status",
			keeps_fields_of_every_status);
	return g_test_run();
}
