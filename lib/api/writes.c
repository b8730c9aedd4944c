#include "lib/api/writes.h"

static void count_done(struct writes *writes, const struct write_result *result,
		       enum write_action action)
{
	writes->done++;
	if (write_is_later(result, action))
		writes->later++;
	else if (action != WRITE_DELETE && js_type(result->record) == JS_NONE)
		writes->bare++;
}

void writes_count(struct writes *writes, const struct write_result *result,
		  enum write_action action)
{
	switch (result->outcome) {
	case WRITE_DONE:
		count_done(writes, result, action);
		writes->silent_in_a_row = 0;
		return;
	case WRITE_REJECTED:
		if (writes->failed++ + writes->unknown == 0)
			writes->code = result->err.code;
		writes->silent_in_a_row += result->err.code == ERR_NETWORK;
		return;
	case WRITE_UNKNOWN:
		if (writes->unknown++ == 0)
			writes->code = result->err.code;
		writes->silent_in_a_row++;
		return;
	case WRITE_NOT_DONE:
		return;
	}
}

static bool is_end(const struct write_result *result)
{
	return result->outcome == WRITE_NOT_DONE ||
	       result->err.code == ERR_LOGIN || result->err.code == ERR_DENIED;
}

bool writes_are_over(const struct writes *writes, struct write_result *result,
		     struct error *ret_why)
{
	if (is_end(result)) {
		error_move(ret_why, &result->err);
		return true;
	}
	if (writes->silent_in_a_row < WRITES_SILENT_MAX ||
	    (result->outcome != WRITE_UNKNOWN &&
	     result->err.code != ERR_NETWORK))
		return false;
	if (result->outcome == WRITE_UNKNOWN)
		(void)error_set(
			ret_why, ERR_PARTIAL,
			"the outcome of %d, one after the other, is unknown",
			WRITES_SILENT_MAX);
	else
		(void)error_set(ret_why, ERR_PARTIAL,
				"%d, one after the other, got no answer",
				WRITES_SILENT_MAX);
	return true;
}

enum error_code writes_code(const struct writes *writes)
{
	return writes->done > 0 ? ERR_PARTIAL : writes->code;
}

char *writes_doubts(const struct writes *writes)
{
	GString *text = g_string_new(NULL);

	if (writes->later > 0)
		g_string_append_printf(text,
				       "; accepted, not yet confirmed: %zu",
				       writes->later);
	if (writes->bare > 0)
		g_string_append_printf(text, "; answered without a record: %zu",
				       writes->bare);
	return g_string_free(text, FALSE);
}

char *writes_text(const struct writes *writes, size_t total, const char *plural)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%zu of %zu %s are done", writes->done,
			       total, plural);
	if (writes->failed > 0)
		g_string_append_printf(text, ", %zu failed", writes->failed);
	if (writes->unknown > 0)
		g_string_append_printf(text, ", of %zu the outcome is unknown",
				       writes->unknown);
	return g_string_free(text, FALSE);
}
