#include "lib/api/id.h"

#include <string.h>

#include "lib/api/resource.h"

static const struct kind {
	const char *prefix;
	const char *noun;
	const char *key;
} kinds[] = {
	{ "wo-", "work order", "work_order_id" },
	{ "task-", "task", "task_id" },
	{ "cust-", "customer", "customer_id" },
	{ "contact-", "contact", "contact_id" },
	{ "tech-", "technician", "technician_id" },
	{ "asset-", "asset", "asset_id" },
	{ "prod-", "product", "product_id" },
	{ "obj-", "object", "object_id" },
	{ "branch-", "branch", "branch_id" },
	{ "part-", "part", "part_id" },
	{ "checklist-", "checklist", "checklist_id" },
	{ "photo-", "photo", "photo_id" },
};

static const struct kind *kind_wanted(const char *wanted)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].noun, wanted) == 0 ||
		    strcmp(kinds[i].key, wanted) == 0)
			return &kinds[i];
	return NULL;
}

bool id_check(const char *id, const char *wanted, struct error *err)
{
	const struct kind *kind = kind_wanted(wanted);

	for (size_t i = 0; kind && i < G_N_ELEMENTS(kinds); i++)
		if (&kinds[i] != kind && g_str_has_prefix(id, kinds[i].prefix))
			return error_set(
				err, ERR_USAGE,
				"'%s' is the id of %s %s, not of %s %s", id,
				resource_article(kinds[i].noun), kinds[i].noun,
				resource_article(kind->noun), kind->noun);
	return true;
}
