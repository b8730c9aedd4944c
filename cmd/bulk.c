#include "cmd/bulk.h"

#include <string.h>

#include "cmd/bulk_tell.h"
#include "cmd/guard.h"
#include "cmd/input.h"
#include "cmd/send.h"
#include "cmd/setters.h"

enum { CONCURRENCY_USUAL = 4 };

/* All that a run stands on. */
struct bulk_run {
	struct ctx *ctx;
	const struct call *call;
	const struct bulk_wish *wish;
	char *text;
	char *digest;
	char *path; /* of the API */
	char *results_path;
	GHashTable *noted; /* values that are said to be unknown */
	struct rows_config rows;
	struct results_about about;
	struct results *results;
	struct row_keys *keys;
};

static void bulk_run_release(struct bulk_run *s)
{
	g_free(s->text);
	g_free(s->digest);
	g_free(s->path);
	g_free(s->results_path);
	g_free((char *)s->rows.name);
	if (s->noted)
		g_hash_table_unref(s->noted);
	results_free(s->results);
	row_keys_free(s->keys);
}

bool bulk_refuse(const struct bulk_opts *opts, struct error *err)
{
	const char *option = opts->results	     ? "--results"
			     : opts->concurrency > 0 ? "--concurrency"
			     : opts->retry_unknown   ? "--retry-unknown"
						     : NULL;

	return !option ||
	       error_set(err, ERR_USAGE, "%s goes with --from", option);
}

bool bulk_template(struct ctx *ctx, const struct resource *resource,
		   struct error *err)
{
	g_autoptr(GPtrArray) columns = setter_columns(resource->setters);
	g_autoptr(GString) line = g_string_new(NULL);

	for (guint i = 0; i < columns->len; i++)
		g_string_append_printf(line, "%s%s", i > 0 ? "," : "",
				       (const char *)columns->pdata[i]);
	g_string_append_c(line, '\n');
	return io_write(ctx_io(ctx), line->str, line->len, err);
}

/* Each value once, however many rows have it. */
static void note_unlisted(void *user, const struct setter *setter,
			  const char *value)
{
	struct bulk_run *s = user;

	if (g_hash_table_add(s->noted,
			     g_strconcat(setter->key, "\n", value, NULL)))
		setters_note(s->ctx, setter, value);
}

static bool read_input(struct bulk_run *s, struct error *err)
{
	const char *from = s->wish->opts->from;
	bool is_stdin = strcmp(from, "-") == 0;
	const char *results = s->wish->opts->results;

	if (is_stdin && !results && !ctx_globals(s->ctx)->dry_run) {
		error_set(err, ERR_USAGE, "--from - needs --results FILE");
		return error_hint(err, "what is done is noted there, so that "
				       "nothing is ever done twice");
	}
	s->results_path = results ? g_strdup(results)
				  : g_strconcat(from, ".results.ndjson", NULL);
	s->rows.name = is_stdin ? g_strdup("standard input")
				: g_strdup_printf("'%s'", from);
	if (!input_read(s->ctx, from, ROWS_BYTES_MAX, &s->text, &s->rows.len,
			err))
		return error_wrap(err, "--from");
	s->digest = g_compute_checksum_for_data(
		G_CHECKSUM_SHA256, (const guchar *)s->text, s->rows.len);
	return true;
}

/* Where the rows go, and what results of that are about. */
static bool find_about(struct bulk_run *s, struct error *err)
{
	const struct resource *resource = s->call->subject;
	const struct write_request request = {
		.resource = resource,
		.action = WRITE_CREATE,
		.id = s->wish->parent_id,
	};
	bool is_update = s->wish->action == WRITE_UPDATE;

	if (is_update)
		s->path = g_strdup(resource->path);
	else if (!write_path(&request, &s->path, err))
		return false;
	s->about.digest = s->digest;
	s->about.action = is_update ? "update" : "create";
	s->about.path = s->path;
	s->about.secrets = ctx_secrets(s->ctx);
	return ctx_profile(s->ctx, &s->about.profile, NULL, err) &&
	       ctx_api_url(s->ctx, NULL, &s->about.api, NULL, err);
}

static void add_key(void *user, const struct row *row)
{
	struct bulk_run *s = user;

	row_keys_add(s->keys, row);
}

/* Keys are those of the input that came first, so that they stay the same when
   it is corrected. */
static void open_keys(struct bulk_run *s)
{
	const char *digest =
		s->results ? results_digest(s->results) : s->digest;
	g_autofree char *place =
		g_strjoin("\n", digest, s->about.action, s->about.path, NULL);

	s->keys = row_keys_new(place);
}

static bool match(struct bulk_run *s, struct error *err)
{
	if (!s->results)
		return true;
	if (strcmp(results_digest(s->results), s->digest) != 0)
		io_say(ctx_io(s->ctx),
		       "%s is not as it was: the rows in '%s' are found again "
		       "by what they hold.",
		       s->rows.name, s->results_path);
	return results_match(s->results, s->keys, s->rows.is_update, err);
}

/* All that can be known before anything is sent. */
static bool check(struct bulk_run *s, struct error *err)
{
	bool is_dry = ctx_globals(s->ctx)->dry_run;
	size_t count;

	if (!read_input(s, err) || !find_about(s, err) ||
	    (!is_dry &&
	     !results_find(s->results_path, &s->about, &s->results, err)))
		return false;
	s->noted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	s->rows.text = s->text;
	s->rows.resource = s->call->subject;
	s->rows.is_update = s->wish->action == WRITE_UPDATE;
	s->rows.is_unchecked = s->wish->is_unchecked;
	s->rows.now_s = s->results ? results_started_s(s->results)
				   : clock_unix_s(ctx_clock(s->ctx));
	s->rows.on_unlisted = note_unlisted;
	s->rows.on_row = add_key;
	s->rows.user = s;
	open_keys(s);
	return rows_check(&s->rows, &count, err) && match(s, err);
}

static bool show_all(struct bulk_run *s, struct error *err)
{
	/* every row was found good before */
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(rows_drop) struct rows *rows = NULL;
	AUTO(send_release)
	struct send send = { .ctx = s->ctx, .call = s->call, .count = 2 };
	struct row row;
	bool done = true;

	if (!rows_open(&s->rows, &rows, err) || !send_open(&send, err))
		return false;
	while (done && rows_next(rows, &row, &ignored)) {
		const struct write_request request = {
			.resource = s->call->subject,
			.action = s->wish->action,
			.id = row.id ? row.id : s->wish->parent_id,
			.body = row.body,
			.body_len = row.body_len,
			.partial = (const char *const *)row.partial,
			.idempotency_key =
				row_keys_at(s->keys, row.number)->text,
		};

		done = (row.number == 1 ||
			io_write(ctx_io(s->ctx), "\n", 1, err)) &&
		       send_one(&send, &request, err);
		row_release(&row);
	}
	return done;
}

static bool run(struct bulk_run *s, struct bulk_tell *tell, struct error *err)
{
	AUTO(writer_drop) struct writer *writer = NULL;
	AUTO(rows_drop) struct rows *rows = NULL;
	const struct bulk_opts *opts = s->wish->opts;
	struct bulk_config config = {
		.resource = s->call->subject,
		.action = s->wish->action,
		.parent_id = s->wish->parent_id,
		.concurrency = opts->concurrency > 0
				       ? (unsigned)opts->concurrency
				       : CONCURRENCY_USUAL,
		.retry_unknown = opts->retry_unknown,
		.watch = &tell->watch,
	};
	struct bulk_counts counts;
	bool done;

	if (!ctx_writer(s->ctx, &writer, err) ||
	    (!s->results && !results_create(s->results_path, &s->about, s->keys,
					    s->rows.now_s, &s->results, err)) ||
	    !rows_open(&s->rows, &rows, err) || !bulk_tell_begin(tell, err))
		return false;
	config.writer = writer;
	config.rows = rows;
	config.results = s->results;
	done = bulk_run(&config, &counts, err);
	return bulk_tell_end(tell, &counts, done, err);
}

bool bulk_write(struct ctx *ctx, const struct call *call,
		const struct bulk_wish *wish, struct error *err)
{
	AUTO(bulk_run_release)
	struct bulk_run s = { .ctx = ctx, .call = call, .wish = wish };
	AUTO(bulk_tell_release) struct bulk_tell tell = { 0 };

	if (!check(&s, err))
		return false;
	if (ctx_globals(ctx)->dry_run)
		return show_all(&s, err);
	tell.ctx = ctx;
	tell.resource = call->subject;
	tell.done = wish->action == WRITE_UPDATE ? "Updated" : "Created";
	tell.results_path = s.results_path;
	return bulk_tell_open(&tell, err) &&
	       guard_write(ctx, wish->confirm, err) && run(&s, &tell, err);
}
