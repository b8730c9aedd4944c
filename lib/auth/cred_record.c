/* The record of a credential: cred_encode, cred_decode. */
#include "lib/auth/cred.h"

#include <string.h>

#include "lib/base/js.h"
#include "lib/base/wipe.h"

enum { CRED_TEXT_MAX = 8 * 1024 }; /* scopes, an address */

static void cred_add_text(GString *record, const char *name, const char *text,
			  size_t len)
{
	if (len == 0)
		return;
	g_string_append_printf(record, ",\"%s\":", name);
	js_append_string(record, text, len);
}

static void cred_add_string(GString *record, const char *name, const char *text)
{
	cred_add_text(record, name, text, text ? strlen(text) : 0);
}

static void cred_add_number(GString *record, const char *name, int64_t number)
{
	if (number != 0)
		g_string_append_printf(record, ",\"%s\":%" G_GINT64_FORMAT,
				       name, number);
}

static void cred_add_oauth(GString *record, const struct cred_oauth *oauth)
{
	cred_add_text(record, "refresh", sealed_reveal(&oauth->refresh),
		      oauth->refresh.len);
	cred_add_number(record, "access_expires_at", oauth->access_expires_at);
	cred_add_number(record, "refresh_expires_at",
			oauth->refresh_expires_at);
	cred_add_number(record, "obtained_at", oauth->obtained_at);
	cred_add_number(record, "replaced_until", oauth->replaced_until);
	cred_add_string(record, "scopes", oauth->scopes);
	cred_add_string(record, "client_id", oauth->client_id);
	cred_add_string(record, "root", oauth->root);
	if (oauth->has_ended)
		g_string_append(record, ",\"has_ended\":true");
}

/* Room for every byte as \u00XX: a string that grows leaves copies. */
static size_t cred_room(const struct cred *cred)
{
	const struct cred_oauth *oauth = &cred->oauth;
	size_t bytes = cred->access.len + oauth->refresh.len;

	bytes += oauth->scopes ? strlen(oauth->scopes) : 0;
	bytes += oauth->client_id ? strlen(oauth->client_id) : 0;
	bytes += oauth->root ? strlen(oauth->root) : 0;
	return 6 * bytes + 512;
}

bool cred_encode(const struct cred *cred, struct sealed *ret_text,
		 struct error *err)
{
	AUTO(wipe_string)
	GString *text = g_string_sized_new(cred_room(cred));

	g_string_append_printf(text, "{\"v\":%d,\"kind\":\"%s\",\"access\":",
			       CRED_VERSION, cred_kind_name(cred->kind));
	js_append_string(text, sealed_reveal(&cred->access), cred->access.len);
	g_string_append_printf(text, ",\"created_at\":%" G_GINT64_FORMAT,
			       cred->created_at);
	cred_add_oauth(text, &cred->oauth);
	g_string_append_c(text, '}');
	return sealed_set(ret_text, text->str, text->len, err);
}

static bool cred_damaged(struct error *err)
{
	error_set(err, ERR_OTHER, "the stored credential is damaged");
	return error_hint(err, "run 'fentu login' to store it again");
}

static bool cred_newer(int64_t version, struct error *err)
{
	error_set(err, ERR_OTHER,
		  "the stored credential was written by a newer fentu "
		  "(record version %" G_GINT64_FORMAT ")",
		  version);
	return error_hint(err, "update fentu, or run 'fentu logout' to forget "
			       "the credential");
}

/* The record's root and version; false when it is no record at all. */
static bool cred_read(const struct sealed *text, struct js *ret_root,
		      int64_t *ret_version)
{
	AUTO(error_release) struct error ignored = { 0 };

	return js_check(sealed_reveal(text), text->len, "the record", ret_root,
			&ignored) &&
	       js_int(js_member(*ret_root, "v"), ret_version) &&
	       *ret_version >= 1;
}

bool cred_may_replace(const struct sealed *text, struct error *err)
{
	struct js root;
	int64_t version;

	if (cred_read(text, &root, &version) && version > CRED_VERSION)
		return cred_newer(version, err);
	return true;
}

static enum cred_kind cred_kind_of(struct js value)
{
	g_autofree char *name = NULL;

	if (js_type(value) != JS_STRING)
		return CRED_NONE;
	name = js_text(value, NULL);
	for (enum cred_kind kind = CRED_API_KEY; kind <= CRED_CLIENT; kind++) {
		if (!strcmp(name, cred_kind_name(kind)))
			return kind;
	}
	return CRED_NONE;
}

static bool cred_decode_secret(struct js value, struct sealed *ret_secret,
			       struct error *err)
{
	AUTO(wipe_text) char *text = NULL;
	size_t len = 0;

	if (js_type(value) != JS_STRING)
		return cred_damaged(err);
	text = js_text(value, &len);
	return sealed_set(ret_secret, text, len, err) &&
	       sealed_trim_key(ret_secret, "the stored credential", err);
}

/* An optional member: absent is fine, of another type is damage. */
static bool cred_decode_number(struct js root, const char *name,
			       int64_t *ret_number, struct error *err)
{
	struct js value = js_member(root, name);

	if (js_type(value) == JS_NONE)
		return true;
	return (js_int(value, ret_number) && *ret_number >= 0) ||
	       cred_damaged(err);
}

static bool cred_decode_text(struct js root, const char *name, char **ret_text,
			     struct error *err)
{
	struct js value = js_member(root, name);
	g_autofree char *text = NULL;
	size_t len = 0;

	if (js_type(value) == JS_NONE)
		return true;
	if (js_type(value) != JS_STRING)
		return cred_damaged(err);
	text = js_text(value, &len);
	if (len == 0 || len > CRED_TEXT_MAX)
		return cred_damaged(err);
	for (size_t i = 0; i < len; i++) {
		if (!g_ascii_isprint(text[i]))
			return cred_damaged(err);
	}
	*ret_text = g_steal_pointer(&text);
	return true;
}

static bool cred_decode_oauth(struct js root, struct cred_oauth *oauth,
			      struct error *err)
{
	struct js refresh = js_member(root, "refresh");

	oauth->has_ended = js_is_true(js_member(root, "has_ended"));
	return (js_type(refresh) == JS_NONE ||
		cred_decode_secret(refresh, &oauth->refresh, err)) &&
	       cred_decode_number(root, "access_expires_at",
				  &oauth->access_expires_at, err) &&
	       cred_decode_number(root, "refresh_expires_at",
				  &oauth->refresh_expires_at, err) &&
	       cred_decode_number(root, "obtained_at", &oauth->obtained_at,
				  err) &&
	       cred_decode_number(root, "replaced_until",
				  &oauth->replaced_until, err) &&
	       cred_decode_text(root, "scopes", &oauth->scopes, err) &&
	       cred_decode_text(root, "client_id", &oauth->client_id, err) &&
	       cred_decode_text(root, "root", &oauth->root, err);
}

bool cred_decode(const struct sealed *text, struct cred *ret_cred,
		 struct error *err)
{
	AUTO(cred_release) struct cred cred = { 0 };
	struct js root;
	int64_t version;

	if (!cred_read(text, &root, &version))
		return cred_damaged(err);
	if (version > CRED_VERSION)
		return cred_newer(version, err);
	cred.kind = cred_kind_of(js_member(root, "kind"));
	if (cred.kind == CRED_NONE)
		return cred_damaged(err);
	if (!cred_decode_secret(js_member(root, "access"), &cred.access, err))
		return false;
	/* Unknown is better than no credential at all. */
	if (!js_int(js_member(root, "created_at"), &cred.created_at))
		cred.created_at = 0;
	if (cred.kind != CRED_API_KEY &&
	    !cred_decode_oauth(root, &cred.oauth, err))
		return false;
	keyring_digest(sealed_reveal(text), text->len, cred.digest);
	*ret_cred = cred;
	cred = (struct cred){ 0 };
	return true;
}
