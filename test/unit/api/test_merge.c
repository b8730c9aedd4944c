#include "lib/api/merge.h"

#include <string.h>

static struct js check(const char *text)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root = { 0 };

	g_assert_true(js_check(text, strlen(text), "text", &root, &err));
	return root;
}

static void assert_merged(const struct resource *resource, const char *record,
			  const char *change, const char *wanted)
{
	g_autofree char *whole =
		merge_whole(resource, check(record), check(change));

	(void)check(whole);
	g_assert_cmpstr(whole, ==, wanted);
}

static void fields_go_by_their_names_in_a_body(void)
{
	assert_merged(
		&resource_workorder,
		"{\"id\":\"wo-1\",\"work_order_number\":\"N\",\"status\":"
		"\"open\",\"customer\":{\"id\":\"cust-1\",\"name\":\"N\"},"
		"\"technician\":null,\"estimated_duration\":90.0,"
		"\"tasks\":[{\"id\":\"task-1\"}],\"created_at\":\"x\"}",
		"{\"status\":\"on_hold\"}",
		"{\"customer_id\":\"cust-1\",\"technician_id\":null,"
		"\"estimated_duration\":90.0,\"status\":\"on_hold\"}");
}

static void what_is_not_known_goes_along(void)
{
	assert_merged(&resource_task,
		      "{\"id\":\"t\",\"name\":\"a\",\"custom\":{\"x\":[1 , 2]},"
		      "\"n\":12345678901234567890,\"z\":null}",
		      "{\"custom\":{\"y\":true}}",
		      "{\"name\":\"a\",\"n\":12345678901234567890,\"z\":null,"
		      "\"custom\":{\"x\":[1,2],\"y\":true}}");
}

static void parts_of_an_address_stay(void)
{
	assert_merged(&resource_customer,
		      "{\"name\":\"n\",\"address\":{\"street\":\"s\",\"city\":"
		      "\"c\"},\"branch\":{\"id\":\"b\"},\"branch_id\":\"x\"}",
		      "{\"address\":{\"city\":\"d\"}}",
		      "{\"name\":\"n\",\"branch_id\":\"b\",\"address\":"
		      "{\"street\":\"s\",\"city\":\"d\"}}");
	assert_merged(&resource_customer,
		      "{\"address\":{\"street\":\"s\"},\"phone\":\"1\"}",
		      "{\"address\":null}",
		      "{\"phone\":\"1\",\"address\":null}");
	assert_merged(&resource_customer, "{}", "{}", "{}");
}

static void one_object_gets_its_other_parts(void)
{
	static const char *const keys[] = { "address", NULL };
	static const struct {
		const char *record, *change, *wanted;
	} cases[] = {
		{ "{\"name\":\"n\",\"address\":{\"street\":\"s\",\"city\":"
		  "\"c\","
		  "\"geo\":{\"lat\":1.50}}}",
		  "{\"phone\":\"1\",\"address\":{\"city\":\"d\"}}",
		  "{\"phone\":\"1\",\"address\":{\"street\":\"s\",\"geo\":"
		  "{\"lat\":1.50},\"city\":\"d\"}}" },
		/* an object that is no part is sent as it is */
		{ "{\"billing_address\":{\"street\":\"s\"}}",
		  "{\"billing_address\":{\"city\":\"d\"}}",
		  "{\"billing_address\":{\"city\":\"d\"}}" },
		{ "{\"address\":null}", "{\"address\":{\"city\":\"d\"}}",
		  "{\"address\":{\"city\":\"d\"}}" },
		{ "{}", "{\"address\":{\"city\":\"d\"}}",
		  "{\"address\":{\"city\":\"d\"}}" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		struct js record = check(cases[i].record);
		g_autofree char *body = NULL;

		g_assert_true(merge_check_parts(record, keys, &err));
		body = merge_parts(record, check(cases[i].change), keys);
		g_assert_cmpstr(body, ==, cases[i].wanted);
	}
}

static void what_has_no_parts_is_not_replaced(void)
{
	static const char *const keys[] = { "address", NULL };
	static const char *const records[] = { "{\"address\":\"Hafenweg 4\"}",
					       "{\"address\":[]}",
					       "{\"address\":1}" };

	for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_false(
			merge_check_parts(check(records[i]), keys, &err));
		g_assert_cmpint(err.code, ==, ERR_REJECTED);
		error_clear(&err);
		g_assert_true(merge_check_parts(check(records[i]), NULL, &err));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/merge/fields go by their names in a body",
			fields_go_by_their_names_in_a_body);
	g_test_add_func("/merge/what is not known goes along",
			what_is_not_known_goes_along);
	g_test_add_func("/merge/parts of an address stay",
			parts_of_an_address_stay);
	g_test_add_func("/merge/one object gets its other parts",
			one_object_gets_its_other_parts);
	g_test_add_func("/merge/what has no parts is not replaced",
			what_has_no_parts_is_not_replaced);
	return g_test_run();
}
