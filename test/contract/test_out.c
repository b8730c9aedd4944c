/*
 * What every way out has to keep, whatever its format: the same rows, a clean
 * end for none, one and many, nothing that a terminal obeys, and the truth
 * about a write that failed.
 */
#include "lib/ui/out.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "test/contract/out_ways.h"
#include "test/unit/ui/capture.h"
#include "test/unit/ui/hostile.h"

enum { MANY = 3000 };

static void assert_sent(const char *way, const char *array, const char *wanted)
{
	AUTO(way_drop_text) GString *text = way_send(way_named(way), array);

	g_assert_cmpstr(text->str, ==, wanted);
}

#define CSV_HEADER                                                             \
	"id,status,customer.name,address,due,day,minutes,cost,done,parts\r\n"
#define TSV_HEADER                                                             \
	"id\tstatus\tcustomer.name\taddress\tdue\tday\tminutes\tcost\tdone\t"  \
	"parts\n"

static void no_record_is_a_clean_end(void)
{
	assert_sent("table", "[]", "");
	assert_sent("card", "[]", "");
	assert_sent("json", "[]", "[]\n");
	assert_sent("json-fields", "[]", "[]\n");
	assert_sent("ndjson", "[]", "");
	assert_sent("csv", "[]", CSV_HEADER);
	assert_sent("tsv", "[]", TSV_HEADER);
	assert_sent("id", "[]", "");
}

#define ONE                                                                    \
	"[{\"id\": \"a-1\",\"status\":\"open\", \"x\":[1.50,1e400],"           \
	"\"customer\":{\"name\":\"N\\\"ord, Co\"},"                            \
	"\"due\":\"2025-03-04T08:00:00Z\",\"minutes\":90,\"done\":true,"       \
	"\"cost\":12345678901234567890.10,\"parts\":[\"p\", \"q\"]}]"
#define ONE_RECORD                                                             \
	"{\"id\":\"a-1\",\"status\":\"open\",\"x\":[1.50,1e400],"              \
	"\"customer\":{\"name\":\"N\\\"ord, Co\"},"                            \
	"\"due\":\"2025-03-04T08:00:00Z\",\"minutes\":90,\"done\":true,"       \
	"\"cost\":12345678901234567890.10,\"parts\":[\"p\",\"q\"]}"

static void one_record_is_as_it_was_sent(void)
{
	assert_sent("json", ONE, "[" ONE_RECORD "]\n");
	assert_sent("object", ONE, ONE_RECORD "\n");
	assert_sent("ndjson", ONE, ONE_RECORD "\n");
	assert_sent("json-fields", ONE,
		    "[{\"id\":\"a-1\",\"customer\":{\"name\":\"N\\\"ord, "
		    "Co\"},\"address\":null,\"parts\":[\"p\",\"q\"]}]\n");
	assert_sent("id", ONE, "a-1\n");
}

static void one_record_is_a_row(void)
{
	assert_sent("csv", ONE,
		    CSV_HEADER
		    "a-1,open,\"N\"\"ord, Co\",,2025-03-04T08:00:00Z,,90,"
		    "12345678901234567890.10,true,\"[\"\"p\"\",\"\"q\"\"]\""
		    "\r\n");
	assert_sent("tsv", ONE,
		    TSV_HEADER
		    "a-1\topen\tN\"ord, Co\t\t2025-03-04T08:00:00Z\t\t90\t"
		    "12345678901234567890.10\ttrue\t[\"p\",\"q\"]\n");
	assert_sent("table", ONE,
		    "Id   Status  Customer   Address  Due               Day  "
		    "  Time                     Cost  Done  Parts\n"
		    "a-1  open    N\"ord, Co           2025-03-04 13:30       "
		    "1 h 30  12345678901234567890.10  yes   p, q\n");
	assert_sent("card", ONE,
		    "Id         a-1\n"
		    "Status     open\n"
		    "Customer   N\"ord, Co\n"
		    "Due        2025-03-04 13:30\n"
		    "Time       1 h 30\n"
		    "Cost       12345678901234567890.10\n"
		    "Done       yes\n"
		    "Parts      p, q\n");
}

static void a_list_of_records_hangs_below_the_card(void)
{
	assert_sent("card",
		    "[{\"id\":\"a\",\"parts\":[{\"name\":\"Seal\","
		    "\"quantity\":2}],\"status\":\"a\\nb\\n\"}]",
		    "Id       a\n"
		    "Status   a\n"
		    "         b\n"
		    "\n"
		    "Parts\n"
		    "  NAME  QUANTITY\n"
		    "  Seal         2\n");
}

static void what_is_missing_or_of_another_type_is_borne(void)
{
	static const char *const records[] = {
		"[{\"id\":\"a\"}]",
		"[{\"id\":\"a\",\"status\":null,\"customer\":null,"
		"\"address\":null,\"minutes\":null,\"parts\":null}]",
		"[{\"id\":\"a\",\"status\":{\"x\":1},\"customer\":\"N\","
		"\"address\":{\"street\":5},\"due\":7,\"day\":[],"
		"\"minutes\":\"m\",\"cost\":\"c\",\"done\":0,\"parts\":{}}]",
		"[{\"id\":7,\"unknown\":{\"deep\":[{\"er\":1}]}}]",
	};

	for (size_t i = 0; i < way_count; i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(records); j++) {
			AUTO(way_drop_text)
			GString *text = way_send(&ways[i], records[j]);

			g_assert_cmpuint(text->len, >, 0);
			g_assert_cmpint(text->str[text->len - 1], ==, '\n');
		}
	}
}

static char *many_records(void)
{
	g_autoptr(GString) array = g_string_new("[");

	for (int i = 0; i < MANY; i++)
		g_string_append_printf(array,
				       "%s{\"id\":\"wo-%d\",\"status\":\"open\""
				       ",\"minutes\":%d}",
				       i > 0 ? "," : "", i, i);
	g_string_append_c(array, ']');
	return g_string_free(g_steal_pointer(&array), FALSE);
}

/* The identifiers of an output, one behind the other. */
static char *ids_of(const GString *text)
{
	g_autoptr(GRegex) pattern = g_regex_new("wo-[0-9]+", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autoptr(GString) ids = g_string_new(NULL);

	g_regex_match_full(pattern, text->str, (gssize)text->len, 0, 0, &match,
			   NULL);
	while (g_match_info_matches(match)) {
		g_autofree char *id = g_match_info_fetch(match, 0);

		g_string_append_printf(ids, "%s\n", id);
		g_match_info_next(match, NULL);
	}
	return g_string_free(g_steal_pointer(&ids), FALSE);
}

static void every_format_has_the_same_rows_in_the_same_order(void)
{
	static const char *const names[] = { "table",  "json",	  "json-fields",
					     "ndjson", "csv",	  "csv-every",
					     "tsv",    "csv-safe" };
	g_autofree char *array = many_records();
	AUTO(way_drop_text) GString *plain = way_send(way_named("id"), array);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		AUTO(way_drop_text)
		GString *text = way_send(way_named(names[i]), array);
		g_autofree char *ids = ids_of(text);

		g_assert_cmpstr(ids, ==, plain->str);
	}
}

/* As JSON may spell it: with escapes, or, where that is allowed, as it is.
   NULL: it is not. */
static char *spelled(const struct hostile *h, bool escaped)
{
	AUTO(error_release) struct error err = { 0 };
	g_autoptr(GString) text = g_string_new("\"");
	struct js root;

	g_string_append_len(text, h->text, (gssize)h->len);
	g_string_append_c(text, '"');
	if (escaped) {
		g_string_truncate(text, 0);
		js_append_string(text, h->text, h->len);
	}
	if (!js_check(text->str, text->len, "it", &root, &err))
		return NULL;
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Records that have a hostile text in every place, one for each text. */
static char *hostile_records(bool escaped, unsigned *ret_count)
{
	static const char shape[] =
		"{\"id\":@,\"status\":@,\"customer\":{\"name\":@},"
		"\"address\":{\"street\":@,\"city\":@},\"due\":@,"
		"\"day\":@,\"minutes\":@,\"cost\":@,\"done\":@,"
		"\"parts\":[@,{\"name\":@}],@:@}";
	g_autoptr(GString) array = g_string_new("[");
	unsigned count = 0;

	for (size_t i = 0; i < hostile_count; i++) {
		g_autofree char *text = spelled(&hostile_texts[i], escaped);
		g_autoptr(GString) record = g_string_new(shape);

		if (!text)
			continue;
		/* "@" is in one of the texts, too. */
		g_string_replace(record, "@", "\001", 0);
		g_string_replace(record, "\001", text, 0);
		g_string_append_printf(array, "%s%s", count > 0 ? "," : "",
				       record->str);
		count++;
	}
	g_string_append_c(array, ']');
	*ret_count = count;
	return g_string_free(g_steal_pointer(&array), FALSE);
}

static void assert_none(const char *bad, const GString *text, const char *way,
			const char *where)
{
	if (bad)
		g_error("%s %s: byte %zu: %.40s", way, where,
			(size_t)(bad - text->str), bad);
}

static void assert_disarmed(const struct way *way, const char *array)
{
	AUTO(way_drop_text) GString *sent = way_send(way, array);
	AUTO(way_drop_text) GString *shown = way_show(way, array);

	assert_none(way->is_data
			    ? hostile_find_control(sent->str, sent->len,
						   way->allowed)
			    : hostile_find(sent->str, sent->len, way->allowed),
		    sent, way->name, "in a pipe");
	assert_none(hostile_find(shown->str, shown->len, way->allowed_shown),
		    shown, way->name, "on a terminal");
}

static bool is_wanted_of(const struct way *way, enum out_format format)
{
	return way->config.format == format && !way->config.filter &&
	       (way->is_data || format == OUT_TABLE);
}

/* A new format has to be among the ways, and to say which it is. */
static void every_format_is_a_way(void)
{
	for (unsigned format = 0; out_format_names[format]; format++) {
		size_t i = 0;

		while (i < way_count &&
		       !is_wanted_of(&ways[i], (enum out_format)format))
			i++;
		if (i == way_count)
			g_error("no way for %s", out_format_names[format]);
	}
}

/* What no terminal may see is data all the same. */
static void data_keeps_its_characters_in_a_pipe(void)
{
	static const char *const marks[] = { "\xe2\x80\xae",	"\xe2\x81\xa6",
					     "\xe2\x80\x8b",	"\xe2\x80\x8d",
					     "\xef\xbb\xbf",	"\xe2\x80\xa8",
					     "\xf3\xa0\x81\x81" };

	for (size_t i = 0; i < way_count; i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(marks); j++) {
			g_autofree char *array = g_strdup_printf(
				"[{\"id\":\"a%sb\"}]", marks[j]);
			AUTO(way_drop_text)
			GString *sent = way_send(&ways[i], array);

			g_assert_cmpint(strstr(sent->str, marks[j]) != NULL, ==,
					ways[i].is_data);
		}
	}
}

static void hostile_text_is_disarmed_in_every_format(void)
{
	unsigned escaped_count, raw_count;
	g_autofree char *escaped = hostile_records(true, &escaped_count);
	g_autofree char *raw = hostile_records(false, &raw_count);

	g_assert_cmpuint(escaped_count, ==, hostile_count);
	g_assert_cmpuint(raw_count, >=, 10);
	for (size_t i = 0; i < way_count; i++) {
		assert_disarmed(&ways[i], escaped);
		assert_disarmed(&ways[i], raw);
	}
}

/* Whatever the format, and wherever the buffers end. */
static void assert_write_fails(int fd, enum error_code code)
{
	g_autofree char *array = many_records();
	struct js root = way_parse(array);

	for (size_t i = 0; i < way_count; i++) {
		AUTO(error_release) struct error err = { 0 };
		struct io *io = io_open_fds(0, fd, 2);
		AUTO(out_drop) struct out *out = way_open(io, &ways[i]);
		struct js_walk walk = { 0 };
		bool ok = true;

		while (ok && js_next(root, &walk))
			ok = out_record(out, walk.value, &err);
		ok = ok && out_finish(out, &err);
		g_assert_false(ok);
		g_assert_cmpint(err.code, ==, code);
		io_free(io);
	}
}

static void a_closed_pipe_is_told_apart(void)
{
	int ends[2];

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	(void)close(ends[0]);
	assert_write_fails(ends[1], ERR_CLOSED_PIPE);
	(void)close(ends[1]);
}

static void a_full_disk_is_never_a_success(void)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	g_assert_cmpint(full, >=, 0);
	assert_write_fails(full, ERR_OTHER);
	(void)close(full);
}

/* A request that fails afterwards must not leave a heading or a bracket. */
static void nothing_is_written_before_the_first_record(void)
{
	for (size_t i = 0; i < way_count; i++) {
		AUTO(capture_release) struct capture c = capture_open();
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *text = NULL;

		out_free(way_open(c.io, &ways[i]));
		g_assert_true(io_flush(c.io, &err));
		text = capture_out(&c, NULL);
		g_assert_cmpstr(text, ==, "");
	}
}

#define ADD(test) g_test_add_func("/out/" #test, test)

int main(int argc, char **argv)
{
	g_setenv("TZ", "XST-05:30", TRUE);
	(void)signal(SIGPIPE, SIG_IGN);
	g_test_init(&argc, &argv, NULL);
	ADD(no_record_is_a_clean_end);
	ADD(one_record_is_as_it_was_sent);
	ADD(one_record_is_a_row);
	ADD(a_list_of_records_hangs_below_the_card);
	ADD(what_is_missing_or_of_another_type_is_borne);
	ADD(every_format_has_the_same_rows_in_the_same_order);
	ADD(every_format_is_a_way);
	ADD(data_keeps_its_characters_in_a_pipe);
	ADD(hostile_text_is_disarmed_in_every_format);
	ADD(a_closed_pipe_is_told_apart);
	ADD(a_full_disk_is_never_a_success);
	ADD(nothing_is_written_before_the_first_record);
	return g_test_run();
}
