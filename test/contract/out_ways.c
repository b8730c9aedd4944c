#include "test/contract/out_ways.h"

#include <string.h>

#include "test/unit/ui/capture.h"

static const struct field fields[] = {
	{ "id", "Id", FIELD_REF, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "status", "Status", FIELD_STATUS, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "customer", "Customer", FIELD_OBJECT, FIELD_LISTED, "" },
	{ "customer.name", "Customer", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED,
	  "" },
	{ "address", "Address", FIELD_PLACE, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "due", "Due", FIELD_TIME, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "day", "Day", FIELD_DATE, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "minutes", "Time", FIELD_MINUTES, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "cost", "Cost", FIELD_NUMBER, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "done", "Done", FIELD_BOOL, FIELD_COLUMN | FIELD_LISTED, "" },
	{ "parts", "Parts", FIELD_ARRAY, FIELD_COLUMN | FIELD_LISTED, "" },
	{ .name = NULL }
};

const struct way ways[] = {
	{ "table", { .format = OUT_TABLE }, "\n" },
	{ "card", { .format = OUT_TABLE, .single = true }, "\n\t" },
	{ "json", { .format = OUT_JSON }, "\n" },
	{ "object", { .format = OUT_JSON, .single = true }, "\n" },
	{ "json-fields",
	  { .format = OUT_JSON, .wanted = "id,customer.name,address,parts" },
	  "\n" },
	{ "ndjson", { .format = OUT_NDJSON }, "\n" },
	{ "csv", { .format = OUT_CSV }, "\n\t\r" },
	{ "csv-every", { .format = OUT_CSV, .every_field = true }, "\n\t\r" },
	{ "csv-safe", { .format = OUT_CSV, .csv_safe = true }, "\n\t\r" },
	{ "tsv", { .format = OUT_TSV }, "\n\t" },
	{ "id", { .format = OUT_ID }, "\n" },
#if FENTU_WITH_JQ
	{ "jq", { .format = OUT_JSON, .filter = ".. | scalars" }, "\n\t" },
	{ "jq-lines", { .format = OUT_NDJSON, .filter = "., .id" }, "\n\t" },
#endif
};

const size_t way_count = G_N_ELEMENTS(ways);

void way_drop_text(GString **text)
{
	g_string_free(*text, TRUE);
}

struct out *way_open(struct io *io, const struct way *way)
{
	AUTO(error_release) struct error err = { 0 };
	struct out_config config = way->config;
	struct out *out = NULL;

	config.fields = fields;
	config.jq_part = g_getenv("JQ_PART");
	if (!out_open(io, &config, &out, &err))
		g_error("%s: %s", way->name, err.message);
	return out;
}

struct js way_parse(const char *json)
{
	AUTO(error_release) struct error err = { 0 };
	struct js root = { 0 };

	if (!js_check(json, strlen(json), "it", &root, &err))
		g_error("%s: %s", json, err.message);
	return root;
}

GString *way_send(const struct way *way, const char *array)
{
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(out_drop) struct out *out = way_open(c.io, way);
	AUTO(error_release) struct error err = { 0 };
	g_autofree char *text = NULL;
	g_autofree char *said = NULL;
	struct js root = way_parse(array);
	struct js_walk walk = { 0 };
	size_t len;

	while (js_next(root, &walk))
		if (!out_record(out, walk.value, &err))
			g_error("%s: %s", way->name, err.message);
	if (!out_finish(out, &err))
		g_error("%s: %s", way->name, err.message);
	said = capture_err(&c);
	g_assert_cmpstr(said, ==, "");
	text = capture_out(&c, &len);
	return g_string_new_len(text, (gssize)len);
}

const struct way *way_named(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
		if (strcmp(ways[i].name, name) == 0)
			return &ways[i];
	g_error("no way %s", name);
}
