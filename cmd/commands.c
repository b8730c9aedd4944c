#include "cmd/commands.h"

#include "cmd/globals.h"
#include "lib/api/resource.h"

/* Each is defined in the file of its name. */
extern const struct command cmd_api, cmd_complete, cmd_completion, cmd_config,
	cmd_export, cmd_doctor, cmd_help, cmd_list, cmd_list_below, cmd_login,
	cmd_logout, cmd_profile, cmd_sandbox, cmd_scopes, cmd_status, cmd_token,
	cmd_usage, cmd_version, cmd_view;
extern const struct command cmd_add_part, cmd_create, cmd_create_below,
	cmd_delete, cmd_update;
extern const struct command cmd_below_history, cmd_below_parts,
	cmd_below_warranty;

/* Of all resources; each has those that apply to it. */
static const struct command *const record_commands[] = {
	&cmd_list,     &cmd_list_below,	    &cmd_view,
	&cmd_create,   &cmd_create_below,   &cmd_update,
	&cmd_delete,   &cmd_below_history,  &cmd_below_parts,
	&cmd_add_part, &cmd_below_warranty, NULL,
};

static const char *const workorder_names[] = { "work-orders", NULL };
static const struct command cmd_workorders = {
	.name = "wo",
	.aliases = workorder_names,
	.summary = "Work orders: the jobs, from need to completion",
	.group = GROUP_RECORDS,
	.below = record_commands,
	.subject = &resource_workorder,
};

static const struct command cmd_tasks = {
	.name = "task",
	.summary = "Tasks: the pieces of work in a work order",
	.group = GROUP_RECORDS,
	.below = record_commands,
	.subject = &resource_task,
};

static const char *const customer_names[] = { "customer", NULL };
static const struct command cmd_customers = {
	.name = "customers",
	.aliases = customer_names,
	.summary = "Customers: the companies that are served",
	.group = GROUP_RECORDS,
	.below = record_commands,
	.subject = &resource_customer,
};

static const char *const asset_names[] = { "asset", NULL };
static const struct command cmd_assets = {
	.name = "assets",
	.aliases = asset_names,
	.summary = "Assets: the equipment at the customers' sites",
	.group = GROUP_RECORDS,
	.below = record_commands,
	.subject = &resource_asset,
};

/* In the order of the overview. */
static const struct command *const commands[] = {
	&cmd_login,   &cmd_logout,     &cmd_status,
	&cmd_token,   &cmd_doctor,     &cmd_scopes,
	&cmd_profile, &cmd_config,     &cmd_workorders,
	&cmd_tasks,   &cmd_customers,  &cmd_assets,
	&cmd_export,  &cmd_api,	       &cmd_usage,
	&cmd_sandbox, &cmd_completion, &cmd_help,
	&cmd_version, &cmd_complete,   NULL,
};

const struct command_tree command_tree = {
	.commands = commands,
	.globals = global_options,
};
