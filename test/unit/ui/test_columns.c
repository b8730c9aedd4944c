#include "lib/ui/columns.h"

#include <string.h>

static const struct field fields[] = {
	{ "id", "Id", FIELD_REF, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "customer", "Customer", FIELD_OBJECT, FIELD_LISTED, "" },
	{ "customer.id", "Customer id", FIELD_REF, FIELD_LISTED, "" },
	{ "customer.name", "Customer", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED,
	  "" },
	{ "address", "Address", FIELD_PLACE, FIELD_LISTED, "" },
	{ "address.city", "City", FIELD_TEXT, FIELD_LISTED, "" },
	{ "site", "Site", FIELD_PLACE, 0, "" },
	{ "contacts", "Contacts", FIELD_ARRAY, 0, "" },
	{ "cost", "Cost", FIELD_NUMBER, FIELD_COLUMN, "" },
	{ .name = NULL }
};
static const struct field unmarked[] = { { "a", "A", FIELD_TEXT, 0, "" },
					 { "b", "B", FIELD_TEXT, 0, "" },
					 { .name = NULL } };
static const struct field nested[] = { { "a", "A", FIELD_OBJECT, 0, "" },
				       { "a.b", "B", FIELD_OBJECT, 0, "" },
				       { "a.b.c", "C", FIELD_TEXT, 0, "" },
				       { "a.d", "D", FIELD_TEXT, 0, "" },
				       { .name = NULL } };
static const struct field none[] = { { .name = NULL } };

static void drop_columns(struct columns **columns)
{
	columns_free(*columns);
}

static void assert_columns(const struct field *table, const char *wanted,
			   enum columns_use use, const char *paths)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_columns) struct columns *columns = NULL;
	g_autoptr(GString) list = g_string_new(NULL);

	if (!columns_open(table, wanted, use, false, &columns, &err))
		g_error("%s", err.message);
	for (size_t i = 0; i < columns_count(columns); i++)
		g_string_append_printf(list, "%s%s", i > 0 ? "," : "",
				       columns_at(columns, i)->path);
	g_assert_cmpstr(list->str, ==, paths);
}

static void assert_refused(const char *wanted, const char *message,
			   const char *hint)
{
	AUTO(error_release) struct error err = { 0 };
	struct columns *columns = NULL;

	g_assert_false(columns_open(fields, wanted, COLUMNS_TABLE, false,
				    &columns, &err));
	g_assert_null(columns);
	g_assert_cmpint(err.code, ==, ERR_USAGE);
	g_assert_cmpstr(err.message, ==, message);
	g_assert_cmpstr(err.hint, ==, hint);
}

static void each_purpose_has_its_columns(void)
{
	assert_columns(fields, NULL, COLUMNS_TABLE, "id,customer.name,cost");
	assert_columns(fields, NULL, COLUMNS_CARD,
		       "id,customer.id,customer.name,address,site,contacts,"
		       "cost");
	assert_columns(fields, NULL, COLUMNS_LIST,
		       "id,customer.id,customer.name,address.city");
	assert_columns(fields, NULL, COLUMNS_EVERY,
		       "id,customer.id,customer.name,address.city,site,"
		       "contacts,cost");
}

static void a_table_without_marks_shows_all(void)
{
	assert_columns(unmarked, NULL, COLUMNS_TABLE, "a,b");
	assert_columns(unmarked, NULL, COLUMNS_LIST, "a,b");
	assert_columns(none, NULL, COLUMNS_LIST, "");
}

static void named_fields_come_in_their_order(void)
{
	assert_columns(fields, "cost, id ,customer.name", COLUMNS_TABLE,
		       "cost,id,customer.name");
	assert_columns(fields, "id,,id,", COLUMNS_LIST, "id");
}

static void a_record_stands_for_its_parts_in_a_row(void)
{
	assert_columns(fields, "customer", COLUMNS_TABLE,
		       "customer.id,customer.name");
	assert_columns(fields, "customer", COLUMNS_NESTED, "customer");
	assert_columns(nested, "a", COLUMNS_LIST, "a.b.c,a.d");
	assert_columns(nested, NULL, COLUMNS_EVERY, "a.b.c,a.d");
	assert_columns(fields, "address", COLUMNS_TABLE, "address");
	assert_columns(fields, "address", COLUMNS_LIST, "address.city");
}

static void parts_that_no_row_names_can_be_named(void)
{
	assert_columns(fields, "contacts.0.email,contacts.12", COLUMNS_LIST,
		       "contacts.0.email,contacts.12");
	assert_columns(fields, "site.street", COLUMNS_LIST, "site.street");
	assert_columns(none, "any.thing", COLUMNS_LIST, "any.thing");
}

#define KNOWN                                                                  \
	"the fields are: id, customer, customer.id, customer.name, address,\n" \
	"address.city, site, contacts, cost"

static void an_unknown_field_is_refused_with_the_known_ones(void)
{
	assert_refused("id,custmer.name",
		       "unknown field 'custmer.name'; did you mean "
		       "'customer.name'?",
		       KNOWN);
	assert_refused("qqqqqq", "unknown field 'qqqqqq'", KNOWN);
	assert_refused("customer.fax",
		       "unknown field 'customer.fax'; did you mean "
		       "'customer.id'?",
		       KNOWN);
	assert_refused("id.x", "unknown field 'id.x'", KNOWN);
	assert_refused("", "--fields names no field", KNOWN);
	assert_refused(" , ", "--fields names no field", KNOWN);
}

static void a_list_has_positions_only(void)
{
	static const char hint[] =
		"'contacts' is a list; name one of its elements by its "
		"position (0 to 999), as in contacts.0";

	assert_refused("contacts.email", "unknown field 'contacts.email'",
		       hint);
	assert_refused("contacts.1000", "unknown field 'contacts.1000'", hint);
	assert_refused("contacts.-1", "unknown field 'contacts.-1'", hint);
}

static void absurd_names_are_refused(void)
{
	g_autofree char *name = g_strnfill(COLUMNS_PATH_MAX + 1, 'x');
	g_autofree char *many = g_strnfill(COLUMNS_MAX, ',');

	assert_refused(name,
		       "a field name in --fields is longer than 200 "
		       "bytes",
		       NULL);
	assert_refused(many, "--fields names more than 256 fields", NULL);
	assert_refused("contacts.0..a",
		       "'contacts.0..a' is no field name: a part is empty",
		       NULL);
	assert_refused(".id", "'.id' is no field name: a part is empty", NULL);
	assert_refused("id.", "'id.' is no field name: a part is empty", NULL);
}

static void headings_and_kinds_come_from_the_rows(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_columns) struct columns *columns = NULL;

	g_assert_true(columns_open(fields, "customer.id,contacts.0.x",
				   COLUMNS_TABLE, false, &columns, &err));
	g_assert_cmpstr(columns_at(columns, 0)->heading, ==, "Customer id");
	g_assert_cmpint(columns_at(columns, 0)->kind, ==, FIELD_REF);
	g_assert_cmpstr(columns_at(columns, 1)->heading, ==, "contacts.0.x");
	g_assert_cmpint(columns_at(columns, 1)->kind, ==, FIELD_TEXT);
}

static void values_and_json_follow_the_columns(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_columns) struct columns *columns = NULL;
	const struct js record =
		JS_LITERAL("{\"customer\":{\"name\":\"N\"},\"id\":7}");
	g_autoptr(GString) json = g_string_new(NULL);
	const struct js *values;

	g_assert_true(columns_open(fields, "id,cost,customer.name",
				   COLUMNS_NESTED, false, &columns, &err));
	values = columns_values(columns, record);
	g_assert_cmpint(js_type(values[0]), ==, JS_NUMBER);
	g_assert_cmpint(js_type(values[1]), ==, JS_NONE);
	g_assert_cmpint(js_type(values[2]), ==, JS_STRING);
	columns_append_json(json, columns, record);
	g_assert_cmpstr(json->str, ==,
			"{\"id\":7,\"cost\":null,\"customer\":{\"name\":"
			"\"N\"}}");
}

static void columns_that_no_record_had_are_named(void)
{
	static const char text[] =
		"[{\"id\":1,\"cost\":null},{\"id\":2,\"site\":\"x\"}]";
	AUTO(error_release) struct error err = { 0 };
	AUTO(drop_columns) struct columns *columns = NULL;
	g_autofree char *all = NULL, *left = NULL;
	struct js_walk walk = { 0 };
	struct js root;

	g_assert_true(columns_open(fields, "id,contacts,cost,site,address.city",
				   COLUMNS_CARD, false, &columns, &err));
	all = columns_unseen(columns);
	g_assert_cmpstr(all, ==, "id, contacts, cost, site, address.city");
	g_assert_true(js_check(text, strlen(text), "it", &root, &err));
	while (js_next(root, &walk))
		(void)columns_values(columns, walk.value);
	left = columns_unseen(columns);
	g_assert_cmpstr(left, ==, "contacts, address.city");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/columns/each_purpose_has_its_columns",
			each_purpose_has_its_columns);
	g_test_add_func("/columns/a_table_without_marks_shows_all",
			a_table_without_marks_shows_all);
	g_test_add_func("/columns/named_fields_come_in_their_order",
			named_fields_come_in_their_order);
	g_test_add_func("/columns/a_record_stands_for_its_parts_in_a_row",
			a_record_stands_for_its_parts_in_a_row);
	g_test_add_func("/columns/parts_that_no_row_names_can_be_named",
			parts_that_no_row_names_can_be_named);
	g_test_add_func("/columns/an_unknown_field_is_refused_with_the_known_"
			"ones",
			an_unknown_field_is_refused_with_the_known_ones);
	g_test_add_func("/columns/a_list_has_positions_only",
			a_list_has_positions_only);
	g_test_add_func("/columns/absurd_names_are_refused",
			absurd_names_are_refused);
	g_test_add_func("/columns/headings_and_kinds_come_from_the_rows",
			headings_and_kinds_come_from_the_rows);
	g_test_add_func("/columns/values_and_json_follow_the_columns",
			values_and_json_follow_the_columns);
	g_test_add_func("/columns/columns_that_no_record_had_are_named",
			columns_that_no_record_had_are_named);
	return g_test_run();
}
