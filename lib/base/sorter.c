#include "lib/base/sorter.h"

#include <string.h>

#include "lib/base/when.h"

/* Where a record belongs, whatever the direction. */
enum rank { RANK_FITS, RANK_ODD, RANK_MISSING };

/* A value to sort by. Integers that are one and the same as a double are told
   apart by the integer. */
struct number {
	double about;
	int64_t whole; /* without the fraction; 0: beyond 64 bits */
};

struct row {
	enum rank rank;
	struct number number; /* for kinds that go by value */
	char *text;	      /* else; without case */
	char *record;
	size_t len;
};

struct sorter {
	const struct field *field;
	bool descending;
	GArray *rows; /* of struct row */
};

static void row_release(void *data)
{
	struct row *row = data;

	g_free(row->text);
	g_free(row->record);
}

struct sorter *sorter_new(const struct field *field, bool descending)
{
	struct sorter *sorter = g_new0(struct sorter, 1);

	sorter->field = field;
	sorter->descending = descending;
	sorter->rows = g_array_new(FALSE, TRUE, sizeof(struct row));
	g_array_set_clear_func(sorter->rows, row_release);
	return sorter;
}

void sorter_free(struct sorter *sorter)
{
	if (!sorter)
		return;
	g_array_unref(sorter->rows);
	g_free(sorter);
}

static struct number number_of(int64_t whole)
{
	return (struct number){ .about = (double)whole, .whole = whole };
}

static struct number about_number(double about)
{
	bool fits = about >= -0x1p63 && about < 0x1p63;

	return (struct number){ about, fits ? (int64_t)about : 0 };
}

static int number_compare(struct number a, struct number b)
{
	if (a.about != b.about)
		return a.about < b.about ? -1 : 1;
	return (a.whole > b.whole) - (a.whole < b.whole);
}

static bool read_number(struct js value, struct number *ret_number)
{
	g_autofree char *text = NULL;
	int64_t whole;

	if (js_type(value) != JS_NUMBER)
		return false;
	if (js_int(value, &whole)) {
		*ret_number = number_of(whole);
		return true;
	}
	text = js_text(value, NULL);
	*ret_number = about_number(g_ascii_strtod(text, NULL));
	return true;
}

static bool read_time(const char *text, struct number *ret_number)
{
	int64_t unix_s;

	if (!when_parse(text, &unix_s))
		return false;
	*ret_number = number_of(unix_s);
	return true;
}

static bool goes_by_number(enum field_kind kind)
{
	return kind == FIELD_NUMBER || kind == FIELD_MINUTES;
}

static bool goes_by_time(enum field_kind kind)
{
	return kind == FIELD_TIME || kind == FIELD_DATE;
}

static void read_key(const struct sorter *sorter, struct row *row)
{
	enum field_kind kind = sorter->field->kind;
	struct js record = { row->record, row->len };
	struct js value = js_at(record, sorter->field->name);
	g_autofree char *text = NULL;

	row->rank = RANK_FITS;
	if (js_type(value) == JS_NONE || js_type(value) == JS_NULL) {
		row->rank = RANK_MISSING;
		return;
	}
	text = js_text(value, NULL);
	if (goes_by_number(kind) ? read_number(value, &row->number)
	    : goes_by_time(kind) ? read_time(text, &row->number)
				 : false)
		return;
	if (goes_by_number(kind) || goes_by_time(kind))
		row->rank = RANK_ODD;
	row->text = g_utf8_casefold(text, -1);
}

void sorter_add(struct sorter *sorter, struct js record)
{
	struct row row = {
		.record = g_memdup2(record.at, record.len),
		.len = record.len,
	};

	read_key(sorter, &row);
	g_array_append_val(sorter->rows, row);
}

bool sorter_has_any(const struct sorter *sorter)
{
	for (guint i = 0; i < sorter->rows->len; i++)
		if (g_array_index(sorter->rows, struct row, i).rank !=
		    RANK_MISSING)
			return true;
	return false;
}

static int compare_rows(const void *a, const void *b, void *user)
{
	const struct row *one = a, *other = b;
	const struct sorter *sorter = user;
	int order;

	if (one->rank != other->rank)
		return one->rank < other->rank ? -1 : 1;
	if (one->rank == RANK_MISSING)
		return 0;
	if (one->text && other->text)
		order = strcmp(one->text, other->text);
	else
		order = number_compare(one->number, other->number);
	return sorter->descending ? -order : order;
}

void sorter_sort(struct sorter *sorter)
{
	g_qsort_with_data(sorter->rows->data, (gint)sorter->rows->len,
			  sizeof(struct row), compare_rows, sorter);
}

struct js sorter_at(const struct sorter *sorter, size_t n)
{
	const struct row *row;

	if (n >= sorter->rows->len)
		return (struct js){ 0 };
	row = &g_array_index(sorter->rows, struct row, n);
	return (struct js){ row->record, row->len };
}
