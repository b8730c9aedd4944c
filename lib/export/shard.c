#include "lib/export/shard.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

/* No list that can be read page by page has more. */
enum { ROWS_MAX = 100000000 };

static bool take_number(const char *text, size_t len, int64_t *ret_number)
{
	g_autofree char *digits = g_strndup(text, len);

	return len > 0 && len < 8 && strspn(digits, "0123456789") == len &&
	       g_ascii_string_to_signed(digits, 10, 1, INT32_MAX, ret_number,
					NULL);
}

bool shard_parse(const char *text, struct shard *ret_shard, struct error *err)
{
	const char *slash = strchr(text, '/');
	struct shard shard;

	if (!slash ||
	    !take_number(text, (size_t)(slash - text), &shard.index) ||
	    !take_number(slash + 1, strlen(slash + 1), &shard.count)) {
		error_set(err, ERR_USAGE, "'%s' is no share of an export",
			  text);
		return error_hint(err, "for example '--shard 2/7' is the "
				       "second of seven");
	}
	if (shard.count > SHARD_MAX || shard.index > shard.count) {
		error_set(err, ERR_USAGE, "there is no shard %s", text);
		return error_hint(err,
				  "of N shards the last is N/N, and N is %d at "
				  "most",
				  SHARD_MAX);
	}
	*ret_shard = shard;
	return true;
}

char *shard_text(const struct shard *shard)
{
	return g_strdup_printf("%" PRId64 "/%" PRId64, shard->index,
			       shard->count);
}

/* The windows of a list, one after the other. */
struct walk {
	const struct window_rule *rule;
	struct window window; /* the one that comes next */
	int64_t end;	      /* of those that were passed */
	int64_t passed;
};

/* False: pages are too small to overlap, and there is no next one. */
static bool pass(struct walk *walk)
{
	walk->end = window_end(walk->window);
	walk->passed++;
	return window_next(walk->rule, walk->end, &walk->window);
}

static struct walk walk_begin(const struct window_rule *rule)
{
	return (struct walk){ .rule = rule, .window = { 1, rule->size_max } };
}

static int64_t count_windows(const struct window_rule *rule, int64_t rows)
{
	struct walk walk = walk_begin(rule);

	while (pass(&walk) && walk.end < rows)
		;
	return walk.passed;
}

/* The windows before the index-th share: no share is more than one longer than
   another, and the first is none of those that are empty. */
static int64_t windows_before(int64_t windows, int64_t index, int64_t count)
{
	return (windows * index + count - 1) / count;
}

struct share shard_share(const struct shard *shard,
			 const struct window_rule *rule, int64_t total)
{
	struct share share = { .is_empty = total < 0 && shard->index > 1 };
	struct walk walk = walk_begin(rule);
	int64_t windows, first, after;

	if (total < 0)
		return share;
	windows = count_windows(rule, MIN(total, ROWS_MAX));
	first = windows_before(windows, shard->index - 1, shard->count);
	after = windows_before(windows, shard->index, shard->count);
	share.is_empty = first == after;
	while (walk.passed < first && pass(&walk))
		;
	share.from = walk.end;
	if (after == windows)
		return share;
	while (walk.passed < after && pass(&walk))
		;
	share.to = walk.end;
	share.next = walk.window;
	return share;
}
