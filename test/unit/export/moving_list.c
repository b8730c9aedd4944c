#include "test/unit/export/moving_reader.h"

/* A key that id can be had back from: the two are inverse modulo 2^64. */
#define KEY_THERE UINT64_C(0x9e3779b97f4a7c15)
#define KEY_BACK  UINT64_C(0xf1de83e19937733d)

static uint64_t key_of(guint32 id)
{
	return ((uint64_t)id + 1) * KEY_THERE;
}

struct moving_list moving_list_make(guint32 seed, guint32 records,
				    bool newest_first, int changes_max)
{
	struct moving_list list = {
		.rand = g_rand_new_with_seed(seed),
		.ids = g_array_new(FALSE, FALSE, sizeof(guint32)),
		.gone = g_array_new(FALSE, TRUE, sizeof(gboolean)),
		.first_new = records,
		.next_id = records,
		.newest_first = newest_first,
		.changes_max = changes_max,
		.page_cap = WINDOW_SIZE_MAX,
		.tells = true,
		.one_in = 1,
	};

	for (guint32 i = 0; i < records; i++) {
		guint32 id = newest_first ? records - 1 - i : i;

		g_array_append_val(list.ids, id);
	}
	g_array_set_size(list.gone, records);
	return list;
}

void moving_list_release(struct moving_list *list)
{
	g_rand_free(list->rand);
	g_array_unref(list->ids);
	g_array_unref(list->gone);
}

static void change_once(struct moving_list *list)
{
	gboolean no = FALSE, yes = TRUE;
	guint32 id = list->next_id;
	guint at;

	if (g_rand_boolean(list->rand) || list->ids->len == 0) {
		list->next_id++;
		g_array_append_val(list->gone, no);
		g_array_insert_val(list->ids,
				   list->newest_first ? 0 : list->ids->len, id);
		return;
	}
	at = (guint)g_rand_int_range(list->rand, 0, (gint32)list->ids->len);
	id = g_array_index(list->ids, guint32, at);
	g_array_index(list->gone, gboolean, id) = yes;
	g_array_remove_index(list->ids, at);
}

static int64_t told_count(struct moving_list *list)
{
	int64_t len = list->ids->len;

	switch (list->count_lie) {
	case COUNT_ABSENT:
		return -1;
	case COUNT_ZERO:
		return 0;
	case COUNT_TOO_SMALL:
		return len * 2 / 3;
	case COUNT_TOO_LARGE:
		return len * 4 / 3 + 1;
	case COUNT_WANDERS:
		return MAX(len + g_rand_int_range(list->rand, -20, 20), 0);
	case COUNT_TRUE:
	case COUNT_LIES:
		break;
	}
	return list->tells ? len : -1;
}

/* The rows of a page as they ought to be, or as they come. */
static void spoil(struct moving_list *list, struct window window,
		  int64_t *first, int64_t *count)
{
	if (list->page_lie == PAGE_TRUE || window.page == 1 ||
	    g_rand_int_range(list->rand, 0, list->one_in) > 0)
		return;
	if (list->page_lie == PAGE_REPEATS_FIRST) {
		*count = MIN(window.size, (int64_t)list->ids->len);
		*first = 0;
	} else if (list->page_lie == PAGE_REPEATS_LAST && *count == 0) {
		*count = MIN(window.size, (int64_t)list->ids->len);
		*first = (int64_t)list->ids->len - *count;
	} else if (list->page_lie == PAGE_EMPTY) {
		*count = 0;
	} else if (list->page_lie == PAGE_SHORT) {
		*count = (*count + 1) / 2;
	}
}

static struct seam_page read_page(struct moving_list *list,
				  struct window window)
{
	int64_t len = list->ids->len;
	int64_t size = list->page_lie == PAGE_IGNORES_SIZE
			       ? list->page_cap
			       : MIN(window.size, list->page_cap);
	int64_t first = MIN((window.page - 1) * size, len);
	struct seam_page page = {
		.window = window,
		.count = MIN(size, len - first),
		.total = told_count(list),
	};

	spoil(list, window, &first, &page.count);

	page.rows = g_new0(struct seam_row, (gsize)MAX(size, window.size));
	for (int64_t i = 0; i < page.count; i++) {
		guint32 id = g_array_index(list->ids, guint32, first + i);

		page.rows[i].key = key_of(id);
		page.rows[i].has_id = true;
	}
	return page;
}

void reader_fetch(struct reader *r, struct seam_page *page)
{
	int changes =
		g_rand_int_range(r->list->rand, 0, r->list->changes_max + 1);

	if (r->out->requests++ > 0)
		while (changes-- > 0)
			change_once(r->list);
	*page = read_page(r->list, page->window);
}

/* Ask for all that may be asked for; the server reads them in some order. */
static bool ask(struct reader *r, struct error *err)
{
	struct window window;
	struct seam_page *late = NULL;

	while (ahead_ask(&r->ahead, &r->seam, &window, err)) {
		struct seam_page *page =
			&r->page[(r->oldest + r->ahead.under_way - 1) %
				 UNDER_WAY_MAX];

		*page = (struct seam_page){ .window = window };
		if (!late && g_rand_int_range(r->list->rand, 0, 8) == 0) {
			late = page;
			continue;
		}
		reader_fetch(r, page);
	}
	if (late)
		reader_fetch(r, late);
	return err->code == ERR_NONE;
}

void reader_keep(struct reader *r, const struct seam_page *page)
{
	if (r->taken) {
		struct seam_page copy = *page;

		copy.rows = g_memdup2(page->rows,
				      sizeof(*page->rows) * (gsize)page->count);
		g_array_append_val(r->taken, copy);
		return;
	}
	g_array_set_size(r->out->times, r->list->next_id);
	for (int64_t i = 0; i < page->count; i++) {
		uint64_t id = page->rows[i].key * KEY_BACK - 1;

		if (page->rows[i].is_new)
			g_array_index(r->out->times, int, id)++;
	}
}

static bool take(struct reader *r, struct seam_page *page, struct error *err)
{
	struct window before;
	bool joins = false;

	while (!joins) {
		struct seam_page repair = { 0 };

		if (!seam_take(&r->seam, page, &joins, &before, err))
			return false;
		if (joins) {
			reader_keep(r, page);
			return true;
		}
		repair.window = before;
		reader_fetch(r, &repair);
		if (!seam_take(&r->seam, &repair, &joins, &before, err)) {
			g_free(repair.rows);
			return false;
		}
		if (joins)
			reader_keep(r, &repair);
		joins = r->seam.is_stale;
		g_free(repair.rows);
	}
	return true;
}

/* What is under way is of no use any more. */
static void give_up_asked(struct reader *r)
{
	for (; r->ahead.under_way > 0; ahead_taken(&r->ahead))
		g_clear_pointer(&r->page[r->oldest++ % UNDER_WAY_MAX].rows,
				g_free);
	r->seam.is_stale = false;
}

/* Ask, and take the oldest. */
bool reader_step(struct reader *r, struct error *err)
{
	struct seam_page *page;
	bool ok;

	if (!ask(r, err))
		return false;
	page = &r->page[r->oldest++ % UNDER_WAY_MAX];
	ok = take(r, page, err);
	g_clear_pointer(&page->rows, g_free);
	ahead_taken(&r->ahead);
	if (r->seam.is_stale)
		give_up_asked(r);
	return ok;
}

static bool read_all(struct reader *r, struct error *err)
{
	while (!r->seam.is_done)
		if (!reader_step(r, err))
			return false;
	return true;
}

bool moving_list_read(struct moving_list *list, unsigned concurrency,
		      bool is_plain, struct moving_outcome *ret_outcome,
		      struct error *err)
{
	AUTO(idset_drop) struct idset *seen = idset_new_small();
	struct reader r = {
		.list = list,
		.out = ret_outcome,
		.ahead.concurrency = concurrency,
	};
	int64_t before = list->ids->len;
	bool ok;

	*ret_outcome = (struct moving_outcome){
		.times = g_array_new(FALSE, TRUE, sizeof(int)),
	};
	seam_init(&r.seam, is_plain, "records", seen);
	ok = read_all(&r, err);
	for (int i = 0; i < UNDER_WAY_MAX; i++)
		g_free(r.page[i].rows);
	g_array_set_size(ret_outcome->times, list->next_id);
	ret_outcome->plain =
		MAX(((before + list->ids->len) / 2 + WINDOW_SIZE_MAX - 1) /
			    WINDOW_SIZE_MAX,
		    1);
	ret_outcome->duplicates = r.seam.duplicates;
	ret_outcome->repairs = r.seam.repairs;
	seam_release(&r.seam);
	return ok;
}

void moving_outcome_release(struct moving_outcome *outcome)
{
	g_array_unref(outcome->times);
}

int64_t moving_list_lost(const struct moving_list *list,
			 const struct moving_outcome *outcome)
{
	int64_t lost = 0;

	for (guint32 id = 0; id < list->first_new; id++)
		lost += !g_array_index(list->gone, gboolean, id) &&
			g_array_index(outcome->times, int, id) == 0;
	return lost;
}

int64_t moving_list_doubled(const struct moving_outcome *outcome)
{
	int64_t doubled = 0;

	for (guint id = 0; id < outcome->times->len; id++)
		doubled += g_array_index(outcome->times, int, id) > 1;
	return doubled;
}
