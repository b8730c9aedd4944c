#include "lib/api/rows.h"

#include <string.h>

/* Every row as "LINE [ID] BODY", or its problems as "! WHERE: WHY". */
static char *rows_of(const struct rows_config *config)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(rows_drop) struct rows *rows = NULL;
	GString *said = g_string_new(NULL);
	struct row row;

	if (!rows_open(config, &rows, &err)) {
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_string_printf(said, "! %s", err.message);
		return g_string_free(said, FALSE);
	}
	while (rows_next(rows, &row, &err)) {
		if (row.is_good)
			g_string_append_printf(said, "%zu%s%s %s\n", row.line,
					       row.id ? " " : "",
					       row.id ? row.id : "", row.body);
		row_release(&row);
	}
	for (guint i = 0; err.fields && i < err.fields->len; i++) {
		const struct error_field *field = err.fields->pdata[i];

		g_string_append_printf(said, "! %s: %s\n", field->field,
				       field->message);
	}
	return g_string_free(said, FALSE);
}

static void expect(const struct resource *resource, bool is_update,
		   const char *text, const char *wanted)
{
	const struct rows_config config = {
		.text = text,
		.len = strlen(text),
		.name = "'f'",
		.resource = resource,
		.is_update = is_update,
		.now_s = 1741075200,
	};
	g_autofree char *said = rows_of(&config);

	g_assert_cmpstr(said, ==, wanted);
}

static void csv_becomes_bodies(void)
{
	expect(&resource_customer, false,
	       "name,address.city,address.street,branch.id\n"
	       "\"A, \"\"B\"\"\",Hamburg,,branch-1\n\nC,,,\n",
	       "2 {\"name\":\"A, "
	       "\\\"B\\\"\",\"address\":{\"city\":\"Hamburg\"},"
	       "\"branch_id\":\"branch-1\"}\n4 {\"name\":\"C\"}\n");
	expect(&resource_workorder, false,
	       "customer_id,estimated_duration,scheduled_date\n"
	       "cust-1,1h30m,tomorrow 09:00",
	       "2 {\"customer_id\":\"cust-1\",\"estimated_duration\":90,"
	       "\"scheduled_date\":\"2025-03-05T09:00:00Z\"}\n");
	expect(&resource_task, false,
	       "name,parts_required\nx,\"[{\"\"part_id\"\": \"\"part-1\"\"}]\"",
	       "2 {\"name\":\"x\",\"parts_required\":"
	       "[{\"part_id\":\"part-1\"}]}\n");
}

static void rows_of_an_update_have_an_id(void)
{
	expect(&resource_workorder, true, "status,id\nopen,wo-1\n,wo-2\n",
	       "2 wo-1 {\"status\":\"open\"}\n"
	       "! line 3: nothing is given to be changed\n");
	expect(&resource_workorder, true,
	       "{\"a\":1.50,\"id\":\"wo-1\",\"b\":[ ]}\n{\"id\":7,\"a\":null}\n"
	       "{\"a\":1}",
	       "1 wo-1 {\"a\":1.50,\"b\":[ ]}\n2 7 {\"a\":null}\n"
	       "! line 3: there is no id\n");
	expect(&resource_workorder, true, "id,status\ncust-1,open\n,open\n",
	       "! line 2, id: 'cust-1' is the id of a customer, not of a work "
	       "order\n! line 3, id: the id of the work order is empty\n");
	expect(&resource_workorder, true, "status\nopen",
	       "! 'f': line 1: there is no column 'id'");
}

static void json_is_sent_as_it_is(void)
{
	expect(&resource_customer, false,
	       "\n{\"name\" : \"N\\u00e4\", \"x\":1.0}\r\n\n {\"name\":\"b\"} ",
	       "2 {\"name\" : \"N\\u00e4\", \"x\":1.0}\n4 {\"name\":\"b\"}\n");
	expect(&resource_customer, false,
	       "\xEF\xBB\xBF [\n{\"name\":\"a\"},{\"name\":\"b\"},\n"
	       "{\"name\":\n\"c\"}, {\"name\":\"d\"}]\n",
	       "2 {\"name\":\"a\"}\n2 {\"name\":\"b\"}\n3 {\"name\":\n\"c\"}\n"
	       "4 {\"name\":\"d\"}\n");
	expect(&resource_customer, false, "[]", "");
}

static void headings_are_known_and_come_once(void)
{
	expect(&resource_customer, false, "name,nmae\n",
	       "! 'f': line 1: unknown column 'nmae'");
	expect(&resource_customer, false, "id,name\n",
	       "! 'f': line 1: the column 'id' cannot be written");
	expect(&resource_customer, false, "name,name\n",
	       "! 'f': line 1: the columns 'name' and 'name' are the same");
	expect(&resource_customer, false, "branch.id,branch_id\n",
	       "! 'f': line 1: the columns 'branch.id' and 'branch_id' are the "
	       "same");
	expect(&resource_customer, false, "address\n",
	       "! 'f': line 1: the column 'address' cannot be written");
	expect(&resource_customer, false, "\n\n",
	       "! 'f': there is no header line");
	expect(&resource_customer, false, "\"name\n",
	       "! 'f': line 1, cell 1: the quote is never closed");
}

static void each_problem_has_its_line(void)
{
	expect(&resource_workorder, false,
	       "customer.id,scheduled_date,estimated_duration\n"
	       "tech-1,never,1h\ncust-1,,\n,,\ncust-1\ncust-1,,,\n"
	       "\"cust-1\"x,,\n",
	       "3 {\"customer_id\":\"cust-1\"}\n"
	       "! line 2, customer.id: 'tech-1' is the id of a technician, not "
	       "of a customer\n"
	       "! line 2, scheduled_date: 'never' is not a time\n"
	       "! line 4, customer.id: required and not given\n"
	       "! line 5: 1 cell where the header has 3\n"
	       "! line 6: 4 cells where the header has 3\n"
	       "! line 7, cell 1: text after the closing quote\n");
	expect(&resource_workorder, false,
	       "{\"customer_id\":\"cust-1\"}\n5\n{\"customer\":1}\n",
	       "1 {\"customer_id\":\"cust-1\"}\n! line 2: no JSON object\n"
	       "! line 3, customer_id: required and not given\n");
	expect(&resource_workorder, false, "[{\"customer_id\":\"c\"},\n1]",
	       "1 {\"customer_id\":\"c\"}\n! row 2: no JSON object\n");
}

static bool check(const char *text, bool is_update, size_t *ret_count,
		  struct error *err)
{
	const struct rows_config config = {
		.text = text,
		.len = strlen(text),
		.name = "'f'",
		.resource = &resource_customer,
		.is_update = is_update,
	};

	return rows_check(&config, ret_count, err);
}

static void checking_counts_or_lists_all_problems(void)
{
	AUTO(error_release) struct error err = { 0 };
	size_t count = 0;

	g_assert_true(check("name\na\nb\n\nc", false, &count, &err));
	g_assert_cmpuint(count, ==, 3);
	g_assert_false(check("name\n", false, &count, &err));
	g_assert_cmpstr(err.message, ==, "'f' has no rows");
	g_assert_false(check("[]", false, &count, &err));
	g_assert_cmpstr(err.message, ==, "'f' has no rows");
	g_assert_false(check("id,name\ncust-1,a\ncust-2,b\ncust-1,c\n,d\n",
			     true, &count, &err));
	g_assert_cmpstr(err.message, ==,
			"'f' cannot be sent as it is: 2 problems; nothing was "
			"sent");
	g_assert_cmpstr(((struct error_field *)err.fields->pdata[0])->message,
			==, "'cust-1' is in line 2 already");
	g_assert_cmpuint(count, ==, 3);
}

static void note(void *user, const struct setter *setter, const char *value)
{
	g_string_append_printf(user, "%s=%s;", setter->key, value);
}

static void values_that_are_not_listed_are_told(void)
{
	static const char text[] = "customer.id,status\nc,open\nc,odd\nc,\n";
	g_autoptr(GString) noted = g_string_new(NULL);
	const struct rows_config config = {
		.text = text,
		.len = sizeof(text) - 1,
		.name = "'f'",
		.resource = &resource_workorder,
		.on_unlisted = note,
		.user = noted,
	};
	g_autofree char *said = rows_of(&config);

	g_assert_cmpstr(noted->str, ==, "status=odd;");
	g_assert_null(strchr(said, '!'));
}

int main(int argc, char **argv)
{
	g_setenv("TZ", "UTC", TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rows/csv", csv_becomes_bodies);
	g_test_add_func("/rows/update", rows_of_an_update_have_an_id);
	g_test_add_func("/rows/json", json_is_sent_as_it_is);
	g_test_add_func("/rows/headings", headings_are_known_and_come_once);
	g_test_add_func("/rows/problems", each_problem_has_its_line);
	g_test_add_func("/rows/check", checking_counts_or_lists_all_problems);
	g_test_add_func("/rows/unlisted", values_that_are_not_listed_are_told);
	return g_test_run();
}
