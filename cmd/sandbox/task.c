#include "cmd/sandbox/id.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/refs.h"
#include "cmd/sandbox/rng.h"
#include "cmd/sandbox/when.h"
#include "cmd/sandbox/workorder.h"

#include <string.h>

/*
 * Four work orders share eight tasks, so that which task belongs to which
 * order can be told from its number alone, and some orders have none.
 */
static const struct {
	int order, sequence;
} share[8] = { { 1, 1 }, { 1, 2 }, { 1, 3 }, { 2, 1 },
	       { 4, 1 }, { 4, 2 }, { 4, 3 }, { 4, 4 } };

static const char *const statuses[] = { "pending", "in_progress", "completed",
					"skipped", "on_hold",	  "cancelled",
					NULL };

static int64_t last(const struct world *world)
{
	return (world->records + 3) / 4 * 8;
}

static const char *status_within(const char *order, int sequence,
				 struct rng *rng)
{
	if (strcmp(order, "completed") == 0)
		return rng_chance(rng, 8) ? "skipped" : "completed";
	if (strcmp(order, "cancelled") == 0)
		return "cancelled";
	if (strcmp(order, "in_progress") == 0)
		return sequence == 1   ? "completed"
		       : sequence == 2 ? "in_progress"
				       : "pending";
	return strcmp(order, "on_hold") == 0 && sequence == 1 ? "on_hold"
							      : "pending";
}

static void add_parts(const struct world *world, struct json_object *document,
		      const char *key, struct rng *rng)
{
	struct json_object *parts = json_object_new_array();
	unsigned count = rng_below(rng, 3);

	for (unsigned i = 0; i < count; i++) {
		struct json_object *part = json_object_new_object();
		unsigned which =
			rng_below(rng, (unsigned)pool_count(world, POOL_PART));

		js_text_take(part, "part_id", pool_id(POOL_PART, which + 1));
		js_number(part, "quantity", 1 + rng_below(rng, 4));
		json_object_array_add(parts, part);
	}
	js_take(document, key, parts);
}

/* What is known only once somebody has been there. */
static void add_visit(const struct world *world, struct json_object *document,
		      const struct work_order_plan *plan, int sequence,
		      struct rng *rng)
{
	static const char *const notes[] = { "Seal worn", "Alles in Ordnung",
					     "Customer was not there at first",
					     "Nächstes Mal Leiter mitbringen" };
	bool done = strcmp(js_get_text(document, "status"), "completed") == 0;
	int64_t minutes = 10 + 5 * rng_below(rng, 10);
	int64_t began_at = plan->starts_at + (sequence - 1) * 60 * WHEN_MINUTE;
	unsigned photo = rng_below(rng, 100000);

	if (done) {
		js_number(document, "actual_duration", minutes);
		add_parts(world, document, "parts_used", rng);
		js_text(document, "notes", RNG_PICK(rng, notes));
		js_take(document, "photos", json_object_new_array());
	}
	if (done && photo % 3 == 0) {
		struct json_object *row = json_object_new_object();

		js_text_take(row, "id", g_strdup_printf("photo-%u", photo));
		js_text_take(row, "url",
			     g_strdup_printf("https://files.example/p%u.jpg",
					     photo));
		json_object_array_add(
			json_object_object_get(document, "photos"), row);
	}
	js_text_take(document, "started_at", when_time(began_at));
	if (done)
		js_text_take(document, "completed_at",
			     when_time(began_at + minutes * WHEN_MINUTE));
}

static struct json_object *make(const struct world *world, int64_t number)
{
	static const char *const names[] = {
		"Check bearings",  "Replace filter",   "Measure flow",
		"Dichtung prüfen", "Refill coolant",   "Test alarm",
		"Clean housing",   "Photograph plate", "Sign off with customer",
	};
	int place = (int)((number - 1) % 8);
	int64_t order = (number - 1) / 8 * 4 + share[place].order;
	int sequence = share[place].sequence;
	struct work_order_plan plan;
	struct rng rng = rng_for(world->seed, RNG_TASK, number);
	struct json_object *document = NULL;
	const char *status = NULL;
	bool begun = false;

	if (order > world->records)
		return NULL;
	plan = work_order_plan(world, order);
	status = status_within(plan.status, sequence, &rng);
	begun = strcmp(status, "completed") == 0 ||
		strcmp(status, "in_progress") == 0;
	document = json_object_new_object();
	js_text_take(document, "id", id_of("task-", number));
	js_text_take(document, "work_order_id", id_of("wo-", order));
	js_text(document, "name", RNG_PICK(&rng, names));
	if (begun || rng_chance(&rng, 30))
		js_text(document, "description", "Listen, measure, write down");
	js_text(document, "status", status);
	js_number(document, "sequence", sequence);
	js_number(document, "estimated_duration", 15 + 5 * rng_below(&rng, 8));
	if (begun && plan.technician)
		js_text_take(document, "technician_id",
			     pool_id(POOL_TECHNICIAN, plan.technician));
	if (rng_chance(&rng, 50))
		js_text_take(document, "checklist_id",
			     pool_id(POOL_CHECKLIST, 1 + rng_below(&rng, 12)));
	if (begun)
		add_visit(world, document, &plan, sequence, &rng);
	else
		add_parts(world, document, "parts_required", &rng);
	return document;
}

/* A time that is set when a status is reached, and only once. */
static void stamp(struct json_object *document, const char *key)
{
	if (!js_get_text(document, key)) {
		g_autofree char *now = when_time(when_now());

		js_set_take(document, key, json_object_new_string(now));
	}
}

static void complete(struct json_object *document, struct json_object *before,
		     int64_t number)
{
	const char *status = js_get_text(document, "status");

	(void)number;
	if (!before && !status) {
		js_set_take(document, "status",
			    json_object_new_string("pending"));
		return;
	}
	if (g_strcmp0(status, "in_progress") == 0 ||
	    g_strcmp0(status, "completed") == 0)
		stamp(document, "started_at");
	if (g_strcmp0(status, "completed") == 0)
		stamp(document, "completed_at");
}

static const struct column columns[] = {
	{ "status", "status", false },
	{ "technician", "technician_id", false },
	{ "work_order", "work_order_id", true },
	{ 0 },
};

static const struct filter filters[] = {
	{ "status", FILTER_TEXT, "status = ?" },
	{ "technician_id", FILTER_TEXT, "technician = ?" },
	{ 0 },
};

static const struct field fields[] = {
	{ .name = "name", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED },
	{ .name = "description", .kind = FIELD_TEXT },
	{ .name = "status", .kind = FIELD_CHOICE, .choices = statuses },
	{ .name = "sequence", .kind = FIELD_NUMBER },
	{ .name = "estimated_duration", .kind = FIELD_NUMBER },
	{ .name = "technician_id", .kind = FIELD_REF, .ref = REF_TECHNICIAN },
	{ .name = "checklist_id", .kind = FIELD_REF, .ref = REF_CHECKLIST },
	{ .name = "parts_required", .kind = FIELD_PARTS },
	{ .name = "notes", .kind = FIELD_TEXT },
	{ .name = NULL },
};

static const struct shape list_shape[] = {
	{ .key = "id" },
	{ .key = "name" },
	{ .key = "description" },
	{ .key = "status" },
	{ .key = "technician",
	  .from = "technician_id",
	  .show = refs_technician },
	{ .key = "started_at" },
	{ .key = "completed_at" },
	{ .key = "duration", .from = "actual_duration" },
	{ .key = "parts_required", .show = refs_parts },
	{ .key = NULL },
};

static const struct shape single_shape[] = {
	{ .key = "id" },
	{ .key = "work_order_id" },
	{ .key = "name" },
	{ .key = "description" },
	{ .key = "status" },
	{ .key = "sequence" },
	{ .key = "estimated_duration" },
	{ .key = "actual_duration" },
	{ .key = "technician",
	  .from = "technician_id",
	  .show = refs_technician },
	{ .key = "checklist", .from = "checklist_id", .show = refs_checklist },
	{ .key = "parts_required", .show = refs_parts },
	{ .key = "parts_used", .show = refs_parts },
	{ .key = "notes" },
	{ .key = "photos" },
	{ .key = "started_at" },
	{ .key = "completed_at" },
	{ .key = NULL },
};

const struct resource task_resource = {
	.path = "tasks",
	.table = "tasks",
	.prefix = "task-",
	.noun = "task",
	.scope = "work-orders",
	.columns = columns,
	.filters = filters,
	.fields = fields,
	.list = list_shape,
	.single = single_shape,
	.paged = false,
	.last = last,
	.make = make,
	.complete = complete,
};
