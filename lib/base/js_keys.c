#include "lib/base/js_scan.h"

/* Up to here a new key is compared with the others as it comes. */
enum { KEYS_COMPARED = 32 };

/* The inside of a key: in the document, or among the resolved ones. */
struct js_key {
	uint32_t at;
	uint32_t len : 31;
	uint32_t is_resolved : 1;
};

static const char *key_text(const struct js_keys *keys,
			    const struct js_key *key)
{
	const char *base =
		key->is_resolved ? (char *)keys->resolved->data : keys->text;

	return base + key->at;
}

static uint32_t load4(const char *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

/* One bit of 64. It tells most different keys apart, and need do no more. */
static uint64_t key_bit(const char *text, size_t len)
{
	uint64_t mix = len;

	if (len >= 8)
		mix ^= js_load(text) ^ (js_load(text + len - 8) << 1);
	else if (len >= 4)
		mix ^= load4(text) | (uint64_t)load4(text + len - 4) << 32;
	else if (len > 0)
		mix ^= (uint64_t)(unsigned char)text[0] << 8 |
		       (uint64_t)(unsigned char)text[len / 2] << 16 |
		       (uint64_t)(unsigned char)text[len - 1] << 24;
	return (uint64_t)1 << ((mix * 0x9e3779b97f4a7c15u) >> 58);
}

static struct js_key resolve(struct js_keys *keys, const char *inside,
			     size_t len)
{
	struct js_key key = { .is_resolved = true };
	guint old;

	if (!keys->resolved)
		keys->resolved = g_byte_array_new();
	old = keys->resolved->len;
	g_byte_array_set_size(keys->resolved, old + (guint)len);
	key.at = old;
	key.len = (uint32_t)js_unescape(inside, len,
					(char *)keys->resolved->data + old) &
		  INT32_MAX;
	g_byte_array_set_size(keys->resolved, old + key.len);
	return key;
}

static bool is_known(const struct js_keys *keys, size_t first,
		     const struct js_key *wanted)
{
	const char *text = key_text(keys, wanted);

	for (size_t i = first; i < keys->count; i++) {
		const struct js_key *key = &keys->key[i];

		if (key->len == wanted->len &&
		    memcmp(key_text(keys, key), text, key->len) == 0)
			return true;
	}
	return false;
}

static int compare_keys(const void *a, const void *b, void *user)
{
	const struct js_key *one = a, *other = b;
	const struct js_keys *keys = user;

	if (one->len != other->len)
		return one->len < other->len ? -1 : 1;
	return memcmp(key_text(keys, one), key_text(keys, other), one->len);
}

void js_keys_enter(const struct js_keys *keys, struct js_object_keys *object)
{
	*object = (struct js_object_keys){
		.first = keys->count,
		.first_resolved = keys->resolved ? keys->resolved->len : 0,
	};
}

bool js_keys_add(struct js_keys *keys, struct js_object_keys *object,
		 const char *inside, size_t len, bool has_escape)
{
	struct js_key key;
	uint64_t bit;

	if (has_escape)
		key = resolve(keys, inside, len);
	else
		key = (struct js_key){ (uint32_t)(inside - keys->text),
				       (uint32_t)len & INT32_MAX, false };
	bit = key_bit(key_text(keys, &key), key.len);
	if ((object->seen & bit) &&
	    keys->count - object->first <= KEYS_COMPARED &&
	    is_known(keys, object->first, &key))
		return false;
	object->seen |= bit;
	if (keys->count == keys->room) {
		keys->room = keys->room ? keys->room * 2 : 64;
		keys->key = g_renew(struct js_key, keys->key, keys->room);
	}
	keys->key[keys->count++] = key;
	return true;
}

/*
 * Many keys are sorted rather than hashed: no choice of keys makes that slow.
 */
bool js_keys_leave(struct js_keys *keys, const struct js_object_keys *object)
{
	struct js_key *first = keys->key + object->first;
	size_t count = keys->count - object->first;

	if (count > KEYS_COMPARED) {
		g_qsort_with_data(first, (gint)count, sizeof(*first),
				  compare_keys, keys);
		for (size_t i = 1; i < count; i++)
			if (compare_keys(&first[i - 1], &first[i], keys) == 0)
				return false;
	}
	keys->count = object->first;
	if (keys->resolved)
		g_byte_array_set_size(keys->resolved,
				      (guint)object->first_resolved);
	return true;
}

void js_keys_release(struct js_keys *keys)
{
	if (!keys)
		return;
	g_free(keys->key);
	if (keys->resolved)
		g_byte_array_unref(keys->resolved);
	*keys = (struct js_keys){ 0 };
}
