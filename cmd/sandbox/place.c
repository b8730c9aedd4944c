#include "cmd/sandbox/place.h"

#include "cmd/sandbox/js.h"
#include "cmd/sandbox/rng.h"

static const struct {
	const char *name, *state, *postal, *country, *dial;
} cities[] = {
	{ "Hamburg", "HH", "204", "DE", "+49-40" },
	{ "München", "BY", "803", "DE", "+49-89" },
	{ "Köln", "NW", "506", "DE", "+49-221" },
	{ "Görlitz", "SN", "028", "DE", "+49-3581" },
	{ "Zürich", "ZH", "80", "CH", "+41-44" },
	{ "Wien", "W", "10", "AT", "+43-1" },
	{ "Łódź", "LD", "90-0", "PL", "+48-42" },
	{ "Århus", "MJ", "80", "DK", "+45-86" },
	{ "Québec", "QC", "G1R 4", "CA", "+1-418" },
	{ "São Paulo", "SP", "01310-1", "BR", "+55-11" },
	{ "Austin", "TX", "787", "US", "+1-512" },
	{ "東京", "東京都", "100-00", "JP", "+81-3" },
};

char *place_street(struct rng *rng)
{
	static const char *const streets[] = {
		"Hafenweg",	"Lindenallee",	   "Gießereistraße",
		"Station Road", "Rue de l'Éclair", "Ulica Długa",
		"Kastanienweg", "Quay Street",	   "Industriestr.",
		"Am Weiher",	"Avenida Central", "Mill Lane",
	};
	const char *street = RNG_PICK(rng, streets);
	unsigned house = 1 + rng_below(rng, 180);

	return g_strdup_printf("%s %u%s", street, house,
			       rng_chance(rng, 10) ? "a" : "");
}

struct json_object *place_address(struct rng *rng)
{
	struct json_object *address = json_object_new_object();
	unsigned at = rng_below(rng, G_N_ELEMENTS(cities));

	js_text_take(address, "street", place_street(rng));
	js_text(address, "city", cities[at].name);
	js_text(address, "state", cities[at].state);
	js_text_take(address, "postal_code",
		     g_strdup_printf("%s%02u", cities[at].postal,
				     rng_below(rng, 100)));
	js_text(address, "country", cities[at].country);
	return address;
}

/* What there is of both, with `between` only between two. */
static char *join(const char *first, const char *between, const char *second)
{
	bool has_both = first && *first && second && *second;

	return g_strconcat(first ? first : "", has_both ? between : "",
			   second ? second : "", NULL);
}

char *place_line(struct json_object *address)
{
	g_autofree char *town = join(js_get_text(address, "postal_code"), " ",
				     js_get_text(address, "city"));

	return join(js_get_text(address, "street"), ", ", town);
}

char *place_phone(struct rng *rng)
{
	unsigned at = rng_below(rng, G_N_ELEMENTS(cities));

	/* 555 01xx is kept free for made-up numbers. */
	return g_strdup_printf("%s-555-01%02u", cities[at].dial,
			       rng_below(rng, 100));
}
