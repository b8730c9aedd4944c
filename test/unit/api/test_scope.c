#include "lib/api/scope.h"

#include <string.h>

static void assert_text(unsigned set, const char *wanted)
{
	g_autofree char *text = scope_text(set, " ");

	g_assert_cmpstr(text, ==, wanted);
}

static void every_resource_names_scopes_of_the_table(void)
{
	for (size_t i = 0; resources[i]; i++) {
		unsigned read = scope_set(resources[i]->read_scope);
		unsigned write = scope_set(resources[i]->write_scope);

		g_assert_cmpuint(read, !=, 0);
		g_assert_cmpuint(write, !=, 0);
		g_assert_cmpuint(read, !=, write);
	}
}

static void access_decides_what_is_needed(void)
{
	assert_text(scope_set_for(&resource_asset, 0), "");
	assert_text(scope_set_for(&resource_asset, SCOPE_READ), "read:assets");
	assert_text(scope_set_for(&resource_asset, SCOPE_WRITE),
		    "write:assets");
	assert_text(scope_set_for(&resource_task, SCOPE_READ | SCOPE_WRITE),
		    "read:work-orders write:work-orders");
}

static void reads_are_all_reads_and_nothing_else(void)
{
	assert_text(scope_set_of_reads(),
		    "read:work-orders read:customers read:assets");
}

static void text_goes_both_ways(void)
{
	g_autofree char *commas =
		scope_text(scope_set("admin") | scope_set("read:assets"), ",");

	g_assert_cmpstr(commas, ==, "read:assets,admin");
	assert_text(scope_parse("admin, read:assets"), "read:assets admin");
	assert_text(scope_parse(" read:assets  read:assets "), "read:assets");
	assert_text(scope_parse(""), "");
}

static void what_is_not_known_has_no_bit(void)
{
	static const char *const names[] = { "read:asset", "read:assetss",
					     "READ:ASSETS", "" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_assert_cmpuint(scope_set(names[i]), ==, 0);
		g_assert_cmpuint(scope_parse(names[i]), ==, 0);
	}
	assert_text(scope_parse("delete:all read:customers"), "read:customers");
}

static void admin_is_enough_for_all(void)
{
	unsigned read = scope_set("read:assets");
	unsigned write = scope_set("write:assets");
	unsigned admin = scope_set("admin");

	g_assert_true(scope_is_enough(read, 0));
	g_assert_true(scope_is_enough(read | write, read));
	g_assert_false(scope_is_enough(read, write));
	g_assert_false(scope_is_enough(read, read | write));
	g_assert_false(scope_is_enough(0, read));
	g_assert_true(scope_is_enough(admin, read | write));
}

static void admin_is_too_much_for_less(void)
{
	unsigned read = scope_set("read:assets");
	unsigned admin = scope_set("admin");

	g_assert_true(scope_is_excessive(admin, read));
	g_assert_true(scope_is_excessive(admin | read, read));
	g_assert_false(scope_is_excessive(read, read));
	g_assert_false(scope_is_excessive(admin, admin));
}

static void what_a_shell_would_read_is_not_plain(void)
{
	for (int c = 0; c < 256; c++)
		g_assert_cmpint(scope_is_plain_char((char)c), ==,
				g_ascii_isalnum((char)c) ||
					(c && strchr(":._/+@-", c)));
	for (const char *c = " ,;&|$`'\"\\()<>*?[]{}~#!=%^"; *c; c++)
		g_assert_false(scope_is_plain_char(*c));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/scope/every resource names scopes of the table",
			every_resource_names_scopes_of_the_table);
	g_test_add_func("/scope/access decides what is needed",
			access_decides_what_is_needed);
	g_test_add_func("/scope/reads are all reads and nothing else",
			reads_are_all_reads_and_nothing_else);
	g_test_add_func("/scope/text goes both ways", text_goes_both_ways);
	g_test_add_func("/scope/what is not known has no bit",
			what_is_not_known_has_no_bit);
	g_test_add_func("/scope/admin is enough for all",
			admin_is_enough_for_all);
	g_test_add_func("/scope/admin is too much for less",
			admin_is_too_much_for_less);
	g_test_add_func("/scope/what-a-shell-would-read-is-not-plain",
			what_a_shell_would_read_is_not_plain);
	return g_test_run();
}
