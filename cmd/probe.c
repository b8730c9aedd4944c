#include "cmd/probe.h"

static const struct {
	const char *path;
	struct api_about about;
} probe_reads[] = {
	{ "work-orders?per_page=1",
	  { .what = "work orders",
	    .scope = "read:work-orders",
	    .is_list = true } },
	{ "customers?per_page=1",
	  { .what = "customers", .scope = "read:customers", .is_list = true } },
	{ "assets?per_page=1",
	  { .what = "assets", .scope = "read:assets", .is_list = true } },
};

static enum probe_verdict probe_read(const struct api *api, size_t which,
				     struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };

	if (api_get(api, probe_reads[which].path, &probe_reads[which].about,
		    &reply, err))
		return PROBE_ACCEPTED;
	if (err->code == ERR_LOGIN)
		return PROBE_REFUSED;
	return err->code == ERR_DENIED ? PROBE_ACCEPTED : PROBE_UNKNOWN;
}

void probe_run(const struct api *api, struct probe *ret_probe)
{
	struct probe probe = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS(probe_reads); i++) {
		error_clear(&probe.problem);
		probe.verdict = probe_read(api, i, &probe.problem);
		if (probe.problem.code != ERR_DENIED)
			break;
	}
	if (probe.problem.code == ERR_DENIED)
		(void)error_set(&probe.problem, ERR_DENIED,
				"accepted, but work orders, customers and "
				"assets may not be read with it");
	*ret_probe = probe;
}

void probe_release(struct probe *probe)
{
	if (probe)
		error_release(&probe->problem);
}
