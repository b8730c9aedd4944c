#include "lib/cli/opt.h"

#include <string.h>

#include "lib/base/nearest.h"
#include "lib/cli/opt_value.h"

/* Reading the words of one request. */
struct reader {
	const struct opt_request *request;
	size_t next;	   /* the word to be read */
	GHashTable *given; /* values of rows that take one, by row */
	GPtrArray *operands;
};

/* An option that was recognised. */
struct match {
	const struct opt *row;
	void *record;
	bool last_wins;
};

const struct opt *opt_by_name(const struct opt *rows, const char *name,
			      size_t len)
{
	for (const struct opt *row = rows; row && row->name; row++) {
		if (strncmp(row->name, name, len) == 0 && !row->name[len])
			return row;
	}
	return NULL;
}

const struct opt *opt_by_letter(const struct opt *rows, char letter)
{
	for (const struct opt *row = rows; row && row->name; row++) {
		if (row->letter && row->letter == letter)
			return row;
	}
	return NULL;
}

/* What follows the option in a word: "" in "--output" and "-qo", "=json" in
   "--output=json". NULL: it is not in it. */
static const char *behind_name(const struct opt *rows, const struct opt *row,
			       const char *word)
{
	size_t len = strlen(row->name);
	const char *at = word + 1;
	const struct opt *other;

	if (g_str_has_prefix(word, "--"))
		return strncmp(word + 2, row->name, len) == 0 &&
				       (!word[2 + len] || word[2 + len] == '=')
			       ? word + 2 + len
			       : NULL;
	if (*word != '-')
		return NULL;
	while ((other = opt_by_letter(rows, *at)) && other->kind == OPT_FLAG)
		at++;
	return other == row ? at + 1 : NULL;
}

const char *opt_glimpse(const struct opt *rows, const char *name,
			struct strv words)
{
	const struct opt *row = opt_by_name(rows, name, strlen(name));
	const char *value = NULL;

	for (size_t i = 0; i < words.count; i++) {
		const char *at = behind_name(rows, row, words.item[i]);

		if (g_str_equal(words.item[i], "--"))
			break;
		if (at && *at)
			value = at + (*at == '=');
		else if (at && i + 1 < words.count)
			value = words.item[i + 1];
	}
	return value;
}

void opt_record_init(const struct opt *rows, void *record)
{
	for (const struct opt *row = rows; row && row->name; row++) {
		if (row->kind == OPT_CHOICE)
			*(int *)(void *)((char *)record + row->offset) = -1;
	}
}

static const char *nearest_in_sets(const struct opt_request *request,
				   const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (size_t i = 0; i < request->set_count; i++) {
		const struct opt *row = request->sets[i].rows;

		for (; row && row->name; row++)
			g_ptr_array_add(names, (gpointer)row->name);
	}
	return nearest(name, (const char *const *)names->pdata, names->len);
}

/* A key on the command line stays in the shell's history and could be read by
   every user of the machine, whether we know the option or not. */
static void hint_if_secret(struct error *err, const char *name, bool has_value)
{
	static const char *const suspects[] = { "key", "token", "secret",
						"passw", "credential" };
	g_autofree char *lower = g_ascii_strdown(name, -1);

	if (!has_value && strstr(lower, "std"))
		return; /* a misspelt --key-stdin carries none */
	for (size_t i = 0; i < G_N_ELEMENTS(suspects); i++) {
		if (!strstr(lower, suspects[i]))
			continue;
		error_hint(err, "secrets are read from standard input, never "
				"from options; if one was just given here, "
				"replace it: other users could see it");
		return;
	}
}

static bool unknown_name(const struct opt_request *request, const char *name,
			 bool has_value, struct error *err)
{
	const char *near = nearest_in_sets(request, name);

	if (near)
		error_set(err, ERR_USAGE,
			  "unknown option '--%s'; did you mean '--%s'?", name,
			  near);
	else
		error_set(err, ERR_USAGE, "unknown option '--%s'", name);
	hint_if_secret(err, name, has_value);
	return false;
}

static bool check_once(struct reader *reader, const struct match *match,
		       const char *spelled, const char *value,
		       struct error *err)
{
	const char *earlier = g_hash_table_lookup(reader->given, match->row);

	if (match->last_wins || match->row->kind == OPT_STRINGS)
		return true;
	if (earlier && strcmp(earlier, value) != 0)
		return error_set(err, ERR_USAGE,
				 "%s is given twice, with different values",
				 spelled);
	(void)g_hash_table_insert(reader->given, (gpointer)match->row,
				  (gpointer)value);
	return true;
}

/* Take the value from the rest of the word, or else the next word. */
static bool store_value(struct reader *reader, const struct match *match,
			const char *spelled, const char *value,
			struct error *err)
{
	struct strv words = reader->request->words;

	if (!value) {
		if (reader->next == words.count)
			return error_set(err, ERR_USAGE, "%s needs a value: %s",
					 spelled, match->row->arg);
		value = words.item[reader->next++];
	}
	return opt_value_store(match->row, match->record, spelled, value,
			       reader->request->keep, err) &&
	       check_once(reader, match, spelled, value, err);
}

/* word: what follows "--". */
static bool read_long(struct reader *reader, const char *word,
		      struct error *err)
{
	const struct opt_request *request = reader->request;
	const char *equals = strchr(word, '=');
	size_t len = equals ? (size_t)(equals - word) : strlen(word);
	g_autofree char *name = g_strndup(word, len);
	g_autofree char *spelled = g_strconcat("--", name, NULL);
	const char *value = equals ? equals + 1 : NULL;
	struct match match = { 0 };

	for (size_t i = 0; i < request->set_count && !match.row; i++) {
		match.row = opt_by_name(request->sets[i].rows, word, len);
		match.record = request->sets[i].record;
		match.last_wins = request->sets[i].last_wins;
	}
	if (!match.row)
		return unknown_name(request, name, value != NULL, err);
	if (match.row->kind != OPT_FLAG)
		return store_value(reader, &match, spelled, value, err);
	if (value) {
		error_set(err, ERR_USAGE, "%s takes no value", spelled);
		hint_if_secret(err, name, true);
		return false;
	}
	return opt_value_store(match.row, match.record, spelled, NULL,
			       request->keep, err);
}

/* The rest of the bundle is not repeated: it may be a value. */
static bool unknown_letter(const char *at, struct error *err)
{
	g_autofree char *letter = NULL;

	if (g_utf8_get_char_validated(at, -1) >= (gunichar)-2)
		letter = g_strdup("?");
	else
		letter = g_strndup(at, (gsize)(g_utf8_next_char(at) - at));
	return error_set(err, ERR_USAGE, "unknown option '-%s'", letter);
}

/* letters: what follows "-". */
static bool read_letters(struct reader *reader, const char *letters,
			 struct error *err)
{
	const struct opt_request *request = reader->request;

	for (const char *at = letters; *at; at++) {
		const char spelled[] = { '-', *at, '\0' };
		struct match match = { 0 };

		for (size_t i = 0; i < request->set_count && !match.row; i++) {
			match.row = opt_by_letter(request->sets[i].rows, *at);
			match.record = request->sets[i].record;
			match.last_wins = request->sets[i].last_wins;
		}
		if (!match.row)
			return unknown_letter(at, err);
		if (match.row->kind != OPT_FLAG)
			return store_value(reader, &match, spelled,
					   at[1] ? at + 1 : NULL, err);
		if (!opt_value_store(match.row, match.record, spelled, NULL,
				     request->keep, err))
			return false;
	}
	return true;
}

static void take_operands(struct reader *reader, size_t end)
{
	struct strv words = reader->request->words;

	while (reader->next < end)
		g_ptr_array_add(reader->operands, words.item[reader->next++]);
}

/* Sets *ret_stop at the first operand, if reading is to stop there. */
static bool read_word(struct reader *reader, bool *ret_stop, struct error *err)
{
	const struct opt_request *request = reader->request;
	const char *word = request->words.item[reader->next];

	if (g_str_equal(word, "--")) {
		reader->next++;
		*ret_stop = request->stop_at_operand;
		if (!request->stop_at_operand)
			take_operands(reader, request->words.count);
		return true;
	}
	if (word[0] != '-' || !word[1]) {
		*ret_stop = request->stop_at_operand;
		if (!request->stop_at_operand)
			take_operands(reader, reader->next + 1);
		return true;
	}
	reader->next++;
	if (word[1] == '-')
		return read_long(reader, word + 2, err);
	return read_letters(reader, word + 1, err);
}

bool opt_parse(const struct opt_request *request, struct strv *ret_operands,
	       size_t *ret_used, struct error *err)
{
	g_autoptr(GPtrArray) operands = g_ptr_array_new();
	g_autoptr(GHashTable) given =
		g_hash_table_new(g_direct_hash, g_direct_equal);
	struct reader reader = { .request = request,
				 .given = given,
				 .operands = operands };
	bool stop = false;

	while (!stop && reader.next < request->words.count) {
		if (!read_word(&reader, &stop, err))
			return false;
	}
	if (ret_used)
		*ret_used = reader.next;
	if (ret_operands && operands->len > 0) {
		ret_operands->count = operands->len;
		ret_operands->item = (char **)g_ptr_array_free(
			g_steal_pointer(&operands), FALSE);
		g_ptr_array_add(request->keep, ret_operands->item);
	} else if (ret_operands) {
		*ret_operands = (struct strv){ 0 };
	}
	return true;
}
