#include "cmd/sandbox/limits.h"

#include "cmd/sandbox/when.h"

struct window {
	int64_t ends_at;
	int64_t used;
};

struct limits {
	GHashTable *windows; /* by caller; keys issued bound their number */
};

struct limits *limits_new(void)
{
	struct limits *limits = g_new0(struct limits, 1);

	limits->windows =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return limits;
}

void limits_free(struct limits *limits)
{
	if (!limits)
		return;
	g_hash_table_destroy(limits->windows);
	g_free(limits);
}

void limits_reset(struct limits *limits)
{
	g_hash_table_remove_all(limits->windows);
}

struct quota limits_count(struct limits *limits,
			  const struct settings *settings, const char *caller,
			  int64_t now)
{
	struct window *window = g_hash_table_lookup(limits->windows, caller);
	struct quota quota = { .limit = settings->rate_limit };

	if (quota.limit == 0)
		return quota;
	if (!window) {
		window = g_new0(struct window, 1);
		g_hash_table_insert(limits->windows, g_strdup(caller), window);
	}
	if (now >= window->ends_at)
		*window = (struct window){ .ends_at = now +
						      settings->rate_window };
	quota.exhausted = window->used >= quota.limit;
	if (!quota.exhausted)
		window->used++;
	quota.remaining = MAX(quota.limit - window->used, 0);
	quota.reset_at = window->ends_at;
	return quota;
}

static void reset_header(const struct quota *quota, enum rate_reset unit,
			 int64_t now, struct reply *reply)
{
	static const char name[] = "X-RateLimit-Reset";
	g_autofree char *date = NULL;

	switch (unit) {
	case RATE_RESET_EPOCH:
		reply_header(reply, name, "%" G_GINT64_FORMAT, quota->reset_at);
		break;
	case RATE_RESET_DELTA:
		reply_header(reply, name, "%" G_GINT64_FORMAT,
			     quota->reset_at - now);
		break;
	case RATE_RESET_MS:
		reply_header(reply, name, "%" G_GINT64_FORMAT,
			     quota->reset_at * 1000);
		break;
	case RATE_RESET_DATE:
		date = when_http(quota->reset_at);
		reply_header(reply, name, "%s", date);
		break;
	}
}

void limits_headers(const struct quota *quota, const struct settings *settings,
		    int64_t now, struct reply *reply)
{
	if (quota->limit == 0)
		return;
	reply_header(reply, "X-RateLimit-Limit", "%" G_GINT64_FORMAT,
		     quota->limit);
	reply_header(reply, "X-RateLimit-Remaining", "%" G_GINT64_FORMAT,
		     quota->remaining);
	reset_header(quota, (enum rate_reset)settings->rate_reset, now, reply);
	if (quota->exhausted)
		reply_header(reply, "Retry-After", "%" G_GINT64_FORMAT,
			     quota->reset_at - now);
}
