#include "lib/api/bulk.h"

/* A row on its way. */
struct errand {
	struct row row;
	struct write_request request;
};

struct bulk {
	const struct bulk_config *config;
	struct bulk_counts *counts;
	GPtrArray *ready; /* noted as sent and not started; of struct errand */
	unsigned in_flight;
	bool is_over; /* no row is begun any more */
	bool has_failed;
	struct error why; /* the first cause of an early end */
};

static void errand_free(void *data)
{
	struct errand *errand = data;

	row_release(&errand->row);
	g_free(errand);
}

static void errand_drop(struct errand **errand)
{
	if (*errand)
		errand_free(*errand);
}

static void bulk_release(struct bulk *bulk)
{
	g_ptr_array_unref(bulk->ready);
	error_release(&bulk->why);
}

struct writes bulk_total(const struct bulk_counts *counts)
{
	struct writes total = counts->now;

	total.done += counts->earlier;
	total.unknown += counts->left;
	return total;
}

static void end(struct bulk *bulk)
{
	if (!bulk->is_over)
		writer_stop(bulk->config->writer);
	bulk->is_over = true;
}

/* End early; what is said first counts. *why is taken over. */
static void end_because(struct bulk *bulk, struct error *why)
{
	if (!bulk->has_failed)
		error_move(&bulk->why, why);
	bulk->has_failed = true;
	end(bulk);
}

static void note(struct bulk *bulk, const struct row *row,
		 enum results_state state, const char *id,
		 const struct error *why)
{
	results_add(bulk->config->results, &(struct results_note){
						   .row = row->number,
						   .state = state,
						   .id = row->id ? row->id : id,
						   .why = why,
					   });
}

/* Is this row to be sent? */
static bool is_wanted(struct bulk *bulk, size_t row)
{
	switch (results_state(bulk->config->results, row)) {
	case RESULTS_DONE:
		bulk->counts->earlier++;
		return false;
	case RESULTS_SENT:
	case RESULTS_UNKNOWN:
		if (bulk->config->retry_unknown)
			return true;
		bulk->counts->left++;
		return false;
	case RESULTS_OPEN:
	case RESULTS_FAILED:
		return true;
	}
	return false;
}

static struct errand *new_errand(const struct bulk *bulk, struct row *row)
{
	const struct bulk_config *config = bulk->config;
	struct errand *errand = g_new0(struct errand, 1);

	errand->row = *row;
	*row = (struct row){ 0 };
	errand->request = (struct write_request){
		.resource = config->resource,
		.action = config->action,
		.id = errand->row.id ? errand->row.id : config->parent_id,
		.body = errand->row.body,
		.body_len = errand->row.body_len,
		.partial = (const char *const *)errand->row.partial,
		.idempotency_key =
			results_key(config->results, errand->row.number),
	};
	return errand;
}

/* Take rows while there are places for them, each noted as sent. False: there
   was none to take. */
static bool take_rows(struct bulk *bulk)
{
	/* every row was found good before */
	AUTO(error_release) struct error ignored = { 0 };
	const struct bulk_config *config = bulk->config;
	struct row row;

	while (!bulk->is_over &&
	       bulk->in_flight + bulk->ready->len < config->concurrency &&
	       rows_next(config->rows, &row, &ignored)) {
		if (row.is_good && is_wanted(bulk, row.number)) {
			note(bulk, &row, RESULTS_SENT, NULL, NULL);
			g_ptr_array_add(bulk->ready, new_errand(bulk, &row));
		}
		row_release(&row);
	}
	return bulk->ready->len > 0;
}

static void take_failure(struct bulk *bulk, const struct row *row,
			 enum results_state state, struct error *why)
{
	note(bulk, row, state, NULL, why);
	bulk->config->watch->on_failed(bulk->config->watch->user, row, why);
}

static void take_done(struct bulk *bulk, const struct row *row,
		      struct write_result *result)
{
	const struct bulk_watch *watch = bulk->config->watch;
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *id = write_result_id(result);

	note(bulk, row, RESULTS_DONE, id, NULL);
	if (!watch->on_done(watch->user, row, result, &err))
		end_because(bulk, &err);
}

static void take_end(struct bulk *bulk, struct errand *done,
		     struct write_result *result)
{
	AUTO(errand_drop) struct errand *errand = done;
	AUTO(error_release) struct error why = { 0 };
	const struct row *row = &errand->row;

	bulk->in_flight--;
	writes_count(&bulk->counts->now, result, bulk->config->action);
	switch (result->outcome) {
	case WRITE_DONE:
		take_done(bulk, row, result);
		return;
	case WRITE_UNKNOWN:
		take_failure(bulk, row, RESULTS_UNKNOWN, &result->err);
		break;
	case WRITE_REJECTED:
		take_failure(bulk, row, RESULTS_FAILED, &result->err);
		break;
	case WRITE_NOT_DONE:
		note(bulk, row, RESULTS_OPEN, NULL, &result->err);
		(void)error_wrap(&result->err, "row %zu, line %zu", row->number,
				 row->line);
		break;
	}
	if (writes_are_over(&bulk->counts->now, result, &why) &&
	    why.code != ERR_INTERRUPTED)
		end_because(bulk, &why);
}

/* Start what is noted durably. */
static void start(struct bulk *bulk)
{
	while (bulk->ready->len > 0) {
		struct errand *errand = g_ptr_array_steal_index(bulk->ready, 0);
		AUTO(write_result_release)
		struct write_result result = { .outcome = WRITE_REJECTED };

		bulk->in_flight++;
		if (!writer_start(bulk->config->writer, &errand->request,
				  errand, &result.err))
			take_end(bulk, errand, &result);
	}
}

/* Wait for one, then take all that have ended meanwhile: one sync will do for
   them. */
static void take_ends(struct bulk *bulk)
{
	int64_t wait_ms = BULK_LOOK_MS;
	void *tag = bulk;

	while (tag && bulk->in_flight > 0) {
		AUTO(write_result_release) struct write_result result = { 0 };

		writer_await(bulk->config->writer, wait_ms, &tag, &result);
		if (tag)
			take_end(bulk, tag, &result);
		wait_ms = 0;
	}
}

static void run(struct bulk *bulk)
{
	const struct bulk_watch *watch = bulk->config->watch;

	for (;;) {
		AUTO(error_release) struct error err = { 0 };
		bool took = take_rows(bulk);

		if (results_sync(bulk->config->results, &err))
			start(bulk);
		else
			end_because(bulk, &err);
		if (bulk->in_flight == 0 && (bulk->is_over || !took))
			return;
		take_ends(bulk);
		if (watch->is_over(watch->user, bulk->counts))
			end(bulk);
	}
}

bool bulk_run(const struct bulk_config *config, struct bulk_counts *ret_counts,
	      struct error *err)
{
	AUTO(error_release) struct error late = { 0 };
	AUTO(bulk_release)
	struct bulk bulk = {
		.config = config,
		.counts = ret_counts,
		.ready = g_ptr_array_new_with_free_func(errand_free),
	};

	*ret_counts = (struct bulk_counts){
		.rows = results_rows(config->results),
	};
	run(&bulk);
	if (!results_finish(config->results, &late))
		end_because(&bulk, &late);
	ret_counts->kept = results_kept(config->results);
	if (bulk.has_failed)
		error_move(err, &bulk.why);
	return !bulk.has_failed;
}
