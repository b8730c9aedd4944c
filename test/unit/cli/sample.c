#include "test/unit/cli/sample.h"

static const char *const formats[] = { "json", "table", "tsv", NULL };
static const char *const orders[] = { "up", "down", NULL };
static const char *const statuses[] = { "open", "done", NULL };
static const char *const shells[] = { "bash", "fish", NULL };

static const struct opt global_rows[] = {
	OPT_ROW_STRING("profile", 'P', struct sample_globals, profile, "NAME",
		       OPT_VALUES_PROFILES, "which account"),
	OPT_ROW_CHOICE("output", 'o', struct sample_globals, output, formats,
		       "FORMAT", "how records are printed"),
	OPT_ROW_FLAG("quiet", 'q', struct sample_globals, quiet, "say less"),
	OPT_END
};

static const struct opt list_rows[] = {
	OPT_ROW_FLAG("all", 'a', struct sample_list, all, "every record"),
	OPT_ROW_NUMBER("limit", 'L', struct sample_list, limit, 1, 500, "N",
		       "stop after N records"),
	OPT_ROW_STRING("sort", 0, struct sample_list, sort, "FIELD",
		       OPT_VALUES_FIELDS, "order by FIELD"),
	OPT_ROW_STRINGS("param", 0, struct sample_list, params, "KEY=VALUE",
			OPT_VALUES_ANY, "another query parameter"),
	OPT_ROW_CHOICE("order", 0, struct sample_list, order, orders, "WAY",
		       "which way"),
	OPT_END
};

static const struct opt filter_rows[] = { { .name = "status",
					    .kind = OPT_STRING,
					    .arg = "STATUS",
					    .choices = statuses,
					    .help = "only this status" },
					  { .name = "from",
					    .kind = OPT_STRING,
					    .arg = "DATE",
					    .values = OPT_VALUES_DATE,
					    .help = "not before DATE" },
					  OPT_END };

static const struct opt *filters(const void *subject, GPtrArray *keep)
{
	(void)keep;
	return g_str_equal(subject, "wo") ? filter_rows : NULL;
}

static bool is_asset(const void *subject)
{
	return g_str_equal(subject, "asset");
}

static void list_defaults(void *opts)
{
	struct sample_list *list = opts;

	list->limit = 100;
}

static bool never(struct ctx *ctx, const struct call *call, struct error *err)
{
	(void)ctx;
	(void)call;
	(void)err;
	g_assert_not_reached();
}

static const char *const list_examples[] = { "fentu wo list --all", NULL };

static const struct command list = {
	.name = "list",
	.summary = "List records",
	.operands = "",
	.opts = list_rows,
	.opts_size = sizeof(struct sample_list),
	.defaults = list_defaults,
	.more_opts = filters,
	.more_heading = "Filters",
	.run = never,
	.examples = list_examples,
};

static const struct command view = {
	.name = "view",
	.summary = "Show records",
	.operands = "ID...",
	.min_operands = 1,
	.max_operands = COMMAND_ANY_NUMBER,
	.run = never,
};

static const struct command parts = {
	.name = "parts",
	.summary = "List the parts of one",
	.operands = "ID [PART]",
	.min_operands = 1,
	.max_operands = 2,
	.applies = is_asset,
	.run = never,
};

static const struct command *const verbs[] = { &list, &view, &parts, NULL };
static const char *const wo_names[] = { "work-orders", NULL };

static const struct command wo = {
	.name = "wo",
	.aliases = wo_names,
	.summary = "Work orders",
	.group = GROUP_RECORDS,
	.below = verbs,
	.subject = "wo",
};

static const struct command asset = {
	.name = "asset",
	.summary = "Assets",
	.group = GROUP_RECORDS,
	.below = verbs,
	.subject = "asset",
};

static const struct opt login_rows[] = {
	OPT_ROW_STRING("scope", 0, struct sample_login, scope, "SCOPE",
		       OPT_VALUES_SCOPES, "ask for SCOPE"),
	OPT_ROW_STRING("for", 0, struct sample_login, for_commands, "COMMANDS",
		       OPT_VALUES_COMMAND_LIST, "what these need"),
	OPT_END
};

static const struct command login = {
	.name = "login",
	.summary = "Log in",
	.group = GROUP_CREDENTIALS,
	.operands = "",
	.opts = login_rows,
	.opts_size = sizeof(struct sample_login),
	.run = never,
};

static const struct opt script_rows[] = { { .name = "style",
					    .kind = OPT_STRING,
					    .arg = "STYLE",
					    .values = OPT_VALUES_FILTER,
					    .help = "as they write there" },
					  OPT_END };

static const struct command script = {
	.name = "script",
	.summary = "Print a script",
	.operands = "SHELL",
	.min_operands = 1,
	.max_operands = 1,
	.operand_choices = shells,
	.opts = script_rows,
	.run = never,
};

static const struct command help = {
	.name = "help",
	.summary = "Explain a command",
	.operands = "[COMMAND...]",
	.max_operands = 4,
	.operand_values = OPT_VALUES_TOPICS,
	.run = never,
};

static const struct opt box_rows[] = { { .name = "listen",
					 .kind = OPT_STRING,
					 .arg = "PORT",
					 .help = "serve there" },
				       OPT_END };

static const struct command box = {
	.name = "box",
	.summary = "Run a program of our own",
	.operands = "[-- COMMAND]",
	.max_operands = COMMAND_ANY_NUMBER,
	.opts = box_rows,
	.verbatim = true,
	.run = never,
};

static const struct command secret = {
	.name = "__secret",
	.summary = "For scripts",
	.group = GROUP_HIDDEN,
	.operands = "",
	.run = never,
};

static const struct command *const commands[] = { &wo,	   &asset, &login,
						  &script, &help,  &box,
						  &secret, NULL };

const struct command_tree sample_tree = {
	.commands = commands,
	.globals = global_rows,
};
