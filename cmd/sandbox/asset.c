#include "cmd/sandbox/id.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/refs.h"
#include "cmd/sandbox/rng.h"
#include "cmd/sandbox/when.h"

#include <string.h>

static const char *const statuses[] = { "active",	   "inactive",
					"under_repair",	   "retired",
					"pending_install", NULL };

static const char *drawn_status(struct rng *rng)
{
	unsigned at = rng_below(rng, 100);

	return at < 70	 ? "active"
	       : at < 78 ? "inactive"
	       : at < 86 ? "under_repair"
	       : at < 94 ? "retired"
			 : "pending_install";
}

/* Dates follow from the day of installation; some have no warranty. */
static void add_dates(const struct world *world, struct json_object *document,
		      struct rng *rng)
{
	int64_t age = 30 + rng_below(rng, 2600);
	int64_t installed_at = world->today - age * WHEN_DAY;
	int64_t serviced_at = installed_at +
			      rng_below(rng, (unsigned)age) * WHEN_DAY +
			      (14 + rng_below(rng, 20)) * 30 * WHEN_MINUTE;
	int64_t years = 1 + rng_below(rng, 10);
	bool installed =
		strcmp(js_get_text(document, "status"), "pending_install") != 0;

	if (!installed) {
		js_text(document, "install_date", NULL);
		return;
	}
	js_text_take(document, "install_date", when_date(installed_at));
	if (!rng_chance(rng, 15)) {
		js_text_take(document, "warranty_start",
			     when_date(installed_at));
		js_text_take(document, "warranty_expiry",
			     when_date(installed_at + years * 365 * WHEN_DAY));
	}
	if (rng_chance(rng, 85))
		js_text_take(document, "last_service", when_time(serviced_at));
	else
		js_text(document, "last_service", NULL);
}

static struct json_object *make(const struct world *world, int64_t number)
{
	static const char *const places[] = {
		"Cellar, bay 3",     "Roof",
		"Hall B, row 12",    "Kesselraum (Schlüssel 7)",
		"2. Obergeschoss",   "屋上",
		"Next to gate \"C\""
	};
	struct rng rng = rng_for(world->seed, RNG_ASSET, number);
	struct json_object *document = json_object_new_object();
	unsigned kinds = (unsigned)pool_count(world, POOL_PRODUCT);
	int64_t product = 1 + rng_below(&rng, kinds);
	int64_t customer = 1 + rng_below(&rng, (unsigned)world->records);
	int64_t object = (customer - 1) * POOL_OBJECTS_EACH + 1 +
			 rng_below(&rng, POOL_OBJECTS_EACH);
	g_autoptr(json_object) whole = pool_make(world, POOL_PRODUCT, product);
	unsigned place = rng_below(&rng, 9);

	js_text_take(document, "id", id_of("asset-", number));
	js_text_take(
		document, "name",
		g_strdup_printf("%s #%u", js_get_text(whole, "name"), place));
	js_text_take(document, "asset_tag",
		     g_strdup_printf("A-%05" G_GINT64_FORMAT, 30000 + number));
	if (!rng_chance(&rng, 3))
		js_text_take(document, "serial_number",
			     g_strdup_printf("SN-%02u-%06" G_GINT64_FORMAT,
					     rng_below(&rng, 100), number));
	js_text_take(document, "model_number",
		     g_strdup_printf("M%03" G_GINT64_FORMAT, product * 7));
	js_text_take(document, "product_id", pool_id(POOL_PRODUCT, product));
	js_text_take(document, "customer_id", id_of("cust-", customer));
	js_text_take(document, "object_id", pool_id(POOL_OBJECT, object));
	if (!rng_chance(&rng, 10))
		js_text(document, "location", RNG_PICK(&rng, places));
	js_text(document, "status", drawn_status(&rng));
	add_dates(world, document, &rng);
	return document;
}

static int64_t last(const struct world *world)
{
	return world->records;
}

static void complete(struct json_object *document, struct json_object *before,
		     int64_t number)
{
	if (before)
		return;
	if (!js_get_text(document, "asset_tag")) {
		g_autofree char *tag = g_strdup_printf("A-%05" G_GINT64_FORMAT,
						       30000 + number);

		js_set_take(document, "asset_tag", json_object_new_string(tag));
	}
	if (!js_get_text(document, "status"))
		js_set_take(document, "status",
			    json_object_new_string("pending_install"));
}

static const struct column columns[] = {
	{ "status", "status", false },
	{ "customer", "customer_id", true },
	{ "product", "product_id", false },
	{ "object", "object_id", false },
	{ "serial", "serial_number", true },
	{ 0 },
};

static const struct filter filters[] = {
	{ "customer_id", FILTER_TEXT, "customer = ?" },
	{ "product_id", FILTER_TEXT, "product = ?" },
	{ "status", FILTER_TEXT, "status = ?" },
	{ "serial_number", FILTER_TEXT, "serial = ?" },
	{ "location_id", FILTER_TEXT, "object = ?" },
	{ 0 },
};

static const struct field fields[] = {
	{ .name = "name", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED },
	{ .name = "customer_id",
	  .kind = FIELD_REF,
	  .flags = FIELD_REQUIRED,
	  .ref = REF_CUSTOMER },
	{ .name = "product_id", .kind = FIELD_REF, .ref = REF_PRODUCT },
	{ .name = "object_id", .kind = FIELD_REF, .ref = REF_OBJECT },
	{ .name = "serial_number", .kind = FIELD_TEXT, .flags = FIELD_UNIQUE },
	{ .name = "asset_tag", .kind = FIELD_TEXT },
	{ .name = "model_number", .kind = FIELD_TEXT },
	{ .name = "location", .kind = FIELD_TEXT },
	{ .name = "status", .kind = FIELD_CHOICE, .choices = statuses },
	{ .name = "install_date", .kind = FIELD_DATE },
	{ .name = "warranty_start", .kind = FIELD_DATE },
	{ .name = "warranty_expiry", .kind = FIELD_DATE },
	{ .name = NULL },
};

static const struct shape list_shape[] = {
	{ .key = "id" },
	{ .key = "name" },
	{ .key = "serial_number" },
	{ .key = "product", .from = "product_id", .show = refs_product },
	{ .key = "customer", .from = "customer_id", .show = refs_customer },
	{ .key = "location" },
	{ .key = "status" },
	{ .key = "warranty_expiry" },
	{ .key = "last_service" },
	{ .key = NULL },
};

static const struct shape single_shape[] = {
	{ .key = "id" },
	{ .key = "name" },
	{ .key = "asset_tag" },
	{ .key = "serial_number" },
	{ .key = "model_number" },
	{ .key = "product",
	  .from = "product_id",
	  .show = refs_product_made_by },
	{ .key = "customer", .from = "customer_id", .show = refs_customer },
	{ .key = "object", .from = "object_id", .show = refs_object },
	{ .key = "location" },
	{ .key = "status" },
	{ .key = "install_date" },
	{ .key = "warranty_start" },
	{ .key = "warranty_expiry" },
	{ .key = "last_service" },
	{ .key = NULL },
};

const struct resource asset_resource = {
	.path = "assets",
	.table = "assets",
	.prefix = "asset-",
	.noun = "asset",
	.scope = "assets",
	.columns = columns,
	.filters = filters,
	.fields = fields,
	.list = list_shape,
	.single = single_shape,
	.paged = true,
	.last = last,
	.make = make,
	.complete = complete,
};
