#include "test/mock/transport_script.h"

struct sent {
	char *text;
	int64_t at_ms;
	bool fresh;
};

struct flight {
	const struct script_step *step;
	void *tag;
	int64_t ends_ms;
};

struct script {
	struct clock clock; /* first, so that the clock leads to the script */
	const struct script_step *steps;
	size_t count;
	bool *played;
	GPtrArray *sent;    /* of struct sent */
	GPtrArray *flights; /* of struct flight */
	int64_t now_ms;
};

static int64_t now_ms(const struct clock *clock)
{
	return ((const struct script *)clock)->now_ms;
}

static void sent_free(void *data)
{
	struct sent *sent = data;

	g_free(sent->text);
	g_free(sent);
}

struct script *script_new(const struct script_step *steps, size_t count)
{
	struct script *script = g_new0(struct script, 1);

	script->clock = (struct clock){ .unix_ms = now_ms, .mono_ms = now_ms };
	script->steps = steps;
	script->count = count;
	script->played = g_new0(bool, count + 1);
	script->sent = g_ptr_array_new_with_free_func(sent_free);
	script->flights = g_ptr_array_new_with_free_func(g_free);
	script->now_ms = SCRIPT_START_MS;
	return script;
}

void script_done(struct script *script)
{
	for (size_t i = 0; i < script->count; i++)
		if (!script->played[i])
			g_error("step %zu was not played: %s %s", i,
				script->steps[i].method, script->steps[i].url);
	g_ptr_array_unref(script->sent);
	g_ptr_array_unref(script->flights);
	g_free(script->played);
	g_free(script);
}

const struct clock *script_clock(const struct script *script)
{
	return &script->clock;
}

void script_advance(struct script *script, int64_t ms)
{
	script->now_ms += ms;
}

size_t script_count(const struct script *script)
{
	return script->sent->len;
}

static const struct sent *nth(const struct script *script, size_t n)
{
	g_assert_cmpuint(n, <, script->sent->len);
	return script->sent->pdata[n];
}

const char *script_request(const struct script *script, size_t n)
{
	return nth(script, n)->text;
}

int64_t script_sent_ms(const struct script *script, size_t n)
{
	return nth(script, n)->at_ms;
}

bool script_was_fresh(const struct script *script, size_t n)
{
	return nth(script, n)->fresh;
}

static bool play_open(const struct http_config *config, void **ret_self,
		      struct error *err)
{
	(void)err;
	g_assert_nonnull(config->user);
	*ret_self = config->user;
	return true;
}

static void play_close(void *self)
{
	struct script *script = self;

	g_ptr_array_set_size(script->flights, 0);
}

static void record(struct script *script, const struct http_request *request)
{
	GString *text = g_string_new(NULL);
	struct sent *sent = g_new0(struct sent, 1);

	g_string_printf(text, "%s %s\n", request->method, request->url);
	for (size_t i = 0; i < request->header_count; i++)
		g_string_append_printf(text, "%s: %s\n",
				       request->headers[i].name,
				       request->headers[i].value);
	g_string_append_c(text, '\n');
	if (request->body)
		g_string_append_len(text, request->body,
				    (gssize)request->body_len);
	sent->text = g_string_free(text, FALSE);
	sent->at_ms = script->now_ms;
	sent->fresh = request->fresh_connection;
	g_ptr_array_add(script->sent, sent);
}

static const struct script_step *take_step(struct script *script,
					   const struct http_request *request)
{
	for (size_t i = 0; i < script->count; i++) {
		const struct script_step *step = &script->steps[i];

		if (script->played[i] ||
		    strcmp(step->method, request->method) != 0 ||
		    strcmp(step->url, request->url) != 0)
			continue;
		script->played[i] = true;
		return step;
	}
	g_error("no step for this request: %s %s", request->method,
		request->url);
}

static bool play_start(void *self, const struct http_request *request,
		       void *tag, struct error *err)
{
	struct script *script = self;
	struct flight *flight = g_new0(struct flight, 1);

	(void)err;
	record(script, request);
	flight->step = take_step(script, request);
	flight->tag = tag;
	flight->ends_ms = script->now_ms + flight->step->takes_ms;
	g_ptr_array_add(script->flights, flight);
	return true;
}

static void fill_reply(const struct script_step *step, struct http_reply *reply)
{
	*reply = (struct http_reply){
		.fault = step->fault,
		.detail = g_strdup(step->detail),
		.request_sent = !step->not_sent,
		.elapsed_ms = step->takes_ms,
	};
	if (step->fault != HTTP_REPLIED)
		return;
	reply->status = step->status;
	reply->headers = g_strdup(step->headers);
	reply->body = g_strdup(step->body ? step->body : "");
	reply->body_len = strlen(reply->body);
}

static bool play_wait(void *self, int timeout_ms, void **ret_tag,
		      struct http_reply *ret_reply, struct error *err)
{
	struct script *script = self;
	int64_t until_ms = script->now_ms + timeout_ms;
	struct flight *first = NULL;

	(void)err;
	for (guint i = 0; i < script->flights->len; i++) {
		struct flight *flight = script->flights->pdata[i];

		if (flight->ends_ms <= until_ms &&
		    (!first || flight->ends_ms < first->ends_ms))
			first = flight;
	}
	if (!first) {
		script->now_ms = until_ms;
		*ret_tag = NULL;
		return true;
	}
	script->now_ms = MAX(script->now_ms, first->ends_ms);
	*ret_tag = first->tag;
	fill_reply(first->step, ret_reply);
	g_ptr_array_remove(script->flights, first);
	return true;
}

static void play_cancel(void *self, void *tag)
{
	struct script *script = self;

	for (guint i = 0; i < script->flights->len; i++)
		if (((struct flight *)script->flights->pdata[i])->tag == tag) {
			g_ptr_array_remove_index(script->flights, i);
			return;
		}
}

const struct transport_ops script_transport = {
	.open = play_open,
	.start = play_start,
	.wait = play_wait,
	.cancel = play_cancel,
	.close = play_close,
};
