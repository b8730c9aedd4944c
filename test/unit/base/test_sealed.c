#include "lib/base/sealed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void fill(struct sealed *s, const char *text, size_t len)
{
	AUTO(error_release) struct error err = { 0 };

	g_assert_true(sealed_set(s, text, len, &err));
}

static void it_keeps_what_was_put_in(void)
{
	AUTO(sealed_release) struct sealed s = { 0 };

	g_assert_true(sealed_is_empty(&s));
	g_assert_cmpstr(sealed_reveal(&s), ==, "");
	fill(&s, "a\0b", 3);
	g_assert_cmpuint(s.len, ==, 3);
	g_assert_cmpint(memcmp(sealed_reveal(&s), "a\0b", 4), ==, 0);
	fill(&s, "other", 5);
	g_assert_cmpstr(sealed_reveal(&s), ==, "other");
	sealed_release(&s);
	sealed_release(&s);
	g_assert_true(sealed_is_empty(&s));
}

static void it_grows_up_to_the_limit_and_no_further(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed s = { 0 };
	static char block[SEALED_MAX / 8];

	memset(block, 'x', sizeof(block));
	for (int i = 0; i < 8; i++)
		g_assert_true(sealed_append(&s, block, sizeof(block), &err));
	g_assert_cmpuint(s.len, ==, SEALED_MAX);
	g_assert_cmpuint(strlen(sealed_reveal(&s)), ==, SEALED_MAX);
	g_assert_false(sealed_append(&s, "y", 1, &err));
	g_assert_cmpuint(s.len, ==, SEALED_MAX);
	g_assert_false(sealed_set(&s, block, SEALED_MAX + 1, &err));
}

static void its_pages_stay_out_of_core_dumps(void)
{
	AUTO(sealed_release) struct sealed s = { 0 };
	g_autofree char *maps = NULL;
	g_autofree char *start = NULL;
	const char *entry, *flags;

	fill(&s, "key", 3);
	start = g_strdup_printf("%lx-", (unsigned long)(uintptr_t)s.text);
	g_assert_true(
		g_file_get_contents("/proc/self/smaps", &maps, NULL, NULL));
	entry = strstr(maps, start);
	g_assert_nonnull(entry);
	flags = strstr(entry, "VmFlags:");
	g_assert_nonnull(flags);
	g_assert_nonnull(memmem(flags, strcspn(flags, "\n"), " dd", 3));
}

/* A descriptor from which `text` can be read. */
static int source(const char *text, size_t len)
{
	int pair[2];

	g_assert_cmpint(pipe2(pair, O_CLOEXEC), ==, 0);
	g_assert_cmpint(write(pair[1], text, len), ==, (ssize_t)len);
	close(pair[1]);
	return pair[0];
}

static void it_is_read_to_the_end(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed s = { 0 };
	static char block[20000];
	int fd;

	memset(block, 'k', sizeof(block));
	fd = source(block, sizeof(block));
	g_assert_true(sealed_read(&s, fd, "the pipe", &err));
	close(fd);
	g_assert_cmpuint(s.len, ==, sizeof(block));
	fd = source("", 0);
	g_assert_true(sealed_read(&s, fd, "the pipe", &err));
	close(fd);
	g_assert_true(sealed_is_empty(&s));
}

static void endless_input_is_refused(void)
{
	AUTO(error_release) struct error err = { 0 };
	AUTO(sealed_release) struct sealed s = { 0 };
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	g_assert_false(sealed_read(&s, fd, "standard input", &err));
	close(fd);
	g_assert_nonnull(strstr(err.message, "standard input"));
	g_assert_true(sealed_is_empty(&s));
}

static void a_key_loses_one_line_end(void)
{
	static const char *const given[] = { "key", "key\n", "key\r\n" };
	AUTO(error_release) struct error err = { 0 };

	for (size_t i = 0; i < G_N_ELEMENTS(given); i++) {
		AUTO(sealed_release) struct sealed s = { 0 };

		fill(&s, given[i], strlen(given[i]));
		g_assert_true(sealed_trim_key(&s, "the key", &err));
		g_assert_cmpstr(sealed_reveal(&s), ==, "key");
	}
}

/* Each byte at each place: what is not visible ASCII is refused, and the
   place is named. */
static void other_bytes_are_refused_with_their_position(void)
{
	for (int byte = 0; byte < 256; byte++) {
		bool good = byte > ' ' && byte < 127;
		char text[] = "ab?cd";
		AUTO(error_release) struct error err = { 0 };
		AUTO(sealed_release) struct sealed s = { 0 };

		text[2] = (char)byte;
		fill(&s, text, 5);
		g_assert_true(sealed_trim_key(&s, "the key", &err) == good);
		if (good)
			continue;
		g_assert_cmpint(err.code, ==, ERR_USAGE);
		g_assert_nonnull(strstr(err.message, "at position 3"));
		g_assert_null(strstr(err.message, "cd"));
	}
}

static void a_second_line_end_is_refused(void)
{
	static const struct {
		const char *text;
		const char *place;
	} given[] = {
		{ "key\n\n", "position 4" },
		{ "key\r\r\n", "position 4" },
		{ "key\r", "position 4" },
		{ "key ", "a space at position 4" },
		{ "\xef\xbb\xbfkey", "outside ASCII at position 1" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(given); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(sealed_release) struct sealed s = { 0 };

		fill(&s, given[i].text, strlen(given[i].text));
		g_assert_false(sealed_trim_key(&s, "the key", &err));
		g_assert_nonnull(strstr(err.message, given[i].place));
	}
}

static void an_empty_key_is_refused(void)
{
	static const char *const given[] = { "", "\n", "\r\n" };

	for (size_t i = 0; i < G_N_ELEMENTS(given); i++) {
		AUTO(error_release) struct error err = { 0 };
		AUTO(sealed_release) struct sealed s = { 0 };

		fill(&s, given[i], strlen(given[i]));
		g_assert_false(sealed_trim_key(&s, "the key", &err));
		g_assert_cmpstr(err.message, ==, "the key is empty");
	}
}

static void equality_is_of_every_byte(void)
{
	AUTO(sealed_release) struct sealed a = { 0 };
	AUTO(sealed_release) struct sealed b = { 0 };

	g_assert_true(sealed_equal(&a, &b));
	fill(&a, "a\0b", 3);
	fill(&b, "a\0c", 3);
	g_assert_false(sealed_equal(&a, &b));
	fill(&b, "a\0b", 3);
	g_assert_true(sealed_equal(&a, &b));
	fill(&b, "a\0bc", 4);
	g_assert_false(sealed_equal(&a, &b));
}

static void a_mask_shows_the_end_of_long_ones_only(void)
{
	AUTO(sealed_release) struct sealed s = { 0 };
	g_autofree char *none = sealed_mask(&s);
	g_autofree char *brief = NULL;
	g_autofree char *whole = NULL;

	g_assert_cmpstr(none, ==, "....");
	fill(&s, "short-key-19-bytes!", 19);
	brief = sealed_mask(&s);
	g_assert_cmpstr(brief, ==, "....");
	fill(&s, "fk_0123456789abcdef7", 20);
	whole = sealed_mask(&s);
	g_assert_cmpstr(whole, ==, "....def7");
}

static void moving_empties_the_source(void)
{
	AUTO(sealed_release) struct sealed a = { 0 };
	AUTO(sealed_release) struct sealed b = { 0 };

	fill(&a, "one", 3);
	fill(&b, "two", 3);
	sealed_move(&a, &b);
	g_assert_cmpstr(sealed_reveal(&a), ==, "two");
	g_assert_true(sealed_is_empty(&b));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sealed/it keeps what was put in",
			it_keeps_what_was_put_in);
	g_test_add_func("/sealed/it grows up to the limit and no further",
			it_grows_up_to_the_limit_and_no_further);
	g_test_add_func("/sealed/its pages stay out of core dumps",
			its_pages_stay_out_of_core_dumps);
	g_test_add_func("/sealed/it is read to the end", it_is_read_to_the_end);
	g_test_add_func("/sealed/endless input is refused",
			endless_input_is_refused);
	g_test_add_func("/sealed/a key loses one line end",
			a_key_loses_one_line_end);
	g_test_add_func("/sealed/other bytes are refused with their position",
			other_bytes_are_refused_with_their_position);
	g_test_add_func("/sealed/a second line end is refused",
			a_second_line_end_is_refused);
	g_test_add_func("/sealed/an empty key is refused",
			an_empty_key_is_refused);
	g_test_add_func("/sealed/equality is of every byte",
			equality_is_of_every_byte);
	g_test_add_func("/sealed/a mask shows the end of long ones only",
			a_mask_shows_the_end_of_long_ones_only);
	g_test_add_func("/sealed/moving empties the source",
			moving_empties_the_source);
	return g_test_run();
}
