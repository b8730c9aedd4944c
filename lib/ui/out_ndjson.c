/* ndjson: each record on a line of its own, as soon as it is there. */
#include "lib/ui/out_ops.h"

static bool ndjson_record(struct out *out, struct js record, struct error *err)
{
	g_string_truncate(out->text, 0);
	out_append_json(out, out->text, record);
	if (out->filter)
		return out_filter(out, out->text, err);
	g_string_append_c(out->text, '\n');
	return out_write(out, out->text->str, out->text->len, err);
}

const struct out_ops out_ndjson_ops = {
	.use = COLUMNS_NESTED,
	.record = ndjson_record,
};
