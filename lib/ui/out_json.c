/* json: one array, or one object, whatever the number of pages. */
#include "lib/ui/out_ops.h"

static bool is_pretty(const struct out *out)
{
	return out_is_shown(out) && !out->filter;
}

static bool json_put(struct out *out, struct error *err)
{
	bool ok;

	/* A filter gets the whole: it is held back until the end. */
	if (out->filter)
		return true;
	ok = out_write(out, out->text->str, out->text->len, err);
	g_string_truncate(out->text, 0);
	return ok;
}

static void append_record(struct out *out, struct js record)
{
	g_autoptr(GString) compact = NULL;
	unsigned depth = out->config.single ? 0 : 1;

	if (!is_pretty(out)) {
		out_append_json(out, out->text, record);
		return;
	}
	compact = g_string_new(NULL);
	out_append_json(out, compact, record);
	if (depth > 0)
		g_string_append(out->text, "\n  ");
	js_append_pretty(out->text, (struct js){ compact->str, compact->len },
			 depth);
}

static bool json_record(struct out *out, struct js record, struct error *err)
{
	if (!out->config.single)
		g_string_append_c(out->text, out->count == 0 ? '[' : ',');
	append_record(out, record);
	return json_put(out, err);
}

static bool json_end(struct out *out, struct error *err)
{
	if (!out->config.single) {
		if (out->count == 0)
			g_string_append_c(out->text, '[');
		else if (is_pretty(out))
			g_string_append_c(out->text, '\n');
		g_string_append_c(out->text, ']');
	} else if (out->count == 0) {
		g_string_append(out->text, "null");
	}
	if (out->filter)
		return out_filter(out, out->text, err);
	g_string_append_c(out->text, '\n');
	return json_put(out, err);
}

const struct out_ops out_json_ops = {
	.use = COLUMNS_NESTED,
	.record = json_record,
	.end = json_end,
};
