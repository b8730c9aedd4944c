#include <string.h>

#include "lib/auth/keyring_ask.h"
#include "lib/auth/store.h"

struct store_keyring {
	struct store_keyring_config config;
	char *helper;	      /* what config.helper points to */
	struct error silence; /* it did not answer; NULL message: it does */
};

static void store_keyring_say(struct error *to, const struct error *from)
{
	error_set(to, from->code, "%s", from->message);
	error_hint(to, "%s", error_hint_text(from));
}

/* Ask, unless it has shown not to answer. Where a person was to answer, it may
   yet do so without one. */
static bool store_keyring_ask_why(struct store_keyring *keyring,
				  const struct keyring_question *question,
				  struct keyring_answer *ret_answer,
				  enum keyring_reason *ret_reason,
				  struct error *err)
{
	bool late;

	*ret_reason = KEYRING_NO_REASON;
	if (keyring->silence.message) {
		store_keyring_say(err, &keyring->silence);
		return false;
	}
	if (keyring_ask_why(&keyring->config, question, ret_answer, ret_reason,
			    &late, err))
		return true;
	if (late)
		store_keyring_say(&keyring->silence, err);
	return false;
}

/* A person who has let one question fail is not asked another: who looks
   afterwards whether a record came in all the same must not wait again. */
static bool store_keyring_ask(struct store_keyring *keyring,
			      const struct keyring_question *question,
			      struct keyring_answer *ret_answer, bool *ret_done,
			      struct error *err)
{
	enum keyring_reason reason;

	*ret_done = true;
	if (store_keyring_ask_why(keyring, question, ret_answer, &reason, err))
		return true;
	if (question->expect && reason == KEYRING_CHANGED) {
		error_clear(err);
		*ret_done = false;
		return true;
	}
	keyring->config.may_prompt = false;
	return false;
}

/* The record of an answer, as a credential. */
static bool store_keyring_decode(const struct keyring_answer *answer,
				 struct cred *ret_cred, struct error *err)
{
	struct js record = js_member(answer->root, KEYRING_M_RECORD);
	g_autofree char *backend =
		keyring_answer_text(answer, KEYRING_M_BACKEND);
	AUTO(sealed_release) struct sealed text = { 0 };

	if (js_type(record) != JS_OBJECT)
		return keyring_error(KEYRING_BAD_RECORD, NULL, err);
	if (!sealed_set(&text, record.at, record.len, err) ||
	    !cred_decode(&text, ret_cred, err))
		return false;
	ret_cred->source = g_strcmp0(backend, KEYRING_BACKEND_FILE) == 0
				   ? CRED_FROM_LIBSECRET_FILE
				   : CRED_FROM_KEYRING;
	ret_cred->source_detail =
		keyring_answer_text(answer, KEYRING_M_PROVIDER);
	return true;
}

static bool store_keyring_get(void *self, const struct cred_key *key,
			      struct cred *ret_cred, bool *ret_found,
			      struct error *err)
{
	const struct keyring_question question = { .op = KEYRING_GET,
						   .key = key };
	AUTO(keyring_answer_release) struct keyring_answer answer = { 0 };
	bool found, done;

	if (!store_keyring_ask(self, &question, &answer, &done, err))
		return false;
	found = answer.outcome == KEYRING_FOUND;
	if (found && !store_keyring_decode(&answer, ret_cred, err))
		return false;
	*ret_found = found;
	return true;
}

static bool store_keyring_put(void *self, const struct cred_key *key,
			      const struct cred *cred, const char *expect,
			      bool *ret_done, struct error *err)
{
	AUTO(sealed_release) struct sealed record = { 0 };
	const struct keyring_question question = { KEYRING_PUT, key, &record,
						   expect };
	AUTO(keyring_answer_release) struct keyring_answer answer = { 0 };
	AUTO(cred_release) struct cred stored = { 0 };
	bool done = false;

	if (!cred_encode(cred, &record, err) ||
	    !store_keyring_ask(self, &question, &answer, &done, err) ||
	    (done && !store_keyring_decode(&answer, &stored, err)))
		return false;
	*ret_done = done;
	/* the helper has compared the bytes; this is about what they mean */
	if (done && !cred_equal(&stored, cred))
		return keyring_error(KEYRING_DAMAGED, NULL, err);
	return true;
}

static bool store_keyring_drop(void *self, const struct cred_key *key,
			       const char *expect, bool *ret_done,
			       struct error *err)
{
	const struct keyring_question question = { KEYRING_DROP, key, NULL,
						   expect };
	AUTO(keyring_answer_release) struct keyring_answer answer = { 0 };

	return store_keyring_ask(self, &question, &answer, ret_done, err);
}

static void store_keyring_free(void *self)
{
	struct store_keyring *keyring = self;

	error_release(&keyring->silence);
	g_free(keyring->helper);
	g_free(keyring);
}

static const struct store_ops store_keyring_ops = {
	.name = "keyring",
	.get = store_keyring_get,
	.put = store_keyring_put,
	.drop = store_keyring_drop,
	.free = store_keyring_free,
};

void store_keyring(const struct store_keyring_config *config,
		   struct store *ret_store)
{
	struct store_keyring *keyring = g_new0(struct store_keyring, 1);

	keyring->config = *config;
	keyring->helper = g_strdup(config->helper);
	keyring->config.helper = keyring->helper;
	*ret_store = (struct store){ &store_keyring_ops, keyring };
}

bool store_may_prompt(const struct store *store)
{
	const struct store_keyring *keyring = store->self;

	return store->ops == &store_keyring_ops && keyring->config.may_prompt;
}

void store_quiet(const struct store *store)
{
	struct store_keyring *keyring = store->self;

	if (!store_may_prompt(store))
		return;
	keyring->config.may_prompt = false;
	keyring->config.is_patient = true;
}

void store_ask_again(const struct store *store)
{
	struct store_keyring *keyring = store->self;

	if (store->ops == &store_keyring_ops)
		error_clear(&keyring->silence);
}

bool store_keyring_probe(const struct store *store, const struct cred_key *key,
			 struct store_keyring_facts *ret_facts,
			 enum keyring_reason *ret_reason, struct error *err)
{
	struct store_keyring *keyring = store->self;
	const struct keyring_question question = { .op = KEYRING_PROBE,
						   .key = key };
	AUTO(keyring_answer_release) struct keyring_answer answer = { 0 };
	g_autofree char *backend = NULL;
	int64_t duplicates = 0;

	if (!store_keyring_ask_why(keyring, &question, &answer, ret_reason,
				   err))
		return false;
	backend = keyring_answer_text(&answer, KEYRING_M_BACKEND);
	if (!js_int(js_member(answer.root, KEYRING_M_DUPLICATES), &duplicates))
		duplicates = 0;
	*ret_facts = (struct store_keyring_facts){
		.provider = keyring_answer_text(&answer, KEYRING_M_PROVIDER),
		.collection =
			keyring_answer_text(&answer, KEYRING_M_COLLECTION),
		.is_file = g_strcmp0(backend, KEYRING_BACKEND_FILE) == 0,
		.is_locked =
			js_is_true(js_member(answer.root, KEYRING_M_LOCKED)),
		.duplicates = (unsigned)CLAMP(duplicates, 0, G_MAXINT),
	};
	return true;
}

void store_keyring_facts_release(struct store_keyring_facts *facts)
{
	if (!facts)
		return;
	g_free(facts->provider);
	g_free(facts->collection);
	*facts = (struct store_keyring_facts){ 0 };
}
