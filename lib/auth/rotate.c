#include "lib/auth/rotate.h"

#include <string.h>

#include "lib/base/js.h"

enum { ROTATE_VERSION = 1, ROTATE_MARK_LEN = 16 };

static const char *const rotate_steps[] = {
	[ROTATE_CHECKED] = "checked",
	[ROTATE_STORED] = "stored",
	[ROTATE_HANDED] = "handed",
	[ROTATE_REVOKED] = "revoked",
};

void rotate_journal_release(struct rotate_journal *journal)
{
	if (!journal)
		return;
	g_free(journal->old_mark);
	g_free(journal->new_mark);
	*journal = (struct rotate_journal){ 0 };
}

char *rotate_mark(const struct sealed *key)
{
	static const char purpose[] = "fentu key rotation";
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(sum, (const guchar *)purpose, sizeof(purpose));
	g_checksum_update(sum, (const guchar *)sealed_reveal(key),
			  (gssize)key->len);
	return g_strndup(g_checksum_get_string(sum), ROTATE_MARK_LEN);
}

char *rotate_journal_text(const struct rotate_journal *journal)
{
	return g_strdup_printf("{\"v\":%d,\"step\":\"%s\",\"to_hand\":%s,"
			       "\"old\":\"%s\",\"new\":\"%s\","
			       "\"begun_at\":%" G_GINT64_FORMAT "}\n",
			       ROTATE_VERSION, rotate_steps[journal->step],
			       journal->to_hand ? "true" : "false",
			       journal->old_mark, journal->new_mark,
			       journal->begun_at);
}

static char *rotate_text(struct js root, const char *member)
{
	struct js value = js_member(root, member);

	return js_type(value) == JS_STRING ? js_text(value, NULL) : NULL;
}

static bool rotate_read_step(struct js root, enum rotate_step *ret_step)
{
	g_autofree char *name = rotate_text(root, "step");

	for (unsigned i = 0; name && i < G_N_ELEMENTS(rotate_steps); i++) {
		if (strcmp(name, rotate_steps[i]) == 0) {
			*ret_step = (enum rotate_step)i;
			return true;
		}
	}
	return false;
}

bool rotate_journal_parse(const char *text, size_t len,
			  struct rotate_journal *ret_journal)
{
	AUTO(rotate_journal_release) struct rotate_journal journal = { 0 };
	AUTO(error_release) struct error ignored = { 0 };
	int64_t version;
	struct js root;

	if (!js_check(text, len, "the journal", &root, &ignored) ||
	    !js_int(js_member(root, "v"), &version) ||
	    version != ROTATE_VERSION || !rotate_read_step(root, &journal.step))
		return false;
	journal.to_hand = js_is_true(js_member(root, "to_hand"));
	journal.old_mark = rotate_text(root, "old");
	journal.new_mark = rotate_text(root, "new");
	if (!journal.old_mark || !journal.new_mark ||
	    !js_int(js_member(root, "begun_at"), &journal.begun_at))
		return false;
	*ret_journal = journal;
	journal = (struct rotate_journal){ 0 };
	return true;
}

enum rotate_plan rotate_plan(const struct rotate_facts *facts)
{
	const char *stored = facts->stored;
	bool is_same_key = g_strcmp0(facts->given, stored) == 0;

	if (!stored)
		return facts->former ? ROTATE_RESTORE : ROTATE_NOTHING;
	if (facts->former && strcmp(facts->former, stored) != 0)
		return ROTATE_FINISH;
	if (!facts->former && facts->journal &&
	    strcmp(facts->journal->new_mark, stored) == 0 &&
	    (!facts->given || is_same_key))
		return ROTATE_ENDED;
	return ROTATE_BEGIN;
}
