#include "cmd/record_help.h"

#include <stddef.h>

#include "lib/api/resource.h"

enum { LINES_MAX = 4 };

/* Of one kind of records; each list ends with NULL. */
struct examples {
	const struct resource *of;
	const char *list[LINES_MAX], *view[LINES_MAX], *create[LINES_MAX],
		*update[LINES_MAX], *delete[LINES_MAX];
};

static const struct examples all[] = {
	{
		.of = &resource_workorder,
		.list = { "fentu wo list --status open --from today",
			  "fentu wo list --all -o csv > work-orders.csv",
			  "fentu wo list --jq '.[].customer.name'" },
		.view = { "fentu wo view wo-1",
			  "fentu wo view wo-1 wo-2 -o json" },
		.create = { "fentu wo create --customer cust-1 --priority high "
			    "--scheduled 'tomorrow 09:00'",
			    "fentu wo create --from new.csv" },
		.update = { "fentu wo update wo-1 --technician tech-3 --status "
			    "assigned",
			    "fentu wo update --from changes.csv" },
		.delete = { "fentu wo delete wo-1",
			    "fentu wo delete wo-1 wo-2 --yes" },
	},
	{
		.of = &resource_task,
		.list = { "fentu task list wo-1",
			  "fentu task list wo-1 --status pending -o id" },
		.view = { "fentu task view task-1",
			  "fentu task view task-1 --fields name,status" },
		.create = { "fentu task create wo-1 --name 'Check the pump'",
			    "fentu task create wo-1 --from tasks.csv" },
		.update = { "fentu task update task-1 --status completed",
			    "fentu task update --from changes.csv" },
		.delete = { "fentu task delete task-1",
			    "fentu task delete task-1 task-2 --yes" },
	},
	{
		.of = &resource_customer,
		.list = { "fentu customers list --search gmbh",
			  "fentu customers list --all -o csv --csv-bom > "
			  "customers.csv",
			  "fentu customers list --created-after -7d -o id" },
		.view = { "fentu customers view cust-1",
			  "fentu customers view cust-1 --jq .email" },
		.create = { "fentu customers create --name Acme --address "
			    "city=Hamburg",
			    "fentu customers create --from new.csv" },
		.update = { "fentu customers update cust-1 --phone '+49 40 1'",
			    "fentu customers update --from changes.csv" },
		.delete = { "fentu customers delete cust-1",
			    "fentu customers delete cust-1 cust-2 --yes" },
	},
	{
		.of = &resource_asset,
		.list = { "fentu assets list --customer cust-1",
			  "fentu assets list --serial SN-0042",
			  "fentu assets list --all -o ndjson" },
		.view = { "fentu assets view asset-1",
			  "fentu assets view asset-1 --jq .serial_number" },
		.create = { "fentu assets create --name Pump --customer cust-1",
			    "fentu assets create --from new.csv" },
		.update = { "fentu assets update asset-1 --location 'Hall 2'",
			    "fentu assets update --from changes.csv" },
		.delete = { "fentu assets delete asset-1",
			    "fentu assets delete asset-1 asset-2 --yes" },
	},
};

static const struct examples *examples_of(const void *subject)
{
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (all[i].of == subject)
			return &all[i];
	return NULL;
}

const char *record_help_plural(const void *subject)
{
	const struct resource *resource = subject;

	return resource->plural;
}

const char *const *record_help_list(const void *subject)
{
	const struct examples *examples = examples_of(subject);

	return examples ? examples->list : NULL;
}

const char *const *record_help_view(const void *subject)
{
	const struct examples *examples = examples_of(subject);

	return examples ? examples->view : NULL;
}

const char *const *record_help_create(const void *subject)
{
	const struct examples *examples = examples_of(subject);

	return examples ? examples->create : NULL;
}

const char *const *record_help_update(const void *subject)
{
	const struct examples *examples = examples_of(subject);

	return examples ? examples->update : NULL;
}

const char *const *record_help_delete(const void *subject)
{
	const struct examples *examples = examples_of(subject);

	return examples ? examples->delete : NULL;
}
