#include "cmd/checkup.h"

static const char *const state_names[] = {
	[CHECKUP_OK] = "ok",
	[CHECKUP_WARNING] = "warning",
	[CHECKUP_FAILED] = "failed",
	[CHECKUP_SKIPPED] = "skipped",
};

static void finding_free(void *data)
{
	struct finding *finding = data;

	g_free(finding->found);
	g_free(finding->remedy);
	g_free(finding);
}

void checkup_init(struct checkup *checkup, struct ctx *ctx)
{
	*checkup = (struct checkup){
		.ctx = ctx,
		.findings = g_ptr_array_new_with_free_func(finding_free),
	};
}

void checkup_release(struct checkup *checkup)
{
	g_clear_pointer(&checkup->findings, g_ptr_array_unref);
	error_release(&checkup->stop);
}

static struct finding *add(struct checkup *checkup, const char *check,
			   enum checkup_state state)
{
	struct finding *finding = g_new0(struct finding, 1);

	finding->check = check;
	finding->state = state;
	g_ptr_array_add(checkup->findings, finding);
	return finding;
}

void checkup_add(struct checkup *checkup, const char *check,
		 enum checkup_state state, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add(checkup, check, state)->found = g_strdup_vprintf(fmt, args);
	va_end(args);
}

void checkup_remedy(struct checkup *checkup, const char *fmt, ...)
{
	struct finding *last =
		checkup->findings->pdata[checkup->findings->len - 1];
	va_list args;

	va_start(args, fmt);
	g_free(last->remedy);
	last->remedy = g_strdup_vprintf(fmt, args);
	va_end(args);
}

void checkup_fail(struct checkup *checkup, const char *check,
		  const struct error *err)
{
	struct finding *finding = add(checkup, check, CHECKUP_FAILED);

	finding->found = g_strdup(err->message);
	finding->remedy = g_strdup(error_hint_text(err));
	finding->code = err->code;
	if (err->code == ERR_INTERRUPTED && checkup->stop.code == ERR_NONE) {
		(void)error_set(&checkup->stop, err->code, "%s", err->message);
		checkup->stop.signal = err->signal;
	}
}

const char *checkup_state_name(enum checkup_state state)
{
	return state_names[state];
}

unsigned checkup_failures(const struct checkup *checkup,
			  enum error_code *ret_code)
{
	unsigned count = 0;

	for (guint i = 0; i < checkup->findings->len; i++) {
		const struct finding *finding = checkup->findings->pdata[i];

		if (finding->state != CHECKUP_FAILED)
			continue;
		if (count == 0)
			*ret_code = finding->code;
		count++;
	}
	return count;
}
