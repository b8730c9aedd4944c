#include "lib/auth/cred.h"

#include "lib/auth/token_answer.h"

#include <string.h>

static const char *const cred_kind_names[] = {
	[CRED_NONE] = "none",
	[CRED_API_KEY] = "api_key",
	[CRED_OAUTH] = "oauth",
	[CRED_CLIENT] = "client",
};

static const char *const cred_source_names[] = {
	[CRED_FROM_NOWHERE] = "none",
	[CRED_FROM_ENVIRONMENT] = "environment",
	[CRED_FROM_KEY_FILE] = "key_file",
	[CRED_FROM_SYSTEMD] = "systemd",
	[CRED_FROM_KEYRING] = "keyring",
	[CRED_FROM_LIBSECRET_FILE] = "libsecret_file",
	[CRED_FROM_FILE] = "file",
};

static const char *const cred_slot_names[] = {
	[CRED_SLOT_LOGIN] = "login",
	[CRED_SLOT_CLIENT] = "client",
	[CRED_SLOT_FORMER] = "former",
};

const char *cred_kind_name(enum cred_kind kind)
{
	return cred_kind_names[kind];
}

const char *cred_source_name(enum cred_source source)
{
	return cred_source_names[source];
}

const char *cred_slot_name(enum cred_slot slot)
{
	return cred_slot_names[slot];
}

void cred_release(struct cred *cred)
{
	if (!cred)
		return;
	sealed_release(&cred->access);
	sealed_release(&cred->oauth.refresh);
	g_free(cred->oauth.scopes);
	g_free(cred->oauth.client_id);
	g_free(cred->oauth.root);
	g_free(cred->source_detail);
	*cred = (struct cred){ 0 };
}

static bool cred_copy_secret(struct sealed *to, const struct sealed *from,
			     struct error *err)
{
	return sealed_set(to, sealed_reveal(from), from->len, err);
}

bool cred_copy(const struct cred *cred, struct cred *ret_copy,
	       struct error *err)
{
	AUTO(cred_release) struct cred copy = {
		.kind = cred->kind,
		.source = cred->source,
		.source_detail = g_strdup(cred->source_detail),
		.created_at = cred->created_at,
		.oauth = {
			.access_expires_at = cred->oauth.access_expires_at,
			.refresh_expires_at = cred->oauth.refresh_expires_at,
			.obtained_at = cred->oauth.obtained_at,
			.replaced_until = cred->oauth.replaced_until,
			.scopes = g_strdup(cred->oauth.scopes),
			.client_id = g_strdup(cred->oauth.client_id),
			.root = g_strdup(cred->oauth.root),
			.has_ended = cred->oauth.has_ended,
		},
	};

	g_strlcpy(copy.digest, cred->digest, sizeof(copy.digest));
	if (!cred_copy_secret(&copy.access, &cred->access, err) ||
	    !cred_copy_secret(&copy.oauth.refresh, &cred->oauth.refresh, err))
		return false;
	*ret_copy = copy;
	copy = (struct cred){ 0 };
	return true;
}

bool cred_equal(const struct cred *a, const struct cred *b)
{
	const struct cred_oauth *x = &a->oauth, *y = &b->oauth;

	return a->kind == b->kind && a->created_at == b->created_at &&
	       sealed_equal(&a->access, &b->access) &&
	       sealed_equal(&x->refresh, &y->refresh) &&
	       x->access_expires_at == y->access_expires_at &&
	       x->refresh_expires_at == y->refresh_expires_at &&
	       x->obtained_at == y->obtained_at &&
	       x->replaced_until == y->replaced_until &&
	       x->has_ended == y->has_ended &&
	       g_strcmp0(x->scopes, y->scopes) == 0 &&
	       g_strcmp0(x->client_id, y->client_id) == 0 &&
	       g_strcmp0(x->root, y->root) == 0;
}

void cred_take_access(struct cred *login, struct sealed *access)
{
	struct cred_oauth *oauth = &login->oauth;
	int64_t end = oauth->access_expires_at;

	if (end == 0 && oauth->obtained_at > 0) /* the usual end, for a guess */
		end = oauth->obtained_at + TOKEN_LIFETIME_S;
	if (!sealed_is_empty(&login->access) &&
	    !sealed_equal(&login->access, access))
		oauth->replaced_until = MAX(oauth->replaced_until, end);
	sealed_move(&login->access, access);
}

bool cred_is_ending(const struct cred *cred, int64_t now_unix_s, int64_t left_s)
{
	int64_t end = cred->oauth.access_expires_at;

	return cred->kind == CRED_OAUTH && end > 0 &&
	       end - now_unix_s <= left_s;
}

bool cred_is_renewable(const struct cred *cred)
{
	return cred->kind == CRED_OAUTH &&
	       !sealed_is_empty(&cred->oauth.refresh) &&
	       !cred->oauth.has_ended && cred->oauth.client_id &&
	       cred->oauth.root;
}
