#include "cmd/sandbox/customer.h"

#include "cmd/sandbox/id.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/place.h"
#include "cmd/sandbox/refs.h"
#include "cmd/sandbox/rng.h"
#include "cmd/sandbox/when.h"

/* Customers came over so many days. */
#define DAYS_BEFORE 1500

static const char *const statuses[] = { "active", "inactive", NULL };

int64_t customer_contacts(const struct world *world, int64_t number)
{
	if (number < 1 || number > world->records)
		return 0;
	return 1 + number % POOL_CONTACTS_EACH;
}

static char *company(struct rng *rng)
{
	static const char *const stems[] = {
		"Nordwind",
		"Brandt",
		"Öhlmann",
		"Krüger & Söhne",
		"Acme",
		"Łąka",
		"Étoile",
		"Cafe\u0301 Soleil",
		"Grünwald",
		"Møller",
		"Yıldız",
		"Smith, Jones & Partners",
		"Hotel \"Zur Post\"",
		"Silberbach",
		"Zoe\u0308 Foods",
		"Weiß",
		"Stadtwerke",
		"Delta",
		"Sunny 🌞",
		"Ångström",
	};
	static const char *const trades[] = { "",	  " Kältetechnik",
					      " Foods",	  " Logistics",
					      " Papier",  " Chemie",
					      " Housing", " Bäckerei" };
	static const char *const forms[] = { "GmbH", "AG",   "KG",   "Ltd",
					     "Inc.", "S.A.", "e.V.", "ApS" };
	static const char *const whole[] = {
		"東京設備サービス株式会社", "上海三和机电有限公司",
		"한빛 엔지니어링", "+Plus Energie GmbH", "شركة النور"
	};
	const char *stem = NULL, *trade = NULL;

	if (rng_chance(rng, 5))
		return g_strdup(RNG_PICK(rng, whole));
	stem = RNG_PICK(rng, stems);
	trade = RNG_PICK(rng, trades);
	return g_strdup_printf("%s%s %s", stem, trade, RNG_PICK(rng, forms));
}

static void add_reach(struct json_object *document, int64_t number,
		      struct rng *rng)
{
	js_text_take(document, "email",
		     g_strdup_printf("service@customer%" G_GINT64_FORMAT
				     ".example",
				     number));
	js_text_take(document, "phone", place_phone(rng));
	if (rng_chance(rng, 60))
		js_text_take(document, "fax", place_phone(rng));
	else
		js_text(document, "fax", NULL);
	if (!rng_chance(rng, 15))
		js_text_take(document, "website",
			     g_strdup_printf("https://customer%" G_GINT64_FORMAT
					     ".example",
					     number));
	js_take(document, "address", place_address(rng));
	if (rng_chance(rng, 40))
		js_take(document, "billing_address", place_address(rng));
}

static struct json_object *make(const struct world *world, int64_t number)
{
	struct rng rng = rng_for(world->seed, RNG_CUSTOMER, number);
	struct json_object *document = json_object_new_object();
	int64_t made_at = world->today - DAYS_BEFORE * WHEN_DAY +
			  number * DAYS_BEFORE / world->records * WHEN_DAY -
			  rng_below(&rng, 86400);
	const char *kind = rng_chance(&rng, 80) ? "commercial" : "residential";

	js_text_take(document, "id", id_of("cust-", number));
	js_text_take(document, "name", company(&rng));
	js_text_take(document, "customer_number",
		     g_strdup_printf("C-%05" G_GINT64_FORMAT, 20000 + number));
	js_text(document, "status",
		rng_chance(&rng, 12) ? "inactive" : "active");
	js_text(document, "customer_type", kind);
	add_reach(document, number, &rng);
	js_text_take(document, "branch_id",
		     pool_id(POOL_BRANCH, 1 + rng_below(&rng, 6)));
	js_text_take(document, "tax_id",
		     g_strdup_printf("DE%09u", rng_below(&rng, 999999999)));
	js_text(document, "payment_terms",
		rng_chance(&rng, 70) ? "net30" : "net14");
	js_text_take(document, "created_at", when_time(made_at));
	js_text_take(document, "updated_at", when_time(made_at));
	return document;
}

static int64_t last(const struct world *world)
{
	return world->records;
}

static void complete(struct json_object *document, struct json_object *before,
		     int64_t number)
{
	g_autofree char *now = when_time(when_now());

	js_set_take(document, "updated_at", json_object_new_string(now));
	if (before)
		return;
	if (!js_get_text(document, "customer_number")) {
		g_autofree char *made = g_strdup_printf("C-%05" G_GINT64_FORMAT,
							20000 + number);

		js_set_take(document, "customer_number",
			    json_object_new_string(made));
	}
	if (!js_get_text(document, "status"))
		js_set_take(document, "status",
			    json_object_new_string("active"));
	js_text(document, "created_at", now);
}

static const struct column columns[] = {
	{ "status", "status", false },
	{ "branch", "branch_id", false },
	{ "created", "created_at", false },
	{ "name", "name", false },
	{ "number", "customer_number", false },
	{ 0 },
};

static const struct filter filters[] = {
	{ "search", FILTER_SEARCH,
	  "instr(fold(name || char(10) || number), ?) > 0" },
	{ "status", FILTER_TEXT, "status = ?" },
	{ "branch_id", FILTER_TEXT, "branch = ?" },
	{ "created_after", FILTER_DATE, "created >= ?" },
	{ 0 },
};

static const struct field fields[] = {
	{ .name = "name", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED },
	{ .name = "customer_number",
	  .kind = FIELD_TEXT,
	  .flags = FIELD_UNIQUE },
	{ .name = "customer_type", .kind = FIELD_TEXT },
	{ .name = "status", .kind = FIELD_CHOICE, .choices = statuses },
	{ .name = "email", .kind = FIELD_TEXT },
	{ .name = "phone", .kind = FIELD_TEXT },
	{ .name = "fax", .kind = FIELD_TEXT },
	{ .name = "website", .kind = FIELD_TEXT },
	{ .name = "address", .kind = FIELD_ADDRESS },
	{ .name = "billing_address", .kind = FIELD_ADDRESS },
	{ .name = "branch_id", .kind = FIELD_REF, .ref = REF_BRANCH },
	{ .name = "tax_id", .kind = FIELD_TEXT },
	{ .name = "payment_terms", .kind = FIELD_TEXT },
	{ .name = NULL },
};

static const struct shape list_shape[] = {
	{ .key = "id" },
	{ .key = "name" },
	{ .key = "customer_number" },
	{ .key = "status" },
	{ .key = "email" },
	{ .key = "phone" },
	{ .key = "address" },
	{ .key = "created_at" },
	{ .key = NULL },
};

static const struct shape single_shape[] = {
	{ .key = "id" },
	{ .key = "name" },
	{ .key = "customer_number" },
	{ .key = "status" },
	{ .key = "customer_type" },
	{ .key = "email" },
	{ .key = "phone" },
	{ .key = "fax" },
	{ .key = "website" },
	{ .key = "address" },
	{ .key = "billing_address" },
	{ .key = "contacts", .from = "id", .show = refs_contacts },
	{ .key = "branch", .from = "branch_id", .show = refs_branch },
	{ .key = "tax_id" },
	{ .key = "payment_terms" },
	{ .key = "created_at" },
	{ .key = "updated_at" },
	{ .key = NULL },
};

const struct resource customer_resource = {
	.path = "customers",
	.table = "customers",
	.prefix = "cust-",
	.noun = "customer",
	.scope = "customers",
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
