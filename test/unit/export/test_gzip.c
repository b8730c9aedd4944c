#include "lib/export/gzip.h"

#include <string.h>
#include <zlib.h>

/* Open all members that stand behind each other. */
static char *open_members(const GString *file)
{
	GString *text = g_string_new(NULL);
	z_stream stream = { .next_in = (Bytef *)file->str,
			    .avail_in = (uInt)file->len };

	while (stream.avail_in > 0) {
		char chunk[100000];
		int code;

		g_assert_cmpint(inflateInit2(&stream, 15 + 16), ==, Z_OK);
		do {
			stream.next_out = (Bytef *)chunk;
			stream.avail_out = sizeof(chunk);
			code = inflate(&stream, Z_NO_FLUSH);
			g_assert_true(code == Z_OK || code == Z_STREAM_END);
			g_string_append_len(
				text, chunk,
				(gssize)(sizeof(chunk) - stream.avail_out));
		} while (code != Z_STREAM_END);
		inflateEnd(&stream);
	}
	return g_string_free(text, FALSE);
}

static void add(GString *file, const char *text)
{
	struct error err = { 0 };
	GString *member;

	g_assert_true(gzip_member(text, strlen(text), &member, &err));
	g_string_append_len(file, member->str, (gssize)member->len);
	g_string_free(member, TRUE);
}

static void members_are_one_file(void)
{
	g_autoptr(GString) file = g_string_new(NULL);
	g_autofree char *text = NULL;

	add(file, "{\"id\":1}\n");
	add(file, "{\"id\":2}\n");
	text = open_members(file);
	g_assert_cmpstr(text, ==, "{\"id\":1}\n{\"id\":2}\n");
}

static void the_same_text_is_the_same_bytes(void)
{
	g_autoptr(GString) one = g_string_new(NULL);
	g_autoptr(GString) two = g_string_new(NULL);
	g_autofree char *text = g_strnfill(500000, 'x');
	g_autofree char *back = NULL;

	add(one, text);
	add(two, text);
	g_assert_true(g_string_equal(one, two));
	back = open_members(one);
	g_assert_cmpstr(back, ==, text);
}

static bool keep_text(void *user, const char *text, size_t len,
		      struct error *err)
{
	(void)err;
	g_string_append_len(user, text, (gssize)len);
	return true;
}

/* True: it is a whole file of that text, in pieces of any length. */
static bool opens_to(const GString *file, size_t len, const char *wanted)
{
	bool is_good = true;

	for (size_t piece = 1; piece <= len; piece = piece * 3 + 1) {
		g_autoptr(GString) text = g_string_new(NULL);
		AUTO(error_release) struct error err = { 0 };
		AUTO(gunzip_drop)
		struct gunzip *gunzip = gunzip_new(keep_text, text);

		for (size_t at = 0; at < len && err.code == ERR_NONE;
		     at += piece)
			(void)!gunzip_take(gunzip, file->str + at,
					   MIN(piece, len - at), &err);
		is_good = is_good && err.code == ERR_NONE &&
			  gunzip_end(gunzip, &err) &&
			  strcmp(text->str, wanted) == 0;
	}
	return is_good;
}

static void the_way_back(void)
{
	g_autoptr(GString) file = g_string_new(NULL);
	g_autofree char *long_text = g_strnfill(300000, 'x');
	g_autofree char *all = g_strconcat("a", long_text, NULL);

	add(file, "a");
	add(file, long_text);
	g_assert_true(opens_to(file, file->len, all));
	g_assert_false(opens_to(file, file->len - 1, all));
	g_string_append_c(file, 'x');
	g_assert_false(opens_to(file, file->len, all));
	file->len--;
	file->str[file->len - 5] ^= 1;
	g_assert_false(opens_to(file, file->len, all));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/gzip/members", members_are_one_file);
	g_test_add_func("/gzip/same", the_same_text_is_the_same_bytes);
	g_test_add_func("/gzip/back", the_way_back);
	return g_test_run();
}
