/* The context's way out: which format, which fields. */
#include "cmd/ctx_parts.h"

#include "cmd/grouped.h"
#include "lib/base/child.h"

enum out_format ctx_format(struct ctx *ctx)
{
	if (ctx->globals.output >= 0)
		return (enum out_format)ctx->globals.output;
	/* a filter speaks JSON */
	if (ctx->globals.jq)
		return OUT_JSON;
	return ctx->prefers_table || io_out_is_terminal(ctx->io) ? OUT_TABLE
								 : OUT_TSV;
}

void ctx_prefer_table(struct ctx *ctx)
{
	ctx->prefers_table = true;
}

bool ctx_out(struct ctx *ctx, const struct ctx_output *wish,
	     struct out **ret_out, struct error *err)
{
	g_autofree char *part = child_own_program("fentu-jq.so");
	const struct globals *g = &ctx->globals;
	const struct out_config config = {
		.format = ctx_format(ctx),
		.fields = wish->fields,
		.wanted = g->fields,
		.filter = g->jq,
		.jq_part = part,
		.single = wish->single,
		.cards = wish->cards,
		.every_field = wish->every_field,
		.may_be_more = wish->may_be_more,
		.no_header = g->no_header,
		.csv_safe = g->csv_safe,
		.csv_bom = g->csv_bom,
	};

	return out_open(ctx->io, &config, ret_out, err);
}

void ctx_say_none(struct ctx *ctx, const char *what)
{
	if (ctx_format(ctx) == OUT_TABLE && !ctx_globals(ctx)->jq &&
	    io_out_is_terminal(ctx_io(ctx)))
		io_say(ctx_io(ctx), "no %s", what);
}

void ctx_warn_csv(struct ctx *ctx, const struct out *out, const char *what)
{
	g_autofree char *fields = out_without_column(out);

	if (fields)
		io_warn(ctx->io,
			"csv has no column for %s of the %s; ndjson keeps "
			"every field",
			fields, what);
}

bool ctx_say_shown(struct ctx *ctx, int64_t seen, const char *plural,
		   struct error *err)
{
	bool is_held = ctx_format(ctx) == OUT_TABLE || ctx_globals(ctx)->jq;
	g_autofree char *shown = grouped(is_held ? 0 : seen);
	int number = err->signal;

	if (err->code != ERR_INTERRUPTED)
		return false;
	(void)error_set(err, ERR_INTERRUPTED, "interrupted: %s %s were shown",
			shown, plural);
	err->signal = number;
	return false;
}
