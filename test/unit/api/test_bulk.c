#include "lib/api/bulk.h"

#include <glib/gstdio.h>
#include <string.h>

#include "test/unit/api/write_desk.h"

#define CUSTOMERS FIXTURE_BASE "/customers"
#define POST(...)                                                              \
	{                                                                      \
		.method = "POST", .url = CUSTOMERS, __VA_ARGS__                \
	}

static const struct results_about about = {
	.digest = "abc",
	.action = "create",
	.path = "customers",
	.api = FIXTURE_BASE,
	.profile = "default",
};

/* Rows over a script, and what the watcher saw. */
struct run {
	struct desk desk;
	char *folder, *path;
	struct results *results;
	struct row_keys *keys;
	struct rows *rows;
	struct bulk_watch watch;
	struct bulk_config config;
	struct bulk_counts counts;
	GString *said;
	size_t over_after; /* how many looks; 0: never */
	struct error err;
};

static bool on_done(void *user, const struct row *row,
		    const struct write_result *result, struct error *err)
{
	struct run *r = user;
	g_autofree char *text = NULL;

	(void)result;
	/* it must be possible to look while it runs */
	g_assert_true(g_file_get_contents(r->path, &text, NULL, NULL));
	g_string_append_printf(r->said, "+%zu", row->number);
	return row->number != 9 || error_set(err, ERR_CLOSED_PIPE, "closed");
}

static void on_failed(void *user, const struct row *row, struct error *why)
{
	struct run *r = user;

	g_assert_nonnull(why->message);
	g_string_append_printf(r->said, "-%zu", row->number);
}

static bool is_over(void *user, const struct bulk_counts *counts)
{
	struct run *r = user;

	g_assert_cmpuint(counts->rows, >, 0);
	return r->over_after > 0 && --r->over_after == 0;
}

static void add_key(void *user, const struct row *row)
{
	struct run *r = user;

	row_keys_add(r->keys, row);
}

static void run_open(struct run *r, const struct script_step *steps,
		     size_t count, const char *text)
{
	const struct rows_config rows = {
		.text = text,
		.len = strlen(text),
		.name = "'f'",
		.resource = &resource_customer,
		.on_row = add_key,
		.user = r,
	};
	size_t number = 0;

	r->keys = row_keys_new("customers");
	desk_open(&r->desk, steps, count);
	r->folder = g_dir_make_tmp("bulk-XXXXXX", NULL);
	r->path = g_build_filename(r->folder, "r", NULL);
	r->said = g_string_new(NULL);
	g_assert_true(rows_check(&rows, &number, &r->err));
	g_assert_true(rows_open(&rows, &r->rows, &r->err));
	g_assert_true(results_create(r->path, &about, r->keys, 0, &r->results,
				     &r->err));
	r->watch = (struct bulk_watch){ on_done, on_failed, is_over, r };
	r->config = (struct bulk_config){
		.writer = r->desk.writer,
		.rows = r->rows,
		.results = r->results,
		.resource = &resource_customer,
		.action = WRITE_CREATE,
		.concurrency = 2,
		.watch = &r->watch,
	};
}

static void run_close(struct run *r)
{
	rows_free(r->rows);
	results_free(r->results);
	row_keys_free(r->keys);
	error_release(&r->err);
	desk_close(&r->desk);
	(void)g_unlink(r->path);
	g_assert_cmpint(g_rmdir(r->folder), ==, 0);
	g_free(r->path);
	g_free(r->folder);
	g_string_free(r->said, TRUE);
}

/* The outcomes in the file, row by row: "1 done". */
static char *outcomes(const struct run *r)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	GString *said = g_string_new(NULL);

	g_assert_true(g_file_get_contents(r->path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines + 1; **line; line++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *word = NULL;
		struct js note;
		int64_t row;

		g_assert_true(
			js_check(*line, strlen(*line), "it", &note, &err));
		g_assert_true(js_int(js_member(note, "row"), &row));
		word = js_text(js_member(note, "outcome"), NULL);
		g_string_append_printf(said, "%d %s;", (int)row, word);
	}
	return g_string_free(said, FALSE);
}

static void expect(const struct run *r, const char *said, const char *file)
{
	g_autofree char *got = outcomes(r);

	g_assert_cmpstr(r->said->str, ==, said);
	g_assert_cmpstr(got, ==, file);
}

#define CREATED	  .status = 201, .body = "{\"data\":{\"id\":\"cust-7\"}}"
#define NO_ANSWER .fault = HTTP_BROKEN

static void outcomes_are_told_and_noted(void)
{
	static const struct script_step steps[] = {
		POST(CREATED),
		{ .method = "POST", .url = CUSTOMERS, .status = 422 },
		{ .method = "POST", .url = CUSTOMERS, NO_ANSWER },
		{ .method = "POST", .url = CUSTOMERS, .status = 204 },
	};
	AUTO(run_close) struct run r = { 0 };

	run_open(&r, steps, G_N_ELEMENTS(steps), "name\na\nb\nc\nd\n");
	r.config.concurrency = 1;
	g_assert_true(bulk_run(&r.config, &r.counts, &r.err));
	expect(&r, "+1-2-3+4", "1 done;2 failed;3 unknown;4 done;");
	g_assert_cmpuint(r.counts.now.done, ==, 2);
	g_assert_cmpuint(r.counts.now.failed, ==, 1);
	g_assert_cmpuint(r.counts.now.unknown, ==, 1);
	for (size_t i = 0; i < 4; i++) {
		const char *key = row_keys_at(r.keys, i + 1)->text;

		g_assert_nonnull(
			strstr(script_request(r.desk.fixture.script, i), key));
	}
}

static void what_was_sent_is_never_sent_again_unasked(void)
{
	static const struct script_step steps[] = {
		POST(CREATED), POST(CREATED), POST(CREATED), POST(CREATED)
	};
	static const struct results_note notes[] = {
		{ 1, RESULTS_DONE, "cust-1", NULL },
		{ 2, RESULTS_SENT, NULL, NULL },
		{ 3, RESULTS_UNKNOWN, NULL, NULL },
		{ 4, RESULTS_FAILED, NULL, NULL },
	};

	for (int retry = 0; retry < 2; retry++) {
		AUTO(run_close) struct run r = { 0 };

		run_open(&r, steps, retry ? 4 : 2, "name\na\nb\nc\nd\ne\n");
		for (size_t i = 0; i < G_N_ELEMENTS(notes); i++)
			results_add(r.results, &notes[i]);
		r.config.retry_unknown = retry;
		r.config.concurrency = 1;
		g_assert_true(bulk_run(&r.config, &r.counts, &r.err));
		g_assert_cmpuint(r.counts.earlier, ==, 1);
		g_assert_cmpuint(r.counts.left, ==, retry ? 0 : 2);
		expect(&r, retry ? "+2+3+4+5" : "+4+5",
		       retry ? "1 done;2 done;3 done;4 done;5 done;"
			     : "1 done;2 unknown;3 unknown;4 done;5 done;");
	}
}

static void what_would_fail_again_ends_the_run(void)
{
	static const struct {
		struct script_step step;
		const char *said, *file;
		enum error_code code;
	} cases[] = {
		{ { .status = 401 }, "-1", "1 failed;", ERR_LOGIN },
		{ { .status = 403 }, "-1", "1 failed;", ERR_DENIED },
		{ { .status = 429 }, "", "", ERR_THROTTLED },
		{ { .fault = HTTP_NO_CONNECTION, .not_sent = true },
		  "",
		  "",
		  ERR_NETWORK },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(run_close) struct run r = { 0 };
		struct script_step step = cases[i].step;

		step.method = "POST";
		step.url = CUSTOMERS;
		run_open(&r, &step, 1, "name\na\nb\nc\n");
		r.config.concurrency = 1;
		g_assert_false(bulk_run(&r.config, &r.counts, &r.err));
		g_assert_cmpint(r.err.code, ==, cases[i].code);
		expect(&r, cases[i].said, cases[i].file);
	}
}

static void too_many_silent_in_a_row_end_the_run(void)
{
	struct script_step steps[WRITES_SILENT_MAX];
	g_autoptr(GString) text = g_string_new("name\n");
	AUTO(run_close) struct run r = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		steps[i] = (struct script_step)POST(NO_ANSWER);
		g_string_append(text, "x\ny\n");
	}
	run_open(&r, steps, G_N_ELEMENTS(steps), text->str);
	r.config.concurrency = 1;
	g_assert_false(bulk_run(&r.config, &r.counts, &r.err));
	g_assert_cmpint(r.err.code, ==, ERR_PARTIAL);
	g_assert_cmpuint(r.counts.now.unknown, ==, WRITES_SILENT_MAX);
}

static void an_end_finishes_what_is_in_flight(void)
{
	static const struct script_step steps[] = {
		{ .method = "POST", .url = CUSTOMERS, .takes_ms = 50, CREATED },
		{ .method = "POST",
		  .url = CUSTOMERS,
		  .takes_ms = 900,
		  CREATED },
		{ .method = "POST", .url = CUSTOMERS, .takes_ms = 50, CREATED },
	};
	AUTO(run_close) struct run r = { 0 };

	run_open(&r, steps, G_N_ELEMENTS(steps), "name\na\nb\nc\nd\n");
	r.over_after = 2;
	g_assert_true(bulk_run(&r.config, &r.counts, &r.err));
	expect(&r, "+1+3+2", "1 done;2 done;3 done;");
	g_assert_cmpuint(r.counts.now.done, ==, 3);
}

static void an_output_that_fails_ends_the_run(void)
{
	static const struct script_step created = POST(CREATED);
	struct script_step steps[9];
	AUTO(run_close) struct run r = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
		steps[i] = created;
	run_open(&r, steps, 9, "name\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
	r.config.concurrency = 1;
	g_assert_false(bulk_run(&r.config, &r.counts, &r.err));
	g_assert_cmpint(r.err.code, ==, ERR_CLOSED_PIPE);
	g_assert_cmpint(results_state(r.results, 9), ==, RESULTS_DONE);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/bulk/" #name, name)
	ADD(outcomes_are_told_and_noted);
	ADD(what_was_sent_is_never_sent_again_unasked);
	ADD(what_would_fail_again_ends_the_run);
	ADD(too_many_silent_in_a_row_end_the_run);
	ADD(an_end_finishes_what_is_in_flight);
	ADD(an_output_that_fails_ends_the_run);
	return g_test_run();
}
