/* Runs into a folder of its own, for a test. */
#ifndef FENTU_TEST_UNIT_EXPORT_RUN_WORLD_H
#define FENTU_TEST_UNIT_EXPORT_RUN_WORLD_H

#include <string.h>

#include "lib/export/run.h"
#include "test/unit/export/folder.h"

/* By it every call takes 100 ms, a sync too: the first page is synced, and
   none of the next ten. */
static inline int64_t slow_ms(const struct clock *clock)
{
	static int64_t now_ms;

	(void)clock;
	return now_ms += 100;
}

static const struct clock slow_clock = { slow_ms, slow_ms };

static inline struct run *open_run(const struct folder *folder,
				   const char *binding, bool restart,
				   bool *ret_resumed, struct error *err)
{
	const struct run_config config = {
		.folder = folder->path,
		.restart = restart,
		.clock = &slow_clock,
	};
	AUTO(run_drop) struct run *run = NULL;

	if (!run_open(&config, &run, err) ||
	    !run_start(run, binding, "7", ret_resumed, err))
		return NULL;
	return g_steal_pointer(&run);
}

static inline char *make_entry(void *user, const char *sha256, int64_t bytes)
{
	(void)user;
	return g_strdup_printf("{\"sha256\":\"%s\",\"bytes\":%d}", sha256,
			       (int)bytes);
}

/* So many pages of a line each, from where it is. */
static inline void write_pages(struct run *run, struct run_state *state,
			       int pages)
{
	struct error err = { 0 };

	for (; pages > 0; pages--) {
		g_autofree char *line =
			g_strdup_printf("row %d\n", (int)++state->rows);

		run_text(run, line, strlen(line));
		run_key(run, (uint64_t)state->rows);
		idset_add(run_seen(run), (uint64_t)state->rows);
		state->pull.end = state->rows * 100;
		g_assert_true(run_page(run, state, &err));
	}
}

static inline void begin(struct run *run, bool gzip, struct run_state *state)
{
	struct error err = { 0 };
	const char *entry;

	g_assert_true(run_begin(run, "a.txt", gzip, state, &entry, &err));
	g_assert_null(entry);
}

#endif
