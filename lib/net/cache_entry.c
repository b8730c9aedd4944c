#include "lib/net/cache_entry.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/js.h"

#define MAGIC "fentu-reply-1 "

enum {
	MAGIC_LEN = sizeof(MAGIC) - 1,
	FIRST_LINE = MAGIC_LEN + CACHE_KEY_LEN + 1,
	ETAG_MAX = 1024
};

/* What later code and `fentu api -i` may want to know. */
static const char *const kept_headers[] = {
	"Content-Type",	 "ETag", "Date", "Last-Modified",
	"Cache-Control", "Vary", "Link", "X-Request-Id",
};

void cache_entry_release(struct cache_entry *entry)
{
	if (!entry)
		return;
	g_free(entry->head);
	g_free(entry->body);
	*entry = (struct cache_entry){ 0 };
}

static void add_text(GChecksum *sum, const char *text)
{
	g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
}

char *cache_entry_key(const char *owner, const char *url,
		      const struct http_header *const *headers, size_t count)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	add_text(sum, "fentu reply to GET");
	add_text(sum, owner);
	add_text(sum, url);
	for (size_t i = 0; i < count; i++) {
		add_text(sum, headers[i]->name);
		add_text(sum, headers[i]->value);
	}
	return g_strdup(g_checksum_get_string(sum));
}

bool cache_entry_is_special(const char *header_name)
{
	return g_ascii_strncasecmp(header_name, "If-", 3) == 0 ||
	       g_ascii_strcasecmp(header_name, "Range") == 0 ||
	       g_ascii_strcasecmp(header_name, "Cache-Control") == 0 ||
	       g_ascii_strcasecmp(header_name, "Pragma") == 0;
}

/* "application/json; charset=utf-8", "application/problem+json" */
static bool is_json_type(const struct http_reply *reply)
{
	g_autofree char *type = http_reply_header(reply, "Content-Type");

	if (!type)
		return false;
	type[strcspn(type, "; \t")] = '\0';
	return g_ascii_strcasecmp(type, "application/json") == 0 ||
	       (g_str_has_prefix(type, "application/") &&
		g_str_has_suffix(type, "+json"));
}

/* In any of the lines of this header, of which there may be several? */
static bool says(const struct http_reply *reply, const char *header,
		 const char *word)
{
	g_auto(GStrv) lines =
		g_strsplit(reply->headers ? reply->headers : "", "\n", -1);
	size_t len = strlen(header);

	for (char **line = lines; *line; line++) {
		g_autofree char *low = g_ascii_strdown(*line, -1);

		if (g_ascii_strncasecmp(low, header, len) == 0 &&
		    low[len] == ':' && strstr(low + len, word))
			return true;
	}
	return false;
}

bool cache_entry_is_forbidden(const struct http_reply *reply)
{
	return says(reply, "Cache-Control", "no-store") ||
	       says(reply, "Vary", "*");
}

bool cache_entry_accepts(const struct http_reply *reply)
{
	AUTO(error_release) struct error ignored = { 0 };
	struct js root;

	return reply->fault == HTTP_REPLIED && reply->status == 200 &&
	       reply->body_len <= CACHE_BODY_MAX && is_json_type(reply) &&
	       !cache_entry_is_forbidden(reply) &&
	       js_check(reply->body, reply->body_len, "the reply", &root,
			&ignored);
}

char *cache_entry_head(const struct http_reply *reply, const char *former)
{
	/* for http_reply_header, which only reads */
	const struct http_reply before = { .headers = (char *)former };
	g_autoptr(GString) head = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(kept_headers); i++) {
		g_autofree char *value =
			http_reply_header(reply, kept_headers[i]);

		if (!value)
			value = http_reply_header(&before, kept_headers[i]);
		if (value)
			g_string_append_printf(head, "%s: %s\n",
					       kept_headers[i], value);
	}
	if (head->len > CACHE_HEAD_MAX)
		return NULL;
	return g_string_free(g_steal_pointer(&head), FALSE);
}

static char *digest(const char *text, size_t len)
{
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256,
					   (const guchar *)text, len);
}

GString *cache_entry_print(const struct cache_entry *entry, const char *key)
{
	GString *text = g_string_new(MAGIC);
	g_autofree char *sum = NULL;

	/* room for the digest, which is of what comes behind it */
	g_string_set_size(text, FIRST_LINE);
	text->str[FIRST_LINE - 1] = '\n';
	g_string_append_printf(text, "%s %" PRId64 " %zu %zu\n%s", key,
			       entry->asked_unix_ms, strlen(entry->head),
			       entry->body_len, entry->head);
	g_string_append_len(text, entry->body, (gssize)entry->body_len);
	sum = digest(text->str + FIRST_LINE, text->len - FIRST_LINE);
	memcpy(text->str + MAGIC_LEN, sum, CACHE_KEY_LEN);
	return text;
}

/* The first line; *ret_rest is what the digest is of. */
static bool read_digest(const char *text, size_t len, const char **ret_rest,
			size_t *ret_rest_len)
{
	g_autofree char *sum = NULL;

	if (len <= FIRST_LINE || memcmp(text, MAGIC, MAGIC_LEN) != 0 ||
	    text[FIRST_LINE - 1] != '\n')
		return false;
	*ret_rest = text + FIRST_LINE;
	*ret_rest_len = len - FIRST_LINE;
	sum = digest(*ret_rest, *ret_rest_len);
	return memcmp(sum, text + MAGIC_LEN, CACHE_KEY_LEN) == 0;
}

static bool read_number(const char *word, uint64_t max, uint64_t *ret_number)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(word, 10, 0, max, &number, NULL))
		return false;
	*ret_number = number;
	return true;
}

/* The second line: what the text is, and how long its parts are. */
static bool read_facts(const char *line, const char *key,
		       struct cache_entry *entry, size_t *ret_head_len)
{
	enum { WORDS = 4 };
	g_auto(GStrv) word = g_strsplit(line, " ", WORDS + 1);
	uint64_t asked, head, body;

	if (g_strv_length(word) != WORDS || strcmp(word[0], key) != 0 ||
	    !read_number(word[1], INT64_MAX, &asked) ||
	    !read_number(word[2], CACHE_HEAD_MAX, &head) ||
	    !read_number(word[3], CACHE_BODY_MAX, &body))
		return false;
	entry->asked_unix_ms = (int64_t)asked;
	entry->body_len = body;
	*ret_head_len = head;
	return true;
}

bool cache_entry_read(const char *text, size_t len, const char *key,
		      struct cache_entry *ret_entry)
{
	struct cache_entry entry = { 0 };
	g_autofree char *line = NULL;
	const char *rest = NULL, *end;
	size_t left = 0, head_len = 0;

	if (!read_digest(text, len, &rest, &left))
		return false;
	end = memchr(rest, '\n', left);
	if (!end)
		return false;
	line = g_strndup(rest, (gsize)(end - rest));
	left -= (size_t)(end + 1 - rest);
	if (!read_facts(line, key, &entry, &head_len) ||
	    left != head_len + entry.body_len)
		return false;
	entry.head = g_strndup(end + 1, head_len);
	entry.body = g_malloc(entry.body_len + 1);
	memcpy(entry.body, end + 1 + head_len, entry.body_len);
	entry.body[entry.body_len] = '\0';
	*ret_entry = entry;
	return true;
}

char *cache_entry_etag(const struct cache_entry *entry)
{
	const struct http_reply reply = { .headers = entry->head };
	g_autofree char *etag = http_reply_header(&reply, "ETag");

	if (!etag || !*etag || strlen(etag) > ETAG_MAX)
		return NULL;
	for (const char *at = etag; *at; at++)
		if (!g_ascii_isprint(*at))
			return NULL;
	return g_steal_pointer(&etag);
}

enum cache_age cache_entry_age(const struct cache_entry *entry,
			       int64_t now_unix_ms, int64_t max_age_ms)
{
	if (entry->asked_unix_ms > now_unix_ms)
		return CACHE_AHEAD;
	return now_unix_ms - entry->asked_unix_ms < max_age_ms ? CACHE_FRESH
							       : CACHE_STALE;
}

void cache_entry_give(struct cache_entry *entry, int64_t now_unix_ms,
		      struct http_reply *ret_reply)
{
	int64_t age_ms = MAX(now_unix_ms - entry->asked_unix_ms, 0);

	*ret_reply = (struct http_reply){
		.fault = HTTP_REPLIED,
		.status = 200,
		.headers = g_strdup_printf("%sAge: %" PRId64 "\n", entry->head,
					   age_ms / 1000),
		.body = g_steal_pointer(&entry->body),
		.body_len = entry->body_len,
		.asked_unix_ms = entry->asked_unix_ms,
	};
}
