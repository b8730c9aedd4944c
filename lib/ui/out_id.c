/* id: one identifier a line, for xargs and while read. */
#include <inttypes.h>

#include "lib/ui/cell.h"
#include "lib/ui/out_ops.h"

static bool id_record(struct out *out, struct js record, struct error *err)
{
	struct js id = js_member(record, "id");
	g_autoptr(GString) raw = g_string_new(NULL);

	if (js_type(id) == JS_STRING || js_type(id) == JS_NUMBER)
		cell_append_data(raw, id);
	if (raw->len == 0)
		return error_set(err, ERR_OTHER, "record %" PRIu64 " has no id",
				 out->count + 1);
	g_string_truncate(out->text, 0);
	sanitize_append(out->text, raw->str, raw->len,
			out_is_shown(out) ? SANITIZE_LINE : SANITIZE_DATA_LINE);
	g_string_append_c(out->text, '\n');
	return out_write(out, out->text->str, out->text->len, err);
}

const struct out_ops out_id_ops = {
	.use = COLUMNS_NESTED,
	.record = id_record,
};
