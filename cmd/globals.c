#include "cmd/globals.h"

#include "lib/net/cache.h"
#include "lib/ui/io.h"
#include "lib/ui/out.h"

static const char *const color_words[] = { "auto", "always", "never", NULL };

const struct opt global_options[] = {
	OPT_ROW_STRING("profile", 'P', struct globals, profile, "NAME",
		       OPT_VALUES_PROFILES, "which account to use"),
	OPT_ROW_STRING("api-url", 0, struct globals, api_url, "URL",
		       OPT_VALUES_ANY, "base address of the API"),
	OPT_ROW_CHOICE("output", 'o', struct globals, output, out_format_names,
		       "FORMAT", "how records are printed"),
	OPT_ROW_STRING("fields", 0, struct globals, fields, "LIST",
		       OPT_VALUES_FIELDS,
		       "columns, comma-separated, such as "
		       "id,status,customer.name"),
	OPT_ROW_STRING("jq", 0, struct globals, jq, "FILTER", OPT_VALUES_ANY,
		       "jq filter over the JSON output"),
	OPT_ROW_FLAG("no-header", 0, struct globals, no_header,
		     "leave out the header line"),
	OPT_ROW_FLAG("csv-safe", 0, struct globals, csv_safe,
		     "keep spreadsheets from running cells as formulas"),
	OPT_ROW_FLAG("csv-bom", 0, struct globals, csv_bom,
		     "start csv with a byte order mark, for Excel"),
	OPT_ROW_CHOICE("color", 0, struct globals, color, color_words, "WHEN",
		       "colour the output"),
	OPT_ROW_FLAG("quiet", 'q', struct globals, quiet,
		     "say nothing but errors"),
	OPT_ROW_FLAG("verbose", 'v', struct globals, verbose,
		     "say what is done, and what was asked of whom"),
	OPT_ROW_FLAG("debug", 0, struct globals, debug,
		     "show requests and replies, without secrets and bodies"),
	OPT_ROW_NUMBER("timeout", 0, struct globals, timeout_s, 1, 3600,
		       "SECONDS", "for one request, connecting included"),
	OPT_ROW_NUMBER("retries", 0, struct globals, retries, 0, 100, "N",
		       "how often a failed request is sent again"),
	OPT_ROW_SPAN("cache", 0, struct globals, cache_s, CACHE_DAYS_MAX, "AGE",
		     "reads: answer from a copy kept here at most that long, "
		     "such as 90s, 10m, 2h"),
	OPT_ROW_NUMBER("max-wait", 0, struct globals, max_wait_s, 0, 86400,
		       "SECONDS", "longest wait for a rate limit to reset"),
	OPT_ROW_FLAG("no-input", 0, struct globals, no_input,
		     "never ask; fail instead"),
	OPT_ROW_FLAG("dry-run", 0, struct globals, dry_run,
		     "show what a command that writes would send; send "
		     "nothing"),
	OPT_ROW_STRING("ca-cert", 0, struct globals, ca_cert, "FILE",
		       OPT_VALUES_FILE, "trust the certificates in FILE, too"),
	OPT_ROW_FLAG("version", 0, struct globals, version,
		     "print the version"),
	OPT_END,
};

void globals_init(struct globals *globals)
{
	*globals = (struct globals){
		.output = -1,
		.color = -1,
		.timeout_s = -1,
		.retries = -1,
		.cache_s = -1,
		.max_wait_s = -1,
	};
}
