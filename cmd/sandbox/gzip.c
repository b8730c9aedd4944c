#include "cmd/sandbox/gzip.h"

#include <string.h>
#include <zlib.h>

/* zlib's window of 32 KiB, and a gzip wrapper around it. */
#define GZIP_WINDOW (15 + 16)
#define MEMORY	    8

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

void gzip_reply(struct reply *reply)
{
	GString *out = g_string_sized_new(reply->body->len / 4);
	z_stream stream = { 0 };

	deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, MEMORY,
		     Z_DEFAULT_STRATEGY);
	stream.next_in = (Bytef *)reply->body->str;
	stream.avail_in = (uInt)reply->body->len;
	deflate_into(&stream, Z_FINISH, out);
	deflateEnd(&stream);
	g_string_free(reply->body, TRUE);
	reply->body = out;
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
