#include "lib/export/idset.h"

#include <glib.h>
#include <string.h>

enum { BITS_USUAL = 21, BITS_SMALL = 6 };

/* Open addressing: 0 is an empty place. */
struct idset {
	uint64_t *place;
	unsigned bits;
	size_t count;
};

static uint64_t turn(uint64_t word, unsigned by)
{
	return word << by | word >> (64 - by);
}

static void mix(uint64_t v[4], unsigned rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = turn(v[1], 13) ^ v[0];
		v[3] = turn(v[3], 16) ^ v[2];
		v[0] = turn(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = turn(v[1], 17) ^ v[2];
		v[3] = turn(v[3], 21) ^ v[0];
		v[2] = turn(v[2], 32);
	}
}

static uint64_t load(const void *bytes, size_t len)
{
	uint64_t word = 0;

	memcpy(&word, bytes, len);
	return GUINT64_FROM_LE(word);
}

uint64_t idset_key(const struct idset_secret *secret, const void *bytes,
		   size_t len)
{
	const char *at = bytes;
	uint64_t v[4] = {
		secret->word[0] ^ UINT64_C(0x736f6d6570736575),
		secret->word[1] ^ UINT64_C(0x646f72616e646f6d),
		secret->word[0] ^ UINT64_C(0x6c7967656e657261),
		secret->word[1] ^ UINT64_C(0x7465646279746573),
	};
	uint64_t last = (uint64_t)len << 56, key;

	for (; len >= 8; at += 8, len -= 8) {
		uint64_t word = load(at, 8);

		v[3] ^= word;
		mix(v, 2);
		v[0] ^= word;
	}
	last |= load(at, len);
	v[3] ^= last;
	mix(v, 2);
	v[0] ^= last;
	v[2] ^= 0xff;
	mix(v, 4);
	key = v[0] ^ v[1] ^ v[2] ^ v[3];
	return key ? key : 1;
}

static struct idset *new_of(unsigned bits)
{
	struct idset *set = g_new(struct idset, 1);

	*set = (struct idset){
		.place = g_new0(uint64_t, (size_t)1 << bits),
		.bits = bits,
	};
	return set;
}

struct idset *idset_new(void)
{
	return new_of(BITS_USUAL);
}

struct idset *idset_new_small(void)
{
	return new_of(BITS_SMALL);
}

void idset_free(struct idset *set)
{
	if (!set)
		return;
	g_free(set->place);
	g_free(set);
}

void idset_clear(struct idset *set)
{
	memset(set->place, 0, idset_bytes(set));
	set->count = 0;
}

/* Where the key is, or the empty place where it belongs. */
static uint64_t *find(const struct idset *set, uint64_t key)
{
	size_t mask = ((size_t)1 << set->bits) - 1;
	size_t at = (size_t)(key >> (64 - set->bits));

	while (set->place[at] && set->place[at] != key)
		at = (at + 1) & mask;
	return &set->place[at];
}

static void grow(struct idset *set)
{
	struct idset wider = {
		.place = g_new0(uint64_t, (size_t)2 << set->bits),
		.bits = set->bits + 1,
		.count = set->count,
	};

	for (size_t i = 0; i < (size_t)1 << set->bits; i++)
		if (set->place[i])
			*find(&wider, set->place[i]) = set->place[i];
	g_free(set->place);
	*set = wider;
}

bool idset_has(const struct idset *set, uint64_t key)
{
	return *find(set, key) != 0;
}

bool idset_add(struct idset *set, uint64_t key)
{
	uint64_t *place = find(set, key);

	if (*place)
		return false;
	*place = key;
	/* Seven eighths are full: search stays short, and half of the places
	   are taken after it has doubled. */
	if (++set->count > ((size_t)7 << set->bits) / 8)
		grow(set);
	return true;
}

void idset_add_all(struct idset *set, const struct idset *more)
{
	for (size_t i = 0; i < (size_t)1 << more->bits && more->count; i++)
		if (more->place[i])
			(void)idset_add(set, more->place[i]);
}

size_t idset_count(const struct idset *set)
{
	return set->count;
}

size_t idset_bytes(const struct idset *set)
{
	return sizeof(uint64_t) << set->bits;
}
