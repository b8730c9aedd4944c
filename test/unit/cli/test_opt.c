#include "lib/cli/opt.h"

#include "test/unit/cli/sample.h"

enum { WAY_UP, WAY_DOWN };

static const char *const ways[] = { "up", "down", NULL };

struct record {
	bool all, quiet;
	long limit;
	const char *sort;
	int way;
	struct strv params;
};

static const struct opt rows[] = {
	OPT_ROW_FLAG("all", 'a', struct record, all, "every one"),
	OPT_ROW_FLAG("quiet", 'q', struct record, quiet, "say less"),
	OPT_ROW_FLAG("key-stdin", 0, struct record, quiet, "read a key"),
	OPT_ROW_NUMBER("limit", 'L', struct record, limit, 1, 500, "N", "stop"),
	OPT_ROW_SPAN("age", 0, struct record, limit, 7, "AGE", "how old"),
	OPT_ROW_NUMBER("wait", 'w', struct record, limit, 0, LONG_MAX, "N", ""),
	OPT_ROW_STRING("sort", 's', struct record, sort, "FIELD",
		       OPT_VALUES_ANY, "order"),
	OPT_ROW_CHOICE("way", 0, struct record, way, ways, "WAY", "which way"),
	OPT_ROW_STRINGS("param", 'p', struct record, params, "KEY=VALUE",
			OPT_VALUES_ANY, "another"),
	OPT_END
};

/* What one reading left behind. */
struct reading {
	struct record record;
	struct strv operands;
	size_t used;
	struct error err;
	GPtrArray *keep;
	bool ok;
};

static void reading_release(struct reading *reading)
{
	error_release(&reading->err);
	g_clear_pointer(&reading->keep, g_ptr_array_unref);
}

static struct reading read_as(struct strv words, bool stop, bool last_wins)
{
	struct reading reading = {
		.keep = g_ptr_array_new_with_free_func(g_free),
	};
	const struct opt_set sets[] = { { NULL, NULL, false },
					{ rows, &reading.record, last_wins } };
	const struct opt_request request = {
		.sets = sets,
		.set_count = G_N_ELEMENTS(sets),
		.words = words,
		.stop_at_operand = stop,
		.keep = reading.keep,
	};

	opt_record_init(rows, &reading.record);
	reading.ok = opt_parse(&request, &reading.operands, &reading.used,
			       &reading.err);
	return reading;
}

/* What is given twice is a mistake; other tests do not look at that. */
static struct reading read_words(struct strv words, bool stop)
{
	return read_as(words, stop, true);
}

#define READ(...)                                                              \
	AUTO(reading_release)                                                  \
	struct reading r = read_words(WORDS(__VA_ARGS__), false)

static void assert_words(struct strv got, struct strv wanted)
{
	g_assert_cmpuint(got.count, ==, wanted.count);
	for (size_t i = 0; i < got.count; i++)
		g_assert_cmpstr(got.item[i], ==, wanted.item[i]);
}

static void assert_fails(struct strv words, const char *message,
			 const char *hint)
{
	AUTO(reading_release) struct reading r = read_words(words, false);

	g_assert_false(r.ok);
	g_assert_cmpint(r.err.code, ==, ERR_USAGE);
	g_assert_cmpstr(r.err.message, ==, message);
	g_assert_cmpstr(r.err.hint, ==, hint);
}

static void values_stand_beside_or_behind_a_name(void)
{
	READ("--limit", "7", "--sort=-id", "--way=down", "--all");

	g_assert_true(r.ok);
	g_assert_cmpint(r.record.limit, ==, 7);
	g_assert_cmpstr(r.record.sort, ==, "-id");
	g_assert_cmpint(r.record.way, ==, WAY_DOWN);
	g_assert_true(r.record.all);
	g_assert_false(r.record.quiet);
}

static void a_value_may_look_like_an_option(void)
{
	READ("--sort", "--all", "--sort=", "-s", "-");

	g_assert_true(r.ok);
	g_assert_cmpstr(r.record.sort, ==, "-");
	g_assert_false(r.record.all);
	g_assert_cmpuint(r.operands.count, ==, 0);
}

/* Each kind of row that takes one value, with two of them. */
static void two_values_for_one_place_are_refused(void)
{
	static const struct {
		const char *words;
		const char *name; /* NULL: they may stand together */
	} cases[] = {
		{ "--limit 5 --limit 6", "--limit" },
		{ "--limit 5 -L 6", "-L" },
		{ "--age 5 --age 6", "--age" },
		{ "--sort a -s b", "-s" },
		{ "--way down --way up", "--way" },
		{ "--limit 5 --limit 5", NULL },
		{ "--param a=1 --param a=2", NULL },
		{ "--limit 5 --wait 6", NULL },
		{ "--all -a -q -q", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) split = g_strsplit(cases[i].words, " ", -1);
		const struct strv words = { split, g_strv_length(split) };
		AUTO(reading_release)
		struct reading strict = read_as(words, false, false);
		AUTO(reading_release)
		struct reading lax = read_as(words, false, true);
		g_autofree char *said =
			g_strdup_printf("%s is given twice, with different "
					"values",
					cases[i].name);

		g_assert_true(lax.ok);
		g_assert_cmpint(strict.ok, ==, cases[i].name == NULL);
		if (cases[i].name)
			g_assert_cmpstr(strict.err.message, ==, said);
	}
}

static void letters_go_in_bundles(void)
{
	READ("-aqL5", "-s", "id", "-qsname=x");

	g_assert_true(r.ok);
	g_assert_true(r.record.all && r.record.quiet);
	g_assert_cmpint(r.record.limit, ==, 5);
	g_assert_cmpstr(r.record.sort, ==, "name=x");
}

static void operands_stand_anywhere(void)
{
	READ("one", "--all", "-", "two", "--", "--limit", "--", "three");

	g_assert_true(r.ok);
	g_assert_true(r.record.all);
	g_assert_cmpuint(r.used, ==, 8);
	assert_words(r.operands,
		     WORDS("one", "-", "two", "--limit", "--", "three"));
}

static void reading_stops_at_an_operand_when_asked(void)
{
	AUTO(reading_release)
	struct reading r =
		read_words(WORDS("-q", "--sort", "id", "list", "--bad"), true);

	g_assert_true(r.ok);
	g_assert_cmpuint(r.used, ==, 3);
	g_assert_cmpuint(r.operands.count, ==, 0);
}

static void what_is_repeated_is_collected_in_order(void)
{
	char text[20][16];
	char *words[20];

	for (int i = 0; i < 20; i++) {
		(void)g_snprintf(text[i], sizeof(text[i]), "--param=%d", i);
		words[i] = text[i];
	}

	AUTO(reading_release)
	struct reading r = read_words((struct strv){ words, 20 }, false);

	g_assert_true(r.ok);
	g_assert_cmpuint(r.record.params.count, ==, 20);
	for (int i = 0; i < 20; i++)
		g_assert_cmpstr(r.record.params.item[i], ==,
				text[i] + strlen("--param="));
}

static void what_is_not_given_stays(void)
{
	READ("x");

	g_assert_true(r.ok);
	g_assert_cmpint(r.record.way, ==, -1);
	g_assert_cmpint(r.record.limit, ==, 0);
	g_assert_null(r.record.sort);
	g_assert_cmpuint(r.record.params.count, ==, 0);
}

static long age_of(const char *words)
{
	READ("--age", words);

	g_assert_true(r.ok);
	return r.record.limit;
}

static void lengths_of_time_are_checked(void)
{
	static const char *const bad[] = {
		"", "x", "-1s", "10 m", "1w", "1.5h"
	};

	g_assert_cmpint(age_of("0s"), ==, 0);
	g_assert_cmpint(age_of("90"), ==, 90);
	g_assert_cmpint(age_of("90s"), ==, 90);
	g_assert_cmpint(age_of("10m"), ==, 600);
	g_assert_cmpint(age_of("2h"), ==, 7200);
	g_assert_cmpint(age_of("7d"), ==, 7L * 24 * 3600);
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *message = g_strdup_printf(
			"--age: '%s' is not a length of time", bad[i]);

		assert_fails(WORDS("--age", bad[i]), message,
			     "give a number with s, m, h or d, such as 90s or "
			     "2h");
	}
	assert_fails(WORDS("--age=8d"), "--age takes at most 7d, not '8d'",
		     NULL);
}

static void numbers_are_checked(void)
{
	static const char *const bad[] = { "",
					   "0",
					   "501",
					   "-1",
					   "5x",
					   " 5",
					   "0x5",
					   "1e2",
					   "5.0",
					   "++5",
					   "99999999999999999999" };

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *message = g_strdup_printf(
			"--limit takes a number from 1 to 500, not '%s'",
			bad[i]);

		assert_fails(WORDS("--limit", bad[i]), message, NULL);
	}
	assert_fails(WORDS("-L", "x"),
		     "-L takes a number from 1 to 500, not 'x'", NULL);
	assert_fails(WORDS("--wait=-1"),
		     "--wait takes a number of at least 0, not '-1'", NULL);
}

static void choices_are_listed(void)
{
	assert_fails(WORDS("--way", "dwon"),
		     "--way does not know 'dwon'; did you mean 'down'?",
		     "it is one of up, down");
	assert_fails(WORDS("--way=sideways"), "--way does not know 'sideways'",
		     "it is one of up, down");
	assert_fails(WORDS("--way="), "--way does not know ''",
		     "it is one of up, down");
}

static void unknown_names_meet_the_nearest(void)
{
	assert_fails(WORDS("--limt", "5"),
		     "unknown option '--limt'; did you mean '--limit'?", NULL);
	assert_fails(WORDS("--lim=5"),
		     "unknown option '--lim'; did you mean '--limit'?", NULL);
	assert_fails(WORDS("--colour"), "unknown option '--colour'", NULL);
	assert_fails(WORDS("-qx"), "unknown option '-x'", NULL);
	assert_fails(WORDS("-\xc3\xa9t"), "unknown option '-\xc3\xa9'", NULL);
	assert_fails(WORDS("-\xff"), "unknown option '-?'", NULL);
	assert_fails(WORDS("---all"),
		     "unknown option '---all'; did you mean '--all'?", NULL);
}

static void values_are_neither_missing_nor_too_many(void)
{
	assert_fails(WORDS("--limit"), "--limit needs a value: N", NULL);
	assert_fails(WORDS("-qs"), "-s needs a value: FIELD", NULL);
	assert_fails(WORDS("--all=yes"), "--all takes no value", NULL);
}

static void what_may_be_a_secret_is_not_repeated(void)
{
	static const char *const words[][2] = {
		{ "--key=hunter2", NULL },	 { "--api-key", "hunter2" },
		{ "--password=hunter2", NULL },	 { "--TOKEN=hunter2", NULL },
		{ "--key-stdin=hunter2", NULL }, { "--unknown=hunter2", NULL },
		{ "-khunter2", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		const struct strv given = { (char **)words[i],
					    words[i][1] ? 2 : 1 };
		AUTO(reading_release)
		struct reading r = read_words(given, false);

		g_assert_false(r.ok);
		g_assert_null(strstr(r.err.message, "hunter2"));
		g_assert_true(!r.err.hint || !strstr(r.err.hint, "hunter2"));
	}
}

static void a_key_on_the_command_line_is_to_be_replaced(void)
{
	static const char *const names[] = { "--key=x",	      "--access-token",
					     "--secret=x",    "--password",
					     "--key-stdin=x", "--key-stdni=x" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		READ(names[i]);

		g_assert_nonnull(r.err.hint);
		g_assert_nonnull(strstr(r.err.hint, "standard input"));
		g_assert_nonnull(strstr(r.err.hint, "replace it"));
	}
	assert_fails(
		WORDS("--key-stdni"),
		"unknown option '--key-stdni'; did you mean '--key-stdin'?",
		NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/opt/" #name, name)
	ADD(values_stand_beside_or_behind_a_name);
	ADD(a_value_may_look_like_an_option);
	ADD(letters_go_in_bundles);
	ADD(operands_stand_anywhere);
	ADD(reading_stops_at_an_operand_when_asked);
	ADD(two_values_for_one_place_are_refused);
	ADD(what_is_repeated_is_collected_in_order);
	ADD(what_is_not_given_stays);
	ADD(numbers_are_checked);
	ADD(lengths_of_time_are_checked);
	ADD(choices_are_listed);
	ADD(unknown_names_meet_the_nearest);
	ADD(values_are_neither_missing_nor_too_many);
	ADD(what_may_be_a_secret_is_not_repeated);
	ADD(a_key_on_the_command_line_is_to_be_replaced);
	return g_test_run();
}
