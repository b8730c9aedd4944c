#include "lib/export/gzip.h"

#include <zlib.h>

enum { WINDOW_BITS = 15, WITH_GZIP_HEAD = 16, MEMORY_USUAL = 8 };
enum { PIECE = 64 * 1024 };

bool gzip_member(const char *text, size_t len, GString **ret_member,
		 struct error *err)
{
	z_stream stream = { 0 };
	GString *member;
	int code;

	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
			 WINDOW_BITS + WITH_GZIP_HEAD, MEMORY_USUAL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return error_set(err, ERR_OTHER, "zlib does not start");
	member = g_string_sized_new(deflateBound(&stream, len));
	stream.next_in = (Bytef *)text; /* it is not written to */
	stream.avail_in = (uInt)len;
	stream.next_out = (Bytef *)member->str;
	stream.avail_out = (uInt)member->allocated_len - 1;
	code = deflate(&stream, Z_FINISH);
	g_string_set_size(member, stream.total_out);
	(void)deflateEnd(&stream); /* says what deflate said */
	if (code != Z_STREAM_END) {
		g_string_free(member, TRUE);
		return error_set(err, ERR_OTHER, "zlib fails (%d)", code);
	}
	*ret_member = member;
	return true;
}

struct gunzip {
	gunzip_text_fn *text;
	void *user;
	z_stream stream; /* points into itself: never moved */
	bool is_open;	 /* within a member */
	char piece[PIECE];
};

struct gunzip *gunzip_new(gunzip_text_fn *text, void *user)
{
	struct gunzip *gunzip = g_new0(struct gunzip, 1);

	gunzip->text = text;
	gunzip->user = user;
	return gunzip;
}

void gunzip_free(struct gunzip *gunzip)
{
	if (!gunzip)
		return;
	if (gunzip->is_open)
		(void)inflateEnd(&gunzip->stream); /* nothing is lost */
	g_free(gunzip);
}

/* As much text as the bytes that are left bring, or a piece of it. */
static bool step(struct gunzip *gunzip, struct error *err)
{
	z_stream *stream = &gunzip->stream;
	int code;

	if (!gunzip->is_open &&
	    inflateInit2(stream, WINDOW_BITS + WITH_GZIP_HEAD) != Z_OK)
		return error_set(err, ERR_OTHER, "zlib does not start");
	gunzip->is_open = true;
	stream->next_out = (Bytef *)gunzip->piece;
	stream->avail_out = PIECE;
	code = inflate(stream, Z_NO_FLUSH);
	if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
		return error_set(err, ERR_OTHER, "it is no gzip file: %s",
				 stream->msg ? stream->msg : zError(code));
	if (code == Z_STREAM_END) {
		gunzip->is_open = false;
		(void)inflateEnd(stream); /* the checksum fitted */
	}
	return gunzip->text(gunzip->user, gunzip->piece,
			    PIECE - stream->avail_out, err);
}

bool gunzip_take(struct gunzip *gunzip, const char *bytes, size_t len,
		 struct error *err)
{
	z_stream *stream = &gunzip->stream;

	stream->next_in = (Bytef *)bytes; /* it is not written to */
	stream->avail_in = (uInt)len;
	while (stream->avail_in > 0 ||
	       (gunzip->is_open && stream->avail_out == 0))
		if (!step(gunzip, err))
			return false;
	return true;
}

bool gunzip_end(struct gunzip *gunzip, struct error *err)
{
	return !gunzip->is_open ||
	       error_set(err, ERR_OTHER, "the gzip file is cut off");
}
