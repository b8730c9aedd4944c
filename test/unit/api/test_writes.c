#include "lib/api/writes.h"

#include <string.h>

/* One letter for each write: what has become of it. */
static const struct {
	char letter;
	enum write_outcome outcome;
	enum error_code code;
} ends[] = {
	{ 'd', WRITE_DONE, ERR_NONE },
	{ '4', WRITE_REJECTED, ERR_NOT_FOUND },
	{ '8', WRITE_REJECTED, ERR_REJECTED },
	{ 'l', WRITE_REJECTED, ERR_LOGIN },
	{ 'p', WRITE_REJECTED, ERR_DENIED },
	{ 's', WRITE_REJECTED, ERR_NETWORK },
	{ 'u', WRITE_UNKNOWN, ERR_OTHER },
	{ 'n', WRITE_NOT_DONE, ERR_NETWORK },
	{ 't', WRITE_NOT_DONE, ERR_THROTTLED },
};

/* Take one in. True: the run is over, because of *why. */
static bool take(struct writes *writes, char letter, struct error *why)
{
	AUTO(write_result_release) struct write_result result = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		if (ends[i].letter != letter)
			continue;
		result.outcome = ends[i].outcome;
		if (ends[i].code != ERR_NONE)
			(void)error_set(&result.err, ends[i].code, "%c",
					letter);
	}
	writes_count(writes, &result, WRITE_CREATE);
	return result.outcome != WRITE_DONE &&
	       writes_are_over(writes, &result, why);
}

static void what_ends_a_run_and_with_what(void)
{
	static const struct {
		const char *writes;
		bool is_over; /* after the last of them, and not before */
		enum error_code why, whole;
		const char *text;
	} cases[] = {
		{ "d4", false, ERR_NONE, ERR_PARTIAL,
		  "1 of 20 rows are done, 1 failed" },
		{ "48", false, ERR_NONE, ERR_NOT_FOUND,
		  "0 of 20 rows are done, 2 failed" },
		/* what is not known matters more than what was refused */
		{ "4u", false, ERR_NONE, ERR_OTHER,
		  "0 of 20 rows are done, 1 failed, of 1 the outcome is "
		  "unknown" },
		{ "u4", false, ERR_NONE, ERR_OTHER, NULL },
		{ "uu", false, ERR_NONE, ERR_OTHER, NULL },
		{ "dl", true, ERR_LOGIN, ERR_PARTIAL, NULL },
		{ "p", true, ERR_DENIED, ERR_DENIED, NULL },
		{ "n", true, ERR_NETWORK, ERR_NONE, "0 of 20 rows are done" },
		{ "ddt", true, ERR_THROTTLED, ERR_PARTIAL,
		  "2 of 20 rows are done" },
		{ "uuuuuuuuuu", true, ERR_PARTIAL, ERR_OTHER, NULL },
		{ "uuuuu4uuuuu", true, ERR_PARTIAL, ERR_OTHER, NULL },
		{ "ssssssssss", true, ERR_PARTIAL, ERR_NETWORK, NULL },
		{ "sssssuuuuu", true, ERR_PARTIAL, ERR_OTHER, NULL },
		{ "ssssss4dsssss", false, ERR_NONE, ERR_PARTIAL, NULL },
		{ "uuuuuduuuuuuuuu", false, ERR_NONE, ERR_PARTIAL, NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error why = { 0 };
		struct writes writes = { 0 };
		size_t len = strlen(cases[i].writes);
		g_autofree char *text = NULL;

		for (size_t at = 0; at < len; at++)
			g_assert_cmpint(
				take(&writes, cases[i].writes[at], &why), ==,
				cases[i].is_over && at + 1 == len);
		g_assert_cmpint(why.code, ==, cases[i].why);
		g_assert_cmpint(writes_code(&writes), ==, cases[i].whole);
		text = writes_text(&writes, 20, "rows");
		if (cases[i].text)
			g_assert_cmpstr(text, ==, cases[i].text);
	}
}

static void what_is_done_may_not_be_confirmed(void)
{
	static const struct {
		enum write_action action;
		int status;
		const char *record; /* NULL: none */
		const char *text;
	} cases[] = {
		{ WRITE_CREATE, 201, "{}", "" },
		{ WRITE_CREATE, 202, "{}", "" },
		{ WRITE_CREATE, 202, NULL, "; accepted, not yet confirmed: 1" },
		{ WRITE_UPDATE, 204, NULL, "; answered without a record: 1" },
		{ WRITE_DELETE, 204, NULL, "" },
		{ WRITE_DELETE, 202, "{}", "; accepted, not yet confirmed: 1" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct write_result result = {
			.reply.http.status = cases[i].status,
			.record = { cases[i].record,
				    cases[i].record ? strlen(cases[i].record)
						    : 0 },
		};
		struct writes writes = { 0 };
		g_autofree char *text = NULL;

		writes_count(&writes, &result, cases[i].action);
		text = writes_doubts(&writes);
		g_assert_cmpstr(text, ==, cases[i].text);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/writes/what ends a run, and with what",
			what_ends_a_run_and_with_what);
	g_test_add_func("/writes/what is done may not be confirmed",
			what_is_done_may_not_be_confirmed);
	return g_test_run();
}
