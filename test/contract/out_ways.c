#include "test/contract/out_ways.h"

#include <pty.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

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
	{ "table", { .format = OUT_TABLE }, "\n", "\n", false },
	{ "card", { .format = OUT_TABLE, .single = true }, "\n", "\n", false },
	{ "json", { .format = OUT_JSON }, "\n", "\n", true },
	{ "object", { .format = OUT_JSON, .single = true }, "\n", "\n", true },
	{ "json-fields",
	  { .format = OUT_JSON, .wanted = "id,customer.name,address,parts" },
	  "\n",
	  "\n",
	  true },
	{ "ndjson", { .format = OUT_NDJSON }, "\n", "\n", true },
	{ "csv", { .format = OUT_CSV }, "\n\t\r", "\n", true },
	{ "csv-every",
	  { .format = OUT_CSV, .every_field = true },
	  "\n\t\r",
	  "\n",
	  true },
	{ "csv-safe",
	  { .format = OUT_CSV, .csv_safe = true },
	  "\n\t\r",
	  "\n",
	  true },
	{ "tsv", { .format = OUT_TSV }, "\n\t", "\n\t", true },
	{ "id", { .format = OUT_ID }, "\n", "\n", true },
#if FENTU_WITH_JQ
	{ "jq",
	  { .format = OUT_JSON, .filter = ".. | scalars" },
	  "\n\t\r",
	  "\n",
	  true },
	{ "jq-lines",
	  { .format = OUT_NDJSON, .filter = "., .id" },
	  "\n\t\r",
	  "\n",
	  true },
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

static void put_all(struct io *io, const struct way *way, const char *array)
{
	AUTO(out_drop) struct out *out = way_open(io, way);
	AUTO(error_release) struct error err = { 0 };
	struct js root = way_parse(array);
	struct js_walk walk = { 0 };

	while (js_next(root, &walk))
		if (!out_record(out, walk.value, &err))
			g_error("%s: %s", way->name, err.message);
	if (!out_finish(out, &err))
		g_error("%s: %s", way->name, err.message);
}

/* A terminal holds a few KiB only, so it is read meanwhile. */
static void *read_terminal(void *master)
{
	GString *text = g_string_new(NULL);
	char some[4096];
	ssize_t got;

	while ((got = read(GPOINTER_TO_INT(master), some, sizeof(some))) > 0)
		g_string_append_len(text, some, got);
	g_string_replace(text, "\r\n", "\n", 0);
	return text;
}

GString *way_show(const struct way *way, const char *array)
{
	const struct winsize size = { .ws_col = 60000, .ws_row = 50 };
	struct termios raw = { 0 };
	int master, fd;
	GThread *reader;
	struct io *io;

	cfmakeraw(&raw);
	g_assert_cmpint(openpty(&master, &fd, NULL, &raw, &size), ==, 0);
	reader = g_thread_new("terminal", read_terminal,
			      GINT_TO_POINTER(master));
	io = io_open_fds(0, fd, 2);
	io_configure(io, &(struct io_config){ .color = IO_COLOR_NEVER });
	put_all(io, way, array);
	io_free(io);
	(void)close(fd);
	return g_thread_join(reader);
}

GString *way_send(const struct way *way, const char *array)
{
	AUTO(capture_release) struct capture c = capture_open();
	g_autofree char *text = NULL;
	g_autofree char *said = NULL;
	size_t len;

	put_all(c.io, way, array);
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
