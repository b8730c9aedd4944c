#include "lib/api/resource.h"

#include <string.h>

static unsigned columns_of(const struct field *fields)
{
	unsigned columns = 0;

	for (const struct field *f = fields; f->name; f++) {
		g_assert_true(f->heading && *f->heading);
		g_assert_true(f->help && *f->help);
		g_assert_false(g_str_has_suffix(f->help, "."));
		columns += (f->flags & FIELD_COLUMN) != 0;
		for (const struct field *g = fields; g < f; g++)
			g_assert_cmpstr(g->name, !=, f->name);
	}
	return columns;
}

static void tables_are_whole(void)
{
	for (const struct resource *const *at = resources; *at; at++) {
		const struct resource *r = *at;

		g_assert_true(r->noun && r->plural && r->path);
		g_assert_true(r->read_scope && r->write_scope);
		g_assert_cmpuint(columns_of(r->fields), >=, 4);
		g_assert_nonnull(resource_field(r, "id"));
		for (const struct filter *f = r->filters; f->name; f++)
			g_assert_true(f->param && f->arg && f->help);
		for (const struct subresource *s = r->below; s && s->name; s++)
			g_assert_cmpuint(columns_of(s->fields), >=, 3);
	}
}

static void finds_fields_by_their_name(void)
{
	const struct field *field =
		resource_field(&resource_workorder, "customer.name");

	g_assert_nonnull(field);
	g_assert_cmpint(field->kind, ==, FIELD_TEXT);
	g_assert_null(resource_field(&resource_workorder, "customer."));
	g_assert_null(resource_field(&resource_task, "customer"));
	g_assert_nonnull(resource_below(&resource_asset, "parts"));
	g_assert_null(resource_below(&resource_asset, "tasks"));
	g_assert_null(resource_below(&resource_task, "parts"));
}

static void an_id_stays_one_part_of_the_path(void)
{
	static const struct {
		const char *id, *child, *path;
	} cases[] = {
		{ "wo-1", NULL, "work-orders/wo-1" },
		{ "wo-1", "tasks", "work-orders/wo-1/tasks" },
		{ "a/b?c#d", NULL, "work-orders/a%2Fb%3Fc%23d" },
		{ "...", NULL, "work-orders/..." },
		{ "ü x", NULL, "work-orders/%C3%BC%20x" },
	};
	static const char *const none[] = { "", ".", ".." };

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };
		g_autofree char *path = NULL;

		g_assert_true(resource_path("work-orders", "work order",
					    cases[i].id, cases[i].child, &path,
					    &err));
		g_assert_cmpstr(path, ==, cases[i].path);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
		AUTO(error_release) struct error err = { 0 };
		char *path = NULL;

		g_assert_false(resource_path("work-orders", "work order",
					     none[i], "tasks", &path, &err));
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_null(path);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/resource/tables-are-whole", tables_are_whole);
	g_test_add_func("/resource/finds-fields-by-their-name",
			finds_fields_by_their_name);
	g_test_add_func("/resource/an-id-stays-one-part-of-the-path",
			an_id_stays_one_part_of_the_path);
	return g_test_run();
}
