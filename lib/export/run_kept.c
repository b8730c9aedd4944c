#include "lib/export/run_kept.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "lib/export/part.h"

enum { KEY_DIGITS = 16, NUMBERS = 32 };

static void file_free(void *data)
{
	struct run_kept_file *file = data;

	g_free(file->name);
	g_free(file->part_name);
	g_free(file->entry);
	g_free(file);
}

static void page_free(void *data)
{
	struct run_kept_page *page = data;

	g_free(page->keys);
	g_free(page);
}

void run_kept_init(struct run_kept *kept)
{
	*kept = (struct run_kept){
		.files = g_ptr_array_new_with_free_func(file_free),
		.seen = idset_new(),
		.have = g_ptr_array_new_with_free_func(g_free),
		.pages = g_ptr_array_new_with_free_func(page_free),
	};
}

void run_kept_release(struct run_kept *kept)
{
	g_free(kept->binding);
	g_free(kept->note);
	if (kept->files)
		g_ptr_array_unref(kept->files);
	if (kept->have)
		g_ptr_array_unref(kept->have);
	if (kept->pages)
		g_ptr_array_unref(kept->pages);
	idset_free(kept->seen);
	*kept = (struct run_kept){ 0 };
}

struct run_kept_file *run_kept_find(const struct run_kept *kept,
				    const char *name)
{
	for (guint i = kept->files->len; i > 0; i--) {
		struct run_kept_file *file = kept->files->pdata[i - 1];

		if (strcmp(file->name, name) == 0)
			return file;
	}
	return NULL;
}

struct run_kept_file *run_kept_add(struct run_kept *kept, const char *name)
{
	struct run_kept_file *file = g_new0(struct run_kept_file, 1);

	file->name = g_strdup(name);
	file->part_name = g_strdup_printf(".%s.part", name);
	g_ptr_array_add(kept->files, file);
	return file;
}

/* One whose part has not taken its place is not there. */
GPtrArray *run_kept_leave(const struct run_kept *kept, int folder_fd)
{
	GPtrArray *have = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < kept->have->len; i++)
		g_ptr_array_add(have, g_strdup(kept->have->pdata[i]));
	for (guint i = 0; i < kept->files->len; i++) {
		const struct run_kept_file *file = kept->files->pdata[i];

		if (file->entry && faccessat(folder_fd, file->part_name, F_OK,
					     AT_SYMLINK_NOFOLLOW) < 0)
			g_ptr_array_add(have, g_strdup(file->entry));
	}
	return have;
}

char *run_kept_page(const struct run_state *state, int64_t bytes, uint32_t crc,
		    const char *keys)
{
	const struct pull_state *pull = &state->pull;
	const struct pull_state *before = &state->before;
	const int64_t numbers[NUMBERS] = {
		pull->end,	    pull->first_total,
		pull->total,	    pull->size_max,
		pull->fresh,	    pull->duplicates,
		pull->repairs,	    state->requests,
		state->rows,	    state->duplicates,
		state->without_id,  bytes,
		(int64_t)crc,	    state->missed,
		state->series,	    before->first_total,
		before->total,	    before->fresh,
		before->duplicates, before->repairs,
		pull->changes,	    (int64_t)pull->pass,
		pull->sum[0].rows,  (int64_t)pull->sum[0].mark,
		pull->sum[1].rows,  (int64_t)pull->sum[1].mark,
		pull->is_ended,	    before->changes,
		pull->least,	    before->least,
		state->left_out,    state->server_at,
	};
	g_autofree char *name =
		g_uri_escape_string(state->missed_first, NULL, FALSE);
	GString *line = g_string_new("page");

	for (int i = 0; i < NUMBERS; i++)
		g_string_append_printf(line, " %" PRId64, numbers[i]);
	g_string_append_printf(line, " %s %s ", keys, name);
	for (int64_t i = 0; i < state->counts_len; i++)
		g_string_append_printf(line, "%" PRId64 ",", state->counts[i]);
	return g_string_free(line, FALSE);
}

static bool senseless(struct error *err)
{
	error_set(err, ERR_OTHER,
		  "the record of an unfinished export makes no sense");
	return error_hint(err, "--restart begins anew");
}

static bool take_number(const char **at, int64_t *ret_number)
{
	char *end;

	*ret_number = g_ascii_strtoll(*at, &end, 10);
	if (end == *at || *end != ' ')
		return false;
	*at = end + 1;
	return true;
}

static bool take_keys(struct run_kept *kept, const char *at, struct error *err)
{
	size_t len = strlen(at);

	if (len % KEY_DIGITS != 0)
		return senseless(err);
	for (; len > 0; at += KEY_DIGITS, len -= KEY_DIGITS) {
		g_autofree char *digits = g_strndup(at, KEY_DIGITS);
		guint64 key;

		if (!g_ascii_string_to_unsigned(digits, 16, 1, UINT64_MAX, &key,
						NULL))
			return senseless(err);
		idset_add(kept->seen, key);
	}
	return true;
}

/* "COUNT,COUNT," */
static bool read_counts(struct run_state *state, const char *at)
{
	char *end;

	for (; *at; at = end + 1) {
		if (state->counts_len == RUN_LISTS_MAX)
			return false;
		state->counts[state->counts_len++] =
			g_ascii_strtoll(at, &end, 10);
		if (end == at || *end != ',')
			return false;
	}
	return true;
}

/* "KEYS NAME COUNTS" */
static bool read_words(struct run_kept_page *page, const char *at)
{
	g_auto(GStrv) words = g_strsplit(at, " ", 3);
	g_autofree char *name = words[0] && words[1] && words[2]
					? g_uri_unescape_string(words[1], NULL)
					: NULL;

	if (!name)
		return false;
	page->keys = g_strdup(words[0]);
	g_strlcpy(page->state.missed_first, name, RUN_NAME_MAX);
	return read_counts(&page->state, words[2]);
}

static bool read_page(struct run_kept *kept, const char *at,
		      const struct journal_mark *end, struct error *err)
{
	struct run_kept_page *page;
	int64_t number[NUMBERS];

	for (int i = 0; i < NUMBERS; i++)
		if (!take_number(&at, &number[i]))
			return senseless(err);
	page = g_new0(struct run_kept_page, 1);
	g_ptr_array_add(kept->pages, page);
	page->state = (struct run_state){
		.pull = { .end = number[0],
			  .first_total = number[1],
			  .total = number[2],
			  .size_max = number[3],
			  .fresh = number[4],
			  .duplicates = number[5],
			  .repairs = number[6],
			  .changes = number[20],
			  .least = number[28],
			  .pass = (enum seam_pass)number[21],
			  .is_ended = number[26] != 0,
			  .sum = { { number[22], (uint64_t)number[23] },
				   { number[24], (uint64_t)number[25] } } },
		.requests = number[7],
		.rows = number[8],
		.duplicates = number[9],
		.without_id = number[10],
		.left_out = number[30],
		.server_at = number[31],
		.missed = number[13],
		.series = number[14],
		.before = { .first_total = number[15],
			    .total = number[16],
			    .fresh = number[17],
			    .duplicates = number[18],
			    .repairs = number[19],
			    .changes = number[27],
			    .least = number[29] },
	};
	page->bytes = number[11];
	page->crc = (uint32_t)number[12];
	page->end = *end;
	return read_words(page, at) || senseless(err);
}

/* The first so many pages are there. */
static bool take_pages(struct run_kept *kept, guint count, struct error *err)
{
	for (guint i = 0; i < count; i++) {
		const struct run_kept_page *page = kept->pages->pdata[i];
		struct run_kept_file *file =
			kept->files->pdata[kept->files->len - 1];
		int64_t started_at = file->state.started_at;

		file->state = page->state;
		file->state.started_at = started_at;
		file->bytes = page->bytes;
		file->crc = page->crc;
		kept->end = page->end;
		if (!take_keys(kept, page->keys, err))
			return false;
	}
	g_ptr_array_set_size(kept->pages, 0);
	return true;
}

/* How many of the pages are in the part. */
static guint count_there(const struct run_kept *kept,
			 const struct run_kept_file *file, int folder_fd)
{
	int64_t bytes = file->bytes;
	uint32_t crc = file->crc;
	guint count = 0;

	for (; count < kept->pages->len; count++) {
		const struct run_kept_page *page = kept->pages->pdata[count];

		if (!part_fits(folder_fd, file->name, bytes, crc, page->bytes,
			       page->crc))
			break;
		bytes = page->bytes;
		crc = page->crc;
	}
	return count;
}

bool run_kept_settle(struct run_kept *kept, struct journal *journal,
		     int folder_fd, struct error *err)
{
	struct run_kept_file *file = NULL;

	if (kept->files->len > 0)
		file = kept->files->pdata[kept->files->len - 1];
	if (file && !file->entry && !file->is_dropped) {
		if (!take_pages(kept, count_there(kept, file, folder_fd), err))
			return false;
		file->is_dropped = faccessat(folder_fd, file->part_name, F_OK,
					     AT_SYMLINK_NOFOLLOW) < 0 &&
				   errno == ENOENT;
	}
	return journal_keep(journal, &kept->end, err);
}

/* "NAME TIME" */
static bool take_begin(struct run_kept *kept, const char *at, struct error *err)
{
	g_auto(GStrv) words = g_strsplit(at, " ", 2);
	struct run_kept_file *file;
	gint64 time;

	if (g_strv_length(words) != 2 ||
	    !g_ascii_string_to_signed(words[1], 10, 0, INT64_MAX, &time, NULL))
		return senseless(err);
	file = run_kept_add(kept, words[0]);
	file->state.started_at = time;
	idset_clear(kept->seen);
	g_ptr_array_set_size(kept->pages, 0);
	return true;
}

static bool take_done(struct run_kept_file *file, const char *at,
		      struct error *err)
{
	char *end;

	if (!take_number(&at, &file->bytes))
		return senseless(err);
	file->crc = (uint32_t)g_ascii_strtoull(at, &end, 16);
	if (*end != ' ')
		return senseless(err);
	file->entry = g_strdup(end + 1);
	return true;
}

static bool take_secret(struct run_kept *kept, const char *at,
			struct error *err)
{
	char *end;

	kept->secret.word[0] = g_ascii_strtoull(at, &end, 16);
	if (*end != ' ')
		return senseless(err);
	kept->secret.word[1] = g_ascii_strtoull(end + 1, &end, 16);
	kept->has_secret = *end == '\0';
	return kept->has_secret || senseless(err);
}

static bool take_end(struct run_kept *kept, const char *text, struct error *err)
{
	struct run_kept_file *file;

	if (kept->files->len == 0 || !take_pages(kept, kept->pages->len, err))
		return senseless(err);
	file = kept->files->pdata[kept->files->len - 1];
	if (strcmp(text, "synced") == 0)
		return true;
	if (g_str_has_prefix(text, "done "))
		return take_done(file, text + 5, err);
	file->is_dropped = strcmp(text, "drop") == 0;
	return file->is_dropped || senseless(err);
}

static bool take_word(char **word, const char *text)
{
	g_free(*word);
	*word = g_strdup(text);
	return true;
}

static bool take_line(struct run_kept *kept, const char *text,
		      struct error *err)
{
	if (g_str_has_prefix(text, "for "))
		return take_word(&kept->binding, text + 4);
	if (g_str_has_prefix(text, "note "))
		return take_word(&kept->note, text + 5);
	if (g_str_has_prefix(text, "secret "))
		return take_secret(kept, text + 7, err);
	if (g_str_has_prefix(text, "have ")) {
		g_ptr_array_add(kept->have, g_strdup(text + 5));
		return true;
	}
	if (g_str_has_prefix(text, "begin "))
		return take_begin(kept, text + 6, err);
	return take_end(kept, text, err);
}

bool run_kept_line(void *user, const char *text, const struct journal_mark *end,
		   struct error *err)
{
	struct run_kept *kept = user;

	if (g_str_has_prefix(text, "page "))
		return kept->files->len > 0
			       ? read_page(kept, text + 5, end, err)
			       : senseless(err);
	if (!take_line(kept, text, err))
		return false;
	kept->end = *end;
	return true;
}
