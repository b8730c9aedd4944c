#include "lib/api/row_keys.h"

#include <string.h>

static void add(struct row_keys *keys, const char *id, const char *body)
{
	g_autofree char *own_id = g_strdup(id);
	g_autofree char *own_body = g_strdup(body);
	const struct row row = {
		.line = 7,
		.is_good = true,
		.id = own_id,
		.body = own_body,
		.body_len = strlen(body),
	};

	row_keys_add(keys, &row);
}

static char *key_of(const char *place, const char *id, const char *body)
{
	AUTO(row_keys_drop) struct row_keys *keys = row_keys_new(place);

	add(keys, id, body);
	g_assert_cmpuint(row_keys_at(keys, 1)->line, ==, 7);
	return g_strdup(row_keys_at(keys, 1)->text);
}

#define BODY "{\"a\":\"x\",\"b\":{\"c\":1.0,\"d\":[1,2]}}"

static void spelling_does_not_count(void)
{
	static const char *const same[] = {
		BODY,
		"{ \"a\" : \"x\",\n\"b\":{\"c\":1.0, \"d\":[ 1,2 ]}}",
		"{\"b\":{\"d\":[1,2],\"c\":1.0},\"a\":\"\\u0078\"}",
	};
	g_autofree char *key = key_of("p", "i", BODY);

	g_assert_cmpuint(strlen(key), ==, ROW_KEY_LEN);
	for (size_t i = 0; i < G_N_ELEMENTS(same); i++) {
		g_autofree char *other = key_of("p", "i", same[i]);

		g_assert_cmpstr(key, ==, other);
	}
}

static void content_and_place_count(void)
{
	static const char *const other[][3] = {
		{ "q", "i", BODY },
		{ "p", "j", BODY },
		{ "p", NULL, BODY },
		{ "p", "i", "{\"a\":\"x\",\"b\":{\"c\":1,\"d\":[1,2]}}" },
		{ "p", "i", "{\"a\":\"x\",\"b\":{\"c\":1.0,\"d\":[2,1]}}" },
		{ "p", "i", "{\"a\":\"x\",\"b\":{\"c\":1.0},\"d\":[1,2]}" },
		{ "p", "i", "{\"a\":\"x\"}" },
		{ "p", "i", "{\"a\":null}" },
	};
	g_autofree char *key = key_of("p", "i", BODY);

	for (size_t i = 0; i < G_N_ELEMENTS(other); i++) {
		g_autofree char *one =
			key_of(other[i][0], other[i][1], other[i][2]);

		g_assert_cmpstr(key, !=, one);
	}
}

static void equal_rows_are_counted(void)
{
	AUTO(row_keys_drop) struct row_keys *keys = row_keys_new("p");
	AUTO(row_keys_drop) struct row_keys *more = row_keys_new("p");

	add(keys, NULL, "{\"a\":1}");
	add(keys, NULL, "{\"a\":1}");
	add(more, NULL, "{\"b\":1}");
	add(more, NULL, "{\"a\":1}");
	add(more, NULL, "{\"a\":1}");
	g_assert_cmpuint(row_keys_count(more), ==, 3);
	g_assert_cmpstr(row_keys_at(keys, 1)->text, !=,
			row_keys_at(keys, 2)->text);
	for (size_t i = 1; i <= 2; i++)
		g_assert_cmpstr(row_keys_at(keys, i)->text, ==,
				row_keys_at(more, i + 1)->text);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/row_keys/spelling does not count",
			spelling_does_not_count);
	g_test_add_func("/row_keys/content and place count",
			content_and_place_count);
	g_test_add_func("/row_keys/equal rows are counted",
			equal_rows_are_counted);
	return g_test_run();
}
