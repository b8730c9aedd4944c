#include "lib/api/challenge.h"

static void finds_the_scope(void)
{
	static const struct {
		const char *header, *scope;
	} cases[] = {
		{ "Bearer error=\"insufficient_scope\", "
		  "scope=\"read:assets write:assets\"",
		  "read:assets write:assets" },
		{ "Bearer scope=read:assets", "read:assets" },
		{ "Bearer scope=read:assets, realm=\"x\"", "read:assets" },
		{ "Bearer SCOPE = \"admin\"", "admin" },
		{ "Bearer realm=\"a \\\" scope=b\", scope=\"c\"", "c" },
		{ "Bearer", NULL },
		{ "", NULL },
		{ "Bearer scope", NULL },
		{ "Bearer scope=", NULL },
		{ "Bearer scope=\"\"", NULL },
		{ "Bearer scope=\"open", NULL },
		{ "Bearer scope=\"a\x1b[31m\"", NULL },
		{ "Bearer scope=\"a'; rm -rf ~; '\"", NULL },
		{ "Bearer scope=\"a,b\"", NULL },
		{ "Bearer scope=a$(x)", NULL },
		{ "Bearer xscope=\"a\"", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *scope = challenge_scope(cases[i].header);

		g_assert_cmpstr(scope, ==, cases[i].scope);
	}
}

static void refuses_a_scope_without_end(void)
{
	g_autofree char *long_text = g_strnfill(100000, 'a');
	g_autofree char *header =
		g_strdup_printf("Bearer scope=\"%s\"", long_text);

	g_assert_null(challenge_scope(header));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/challenge/finds-the-scope", finds_the_scope);
	g_test_add_func("/challenge/refuses-a-scope-without-end",
			refuses_a_scope_without_end);
	return g_test_run();
}
