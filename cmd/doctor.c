#include "cmd/checkup.h"
#include "cmd/record.h"
#include "lib/cli/command.h"

static const struct field doctor_fields[] = {
	{ "id", "Check", FIELD_TEXT, FIELD_COLUMN, "what was looked at" },
	{ "state", "State", FIELD_STATUS, FIELD_COLUMN,
	  "ok, warning, failed or skipped" },
	{ "found", "Found", FIELD_TEXT, FIELD_COLUMN | FIELD_WRAPS,
	  "in words" },
	{ "remedy", "Remedy", FIELD_TEXT, 0, "what to do" },
	{ .name = NULL },
};

/* All that can be looked at; stops at an interruption. */
static void look(struct checkup *checkup)
{
	static void (*const parts[])(struct checkup *) = {
		checkup_keyring,
		checkup_credential,
		checkup_network,
		checkup_accepted,
	};

	if (!checkup_settings(checkup))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		if (checkup->stop.code == ERR_NONE)
			parts[i](checkup);
}

static bool print_finding(const struct finding *finding, struct out *out,
			  struct error *err)
{
	g_autoptr(GString) record = record_new();

	record_text(record, "id", finding->check);
	record_text(record, "state", checkup_state_name(finding->state));
	record_text(record, "found", finding->found);
	record_text(record, "remedy", finding->remedy);
	return record_write(record, out, err);
}

static bool print_findings(struct ctx *ctx, const struct checkup *checkup,
			   struct error *err)
{
	const struct ctx_output wish = { .fields = doctor_fields,
					 .every_field = true };
	AUTO(out_drop) struct out *out = NULL;

	if (!ctx_out(ctx, &wish, &out, err))
		return false;
	for (guint i = 0; i < checkup->findings->len; i++)
		if (!print_finding(checkup->findings->pdata[i], out, err))
			return false;
	return out_finish(out, err);
}

/* A table has no room for them. */
static void say_remedies(struct ctx *ctx, const struct checkup *checkup)
{
	for (guint i = 0; i < checkup->findings->len; i++) {
		const struct finding *finding = checkup->findings->pdata[i];
		g_auto(GStrv) lines = NULL;

		if (!finding->remedy)
			continue;
		lines = g_strsplit(finding->remedy, "\n", -1);
		for (char **line = lines; *line; line++)
			io_hint(ctx_io(ctx), "%s: %s", finding->check, *line);
	}
}

static bool doctor_run(struct ctx *ctx, const struct call *call,
		       struct error *err)
{
	AUTO(checkup_release) struct checkup checkup = { 0 };
	enum error_code code = ERR_NONE;
	unsigned failed;

	(void)call;
	checkup_init(&checkup, ctx);
	look(&checkup);
	if (checkup.stop.code != ERR_NONE) {
		error_move(err, &checkup.stop);
		return false;
	}
	if (!print_findings(ctx, &checkup, err))
		return false;
	if (ctx_format(ctx) == OUT_TABLE)
		say_remedies(ctx, &checkup);
	failed = checkup_failures(&checkup, &code);
	if (failed == 0)
		return true;
	error_set(err, code, "%u of %u checks failed", failed,
		  checkup.findings->len);
	return error_hint(err, "begin with the first: the others may follow "
			       "from it");
}

static const char *const doctor_examples[] = {
	"fentu doctor",
	"fentu doctor -o json | jq '.[] | select(.state != \"ok\")'",
	NULL,
};

const struct command cmd_doctor = {
	.name = "doctor",
	.summary = "Look at everything that a login needs; change nothing",
	.group = GROUP_CREDENTIALS,
	.operands = "",
	.run = doctor_run,
	.is_report = true,
	.examples = doctor_examples,
};
