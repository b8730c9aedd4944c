#include "lib/cli/opt_value.h"

#include "lib/base/nearest.h"
#include "lib/base/when.h"

static bool store_number(const struct opt *row, long *member,
			 const char *spelled, const char *value,
			 struct error *err)
{
	gint64 number;

	if (!g_ascii_string_to_signed(value, 10, row->min, row->max, &number,
				      NULL)) {
		if (row->max == LONG_MAX)
			return error_set(err, ERR_USAGE,
					 "%s takes a number of at least %ld, "
					 "not '%s'",
					 spelled, row->min, value);
		return error_set(err, ERR_USAGE,
				 "%s takes a number from %ld to %ld, not '%s'",
				 spelled, row->min, row->max, value);
	}
	*member = (long)number;
	return true;
}

static bool store_span(const struct opt *row, long *member, const char *spelled,
		       const char *value, struct error *err)
{
	const long day_s = 24L * 3600;
	int64_t seconds;

	if (!when_span(value, &seconds, err))
		return error_wrap(err, "%s", spelled);
	if (seconds > row->max * day_s)
		return error_set(err, ERR_USAGE,
				 "%s takes at most %ldd, not '%s'", spelled,
				 row->max, value);
	*member = (long)seconds;
	return true;
}

static bool store_choice(const struct opt *row, int *member,
			 const char *spelled, const char *value,
			 struct error *err)
{
	guint count = g_strv_length((char **)row->choices);
	const char *near = NULL;
	g_autofree char *list = NULL;

	for (guint i = 0; i < count; i++) {
		if (g_str_equal(row->choices[i], value)) {
			*member = (int)i;
			return true;
		}
	}
	near = nearest(value, row->choices, count);
	if (near)
		error_set(err, ERR_USAGE,
			  "%s does not know '%s'; did you mean '%s'?", spelled,
			  value, near);
	else
		error_set(err, ERR_USAGE, "%s does not know '%s'", spelled,
			  value);
	list = g_strjoinv(", ", (char **)row->choices);
	return error_hint(err, "it is one of %s", list);
}

/* The room of the list follows from its length: it doubles at each power of
   two. What it outgrew stays with `keep`, together no more than the list. */
static void add_string(struct strv *list, const char *value, GPtrArray *keep)
{
	bool full = (list->count & (list->count - 1)) == 0;

	if (full) {
		char **grown = g_new(char *, MAX(list->count * 2, 1));

		for (size_t i = 0; i < list->count; i++)
			grown[i] = list->item[i];
		g_ptr_array_add(keep, grown);
		list->item = grown;
	}
	list->item[list->count++] = (char *)value;
}

bool opt_value_store(const struct opt *row, void *record, const char *spelled,
		     const char *value, GPtrArray *keep, struct error *err)
{
	void *member = (char *)record + row->offset;

	switch (row->kind) {
	case OPT_FLAG:
		*(bool *)member = true;
		return true;
	case OPT_STRING:
		*(const char **)member = value;
		return true;
	case OPT_NUMBER:
		return store_number(row, member, spelled, value, err);
	case OPT_SPAN:
		return store_span(row, member, spelled, value, err);
	case OPT_CHOICE:
		return store_choice(row, member, spelled, value, err);
	case OPT_STRINGS:
		add_string(member, value, keep);
		return true;
	}
	g_return_val_if_reached(false);
}
