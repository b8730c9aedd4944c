/*
 * A small program around the network layer, for tests against raw servers.
 *
 *	http-get PART URL [--method M] [--body TEXT] [--retries N]
 *	         [--ca-cert FILE] [--timeout-ms N] [--max-wait-ms N]
 *	         [--times N] [--side-by-side N] [--no-client] [--debug]
 *
 * PART is the loadable part. The credential is "canary-secret". Prints one
 * line for each request: "STATUS BYTES", or "FAILED code: message" and "acted
 * yes|no"; the exit status is that of the program. With --no-client the bare
 * transport is asked: "fault N sent yes|no: detail".
 */
#include <sys/resource.h>

#include "lib/net/client.h"
#include "lib/net/url.h"

static void print_trace(void *user, const char *text)
{
	(void)user;
	fprintf(stderr, "%s\n", text);
}

struct options {
	char *method, *body, *ca_cert;
	int retries, timeout_ms, max_wait_ms, times, side_by_side;
	gboolean no_client, debug, rss;
};

static bool read_options(struct options *o, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{ "method", 0, 0, G_OPTION_ARG_STRING, &o->method, "", "M" },
		{ "body", 0, 0, G_OPTION_ARG_STRING, &o->body, "", "TEXT" },
		{ "ca-cert", 0, 0, G_OPTION_ARG_STRING, &o->ca_cert, "", "F" },
		{ "retries", 0, 0, G_OPTION_ARG_INT, &o->retries, "", "N" },
		{ "timeout-ms", 0, 0, G_OPTION_ARG_INT, &o->timeout_ms, "",
		  "N" },
		{ "max-wait-ms", 0, 0, G_OPTION_ARG_INT, &o->max_wait_ms, "",
		  "N" },
		{ "times", 0, 0, G_OPTION_ARG_INT, &o->times, "", "N" },
		{ "side-by-side", 0, 0, G_OPTION_ARG_INT, &o->side_by_side, "",
		  "N" },
		{ "no-client", 0, 0, G_OPTION_ARG_NONE, &o->no_client, "",
		  NULL },
		{ "debug", 0, 0, G_OPTION_ARG_NONE, &o->debug, "", NULL },
		{ "rss", 0, 0, G_OPTION_ARG_NONE, &o->rss, "", NULL },
		{ 0 },
	};
	g_autoptr(GOptionContext) context = g_option_context_new("PART URL");
	g_autoptr(GError) error = NULL;

	g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, argc, argv, &error) && *argc == 3)
		return true;
	fprintf(stderr, "%s\n", error ? error->message : "PART and URL");
	return false;
}

static bool report(bool done, const struct client *client,
		   const struct http_reply *reply, const struct error *err)
{
	if (done)
		printf("%d %zu\n", reply->status, reply->body_len);
	else
		printf("FAILED %s: %s\nhint: %s\nacted %s\n",
		       error_name(err->code), err->message,
		       error_hint_text(err),
		       client_may_have_acted(client) ? "yes" : "no");
	return done;
}

static bool run_client(const struct client_config *config,
		       const struct options *o, const char *target,
		       struct error *err)
{
	const struct client_request request = {
		.method = o->method ? o->method : "GET",
		.url = target,
		.body = o->body,
		.body_len = o->body ? strlen(o->body) : 0,
	};
	AUTO(client_drop) struct client *client = NULL;
	int started = 0, ended = 0;

	if (!client_open(config, &client, err))
		return false;
	while (ended < o->times) {
		AUTO(http_reply_release) struct http_reply reply = { 0 };
		void *tag;
		bool done = true;

		while (done && started < o->times &&
		       started - ended < o->side_by_side) {
			done = client_start(client, &request, client, err);
			started++;
		}
		done = done && client_next(client, &tag, &reply, err);
		ended++;
		if (!report(done, client, &reply, err))
			return false;
	}
	return true;
}

static bool run_bare(const struct client_config *config,
		     const struct options *o, const char *target,
		     struct error *err)
{
	const struct http_header header = { "Authorization",
					    "Bearer canary-secret" };
	const struct http_request request = {
		.method = o->method ? o->method : "GET",
		.url = target,
		.headers = &header,
		.header_count = 1,
		.body = o->body,
		.body_len = o->body ? strlen(o->body) : 0,
		.timeout_ms = o->timeout_ms,
	};
	struct http_config http = config->http;
	AUTO(http_reply_release) struct http_reply reply = { 0 };
	void *transport = NULL, *tag = NULL;
	bool done;

	http.origin = config->origin;
	if (!config->transport->open(&http, &transport, err))
		return false;
	done = config->transport->start(transport, &request, transport, err);
	while (done && !tag)
		done = config->transport->wait(transport, 1000, &tag, &reply,
					       err);
	config->transport->close(transport);
	if (done)
		printf("fault %d sent %s status %d bytes %zu: %s\n",
		       (int)reply.fault, reply.request_sent ? "yes" : "no",
		       reply.status, reply.body_len,
		       reply.detail ? reply.detail : "");
	return done;
}

static void print_rss(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("rss %ld KiB\n", usage.ru_maxrss);
}

int main(int argc, char **argv)
{
	struct options o = { .retries = 0,
			     .timeout_ms = 20000,
			     .max_wait_ms = 2000,
			     .times = 1,
			     .side_by_side = 1 };
	AUTO(error_release) struct error err = { 0 };
	AUTO(url_release) struct url url = { 0 };
	AUTO(sealed_release) struct sealed secret = { 0 };
	const struct trace trace = { .line = print_trace };
	struct client_config config = { 0 };

	if (!read_options(&o, &argc, &argv))
		return 2;
	if (!url_parse(argv[2], "URL", &url, &err) ||
	    !sealed_set(&secret, "canary-secret", 13, &err) ||
	    !http_load(argv[1], &config.transport, &err)) {
		printf("FAILED %s: %s\n", error_name(err.code), err.message);
		return 1;
	}
	config.http = (struct http_config){ .ca_file = o.ca_cert,
					    .user_agent = "fentu/test",
					    .use_proxy = true,
					    .trace = o.debug ? &trace : NULL };
	config.origin = url.origin;
	config.authorization = &secret;
	config.timeout_ms = o.timeout_ms;
	config.retries = (unsigned)o.retries;
	config.max_wait_ms = o.max_wait_ms;
	config.clock = &clock_system;
	if (!(o.no_client ? run_bare : run_client)(&config, &o, argv[2],
						   &err)) {
		if (o.no_client)
			printf("FAILED %s: %s\n", error_name(err.code),
			       err.message);
		return error_exit_status(&err);
	}
	if (o.rss)
		print_rss();
	return 0;
}
