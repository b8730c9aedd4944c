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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/merge/fields go by their names in a body",
			fields_go_by_their_names_in_a_body);
	g_test_add_func("/merge/what is not known goes along",
			what_is_not_known_goes_along);
	g_test_add_func("/merge/parts of an address stay",
			parts_of_an_address_stay);
	return g_test_run();
}
