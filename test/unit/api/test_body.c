#include "lib/api/body.h"

#include "lib/api/resource.h"

/* 2025-03-04T08:00:00Z */
enum { NOW_S = 1741075200 };

struct text_case {
	const char *name; /* of the option of a resource */
	const char *text;
	const char *body; /* NULL: refused */
};

static void assert_cases(const struct resource *resource,
			 const struct text_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(body_drop) struct body *body = body_new();
		const struct setter *setter =
			setter_by_name(resource->setters, cases[i].name);
		bool done = body_set(body, setter, cases[i].text, NOW_S, &err);
		g_autofree char *text = body_text(body);

		g_assert_cmpstr(text, ==, cases[i].body ? cases[i].body : "{}");
		g_assert_cmpint(done, ==, cases[i].body != NULL);
		g_assert_cmpint(err.code, ==,
				cases[i].body ? ERR_NONE : ERR_USAGE);
	}
}

static void values_get_their_type(void)
{
	static const struct text_case orders[] = {
		{ "customer", "cust-1", "{\"customer_id\":\"cust-1\"}" },
		{ "customer", "whatever", "{\"customer_id\":\"whatever\"}" },
		{ "customer", "", NULL },
		{ "customer", "wo-1", NULL },
		{ "technician", "contact-1", NULL },
		{ "description", "", "{\"description\":\"\"}" },
		{ "description", "a/b \"ü\"\n",
		  "{\"description\":\"a/b \\\"ü\\\"\\n\"}" },
		{ "description", "\xff", NULL },
		{ "status", "", NULL },
		{ "status", "own", "{\"status\":\"own\"}" },
		{ "scheduled", "tomorrow 09:00",
		  "{\"scheduled_date\":\"2025-03-05T09:00:00Z\"}" },
		{ "scheduled", "soon", NULL },
		{ "duration", "1h30m", "{\"estimated_duration\":90}" },
		{ "duration", "long", NULL },
	};
	static const struct text_case tasks[] = {
		{ "sequence", "3", "{\"sequence\":3}" },
		{ "sequence", "007", "{\"sequence\":7}" },
		{ "sequence", "1.5", NULL },
		{ "sequence", "-1", NULL },
		{ "sequence", "99999999999999999999", NULL },
	};
	static const struct text_case assets[] = {
		{ "installed", "+1d", "{\"install_date\":\"2025-03-05\"}" },
		{ "installed", "2025-02-30", NULL },
		{ "installed", "today 09:00", NULL },
	};
	static const struct text_case customers[] = {
		{ "address", "city=a=b", "{\"address\":{\"city\":\"a=b\"}}" },
		{ "address", "city=", "{\"address\":{\"city\":\"\"}}" },
		{ "address", "city", NULL },
		{ "address", "=city", NULL },
		{ "address", "", NULL },
	};

	g_setenv("TZ", "UTC", TRUE);
	assert_cases(&resource_workorder, orders, G_N_ELEMENTS(orders));
	assert_cases(&resource_task, tasks, G_N_ELEMENTS(tasks));
	assert_cases(&resource_asset, assets, G_N_ELEMENTS(assets));
	assert_cases(&resource_customer, customers, G_N_ELEMENTS(customers));
}

static void any_field_by_its_key(void)
{
	static const struct {
		const char *word, *body; /* NULL: refused */
	} cases[] = {
		{ "a=b", "{\"a\":\"b\"}" },
		{ "a=", "{\"a\":\"\"}" },
		{ "a=:=b", "{\"a\":\":=b\"}" },
		{ "a.b.c=d", "{\"a\":{\"b\":{\"c\":\"d\"}}}" },
		{ "a:=1.50", "{\"a\":1.50}" },
		{ "a:=12345678901234567890123", "{\"a\":"
						"12345678901234567890123}" },
		{ "a:= [ 1, \"x y\" ]", "{\"a\":[1,\"x y\"]}" },
		{ "a.b:=null", "{\"a\":{\"b\":null}}" },
		{ "a\"b=c", "{\"a\\\"b\":\"c\"}" },
		{ "a", NULL },
		{ "", NULL },
		{ "=b", NULL },
		{ ":=1", NULL },
		{ "a:=", NULL },
		{ "a:=x", NULL },
		{ "a:={\"b\":1,\"b\":2}", NULL },
		{ ".a=b", NULL },
		{ "a.=b", NULL },
		{ "a..b=c", NULL },
		{ "a=\xff", NULL },
		{ "\xff=a", NULL },
		{ "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q=1", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(body_drop) struct body *body = body_new();
		bool done = body_set_field(body, cases[i].word, &err);
		g_autofree char *text = body_text(body);

		g_assert_cmpint(done, ==, cases[i].body != NULL);
		g_assert_cmpint(err.code, ==, done ? ERR_NONE : ERR_USAGE);
		g_assert_cmpstr(text, ==, cases[i].body ? cases[i].body : "{}");
	}
}

static void nothing_is_given_twice(void)
{
	static const char *const words[][3] = {
		{ "a=1", "a=2" },      { "a=1", "a.b=2" },
		{ "a.b=1", "a=2" },    { "a.b=1", "a.b=1" },
		{ "a:={}", "a.b=1" },  { "a:=null", "a:=null" },
		{ "a:=1", "a.b.c=1" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(body_drop) struct body *body = body_new();

		g_assert_true(body_set_field(body, words[i][0], &err));
		g_assert_false(body_set_field(body, words[i][1], &err));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_nonnull(strstr(err.message, "twice"));
	}
}

static void what_has_dots_is_a_part(void)
{
	static const char *const words[] = { "name=n", "address.city=c",
					     "address.street=s", "x:={\"y\":1}",
					     "z.a.b:=[1]" };
	AUTO(body_drop) struct body *body = body_new();
	AUTO(error_release) struct error err = { 0 };
	g_auto(GStrv) keys = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		g_assert_true(body_set_field(body, words[i], &err));
	keys = body_partial(body);
	g_assert_cmpuint(g_strv_length(keys), ==, 2);
	g_assert_cmpstr(keys[0], ==, "address");
	g_assert_cmpstr(keys[1], ==, "z");
}

static void keys_stay_in_order(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(body_drop) struct body *body = body_new();
	const struct setter *address =
		setter_by_name(resource_customer.setters, "address");
	g_autofree char *text = NULL;

	g_assert_true(body_is_empty(body));
	g_assert_true(body_set_field(body, "z=1", &err));
	g_assert_true(body_set(body, address, "city=b", NOW_S, &err));
	g_assert_true(body_set_field(body, "a:=true", &err));
	g_assert_true(body_set_part(body, address, "street", "c", &err));
	g_assert_true(body_set_json(body, "j", JS_LITERAL("[1 , 2]"), &err));
	g_assert_false(body_set_part(body, address, "city", "c", &err));
	g_assert_false(body_is_empty(body));
	text = body_text(body);
	g_assert_cmpstr(text, ==,
			"{\"z\":\"1\",\"address\":{\"city\":\"b\",\"street\":"
			"\"c\"},\"a\":true,\"j\":[1,2]}");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/body/values get their type", values_get_their_type);
	g_test_add_func("/body/any field by its key", any_field_by_its_key);
	g_test_add_func("/body/nothing is given twice", nothing_is_given_twice);
	g_test_add_func("/body/what has dots is a part",
			what_has_dots_is_a_part);
	g_test_add_func("/body/keys stay in order", keys_stay_in_order);
	return g_test_run();
}
