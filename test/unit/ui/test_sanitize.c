#include "lib/ui/sanitize.h"

#include <string.h>

#include "test/unit/ui/hostile.h"

static void assert_cleaned(const char *text, enum sanitize_mode mode,
			   const char *wanted)
{
	g_autofree char *clean = sanitize(text, strlen(text), mode);

	g_assert_cmpstr(clean, ==, wanted);
}

static void plain_text_stays(void)
{
	assert_cleaned("", SANITIZE_LINE, "");
	assert_cleaned("Pump 7 (\"loud\") \\x1b ~", SANITIZE_LINE,
		       "Pump 7 (\"loud\") \\x1b ~");
	assert_cleaned(
		"M\xc3\xbcller \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x9a\x9c "
		"e\xcc\x81 \xd7\xa9",
		SANITIZE_LINE,
		"M\xc3\xbcller \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x9a\x9c "
		"e\xcc\x81 \xd7\xa9");
}

static void control_characters_become_visible(void)
{
	assert_cleaned("\033[2J\a\177", SANITIZE_LINE, "\\x1b[2J\\x07\\x7f");
	assert_cleaned("\xc2\x9b", SANITIZE_LINE, "\\u009b");
	assert_cleaned("\xe2\x80\xae", SANITIZE_LINE, "\\u202e");
	assert_cleaned("\xf3\xa0\x81\x81", SANITIZE_LINE, "\\U000e0041");
}

static void bytes_that_are_no_utf8_become_visible(void)
{
	assert_cleaned("a\x9bz", SANITIZE_LINE, "a\\x9bz");
	assert_cleaned("\xc3", SANITIZE_LINE, "\\xc3");
	assert_cleaned("\xed\xa0\x80", SANITIZE_LINE, "\\xed\\xa0\\x80");
}

static void a_nul_byte_does_not_end_the_text(void)
{
	g_autofree char *clean = sanitize("a\0b", 3, SANITIZE_LINE);

	g_assert_cmpstr(clean, ==, "a\\x00b");
}

static void each_mode_keeps_its_spaces(void)
{
	assert_cleaned("a\nb\tc\rd", SANITIZE_LINE, "a\\nb\\tc\\rd");
	assert_cleaned("a\nb\tc\rd", SANITIZE_TEXT, "a\nb       c\\rd");
	assert_cleaned("a\nb\tc\rd", SANITIZE_DATA_LINE, "a\\nb\\tc\\rd");
	assert_cleaned("a\nb\tc\rd", SANITIZE_DATA, "a\nb\tc\rd");
}

static void tabs_lead_to_the_next_stop(void)
{
	assert_cleaned("\tx", SANITIZE_TEXT, "        x");
	assert_cleaned("1234567\tx", SANITIZE_TEXT, "1234567 x");
	assert_cleaned("12345678\tx", SANITIZE_TEXT, "12345678        x");
	assert_cleaned("\xe6\x97\xa5\t\t\033\tx\ny\tz", SANITIZE_TEXT,
		       "\xe6\x97\xa5              \\x1b    x\ny       z");
}

static void data_keeps_all_but_controls(void)
{
	static const char text[] = "\xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbf"
				   "\xc2\xad\xe2\x80\xa8";

	assert_cleaned(text, SANITIZE_DATA, text);
	assert_cleaned(text, SANITIZE_DATA_LINE, text);
	assert_cleaned("\033\xc2\x9b\177", SANITIZE_DATA, "\\x1b\\u009b\\x7f");
}

/* A family is one picture, a joiner in an id is a trick. */
static void joiners_stay_between_what_they_join(void)
{
	assert_cleaned("\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
		       SANITIZE_LINE,
		       "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9");
	assert_cleaned("wo\xe2\x80\x8d-1", SANITIZE_LINE, "wo\\u200d-1");
	assert_cleaned("\xe2\x80\x8c", SANITIZE_LINE, "\\u200c");
}

static void hostile_text_is_disarmed(void)
{
	static const struct {
		enum sanitize_mode mode;
		const char *allowed;
		const char *(*find)(const char *text, size_t len,
				    const char *allowed);
	} ways[] = {
		{ SANITIZE_LINE, "", hostile_find },
		{ SANITIZE_TEXT, "\n", hostile_find },
		{ SANITIZE_DATA_LINE, "", hostile_find_control },
		{ SANITIZE_DATA, "\n\t\r", hostile_find_control },
	};

	g_assert_cmpuint(hostile_count, >=, 60);
	for (size_t i = 0; i < hostile_count; i++) {
		const struct hostile *h = &hostile_texts[i];

		for (size_t j = 0; j < G_N_ELEMENTS(ways); j++) {
			g_autofree char *once =
				sanitize(h->text, h->len, ways[j].mode);
			g_autofree char *twice =
				sanitize(once, strlen(once), ways[j].mode);

			g_assert_null(ways[j].find(once, strlen(once),
						   ways[j].allowed));
			g_assert_cmpstr(twice, ==, once);
		}
	}
}

/* Every two bytes there are, around the borders of words and sequences. */
static void no_pair_of_bytes_gets_through(void)
{
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			const char pair[] = { 'x', (char)a, (char)b, 'y' };
			g_autofree char *clean =
				sanitize(pair, sizeof(pair), SANITIZE_LINE);

			g_assert_null(hostile_find(clean, strlen(clean), ""));
		}
	}
}

static void assert_json_mode(const char *json, enum sanitize_mode mode,
			     const char *wanted)
{
	g_autoptr(GString) out = g_string_new("[");

	sanitize_append_json(out, json, strlen(json), mode);
	g_assert_cmpstr(out->str + 1, ==, wanted);
	g_assert_cmpint(sanitize_json_is_clean(json, strlen(json), mode), ==,
			strcmp(json, wanted) == 0);
}

static void assert_json(const char *json, const char *wanted)
{
	assert_json_mode(json, SANITIZE_LINE, wanted);
}

static void json_is_spelled_so_that_it_means_the_same(void)
{
	assert_json("{\"a\":\"b\",\n\"c\":1}", "{\"a\":\"b\",\n\"c\":1}");
	assert_json("\"M\xc3\xbcller\"", "\"M\xc3\xbcller\"");
	assert_json("\"\177\"", "\"\\u007f\"");
	assert_json("\"12345678\177\xc2\x9b[31m\"",
		    "\"12345678\\u007f\\u009b[31m\"");
	assert_json("\"\xe2\x80\xae\"", "\"\\u202e\"");
	assert_json("\"\xf3\xa0\x81\x81\"", "\"\\udb40\\udc41\"");
	assert_json("\"\xe2\x80\x8d\"", "\"\\u200d\"");
	assert_json_mode("\"\xe2\x80\xae\xc2\x9b\"", SANITIZE_DATA,
			 "\"\xe2\x80\xae\\u009b\"");
}

/* The fast path looks at eight bytes at a time: each place must be seen. */
static void json_is_searched_at_every_place(void)
{
	for (size_t len = 1; len < 40; len++) {
		for (size_t at = 0; at < len; at++) {
			g_autofree char *json = g_strnfill(len, 'x');

			json[at] = '\177';
			g_assert_false(sanitize_json_is_clean(json, len,
							      SANITIZE_DATA));
			json[at] = '~';
			g_assert_true(sanitize_json_is_clean(json, len,
							     SANITIZE_DATA));
		}
	}
}

static void width_counts_columns(void)
{
	g_assert_cmpuint(sanitize_width(""), ==, 0);
	g_assert_cmpuint(sanitize_width("abc"), ==, 3);
	g_assert_cmpuint(sanitize_width("M\xc3\xbcller"), ==, 6);
	g_assert_cmpuint(sanitize_width("\xe6\x97\xa5\xe6\x9c\xac"), ==, 4);
	g_assert_cmpuint(sanitize_width("\xf0\x9f\x9a\x9c"), ==, 2);
	g_assert_cmpuint(sanitize_width("e\xcc\x81"), ==, 1);
	g_assert_cmpuint(sanitize_width("\xe1\x84\x92\xe1\x85\xa1"), ==, 2);
}

static void fit_never_cuts_a_character(void)
{
	g_assert_cmpuint(sanitize_fit("abc", 0), ==, 0);
	g_assert_cmpuint(sanitize_fit("abc", 2), ==, 2);
	g_assert_cmpuint(sanitize_fit("abc", 9), ==, 3);
	g_assert_cmpuint(sanitize_fit("\xe6\x97\xa5\xe6\x9c\xac", 3), ==, 3);
	g_assert_cmpuint(sanitize_fit("e\xcc\x81x", 1), ==, 3);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sanitize/plain_text_stays", plain_text_stays);
	g_test_add_func("/sanitize/control_characters_become_visible",
			control_characters_become_visible);
	g_test_add_func("/sanitize/bytes_that_are_no_utf8_become_visible",
			bytes_that_are_no_utf8_become_visible);
	g_test_add_func("/sanitize/a_nul_byte_does_not_end_the_text",
			a_nul_byte_does_not_end_the_text);
	g_test_add_func("/sanitize/each_mode_keeps_its_spaces",
			each_mode_keeps_its_spaces);
	g_test_add_func("/sanitize/tabs lead to the next stop",
			tabs_lead_to_the_next_stop);
	g_test_add_func("/sanitize/data keeps all but controls",
			data_keeps_all_but_controls);
	g_test_add_func("/sanitize/joiners stay between what they join",
			joiners_stay_between_what_they_join);
	g_test_add_func("/sanitize/hostile_text_is_disarmed",
			hostile_text_is_disarmed);
	g_test_add_func("/sanitize/no_pair_of_bytes_gets_through",
			no_pair_of_bytes_gets_through);
	g_test_add_func("/sanitize/json_is_spelled_so_that_it_means_the_same",
			json_is_spelled_so_that_it_means_the_same);
	g_test_add_func("/sanitize/json_is_searched_at_every_place",
			json_is_searched_at_every_place);
	g_test_add_func("/sanitize/width_counts_columns", width_counts_columns);
	g_test_add_func("/sanitize/fit_never_cuts_a_character",
			fit_never_cuts_a_character);
	return g_test_run();
}
