/*
 * Prints a JSON array from standard input in one format, for scripts that
 * compare with other readers: out_probe FORMAT FIELD...
 */
#include <string.h>
#include <unistd.h>

#include "lib/ui/out.h"

enum { FIELDS_MAX = 32 };

static enum out_format format_of(const char *name)
{
	unsigned i = 0;

	while (strcmp(out_format_names[i], name) != 0)
		i++;
	return (enum out_format)i;
}

static GString *read_all(void)
{
	GString *text = g_string_new(NULL);
	char some[4096];
	ssize_t got;

	while ((got = read(STDIN_FILENO, some, sizeof(some))) > 0)
		g_string_append_len(text, some, got);
	return text;
}

static bool print(struct io *io, const struct out_config *config,
		  const GString *text, struct error *err)
{
	AUTO(out_drop) struct out *out = NULL;
	struct js_walk walk = { 0 };
	struct js root;

	if (!js_check(text->str, text->len, "the input", &root, err) ||
	    !out_open(io, config, &out, err))
		return false;
	while (js_next(root, &walk))
		if (!out_record(out, walk.value, err))
			return false;
	return out_finish(out, err);
}

int main(int argc, char **argv)
{
	AUTO(error_release) struct error err = { 0 };
	struct field fields[FIELDS_MAX] = { 0 };
	struct out_config config = { .fields = fields };
	g_autoptr(GString) text = read_all();
	struct io *io = io_open();

	config.format = format_of(argv[1]);
	for (int i = 2; i < argc && i < FIELDS_MAX; i++)
		fields[i - 2] =
			(struct field){ argv[i], argv[i], FIELD_TEXT, 0, "" };
	if (!print(io, &config, text, &err))
		io_error(io, &err);
	io_free(io);
	return error_exit_status(&err);
}
