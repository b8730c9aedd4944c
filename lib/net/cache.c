#include "lib/net/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/net/cache_folder.h"

/* When to look for what is too much, beside at the end. */
enum { SWEEP_ENTRIES = 500, SWEEP_BYTES = 16 * 1024 * 1024 };

struct cache {
	char *folder, *account, *owner;
	int64_t max_age_ms;
	const struct clock *clock;
	const struct trace *trace;
	const struct redact *secrets;
	int64_t kept, kept_bytes; /* since the last sweep */
};

struct cache *cache_open(const struct cache_config *config)
{
	struct cache *cache = g_new0(struct cache, 1);

	cache->folder = g_strdup(config->folder);
	cache->account = g_strdup(config->account);
	cache->owner = g_strdup(config->owner);
	cache->max_age_ms = config->max_age_ms;
	cache->clock = config->clock;
	cache->trace = config->trace;
	cache->secrets = config->secrets;
	return cache;
}

/* What goes wrong here is told to whoever looks for faults. */
static void tell(const struct cache *cache, const struct error *err)
{
	trace_line(cache->trace, "* kept replies: %s", err->message);
}

static void sweep(struct cache *cache)
{
	cache_folder_sweep(cache->folder, cache->account,
			   clock_unix_s(cache->clock));
	cache->kept = 0;
	cache->kept_bytes = 0;
}

void cache_free(struct cache *cache)
{
	if (!cache)
		return;
	if (cache->kept > 0)
		sweep(cache);
	g_free(cache->folder);
	g_free(cache->account);
	g_free(cache->owner);
	g_free(cache);
}

void cache_slot_free(struct cache_slot *slot)
{
	if (!slot)
		return;
	file_close(&slot->folder);
	g_free(slot->key);
	cache_entry_release(&slot->entry);
	g_free(slot);
}

/* Our own private file, of a size that we write. */
static bool is_ours(int fd, size_t *ret_size)
{
	struct stat info;

	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) ||
	    info.st_uid != geteuid() ||
	    (info.st_mode & (S_IRWXG | S_IRWXO)) != 0 || info.st_size <= 0 ||
	    info.st_size > CACHE_TEXT_MAX)
		return false;
	*ret_size = (size_t)info.st_size;
	return true;
}

/* A file that is replaced meanwhile stays what it was behind `fd`. */
static bool read_entry(int fd, const char *key, struct cache_entry *ret_entry)
{
	g_autofree char *text = NULL;
	size_t size = 0, have = 0;

	if (!is_ours(fd, &size))
		return false;
	text = g_malloc(size);
	while (have < size) {
		ssize_t got = read(fd, text + have, size - have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		have += (size_t)got;
	}
	return cache_entry_read(text, size, key, ret_entry);
}

static void forget(const struct cache_slot *slot)
{
	/* what cannot be removed is refused each time it is read */
	(void)unlinkat(slot->folder, slot->key, 0);
}

/* Look for the entry; one that is no good goes away. */
static void find(const struct cache *cache, struct cache_slot *slot)
{
	int64_t now_ms = clock_unix_ms(cache->clock);
	AUTO(file_close)
	int fd = openat(slot->folder, slot->key,
			O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
				O_CLOEXEC);
	enum cache_age age;

	if (fd < 0 && errno == ENOENT)
		return;
	if (fd < 0 || !read_entry(fd, slot->key, &slot->entry)) {
		forget(slot);
		return;
	}
	age = cache_entry_age(&slot->entry, now_ms, cache->max_age_ms);
	if (age == CACHE_AHEAD) {
		cache_entry_release(&slot->entry);
		forget(slot);
		return;
	}
	slot->is_kept = true;
	slot->is_fresh = age == CACHE_FRESH;
}

struct cache_slot *cache_look(struct cache *cache, const char *url,
			      const struct http_header *const *headers,
			      size_t count, int64_t since_unix_ms)
{
	AUTO(error_release) struct error problem = { 0 };
	struct cache_slot *slot;
	int folder = -1;

	if (!cache || cache->max_age_ms < 0)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (cache_entry_is_special(headers[i]->name))
			return NULL;
	if (!cache_folder_open(cache->folder, cache->account, &folder,
			       &problem)) {
		tell(cache, &problem);
		return NULL;
	}
	slot = g_new0(struct cache_slot, 1);
	slot->folder = folder;
	slot->key = cache_entry_key(cache->owner, url, headers, count);
	find(cache, slot);
	slot->is_fresh &= slot->entry.asked_unix_ms >= since_unix_ms;
	return slot;
}

static bool has_secret(const struct cache *cache,
		       const struct cache_entry *entry)
{
	g_autoptr(GString) text = g_string_new(entry->head);
	g_autofree char *before = NULL;
	size_t len;

	g_string_append_len(text, entry->body, (gssize)entry->body_len);
	len = text->len;
	before = g_memdup2(text->str, len);
	redact_apply(cache->secrets, text);
	return text->len != len || memcmp(text->str, before, len) != 0;
}

static void keep(struct cache *cache, const struct cache_slot *slot,
		 const struct cache_entry *entry)
{
	AUTO(error_release) struct error problem = { 0 };
	g_autoptr(GString) text = NULL;

	if (has_secret(cache, entry)) {
		forget(slot);
		return;
	}
	text = cache_entry_print(entry, slot->key);
	if (!cache_folder_write(slot->folder, slot->key, text, &problem)) {
		tell(cache, &problem);
		return;
	}
	cache->kept++;
	cache->kept_bytes += (int64_t)text->len;
	if (cache->kept >= SWEEP_ENTRIES || cache->kept_bytes >= SWEEP_BYTES)
		sweep(cache);
}

/* The server says that what is kept still holds. */
static void revive(struct cache *cache, struct cache_slot *slot,
		   int64_t asked_unix_ms, struct http_reply *reply)
{
	char *head = cache_entry_head(reply, slot->entry.head);
	int64_t elapsed_ms = reply->elapsed_ms;

	if (head) {
		g_free(slot->entry.head);
		slot->entry.head = head;
	}
	slot->entry.asked_unix_ms = asked_unix_ms;
	if (cache_entry_is_forbidden(reply))
		forget(slot);
	else
		keep(cache, slot, &slot->entry);
	http_reply_release(reply);
	cache_entry_give(&slot->entry, clock_unix_ms(cache->clock), reply);
	reply->elapsed_ms = elapsed_ms;
}

/* Whatever a reply says for good; what may pass says nothing of the data. */
static bool is_final(const struct http_reply *reply)
{
	return reply->fault == HTTP_REPLIED && reply->status < 500 &&
	       reply->status != 408 && reply->status != 429;
}

void cache_settle(struct cache *cache, struct cache_slot *slot,
		  int64_t asked_unix_ms, struct http_reply *reply)
{
	struct cache_entry entry = {
		.asked_unix_ms = asked_unix_ms,
		.body = reply->body,
		.body_len = reply->body_len,
	};

	if (reply->fault == HTTP_REPLIED && reply->status == 304 &&
	    slot->is_kept) {
		revive(cache, slot, asked_unix_ms, reply);
		return;
	}
	if (cache_entry_accepts(reply))
		entry.head = cache_entry_head(reply, NULL);
	if (entry.head)
		keep(cache, slot, &entry);
	else if (slot->is_kept && is_final(reply))
		forget(slot);
	g_free(entry.head);
}

bool cache_remove(const char *folder, const char *account, struct error *err)
{
	return cache_folder_drop(folder, account, err);
}

void cache_drop(struct cache *cache)
{
	AUTO(error_release) struct error problem = { 0 };

	if (cache && !cache_remove(cache->folder, cache->account, &problem))
		tell(cache, &problem);
}
