/* What the tests of results stand on. */
#ifndef FENTU_TEST_RESULTS_PLACE_H
#define FENTU_TEST_RESULTS_PLACE_H

#include <glib/gstdio.h>
#include <string.h>

#include "lib/api/results.h"
#include "test/unit/api/results_head.h"

/* A folder, the path of results in it, and three rows. */
struct place {
	char *folder;
	char *path;
	struct row_keys *keys;
	struct results *results;
	struct error err;
};

/* Rows that hold what stands in the letters: "aab" are three, two of them
   equal. */
static inline struct row_keys *keys_of(const char *letters)
{
	struct row_keys *keys = row_keys_new("place");

	for (size_t i = 0; letters[i]; i++) {
		g_autofree char *body =
			g_strdup_printf("{\"name\":\"%c\"}", letters[i]);
		const struct row row = { .number = i + 1,
					 .line = i + 2,
					 .is_good = true,
					 .body = body,
					 .body_len = strlen(body) };

		row_keys_add(keys, &row);
	}
	return keys;
}

/* A text in which "@1" stands for row, line and key of the first row of "abc",
   and so on; "#1" for its key alone, of one that has left the input. */
static inline char *with_keys(const char *text)
{
	AUTO(row_keys_drop) struct row_keys *keys = keys_of("abc");
	GString *whole = g_string_new(text);

	for (size_t i = 1; i <= 3; i++) {
		const struct row_key *key = row_keys_at(keys, i);
		g_autofree char *name = g_strdup_printf("@%zu", i);
		g_autofree char *gone = g_strdup_printf("#%zu", i);
		g_autofree char *known = g_strdup_printf(
			"\"row\":%zu,\"line\":%zu,\"key\":\"%s\"", i, key->line,
			key->text);
		g_autofree char *left = g_strdup_printf(
			"\"row\":null,\"line\":null,\"key\":\"%s\"", key->text);

		g_string_replace(whole, name, known, 0);
		g_string_replace(whole, gone, left, 0);
	}
	return g_string_free(whole, FALSE);
}

static inline void place_open(struct place *p)
{
	p->keys = keys_of("abc");
	p->folder = g_dir_make_tmp("results-XXXXXX", NULL);
	p->path = g_build_filename(p->folder, "r", NULL);
}

static inline void place_close(struct place *p)
{
	results_free(p->results);
	error_release(&p->err);
	(void)g_unlink(p->path);
	g_assert_cmpint(g_rmdir(p->folder), ==, 0);
	g_free(p->path);
	g_free(p->folder);
	row_keys_free(p->keys);
}

static inline void put(const struct place *p, const char *text)
{
	g_autofree char *whole = with_keys(text);

	g_assert_true(g_file_set_contents(p->path, whole, -1, NULL));
}

static inline void expect(const struct place *p, const char *wanted)
{
	g_autofree char *text = NULL, *whole = with_keys(wanted);

	g_assert_true(g_file_get_contents(p->path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, whole);
}

static inline bool find(struct place *p)
{
	return results_find(p->path, &about, &p->results, &p->err) &&
	       (!p->results ||
		results_match(p->results, p->keys, false, &p->err));
}

static inline void add(struct place *p, size_t row, enum results_state state,
		       const char *id)
{
	const struct results_note note = { .row = row,
					   .state = state,
					   .id = id };

	results_add(p->results, &note);
}

static inline enum results_state state_of(char letter)
{
	return letter == 'd'   ? RESULTS_DONE
	       : letter == 'u' ? RESULTS_UNKNOWN
	       : letter == 'f' ? RESULTS_FAILED
			       : RESULTS_OPEN;
}

#endif
