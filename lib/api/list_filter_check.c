/* Rows beside the filters that they were asked for with. */
#include <string.h>

#include "lib/api/list_filter.h"
#include "lib/base/when.h"

enum { DAY_S = 24 * 3600 };

/* A filter and its value. */
struct term {
	const struct filter *filter;
	char *value;
};

struct filter_check {
	GArray *terms; /* of struct term */
};

enum verdict { VERDICT_NONE, VERDICT_FITS, VERDICT_DIFFERS };

static void term_clear(void *data)
{
	struct term *term = data;

	g_free(term->value);
}

static const struct filter *filter_of(const struct resource *resource,
				      const char *param)
{
	for (const struct filter *f = resource->filters; f && f->name; f++)
		if (strcmp(f->param, param) == 0)
			return f;
	return NULL;
}

struct filter_check *filter_check_new(const struct resource *resource,
				      const char *query)
{
	struct filter_check *check = g_new0(struct filter_check, 1);
	g_auto(GStrv) pairs = g_strsplit(query, "&", -1);

	check->terms = g_array_new(FALSE, FALSE, sizeof(struct term));
	g_array_set_clear_func(check->terms, term_clear);
	for (char **pair = pairs; *pair; pair++) {
		g_auto(GStrv) halves = g_strsplit(*pair, "=", 2);
		struct term term = { 0 };

		if (!halves[0] || !halves[1])
			continue;
		term.filter = filter_of(resource, halves[0]);
		if (!term.filter)
			continue;
		term.value = g_uri_unescape_string(halves[1], NULL);
		if (term.value)
			g_array_append_val(check->terms, term);
	}
	return check;
}

void filter_check_free(struct filter_check *check)
{
	if (!check)
		return;
	g_array_unref(check->terms);
	g_free(check);
}

/* "In progress" as "in_progress". */
static char *folded(const char *text)
{
	char *fold = g_utf8_casefold(text, -1);

	return g_strdelimit(fold, "- ", '_');
}

static bool is_same(const struct filter *filter, const char *is,
		    const char *wanted)
{
	g_autofree char *left = folded(is);
	g_autofree char *right = folded(wanted);

	return filter->kind == FILTER_TEXT ? strstr(left, right) != NULL
					   : strcmp(left, right) == 0;
}

/* The value at a path. Null above it is null there. */
static struct js value_at(struct js row, const char *path)
{
	struct js value = js_at(row, path);
	const char *dot = strchr(path, '.');
	g_autofree char *head = NULL;

	if (js_type(value) != JS_NONE || !dot)
		return value;
	head = g_strndup(path, (gsize)(dot - path));
	value = js_member(row, head);
	return js_type(value) == JS_NULL ? value : (struct js){ 0 };
}

static enum verdict judge(const struct term *term, struct js value)
{
	g_autofree char *text = NULL;

	switch (js_type(value)) {
	case JS_NULL:
		return VERDICT_DIFFERS;
	case JS_STRING:
	case JS_NUMBER:
		text = js_text(value, NULL);
		return is_same(term->filter, text, term->value)
			       ? VERDICT_FITS
			       : VERDICT_DIFFERS;
	case JS_NONE:
	case JS_BOOL:
	case JS_ARRAY:
	case JS_OBJECT:
		break;
	}
	return VERDICT_NONE;
}

static enum verdict judge_row(const struct term *term, struct js row)
{
	enum verdict verdict = VERDICT_NONE;

	for (size_t i = 0; i < G_N_ELEMENTS(term->filter->row) &&
			   term->filter->row[i] && verdict == VERDICT_NONE;
	     i++)
		verdict = judge(term, value_at(row, term->filter->row[i]));
	return verdict;
}

/* Within the bound `only`, or, where that is NULL, within all of them? Days are
   whole, and begin up to a day earlier or later elsewhere. */
static bool is_within(const struct filter_check *check, const struct term *only,
		      int64_t moment_s)
{
	for (guint i = 0; i < check->terms->len; i++) {
		const struct term *term =
			&g_array_index(check->terms, struct term, i);
		int64_t day_s;

		if ((only && only != term) || !filter_is_date(term->filter) ||
		    !when_parse(term->value, &day_s))
			continue;
		if (term->filter->kind == FILTER_FROM
			    ? moment_s < day_s - DAY_S
			    : moment_s >= day_s + 2 * DAY_S)
			return false;
	}
	return true;
}

/* Does one of the row's dates lie within? `only` as for is_within. */
static enum verdict judge_days(const struct filter_check *check,
			       const struct term *only, struct js row)
{
	enum verdict verdict = VERDICT_NONE;
	struct js_walk walk = { 0 };

	while (js_next(row, &walk)) {
		g_autofree char *text = NULL;
		int64_t moment_s;

		if (js_type(walk.value) != JS_STRING)
			continue;
		text = js_text(walk.value, NULL);
		if (!when_parse(text, &moment_s))
			continue;
		if (is_within(check, only, moment_s))
			return VERDICT_FITS;
		verdict = VERDICT_DIFFERS;
	}
	return verdict;
}

/* Each bound has a date of the row within it, and no date is within both: the
   one that the date breaks which is likely meant; else the first. */
static const struct filter *blame(const struct filter_check *check,
				  const struct filter *first, struct js row)
{
	for (guint i = 0; i < check->terms->len; i++) {
		const struct term *term =
			&g_array_index(check->terms, struct term, i);
		const char *path = term->filter->row[0];
		struct js value = path ? js_at(row, path) : (struct js){ 0 };
		g_autofree char *text = js_type(value) == JS_STRING
						? js_text(value, NULL)
						: NULL;
		int64_t moment_s;

		if (filter_is_date(term->filter) && text &&
		    when_parse(text, &moment_s) &&
		    !is_within(check, term, moment_s))
			return term->filter;
	}
	return first;
}

const struct filter *filter_check_misfit(const struct filter_check *check,
					 struct js row)
{
	const struct filter *days = NULL;

	for (guint i = 0; i < check->terms->len; i++) {
		const struct term *term =
			&g_array_index(check->terms, struct term, i);

		if (filter_is_date(term->filter))
			days = days ? days : term->filter;
		if ((filter_is_date(term->filter)
			     ? judge_days(check, term, row)
			     : judge_row(term, row)) == VERDICT_DIFFERS)
			return term->filter;
	}
	if (days && judge_days(check, NULL, row) == VERDICT_DIFFERS)
		return blame(check, days, row);
	return NULL;
}

static const struct term *term_of(const struct filter_check *check,
				  const struct filter *filter)
{
	for (guint i = 0; i < check->terms->len; i++) {
		const struct term *term =
			&g_array_index(check->terms, struct term, i);

		if (term->filter == filter)
			return term;
	}
	return NULL;
}

static bool are_disjoint(const struct filter_check *one,
			 const struct filter_check *other)
{
	for (guint i = 0; i < one->terms->len; i++) {
		const struct term *term =
			&g_array_index(one->terms, struct term, i);
		const struct term *its = term_of(other, term->filter);

		if (term->filter->kind != FILTER_TEXT && term->filter->row[0] &&
		    its && !is_same(term->filter, its->value, term->value))
			return true;
	}
	return false;
}

bool filter_queries_overlap(const struct resource *resource,
			    char *const *queries)
{
	for (char *const *one = queries; *one; one++) {
		AUTO(filter_check_drop)
		struct filter_check *left = filter_check_new(resource, *one);

		for (char *const *other = one + 1; *other; other++) {
			AUTO(filter_check_drop)
			struct filter_check *right =
				filter_check_new(resource, *other);

			if (!are_disjoint(left, right))
				return true;
		}
	}
	return false;
}

/* ---- one of several queries ---- */

struct filter_choice {
	GPtrArray *checks;
};

static void check_free(void *check)
{
	filter_check_free(check);
}

struct filter_choice *filter_choice_new(const struct resource *resource,
					char *const *queries)
{
	struct filter_choice *choice = g_new0(struct filter_choice, 1);

	choice->checks = g_ptr_array_new_with_free_func(check_free);
	for (char *const *one = queries; *one; one++)
		g_ptr_array_add(choice->checks,
				filter_check_new(resource, *one));
	return choice;
}

void filter_choice_free(struct filter_choice *choice)
{
	if (!choice)
		return;
	g_ptr_array_unref(choice->checks);
	g_free(choice);
}

static enum filter_fit fit_of(const struct filter_check *check, struct js row,
			      const struct filter **ret_unknown)
{
	enum filter_fit fit = FILTER_FITS;

	if (filter_check_misfit(check, row))
		return FILTER_DIFFERS;
	for (guint i = 0; i < check->terms->len; i++) {
		const struct term *term =
			&g_array_index(check->terms, struct term, i);
		enum verdict verdict = filter_is_date(term->filter)
					       ? judge_days(check, term, row)
					       : judge_row(term, row);

		if (verdict != VERDICT_NONE)
			continue;
		*ret_unknown = term->filter;
		fit = FILTER_UNKNOWN;
	}
	return fit;
}

enum filter_fit filter_choice_fit(const struct filter_choice *choice,
				  struct js row,
				  const struct filter **ret_unknown)
{
	enum filter_fit fit = FILTER_DIFFERS;

	for (guint i = 0; i < choice->checks->len; i++) {
		enum filter_fit one =
			fit_of(choice->checks->pdata[i], row, ret_unknown);

		if (one == FILTER_FITS)
			return one;
		if (one == FILTER_UNKNOWN)
			fit = one;
	}
	return fit;
}
