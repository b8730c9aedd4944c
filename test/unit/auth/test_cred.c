#include "lib/auth/cred.h"

#include <string.h>

static void seal(struct sealed *s, const char *text, size_t len)
{
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(sealed_set(s, text, len, &err));
}

static void a_record_comes_back_as_it_was(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed text = { 0 };
	AUTO(cred_release)
	struct cred cred = { .kind = CRED_API_KEY, .created_at = 1741075200 };
	AUTO(cred_release) struct cred back = { 0 };

	seal(&cred.access, "a\"\\{}~!", 7);
	g_assert_true(cred_encode(&cred, &text, &err));
	g_assert_cmpstr(sealed_reveal(&text), ==,
			"{\"v\":1,\"kind\":\"api_key\","
			"\"access\":\"a\\\"\\\\{}~!\","
			"\"created_at\":1741075200}");
	g_assert_true(cred_decode(&text, &back, &err));
	g_assert_cmpint(back.kind, ==, CRED_API_KEY);
	g_assert_cmpint(back.created_at, ==, 1741075200);
	g_assert_true(sealed_equal(&back.access, &cred.access));
	g_assert_null(back.source_detail);
}

static struct cred sample_login(void)
{
	struct cred cred = {
		.kind = CRED_OAUTH,
		.created_at = 1741075200,
		.oauth = {
			.access_expires_at = 1741078800,
			.refresh_expires_at = 1743667200,
			.obtained_at = 1741075201,
			.replaced_until = 1741075999,
			.scopes = g_strdup("read:assets write:assets"),
			.client_id = g_strdup("app-1"),
			.root = g_strdup("https://auth.example"),
		},
	};

	seal(&cred.access, "acc", 3);
	seal(&cred.oauth.refresh, "ref", 3);
	return cred;
}

static void a_login_keeps_what_belongs_to_it(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed text = { 0 };
	AUTO(cred_release) struct cred cred = sample_login();
	AUTO(cred_release) struct cred back = { 0 };
	AUTO(cred_release) struct cred copy = { 0 };

	g_assert_true(cred_encode(&cred, &text, &err));
	g_assert_cmpstr(sealed_reveal(&text), ==,
			"{\"v\":1,\"kind\":\"oauth\",\"access\":\"acc\","
			"\"created_at\":1741075200,\"refresh\":\"ref\","
			"\"access_expires_at\":1741078800,"
			"\"refresh_expires_at\":1743667200,"
			"\"obtained_at\":1741075201,"
			"\"replaced_until\":1741075999,"
			"\"scopes\":\"read:assets write:assets\","
			"\"client_id\":\"app-1\","
			"\"root\":\"https://auth.example\"}");
	g_assert_true(cred_decode(&text, &back, &err));
	g_assert_true(cred_equal(&cred, &back));
	g_assert_true(cred_copy(&cred, &copy, &err));
	g_assert_true(cred_equal(&cred, &copy));
	copy.oauth.has_ended = true;
	g_assert_false(cred_equal(&cred, &copy));
}

/* The longest-lived one that was replaced counts. */
static void a_replaced_token_leaves_its_end(void)
{
	static const struct {
		int64_t end, obtained, before, until;
	} cases[] = {
		{ 5000, 1000, 0, 5000 },
		{ 5000, 1000, 6000, 6000 },
		{ 5000, 1000, 4000, 5000 },
		{ 0, 1000, 0, 4600 },
		{ 0, 0, 0, 0 },
		{ 0, 0, 6000, 6000 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(cred_release) struct cred cred = sample_login();
		AUTO(sealed_release) struct sealed next = { 0 };

		cred.oauth.access_expires_at = cases[i].end;
		cred.oauth.obtained_at = cases[i].obtained;
		cred.oauth.replaced_until = cases[i].before;
		seal(&next, "acc", 3); /* the same again */
		cred_take_access(&cred, &next);
		g_assert_cmpint(cred.oauth.replaced_until, ==, cases[i].before);
		seal(&next, "new", 3);
		cred_take_access(&cred, &next);
		g_assert_cmpint(cred.oauth.replaced_until, ==, cases[i].until);
		g_assert_cmpstr(sealed_reveal(&cred.access), ==, "new");
	}
}

static void a_client_has_its_secret_and_its_name(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed text = { 0 };
	AUTO(cred_release)
	struct cred cred = { .kind = CRED_CLIENT,
			     .oauth.client_id = g_strdup("app-1") };
	AUTO(cred_release) struct cred back = { 0 };

	seal(&cred.access, "secret", 6);
	g_assert_true(cred_encode(&cred, &text, &err));
	g_assert_true(cred_decode(&text, &back, &err));
	g_assert_true(cred_equal(&cred, &back));
}

static void the_end_of_a_token_is_told_by_its_record(void)
{
	AUTO(cred_release) struct cred cred = sample_login();

	g_assert_false(cred_is_ending(&cred, 1741078800 - 121, 120));
	g_assert_true(cred_is_ending(&cred, 1741078800 - 120, 120));
	g_assert_true(cred_is_ending(&cred, 1741078800 + 5, 0));
	g_assert_true(cred_is_renewable(&cred));
	cred.oauth.access_expires_at = 0;
	g_assert_false(cred_is_ending(&cred, 1741078800 + 5, 120));
	sealed_release(&cred.oauth.refresh);
	g_assert_false(cred_is_renewable(&cred));
}

static void what_does_not_fit_is_refused(void)
{
	g_autofree char *long_key = g_strnfill(SEALED_MAX, 'x');
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed text = { 0 };
	AUTO(cred_release) struct cred cred = { .kind = CRED_API_KEY };

	seal(&cred.access, long_key, SEALED_MAX);
	g_assert_false(cred_encode(&cred, &text, &err));
	g_assert_true(sealed_is_empty(&text));
}

static bool decodes(const char *text, size_t len, struct error *err)
{
	AUTO(sealed_release) struct sealed sealed = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	bool ok;

	seal(&sealed, text, len);
	ok = cred_decode(&sealed, &cred, err);
	g_assert_true(ok || sealed_is_empty(&cred.access));
	return ok;
}

static void damaged_records_are_refused(void)
{
	static const char *const records[] = {
		"",
		"canary",
		"[]",
		"null",
		"{}",
		"{\"v\":1}",
		"{\"v\":0,\"kind\":\"api_key\",\"access\":\"canary\"}",
		"{\"v\":\"1\",\"kind\":\"api_key\",\"access\":\"canary\"}",
		"{\"v\":1,\"kind\":\"other\",\"access\":\"canary\"}",
		"{\"v\":1,\"kind\":1,\"access\":\"canary\"}",
		"{\"v\":1,\"kind\":\"none\",\"access\":\"canary\"}",
		"{\"v\":1,\"kind\":\"api_key\"}",
		"{\"v\":1,\"kind\":\"api_key\",\"access\":\"\"}",
		"{\"v\":1,\"kind\":\"api_key\",\"access\":[\"canary\"]}",
		"{\"v\":1,\"kind\":\"api_key\",\"access\":\"canary\\u0000\"}",
		"{\"v\":1,\"kind\":\"api_key\",\"access\":\"canary\\r\\nX:\"}",
		"{\"v\":1,\"kind\":\"api_key\",\"access\":\"canary\"",
		"{\"v\":1,\"kind\":\"api_key\",\"access\":\"canary\"}x",
		"{\"v\":1,\"kind\":\"oauth\",\"access\":\"canary\","
		"\"refresh\":5}",
		"{\"v\":1,\"kind\":\"oauth\",\"access\":\"canary\","
		"\"refresh\":\"\"}",
		"{\"v\":1,\"kind\":\"oauth\",\"access\":\"canary\","
		"\"refresh\":\"a b\"}",
		"{\"v\":1,\"kind\":\"oauth\",\"access\":\"canary\","
		"\"access_expires_at\":-1}",
		"{\"v\":1,\"kind\":\"oauth\",\"access\":\"canary\","
		"\"access_expires_at\":\"1\"}",
		"{\"v\":1,\"kind\":\"oauth\",\"access\":\"canary\","
		"\"scopes\":[]}",
		"{\"v\":1,\"kind\":\"oauth\",\"access\":\"canary\","
		"\"client_id\":\"\"}",
		"{\"v\":1,\"kind\":\"oauth\",\"access\":\"canary\","
		"\"root\":\"https://x\\n\"}",
		"{\"v\":1,\"v\":1,\"kind\":\"api_key\",\"access\":\"canary\"}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_false(decodes(records[i], strlen(records[i]), &err));
		g_assert_nonnull(strstr(err.message, "stored credential"));
		g_assert_null(strstr(err.message, "canary"));
	}
}

/* At whatever byte a record is cut, it is not taken for a whole one. */
static void a_cut_record_is_refused(void)
{
	static const char record[] = "{\"v\":1,\"kind\":\"api_key\","
				     "\"access\":\"key\",\"created_at\":5}";

	for (size_t len = 0; len < sizeof(record) - 1; len++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_false(decodes(record, len, &err));
	}
}

static void unknown_parts_and_a_missing_time_do_not_matter(void)
{
	static const char record[] = "{\"v\":1,\"x\":[1],\"kind\":\"oauth\","
				     "\"access\":\"key\"}";
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(decodes(record, sizeof(record) - 1, &err));
}

static void a_newer_record_is_refused_and_not_replaced(void)
{
	static const struct {
		const char *text;
		bool may_replace;
	} cases[] = {
		{ "{\"v\":2,\"secret\":\"canary\"}", false },
		{ "{\"v\":9007199254740993}", false },
		{ "{\"v\":1,\"kind\":\"api_key\",\"access\":\"k\"}", true },
		{ "{\"v\":1}", true },
		{ "garbage", true },
		{ "", true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(error_release) struct error decode_err = { 0 };
		AUTO(sealed_release) struct sealed text = { 0 };

		seal(&text, cases[i].text, strlen(cases[i].text));
		g_assert_true(cred_may_replace(&text, &err) ==
			      cases[i].may_replace);
		if (cases[i].may_replace)
			continue;
		g_assert_nonnull(strstr(err.message, "newer fentu"));
		g_assert_null(strstr(err.message, "canary"));
		g_assert_false(decodes(cases[i].text, strlen(cases[i].text),
				       &decode_err));
		g_assert_cmpstr(decode_err.message, ==, err.message);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cred/a record comes back as it was",
			a_record_comes_back_as_it_was);
	g_test_add_func("/cred/a replaced token leaves its end",
			a_replaced_token_leaves_its_end);
	g_test_add_func("/cred/a login keeps what belongs to it",
			a_login_keeps_what_belongs_to_it);
	g_test_add_func("/cred/a client has its secret and its name",
			a_client_has_its_secret_and_its_name);
	g_test_add_func("/cred/the end of a token is told by its record",
			the_end_of_a_token_is_told_by_its_record);
	g_test_add_func("/cred/what does not fit is refused",
			what_does_not_fit_is_refused);
	g_test_add_func("/cred/damaged records are refused",
			damaged_records_are_refused);
	g_test_add_func("/cred/a cut record is refused",
			a_cut_record_is_refused);
	g_test_add_func("/cred/unknown parts and a missing time do not matter",
			unknown_parts_and_a_missing_time_do_not_matter);
	g_test_add_func("/cred/a newer record is refused and not replaced",
			a_newer_record_is_refused_and_not_replaced);
	return g_test_run();
}
