#include "lib/api/contradiction.h"

#include <string.h>

static struct js checked(const char *text)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root;

	g_assert_true(js_check(text, strlen(text), "it", &root, &err));
	return root;
}

static void only_another_value_counts(void)
{
	static const struct {
		const char *sent, *record, *text;
	} cases[] = {
		{ "{\"status\":\"completed\"}", "{\"status\":\"open\"}",
		  "status is 'open', not 'completed'" },
		{ "{\"a\":1,\"b\":true}", "{\"a\":2,\"b\":false}",
		  "a is '2', not '1'; b is 'false', not 'true'" },
		{ "{\"a\":\"\"}", "{\"a\":\"x\"}", "a is 'x', not ''" },
		{ "{\"a\":\"2026-01-01T00:00:00Z\"}",
		  "{\"a\":\"2026-01-01T01:00:00Z\"}",
		  "a is '2026-01-01T01:00:00Z', not '2026-01-01T00:00:00Z'" },
		{ "{\"a\":\"2026-01-01\"}", "{\"a\":\"2026-01-02\"}",
		  "a is '2026-01-02', not '2026-01-01'" },
		{ "{\"a\":\"y\"}",
		  "{\"a\":\"0123456789012345678901234567890123456789x\"}",
		  "a is '0123456789012345678901234567890123456789...', not "
		  "'y'" },
		{ "{\"a\":{\"b\":{\"c\":1}}}", "{\"a\":{\"b\":{\"c\":2}}}",
		  "a.b.c is '2', not '1'" },
		/* the same in another form */
		{ "{\"a\":\"In Progress \"}", "{\"a\":\"in_progress\"}", NULL },
		{ "{\"a\":\"+49 30 123\"}", "{\"a\":\"+4930123\"}", NULL },
		{ "{\"a\":\"M\u00fcller\"}", "{\"a\":\"Mu\u0308LLER\"}", NULL },
		{ "{\"a\":1.0}", "{\"a\":1}", NULL },
		{ "{\"a\":1e2}", "{\"a\":100.00}", NULL },
		{ "{\"a\":\"2026-01-01T00:00:00Z\"}",
		  "{\"a\":\"2026-01-01T00:00:00+00:00\"}", NULL },
		{ "{\"a\":\"2026-01-01T09:00:00+01:00\"}",
		  "{\"a\":\"2026-01-01T08:00:00.000Z\"}", NULL },
		{ "{\"a\":\"2026-01-01\"}", "{\"a\":\"2026-01-01T10:00:00Z\"}",
		  NULL },
		{ "{\"a\":\"2026-01-01T09:00:00+01:00\"}",
		  "{\"a\":\"2026-01-01T08:00:00\"}", NULL },
		/* nothing to compare */
		{ "{\"a\":\"1\"}", "{\"a\":2}", NULL },
		{ "{\"a\":null}", "{\"a\":2}", NULL },
		{ "{\"a\":2}", "{\"a\":null}", NULL },
		{ "{\"a\":2}", "{\"b\":3}", NULL },
		{ "{\"a\":{\"b\":1}}", "{\"a\":[2]}", NULL },
		{ "{\"a\":{\"b\":1}}", "{\"b\":2,\"a\":{\"c\":2}}", NULL },
		{ "{\"a\":[1]}", "{\"a\":[2]}", NULL },
		{ "{}", "{\"a\":2}", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = NULL;

		g_test_message("%s", cases[i].sent);
		text = contradiction_find(checked(cases[i].sent),
					  checked(cases[i].record));
		g_assert_cmpstr(text, ==, cases[i].text);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/contradiction/only another value counts",
			only_another_value_counts);
	return g_test_run();
}
