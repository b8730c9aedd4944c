#include "lib/api/id.h"

static void only_what_is_plainly_wrong_is_refused(void)
{
	static const struct {
		const char *id, *wanted;
		bool passes;
	} cases[] = {
		{ "wo-1", "work order", true },
		{ "cust-1", "work order", false },
		{ "cust-1", "customer_id", true },
		{ "tech-1", "customer_id", false },
		{ "contact-1", "contact_id", true },
		{ "7f3a", "work order", true },
		{ "", "work order", true },
		{ "wonder-1", "customer", true },
		{ "wo-1", "nothing known", true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(error_release) struct error err = { 0 };

		g_assert_cmpint(id_check(cases[i].id, cases[i].wanted, &err),
				==, cases[i].passes);
		g_assert_cmpint(err.code, ==,
				cases[i].passes ? ERR_NONE : ERR_USAGE);
	}
}

static void both_kinds_are_named(void)
{
	AUTO(error_release) struct error err = { 0 };

	g_assert_false(id_check("asset-1", "technician_id", &err));
	g_assert_cmpstr(err.message, ==,
			"'asset-1' is the id of an asset, not of a technician");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/id/only what is plainly wrong is refused",
			only_what_is_plainly_wrong_is_refused);
	g_test_add_func("/id/both kinds are named", both_kinds_are_named);
	return g_test_run();
}
