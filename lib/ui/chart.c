#include "lib/ui/chart.h"

#include <inttypes.h>
#include <string.h>

enum { ROWS = 6, EIGHTHS = 8, WIDTH_LEAST = 20, CELL_MOST = 3, BAR_MOST = 40 };

static const char column_color[] = "\033[36m", mark_color[] = "\033[31m",
		  plain[] = "\033[0m";

bool chart_has_utf8(const char *(*env)(const char *name))
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL;
	g_autofree char *lower = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(names) && !(value && *value); i++)
		value = env(names[i]);
	if (!value)
		return false;
	lower = g_ascii_strdown(value, -1);
	return strstr(lower, "utf-8") || strstr(lower, "utf8");
}

/* A cell filled from below by so many eighths. */
static const char *standing(int64_t eighths, bool is_ascii)
{
	static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄",
					      "▅", "▆", "▇", "█" };

	if (is_ascii)
		return eighths > EIGHTHS / 2 ? "#" : eighths > 0 ? "." : " ";
	return blocks[eighths];
}

/* A cell filled from the left. */
static const char *lying(int64_t eighths, bool is_ascii)
{
	static const char *const blocks[] = { " ", "▏", "▎", "▍", "▌",
					      "▋", "▊", "▉", "█" };

	if (is_ascii)
		return eighths > EIGHTHS / 2 ? "#" : eighths > 0 ? "-" : " ";
	return blocks[eighths];
}

static void append_times(GString *out, const char *text, unsigned times)
{
	while (times-- > 0)
		g_string_append(out, text);
}

/* Lines bear no trailing spaces. */
static void end_line(GString *out)
{
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

/* Of `full` eighths for `most`, as many as `value` gets: none for nothing, at
   least one for something. */
static int64_t scaled(int64_t value, int64_t most, int64_t full)
{
	double share = most > 0 ? (double)value / (double)most : 0;
	int64_t eighths = (int64_t)(share * (double)full + 0.5);

	return value > 0 ? CLAMP(eighths, 1, full) : 0;
}

/* How columns are laid out. */
struct layout {
	const struct chart_style *style;
	const struct chart_column *column;
	size_t count;
	size_t each; /* values that share a column */
	size_t columns;
	unsigned cell;	/* characters of a column, its gap included */
	unsigned scale; /* characters of the numbers on the left */
	int64_t most;
};

static struct layout lay_out(const struct chart_column *column, size_t count,
			     const struct chart_style *style)
{
	struct layout l = { .style = style, .column = column, .count = count };
	g_autofree char *digits = NULL;
	unsigned room;

	for (size_t i = 0; i < count; i++)
		l.most = MAX(l.most, column[i].value);
	digits = g_strdup_printf("%" PRId64, l.most);
	l.scale = (unsigned)strlen(digits);
	room = MAX(style->width, WIDTH_LEAST);
	room = room > l.scale + 3 ? room - l.scale - 3 : 1;
	l.each = (count + room - 1) / room;
	l.columns = l.each > 0 ? (count + l.each - 1) / l.each : 0;
	l.cell = l.columns > 0 ? room / (unsigned)l.columns : 1;
	l.cell = CLAMP(l.cell, 1, CELL_MOST);
	return l;
}

/* What the i-th column shows of those that share it. */
static struct chart_column shown(const struct layout *l, size_t i)
{
	struct chart_column sum = { 0 };

	for (size_t at = i * l->each; at < l->count && at < (i + 1) * l->each;
	     at++) {
		const struct chart_column *one = &l->column[at];

		sum.value = MAX(sum.value, one->value);
		sum.is_marked |= one->is_marked;
		if (!sum.label)
			sum.label = one->label;
	}
	return sum;
}

static void append_cell(GString *out, const struct layout *l,
			const struct chart_column *column, unsigned row)
{
	int64_t eighths =
		scaled(column->value, l->most, ROWS * EIGHTHS) - row * EIGHTHS;
	const char *text =
		standing(CLAMP(eighths, 0, EIGHTHS), l->style->is_ascii);
	bool colored = l->style->has_color && *text != ' ';
	unsigned gap = l->cell > 1 ? 1 : 0;

	if (colored)
		g_string_append(out,
				column->is_marked ? mark_color : column_color);
	append_times(out, text, l->cell - gap);
	if (colored)
		g_string_append(out, plain);
	append_times(out, " ", gap);
}

static void append_row(GString *out, const struct layout *l, unsigned row)
{
	g_autofree char *number = NULL;

	if (row == ROWS - 1)
		number = g_strdup_printf("%" PRId64, l->most);
	else if (row == ROWS / 2 - 1 && l->most > 1)
		number = g_strdup_printf("%" PRId64, (l->most + 1) / 2);
	g_string_append_printf(out, "%*s %s", (int)l->scale,
			       number ? number : "",
			       l->style->is_ascii ? "|"
			       : number		  ? "┤"
						  : "│");
	for (size_t i = 0; i < l->columns; i++) {
		const struct chart_column column = shown(l, i);

		append_cell(out, l, &column, row);
	}
	end_line(out);
}

static void append_axis(GString *out, const struct layout *l)
{
	const char *line = l->style->is_ascii ? "-" : "─";
	const char *mark = l->style->is_ascii ? "^" : "▲";

	g_string_append_printf(out, "%*s %s", (int)l->scale, "0",
			       l->style->is_ascii ? "+" : "┴");
	for (size_t i = 0; i < l->columns; i++) {
		append_times(out, shown(l, i).is_marked ? mark : line, 1);
		append_times(out, line, l->cell - 1);
	}
	end_line(out);
}

static void append_labels(GString *out, const struct layout *l)
{
	size_t start = out->len;
	size_t most = l->scale + 2 + l->columns * l->cell;
	bool any = false;

	for (size_t i = 0; i < l->columns; i++) {
		const char *label = shown(l, i).label;
		size_t at = l->scale + 2 + i * l->cell;
		size_t used = out->len - start;

		if (!label || at + strlen(label) > most || (any && at <= used))
			continue;
		append_times(out, " ", (unsigned)(at - used));
		g_string_append(out, label);
		any = true;
	}
	if (any)
		end_line(out);
}

void chart_columns(GString *out, const struct chart_column *column,
		   size_t count, const struct chart_style *style)
{
	const struct layout l = lay_out(column, count, style);

	for (unsigned row = ROWS; row-- > 0;)
		append_row(out, &l, row);
	append_axis(out, &l);
	append_labels(out, &l);
}

/* What all bars have in common. */
struct bars {
	const struct chart_style *style;
	int64_t most, sum;
	int label;	/* characters of the longest */
	int number;	/* likewise */
	int64_t length; /* of the longest bar */
};

static struct bars measure(const struct chart_bar *bar, size_t count,
			   const struct chart_style *style)
{
	struct bars b = { .style = style };
	int width = (int)MAX(style->width, WIDTH_LEAST);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *number =
			g_strdup_printf("%" PRId64, bar[i].value);

		b.most = MAX(b.most, bar[i].value);
		b.sum += bar[i].value;
		b.label = MAX(b.label, (int)strlen(bar[i].label));
		b.number = MAX(b.number, (int)strlen(number));
	}
	/* two gaps of two, and "  100 %" */
	b.length = CLAMP(width - b.label - b.number - 11, 1, BAR_MOST);
	return b;
}

static void append_bar(GString *out, const struct bars *b,
		       const struct chart_bar *bar)
{
	int64_t eighths = scaled(bar->value, b->most, b->length * EIGHTHS);
	int64_t share =
		b->sum > 0 ? (bar->value * 100 + b->sum / 2) / b->sum : 0;

	g_string_append_printf(out, "%-*s  ", b->label, bar->label);
	if (b->style->has_color)
		g_string_append(out, column_color);
	for (int64_t at = 0; at < b->length; at++)
		g_string_append(out,
				lying(CLAMP(eighths - at * EIGHTHS, 0, EIGHTHS),
				      b->style->is_ascii));
	if (b->style->has_color)
		g_string_append(out, plain);
	g_string_append_printf(out, "  %*" PRId64 "  %3" PRId64 " %%\n",
			       b->number, bar->value, share);
}

void chart_bars(GString *out, const struct chart_bar *bar, size_t count,
		const struct chart_style *style)
{
	const struct bars b = measure(bar, count, style);

	for (size_t i = 0; i < count; i++)
		append_bar(out, &b, &bar[i]);
}
