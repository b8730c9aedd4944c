/*
 * id: one identifier a line, for xargs and while read. A record without one has
 * no line, and is told of at the end.
 */
#include <inttypes.h>

#include "lib/ui/cell.h"
#include "lib/ui/out_ops.h"

static bool id_record(struct out *out, struct js record, struct error *err)
{
	struct js id = js_member(record, "id");
	g_autoptr(GString) raw = g_string_new(NULL);

	if (js_type(id) == JS_STRING || js_type(id) == JS_NUMBER)
		cell_append_data(raw, id);
	if (raw->len == 0) {
		out->without_id++;
		return true;
	}
	g_string_truncate(out->text, 0);
	sanitize_append(out->text, raw->str, raw->len,
			out_is_shown(out) ? SANITIZE_LINE : SANITIZE_DATA_LINE);
	g_string_append_c(out->text, '\n');
	return out_write(out, out->text->str, out->text->len, err);
}

static bool id_end(struct out *out, struct error *err)
{
	if (out->without_id == 0)
		return true;
	if (!out->config.write && !io_flush(out->io, err))
		return false;
	if (out->count == 1)
		return error_set(err, ERR_OTHER, "the record has no id");
	return error_set(err, ERR_OTHER,
			 "%" PRIu64 " of %" PRIu64 " records %s no id",
			 out->without_id, out->count,
			 out->without_id == 1 ? "has" : "have");
}

const struct out_ops out_id_ops = {
	.use = COLUMNS_NESTED,
	.record = id_record,
	.end = id_end,
};
