#include "cmd/probe.h"

#include "lib/api/page_read.h"
#include "lib/api/resource.h"

/* A list, and not whatever answers with success. */
static bool is_list(const struct api_reply *reply,
		    const struct resource *resource, struct error *err)
{
	const struct page_expect expect = {
		.what = resource->plural,
		.page = 1,
		.first_pages = -1,
		.first_count = -1,
	};
	struct page_view view;

	if (page_read(reply->root, &expect, &view, err))
		return true;
	err->http_status = reply->http.status;
	return false;
}

static enum probe_verdict probe_read(const struct api *api,
				     const struct resource *resource,
				     struct error *err)
{
	const struct api_about about = { .what = resource->plural,
					 .scope = resource->read_scope,
					 .is_list = true };
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	g_autofree char *path =
		g_strconcat(resource->path, "?per_page=1", NULL);

	if (api_get(api, path, &about, &reply, err))
		return is_list(&reply, resource, err) ? PROBE_ACCEPTED
						      : PROBE_UNKNOWN;
	if (err->code == ERR_LOGIN)
		return PROBE_REFUSED;
	return err->code == ERR_DENIED ? PROBE_ACCEPTED : PROBE_UNKNOWN;
}

void probe_run(const struct api *api, struct probe *ret_probe)
{
	struct probe probe = { 0 };

	client_ask_anyway(api->client);
	for (size_t i = 0; resources[i]; i++) {
		if (resources[i]->parent_path)
			continue;
		error_clear(&probe.problem);
		probe.verdict = probe_read(api, resources[i], &probe.problem);
		if (probe.problem.code != ERR_DENIED)
			break;
	}
	if (probe.problem.code == ERR_DENIED)
		(void)error_set(&probe.problem, ERR_DENIED,
				"accepted, but nothing may be read with it");
	/* it may be quoted in an answer that says success */
	redact_text(client_secrets(api->client), &probe.problem.message);
	*ret_probe = probe;
}

bool probe_unknown(struct probe *probe, const char *what, const char *hint,
		   struct error *err)
{
	error_move(err, &probe->problem);
	if (err->code == ERR_NETWORK)
		(void)error_hint(err, "%s", hint);
	return error_wrap(err, "%s", what);
}

void probe_release(struct probe *probe)
{
	if (probe)
		error_release(&probe->problem);
}
