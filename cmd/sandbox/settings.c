#include "cmd/sandbox/settings.h"

#include "cmd/sandbox/js.h"

#include <stddef.h>
#include <string.h>

static const char *const resets[] = { "epoch", "delta", "ms", "date", NULL };
static const char *const verbs[] = { "patch", "put", "both", NULL };
static const char *const switches[] = { "false", "true", NULL };

static const char *const proofs[] = { "any", "form", "basic", "bearer", NULL };

static const char *const revocations[] = { "family", "token", NULL };

static const char *const consents[] = { "ask", "approve", "deny", NULL };

#define YEAR 31536000

static const struct setting {
	const char *name;
	size_t offset;
	int64_t initial, least, most;
	const char *const *words; /* the value is an index into these */
} all[] = {
	{ "latency", offsetof(struct settings, latency_ms), 0, 0, 3600000,
	  NULL },
	{ "rate-limit", offsetof(struct settings, rate_limit), 10000, 0,
	  1000000000, NULL },
	{ "rate-window", offsetof(struct settings, rate_window), 3600, 1, 86400,
	  NULL },
	{ "rate-reset", offsetof(struct settings, rate_reset), 0, 0, 0,
	  resets },
	{ "error-shape", offsetof(struct settings, error_shape), 0, 0, 0,
	  problem_shapes },
	{ "write-verb", offsetof(struct settings, write_verb), 0, 0, 0, verbs },
	{ "idempotency", offsetof(struct settings, idempotency), 0, 0, 0,
	  switches },
	{ "gzip", offsetof(struct settings, gzip), 1, 0, 0, switches },
	{ "link-header", offsetof(struct settings, link_header), 0, 0, 0,
	  switches },
	{ "etag", offsetof(struct settings, etag), 0, 0, 0, switches },
	{ "date-skew", offsetof(struct settings, date_skew), 0, -YEAR, YEAR,
	  NULL },
	{ "access-ttl", offsetof(struct settings, access_ttl), 3600, 1, YEAR,
	  NULL },
	{ "refresh-ttl", offsetof(struct settings, refresh_ttl), 2592000, 1,
	  YEAR, NULL },
	{ "code-ttl", offsetof(struct settings, code_ttl), 60, 0, 600, NULL },
	{ "rotation", offsetof(struct settings, rotation), 1, 0, 0, switches },
	{ "reuse-grace", offsetof(struct settings, reuse_grace), 0, 0, 3600,
	  NULL },
	{ "revoke-auth", offsetof(struct settings, revoke_auth), 0, 0, 0,
	  proofs },
	{ "revocation", offsetof(struct settings, revocation), 0, 0, 0,
	  revocations },
	{ "consent", offsetof(struct settings, consent), 0, 0, 0, consents },
	{ "iss", offsetof(struct settings, iss), 1, 0, 0, switches },
};

static int64_t *place(struct settings *settings, const struct setting *setting)
{
	return (int64_t *)((char *)settings + setting->offset);
}

void settings_init(struct settings *settings)
{
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
		*place(settings, &all[i]) = all[i].initial;
}

static bool set_word(struct settings *settings, const struct setting *setting,
		     const char *value, GError **error)
{
	g_autofree char *words = NULL;

	for (int64_t i = 0; setting->words[i]; i++) {
		if (strcmp(setting->words[i], value) == 0) {
			*place(settings, setting) = i;
			return true;
		}
	}
	words = g_strjoinv(", ", (char **)setting->words);
	return fail(error, "%s: '%s' is none of %s", setting->name, value,
		    words);
}

bool settings_set(struct settings *settings, const char *name,
		  const char *value, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
		gint64 number = 0;

		if (strcmp(all[i].name, name) != 0)
			continue;
		if (all[i].words)
			return set_word(settings, &all[i], value, error);
		if (!g_ascii_string_to_signed(value, 10, all[i].least,
					      all[i].most, &number, NULL))
			return fail(
				error,
				"%s: '%s' is no number from %" G_GINT64_FORMAT
				" to %" G_GINT64_FORMAT,
				name, value, all[i].least, all[i].most);
		*place(settings, &all[i]) = number;
		return true;
	}
	return fail(error, "there is no setting '%s'", name);
}

struct json_object *settings_show(const struct settings *settings)
{
	struct json_object *shown = json_object_new_object();
	struct settings copy = *settings;

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
		int64_t value = *place(&copy, &all[i]);

		if (all[i].words == switches)
			js_bool(shown, all[i].name, value != 0);
		else if (all[i].words)
			js_text(shown, all[i].name, all[i].words[value]);
		else
			js_number(shown, all[i].name, value);
	}
	return shown;
}
