/* Records on their way into a file. */
#include "cmd/export_task.h"
#include "lib/base/when.h"
#include "lib/net/throttle.h"

static bool write_text(void *user, const char *bytes, size_t len,
		       struct error *err)
{
	struct export_task *t = user;

	(void)err; /* it is kept until the page ends */
	run_text(t->job->run, bytes, len);
	return true;
}

bool export_open_out(struct export_task *t, struct error *err)
{
	const struct export_style *style = &t->item->style;
	const struct out_config config = {
		.format = style->format,
		.fields = t->item->resource->fields,
		.wanted = style->fields,
		.may_be_more = true,
		.no_header = style->no_header,
		.csv_safe = style->csv_safe,
		.csv_bom = style->csv_bom,
		.write = write_text,
		.write_user = t,
		.already =
			export_is_shard(t->job) ? 0 : (uint64_t)t->state.rows,
	};

	return out_open(ctx_io(t->job->ctx), &config, &t->out, err);
}

/* Is it known to have been created before --since? */
static bool is_old(struct export_task *t, struct js record)
{
	struct js value = js_member(record, "created_at");
	g_autofree char *text =
		js_type(value) == JS_STRING ? js_text(value, NULL) : NULL;
	int64_t unix_s;

	if (text && when_parse(text, &unix_s))
		return unix_s < t->item->since_s;
	t->has_undated = true;
	return false;
}

/* What is late or rounded in a clock. */
enum { CLOCK_SLACK_S = 60 };

void export_note_clock(struct export_task *t, const struct pull_page *page)
{
	const struct http_reply *reply = &page->reply.http;
	bool is_first = t->state.series == 0 && t->state.pull.size_max == 0;
	g_autofree char *date =
		is_first ? http_reply_header(reply, "Date") : NULL;
	int64_t at;

	if (date && throttle_http_date(date, &at))
		t->state.server_at = MAX(at - reply->elapsed_ms / 1000, 1);
}

/* created_at is by the server's clock, which may be behind. */
int64_t export_next_since(const struct export_task *t)
{
	int64_t at = t->state.started_at;

	if (t->next_since >= 0)
		return t->next_since;
	if (t->state.server_at > 0)
		at = MIN(at, t->state.server_at);
	return MAX(at - CLOCK_SLACK_S, 0);
}

bool export_put_record(struct export_task *t, struct js record, bool has_id,
		       struct error *err)
{
	if (t->item->since_s >= 0 && is_old(t, record))
		return true;
	t->state.rows++;
	t->state.without_id += !has_id;
	return out_record(t->out, record, err);
}

bool export_put_child(struct export_task *t, struct js record,
		      struct error *err)
{
	struct idset_secret secret = *run_secret(t->job->run);
	uint64_t key;
	bool has_id;

	if (!export_fits(t, record))
		return true;
	secret.word[0] = ~secret.word[0]; /* ids of another kind */
	key = pull_key(&secret, record, &has_id);
	if (has_id && !idset_add(run_seen(t->job->run), key)) {
		t->state.duplicates++;
		return true;
	}
	if (has_id)
		run_key(t->job->run, key);
	return export_put_record(t, record, has_id, err);
}
