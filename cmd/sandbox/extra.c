#include "cmd/sandbox/extra.h"

#include "cmd/sandbox/body.h"
#include "cmd/sandbox/id.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/params.h"
#include "cmd/sandbox/read.h"
#include "cmd/sandbox/rng.h"
#include "cmd/sandbox/store.h"
#include "cmd/sandbox/when.h"

#include <string.h>

bool extra_create_table(struct sql *sql, GError **error)
{
	return sql_run(sql,
		       "CREATE TABLE IF NOT EXISTS asset_parts (n INTEGER "
		       "PRIMARY KEY, asset INTEGER, part TEXT)",
		       error);
}

/* A visit some time before today; the newest comes first. */
static struct json_object *visit(const struct world *world, int64_t at,
				 struct rng *rng)
{
	static const char *const texts[] = { "Yearly inspection",
					     "Filter replaced",
					     "Störung behoben",
					     "Seal ring replaced" };
	struct json_object *shown = json_object_new_object();
	unsigned orders = (unsigned)MIN(world->records, G_MAXINT32);
	unsigned people = (unsigned)pool_count(world, POOL_TECHNICIAN);
	g_autoptr(json_object) whole = NULL;
	struct json_object *technician = json_object_new_object();

	js_text_take(shown, "work_order_id",
		     id_of("wo-", 1 + rng_below(rng, orders)));
	js_text_take(shown, "date", when_time(at));
	js_text(shown, "description", RNG_PICK(rng, texts));
	whole = pool_make(world, POOL_TECHNICIAN, 1 + rng_below(rng, people));
	js_text(technician, "id", js_get_text(whole, "id"));
	js_text(technician, "name", js_get_text(whole, "name"));
	js_take(shown, "technician", technician);
	return shown;
}

bool extra_history(struct call *call, GError **error)
{
	const struct world *world = store_world(call->box->store);
	struct rng rng = rng_for(world->seed, RNG_HISTORY, call->number);
	struct json_object *visits = NULL;
	unsigned count = rng_below(&rng, 6);
	int64_t at = world->today;

	if (!params_none(call) || !read_exists(call, error))
		return false;
	visits = json_object_new_array();
	for (unsigned i = 0; i < count && call->number <= world->records; i++) {
		at -= (1 + rng_below(&rng, 300)) * WHEN_DAY;
		json_object_array_add(visits,
				      visit(world, at + 9 * WHEN_HOUR, &rng));
	}
	reply_data_take(call->reply, 200, visits);
	return true;
}

static struct json_object *part_row(const struct world *world, int64_t part,
				    int64_t quantity)
{
	g_autoptr(json_object) whole = pool_make(world, POOL_PART, part);
	struct json_object *row = json_object_new_object();

	js_text(row, "part_id", js_get_text(whole, "id"));
	js_text(row, "name", js_get_text(whole, "name"));
	js_number(row, "quantity", quantity);
	return row;
}

/* The parts that were added by requests, after those of the seed. */
static bool add_stored(struct call *call, struct json_object *parts,
		       GError **error)
{
	struct sql *sql = store_sql(call->box->store);
	sqlite3_stmt *select = sql_ready(
		sql, "SELECT part FROM asset_parts WHERE asset = ? ORDER BY n",
		error);
	bool row = false;

	if (!select)
		return false;
	sql_number(select, 1, call->number);
	if (!sql_step(sql, select, &row, error))
		return false;
	while (row) {
		const char *text = sql_column(select, 0);

		json_object_array_add(parts, js_parse(text, strlen(text)));
		if (!sql_step(sql, select, &row, error))
			return false;
	}
	sqlite3_reset(select);
	return true;
}

bool extra_parts(struct call *call, GError **error)
{
	const struct world *world = store_world(call->box->store);
	struct rng rng = rng_for(world->seed, RNG_ASSET_PARTS, call->number);
	unsigned kinds = (unsigned)pool_count(world, POOL_PART);
	unsigned count = rng_below(&rng, 4);
	g_autoptr(json_object) parts = json_object_new_array();

	if (!params_none(call) || !read_exists(call, error))
		return false;
	for (unsigned i = 0; i < count && call->number <= world->records; i++) {
		int64_t part = 1 + rng_below(&rng, kinds);

		json_object_array_add(
			parts, part_row(world, part, 1 + rng_below(&rng, 3)));
	}
	if (!add_stored(call, parts, error))
		return false;
	reply_data_take(call->reply, 200, g_steal_pointer(&parts));
	return true;
}

bool extra_add_part(struct call *call, GError **error)
{
	const struct world *world = store_world(call->box->store);
	struct sql *sql = store_sql(call->box->store);
	g_autoptr(json_object) body = NULL;
	g_autoptr(json_object) row = NULL;
	sqlite3_stmt *insert = NULL;

	if (!params_none(call) || !read_exists(call, error) ||
	    !body_read_part(call, &body))
		return false;
	row = part_row(
		world,
		pool_number(world, POOL_PART, js_get_text(body, "part_id")),
		json_object_get_int64(
			json_object_object_get(body, "quantity")));
	if (js_get_text(body, "serial_number"))
		js_text(row, "serial_number",
			js_get_text(body, "serial_number"));
	insert = sql_ready(
		sql, "INSERT INTO asset_parts (asset, part) VALUES (?, ?)",
		error);
	if (!insert)
		return false;
	sql_number(insert, 1, call->number);
	sql_text(insert, 2, js_print(row, NULL));
	if (!sql_done(sql, insert, error))
		return false;
	store_touch(call->box->store);
	reply_data_take(call->reply, 201, g_steal_pointer(&row));
	return true;
}

bool extra_warranty(struct call *call, GError **error)
{
	g_autoptr(json_object) document = NULL;
	struct json_object *shown = NULL;
	g_autofree char *today = when_date(when_now());
	const char *start = NULL, *expiry = NULL;

	if (!params_none(call) || !read_document(call, &document, error))
		return false;
	start = js_get_text(document, "warranty_start");
	expiry = js_get_text(document, "warranty_expiry");
	shown = json_object_new_object();
	js_text(shown, "asset_id", call->id);
	js_text(shown, "status",
		!expiry			     ? "none"
		: strcmp(expiry, today) >= 0 ? "active"
					     : "expired");
	js_text(shown, "warranty_start", start);
	js_text(shown, "warranty_expiry", expiry);
	if (expiry)
		js_number(shown, "days_left",
			  MAX(0, (when_of_date(expiry) - when_of_date(today)) /
					 WHEN_DAY));
	reply_data_take(call->reply, 200, shown);
	return true;
}
