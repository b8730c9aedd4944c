#include "lib/auth/validity.h"

#include <string.h>

enum { DAY = 24 * 3600 };

static const int64_t now = 1764000000; /* 2025-11-24T16:00:00Z */

static struct sealed seal(const char *text)
{
	AUTO(error_release) struct error err = { 0 };
	struct sealed s = { 0 };

	g_assert_true(sealed_set(&s, text, strlen(text), &err));
	return s;
}

/* Times are distances from now; what is unknown is -1. */
static int64_t at(int64_t distance)
{
	return distance == -1 ? 0 : now + distance;
}

#define BOTH (VALIDITY_ACCESS | VALIDITY_REFRESH)

static void tokens_end_when_they_end(void)
{
	static const struct {
		unsigned parts;
		int64_t access_end, refresh_end, issued;
		const char *text;
	} cases[] = {
		{ BOTH, 3600, DAY, 0,
		  "the refresh token stays valid until 2025-11-25 16:00, the "
		  "access token until 2025-11-24 17:00" },
		/* the server did not state it */
		{ VALIDITY_REFRESH, 3600, -1, 0,
		  "the refresh token stays valid until 2025-12-24 16:00 at the "
		  "latest" },
		/* nor here: this is what is recorded then */
		{ VALIDITY_REFRESH, 3600, 30 * DAY, 0,
		  "the refresh token stays valid until 2025-12-24 16:00 at the "
		  "latest" },
		{ VALIDITY_REFRESH, 3600, -1, -2 * DAY,
		  "the refresh token stays valid until 2025-12-22 16:00 at the "
		  "latest" },
		{ VALIDITY_REFRESH, 3600, -1, -1,
		  "the refresh token stays valid until 2025-12-24 16:00 at the "
		  "latest" },
		{ VALIDITY_ACCESS, 3600, DAY, 0,
		  "the access token stays valid until 2025-11-24 17:00" },
		{ VALIDITY_ACCESS, -1, DAY, 0,
		  "the access token stays valid until it expires; the server "
		  "did not say when" },
		/* what has expired is not worth a word */
		{ BOTH, -60, DAY, 0,
		  "the refresh token stays valid until 2025-11-25 16:00" },
		{ BOTH, 3600, -60, 0,
		  "the access token stays valid until 2025-11-24 17:00" },
		{ BOTH, -60, -60, 0, "what is left of it has expired" },
		{ BOTH, -60, -1, -31 * DAY, "what is left of it has expired" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(cred_release)
		struct cred cred = { .kind = CRED_OAUTH,
				     .access = seal("acc"),
				     .oauth.refresh = seal("ref") };
		g_autofree char *text = NULL;

		cred.oauth.access_expires_at = at(cases[i].access_end);
		cred.oauth.refresh_expires_at = at(cases[i].refresh_end);
		cred.oauth.obtained_at = at(cases[i].issued);
		g_assert_cmpuint(validity_parts(&cred), ==, BOTH);
		text = validity_text(&cred, cases[i].parts, now);
		g_assert_cmpstr(text, ==, cases[i].text);
	}
}

static void a_key_ends_when_somebody_ends_it(void)
{
	AUTO(cred_release)
	struct cred cred = { .kind = CRED_API_KEY,
			     .access = seal("canary-0123456789abcdef") };
	g_autofree char *text = validity_text(&cred, VALIDITY_ACCESS, now);

	g_assert_cmpuint(validity_parts(&cred), ==, VALIDITY_ACCESS);
	g_assert_cmpstr(text, ==,
			"the API key ....cdef stays valid until it is revoked "
			"in Fentu under Administration > Integrations > API");
}

int main(int argc, char **argv)
{
	g_assert_true(g_setenv("TZ", "UTC", TRUE));
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/validity/tokens end when they end",
			tokens_end_when_they_end);
	g_test_add_func("/validity/a key ends when somebody ends it",
			a_key_ends_when_somebody_ends_it);
	return g_test_run();
}
