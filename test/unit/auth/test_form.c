#include "lib/auth/form.h"

#include <string.h>

static struct sealed seal(const char *text)
{
	AUTO(error_release) struct error err = { 0 };
	struct sealed s = { 0 };

	g_assert_true(sealed_set(&s, text, strlen(text), &err));
	return s;
}

static void values_are_encoded_and_empty_ones_left_out(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(form_release) struct form form = { 0 };
	AUTO(sealed_release) struct sealed secret = seal("a+b&c=%/d");
	AUTO(sealed_release) struct sealed none = { 0 };

	g_assert_true(form_add(&form, "x", "1 2", &err));
	g_assert_true(form_add(&form, "no", NULL, &err));
	g_assert_true(form_add(&form, "no", "", &err));
	g_assert_true(form_add_secret(&form, "no", NULL, &err));
	g_assert_true(form_add_secret(&form, "no", &none, &err));
	g_assert_true(form_add_secret(&form, "token", &secret, &err));
	g_assert_cmpstr(sealed_reveal(&form.text), ==,
			"x=1%202&token=a%2Bb%26c%3D%25%2Fd");
}

/* A colon in the id must not move where the secret begins. */
static void a_client_is_named_by_its_encoded_parts(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed secret = seal("s:+");
	AUTO(sealed_release) struct sealed value = { 0 };
	g_autofree guchar *pair = NULL;
	g_autofree char *text = NULL;
	gsize len;

	g_assert_true(form_basic("id:1", &secret, &value, &err));
	g_assert_true(g_str_has_prefix(sealed_reveal(&value), "Basic "));
	pair = g_base64_decode(sealed_reveal(&value) + 6, &len);
	text = g_strndup((const char *)pair, len);
	g_assert_cmpstr(text, ==, "id%3A1:s%3A%2B");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/form/values are encoded, and empty ones left out",
			values_are_encoded_and_empty_ones_left_out);
	g_test_add_func("/form/a client is named by its encoded parts",
			a_client_is_named_by_its_encoded_parts);
	return g_test_run();
}
