#include "cmd/sandbox/options.h"

#include "cmd/sandbox/when.h"

#include <stdio.h>
#include <string.h>

#define DEFAULT_RECORDS 1234
#define MAX_RECORDS	10000000

/* What GOption fills in. Numbers are text, to be checked in one place. */
struct given {
	char *listen, *db, *records, *seed, *today;
	char **faults;
	char **command;
	char *latency, *rate_limit, *rate_window, *rate_reset;
	char *error_shape, *write_verb;
	char *access_ttl, *refresh_ttl;
	gboolean tls, link_header, no_gzip, idempotency, help;
};

static void given_release(struct given *given)
{
	g_free(given->listen);
	g_free(given->db);
	g_free(given->records);
	g_free(given->seed);
	g_free(given->today);
	g_strfreev(given->faults);
	g_strfreev(given->command);
	g_free(given->latency);
	g_free(given->rate_limit);
	g_free(given->rate_window);
	g_free(given->rate_reset);
	g_free(given->error_shape);
	g_free(given->write_verb);
	g_free(given->access_ttl);
	g_free(given->refresh_ttl);
}

#define TEXT(name, member, help, arg)                                          \
	{                                                                      \
		name, 0, 0, G_OPTION_ARG_STRING, &given->member, help, arg     \
	}
#define FLAG(name, member, help)                                               \
	{                                                                      \
		name, 0, 0, G_OPTION_ARG_NONE, &given->member, help, NULL      \
	}

static GOptionContext *context_for(struct given *given)
{
	GOptionEntry entries[] = {
		TEXT("listen", listen, "serve at this loopback address",
		     "127.0.0.1:PORT"),
		TEXT("records", records, "records of each resource (1234)",
		     "N"),
		TEXT("seed", seed, "which made-up data (1)", "N"),
		TEXT("today", today, "the day that dates lie around",
		     "YYYY-MM-DD"),
		TEXT("db", db, "keep the data in this file", "FILE"),
		TEXT("latency", latency, "hold every answer back", "MS"),
		TEXT("rate-limit", rate_limit,
		     "requests per window and key (10000; 0: no limit)", "N"),
		TEXT("rate-window", rate_window, "length of a window (3600)",
		     "SECONDS"),
		TEXT("rate-reset", rate_reset,
		     "unit of X-RateLimit-Reset: epoch, delta, ms, date",
		     "UNIT"),
		TEXT("error-shape", error_shape,
		     "how errors are written: message, error, ...", "SHAPE"),
		TEXT("write-verb", write_verb, "patch, put or both", "VERB"),
		TEXT("access-ttl", access_ttl, "life of an access token (3600)",
		     "SECONDS"),
		TEXT("refresh-ttl", refresh_ttl,
		     "life of a refresh token (2592000)", "SECONDS"),
		{ "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &given->faults,
		  "let answers go wrong (see the manual)", "SPEC" },
		FLAG("tls", tls, "https, with a CA of its own"),
		FLAG("link-header", link_header, "name the next page in Link"),
		FLAG("idempotency", idempotency, "honour Idempotency-Key"),
		FLAG("no-gzip", no_gzip, "never compress"),
		FLAG("help", help, "show this help"),
		{ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY,
		  &given->command, NULL, NULL },
		{ 0 },
	};
	GOptionContext *context = g_option_context_new("[-- COMMAND...]");

	g_option_context_set_summary(
		context, "A local Fentu API with made-up data, for trials and "
			 "tests.");
	/* So that an option of the command is never taken for ours. */
	g_option_context_set_strict_posix(context, TRUE);
	/* GLib's own --help would leave the program by itself. */
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	return context;
}

static bool number(const char *name, const char *text, int64_t least,
		   int64_t most, int64_t *value, GError **error)
{
	gint64 parsed = 0;

	if (!text)
		return true;
	if (!g_ascii_string_to_signed(text, 10, least, most, &parsed, NULL))
		return fail(error,
			    "--%s: '%s' is no number from %" G_GINT64_FORMAT
			    " to %" G_GINT64_FORMAT,
			    name, text, least, most);
	*value = parsed;
	return true;
}

static bool read_world(const struct given *given, struct world *world,
		       GError **error)
{
	int64_t seed = 1;

	world->records = DEFAULT_RECORDS;
	world->today = when_now() / WHEN_DAY * WHEN_DAY;
	if (!number("records", given->records, 1, MAX_RECORDS, &world->records,
		    error) ||
	    !number("seed", given->seed, 0, G_MAXINT64, &seed, error))
		return false;
	world->seed = (uint64_t)seed;
	if (!given->today)
		return true;
	if (!when_is_date(given->today))
		return fail(error, "--today: '%s' is no date", given->today);
	world->today = when_of_date(given->today);
	return true;
}

static bool read_settings(const struct given *given, struct settings *settings,
			  GError **error)
{
	const struct {
		const char *name, *value;
	} pairs[] = {
		{ "latency", given->latency },
		{ "rate-limit", given->rate_limit },
		{ "rate-window", given->rate_window },
		{ "rate-reset", given->rate_reset },
		{ "error-shape", given->error_shape },
		{ "write-verb", given->write_verb },
		{ "access-ttl", given->access_ttl },
		{ "refresh-ttl", given->refresh_ttl },
		{ "link-header", given->link_header ? "true" : NULL },
		{ "idempotency", given->idempotency ? "true" : NULL },
		{ "gzip", given->no_gzip ? "false" : NULL },
	};

	settings_init(settings);
	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (pairs[i].value && !settings_set(settings, pairs[i].name,
						    pairs[i].value, error))
			return false;
	return true;
}

static bool read_faults(char **specs, struct faults *faults, GError **error)
{
	for (; specs && *specs; specs++) {
		struct fault *fault = NULL;

		if (!fault_parse(*specs, &fault, error))
			return false;
		faults_add_take(faults, fault);
	}
	return true;
}

/* One way to be used, and not both. */
static bool read_mode(struct given *given, struct options *options,
		      GError **error)
{
	if (given->listen && given->command)
		return fail(error, "either --listen or a command, not both");
	if (!given->listen && !given->command)
		return fail(error, "what to run is missing: -- COMMAND, or "
				   "--listen 127.0.0.1:0");
	options->listen = g_steal_pointer(&given->listen);
	options->command = g_steal_pointer(&given->command);
	options->db = g_steal_pointer(&given->db);
	options->tls = given->tls;
	return true;
}

/* GLib's words for an option that there is not, in the program's style. */
static bool explain_unknown(GError **error)
{
	const char *option = NULL;

	if (error && g_error_matches(*error, G_OPTION_ERROR,
				     G_OPTION_ERROR_UNKNOWN_OPTION))
		option = strrchr((*error)->message, ' ');
	if (option) {
		g_autofree char *text =
			g_strdup_printf("unknown option '%s'", option + 1);

		g_free((*error)->message);
		(*error)->message = g_steal_pointer(&text);
	}
	return false;
}

bool options_parse(int argc, char **argv, struct options *options,
		   GError **error)
{
	AUTO(given_release) struct given given = { 0 };
	g_autoptr(GOptionContext) context = context_for(&given);

	options->faults = faults_new();
	if (!g_option_context_parse(context, &argc, &argv, error))
		return explain_unknown(error);
	if (given.help) {
		g_autofree char *help =
			g_option_context_get_help(context, TRUE, NULL);

		fputs(help, stdout);
		options->helped = true;
		return true;
	}
	return read_world(&given, &options->world, error) &&
	       read_settings(&given, &options->settings, error) &&
	       read_faults(given.faults, options->faults, error) &&
	       read_mode(&given, options, error);
}

void options_release(struct options *options)
{
	g_free(options->listen);
	g_free(options->db);
	g_strfreev(options->command);
	faults_free(options->faults);
	*options = (struct options){ 0 };
}
