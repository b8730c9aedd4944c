#include "lib/ui/grid.h"

#include <string.h>

#include "lib/ui/cell.h"
#include "lib/ui/sanitize.h"

enum { GRID_GAP = 2, GRID_LEAST = 8, GRID_WRAP_LEAST = 20 };

#define GRID_ELLIPSIS "\xe2\x80\xa6"

struct grid_cell {
	const char *text;
	const char *color;
	unsigned width;
};

struct grid {
	struct grid_column *column;
	unsigned *width; /* of the widest cell */
	size_t count;
	GArray *cells; /* of struct grid_cell, row after row */
	GStringChunk *texts;
};

struct grid *grid_new(const struct grid_column *columns, size_t count)
{
	struct grid *grid = g_new0(struct grid, 1);

	grid->column = g_memdup2(columns, count * sizeof(*columns));
	grid->width = g_malloc0_n(count, sizeof(*grid->width));
	grid->count = count;
	grid->cells = g_array_new(FALSE, FALSE, sizeof(struct grid_cell));
	grid->texts = g_string_chunk_new(4096);
	return grid;
}

void grid_free(struct grid *grid)
{
	if (!grid)
		return;
	g_free(grid->column);
	g_free(grid->width);
	g_array_unref(grid->cells);
	g_string_chunk_free(grid->texts);
	g_free(grid);
}

void grid_add(struct grid *grid, const char *text, const char *color)
{
	size_t column = grid->cells->len % grid->count;
	const struct grid_cell cell = {
		.text = g_string_chunk_insert(grid->texts, text),
		.color = color,
		.width = sanitize_width(text),
	};

	grid->width[column] = MAX(grid->width[column], cell.width);
	g_array_append_val(grid->cells, cell);
}

/* How wide all would be if no column that may be cut were above `level`. */
static size_t width_at(const struct grid *grid, const unsigned *widths,
		       unsigned level)
{
	size_t sum = (grid->count - 1) * GRID_GAP;

	for (size_t i = 0; i < grid->count; i++)
		sum += grid->column[i].is_whole ? widths[i]
						: MIN(widths[i], level);
	return sum;
}

/* A column that goes on below loses nothing by being narrow, so it is the first
   to make room. */
static void narrow_last(const struct grid *grid, unsigned *widths, size_t room)
{
	unsigned *last = &widths[grid->count - 1];
	size_t others = width_at(grid, widths, UINT_MAX) - *last;
	size_t left = room > others ? room - others : 0;

	if (grid->column[grid->count - 1].wraps)
		*last = (unsigned)MIN(*last, MAX(left, GRID_WRAP_LEAST));
}

/* Wide columns are lowered to one common level, as water finds its own, so
   that a narrow column never pays for a wide one. */
static void fit(const struct grid *grid, const struct grid_style *style,
		unsigned *widths)
{
	unsigned room =
		style->width > style->indent ? style->width - style->indent : 0;
	unsigned level = MAX(room, GRID_LEAST);

	if (style->width == 0 || width_at(grid, widths, UINT_MAX) <= room)
		return;
	narrow_last(grid, widths, room);
	while (level > GRID_LEAST && width_at(grid, widths, level) > room)
		level--;
	for (size_t i = 0; i < grid->count; i++)
		if (!grid->column[i].is_whole)
			widths[i] = MIN(widths[i], level);
}

static void append_spaces(GString *out, size_t count)
{
	while (count-- > 0)
		g_string_append_c(out, ' ');
}

/* One line on its way: spaces wait until something follows them. */
struct line {
	GString *out;
	size_t spaces;
};

static void line_put(struct line *line, const struct grid_cell *cell,
		     unsigned width, bool is_right)
{
	size_t len = sanitize_fit(cell->text, width);
	bool is_cut = cell->text[len] != '\0';
	unsigned used = MIN(cell->width, width);

	if (is_cut) {
		g_autofree char *start = NULL;

		len = sanitize_fit(cell->text, width - 1);
		start = g_strndup(cell->text, len);
		used = sanitize_width(start) + 1;
	}
	if (is_right)
		line->spaces += width - used;
	if (cell->width > 0) {
		append_spaces(line->out, line->spaces);
		line->spaces = 0;
		g_string_append(line->out, cell->color ? cell->color : "");
		g_string_append_len(line->out, cell->text, (gssize)len);
		g_string_append(line->out, is_cut ? GRID_ELLIPSIS : "");
		g_string_append(line->out, cell->color ? CELL_PLAIN : "");
	}
	if (!is_right)
		line->spaces += width - used;
	line->spaces += GRID_GAP;
}

static void append_header(GString *out, const struct grid *grid,
			  const struct grid_style *style,
			  const unsigned *widths)
{
	struct line line = { out, style->indent };

	for (size_t i = 0; i < grid->count; i++) {
		const char *heading = grid->column[i].heading;
		const struct grid_cell cell = {
			.text = heading,
			.color = style->has_color ? CELL_BOLD : NULL,
			.width = sanitize_width(heading),
		};

		line_put(&line, &cell, widths[i], grid->column[i].is_right);
	}
	g_string_append_c(out, '\n');
}

/* As much of the text as fits, to the end of a word if there is one. */
static size_t part_that_fits(const char *text, unsigned width)
{
	size_t len = sanitize_fit(text, width);

	if (text[len] == '\0' || text[len] == ' ')
		return len;
	for (size_t at = len; at > 0; at--)
		if (text[at - 1] == ' ')
			return at - 1;
	return len;
}

/* What of the last cell did not fit, below it. */
static void append_rest(struct line *line, const char *text, const char *color,
			size_t offset, unsigned width)
{
	while (*text) {
		size_t len = part_that_fits(text, width);
		g_autofree char *part = g_strndup(text, MAX(len, 1));
		const struct grid_cell cell = {
			.text = part,
			.color = color,
			.width = sanitize_width(part),
		};

		g_string_append_c(line->out, '\n');
		line->spaces = offset;
		line_put(line, &cell, MAX(width, cell.width), false);
		text += strlen(part);
		text += strspn(text, " ");
	}
}

static void append_row(GString *out, const struct grid *grid, size_t at,
		       const struct grid_style *style, const unsigned *widths)
{
	struct line line = { out, style->indent };
	size_t offset = style->indent;

	for (size_t i = 0; i < grid->count; i++) {
		struct grid_cell cell =
			g_array_index(grid->cells, struct grid_cell, at + i);
		g_autofree char *first = NULL;
		const char *text = cell.text;

		if (!style->has_color)
			cell.color = NULL;
		if (grid->column[i].wraps && cell.width > widths[i]) {
			first = g_strndup(text,
					  part_that_fits(text, widths[i]));
			cell.text = first;
			cell.width = sanitize_width(first);
		}
		line_put(&line, &cell, widths[i], grid->column[i].is_right);
		if (first) {
			text += strlen(first);
			text += strspn(text, " ");
			append_rest(&line, text, cell.color, offset, widths[i]);
		}
		offset += widths[i] + GRID_GAP;
	}
	g_string_append_c(out, '\n');
}

void grid_append(GString *out, const struct grid *grid,
		 const struct grid_style *style)
{
	g_autofree unsigned *widths =
		g_memdup2(grid->width, grid->count * sizeof(*widths));

	if (style->has_header)
		for (size_t i = 0; i < grid->count; i++)
			widths[i] =
				MAX(widths[i],
				    sanitize_width(grid->column[i].heading));
	fit(grid, style, widths);
	if (style->has_header)
		append_header(out, grid, style, widths);
	for (size_t at = 0; at + grid->count <= grid->cells->len;
	     at += grid->count)
		append_row(out, grid, at, style, widths);
}
