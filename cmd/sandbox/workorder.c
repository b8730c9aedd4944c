#include "cmd/sandbox/workorder.h"

#include "cmd/sandbox/customer.h"
#include "cmd/sandbox/id.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/refs.h"
#include "cmd/sandbox/when.h"

#include <string.h>

/* The data reach from so many days before today to so many after it. */
#define DAYS_BEFORE 120
#define DAYS_AFTER  60

const char *const work_order_statuses[] = { "draft",	 "open",
					    "assigned",	 "in_progress",
					    "on_hold",	 "completed",
					    "cancelled", NULL };
static const char *const priorities[] = { "low", "medium", "high", "urgent",
					  NULL };

static const char *planned_status(struct rng *rng, int64_t day)
{
	static const char *const past[] = { "completed", "completed",
					    "completed", "completed",
					    "completed", "cancelled",
					    "on_hold",	 "in_progress" };
	static const char *const present[] = { "assigned",    "in_progress",
					       "in_progress", "on_hold",
					       "completed",   "open" };
	static const char *const future[] = { "assigned", "assigned",
					      "open",	  "open",
					      "draft",	  "cancelled" };

	if (day < -2)
		return RNG_PICK(rng, past);
	return day <= 2 ? RNG_PICK(rng, present) : RNG_PICK(rng, future);
}

struct work_order_plan work_order_plan(const struct world *world,
				       int64_t number)
{
	struct work_order_plan plan = {
		.rng = rng_for(world->seed, RNG_WORK_ORDER, number),
	};
	int64_t span = DAYS_BEFORE + DAYS_AFTER;
	int64_t day = (number - 1) * span / world->records - DAYS_BEFORE +
		      rng_below(&plan.rng, 9) - 4;
	bool nobody = false;

	plan.status = planned_status(&plan.rng, day);
	plan.customer = 1 + rng_below(&plan.rng, (unsigned)world->records);
	plan.technician =
		1 + rng_below(&plan.rng,
			      (unsigned)pool_count(world, POOL_TECHNICIAN));
	nobody = strcmp(plan.status, "draft") == 0 ||
		 strcmp(plan.status, "open") == 0;
	if (nobody)
		plan.technician = 0;
	plan.starts_at = world->today + day * WHEN_DAY +
			 (14 + rng_below(&plan.rng, 20)) * 30 * WHEN_MINUTE;
	plan.minutes = 30 + 15 * rng_below(&plan.rng, 15);
	return plan;
}

static void add_description(struct json_object *document, struct rng *rng)
{
	static const char *const texts[] = {
		"Pump makes noise",
		"Yearly inspection",
		"Ölverlust am Verdichter",
		"Alarm 42 on the panel, \"door open\"",
		"Filter tauschen, Schlüssel beim Pförtner",
		"No hot water on floors 2-4",
		"冷却水の漏れ",
		"Leaks, again;\nsee the last visit",
		"Check before winter & note meter readings",
	};

	if (!rng_chance(rng, 12))
		js_text(document, "description", RNG_PICK(rng, texts));
}

static struct json_object *make(const struct world *world, int64_t number)
{
	struct work_order_plan plan = work_order_plan(world, number);
	struct rng *rng = &plan.rng;
	struct json_object *document = json_object_new_object();
	int64_t made_at =
		plan.starts_at - (int64_t)(1 + rng_below(rng, 20)) * WHEN_DAY;
	int64_t contact = (plan.customer - 1) * POOL_CONTACTS_EACH + 1;
	g_autofree char *created = when_time(made_at);
	bool draft = strcmp(plan.status, "draft") == 0;

	js_text_take(document, "id", id_of("wo-", number));
	js_text_take(document, "work_order_number",
		     g_strdup_printf("WO-%.4s-%03" G_GINT64_FORMAT, created,
				     number));
	js_text(document, "status", plan.status);
	js_text(document, "priority",
		RNG_PICK(rng, ((const char *const[]){ "low", "medium", "medium",
						      "medium", "high",
						      "urgent" })));
	add_description(document, rng);
	js_text_take(document, "customer_id", id_of("cust-", plan.customer));
	if (!rng_chance(rng, 10))
		js_text_take(document, "contact_id",
			     pool_id(POOL_CONTACT, contact));
	if (draft)
		js_text(document, "scheduled_date", NULL);
	else
		js_text_take(document, "scheduled_date",
			     when_time(plan.starts_at));
	js_number(document, "estimated_duration", plan.minutes);
	if (plan.technician)
		js_text_take(document, "technician_id",
			     pool_id(POOL_TECHNICIAN, plan.technician));
	else if (!draft)
		js_text(document, "technician_id", NULL);
	js_text(document, "created_at", created);
	js_text(document, "updated_at", created);
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
	bool assigned = js_get_text(document, "technician_id") != NULL;

	js_set_take(document, "updated_at", json_object_new_string(now));
	if (before)
		return;
	js_text_take(
		document, "work_order_number",
		g_strdup_printf("WO-%.4s-%03" G_GINT64_FORMAT, now, number));
	if (!js_get_text(document, "status"))
		js_set_take(
			document, "status",
			json_object_new_string(assigned ? "assigned" : "open"));
	if (!js_get_text(document, "priority"))
		js_set_take(document, "priority",
			    json_object_new_string("medium"));
	js_text(document, "created_at", now);
}

static const struct column columns[] = {
	{ "status", "status", false },
	{ "customer", "customer_id", true },
	{ "technician", "technician_id", false },
	{ "scheduled", "scheduled_date", false },
	{ 0 },
};

static const struct filter filters[] = {
	{ "status", FILTER_TEXT, "status = ?" },
	{ "customer_id", FILTER_TEXT, "customer = ?" },
	{ "technician_id", FILTER_TEXT, "technician = ?" },
	{ "from_date", FILTER_DATE, "substr(scheduled, 1, 10) >= ?" },
	{ "to_date", FILTER_DATE, "substr(scheduled, 1, 10) <= ?" },
	{ 0 },
};

static const struct field fields[] = {
	{ .name = "customer_id",
	  .kind = FIELD_REF,
	  .flags = FIELD_REQUIRED,
	  .ref = REF_CUSTOMER },
	{ .name = "contact_id", .kind = FIELD_REF, .ref = REF_CONTACT },
	{ .name = "technician_id", .kind = FIELD_REF, .ref = REF_TECHNICIAN },
	{ .name = "description", .kind = FIELD_TEXT },
	{ .name = "priority", .kind = FIELD_CHOICE, .choices = priorities },
	{ .name = "status",
	  .kind = FIELD_CHOICE,
	  .choices = work_order_statuses },
	{ .name = "scheduled_date", .kind = FIELD_TIME },
	{ .name = "estimated_duration", .kind = FIELD_NUMBER },
	{ .name = NULL },
};

static const struct shape list_shape[] = {
	{ .key = "id" },
	{ .key = "work_order_number" },
	{ .key = "status" },
	{ .key = "customer", .from = "customer_id", .show = refs_customer },
	{ .key = "scheduled_date" },
	{ .key = "priority" },
	{ .key = "created_at" },
	{ .key = NULL },
};

static const struct shape single_shape[] = {
	{ .key = "id" },
	{ .key = "work_order_number" },
	{ .key = "status" },
	{ .key = "priority" },
	{ .key = "description" },
	{ .key = "customer", .from = "customer_id", .show = refs_customer_at },
	{ .key = "contact", .from = "contact_id", .show = refs_contact },
	{ .key = "scheduled_date" },
	{ .key = "estimated_duration" },
	{ .key = "technician",
	  .from = "technician_id",
	  .show = refs_technician },
	{ .key = "tasks", .from = "id", .show = refs_tasks },
	{ .key = "created_at" },
	{ .key = "updated_at" },
	{ .key = NULL },
};

const struct resource work_order_resource = {
	.path = "work-orders",
	.table = "work_orders",
	.prefix = "wo-",
	.noun = "work order",
	.scope = "work-orders",
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
