/* Each way of talking, with a secret in what is said. */
#include <string.h>

#include "test/unit/ui/capture.h"

static void say(struct io *io, const char *text)
{
	io_say(io, "%s", text);
}

static void tell(struct io *io, const char *text)
{
	io_tell(io, "%s", text);
}

static void detail(struct io *io, const char *text)
{
	io_detail(io, "%s", text);
}

static void warn(struct io *io, const char *text)
{
	io_warn(io, "%s", text);
}

static void hint(struct io *io, const char *text)
{
	io_hint(io, "%s", text);
}

static void trace(struct io *io, const char *text)
{
	io_trace_line(io, text);
}

static void fail(struct io *io, const char *text)
{
	AUTO(error_release) struct error err = { 0 };

	error_set(&err, ERR_REJECTED, "no: %s", text);
	error_hint(&err, "%s", text);
	error_add_field(&err, text, text);
	err.http_status = 500;
	err.request_id = g_strdup(text);
	io_error(io, &err);
}

static void (*const ways[])(struct io *io, const char *text) = {
	say, tell, detail, warn, hint, trace, io_ask, fail,
};

static void no_talk_has_a_secret(void)
{
	static const char *const texts[] = { "canary-key", "a%20%63anary-key!",
					     "\"canary-key\"" };
	AUTO(capture_release) struct capture c = capture_open();
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed secret = { 0 };
	struct redact *secrets = redact_new();
	g_autofree char *said = NULL;

	g_assert_true(sealed_set(&secret, "canary-key", 10, &err));
	g_assert_true(redact_add(secrets, &secret, &err));
	io_hide(c.io, secrets);
	io_configure(c.io, &(struct io_config){ .verbose = true,
						.json_errors = true });
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		for (size_t way = 0; way < G_N_ELEMENTS(ways); way++)
			ways[way](c.io, texts[i]);
	said = capture_err(&c);
	g_assert_null(strstr(said, "anary-key"));
	g_assert_nonnull(strstr(said, "fentu: warning: a%20[redacted]!\n"));
	g_assert_nonnull(
		strstr(said, "\"message\":\"no: \\\"[redacted]\\\"\""));
	redact_free(secrets);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/io/no talk has a secret", no_talk_has_a_secret);
	return g_test_run();
}
