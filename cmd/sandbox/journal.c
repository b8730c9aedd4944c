#include "cmd/sandbox/journal.h"

#include "cmd/sandbox/js.h"
#include "cmd/sandbox/tally.h"
#include "cmd/sandbox/when.h"

#include <string.h>

#define MAX_ENTRIES  2000
#define MAX_TARGET   2048
#define MAX_BODY     16384
#define DIGEST_SHOWN 12

struct entry {
	int64_t at_ms;
	char *method, *target, *body;
	char *headers; /* "Name: value" lines */
	unsigned status;
	bool fault;
};

struct journal {
	GQueue entries;
	uint64_t numbers;
	int64_t requests, connections;
	int64_t in_flight, most_in_flight;
	int64_t by_status[600];
	struct tally oauth;
};

static void entry_free(gpointer data)
{
	struct entry *entry = data;

	g_free(entry->method);
	g_free(entry->target);
	g_free(entry->body);
	g_free(entry->headers);
	g_free(entry);
}

struct journal *journal_new(void)
{
	struct journal *journal = g_new0(struct journal, 1);

	g_queue_init(&journal->entries);
	return journal;
}

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	g_queue_clear_full(&journal->entries, entry_free);
	g_free(journal);
}

void journal_reset(struct journal *journal)
{
	g_queue_clear_full(&journal->entries, entry_free);
	journal->requests = 0;
	journal->connections = 0;
	journal->most_in_flight = journal->in_flight;
	memset(journal->by_status, 0, sizeof(journal->by_status));
	journal->oauth = (struct tally){ 0 };
}

uint64_t journal_number(struct journal *journal)
{
	return ++journal->numbers;
}

void journal_connected(struct journal *journal)
{
	journal->connections++;
}

static bool is_secret(const char *name)
{
	return g_ascii_strcasecmp(name, "Authorization") == 0 ||
	       g_ascii_strcasecmp(name, "Proxy-Authorization") == 0 ||
	       g_ascii_strcasecmp(name, "Cookie") == 0;
}

static char *headers_of(const struct request *request)
{
	GString *lines = g_string_new(NULL);

	for (guint i = 0; i < request->headers->len; i++) {
		const struct header *header =
			&g_array_index(request->headers, struct header, i);
		const char *space = strchr(header->value, ' ');
		g_autofree char *digest = NULL;

		if (!is_secret(header->name)) {
			g_string_append_printf(lines, "%s: %s\n", header->name,
					       header->value);
			continue;
		}
		digest = g_compute_checksum_for_string(
			G_CHECKSUM_SHA256, space ? space + 1 : header->value,
			-1);
		g_string_append_printf(lines, "%s: sha256:%.*s\n", header->name,
				       DIGEST_SHOWN, digest);
	}
	return g_string_free(lines, FALSE);
}

static bool is_control(const struct exchange *exchange)
{
	return g_str_has_prefix(exchange->text, "/_sandbox");
}

void journal_add(struct journal *journal, struct exchange *exchange, bool fault)
{
	const struct request *request = &exchange->request;
	struct entry *entry = NULL;

	if (is_control(exchange))
		return;
	entry = g_new0(struct entry, 1);
	entry->at_ms = when_now_ms();
	entry->method = g_strdup(request->method);
	entry->target = g_strndup(exchange->text, MAX_TARGET);
	/* A form may hold a secret; JSON holds records. */
	if (request_is(request, "application/json"))
		entry->body = g_strndup((const char *)request->body->data,
					MIN(request->body->len, MAX_BODY));
	entry->headers = headers_of(request);
	entry->status = exchange->reply.status;
	entry->fault = fault;
	g_queue_push_tail(&journal->entries, entry);
	if (journal->entries.length > MAX_ENTRIES)
		entry_free(g_queue_pop_head(&journal->entries));
	journal->requests++;
	tally_add(&journal->oauth, request);
	journal->by_status[MIN(entry->status, 599)]++;
	journal->in_flight++;
	journal->most_in_flight =
		MAX(journal->most_in_flight, journal->in_flight);
	exchange->noted = true;
}

void journal_over(struct journal *journal, struct exchange *exchange)
{
	if (exchange && exchange->noted)
		journal->in_flight--;
}

static struct json_object *show_headers(const char *lines)
{
	struct json_object *shown = json_object_new_object();
	g_auto(GStrv) split = g_strsplit(lines, "\n", -1);

	for (char **line = split; *line; line++) {
		char *value = strstr(*line, ": ");

		if (!value)
			continue;
		*value = '\0';
		js_set_take(shown, *line, json_object_new_string(value + 2));
	}
	return shown;
}

static struct json_object *show(const struct entry *entry)
{
	struct json_object *shown = json_object_new_object();

	js_number(shown, "at_ms", entry->at_ms);
	js_text(shown, "method", entry->method);
	js_text(shown, "target", entry->target);
	js_number(shown, "status", entry->status);
	js_bool(shown, "fault", entry->fault);
	js_take(shown, "headers", show_headers(entry->headers));
	js_text(shown, "body", entry->body);
	return shown;
}

struct json_object *journal_show(const struct journal *journal, unsigned last)
{
	struct json_object *shown = json_object_new_array();
	guint skip = journal->entries.length > last
			     ? journal->entries.length - last
			     : 0;

	for (GList *at = journal->entries.head; at; at = at->next) {
		if (skip > 0)
			skip--;
		else
			json_object_array_add(shown, show(at->data));
	}
	return shown;
}

struct json_object *journal_counters(const struct journal *journal)
{
	struct json_object *shown = json_object_new_object();
	struct json_object *statuses = json_object_new_object();

	js_number(shown, "requests", journal->requests);
	js_number(shown, "connections", journal->connections);
	js_number(shown, "most_in_flight", journal->most_in_flight);
	for (unsigned i = 0; i < G_N_ELEMENTS(journal->by_status); i++) {
		g_autofree char *status = g_strdup_printf("%u", i);

		if (journal->by_status[i] > 0)
			js_set_take(
				statuses, status,
				json_object_new_int64(journal->by_status[i]));
	}
	js_take(shown, "by_status", statuses);
	tally_show(&journal->oauth, shown);
	return shown;
}
