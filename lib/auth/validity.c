#include "lib/auth/validity.h"

#include "lib/auth/token_answer.h"
#include "lib/base/when.h"

unsigned validity_parts(const struct cred *cred)
{
	unsigned parts = 0;

	if (!sealed_is_empty(&cred->access))
		parts |= VALIDITY_ACCESS;
	if (!sealed_is_empty(&cred->oauth.refresh))
		parts |= VALIDITY_REFRESH;
	return parts;
}

/* " until TIME"; without a known end, what is known instead. */
static char *validity_until(int64_t end, const char *qualifier)
{
	g_autofree char *text = end > 0 ? when_local(end) : NULL;

	if (!text)
		return g_strdup(" until it expires; the server did not say "
				"when");
	return g_strdup_printf(" until %s%s", text, qualifier);
}

static char *validity_of_refresh(const struct cred *cred, int64_t now_unix_s)
{
	const struct cred_oauth *oauth = &cred->oauth;
	int64_t issued =
		oauth->obtained_at ? oauth->obtained_at : cred->created_at;
	int64_t latest =
		(issued ? issued : now_unix_s) + TOKEN_REFRESH_LIFETIME_S;
	/* that is also what is recorded when the server did not say */
	bool is_known = oauth->refresh_expires_at > 0 &&
			oauth->refresh_expires_at != latest;
	int64_t end = is_known ? oauth->refresh_expires_at : latest;

	if (end <= now_unix_s)
		return NULL;
	return validity_until(end, is_known ? "" : " at the latest");
}

static char *validity_of_key(const struct cred *cred)
{
	g_autofree char *masked = sealed_mask(&cred->access);

	return g_strdup_printf("the API key %s stays valid until it is revoked "
			       "in Fentu under Administration > Integrations > "
			       "API",
			       masked);
}

char *validity_of_replaced(const struct cred *cred, int64_t now_unix_s)
{
	int64_t end = cred->oauth.replaced_until;

	return end > now_unix_s ? when_local(end) : NULL;
}

char *validity_text(const struct cred *cred, unsigned parts, int64_t now_unix_s)
{
	g_autofree char *access = NULL, *refresh = NULL;

	if (cred->kind != CRED_OAUTH)
		return validity_of_key(cred);
	if (parts & VALIDITY_REFRESH)
		refresh = validity_of_refresh(cred, now_unix_s);
	if ((parts & VALIDITY_ACCESS) && !cred_is_ending(cred, now_unix_s, 0))
		access = validity_until(cred->oauth.access_expires_at, "");
	if (!refresh && !access)
		return g_strdup("what is left of it has expired");
	return g_strdup_printf(
		"%s%s%s%s%s", refresh ? "the refresh token stays valid" : "",
		refresh ? refresh : "",
		refresh && access ? ", the access token" : "",
		access && !refresh ? "the access token stays valid" : "",
		access ? access : "");
}
