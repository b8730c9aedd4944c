#include "cmd/bulk_tell.h"

#include "cmd/guard.h"
#include "cmd/setters.h"
#include "lib/api/contradiction.h"

enum { FAILURES_TOLD_MAX = 20, TELL_EVERY_MS = 500 };

void bulk_tell_release(struct bulk_tell *tell)
{
	signals_release(&tell->signals);
	error_release(&tell->interrupted);
	out_free(tell->out);
	g_free(tell->where);
}

/* The server shows another value than was sent. */
static void warn_if_otherwise(struct bulk_tell *tell, const struct row *row,
			      const struct write_result *result)
{
	const struct js sent = { row->body, row->body_len };
	g_autofree char *otherwise = contradiction_find(sent, result->record);
	g_autofree char *id = write_result_id(result);

	if (otherwise && tell->warnings++ < FAILURES_TOLD_MAX)
		io_warn(ctx_io(tell->ctx),
			"row %zu, line %zu: %s%s%s is not as it was sent: %s",
			row->number, row->line, tell->resource->noun,
			id ? " " : "", id ? id : "", otherwise);
}

static bool on_done(void *user, const struct row *row,
		    const struct write_result *result, struct error *err)
{
	struct bulk_tell *tell = user;

	warn_if_otherwise(tell, row, result);
	if (!tell->out || js_type(result->record) == JS_NONE)
		return true;
	return out_record(tell->out, result->record, err);
}

static void on_failed(void *user, const struct row *row, struct error *why)
{
	struct bulk_tell *tell = user;
	struct io *io = ctx_io(tell->ctx);

	if (tell->failures++ == FAILURES_TOLD_MAX)
		io_say(io, "Further rows that fail are in '%s' alone.",
		       tell->results_path);
	if (tell->failures > FAILURES_TOLD_MAX)
		return;
	(void)error_wrap(why, "row %zu, line %zu", row->number, row->line);
	setters_name_fields(tell->resource->setters, why);
	io_error(io, why);
}

static size_t ended(const struct bulk_counts *counts)
{
	const struct writes total = bulk_total(counts);

	return total.done + total.failed + total.unknown;
}

/* The first signal is kept; a second one ends the process as usual. */
static bool is_interrupted(struct bulk_tell *tell)
{
	if (signals_came(&tell->signals)) {
		(void)signals_interrupted(&tell->signals, &tell->interrupted);
		signals_release(&tell->signals);
	}
	return tell->interrupted.code != ERR_NONE;
}

/* The line replaces itself and comes only when it takes a while. */
static bool is_over(void *user, const struct bulk_counts *counts)
{
	struct bulk_tell *tell = user;
	const struct writes total = bulk_total(counts);
	int64_t now_ms = clock_mono_ms(ctx_clock(tell->ctx));

	if (now_ms - tell->told_ms >= TELL_EVERY_MS) {
		tell->told_ms = now_ms;
		io_status(ctx_io(tell->ctx),
			  "%zu of %zu rows, %zu failed, %zu unknown",
			  ended(counts), counts->rows, total.failed,
			  total.unknown);
	}
	return is_interrupted(tell);
}

/* A table of thousands of rows is asked for, or not wanted. */
static bool wants_records(struct ctx *ctx)
{
	const struct globals *globals = ctx_globals(ctx);

	return ctx_format(ctx) != OUT_TABLE || globals->output >= 0 ||
	       globals->fields || globals->jq;
}

bool bulk_tell_open(struct bulk_tell *tell, struct error *err)
{
	const struct ctx_output wish = {
		.fields = tell->resource->fields,
		.every_field = true,
	};

	tell->watch = (struct bulk_watch){
		.on_done = on_done,
		.on_failed = on_failed,
		.is_over = is_over,
		.user = tell,
	};
	return guard_where(tell->ctx, &tell->where, err) &&
	       (!wants_records(tell->ctx) ||
		ctx_out(tell->ctx, &wish, &tell->out, err));
}

bool bulk_tell_begin(struct bulk_tell *tell, struct error *err)
{
	tell->told_ms = clock_mono_ms(ctx_clock(tell->ctx));
	return signals_take_heeded(&tell->signals, err);
}

/* What was rejected is rejected again as it is; what was not sent is not. */
static void hint(const struct bulk_tell *tell, const struct bulk_counts *counts,
		 struct error *err)
{
	const struct writes total = bulk_total(counts);
	g_autoptr(GString) text = g_string_new(err->hint);

	if (text->len > 0)
		g_string_append_c(text, '\n');
	if (counts->kept == RESULTS_LOST) {
		g_string_append(text, "no file lists which rows are done: "
				      "check before you run this again, which "
				      "starts at the first row");
		(void)error_hint(err, "%s", text->str);
		return;
	}
	g_string_append_printf(text, "'%s' says which", tell->results_path);
	if (counts->kept == RESULTS_BEHIND)
		g_string_append(text, ", but shows the last of them as sent: "
				      "look at those before you send them "
				      "again with --retry-unknown");
	if (total.failed > 0)
		g_string_append(text, "; correct those that failed in the file "
				      "and run the same again: what is done is "
				      "not sent again");
	else if (writes_are_good(&total) && total.done < counts->rows)
		g_string_append(text, "; run the same again to go on");
	if (total.unknown > 0)
		g_string_append(text,
				"\nlook at the unknown ones before you send "
				"them again with --retry-unknown");
	(void)error_hint(err, "%s", text->str);
}

static void say_done(const struct bulk_tell *tell,
		     const struct bulk_counts *counts)
{
	size_t done = counts->now.done - counts->now.later;
	g_autofree char *doubts = writes_doubts(&counts->now);
	const char *name =
		done == 1 ? tell->resource->noun : tell->resource->plural;
	struct io *io = ctx_io(tell->ctx);

	if (counts->earlier > 0)
		io_say(io, "%s %zu %s %s%s; %zu %s done before", tell->done,
		       done, name, tell->where, doubts, counts->earlier,
		       counts->earlier == 1 ? "was" : "were");
	else
		io_say(io, "%s %zu %s %s%s", tell->done, done, name,
		       tell->where, doubts);
}

bool bulk_tell_end(struct bulk_tell *tell, const struct bulk_counts *counts,
		   bool done, struct error *err)
{
	AUTO(error_release) struct error late = { 0 };
	bool was_cut = is_interrupted(tell) && ended(counts) < counts->rows;
	const struct writes total = bulk_total(counts);
	g_autofree char *text = writes_text(&total, counts->rows, "rows");
	g_autofree char *doubts = writes_doubts(&total);
	g_autofree char *said =
		g_strdup_printf("%s %s%s", text, tell->where, doubts);

	signals_release(&tell->signals);
	io_status(ctx_io(tell->ctx), NULL);
	if (tell->warnings > FAILURES_TOLD_MAX)
		io_warn(ctx_io(tell->ctx),
			"%zu %s in all are not as they were sent",
			tell->warnings, tell->resource->plural);
	if (tell->out && !out_finish(tell->out, done ? err : &late))
		done = false;
	if (!done) {
		(void)error_wrap(err, "%s", said);
	} else if (was_cut) {
		(void)error_set(err, ERR_INTERRUPTED, "interrupted: %s", said);
		err->signal = tell->interrupted.signal;
	} else if (!writes_are_good(&total)) {
		(void)error_set(err, ERR_PARTIAL, "%s", said);
	} else {
		say_done(tell, counts);
		return true;
	}
	hint(tell, counts, err);
	return false;
}
