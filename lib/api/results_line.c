#include "lib/api/results_line.h"

#include <string.h>

#define HEAD_START "{\"fentu_results\":2,"
#define KEY	   ",\"key\":"

static const char *const words[] = {
	[RESULTS_OPEN] = "not_sent",   [RESULTS_SENT] = "sent",
	[RESULTS_DONE] = "done",       [RESULTS_FAILED] = "failed",
	[RESULTS_UNKNOWN] = "unknown",
};

static void add_text(GString *out, const char *key, const char *text)
{
	g_string_append_printf(out, ",\"%s\":", key);
	js_append_string(out, text, strlen(text));
}

void results_line_head(GString *out, const struct results_about *about,
		       size_t rows, int64_t started_s)
{
	g_string_append_printf(out, HEAD_START "\"rows\":%zu", rows);
	g_string_append_printf(out, ",\"started\":%" G_GINT64_FORMAT,
			       started_s);
	add_text(out, "action", about->action);
	add_text(out, "path", about->path);
	add_text(out, "api", about->api);
	add_text(out, "profile", about->profile);
	add_text(out, "sha256", about->digest);
	g_string_append(out, "}\n");
}

static void add_fields(GString *out, const GPtrArray *fields)
{
	g_string_append(out, ",\"fields\":[");
	for (guint i = 0; i < fields->len; i++) {
		const struct error_field *field = fields->pdata[i];

		g_string_append(out, i > 0 ? ",{\"field\":" : "{\"field\":");
		js_append_string(out, field->field, strlen(field->field));
		add_text(out, "message", field->message);
		g_string_append_c(out, '}');
	}
	g_string_append_c(out, ']');
}

static void add_error(GString *out, const struct error *why)
{
	g_string_append(out, ",\"error\":{\"code\":");
	js_append_string(out, error_name(why->code),
			 strlen(error_name(why->code)));
	if (why->http_status > 0)
		g_string_append_printf(out, ",\"http_status\":%d",
				       why->http_status);
	add_text(out, "message", why->message);
	if (why->request_id)
		add_text(out, "request_id", why->request_id);
	if (why->fields && why->fields->len > 0)
		add_fields(out, why->fields);
	g_string_append_c(out, '}');
}

void results_line_note(GString *out, const struct results_note *note,
		       const struct row_key *key)
{
	g_string_append_printf(out, "{\"row\":%zu,\"line\":%zu", note->row,
			       key->line);
	add_text(out, "key", key->text);
	add_text(out, "outcome", words[note->state]);
	if (note->id)
		add_text(out, "id", note->id);
	if (note->why)
		add_error(out, note->why);
	g_string_append(out, "}\n");
}

#define OUTCOME(word) ",\"outcome\":\"" word "\""

/* The rest of a line. When a run is over, what is still sent has no answer. */
static void add_rest(GString *out, const char *rest, size_t len)
{
	const char *sent = g_strstr_len(rest, (gssize)len, OUTCOME("sent"));
	size_t head = sent ? (size_t)(sent - rest) : len;

	g_string_append_len(out, rest, (gssize)head);
	if (sent)
		g_string_append(out, OUTCOME("unknown"));
	head += sent ? strlen(OUTCOME("sent")) : 0;
	g_string_append_len(out, rest + head, (gssize)(len - head));
	g_string_append_c(out, '\n');
}

void results_line_renumber(GString *out, const char *line, size_t len,
			   size_t row, const struct row_key *key)
{
	const char *rest = g_strstr_len(line, (gssize)len, KEY);

	if (key)
		g_string_append_printf(out, "{\"row\":%zu,\"line\":%zu", row,
				       key->line);
	else
		g_string_append(out, "{\"row\":null,\"line\":null");
	add_rest(out, rest, len - (size_t)(rest - line));
}

/* Does it begin as a head does, but for what reads as zeros? */
static bool begins_as_head(const char *text, size_t len)
{
	for (size_t i = 0; i < MIN(len, strlen(HEAD_START)); i++)
		if (text[i] != HEAD_START[i] && text[i] != '\0')
			return false;
	return true;
}

bool results_line_is_torn_head(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);

	return begins_as_head(text, len) &&
	       (!end || (end + 1 == text + len && memchr(text, '\0', len)));
}

static bool is_text(struct js head, const char *key, const char *wanted,
		    struct error *err)
{
	g_autofree char *text = js_text(js_member(head, key), NULL);

	if (g_strcmp0(text, wanted) == 0)
		return true;
	error_set(err, ERR_USAGE,
		  "these are the results of another run: its %s is '%s', not "
		  "'%s'",
		  key, text ? text : "", wanted);
	return error_hint(err, "name other results with --results");
}

void results_head_release(struct results_head *head)
{
	g_free(head->digest);
}

bool results_line_read_head(const char *line, size_t len,
			    const struct results_about *about,
			    struct results_head *ret_head, struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };
	int64_t rows, started_s;
	struct js head;

	if (len < strlen(HEAD_START) ||
	    memcmp(line, HEAD_START, strlen(HEAD_START)) != 0 ||
	    !js_check(line, len, "it", &head, &ignored) ||
	    !js_int(js_member(head, "rows"), &rows) || rows < 1 ||
	    !js_int(js_member(head, "started"), &started_s) ||
	    js_type(js_member(head, "sha256")) != JS_STRING) {
		error_set(err, ERR_USAGE, "this is no file of results");
		return error_hint(err, "name another with --results");
	}
	if (!is_text(head, "action", about->action, err) ||
	    !is_text(head, "path", about->path, err) ||
	    !is_text(head, "api", about->api, err) ||
	    !is_text(head, "profile", about->profile, err))
		return false;
	ret_head->digest = js_text(js_member(head, "sha256"), NULL);
	ret_head->rows = (size_t)rows;
	ret_head->started_s = started_s;
	return true;
}

static bool state_of(const char *word, enum results_state *ret_state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		*ret_state = (enum results_state)i;
		return true;
	}
	return false;
}

/* A number from 1 on, or null. */
static bool row_of(struct js value, size_t *ret_row)
{
	int64_t row = 0;

	if (js_type(value) != JS_NULL && (!js_int(value, &row) || row < 1))
		return false;
	*ret_row = (size_t)row;
	return true;
}

void results_line_release(struct results_line *line)
{
	g_free(line->key);
	g_free(line->id);
}

bool results_line_read(const char *line, size_t len,
		       struct results_line *ret_line, struct error *err)
{
	AUTO(results_line_release) struct results_line read = { 0 };
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *word = NULL;
	struct js note;

	if (js_check(line, len, "it", &note, &ignored)) {
		word = js_text(js_member(note, "outcome"), NULL);
		read.key = js_text(js_member(note, "key"), NULL);
		if (js_type(js_member(note, "id")) == JS_STRING)
			read.id = js_text(js_member(note, "id"), NULL);
		if (row_of(js_member(note, "row"), &read.row) &&
		    strlen(read.key) == ROW_KEY_LEN &&
		    state_of(word, &read.state) &&
		    g_strstr_len(line, (gssize)len, KEY)) {
			*ret_line = read;
			read = (struct results_line){ 0 };
			return true;
		}
	}
	return error_set(err, ERR_USAGE, "this line of results is damaged");
}

char *results_line_complete(const char *torn, size_t len)
{
	AUTO(results_line_release) struct results_line read = { 0 };
	AUTO(error_release) struct error ignored = { 0 };
	const char *key = g_strstr_len(torn, (gssize)len, KEY "\"");
	g_autofree char *line = NULL;
	size_t end;

	if (!key)
		return NULL;
	end = (size_t)(key - torn) + strlen(KEY "\"") + ROW_KEY_LEN + 1;
	if (end > len)
		return NULL;
	line = g_strdup_printf("%.*s%s", (int)end, torn, OUTCOME("sent") "}\n");
	if (!results_line_read(line, strlen(line) - 1, &read, &ignored))
		return NULL;
	return g_steal_pointer(&line);
}
