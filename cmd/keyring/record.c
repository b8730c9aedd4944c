#include "cmd/keyring/record.h"

#include <string.h>

#include "lib/base/file.h"

SecretValue *record_value(const struct request *request)
{
	return secret_value_new(request->record.at, (gssize)request->record.len,
				"application/json");
}

bool record_equal(SecretValue *a, SecretValue *b)
{
	gsize a_len, b_len;
	const char *a_text = secret_value_get(a, &a_len);
	const char *b_text = secret_value_get(b, &b_len);

	return a_len == b_len && memcmp(a_text, b_text, a_len) == 0;
}

static bool read_record(SecretValue *value, struct js *ret_root)
{
	AUTO(error_release) struct error ignored = { 0 };
	gsize len;
	const char *text = secret_value_get(value, &len);

	return len <= SEALED_MAX - KEYRING_ENVELOPE_MAX &&
	       js_check(text, len, "the record", ret_root, &ignored) &&
	       js_type(*ret_root) == JS_OBJECT;
}

bool record_is_newer(SecretValue *old, const struct request *request)
{
	struct js root;
	int64_t old_version, version;

	return read_record(old, &root) &&
	       js_int(js_member(root, "v"), &old_version) &&
	       js_int(js_member(request->record, "v"), &version) &&
	       old_version > version;
}

static bool is_expected(SecretValue *old, const char *expect)
{
	char digest[KEYRING_DIGEST_SIZE] = KEYRING_EXPECT_ABSENT;
	const char *text;
	gsize len;

	if (!expect)
		return true;
	if (old) {
		text = secret_value_get(old, &len);
		keyring_digest(text, len, digest);
	}
	return strcmp(digest, expect) == 0;
}

bool record_check(SecretValue *old, const struct request *request,
		  struct reply *reply)
{
	if (is_expected(old, request->expect))
		return true;
	if (old && request->op == KEYRING_PUT) {
		g_autoptr(SecretValue) wanted = record_value(request);

		if (record_equal(old, wanted))
			return true;
	}
	return reply_fail(reply, KEYRING_FAILED, KEYRING_CHANGED, NULL);
}

bool record_answer(SecretValue *record, enum keyring_outcome outcome,
		   struct reply *reply)
{
	struct js root;

	if (!read_record(record, &root))
		return reply_fail(reply, KEYRING_FAILED, KEYRING_BAD_RECORD,
				  NULL);
	reply->record = secret_value_ref(record);
	reply->outcome = outcome;
	return true;
}

static bool add_attribute(GString *out, GHashTable *has, const char *name)
{
	const char *text = g_hash_table_lookup(has, name);

	if (!text || strlen(text) > KEYRING_ATTRIBUTE_MAX)
		return false;
	g_string_append_printf(out, "\"%s\":", name);
	js_append_string(out, text, strlen(text));
	g_string_append_c(out, ',');
	return true;
}

void record_list(SecretRetrievable *item, bool is_locked, struct reply *reply)
{
	g_autoptr(GHashTable) has = secret_retrievable_get_attributes(item);
	g_autoptr(GString) one = g_string_new("{");

	if (!add_attribute(one, has, KEYRING_M_ORIGIN) ||
	    !add_attribute(one, has, KEYRING_M_PROFILE) ||
	    !add_attribute(one, has, KEYRING_M_KIND))
		return;
	g_string_append_printf(one,
			       "\"" KEYRING_M_MODIFIED "\":%" G_GUINT64_FORMAT
			       ",\"" KEYRING_M_LOCKED "\":%s}",
			       secret_retrievable_get_modified(item),
			       is_locked ? "true" : "false");
	if (reply->records->len + one->len + 1 >
	    SEALED_MAX - KEYRING_ENVELOPE_MAX) {
		reply->has_more = true;
		return;
	}
	if (reply->records->len > 0)
		g_string_append_c(reply->records, ',');
	g_string_append_len(reply->records, one->str, (gssize)one->len);
}

bool record_turn(struct file_lock *lock, const char *name, int wait_ms,
		 struct reply *reply)
{
	AUTO(error_release) struct error why = { 0 };
	g_autofree char *folder =
		g_build_filename(g_get_user_runtime_dir(), "fentu", NULL);
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
	g_autofree char *file = g_strdup_printf("keyring-%.16s.lock", digest);
	g_autofree char *path = g_build_filename(folder, file, NULL);
	bool held = false;

	if (!file_make_dir(folder, &why) ||
	    !file_lock_take(lock, path, wait_ms, &held, &why))
		return reply_fail(reply, KEYRING_FAILED, KEYRING_NO_TURN,
				  why.message);
	return held || reply_fail(reply, KEYRING_FAILED, KEYRING_BUSY, NULL);
}
