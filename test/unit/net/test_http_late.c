#include "lib/net/http_late.h"

#include "test/mock/transport_script.h"

#define TASKS "https://api.test/v1/tasks"

static bool load(void *user, const struct transport_ops **ret_ops,
		 struct error *err)
{
	unsigned *loads = user;

	if ((*loads)++ == 0)
		return error_set(err, ERR_OTHER, "it is not there");
	*ret_ops = &script_transport;
	return true;
}

static void it_is_loaded_when_something_is_sent(void)
{
	static const struct script_step steps[] = {
		{ .method = "GET", .url = TASKS, .status = 200, .body = "{}" },
	};
	const struct http_request request = { .method = "GET", .url = TASKS };
	const struct transport_ops *ops = &http_late_transport;
	AUTO(error_release) struct error err = { 0 };
	struct script *script = script_new(steps, G_N_ELEMENTS(steps));
	unsigned loads = 0;
	struct http_late late = { load, &loads, script };
	const struct http_config config = { .user = &late };
	struct http_reply reply = { 0 };
	void *self = NULL, *tag = NULL;

	g_assert_true(ops->open(&config, &self, &err));
	ops->cancel(self, &late);
	g_assert_cmpuint(loads, ==, 0);
	g_assert_false(ops->start(self, &request, &late, &err));
	g_assert_cmpstr(err.message, ==, "it is not there");
	error_clear(&err);
	g_assert_true(ops->start(self, &request, &late, &err));
	g_assert_true(ops->wait(self, 1000, &tag, &reply, &err));
	g_assert_true(tag == &late);
	g_assert_cmpstr(reply.body, ==, "{}");
	g_assert_cmpuint(loads, ==, 2);
	http_reply_release(&reply);
	ops->close(self);
	script_done(script);
}

static void it_may_never_be_loaded(void)
{
	const struct transport_ops *ops = &http_late_transport;
	AUTO(error_release) struct error err = { 0 };
	unsigned loads = 0;
	struct http_late late = { load, &loads, NULL };
	const struct http_config config = { .user = &late };
	void *self = NULL;

	g_assert_true(ops->open(&config, &self, &err));
	ops->close(self);
	g_assert_cmpuint(loads, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/http_late/it is loaded when something is sent",
			it_is_loaded_when_something_is_sent);
	g_test_add_func("/http_late/it may never be loaded",
			it_may_never_be_loaded);
	return g_test_run();
}
