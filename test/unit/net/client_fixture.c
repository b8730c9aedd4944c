#include "test/unit/net/client_fixture.h"

static void add_trace(void *user, const char *text)
{
	g_string_append_printf(user, "%s\n", text);
}

static void add_wait(void *user, const char *why, int64_t left_ms)
{
	g_string_append_printf(user, "%s %d\n", why ? why : "(over)",
			       left_ms < 0 ? -1
					   : (int)((left_ms + 999) / 1000));
}

void fixture_open(struct fixture *f, const struct script_step *steps,
		  size_t count)
{
	struct client_config config = {
		.transport = &script_transport,
		.http = { .user_agent = "fentu/test", .trace = &f->trace },
		.origin = HOME,
		.authorization = &f->secret,
		.renew = f->renew,
		.renew_user = f,
		.timeout_ms = 30000,
		.retries = 4,
		.max_wait_ms = 60000,
		.on_wait = add_wait,
	};

	f->script = script_new(steps, count);
	f->traced = g_string_new(NULL);
	f->waits = g_string_new(NULL);
	f->trace = (struct trace){ add_trace, f->traced };
	config.on_wait_user = f->waits;
	config.http.user = f->script;
	config.clock = script_clock(f->script);
	if (f->without_key)
		config.authorization = NULL;
	if (f->cache_folder)
		f->cache = cache_open(&(struct cache_config){
			.folder = f->cache_folder,
			.account = "account",
			.owner = "owner",
			.max_age_ms = f->cache_age_ms,
			.clock = config.clock,
			.trace = &f->trace,
		});
	config.cache = f->cache;
	g_assert_true(sealed_set(&f->secret, "canary-key", 10, &f->err));
	g_assert_true(client_open(&config, &f->client, &f->err));
}

void fixture_close(struct fixture *f)
{
	client_free(f->client);
	cache_free(f->cache);
	script_done(f->script);
	g_assert_null(strstr(f->traced->str, "canary"));
	g_string_free(f->traced, TRUE);
	g_string_free(f->waits, TRUE);
	sealed_release(&f->secret);
	error_release(&f->err);
	http_reply_release(&f->reply);
}

bool fixture_send(struct fixture *f, const char *method, const char *url)
{
	const struct client_request request = { .method = method, .url = url };

	return client_send(f->client, &request, &f->reply, &f->err);
}

bool fixture_get(struct fixture *f)
{
	return fixture_send(f, "GET", TASKS);
}

char *fixture_show(struct fixture *f, const char *url)
{
	const struct client_request request = { .method = "GET",
						.url = url,
						.kept_will_do = true };

	http_reply_release(&f->reply);
	error_clear(&f->err);
	if (!client_send(f->client, &request, &f->reply, &f->err))
		return g_strdup(f->err.message);
	return g_strdup_printf("%d %s", f->reply.status, f->reply.body);
}

void fixture_expect(const struct fixture *f, enum error_code code,
		    const char *part)
{
	g_assert_cmpint(f->err.code, ==, code);
	if (!strstr(f->err.message, part))
		g_error("not in '%s': %s", f->err.message, part);
}
