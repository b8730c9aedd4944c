#include "cmd/keyring/put.h"

#include "cmd/keyring/match.h"
#include "cmd/keyring/record.h"

bool put_load(SecretItem *item, SecretValue **ret_value, struct reply *reply)
{
	g_autoptr(GError) error = NULL;
	SecretValue *value;

	if (!secret_item_load_secret_sync(item, NULL, &error))
		return reply_fail_gerror(reply, error);
	value = secret_item_get_secret(item);
	if (!value)
		return reply_fail(reply, KEYRING_LOCKED, KEYRING_NEEDS_PERSON,
				  NULL);
	*ret_value = value;
	return true;
}

static bool set(SecretItem *item, SecretValue *value, struct reply *reply)
{
	g_autoptr(GError) error = NULL;

	return secret_item_set_secret_sync(item, value, NULL, &error) ||
	       reply_fail_gerror(reply, error);
}

static bool restore(SecretItem *item, SecretValue *old, struct reply *reply)
{
	g_autoptr(SecretValue) back = NULL;

	return set(item, old, reply) && put_load(item, &back, reply) &&
	       record_equal(old, back);
}

static bool undone(bool ok, struct reply *reply)
{
	return reply_fail(reply, KEYRING_FAILED,
			  ok ? KEYRING_MISMATCH : KEYRING_DAMAGED, NULL);
}

bool put_update(const struct request *request, SecretItem *item,
		struct reply *reply)
{
	g_autoptr(SecretValue) value = record_value(request);
	g_autoptr(SecretValue) old = NULL;
	g_autoptr(SecretValue) back = NULL;

	if (!put_load(item, &old, reply))
		return false;
	if (record_is_newer(old, request))
		return reply_fail(reply, KEYRING_FAILED, KEYRING_NEWER, NULL);
	if (!record_check(old, request, reply))
		return false;
	if (!set(item, value, reply) || !put_load(item, &back, reply))
		return false;
	if (!record_equal(value, back))
		return undone(restore(item, old, reply), reply);
	return record_answer(back, KEYRING_DONE, reply);
}

bool put_create(const struct request *request, SecretCollection *collection,
		struct reply *reply)
{
	g_autoptr(GHashTable) attributes = match_attributes(request);
	g_autofree char *label = match_label(request);
	g_autoptr(SecretValue) value = record_value(request);
	g_autoptr(SecretValue) back = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(SecretItem) item = secret_item_create_sync(
		collection, match_schema(), attributes, label, value,
		SECRET_ITEM_CREATE_NONE, NULL, &error);

	if (!item)
		return reply_fail_gerror(reply, error);
	if (!put_load(item, &back, reply))
		return false;
	if (!record_equal(value, back))
		return undone(secret_item_delete_sync(item, NULL, NULL), reply);
	return record_answer(back, KEYRING_DONE, reply);
}
