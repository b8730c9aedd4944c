#include "cmd/sandbox/gzip.h"

#include <string.h>
#include <zlib.h>

/* zlib's window of 32 KiB, and a gzip wrapper around it. */
#define GZIP_WINDOW (15 + 16)
#define MEMORY	    8

#define CACHE_BYTES ((size_t)64 << 20)

bool gzip_accepted(const char *accept)
{
	g_auto(GStrv) codings = g_strsplit(accept ? accept : "", ",", -1);

	for (char **coding = codings; *coding; coding++) {
		const char *word = g_strstrip(*coding);

		/* "gzip;q=0" means no; other weights are yes. */
		if (g_ascii_strncasecmp(word, "gzip", 4) == 0)
			return !strstr(word, "q=0") || strstr(word, "q=0.");
	}
	return false;
}

static void deflate_into(z_stream *stream, int flush, GString *out)
{
	guint8 piece[16384];

	do {
		stream->next_out = piece;
		stream->avail_out = sizeof(piece);
		deflate(stream, flush);
		g_string_append_len(
			out, (const char *)piece,
			(gssize)(sizeof(piece) - stream->avail_out));
	} while (stream->avail_out == 0);
}

struct gzip_cache {
	GHashTable *bodies; /* GBytes by key */
	uint64_t revision;
	size_t bytes;
};

static void free_bytes(gpointer bytes)
{
	g_bytes_unref(bytes);
}

struct gzip_cache *gzip_cache_new(void)
{
	struct gzip_cache *cache = g_new0(struct gzip_cache, 1);

	cache->bodies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      free_bytes);
	return cache;
}

void gzip_cache_free(struct gzip_cache *cache)
{
	if (!cache)
		return;
	g_hash_table_destroy(cache->bodies);
	g_free(cache);
}

static GString *compressed(const GString *plain)
{
	GString *out = g_string_sized_new(plain->len / 4);
	z_stream stream = { 0 };

	deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, MEMORY,
		     Z_DEFAULT_STRATEGY);
	stream.next_in = (Bytef *)plain->str;
	stream.avail_in = (uInt)plain->len;
	deflate_into(&stream, Z_FINISH, out);
	deflateEnd(&stream);
	return out;
}

static void forget(struct gzip_cache *cache, uint64_t revision)
{
	g_hash_table_remove_all(cache->bodies);
	cache->bytes = 0;
	cache->revision = revision;
}

void gzip_reply(struct gzip_cache *cache, const char *key, uint64_t revision,
		struct reply *reply)
{
	GString *plain = reply->body;
	GBytes *known = NULL;

	if (cache->revision != revision || cache->bytes > CACHE_BYTES)
		forget(cache, revision);
	known = key ? g_hash_table_lookup(cache->bodies, key) : NULL;
	if (known) {
		g_string_truncate(plain, 0);
		g_string_append_len(plain, g_bytes_get_data(known, NULL),
				    (gssize)g_bytes_get_size(known));
	} else {
		reply->body = compressed(plain);
		g_string_free(plain, TRUE);
	}
	if (key && !known) {
		g_hash_table_insert(
			cache->bodies, g_strdup(key),
			g_bytes_new(reply->body->str, reply->body->len));
		cache->bytes += reply->body->len;
	}
	reply_header(reply, "Content-Encoding", "gzip");
	reply_header(reply, "Vary", "Accept-Encoding");
}

GString *gzip_bomb(uint64_t bytes)
{
	guint8 spaces[65536];
	GString *out = g_string_new(NULL);
	z_stream stream = { 0 };

	memset(spaces, ' ', sizeof(spaces));
	deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW,
		     MEMORY, Z_DEFAULT_STRATEGY);
	while (bytes > 0) {
		uint64_t length = MIN(bytes, sizeof(spaces));

		stream.next_in = spaces;
		stream.avail_in = (uInt)length;
		deflate_into(&stream, Z_NO_FLUSH, out);
		bytes -= length;
	}
	deflate_into(&stream, Z_FINISH, out);
	deflateEnd(&stream);
	return out;
}
