#include "cmd/usage_show.h"

#include <inttypes.h>
#include <string.h>

#include "lib/base/when.h"
#include "lib/ui/chart.h"

enum { HOUR_S = 3600, WIDTH_USUAL = 80, WIDTH_MOST = 160, BARS_MOST = 10 };

const char *usage_busiest(const struct usage_book *book, int64_t hour)
{
	const struct usage_row *busiest = NULL;

	for (guint i = 0; i < book->rows->len; i++) {
		const struct usage_row *row =
			&g_array_index(book->rows, struct usage_row, i);

		if (row->hour == hour &&
		    (!busiest || row->requests > busiest->requests))
			busiest = row;
	}
	return busiest ? busiest->command : NULL;
}

static struct chart_style style_of(struct ctx *ctx)
{
	unsigned width = io_width(ctx_io(ctx));

	return (struct chart_style){
		.width = width > 0 ? MIN(width, WIDTH_MOST) : WIDTH_USUAL,
		.has_color = io_has_color(ctx_io(ctx)),
		.is_ascii = !chart_has_utf8(g_getenv),
	};
}

/* Every six hours the time, or at midnight the day. */
static char *label_of(int64_t hour)
{
	g_autofree char *local = when_local(hour * HOUR_S);
	const char *time = strchr(local, ' ');

	if (!time || strcmp(time + 3, ":00") != 0)
		return NULL;
	if (strcmp(time, " 00:00") == 0)
		return g_strndup(local + 5, 5);
	return (time[2] - '0' + 10 * (time[1] - '0')) % 6 == 0
		       ? g_strdup(time + 1)
		       : NULL;
}

static bool is_spike(const struct usage_view *view, int64_t hour)
{
	return usage_is_spike(usage_book_requests(&view->book, hour),
			      usage_book_usual(&view->book, hour));
}

static void append_hours(GString *text, const struct usage_view *view,
			 const struct chart_style *style)
{
	size_t count = (size_t)(view->last - view->first + 1);
	g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func(g_free);
	g_autofree struct chart_column *column =
		g_new0(struct chart_column, count);

	for (size_t i = 0; i < count; i++) {
		int64_t hour = view->first + (int64_t)i;
		char *label = label_of(hour);

		column[i].value = usage_book_requests(&view->book, hour);
		column[i].label = label;
		column[i].is_marked = is_spike(view, hour);
		g_ptr_array_add(labels, label);
	}
	chart_columns(text, column, count, style);
}

static void append_commands(GString *text, const struct usage_view *view,
			    const struct chart_style *style)
{
	size_t count = MIN(view->commands->len, BARS_MOST);
	g_autofree struct chart_bar *bar = g_new0(struct chart_bar, count);

	for (size_t i = 0; i < count; i++) {
		const struct usage_row *row =
			&g_array_index(view->commands, struct usage_row, i);

		bar[i].label = row->command;
		bar[i].value = row->requests;
	}
	g_string_append_c(text, '\n');
	chart_bars(text, bar, count, style);
	if (view->commands->len > count)
		g_string_append_printf(text, "and %zu more commands\n",
				       view->commands->len - count);
}

static void append_limit(GString *text, const struct usage_limit *limit,
			 int64_t now_s)
{
	g_autofree char *seen = when_relative(limit->seen_unix_s, now_s);
	g_autofree char *reset = NULL;

	if (limit->limit < 0) {
		g_string_append(text, "Limit: not known\n");
		return;
	}
	g_string_append_printf(text, "Limit: %" PRId64 " requests",
			       limit->limit);
	if (limit->remaining >= 0 && limit->reset_unix_s > now_s) {
		reset = when_local(limit->reset_unix_s);
		g_string_append_printf(text, ", %" PRId64 " left until %s",
				       limit->remaining, reset);
	}
	g_string_append_printf(text, " (seen %s)\n", seen);
}

static void append_spikes(GString *text, const struct usage_view *view)
{
	for (int64_t hour = view->first; hour <= view->last; hour++) {
		g_autofree char *local = when_local(hour * HOUR_S);

		if (is_spike(view, hour))
			g_string_append_printf(
				text,
				"Spike: %s, %" PRId64 " requests; usual are "
				"%" PRId64 "; most by fentu %s\n",
				local, usage_book_requests(&view->book, hour),
				usage_book_usual(&view->book, hour),
				usage_busiest(&view->book, hour));
	}
}

bool usage_show(struct ctx *ctx, const struct usage_view *view,
		struct error *err)
{
	const struct chart_style style = style_of(ctx);
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(
		text, "Requests in %" PRId64 " hours to %s (profile '%s')\n\n",
		view->last - view->first + 1, view->api_url, view->profile);
	if (view->requests > 0) {
		append_hours(text, view, &style);
		append_commands(text, view, &style);
		g_string_append_c(text, '\n');
	}
	g_string_append_printf(text, "In all: %" PRId64 " requests\n",
			       view->requests);
	append_limit(text, &view->book.limit, clock_unix_s(ctx_clock(ctx)));
	append_spikes(text, view);
	return io_write(ctx_io(ctx), text->str, text->len, err) &&
	       io_flush(ctx_io(ctx), err);
}
