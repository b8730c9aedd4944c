/* What out.c decides, and what single formats do beyond the contract of all
   (test/contract/test_out.c). */
#include "lib/ui/out.h"

#include <pty.h>
#include <string.h>
#include <unistd.h>

#include "test/unit/ui/capture.h"

static const struct field fields[] = {
	{ "id", "Id", FIELD_REF, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "status", "Status", FIELD_STATUS, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "note", "Note", FIELD_TEXT, FIELD_COLUMN, "" },
	{ .name = NULL }
};

/* Send the elements of an array out; NULL: refused, see *err. */
static char *print(struct io *io, const struct capture *c,
		   const struct out_config *config, const char *array,
		   struct error *err)
{
	AUTO(out_drop) struct out *out = NULL;
	struct js_walk walk = { 0 };
	struct js root;

	if (!js_check(array, strlen(array), "it", &root, err) ||
	    !out_open(io, config, &out, err))
		return NULL;
	while (js_next(root, &walk))
		if (!out_record(out, walk.value, err))
			return NULL;
	if (!out_finish(out, err))
		return NULL;
	return c ? capture_out(c, NULL) : g_strdup("");
}

static void assert_printed(struct out_config config, const char *array,
			   const char *wanted)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;

	if (!config.fields)
		config.fields = fields;
	text = print(c.io, &c, &config, array, &err);
	g_assert_cmpstr(err.message, ==, NULL);
	g_assert_cmpstr(text, ==, wanted);
}

static void assert_refused(struct out_config config, const char *array,
			   enum error_code code, const char *message)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };

	g_assert_null(print(c.io, &c, &config, array, &err));
	g_assert_cmpint(err.code, ==, code);
	g_assert_cmpstr(err.message, ==, message);
}

static void names_follow_the_formats(void)
{
	g_assert_cmpstr(out_format_names[OUT_TABLE], ==, "table");
	g_assert_cmpstr(out_format_names[OUT_NDJSON], ==, "ndjson");
	g_assert_cmpstr(out_format_names[OUT_TSV], ==, "tsv");
	g_assert_cmpstr(out_format_names[OUT_ID], ==, "id");
	g_assert_null(out_format_names[OUT_ID + 1]);
}

static void a_header_can_be_left_out(void)
{
	static const char array[] = "[{\"id\":\"a\",\"status\":\"s\"}]";

	assert_printed(
		(struct out_config){ .format = OUT_CSV, .no_header = true },
		array, "a,s\r\n");
	assert_printed(
		(struct out_config){ .format = OUT_TSV, .no_header = true },
		array, "a\ts\n");
	assert_printed(
		(struct out_config){ .format = OUT_TABLE, .no_header = true },
		array, "a  s\n");
}

static void a_byte_order_mark_is_for_csv(void)
{
	assert_printed((struct out_config){ .format = OUT_CSV,
					    .csv_bom = true,
					    .wanted = "id" },
		       "[]", "\xef\xbb\xbfid\r\n");
	assert_printed((struct out_config){ .format = OUT_TSV,
					    .csv_bom = true,
					    .wanted = "id" },
		       "[]", "id\n");
}

struct formula {
	const char *json;
	const char *cell;
};

static void formulas_are_guarded_when_asked_for(void)
{
	static const struct formula cells[] = {
		{ "\"=1+1\"", "'=1+1" },
		{ "\"+49 40\"", "'+49 40" },
		{ "\"-x\"", "'-x" },
		{ "\"@a\"", "'@a" },
		{ "\"\\tx\"", "'\tx" },
		{ "\"\\rx\"", "\"'\rx\"" },
		{ "\"\\nx\"", "\"'\nx\"" },
		{ "\"\\uff1dx\"", "'\xef\xbc\x9dx" },
		{ "\"\\uff0bx\"", "'\xef\xbc\x8bx" },
		{ "\"\\uff0dx\"", "'\xef\xbc\x8dx" },
		{ "\"\\uff20x\"", "'\xef\xbc\xa0x" },
		{ "\"a=b\"", "a=b" },
		{ "-5", "-5" },
		{ "\"\"", "\"\"" },
	};
	const struct out_config config = { .format = OUT_CSV,
					   .wanted = "note",
					   .no_header = true,
					   .csv_safe = true };

	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
		g_autofree char *array =
			g_strdup_printf("[{\"note\":%s}]", cells[i].json);
		g_autofree char *wanted =
			g_strconcat(cells[i].cell, "\r\n", NULL);

		assert_printed(config, array, wanted);
	}
}

static void formulas_are_left_alone_otherwise(void)
{
	assert_printed((struct out_config){ .format = OUT_CSV,
					    .wanted = "note",
					    .no_header = true },
		       "[{\"note\":\"=1+1\"}]", "=1+1\r\n");
	assert_printed((struct out_config){ .format = OUT_TSV,
					    .wanted = "note",
					    .no_header = true,
					    .csv_safe = true },
		       "[{\"note\":\"=1+1\"}]", "'=1+1\n");
}

static void cells_are_quoted_only_when_needed(void)
{
	assert_printed((struct out_config){ .format = OUT_CSV,
					    .wanted = "note",
					    .no_header = true },
		       "[{\"note\":\"plain; 'x'\"},{\"note\":\"a,b\"},"
		       "{\"note\":\" a\"},{\"note\":\"a \"},"
		       "{\"note\":\"say \\\"a\\\"\"}]",
		       "plain; 'x'\r\n\"a,b\"\r\n\" a\"\r\n\"a \"\r\n"
		       "\"say \"\"a\"\"\"\r\n");
}

static void escapes_of_tsv_can_be_undone(void)
{
	assert_printed((struct out_config){ .format = OUT_TSV,
					    .wanted = "note",
					    .no_header = true },
		       "[{\"note\":\"a\\tb\\nc\\rd\\\\te\\u001b\"}]",
		       "a\\tb\\nc\\rd\\\\te\\x1b\n");
}

static void csv_tells_what_it_has_no_column_for(void)
{
	static const struct field nested[] = {
		{ "id", "Id", FIELD_REF, FIELD_LISTED, "" },
		{ "at.city", "City", FIELD_TEXT, FIELD_LISTED, "" },
		{ "list", "List", FIELD_TEXT, FIELD_LISTED, "" },
		{ .name = NULL }
	};
	static const struct {
		const char *record, *told;
		struct out_config config;
	} cases[] = {
		{ "{\"id\":1,\"at\":{\"city\":2},\"list\":[{\"x\":1}]}",
		  NULL,
		  { .format = OUT_CSV } },
		{ "{\"id\":1,\"late\":null,\"at\":null}",
		  NULL,
		  { .format = OUT_CSV } },
		{ "{\"i\":1,\"idx\":{\"y\":1}}",
		  "i, idx",
		  { .format = OUT_CSV } },
		{ "{\"at\":{\"city\":1,\"zip\":2},\"x\":3}",
		  "at.zip, x",
		  { .format = OUT_CSV } },
		{ "{\"at\":\"there\"}", "at", { .format = OUT_CSV } },
		{ "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1}",
		  "a, b, c, d, e",
		  { .format = OUT_CSV } },
		{ "[1]", NULL, { .format = OUT_CSV } },
		{ "{\"x\":1}", NULL, { .format = OUT_CSV, .wanted = "id" } },
		{ "{\"x\":1}", NULL, { .format = OUT_NDJSON } },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(capture_release) struct capture c = capture_open();
		AUTO(error_release) struct error err = { 0 };
		AUTO(out_drop) struct out *out = NULL;
		struct out_config config = cases[i].config;
		g_autofree char *told = NULL;
		struct js record;

		config.fields = nested;
		g_assert_true(js_check(cases[i].record, strlen(cases[i].record),
				       "it", &record, &err));
		g_assert_true(out_open(c.io, &config, &out, &err));
		g_assert_true(out_record(out, record, &err));
		g_assert_true(out_record(out, record, &err));
		told = out_without_column(out);
		g_assert_cmpstr(told, ==, cases[i].told);
	}
}

static void a_record_without_id_has_no_id(void)
{
	static const struct out_config config = { .format = OUT_ID };

	assert_refused(config, "[{\"id\":\"a\"},{\"name\":\"b\"}]", ERR_OTHER,
		       "1 of 2 records has no id");
	assert_refused(config, "[{\"id\":null},{\"id\":\"\"},{\"id\":\"b\"}]",
		       ERR_OTHER, "2 of 3 records have no id");
	assert_refused(config, "[{\"id\":{}}]", ERR_OTHER,
		       "the record has no id");
	assert_refused(config, "[5]", ERR_OTHER, "the record has no id");
	assert_printed(config, "[{\"id\":7},{\"id\":\"a\\nb\"}]", "7\na\\nb\n");
}

static void columns_are_needed_where_they_are_shown(void)
{
	assert_refused((struct out_config){ .format = OUT_TABLE }, "[]",
		       ERR_USAGE, "this output has no columns");
	assert_refused((struct out_config){ .format = OUT_CSV }, "[]",
		       ERR_USAGE, "this output has no columns");
	assert_refused((struct out_config){ .format = OUT_ID,
					    .fields = fields,
					    .wanted = "nix" },
		       "[]", ERR_USAGE, "unknown field 'nix'");
}

/* An array of that many records, of which the last alone has "x_zone". */
static char *records_with_zone(size_t count)
{
	GString *array = g_string_new("[");

	for (size_t i = 1; i < count; i++)
		g_string_append(array, "{\"id\":\"a\"},");
	g_string_append(array, "{\"id\":\"z\",\"x_zone\":5}]");
	return g_string_free(array, FALSE);
}

static void a_field_of_the_first_records_is_taken(void)
{
	const struct out_config config = { .format = OUT_CSV,
					   .fields = fields,
					   .wanted = "id,x_zone",
					   .may_be_more = true };
	g_autofree char *few = records_with_zone(2);
	g_autofree char *page = records_with_zone(OUT_HELD_MAX);
	g_autofree char *more = records_with_zone(OUT_HELD_MAX + 1);
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;

	assert_printed(config, few, "id,x_zone\r\na,\r\nz,5\r\n");
	assert_refused(config, more, ERR_USAGE, "unknown field 'x_zone'");
	assert_refused(config, "[{\"id\":\"a\"}]", ERR_USAGE,
		       "unknown field 'x_zone'");
	assert_printed(config, "[]", "id,x_zone\r\n");
	text = print(c.io, &c, &config, page, &err);
	g_assert_true(g_str_has_suffix(text, "a,\r\nz,5\r\n"));
}

static void a_filter_speaks_json(void)
{
	static const char array[] = "[{\"id\":\"a\",\"x\":1},{\"id\":\"b\"}]";
	struct out_config config = { .filter = "map(keys)",
				     .wanted = "id",
				     .jq_part = g_getenv("JQ_PART") };

	if (!FENTU_WITH_JQ) {
		assert_refused(config, array, ERR_USAGE,
			       "this fentu was built without --jq");
		return;
	}
	for (unsigned i = OUT_TABLE; i <= OUT_ID; i++) {
		config.format = (enum out_format)i;
		if (config.format != OUT_NDJSON)
			assert_printed(config, array, "[[\"id\"],[\"id\"]]\n");
	}
	config.format = OUT_NDJSON;
	config.filter = ".id";
	assert_printed(config, array, "a\nb\n");
	config.format = OUT_JSON;
	config.single = true;
	assert_printed(config, "[{\"id\":\"a\"}]", "a\n");
}

static void on_a_terminal_json_is_indented(void)
{
	const struct winsize size = { .ws_col = 40, .ws_row = 10 };
	const struct out_config config = { .format = OUT_JSON };
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *done = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	char some[256];
	ssize_t got;
	int master, fd;
	struct io *io;

	g_assert_cmpint(openpty(&master, &fd, NULL, NULL, &size), ==, 0);
	io = io_open_fds(fd, fd, fd);
	done = print(io, NULL, &config, "[{\"id\":1,\"a\":[]}, {}]", &err);
	g_assert_nonnull(done);
	io_free(io);
	(void)close(fd);
	while ((got = read(master, some, sizeof(some))) > 0)
		g_string_append_len(text, some, got);
	g_assert_cmpstr(text->str, ==,
			"[\r\n  {\r\n    \"id\": 1,\r\n    \"a\": []\r\n  },"
			"\r\n  {}\r\n]\r\n");
	(void)close(master);
}

#define ADD(test) g_test_add_func("/out/" #test, test)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD(names_follow_the_formats);
	ADD(a_header_can_be_left_out);
	ADD(a_byte_order_mark_is_for_csv);
	ADD(formulas_are_guarded_when_asked_for);
	ADD(formulas_are_left_alone_otherwise);
	ADD(cells_are_quoted_only_when_needed);
	ADD(escapes_of_tsv_can_be_undone);
	ADD(csv_tells_what_it_has_no_column_for);
	ADD(a_record_without_id_has_no_id);
	ADD(columns_are_needed_where_they_are_shown);
	ADD(a_field_of_the_first_records_is_taken);
	ADD(a_filter_speaks_json);
	ADD(on_a_terminal_json_is_indented);
	return g_test_run();
}
