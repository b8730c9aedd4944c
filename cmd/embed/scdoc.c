#include "cmd/embed/scdoc.h"

#include <stdbool.h>
#include <string.h>

#include "cmd/embed/table.h"

enum { WIDTH = 80, INDENT = 2, TAB_INDENT = 4 };

/* A page between two of its lines. */
struct page {
	GString *out;
	GString *block;	    /* of the paragraph or item being collected */
	size_t indent;	    /* of the block, in columns */
	const char *bullet; /* "- " in front of the block; "" for none */
	GPtrArray *table;   /* the rows of an open table; NULL: none */
	bool literal;	    /* between two lines of ``` */
	bool in_name;	    /* in the section NAME */
	char *summary;
};

/* Underscores within words are not markup, as scdoc has it. */
static bool is_markup(const char *text, const char *at)
{
	if (*at == '*')
		return true;
	return *at == '_' && !(at > text && g_ascii_isalnum(at[-1]) &&
			       g_ascii_isalnum(at[1]));
}

static void append_plain(GString *out, const char *text)
{
	for (const char *at = text; *at; at++) {
		if (*at == '\\' && at[1])
			g_string_append_c(out, *++at);
		else if (!is_markup(text, at))
			g_string_append_c(out, *at);
	}
}

static void pad(GString *out, size_t columns)
{
	g_string_append_printf(out, "%*s", (int)columns, "");
}

/* One line of text that "++" did not break, folded at the width. */
static void append_folded(GString *out, const char *text, size_t at,
			  size_t indent)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	bool first = true;

	for (char **word = words; *word; word++) {
		size_t width = (size_t)g_utf8_strlen(*word, -1);

		if (width == 0)
			continue;
		if (!first && at + 1 + width > WIDTH) {
			g_string_append_c(out, '\n');
			pad(out, indent);
			at = indent;
		} else if (!first) {
			g_string_append_c(out, ' ');
			at++;
		}
		g_string_append(out, *word);
		at += width;
		first = false;
	}
	g_string_append_c(out, '\n');
}

static void append_block(GString *out, const char *block, const char *bullet,
			 size_t indent)
{
	g_auto(GStrv) lines = g_strsplit(block, "++\n", -1);
	size_t inner = indent + strlen(bullet);

	for (char **line = lines; *line; line++) {
		g_autoptr(GString) plain = g_string_new(NULL);

		append_plain(plain, g_strdelimit(*line, "\n", ' '));
		pad(out, indent);
		if (line == lines)
			g_string_append(out, bullet);
		else
			pad(out, strlen(bullet));
		append_folded(out, plain->str, inner, inner);
	}
}

/* "fentu-api - what is assumed of the API": all but the name is wanted. */
static void take_summary(struct page *page)
{
	const char *dash = strstr(page->block->str, " - ");

	if (dash && !page->summary)
		page->summary = g_strdup(dash + 3);
}

static void close_block(struct page *page)
{
	if (page->block->len == 0)
		return;
	if (page->in_name)
		take_summary(page);
	append_block(page->out, page->block->str, page->bullet,
		     page->in_name ? 0 : page->indent);
	g_string_truncate(page->block, 0);
	page->bullet = "";
}

static void close_table(struct page *page)
{
	if (!page->table)
		return;
	for (guint row = 0; row < page->table->len; row++) {
		GPtrArray *cells = page->table->pdata[row];

		for (guint i = 0; i < cells->len; i++) {
			g_autoptr(GString) plain = g_string_new(NULL);
			char *cell = cells->pdata[i];

			append_plain(plain, cell);
			g_free(cell);
			cells->pdata[i] =
				g_string_free(g_steal_pointer(&plain), FALSE);
		}
	}
	table_append(page->out, page->table, INDENT, WIDTH);
	g_clear_pointer(&page->table, g_ptr_array_unref);
}

static void blank_line(struct page *page)
{
	GString *out = page->out;

	if (out->len > 0 && !g_str_has_suffix(out->str, "\n\n"))
		g_string_append_c(out, '\n');
}

static void read_heading(struct page *page, const char *line)
{
	size_t depth = strspn(line, "#");
	g_autoptr(GString) title = g_string_new(NULL);

	append_plain(title, line + depth + strspn(line + depth, " "));
	page->in_name = g_str_equal(title->str, "NAME");
	if (page->in_name)
		return;
	blank_line(page);
	pad(page->out, (depth - 1) * INDENT);
	g_string_append_printf(page->out, "%s\n", title->str);
}

static void read_text(struct page *page, const char *line)
{
	size_t tabs = strspn(line, "\t");
	size_t indent = INDENT + tabs * TAB_INDENT;
	const char *text = line + tabs;
	bool item = g_str_has_prefix(text, "- ");

	if (item || (indent != page->indent && page->block->len > 0))
		close_block(page);
	if (page->block->len > 0)
		g_string_append_c(page->block, '\n');
	else
		page->indent = indent;
	if (item)
		page->bullet = "- ";
	g_string_append(page->block,
			text + strspn(text, " ") + (item ? strlen("- ") : 0));
}

/* Of markup it knows the backslash alone. */
static void read_literal(struct page *page, const char *line)
{
	pad(page->out, INDENT + TAB_INDENT);
	for (const char *at = line + strspn(line, "\t"); *at; at++) {
		if (*at == '\\' && at[1])
			at++;
		g_string_append_c(page->out, *at);
	}
	g_string_append_c(page->out, '\n');
}

static void read_line(struct page *page, const char *line)
{
	const char *text = line + strspn(line, "\t");

	if (g_str_has_prefix(text, "```")) {
		close_block(page);
		page->literal = !page->literal;
	} else if (page->literal) {
		read_literal(page, line);
	} else if (*text == '\0') {
		close_block(page);
		close_table(page);
		blank_line(page);
	} else if (g_str_has_prefix(line, "; ")) {
		return;
	} else if (*line == '#') {
		close_block(page);
		read_heading(page, line);
	} else if (page->table || table_starts(text)) {
		close_block(page);
		if (!page->table)
			page->table = table_new();
		table_read(page->table, text);
	} else {
		read_text(page, line);
	}
}

char *scdoc_text(const char *markup, char **ret_summary)
{
	g_auto(GStrv) lines = g_strsplit(markup, "\n", -1);
	g_autoptr(GString) block = g_string_new(NULL);
	struct page page = {
		.out = g_string_new(NULL),
		.block = block,
		.bullet = "",
	};

	/* the first line holds the page's name and section only */
	for (size_t i = 1; lines[0] && lines[i]; i++)
		read_line(&page, lines[i]);
	close_block(&page);
	close_table(&page);
	while (g_str_has_suffix(page.out->str, "\n\n"))
		g_string_truncate(page.out, page.out->len - 1);
	*ret_summary = page.summary;
	return g_string_free(page.out, FALSE);
}
