#include "lib/base/redact_match.h"

#include <string.h>

#include "lib/base/redact_form.h"

enum {
	CUT_AT_END_MIN = 8, /* of a secret are enough where the text ends */
	PLACES_MAX = 8,	    /* ways to read one text, at a time */
	GAP_MAX = 1024,	    /* bytes between two characters of a secret */
	BACK_MAX = 64	    /* and so many when going back */
};

/* ---- is one of them there? ---- */

/* Where in the text the next character may stand: one place, but for texts in
   which an escape may also be meant as it stands. */
struct readings {
	const char *at[PLACES_MAX];
	size_t count;
};

static void add_reading(struct readings *readings, const char *at)
{
	for (size_t i = 0; i < readings->count; i++)
		if (readings->at[i] == at)
			return;
	if (readings->count < PLACES_MAX)
		readings->at[readings->count++] = at;
}

static bool is_same(const struct unit *unit, enum form form, char want)
{
	return unit->c < 0x80 && pattern_fold(form, (char)unit->c) == want;
}

static void add_same(const struct units *units, const char *at, enum form form,
		     char want, struct readings *to)
{
	for (size_t n = 0; n < units->count; n++)
		if (is_same(&units->unit[n], form, want))
			add_reading(to, at + units->unit[n].len);
}

/* A character that is itself and nothing else. */
static bool is_plain(char c)
{
	return g_ascii_isgraph(c) && c != '%' && c != '\\' && c != '&';
}

/* Plain, and between two bytes all the same. */
static bool is_mark(char c, enum gap gap)
{
	return gap == GAP_BYTES && (c == ':' || c == '-');
}

/* From one place on, with a gap in front of the character or without. */
static void step_from(const char *at, const struct pattern *pattern, char want,
		      bool may_skip, struct readings *to)
{
	const char *stop = at + GAP_MAX;

	for (;;) {
		struct units units;
		size_t alone, len;

		if (is_plain(*at) && !is_mark(*at, pattern->gap)) {
			if (pattern_fold(pattern->form, *at) == want)
				add_reading(to, at + 1);
			return;
		}
		units = redact_read(at);
		add_same(&units, at, pattern->form, want, to);
		if (!may_skip || at >= stop)
			return;
		len = redact_gap(at, &units, pattern->gap, &alone);
		if (len == 0)
			return;
		if (alone > 0) {
			units = redact_read(at + alone);
			add_same(&units, at + alone, pattern->form, want, to);
		}
		at += len;
	}
}

/* The furthest of them, but not between a backslash and what it escapes, or
   what is left would be no JSON. */
static const char *end_of(const struct readings *readings, const char *begin)
{
	const char *at = readings->at[0], *back;

	for (size_t i = 1; i < readings->count; i++)
		at = MAX(at, readings->at[i]);
	for (back = at; back > begin && back[-1] == '\\';)
		back--;
	return (at - back) % 2 == 1 && back > begin ? at - 1 : at;
}

static bool is_cut(const char *end)
{
	return *end == '\0' || g_str_has_prefix(end, "...") ||
	       g_str_has_prefix(end, "\xe2\x80\xa6");
}

static bool is_word(const char *text, const char *at, const char *end)
{
	return (at == text || !g_ascii_isalnum(at[-1])) &&
	       !g_ascii_isalnum(*end);
}

/* Is so much of it enough? */
static bool is_enough(const struct pattern *pattern, size_t done,
		      const char *end)
{
	if (done == pattern->len)
		return true;
	if (pattern->from > 0)
		return false;
	return done >= PATTERN_CUT_MIN ||
	       (done >= CUT_AT_END_MIN && is_cut(end));
}

/* The end of the pattern that begins here; NULL: it does not. */
static const char *match(const char *text, const char *at,
			 const struct pattern *pattern)
{
	struct readings here = { { at }, 1 };
	size_t done = pattern->from;
	const char *end;

	while (done < pattern->len) {
		char want = pattern_char(pattern, done);
		struct readings next = { 0 };

		for (size_t i = 0; i < here.count; i++)
			step_from(here.at[i], pattern, want,
				  done > pattern->from, &next);
		if (next.count == 0)
			break;
		here = next;
		done++;
	}
	end = end_of(&here, at);
	if (!is_enough(pattern, done, end))
		return NULL;
	if (pattern->len < REDACT_WORD_MIN && !is_word(text, at, end))
		return NULL;
	return end;
}

/* ---- what of it stands in front of its end ---- */

static bool is_gap_between(const char *from, const char *to, enum gap gap)
{
	while (from < to) {
		struct units units = redact_read(from);
		size_t alone, len = redact_gap(from, &units, gap, &alone);

		if (alone > 0 && from + alone == to)
			return true;
		if (len == 0)
			return false;
		from += len;
	}
	return from == to;
}

static bool leads_to(const char *from, const char *to,
		     const struct pattern *pattern, char want)
{
	struct units units = redact_read(from);

	for (size_t i = 0; i < units.count; i++)
		if (is_same(&units.unit[i], pattern->form, want) &&
		    is_gap_between(from + units.unit[i].len, to, pattern->gap))
			return true;
	return false;
}

/* As far back as the secret goes on there. Of several ways to read a character
   the longest counts. */
static const char *begin_of(const char *floor, const char *at,
			    const struct pattern *pattern)
{
	for (size_t from = pattern->from; from > 0; from--) {
		char want = pattern_char(pattern, from - 1);
		const char *back =
			at - floor > BACK_MAX ? at - BACK_MAX : floor;

		while (back < at && !leads_to(back, at, pattern, want))
			back++;
		if (back == at)
			break;
		at = back;
	}
	return at;
}

/* ---- all of them ---- */

/* Most candidates fail at their second character. */
static bool may_match(const struct pattern *pattern, const char *at)
{
	char next = at[1];

	return pattern->second == '\0' || !is_plain(next) ||
	       pattern_fold(pattern->form, next) == pattern->second;
}

struct search {
	const struct patterns *patterns;
	const char *text, *floor, *at;
	struct place *found; /* end NULL: none */
};

static void match_those(struct search *search, char first)
{
	size_t c = (unsigned char)g_ascii_tolower(first);
	const struct patterns *patterns = search->patterns;

	for (size_t i = patterns->begin[c]; i < patterns->begin[c + 1]; i++) {
		const struct pattern *pattern = &patterns->rows[i];
		const char *end;

		if (is_plain(*search->at) && !may_match(pattern, search->at))
			continue;
		end = match(search->text, search->at, pattern);
		if (!end)
			continue;
		search->found->begin =
			MIN(search->found->begin,
			    begin_of(search->floor, search->at, pattern));
		search->found->end = MAX(search->found->end, end);
	}
}

bool patterns_match(const struct patterns *patterns, const char *text,
		    const char *floor, const char *at, struct place *ret_place)
{
	struct search search = { patterns, text, floor, at, ret_place };
	struct units units;

	if ((unsigned char)*at >= 0x80)
		return false;
	*ret_place = (struct place){ at, NULL };
	if (is_plain(*at)) {
		match_those(&search, *at);
		return ret_place->end;
	}
	units = redact_read(at);
	for (size_t i = 0; i < units.count; i++)
		if (units.unit[i].c < 0x80)
			match_those(&search, (char)units.unit[i].c);
	return ret_place->end;
}
