#include "lib/export/gzip.h"

#include <zlib.h>

enum { WINDOW_BITS = 15, WITH_GZIP_HEAD = 16, MEMORY_USUAL = 8 };

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
