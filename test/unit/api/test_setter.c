#include "lib/api/resource.h"

#include <string.h>

/* Where a body's value ends up in a record. */
static void assert_row(const struct setter *setter, const struct field *fields,
		       const struct setter *setters)
{
	const struct field *field = fields;

	while (field->name && strcmp(field->name, setter->column) != 0)
		field++;
	g_assert_nonnull(field->name);
	g_assert_true(setter->help && !g_str_has_suffix(setter->help, "."));
	g_assert_true(!setter->name == !setter->arg);
	for (const struct setter *s = setters; s < setter; s++) {
		g_assert_cmpstr(s->key, !=, setter->key);
		g_assert_cmpstr(s->column, !=, setter->column);
		if (s->name)
			g_assert_cmpstr(s->name, !=, setter->name);
	}
}

static void tables_are_whole(void)
{
	for (const struct resource *const *at = resources; *at; at++) {
		const struct resource *r = *at;

		for (const struct setter *s = r->setters; s->key; s++) {
			const struct field *field =
				resource_field(r, s->column);

			assert_row(s, r->fields, r->setters);
			g_assert_true(field->flags & FIELD_WRITABLE);
			g_assert_cmpint((field->flags & FIELD_REQUIRED) != 0,
					==, s->is_required);
		}
		/* and the other way round */
		for (const struct field *f = r->fields; f->name; f++) {
			const char *part = NULL;

			if ((f->flags & FIELD_WRITABLE) &&
			    f->kind != FIELD_PLACE)
				g_assert_nonnull(setter_by_column(
					r->setters, f->name, &part));
		}
	}
}

static void finds_rows_by_column(void)
{
	const struct setter *setters = resource_customer.setters;
	const char *part = "old";

	g_assert_cmpstr(setter_by_column(setters, "branch.id", &part)->name, ==,
			"branch");
	g_assert_null(part);
	g_assert_cmpstr(setter_by_column(setters, "branch_id", &part)->name, ==,
			"branch");
	g_assert_cmpstr(setter_by_column(setters, "address.city", &part)->key,
			==, "address");
	g_assert_cmpstr(part, ==, "city");
	g_assert_cmpstr(
		setter_by_column(setters, "billing_address.country", &part)
			->key,
		==, "billing_address");
	g_assert_null(setter_by_column(setters, "address", &part));
	g_assert_null(setter_by_column(setters, "address.planet", &part));
	g_assert_null(setter_by_column(setters, "branch", &part));
	g_assert_null(setter_by_column(setters, "id", &part));
	g_assert_null(setter_by_column(setters, "", &part));
	g_assert_null(setter_by_name(setters, "billing-address"));
	g_assert_cmpstr(setter_by_name(setters, "tax-id")->key, ==, "tax_id");
	g_assert_null(setter_by_key(setters, "tax-id"));
}

static void finds_rows_by_what_a_server_calls_them(void)
{
	static const struct {
		const char *field, *name, *part;
	} cases[] = {
		{ "customer_id", "customer", NULL },
		{ "customerId", "customer", NULL },
		{ "customer", "customer", NULL },
		{ "customer.id", "customer", NULL },
		{ "/data/attributes/customer_id", "customer", NULL },
		{ "body.customer_id", "customer", NULL },
		{ "data[customer_id]", "customer", NULL },
		{ "estimated_duration", "duration", NULL },
		{ "scheduledDate", "scheduled", NULL },
		{ "customers", NULL, NULL },
		{ "", NULL, NULL },
		{ "/", NULL, NULL },
	};
	const char *part = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct setter *setter = setter_by_field(
			resource_workorder.setters, cases[i].field, &part);

		g_assert_cmpstr(setter ? setter->name : NULL, ==,
				cases[i].name);
	}
	g_assert_cmpstr(setter_by_field(resource_customer.setters,
					"body.address.postalCode", &part)
				->name,
			==, "address");
	g_assert_cmpstr(part, ==, "postal_code");
	g_assert_cmpstr(setter_by_field(resource_task.setters,
					"parts_required.0.quantity", &part)
				->key,
			==, "parts_required");
}

static void lists_columns_required_first(void)
{
	g_autoptr(GPtrArray) columns =
		setter_columns(resource_customer.setters);
	g_autoptr(GPtrArray) assets = setter_columns(resource_asset.setters);
	const char *part = NULL;

	g_assert_cmpstr(columns->pdata[0], ==, "name");
	g_assert_cmpstr(assets->pdata[1], ==, "customer.id");
	g_assert_cmpuint(columns->len, ==, 11 + 5 + 5);
	for (guint i = 0; i < columns->len; i++)
		g_assert_nonnull(setter_by_column(resource_customer.setters,
						  columns->pdata[i], &part));
}

static guint missing_in(const char *body)
{
	g_autoptr(GPtrArray) missing = setter_missing(
		resource_asset.setters, (struct js){ body, strlen(body) });

	return missing->len;
}

static void knows_what_is_missing(void)
{
	g_assert_cmpuint(missing_in("{}"), ==, 2);
	g_assert_cmpuint(missing_in("{\"name\":\"x\"}"), ==, 1);
	g_assert_cmpuint(missing_in("{\"name\":\"\",\"customer_id\":null}"), ==,
			 2);
	g_assert_cmpuint(missing_in("{\"name\":\"x\",\"customer_id\":\"c\"}"),
			 ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/setter/tables are whole", tables_are_whole);
	g_test_add_func("/setter/finds rows by column", finds_rows_by_column);
	g_test_add_func("/setter/finds rows by what a server calls them",
			finds_rows_by_what_a_server_calls_them);
	g_test_add_func("/setter/lists columns, required first",
			lists_columns_required_first);
	g_test_add_func("/setter/knows what is missing", knows_what_is_missing);
	return g_test_run();
}
