#include <string.h>

#include "cmd/record.h"
#include "cmd/usage_show.h"
#include "lib/base/when.h"
#include "lib/cli/command.h"
#include "lib/conf/paths.h"
#include "lib/net/budget.h"
#include "lib/net/usage.h"

enum { HOUR_S = 3600, HOURS_USUAL = 24 };

struct usage_opts {
	long hours;
	bool forget;
};

static const struct opt usage_options[] = {
	OPT_ROW_NUMBER("hours", 0, struct usage_opts, hours, 1,
		       USAGE_HOURS_KEPT, "N",
		       "how many hours back; usually 24"),
	OPT_ROW_FLAG("forget", 0, struct usage_opts, forget,
		     "forget the rate limit; show nothing"),
	OPT_END,
};

static void usage_defaults(void *opts)
{
	((struct usage_opts *)opts)->hours = HOURS_USUAL;
}

/* A row for each hour and command. */
static const struct field row_fields[] = {
	{ "hour", "Hour", FIELD_TIME, FIELD_COLUMN | FIELD_LISTED,
	  "its beginning" },
	{ "command", "Command", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED,
	  "such as wo list" },
	{ "requests", "Requests", FIELD_NUMBER, FIELD_COLUMN | FIELD_LISTED,
	  "that were sent" },
	{ .name = NULL },
};

static void view_release(struct usage_view *view)
{
	usage_book_release(&view->book);
	if (view->commands)
		g_array_unref(view->commands);
}

static const struct usage_row *row_at(const GArray *rows, guint i)
{
	return &g_array_index(rows, struct usage_row, i);
}

static bool is_shown(const struct usage_view *view, const struct usage_row *row)
{
	return row->hour >= view->first && row->hour <= view->last;
}

static gint by_requests(gconstpointer a, gconstpointer b)
{
	const struct usage_row *one = a, *other = b;

	if (one->requests != other->requests)
		return one->requests > other->requests ? -1 : 1;
	return strcmp(one->command, other->command);
}

/* The sums, of all and of each command. */
static void add_up(struct usage_view *view)
{
	view->commands = g_array_new(FALSE, TRUE, sizeof(struct usage_row));
	for (guint i = 0; i < view->book.rows->len; i++) {
		const struct usage_row *row = row_at(view->book.rows, i);
		struct usage_row sum = *row;
		guint at = 0;

		if (!is_shown(view, row))
			continue;
		view->requests += row->requests;
		while (at < view->commands->len &&
		       strcmp(row_at(view->commands, at)->command,
			      row->command) != 0)
			at++;
		if (at < view->commands->len) {
			sum.requests += row_at(view->commands, at)->requests;
			g_array_remove_index_fast(view->commands, at);
		}
		g_array_append_val(view->commands, sum);
	}
	g_array_sort(view->commands, by_requests);
}

static bool view_open(struct ctx *ctx, const struct usage_opts *opts,
		      struct usage_view *view, struct error *err)
{
	g_autofree char *folder = NULL;
	g_autofree char *name = NULL;
	bool renewed = false;

	if (!ctx_profile(ctx, &view->profile, NULL, err) ||
	    !ctx_api_url(ctx, NULL, &view->api_url, NULL, err) ||
	    !ctx_usage_place(ctx, &folder, &name, err))
		return false;
	if (!folder)
		return paths_no_home("requests are not counted", err);
	if (!usage_load(folder, name, &view->book, &renewed, err))
		return false;
	if (renewed)
		io_warn(ctx_io(ctx), "the record of requests was damaged; "
				     "counting begins anew");
	view->last = clock_unix_s(ctx_clock(ctx)) / HOUR_S;
	view->first = view->last - opts->hours + 1;
	add_up(view);
	return true;
}

/* What all processes share of it, of each account, needs no login to go. */
static bool forget_limit(struct ctx *ctx, struct error *err)
{
	g_autofree char *state = paths_state();
	g_autofree char *limits = NULL;
	g_autofree char *folder = NULL;
	g_autofree char *name = NULL;

	if (!ctx_usage_place(ctx, &folder, &name, err))
		return false;
	if (!state)
		return paths_no_home("the rate limit is not kept", err);
	limits = g_build_filename(state, "limits", NULL);
	if (!budget_forget(limits, err) ||
	    !usage_forget_limit(folder, name, err))
		return false;
	io_say(ctx_io(ctx), "Forgot the rate limit; the next reply of the API "
			    "tells it again.");
	return true;
}

static void add_hour(GString *record, const char *key, int64_t hour)
{
	g_autofree char *text = when_utc(hour * HOUR_S);

	record_text(record, key, text);
}

static void add_limit(GString *record, const struct usage_limit *limit)
{
	g_autoptr(GString) object = record_new();
	g_autofree char *reset = when_utc(limit->reset_unix_s);
	g_autofree char *seen = when_utc(limit->seen_unix_s);

	record_number(object, "limit", limit->limit);
	record_number(object, "remaining", limit->remaining);
	record_text(object, "reset_at", limit->reset_unix_s < 0 ? NULL : reset);
	record_text(object, "seen_at", limit->seen_unix_s < 0 ? NULL : seen);
	record_object(record, "rate_limit", object);
}

/* Lists of objects, as text. */
static void begin_item(GString *list)
{
	g_string_append_c(list, list->len > 0 ? ',' : '[');
}

static void end_item(GString *list, const GString *item)
{
	g_string_append_len(list, item->str, (gssize)item->len);
	g_string_append_c(list, '}');
}

static void add_list(GString *record, const char *key, GString *list)
{
	g_string_append(list, list->len > 0 ? "]" : "[]");
	record_json(record, key, list->str);
}

static void add_hours(GString *record, const struct usage_view *view)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (int64_t hour = view->first; hour <= view->last; hour++) {
		g_autoptr(GString) item = record_new();
		int64_t requests = usage_book_requests(&view->book, hour);
		int64_t usual = usage_book_usual(&view->book, hour);

		begin_item(list);
		add_hour(item, "hour", hour);
		record_number(item, "requests", requests);
		record_number(item, "usual", usual);
		record_bool(item, "spike", usage_is_spike(requests, usual));
		record_text(item, "busiest", usage_busiest(&view->book, hour));
		end_item(list, item);
	}
	add_list(record, "hours", list);
}

static void add_commands(GString *record, const struct usage_view *view)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < view->commands->len; i++) {
		const struct usage_row *row = row_at(view->commands, i);
		g_autoptr(GString) item = record_new();

		begin_item(list);
		record_text(item, "command", row->command);
		record_number(item, "requests", row->requests);
		end_item(list, item);
	}
	add_list(record, "commands", list);
}

static bool print_object(struct ctx *ctx, const struct usage_view *view,
			 struct error *err)
{
	const struct ctx_output wish = { .single = true };
	g_autoptr(GString) record = record_new();
	AUTO(out_drop) struct out *out = NULL;

	record_text(record, "profile", view->profile);
	record_text(record, "api_url", view->api_url);
	record_number(record, "requests", view->requests);
	add_limit(record, &view->book.limit);
	add_commands(record, view);
	add_hours(record, view);
	return ctx_out(ctx, &wish, &out, err) &&
	       record_write(record, out, err) && out_finish(out, err);
}

static bool print_rows(struct ctx *ctx, const struct usage_view *view,
		       struct error *err)
{
	const struct ctx_output wish = { .fields = row_fields };
	AUTO(out_drop) struct out *out = NULL;

	if (!ctx_out(ctx, &wish, &out, err))
		return false;
	for (guint i = 0; i < view->book.rows->len; i++) {
		const struct usage_row *row = row_at(view->book.rows, i);
		g_autoptr(GString) record = record_new();

		if (!is_shown(view, row))
			continue;
		add_hour(record, "hour", row->hour);
		record_text(record, "command", row->command);
		record_number(record, "requests", row->requests);
		if (!record_write(record, out, err))
			return false;
	}
	return out_finish(out, err);
}

static bool usage_run(struct ctx *ctx, const struct call *call,
		      struct error *err)
{
	AUTO(view_release) struct usage_view view = { 0 };
	enum out_format format = ctx_format(ctx);
	const struct usage_opts *opts = call->opts;

	if (opts->forget)
		return forget_limit(ctx, err);
	if (format == OUT_ID) {
		error_set(err, ERR_USAGE, "requests have no ids");
		return error_hint(err, "use -o json, ndjson, csv or tsv");
	}
	if (!view_open(ctx, opts, &view, err))
		return false;
	if (format == OUT_JSON)
		return print_object(ctx, &view, err);
	if (format == OUT_TABLE && !ctx_globals(ctx)->fields)
		return usage_show(ctx, &view, err);
	return print_rows(ctx, &view, err);
}

static const char *const usage_examples[] = {
	"fentu usage",
	"fentu usage --hours 168",
	"fentu usage -o json --jq .commands",
	"fentu usage --forget",
	NULL,
};

const struct command cmd_usage = {
	.name = "usage",
	.summary = "Show how many requests were made, and the rate limit",
	.group = GROUP_DATA,
	.operands = "",
	.opts = usage_options,
	.opts_size = sizeof(struct usage_opts),
	.defaults = usage_defaults,
	.run = usage_run,
	.is_report = true,
	.examples = usage_examples,
};
