#include <string.h>

#include "lib/base/js.h"

static const char document[] =
	"{ \"id\" : \"wo-1\", \"n\":12345678901234567890, \"none\":null,\n"
	"  \"customer\":{\"name\":\"A \\\"B\\\" }]\",\"parts\":[[],{}]},\n"
	"  \"contacts\":[ {\"email\":\"a@x\"} , {\"email\":\"b@x\"}],\n"
	"  \"\\u006bey\":true, \"e\\\\\":false, \"empty\":[ ], \"0\":7 }";

static struct js checked(const char *text)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root = { 0 };

	if (!js_check(text, strlen(text), "the text", &root, &err))
		g_error("%s: %s", text, err.message);
	return root;
}

static void assert_slice(struct js value, const char *wanted)
{
	g_autofree char *text = g_strndup(value.at, value.len);

	g_assert_cmpstr(text, ==, wanted);
}

static void finds_members(void)
{
	struct js root = checked(document);

	assert_slice(js_member(root, "id"), "\"wo-1\"");
	assert_slice(js_member(root, "n"), "12345678901234567890");
	assert_slice(js_member(root, "key"), "true");
	assert_slice(js_member(root, "e\\"), "false");
	g_assert_cmpint(js_type(js_member(root, "e\\\\")), ==, JS_NONE);
	g_assert_cmpint(js_type(js_member(root, "nobody")), ==, JS_NONE);
	g_assert_cmpint(js_type(js_member(root, "none")), ==, JS_NULL);
	g_assert_cmpint(js_type(js_member(js_member(root, "id"), "x")), ==,
			JS_NONE);
	g_assert_cmpint(js_type(js_member((struct js){ 0 }, "x")), ==, JS_NONE);
}

static void finds_several_members(void)
{
	static const char *const keys[] = { "none", "key", "nobody", "id" };
	struct js found[4];

	js_members(checked(document), keys, 4, found);
	assert_slice(found[0], "null");
	assert_slice(found[1], "true");
	g_assert_cmpint(js_type(found[2]), ==, JS_NONE);
	assert_slice(found[3], "\"wo-1\"");
	js_members(checked("[1]"), keys, 4, found);
	g_assert_cmpint(js_type(found[3]), ==, JS_NONE);
}

static void follows_paths(void)
{
	struct js root = checked(document);

	assert_slice(js_at(root, "customer.name"), "\"A \\\"B\\\" }]\"");
	assert_slice(js_at(root, "contacts.1.email"), "\"b@x\"");
	assert_slice(js_at(root, "customer.parts.1"), "{}");
	assert_slice(js_at(root, "0"), "7");
	g_assert_true(js_at(root, "").at == root.at);
	g_assert_null(js_at(root, "contacts.2.email").at);
	g_assert_null(js_at(root, "contacts.x").at);
	g_assert_null(js_at(root, "contacts.").at);
	g_assert_null(js_at(root, "contacts.-1").at);
	g_assert_null(
		js_at(root, "contacts.99999999999999999999999999999999").at);
	g_assert_null(js_at(root, "id.x").at);
}

static void tells_types(void)
{
	static const struct {
		const char *text;
		enum js_type type;
	} cases[] = {
		{ "null", JS_NULL },  { "true", JS_BOOL },
		{ "false", JS_BOOL }, { "-1", JS_NUMBER },
		{ "0", JS_NUMBER },   { "\"\"", JS_STRING },
		{ "[1]", JS_ARRAY },  { " { } ", JS_OBJECT },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(js_type(checked(cases[i].text)), ==,
				cases[i].type);
	g_assert_cmpint(js_type((struct js){ 0 }), ==, JS_NONE);
	g_assert_cmpint(js_type(JS_LITERAL("[]")), ==, JS_ARRAY);
}

static void walks_in_order_and_stays_at_the_end(void)
{
	struct js array = checked("[ 1 ,\"two]\", {\"three\":[3]},[] ]");
	static const char *const wanted[] = { "1", "\"two]\"",
					      "{\"three\":[3]}", "[]" };
	struct js_walk walk = { 0 };
	size_t count = 0;

	while (js_next(array, &walk)) {
		g_assert_cmpuint(count, <, G_N_ELEMENTS(wanted));
		assert_slice(walk.value, wanted[count++]);
		g_assert_null(walk.key.at);
	}
	g_assert_cmpuint(count, ==, G_N_ELEMENTS(wanted));
	g_assert_false(js_next(array, &walk));
	g_assert_false(js_next(array, &walk));
}

static void walks_objects_with_their_keys(void)
{
	struct js object = checked("{\"a\" : 1 , \"b\\n\":{ } }");
	struct js_walk walk = { 0 };

	g_assert_true(js_next(object, &walk));
	assert_slice(walk.key, "\"a\"");
	assert_slice(walk.value, "1");
	g_assert_true(js_next(object, &walk));
	assert_slice(walk.key, "\"b\\n\"");
	assert_slice(walk.value, "{ }");
	g_assert_false(js_next(object, &walk));
}

static void counts(void)
{
	g_assert_cmpuint(js_count(checked("[]")), ==, 0);
	g_assert_cmpuint(js_count(checked("[[],[],[1,2]]")), ==, 3);
	g_assert_cmpuint(js_count(checked("{\"a\":[1,2],\"b\":0}")), ==, 2);
	g_assert_cmpuint(js_count(checked("\"[1,2]\"")), ==, 0);
	g_assert_cmpuint(js_count((struct js){ 0 }), ==, 0);
}

/* Each string length once, with what must not end it at each place. */
static void ends_strings_where_they_end(void)
{
	for (size_t len = 2; len < 40; len++) {
		for (size_t at = 0; at + 2 <= len; at++) {
			g_autofree char *inside = g_strnfill(len, ']');
			g_autofree char *text = NULL;

			inside[at] = '\\';
			inside[at + 1] = at % 2 ? '"' : '\\';
			text = g_strdup_printf("[\"%s\",7]", inside);
			assert_slice(js_at(checked(text), "1"), "7");
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/js_walk/finds-members", finds_members);
	g_test_add_func("/js_walk/finds-several", finds_several_members);
	g_test_add_func("/js_walk/follows-paths", follows_paths);
	g_test_add_func("/js_walk/tells-types", tells_types);
	g_test_add_func("/js_walk/walks-in-order-and-stays-at-the-end",
			walks_in_order_and_stays_at_the_end);
	g_test_add_func("/js_walk/walks-objects-with-their-keys",
			walks_objects_with_their_keys);
	g_test_add_func("/js_walk/counts", counts);
	g_test_add_func("/js_walk/ends-strings-where-they-end",
			ends_strings_where_they_end);
	return g_test_run();
}
