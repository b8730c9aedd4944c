#include "test/unit/net/cache_place.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define URL  "https://api.test/v1/tasks"
#define TYPE "Content-Type: application/json\n"

static int64_t read_clock(const struct clock *clock)
{
	return ((const struct place *)clock)->now_ms;
}

struct cache *place_cache(struct place *p, int64_t max_age_ms)
{
	return cache_open(&(struct cache_config){
		.folder = p->folder,
		.account = "account",
		.owner = "me",
		.max_age_ms = max_age_ms,
		.clock = &p->clock,
	});
}

void place_open(struct place *p)
{
	p->clock = (struct clock){ read_clock, read_clock };
	p->now_ms = g_get_real_time() / 1000;
	p->base = g_dir_make_tmp("cache-XXXXXX", NULL);
	p->folder = g_build_filename(p->base, "fentu", "replies", NULL);
	p->account = g_build_filename(p->folder, "account", NULL);
	p->cache = place_cache(p, 60 * 1000);
}

static void remove_tree(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		if (unlink(below) != 0)
			remove_tree(below);
	}
	if (dir)
		g_dir_close(dir);
	(void)rmdir(path);
}

void place_close(struct place *p)
{
	cache_free(p->cache);
	remove_tree(p->base);
	g_free(p->base);
	g_free(p->folder);
	g_free(p->account);
}

struct cache_slot *place_look(struct place *p)
{
	return cache_look(p->cache, URL, NULL, 0, p->since_ms);
}

bool place_keeps(struct place *p)
{
	struct cache_slot *slot = place_look(p);
	bool kept = slot && slot->is_kept;

	cache_slot_free(slot);
	return kept;
}

/* What the server answers to a request of just now. */
void place_settle(struct place *p, struct cache_slot *slot, int status,
		  const char *text)
{
	struct http_reply reply = {
		.status = status,
		.headers = g_strdup(TYPE "ETag: \"x\"\n"),
		.body = g_strdup(text),
		.body_len = strlen(text),
	};

	cache_settle(p->cache, slot, p->now_ms, &reply);
	http_reply_release(&reply);
}

void place_keep(struct place *p, const char *text)
{
	struct cache_slot *slot = place_look(p);

	place_settle(p, slot, 200, text);
	cache_slot_free(slot);
}

char *place_entry(struct place *p)
{
	struct cache_slot *slot = place_look(p);
	char *path = g_build_filename(p->account, slot->key, NULL);

	cache_slot_free(slot);
	return path;
}

unsigned place_mode(const char *path)
{
	struct stat info;

	g_assert_cmpint(lstat(path, &info), ==, 0);
	return info.st_mode & 07777;
}

unsigned place_count(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	unsigned found = 0;

	while (dir && g_dir_read_name(dir))
		found++;
	if (dir)
		g_dir_close(dir);
	return found;
}
