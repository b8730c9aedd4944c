/* The keyring, from the bus up, and the credential that is looked up. */
#include <string.h>

#include "cmd/checkup.h"

/* The things a keyring stands on, each on the one before. */
enum keyring_part { PART_BUS, PART_SERVICE, PART_LOCK, PART_COUNT };

static const char *const part_names[PART_COUNT] = {
	[PART_BUS] = "dbus",
	[PART_SERVICE] = "secret_service",
	[PART_LOCK] = "lock",
};

/* Which of them a reason is about. A helper that gave no answer is missing, or
   was killed while it waited for the service. */
static enum keyring_part part_of(enum keyring_reason reason)
{
	switch (reason) {
	case KEYRING_NO_BUS:
	case KEYRING_FOREIGN_BUS:
	case KEYRING_REFUSED_BUS:
		return PART_BUS;
	case KEYRING_NEEDS_PERSON:
	case KEYRING_DISMISSED:
	case KEYRING_NO_COLLECTION:
		return PART_LOCK;
	case KEYRING_NO_REASON:
	case KEYRING_NO_SERVICE:
	case KEYRING_NO_START:
	case KEYRING_NO_ANSWER:
	case KEYRING_DIED:
	case KEYRING_GARBAGE:
	case KEYRING_REFUSED:
	case KEYRING_BAD_RECORD:
	case KEYRING_NEWER:
	case KEYRING_MISMATCH:
	case KEYRING_DAMAGED:
	case KEYRING_CHANGED:
	case KEYRING_BUSY:
	case KEYRING_NO_TURN:
	case KEYRING_BAD_REQUEST:
	case KEYRING_REASON_COUNT:
		break;
	}
	return PART_SERVICE;
}

static void skip_all(struct checkup *checkup, const char *why)
{
	for (unsigned part = 0; part < PART_COUNT; part++)
		checkup_add(checkup, part_names[part], CHECKUP_SKIPPED, "%s",
			    why);
}

/* What is locked may be unlocked yet, when the credential is looked up. */
static void add_locked(struct checkup *checkup, const char *found)
{
	checkup_add(checkup, "lock", CHECKUP_WARNING, "%s", found);
	checkup_remedy(checkup, "unlock it in the desktop's password program");
}

static void add_failure(struct checkup *checkup, enum keyring_reason reason,
			const struct error *err)
{
	enum keyring_part failed = part_of(reason);

	for (unsigned part = 0; part < PART_COUNT; part++) {
		if (reason == KEYRING_NEEDS_PERSON && part == failed)
			add_locked(checkup, err->message);
		else if (part == failed)
			checkup_fail(checkup, part_names[part], err);
		else if (part > failed)
			checkup_add(checkup, part_names[part], CHECKUP_SKIPPED,
				    "not to be had without what is before it");
		else if (reason == KEYRING_NO_REASON)
			checkup_add(checkup, part_names[part], CHECKUP_SKIPPED,
				    "not known: there was no answer");
		else
			checkup_add(checkup, part_names[part], CHECKUP_OK,
				    "there");
	}
}

static void add_service(struct checkup *checkup,
			const struct store_keyring_facts *facts)
{
	const char *provider =
		facts->provider ? facts->provider : "an unknown program";

	if (facts->duplicates > 0) {
		checkup_add(checkup, "secret_service", CHECKUP_WARNING,
			    "%s; it holds %u surplus records", provider,
			    facts->duplicates);
		checkup_remedy(checkup, "run 'fentu logout', then 'fentu "
					"login'");
	} else {
		checkup_add(checkup, "secret_service", CHECKUP_OK, "%s",
			    provider);
	}
}

static void add_facts(struct checkup *checkup,
		      const struct store_keyring_facts *facts)
{
	const char *collection = facts->collection ? facts->collection : "?";
	g_autofree char *found = NULL;

	if (facts->is_file) {
		checkup_add(checkup, "dbus", CHECKUP_SKIPPED, "not used");
		checkup_add(checkup, "secret_service", CHECKUP_WARNING,
			    "libsecret's own file, not the desktop's keyring");
		checkup_remedy(checkup, "unset SECRET_BACKEND");
		checkup_add(checkup, "lock", CHECKUP_SKIPPED, "not used");
		return;
	}
	checkup_add(checkup, "dbus", CHECKUP_OK, "there");
	add_service(checkup, facts);
	if (!facts->is_locked) {
		checkup_add(checkup, "lock", CHECKUP_OK,
			    "collection '%s' is unlocked", collection);
		return;
	}
	found = g_strdup_printf("collection '%s' is locked", collection);
	add_locked(checkup, found);
}

static void look_at_keyring(struct checkup *checkup)
{
	AUTO(store_keyring_facts_release)
	struct store_keyring_facts facts = { 0 };
	AUTO(error_release) struct error err = { 0 };
	enum keyring_reason reason = KEYRING_NO_REASON;
	const struct store *keyring;
	struct cred_key key;

	if (ctx_cred_key(checkup->ctx, &key, &err) &&
	    ctx_keyring_store(checkup->ctx, &keyring, &err) &&
	    store_keyring_probe(keyring, &key, &facts, &reason, &err))
		add_facts(checkup, &facts);
	else
		add_failure(checkup, reason, &err);
	checkup->is_without_keyring =
		err.code != ERR_NONE && reason != KEYRING_NEEDS_PERSON;
}

/* Where a credential is given, the keyring is left alone. */
static bool is_given(struct ctx *ctx)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(cred_release) struct cred cred = { 0 };
	const struct store *given;
	struct cred_key key;
	bool found = false;

	if (!ctx_cred_key(ctx, &key, &err) ||
	    !ctx_given_store(ctx, &given, &err) ||
	    !store_get(given, &key, &cred, &found, &err))
		return true; /* which checkup_credential tells about */
	return found;
}

void checkup_keyring(struct checkup *checkup)
{
	AUTO(error_release) struct error err = { 0 };
	const char *storage = "keyring";

	checkup->is_given = is_given(checkup->ctx);
	if (checkup->is_given)
		skip_all(checkup, "not used: a credential is given");
	else if (ctx_setting(checkup->ctx, "storage", &storage, &err) &&
		 !strcmp(storage, "file"))
		skip_all(checkup, "not used: the login is kept in a file");
	else
		look_at_keyring(checkup);
}

void checkup_credential(struct checkup *checkup)
{
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *masked = NULL;
	bool has_ended;

	if (checkup->is_without_keyring) {
		checkup_add(checkup, "credential", CHECKUP_SKIPPED,
			    "not known: there is no keyring to ask");
		return;
	}
	if (!checkup->is_given)
		ctx_allow_prompt(checkup->ctx);
	if (!ctx_credential(checkup->ctx, &checkup->cred, &err)) {
		checkup_fail(checkup, "credential", &err);
		return;
	}
	masked = sealed_mask(&checkup->cred->access);
	has_ended = checkup->cred->oauth.has_ended;
	checkup_add(checkup, "credential",
		    has_ended ? CHECKUP_WARNING : CHECKUP_OK, "%s %s from %s%s",
		    checkup->cred->kind == CRED_API_KEY ? "API key"
							: "access token",
		    masked,
		    checkup->cred->source_detail
			    ? checkup->cred->source_detail
			    : cred_source_name(checkup->cred->source),
		    has_ended ? "; it cannot be refreshed any more" : "");
	if (has_ended)
		checkup_remedy(checkup, "run 'fentu login --web'");
}
