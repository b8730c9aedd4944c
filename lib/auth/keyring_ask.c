#include "lib/auth/keyring_ask.h"

#include <string.h>
#include <unistd.h>

#include "lib/base/child.h"
#include "lib/base/wipe.h"

/* The first line of each hint about a helper that cannot be used. */
#define KEYRING_ASK_REINSTALL "install fentu and fentu-keyring in one version\n"

static void keyring_ask_add(GString *text, const char *member,
			    const char *value)
{
	g_string_append_printf(text, ",\"%s\":", member);
	js_append_string(text, value, strlen(value));
}

static bool keyring_ask_write(const struct store_keyring_config *config,
			      const struct keyring_question *question,
			      struct sealed *ret_text, struct error *err)
{
	size_t record_len = question->record ? question->record->len : 0;
	/* All the room at once: a string that grows leaves copies. */
	AUTO(wipe_string)
	GString *text =
		g_string_sized_new(record_len + 2 * KEYRING_ENVELOPE_MAX);

	if (record_len > SEALED_MAX - KEYRING_ENVELOPE_MAX)
		return error_set(err, ERR_OTHER,
				 "the credential is too large for the keyring: "
				 "%zu bytes, at most %d",
				 record_len, SEALED_MAX - KEYRING_ENVELOPE_MAX);
	g_string_append_printf(text, "{\"" KEYRING_M_PROTOCOL "\":%d",
			       KEYRING_PROTOCOL);
	keyring_ask_add(text, KEYRING_M_OP, keyring_op_name(question->op));
	keyring_ask_add(text, KEYRING_M_KIND,
			cred_slot_name(question->key ? question->key->slot
						     : CRED_SLOT_LOGIN));
	if (question->key) {
		keyring_ask_add(text, KEYRING_M_ORIGIN, question->key->origin);
		keyring_ask_add(text, KEYRING_M_PROFILE,
				question->key->profile);
	}
	if (question->expect)
		keyring_ask_add(text, KEYRING_M_EXPECT, question->expect);
	if (config->may_prompt)
		g_string_append(text, ",\"" KEYRING_M_MAY_PROMPT "\":true");
	if (config->may_prompt || config->is_patient)
		g_string_append_printf(text, ",\"" KEYRING_M_LIMIT "\":%d",
				       config->deadline_ms);
	if (question->record) {
		g_string_append(text, ",\"" KEYRING_M_RECORD "\":");
		g_string_append_len(text, sealed_reveal(question->record),
				    (gssize)record_len);
	}
	g_string_append_c(text, '}');
	return sealed_set(ret_text, text->str, text->len, err);
}

static bool keyring_ask_no_helper(const char *helper, struct error *err)
{
#ifdef FENTU_WITHOUT_KEYRING
	(void)helper;
	error_set(err, ERR_LOGIN, "this fentu was built without the keyring");
	return error_hint(err, KEYRING_WAYS_OUT);
#else
	error_set(err, ERR_LOGIN,
		  "the keyring cannot be asked: '%s' is missing", helper);
	return error_hint(err, KEYRING_ASK_REINSTALL KEYRING_WAYS_OUT);
#endif
}

static bool keyring_ask_timed_out(int waited_ms, struct error *err)
{
	bool whole = waited_ms % 1000 == 0;

	error_set(err, ERR_LOGIN, "the keyring did not answer within %d %s",
		  whole ? waited_ms / 1000 : waited_ms, whole ? "s" : "ms");
	return error_hint(err,
			  "look whether it waits for its password\n"
			  "a slow one gets more time by FENTU_KEYRING_TIMEOUT "
			  "(seconds)\n" KEYRING_WAYS_OUT);
}

static bool keyring_ask_helper_failed(const char *how, int number,
				      struct error *err)
{
	error_set(err, ERR_LOGIN,
		  "the keyring cannot be asked: "
		  "fentu-keyring ended without an answer "
		  "(%s %d)",
		  how, number);
	return error_hint(err, KEYRING_ASK_REINSTALL KEYRING_WAYS_OUT);
}

static bool keyring_ask_senseless(struct error *err)
{
	error_set(err, ERR_LOGIN,
		  "the keyring cannot be asked: the answer of "
		  "fentu-keyring makes no sense");
	return error_hint(err, KEYRING_ASK_REINSTALL KEYRING_WAYS_OUT);
}

/* libsecret keeps secrets in a file of its own where SECRET_BACKEND says so;
   the other two are what its tests, and ours, give the file by. */
static char **keyring_ask_environment(void)
{
	static const char *const names[] = {
		"SECRET_BACKEND",
		"SECRET_FILE_TEST_PATH",
		"SECRET_FILE_TEST_PASSWORD",
	};
	GPtrArray *env = g_ptr_array_new();

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = g_getenv(names[i]);

		if (value)
			g_ptr_array_add(
				env, g_strconcat(names[i], "=", value, NULL));
	}
	g_ptr_array_add(env, NULL);
	return (char **)g_ptr_array_free(env, FALSE);
}

static bool keyring_ask_run(const struct store_keyring_config *config,
			    enum keyring_op op, const struct sealed *request,
			    struct sealed *ret_reply, bool *ret_late,
			    struct error *err)
{
	const char *const argv[] = { config->helper, NULL };
	g_auto(GStrv) env = keyring_ask_environment();
	const struct child_spec spec = {
		.argv = argv,
		.env = (const char *const *)env,
		.input = request,
		.deadline_ms = config->may_prompt || config->is_patient
				       ? config->prompt_deadline_ms
				       : config->deadline_ms,
		.meanwhile = op == KEYRING_GET ? config->meanwhile : NULL,
		.waiting = config->waiting,
		.user = config->user,
	};
	AUTO(child_result_release) struct child_result result = { 0 };

	if (!config->helper || access(config->helper, X_OK) < 0)
		return keyring_ask_no_helper(config->helper, err);
	if (!child_exchange(&spec, &result, err)) {
		err->code = ERR_LOGIN;
		error_wrap(err, "the keyring cannot be asked");
		return error_hint(err, KEYRING_ASK_REINSTALL KEYRING_WAYS_OUT);
	}
	*ret_late = result.end == CHILD_TIMED_OUT && !config->may_prompt;
	if (result.end == CHILD_TIMED_OUT)
		return keyring_ask_timed_out(spec.deadline_ms, err);
	if (result.end == CHILD_KILLED)
		return keyring_ask_helper_failed("signal", result.status, err);
	if (result.status != 0)
		return keyring_ask_helper_failed("status", result.status, err);
	sealed_move(ret_reply, &result.output);
	return true;
}

/* The words of the reply; false when they are none of the protocol's. */
static bool keyring_ask_parse(struct keyring_answer *answer,
			      enum keyring_reason *ret_reason)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *outcome = NULL;
	g_autofree char *reason = NULL;
	int64_t protocol;

	if (!js_check(sealed_reveal(&answer->text), answer->text.len,
		      "the answer", &answer->root, &ignored) ||
	    !js_int(js_member(answer->root, KEYRING_M_PROTOCOL), &protocol) ||
	    protocol != KEYRING_PROTOCOL)
		return false;
	outcome = keyring_answer_text(answer, KEYRING_M_OUTCOME);
	reason = keyring_answer_text(answer, KEYRING_M_REASON);
	*ret_reason = KEYRING_NO_REASON;
	return outcome && keyring_outcome_parse(outcome, &answer->outcome) &&
	       (!reason || keyring_reason_parse(reason, ret_reason));
}

bool keyring_ask_why(const struct store_keyring_config *config,
		     const struct keyring_question *question,
		     struct keyring_answer *ret_answer,
		     enum keyring_reason *ret_reason, bool *ret_late,
		     struct error *err)
{
	AUTO(sealed_release) struct sealed request = { 0 };
	AUTO(keyring_answer_release) struct keyring_answer answer = { 0 };
	g_autofree char *detail = NULL;
	enum keyring_reason reason;

	*ret_reason = KEYRING_NO_REASON;
	*ret_late = false;
	if (!keyring_ask_write(config, question, &request, err) ||
	    !keyring_ask_run(config, question->op, &request, &answer.text,
			     ret_late, err))
		return false;
	if (!keyring_ask_parse(&answer, &reason))
		return keyring_ask_senseless(err);
	*ret_reason = reason;
	if (answer.outcome == KEYRING_LOCKED ||
	    answer.outcome == KEYRING_UNAVAILABLE ||
	    answer.outcome == KEYRING_FAILED) {
		detail = keyring_answer_text(&answer, KEYRING_M_DETAIL);
		*ret_late = reason == KEYRING_NO_ANSWER && !detail;
		if (*ret_late)
			return keyring_ask_timed_out(config->deadline_ms, err);
		return keyring_error(reason, detail, err);
	}
	*ret_answer = answer;
	answer = (struct keyring_answer){ 0 };
	return true;
}

bool keyring_ask(const struct store_keyring_config *config,
		 const struct keyring_question *question,
		 struct keyring_answer *ret_answer, struct error *err)
{
	enum keyring_reason reason;
	bool late;

	return keyring_ask_why(config, question, ret_answer, &reason, &late,
			       err);
}

char *keyring_answer_text(const struct keyring_answer *answer,
			  const char *member)
{
	struct js value = js_member(answer->root, member);

	return js_type(value) == JS_STRING ? js_text(value, NULL) : NULL;
}

void keyring_answer_release(struct keyring_answer *answer)
{
	if (!answer)
		return;
	sealed_release(&answer->text);
	*answer = (struct keyring_answer){ 0 };
}
