#include "lib/ui/out.h"

#include "lib/ui/out_ops.h"
#include "lib/ui/sanitize.h"

const char *const out_format_names[] = { "table", "json", "ndjson", "csv",
					 "tsv",	  "id",	  NULL };

static const struct out_ops *const format_ops[] = {
	[OUT_TABLE] = &out_table_ops,	[OUT_JSON] = &out_json_ops,
	[OUT_NDJSON] = &out_ndjson_ops, [OUT_CSV] = &out_csv_ops,
	[OUT_TSV] = &out_tsv_ops,	[OUT_ID] = &out_id_ops,
};

static const struct out_ops *choose(const struct out_config *config)
{
	if (config->format == OUT_TABLE && (config->single || config->cards))
		return &out_card_ops;
	return format_ops[config->format];
}

/* A filter speaks JSON, whatever else was asked for. */
static struct out_config settle(const struct out_config *config)
{
	static const struct field no_fields[] = { { .name = NULL } };
	struct out_config settled = *config;

	if (!config->fields)
		settled.fields = no_fields;
	if (config->filter && config->format != OUT_NDJSON)
		settled.format = OUT_JSON;
	settled.wanted = NULL;
	settled.filter = NULL;
	settled.jq_part = NULL;
	return settled;
}

static void free_held(void *record)
{
	(void)g_string_free(record, TRUE);
}

static bool open_columns(struct out *out, const char *wanted, struct error *err)
{
	enum columns_use use = out->ops->use;

	if (use == COLUMNS_NESTED && !wanted)
		return true;
	if (use == COLUMNS_LIST && out->config.every_field)
		use = COLUMNS_EVERY;
	if (!columns_open(out->config.fields, wanted, use,
			  out->config.may_be_more, &out->columns, err))
		return false;
	if (columns_undecided(out->columns) && out->config.already == 0)
		out->held = g_ptr_array_new_with_free_func(free_held);
	if (columns_count(out->columns) > 0)
		return true;
	error_set(err, ERR_USAGE, "this output has no columns");
	return error_hint(err, "use -o json");
}

bool out_open(struct io *io, const struct out_config *config,
	      struct out **ret_out, struct error *err)
{
	AUTO(out_drop) struct out *out = g_new0(struct out, 1);

	out->io = io;
	out->count = config->already;
	out->has_begun = config->already > 0;
	out->config = settle(config);
	out->is_chosen = config->wanted;
	out->ops = choose(&out->config);
	out->text = g_string_new(NULL);
	out->without_column = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(out->without_column, NULL);
	if (!open_columns(out, config->wanted, err))
		return false;
	if (config->filter &&
	    !filter_open(config->jq_part, config->filter, &out->filter, err))
		return false;
	*ret_out = g_steal_pointer(&out);
	return true;
}

/* Not in out_open: a request that fails must leave nothing on stdout. */
static bool begin_once(struct out *out, struct error *err)
{
	if (out->has_begun)
		return true;
	out->has_begun = true;
	return !out->ops->begin || out->ops->begin(out, err);
}

static bool put_record(struct out *out, struct js record, struct error *err)
{
	if (!begin_once(out, err) || !out->ops->record(out, record, err))
		return false;
	out->count++;
	return true;
}

/* The columns exist: what was held back goes out. */
static bool let_go(struct out *out, struct error *err)
{
	g_autoptr(GPtrArray) held = g_steal_pointer(&out->held);

	for (guint i = 0; i < held->len; i++) {
		const GString *text = held->pdata[i];

		if (!put_record(out, (struct js){ text->str, text->len }, err))
			return false;
	}
	return true;
}

/* Keep a record until each column was in one, or too many had none. */
static bool hold(struct out *out, struct js record, struct error *err)
{
	(void)columns_values(out->columns, record);
	g_ptr_array_add(out->held,
			g_string_new_len(record.at, (gssize)record.len));
	if (!columns_undecided(out->columns))
		return let_go(out, err);
	return out->held->len < OUT_HELD_MAX ||
	       columns_refuse(out->columns, err);
}

bool out_record(struct out *out, struct js record, struct error *err)
{
	return out->held ? hold(out, record, err)
			 : put_record(out, record, err);
}

bool out_is_held(const struct out *out)
{
	return out->held && out->held->len > 0;
}

bool out_settle(struct out *out, struct error *err)
{
	/* where no record came, nothing speaks against a field */
	return !out_is_held(out) || columns_refuse(out->columns, err);
}

bool out_finish(struct out *out, struct error *err)
{
	if (!out_settle(out, err))
		return false;
	if (!begin_once(out, err) ||
	    (out->ops->end && !out->ops->end(out, err)))
		return false;
	return out->config.write || io_flush(out->io, err);
}

bool out_write(struct out *out, const char *bytes, size_t len,
	       struct error *err)
{
	if (out->config.write)
		return out->config.write(out->config.write_user, bytes, len,
					 err);
	return io_write(out->io, bytes, len, err);
}

char *out_unseen(const struct out *out)
{
	if (!out->is_chosen || !out->columns ||
	    out->count == out->config.already)
		return NULL;
	return columns_unseen(out->columns);
}

char *out_without_column(const struct out *out)
{
	return out->without_column->len > 1
		       ? g_strjoinv(", ", (char **)out->without_column->pdata)
		       : NULL;
}

uint64_t out_without_id(const struct out *out)
{
	return out->without_id;
}

void out_free(struct out *out)
{
	if (!out)
		return;
	if (out->ops->drop)
		out->ops->drop(out->state);
	columns_free(out->columns);
	g_clear_pointer(&out->held, g_ptr_array_unref);
	filter_free(out->filter);
	g_ptr_array_unref(out->without_column);
	g_string_free(out->text, TRUE);
	g_free(out);
}

bool out_is_shown(const struct out *out)
{
	return !out->config.write && io_out_is_terminal(out->io);
}

static enum sanitize_mode mode_of(const struct out *out)
{
	return out_is_shown(out) ? SANITIZE_TEXT : SANITIZE_DATA;
}

void out_append_json(struct out *out, GString *to, struct js record)
{
	enum sanitize_mode mode = mode_of(out);
	g_autoptr(GString) compact = NULL;

	if (!out->columns &&
	    sanitize_json_is_clean(record.at, record.len, mode)) {
		js_append_compact(to, record);
		return;
	}
	compact = g_string_sized_new(record.len);
	if (out->columns)
		columns_append_json(compact, out->columns, record);
	else
		js_append_compact(compact, record);
	sanitize_append_json(to, compact->str, compact->len, mode);
}

static bool write_result(void *user, const char *text, size_t len,
			 bool is_string, struct error *err)
{
	struct out *out = user;
	g_autoptr(GString) line = g_string_sized_new(len + 1);

	if (is_string)
		sanitize_append(line, text, len, mode_of(out));
	else
		sanitize_append_json(line, text, len, mode_of(out));
	g_string_append_c(line, '\n');
	return out_write(out, line->str, line->len, err);
}

static void say_debug(void *user, const char *text)
{
	struct out *out = user;

	io_say(out->io, "debug: %s", text);
}

bool out_filter(struct out *out, const GString *json, struct error *err)
{
	const struct filter_listener listener = { write_result, say_debug,
						  out };

	return filter_run(out->filter, json->str, json->len, &listener, err);
}
