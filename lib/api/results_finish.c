/* What a run leaves when it has ended in good order. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/api/results_part.h"
#include "lib/base/file.h"

enum { PIECE_BYTES = 16 * 1024 };

/* The last line of each row. */
static GHashTable *find_last(const struct results *results, const char *text,
			     size_t len)
{
	AUTO(error_release) struct error ignored = { 0 };
	GHashTable *last = results_past_new();
	const char *at = text, *end;

	for (; (end = memchr(at, '\n', len - (size_t)(at - text))) != NULL;
	     at = end + 1)
		(void)!results_past_add(last, at, (size_t)(end - at), &ignored);
	if (strcmp(results->about.action, "update") == 0)
		results_past_settle(last);
	return last;
}

static size_t line_len(const char *line)
{
	return (size_t)(strchr(line, '\n') - line);
}

/* The line of a row. What became of it is known though its line was lost, but
   for the details. */
static void put_row(const struct results *results, size_t row,
		    const struct results_past *past, GString *out)
{
	const struct row_key *key = row_keys_at(results->keys, row);
	const struct results_note note = {
		.row = row, .state = results_state(results, row)
	};

	if (note.state == RESULTS_OPEN)
		return;
	if (results->is_changed && note.state != RESULTS_SENT &&
	    (!past || past->state != note.state))
		results_line_note(out, &note, key);
	else if (past)
		results_line_renumber(out, past->line, line_len(past->line),
				      row, key);
}

static void put_rows(const struct results *results, GHashTable *last,
		     GString *out)
{
	for (size_t i = 0; i < results_rows(results); i++) {
		const struct row_key *key = row_keys_at(results->keys, i + 1);
		const struct results_past *past =
			g_hash_table_lookup(last, key->text);

		put_row(results, i + 1, past, out);
		(void)g_hash_table_remove(last, key->text);
	}
}

static int by_line(const void *a, const void *b)
{
	const struct results_past *one = a, *other = b;

	return one->line < other->line ? -1 : 1;
}

/* What is left are rows that are in the input no more. */
static void put_rest(GHashTable *last, GString *out)
{
	g_autoptr(GList) rest =
		g_list_sort(g_hash_table_get_values(last), by_line);

	for (const GList *at = rest; at; at = at->next) {
		const struct results_past *past = at->data;

		if (results_is_settled(past->state))
			results_line_renumber(out, past->line,
					      line_len(past->line), 0, NULL);
	}
}

/* All that was noted, by what is open: its name may lead elsewhere. */
static bool read_back(const struct results *results, GString *text,
		      struct error *err)
{
	char piece[PIECE_BYTES];
	ssize_t got;

	while ((got = pread(results->fd, piece, sizeof(piece),
			    (off_t)text->len)) > 0)
		g_string_append_len(text, piece, got);
	if (got < 0)
		return error_errno(err, errno, "cannot read '%s'",
				   results->path);
	if (text->len > 0 && text->str[text->len - 1] != '\n')
		g_string_append_c(text, '\n');
	g_string_append_len(text, results->pending->str,
			    (gssize)results->pending->len);
	return true;
}

bool results_finish(struct results *results, struct error *err)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GHashTable) last = NULL;
	struct results_about about = results->about;
	struct stat other;

	if ((!results_sync(results, err) ||
	     !results_check_there(results, err)) &&
	    !results->is_changed &&
	    (!results->is_gone || lstat(results->path, &other) == 0))
		return false;
	error_clear(err);
	if (!read_back(results, text, err))
		return false;
	about.digest = results->head.digest;
	results_line_head(out, &about, results_rows(results),
			  results->head.started_s);
	last = find_last(results, text->str, text->len);
	put_rows(results, last, out);
	put_rest(last, out);
	if (!file_write(results->path, out->str, out->len, err))
		return false;
	g_string_truncate(results->pending, 0);
	results->is_gone = false;
	results->is_changed = false;
	return true;
}

enum results_kept results_kept(const struct results *results)
{
	return results->is_gone		   ? RESULTS_LOST
	       : results->pending->len > 0 ? RESULTS_BEHIND
					   : RESULTS_KEPT;
}
