#include "lib/auth/cred.h"

#include <string.h>

#include "lib/base/js.h"

static const char *const cred_kind_names[] = {
	[CRED_NONE] = "none",
	[CRED_API_KEY] = "api_key",
	[CRED_OAUTH] = "oauth",
};

static const char *const cred_source_names[] = {
	[CRED_FROM_NOWHERE] = "none",
	[CRED_FROM_ENVIRONMENT] = "environment",
	[CRED_FROM_KEY_FILE] = "key_file",
	[CRED_FROM_SYSTEMD] = "systemd",
	[CRED_FROM_KEYRING] = "keyring",
	[CRED_FROM_FILE] = "file",
};

/* Text with a secret in it, wiped when its scope ends. */
static void cred_wipe_string(GString **text)
{
	if (!*text)
		return;
	explicit_bzero((*text)->str, (*text)->allocated_len);
	g_string_free(*text, TRUE);
}

static void cred_wipe_text(char **text)
{
	if (*text)
		explicit_bzero(*text, strlen(*text));
	g_free(*text);
}

bool cred_encode(const struct cred *cred, struct sealed *ret_text,
		 struct error *err)
{
	/* Room for every byte as \u00XX: a string that grows leaves copies. */
	AUTO(cred_wipe_string)
	GString *text = g_string_sized_new(6 * cred->access.len + 256);

	g_string_append_printf(text, "{\"v\":%d,\"kind\":\"%s\",\"access\":",
			       CRED_VERSION, cred_kind_name(cred->kind));
	js_append_string(text, sealed_reveal(&cred->access), cred->access.len);
	g_string_append_printf(text, ",\"created_at\":%" G_GINT64_FORMAT "}",
			       cred->created_at);
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
	size_t len;

	if (js_type(value) != JS_STRING)
		return CRED_NONE;
	name = js_text(value, &len);
	if (!strcmp(name, cred_kind_names[CRED_API_KEY]))
		return CRED_API_KEY;
	if (!strcmp(name, cred_kind_names[CRED_OAUTH]))
		return CRED_OAUTH;
	return CRED_NONE;
}

static bool cred_decode_access(struct js value, struct sealed *ret_access,
			       struct error *err)
{
	AUTO(cred_wipe_text) char *text = NULL;
	size_t len = 0;

	if (js_type(value) != JS_STRING)
		return cred_damaged(err);
	text = js_text(value, &len);
	return sealed_set(ret_access, text, len, err) &&
	       sealed_trim_key(ret_access, "the stored credential", err);
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
	if (!cred_decode_access(js_member(root, "access"), &cred.access, err))
		return false;
	/* Unknown is better than no credential at all. */
	if (!js_int(js_member(root, "created_at"), &cred.created_at))
		cred.created_at = 0;
	*ret_cred = cred;
	cred = (struct cred){ 0 };
	return true;
}

void cred_release(struct cred *cred)
{
	if (!cred)
		return;
	sealed_release(&cred->access);
	g_free(cred->source_detail);
	*cred = (struct cred){ 0 };
}

const char *cred_kind_name(enum cred_kind kind)
{
	return cred_kind_names[kind];
}

const char *cred_source_name(enum cred_source source)
{
	return cred_source_names[source];
}
