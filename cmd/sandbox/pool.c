#include "cmd/sandbox/pool.h"

#include "cmd/sandbox/id.h"
#include "cmd/sandbox/js.h"
#include "cmd/sandbox/place.h"
#include "cmd/sandbox/rng.h"

/*
 * Some names are meant to be awkward: wide characters, letters made of a base
 * and a combining mark, quotes and commas.
 */
static const char *const first_names[] = {
	"Ida",	   "Ben",    "Jörg",  "Aylin", "Zoë",	     "Łukasz", "Mette",
	"Søren",   "Ana",    "Tomás", "Grace", "Priya",	     "Emeka",  "Yuki",
	"Ólafur",  "Chloé",  "Jan",   "Marta", "Björn",	     "Fatma",  "Dieter",
	"Rosalie", "Hannah", "Noah",  "Élise", "Rene\u0301",
};
static const char *const last_names[] = {
	"Krug",	     "Ott",	    "Müller",	    "Yılmaz",	   "Øverland",
	"Nowak",     "Jensen",	    "García",	    "Okafor",	   "Sharma",
	"O'Brien",   "Dupont",	    "Weiß",	    "Böhm",	   "Lindqvist",
	"Novák",     "Tanaka",	    "van der Meer", "Schröder",	   "Ferrari",
	"Kowalczyk", "Smith-Jones", "Çelik",	    "Nun\u0303ez",
};
static const char *const wide_people[] = { "田中 美咲", "王 伟", "김 서연",
					   "佐藤 健" };

char *pool_person(struct rng *rng)
{
	const char *first = NULL;

	if (rng_chance(rng, 4))
		return g_strdup(RNG_PICK(rng, wide_people));
	first = RNG_PICK(rng, first_names);
	return g_strdup_printf("%s %s", first, RNG_PICK(rng, last_names));
}

static const struct {
	const char *prefix;
	int64_t count;
	int64_t each; /* or so many for each customer */
} pools[] = {
	[POOL_TECHNICIAN] = { "tech-", 24, 0 },
	[POOL_BRANCH] = { "branch-", 6, 0 },
	[POOL_PRODUCT] = { "prod-", 48, 0 },
	[POOL_OBJECT] = { "obj-", 0, POOL_OBJECTS_EACH },
	[POOL_CONTACT] = { "contact-", 0, POOL_CONTACTS_EACH },
	[POOL_CHECKLIST] = { "checklist-", 12, 0 },
	[POOL_PART] = { "part-", 120, 0 },
};

int64_t pool_count(const struct world *world, enum pool pool)
{
	return pools[pool].count + pools[pool].each * world->records;
}

char *pool_id(enum pool pool, int64_t number)
{
	return id_of(pools[pool].prefix, number);
}

int64_t pool_number(const struct world *world, enum pool pool, const char *id)
{
	int64_t number = id_number(id, pools[pool].prefix);

	return number <= pool_count(world, pool) ? number : 0;
}

/* Round and round an array of words; number is from 1. */
#define NTH(words, number)                                                     \
	((words)[(size_t)((number)-1) % (sizeof(words) / sizeof(*(words)))])

static void add_technician(const struct world *world, int64_t number,
			   struct json_object *to)
{
	struct rng rng = rng_for(world->seed, RNG_TECHNICIAN, number);

	js_text_take(to, "name", pool_person(&rng));
}

static void add_contact(const struct world *world, int64_t number,
			struct json_object *to)
{
	static const char *const titles[] = { "Site lead", "Facility manager",
					      "Billing", "Hausmeister",
					      "Owner" };
	struct rng rng = rng_for(world->seed, RNG_CONTACT, number);

	js_text_take(to, "name", pool_person(&rng));
	js_text(to, "title", RNG_PICK(&rng, titles));
	js_text_take(to, "email",
		     g_strdup_printf("contact%" G_GINT64_FORMAT
				     "@customer.example",
				     number));
	js_text_take(to, "phone", place_phone(&rng));
}

static void add_branch(int64_t number, struct json_object *to)
{
	static const char *const names[] = { "North",	      "South",
					     "East",	      "West",
					     "Île-de-France", "東京支店" };

	js_text(to, "name", NTH(names, number));
}

static void add_product(const struct world *world, int64_t number,
			struct json_object *to)
{
	static const char *const kinds[] = {
		"Feed pump",  "Boiler",	  "Chiller",	    "Heat pump",
		"Air washer", "Elevator", "Fire panel",	    "Kältemaschine",
		"Compressor", "Gate",	  "Switch cabinet", "Pressure vessel",
	};
	static const char *const makers[] = { "Pumpwerk",      "Søndergård",
					      "Kälte & Klima", "Acme, Inc.",
					      "三つ葉電機",    "Vulcan" };
	struct rng rng = rng_for(world->seed, RNG_PRODUCT, number);

	js_text_take(to, "name",
		     g_strdup_printf("%s %u", NTH(kinds, number),
				     10 * (1 + rng_below(&rng, 90))));
	js_text(to, "manufacturer", RNG_PICK(&rng, makers));
}

static void add_object(const struct world *world, int64_t number,
		       struct json_object *to)
{
	static const char *const kinds[] = { "Hall",   "Building", "Plant",
					     "Office", "Lager",	   "Depot" };
	struct rng rng = rng_for(world->seed, RNG_OBJECT, number);
	const char *kind = RNG_PICK(&rng, kinds);

	js_text_take(to, "name",
		     g_strdup_printf("%s %c", kind,
				     (char)('A' + (int)rng_below(&rng, 6))));
	js_text_take(to, "address", place_street(&rng));
}

static void add_checklist(int64_t number, struct json_object *to)
{
	static const char *const names[] = {
		"Pump check",	 "Yearly inspection", "Fire safety",
		"Start-up",	 "Leak test",	      "Elevator round",
		"Filter change", "Handover",	      "Prüfung nach DGUV",
		"Winter check",	 "Calibration",	      "Site survey",
	};

	js_text(to, "name", NTH(names, number));
}

static void add_part(const struct world *world, int64_t number,
		     struct json_object *to)
{
	static const char *const kinds[] = { "Seal ring",    "Ball bearing",
					     "Filter",	     "V-belt",
					     "Fuse 16 A",    "Dichtung",
					     "Gasket 1/2\"", "Relay" };
	struct rng rng = rng_for(world->seed, RNG_PART, number);

	js_text_take(to, "name",
		     g_strdup_printf("%s %u", NTH(kinds, number),
				     5 * (1 + rng_below(&rng, 40))));
}

struct json_object *pool_make(const struct world *world, enum pool pool,
			      int64_t number)
{
	struct json_object *made = json_object_new_object();

	js_text_take(made, "id", pool_id(pool, number));
	switch (pool) {
	case POOL_TECHNICIAN:
		add_technician(world, number, made);
		break;
	case POOL_BRANCH:
		add_branch(number, made);
		break;
	case POOL_PRODUCT:
		add_product(world, number, made);
		break;
	case POOL_OBJECT:
		add_object(world, number, made);
		break;
	case POOL_CONTACT:
		add_contact(world, number, made);
		break;
	case POOL_CHECKLIST:
		add_checklist(number, made);
		break;
	case POOL_PART:
		add_part(world, number, made);
		break;
	}
	return made;
}
