#include "lib/export/pull.h"

#include <inttypes.h>

#include "lib/api/page_read.h"

/* A page that was asked for. */
struct asked {
	struct window window;
	struct pending *pending; /* NULL: it came, and waits in `held` */
};

struct pull {
	struct pull_config config;
	struct seam seam;
	struct ahead ahead;
	GQueue asked;	       /* of struct asked, oldest first */
	struct pull_page held; /* came, but a gap may be before it */
	bool has_held;
};

void pull_page_release(struct pull_page *page)
{
	if (page->records)
		g_array_unref(page->records);
	if (page->rows)
		g_array_unref(page->rows);
	api_reply_release(&page->reply);
	*page = (struct pull_page){ 0 };
}

static void go_on(struct seam *seam, const struct pull_state *state)
{
	seam->has_begun = true;
	seam->end = state->end;
	seam->proof.first_total = state->first_total;
	seam->proof.last_total = state->total;
	seam->proof.changes = state->changes;
	seam->proof.least = state->least > 0 ? state->least : -1;
	seam->rule.size_max = state->size_max;
	seam->fresh = state->fresh;
	seam->duplicates = state->duplicates;
	seam->repairs = state->repairs;
	seam->pass = state->pass;
	seam->is_ended = state->is_ended;
	seam->rule.is_plain |= state->pass != SEAM_ONCE;
	for (size_t i = 0; i < G_N_ELEMENTS(seam->sum); i++)
		seam->sum[i] = state->sum[i];
}

bool pull_open(const struct pull_config *config, const struct pull_state *state,
	       struct pull **ret_pull, struct error *err)
{
	struct pull *pull = g_new0(struct pull, 1);

	(void)err; /* nothing fails yet */
	pull->config = *config;
	pull->ahead.concurrency = config->concurrency;
	g_queue_init(&pull->asked);
	seam_init(&pull->seam, config->is_plain, config->about.what,
		  config->seen);
	pull->seam.has_partial = config->has_partial;
	if (state && state->size_max > 0)
		go_on(&pull->seam, state);
	*ret_pull = pull;
	return true;
}

bool pull_is_done(const struct pull *pull)
{
	return pull->seam.is_done && !pull->has_held;
}

struct pull_state pull_state(const struct pull *pull)
{
	const struct seam *seam = &pull->seam;

	return (struct pull_state){
		.end = seam->end,
		.first_total = seam->proof.first_total,
		.total = seam->proof.last_total,
		.size_max = seam->rule.size_max,
		.fresh = seam->fresh,
		.duplicates = seam->duplicates,
		.repairs = seam->repairs,
		.changes = seam->proof.changes,
		.least = MAX(seam->proof.least, 0),
		.pass = seam->pass,
		.is_ended = seam->is_ended,
		.sum = { seam->sum[0], seam->sum[1] },
		.list_end = seam->proof.end,
	};
}

int64_t pull_rows_left(const struct pull *pull)
{
	const struct seam *seam = &pull->seam;
	int64_t total = seam->proof.last_total;
	int64_t to = seam->to > 0 ? MIN(seam->to, total) : total;

	return seam->is_done ? 0 : MAX(to - seam->end, 0);
}

int64_t pull_left(const struct pull *pull)
{
	int64_t rows = pull_rows_left(pull);

	return rows > 0 ? window_count(&pull->seam.rule, rows) : 0;
}

static char *path_of(const struct pull *pull, struct window window)
{
	const struct pull_config *config = &pull->config;

	return g_strdup_printf("%s?%s%spage=%" PRId64 "&per_page=%" PRId64,
			       config->path, config->query,
			       *config->query ? "&" : "", window.page,
			       window.size);
}

static bool start(struct pull *pull, struct window window,
		  struct pending **ret_pending, struct error *err)
{
	g_autofree char *path = path_of(pull, window);

	return pull_count_one(pull->config.count, err) &&
	       pending_start(pull->config.api, path, ret_pending, err);
}

/* Ask for all that may be asked for. What may not be asked for any more is a
   failure only once nothing is left to take. */
static bool ask(struct pull *pull, struct error *err)
{
	AUTO(error_release) struct error failed = { 0 };
	struct window window;

	while (ahead_ask(&pull->ahead, &pull->seam, &window, &failed)) {
		struct pending *pending;
		struct asked *asked;

		if (!start(pull, window, &pending, &failed)) {
			ahead_taken(&pull->ahead);
			break;
		}
		asked = g_new(struct asked, 1);
		*asked = (struct asked){ window, pending };
		g_queue_push_tail(&pull->asked, asked);
	}
	if (failed.code == ERR_NONE || !g_queue_is_empty(&pull->asked))
		return true;
	error_move(err, &failed);
	return false;
}

static void read_rows(const struct pull *pull, struct pull_page *page)
{
	page->rows = g_array_new(FALSE, TRUE, sizeof(struct seam_row));
	for (guint i = 0; i < page->records->len; i++) {
		struct js record = pull_record(page, i);
		struct seam_row row = { 0 };

		row.key = pull_key(&pull->config.secret, record, &row.has_id);
		g_array_append_val(page->rows, row);
	}
}

/* The answer to a page beyond the end may be that there is none. */
static bool is_refusal(const struct pull *pull, struct window window,
		       const struct error *err)
{
	const struct seam *seam = &pull->seam;
	int64_t first = window_first(window);

	return completeness_is_refusal(err->http_status) && window.page > 1 &&
	       (first >= seam->end || first >= seam->proof.last_total);
}

/* Another page than was asked for; `repeats` 0: from another address. */
static bool refuse_page(const struct pull *pull, struct window window,
			int64_t repeats, struct error *err)
{
	struct completeness seen = pull->seam.proof;

	seen.rows = pull->seam.fresh;
	seen.page = window.page;
	seen.repeats = repeats;
	seen.is_redirected = repeats == 0;
	return completeness_check(&seen, err);
}

/* A page before the end that the server refuses is missing from the list. */
static bool explain(const struct pull *pull, struct window window,
		    struct error *err)
{
	const char *what = pull->config.about.what;
	int status = err->http_status;

	if (window.page == 1 || !completeness_is_refusal(status))
		return false;
	error_clear(err);
	error_set(err, ERR_PARTIAL,
		  "the server refused page %" PRId64
		  " of %s (HTTP %d); got only %" PRId64 " records",
		  window.page, what, status, pull->seam.fresh);
	err->http_status = status;
	return false;
}

/* A page came: what is in it? */
static bool open_page(struct pull *pull, struct pending **pending,
		      struct window window, struct pull_page *page,
		      struct error *err)
{
	struct page_expect expect = {
		.what = pull->config.about.what,
		.page = window.page,
		.first_pages = -1, /* pages of other sizes */
		.first_count = pull->seam.proof.first_total,
	};
	struct page_view view;

	page->records = g_array_new(FALSE, FALSE, sizeof(struct js));
	page->window = window;
	page->total = -1;
	expect.records = page->records;
	if (!pending_take(pull->config.api, pending, &pull->config.about,
			  pull->config.signals, &page->reply, err)) {
		page->is_refused = is_refusal(pull, window, err);
		if (!page->is_refused)
			return explain(pull, window, err);
		error_clear(err);
	} else if (page->reply.is_elsewhere) {
		return refuse_page(pull, window, 0, err);
	} else if (!page_read(page->reply.root, &expect, &view, err)) {
		err->code = ERR_PARTIAL;
		return false;
	} else if (view.earlier > 0) {
		return refuse_page(pull, window, view.earlier, err);
	} else {
		page->total = view.total_count;
		seam_learn_pages(&pull->seam, window, view.total_pages,
				 view.count);
	}
	read_rows(pull, page);
	return true;
}

static struct seam_page as_seam_page(const struct pull_page *page)
{
	return (struct seam_page){
		.window = page->window,
		.rows = (struct seam_row *)page->rows->data,
		.count = page->rows->len,
		.total = page->total,
		.is_refused = page->is_refused,
	};
}

bool pull_look(struct pull *pull, struct window window,
	       struct pull_page *ret_page, struct error *err)
{
	AUTO(pull_page_release) struct pull_page page = { 0 };
	struct pending *pending = NULL;
	struct seam_page seen;

	if (!start(pull, window, &pending, err) ||
	    !open_page(pull, &pending, window, &page, err))
		return false;
	seen = as_seam_page(&page);
	if (pull->seam.has_begun)
		completeness_count(&pull->seam.proof, page.total);
	else if (!seam_look(&pull->seam, &seen, err))
		return false;
	*ret_page = page;
	page = (struct pull_page){ 0 };
	return true;
}

const struct window_rule *pull_rule(const struct pull *pull)
{
	return &pull->seam.rule;
}

void pull_share(struct pull *pull, const struct pull_share *share)
{
	pull->seam.end = MAX(pull->seam.end, share->from);
	seam_share(&pull->seam, share->from, share->to, share->goal);
}

void pull_put_back(struct pull *pull, struct pull_page *page)
{
	struct asked *asked = g_new(struct asked, 1);

	*asked = (struct asked){ page->window, NULL };
	g_queue_push_tail(&pull->asked, asked);
	pull->ahead.under_way = 1;
	/* the server's pages may be smaller than what was asked for */
	pull->ahead.end = window_first(page->window) + page->rows->len;
	pull->held = *page;
	pull->has_held = true;
	*page = (struct pull_page){ 0 };
}

static bool judge(struct pull *pull, struct pull_page *page, bool *ret_joins,
		  struct window *ret_before, struct error *err)
{
	const struct seam_page seam_page = as_seam_page(page);

	return seam_take(&pull->seam, &seam_page, ret_joins, ret_before, err);
}

/* Read what lies before the held page, until something joins: *page. */
static bool mend(struct pull *pull, struct window before,
		 struct pull_page *page, struct error *err)
{
	bool joins = false;

	while (!joins) {
		struct window window = before;
		struct pending *pending = NULL;

		pull_page_release(page);
		if (!start(pull, window, &pending, err) ||
		    !open_page(pull, &pending, window, page, err) ||
		    !judge(pull, page, &joins, &before, err))
			return false;
	}
	return true;
}

/* The oldest of those under way, or the one that is held. */
static bool take(struct pull *pull, struct pull_page *page, struct error *err)
{
	struct asked *asked = g_queue_peek_head(&pull->asked);

	if (pull->has_held) {
		*page = pull->held;
		pull->held = (struct pull_page){ 0 };
		pull->has_held = false;
		return true;
	}
	return open_page(pull, &asked->pending, asked->window, page, err);
}

/* What is under way is of no use any more. */
static void give_up_asked(struct pull *pull)
{
	struct asked *asked;

	client_abandon(pull->config.api->client);
	while ((asked = g_queue_pop_head(&pull->asked))) {
		pending_free(asked->pending);
		g_free(asked);
	}
	pull_page_release(&pull->held);
	pull->has_held = false;
	pull->ahead.under_way = 0;
	pull->seam.is_stale = false;
}

void pull_free(struct pull *pull)
{
	if (!pull)
		return;
	give_up_asked(pull);
	seam_release(&pull->seam);
	g_free(pull);
}

static bool next(struct pull *pull, struct pull_page *page, struct error *err)
{
	struct window before;
	bool joins;

	if (!ask(pull, err) || !take(pull, page, err) ||
	    !judge(pull, page, &joins, &before, err))
		return false;
	if (joins) {
		g_free(g_queue_pop_head(&pull->asked));
		ahead_taken(&pull->ahead);
		return true;
	}
	pull->held = *page;
	pull->has_held = true;
	*page = (struct pull_page){ 0 };
	return mend(pull, before, page, err);
}

bool pull_next(struct pull *pull, struct pull_page *ret_page, struct error *err)
{
	AUTO(pull_page_release) struct pull_page page = { 0 };

	if (!next(pull, &page, err))
		return false;
	if (pull->seam.is_stale)
		give_up_asked(pull);
	*ret_page = page;
	page = (struct pull_page){ 0 };
	return true;
}
