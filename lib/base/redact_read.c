#include "lib/base/redact_read.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/unseen.h"

enum {
	ESCAPE = 0x1b,
	CSI = 0x9b,	       /* "ESC [" as one character */
	NO_CHARACTER = 0xd800, /* for bytes that are no UTF-8 */
	BACKSLASHES_MAX = 63,  /* of text in JSON in JSON, six times */
	PARAMETERS_MAX = 32,   /* characters of a control sequence */
	COMMAND_TEXT_MAX = 128 /* of a title or an address within one */
};

static void add_unit(struct units *units, gunichar c, size_t len)
{
	if (units->count < UNITS_MAX)
		units->unit[units->count++] = (struct unit){ c, len };
}

/* A number of that many digits to the base 8 or 16; -1 when they are not
   there. */
static int64_t read_digits(const char *at, int base, size_t digits)
{
	int64_t number = 0;

	for (size_t i = 0; i < digits; i++) {
		int digit = g_ascii_xdigit_value(at[i]);

		if (digit < 0 || digit >= base)
			return -1;
		number = number * base + digit;
	}
	return number;
}

/* The character of the UTF-8 at `bytes`, and its length. */
static struct unit decode(const char *bytes, size_t len)
{
	gunichar c = g_utf8_get_char_validated(bytes, (gssize)len);

	if (c == (gunichar)-1 || c == (gunichar)-2)
		return (struct unit){ NO_CHARACTER, 1 };
	return (struct unit){ c, (size_t)g_utf8_skip[(unsigned char)*bytes] };
}

/* Bytes that are spelled as two digits behind a prefix: "%e2%80%8b". */
static void add_bytes(struct units *units, const char *at, size_t prefix)
{
	char bytes[4] = { 0 };
	size_t count = 0;
	struct unit one;

	while (count < sizeof(bytes)) {
		const char *next = at + count * (prefix + 2);
		int64_t byte = strncmp(next, at, prefix) == 0
				       ? read_digits(next + prefix, 16, 2)
				       : -1;

		if (byte < 0)
			break;
		bytes[count++] = (char)byte;
		if (byte < 0x80)
			break;
	}
	if (count == 0)
		return;
	one = bytes[0] == '\0' ? (struct unit){ 0, 1 } : decode(bytes, count);
	add_unit(units, one.c, one.len * (prefix + 2));
}

/* "%41", and that encoded once more: "%2541". */
static void read_percent(const char *at, struct units *units)
{
	size_t len = 1;

	while (units->count < UNITS_MAX) {
		add_bytes(units, at, len);
		if (at[len] != '2' || at[len + 1] != '5')
			return;
		len += 2;
	}
}

/* Digits of JSON, which spells what is above 0xffff as a pair. */
static void add_pair(struct units *units, const char *at, size_t prefix)
{
	int64_t high = read_digits(at + prefix, 16, 4), low;
	const char *next = at + prefix + 4;

	if (high < 0)
		return;
	add_unit(units, (gunichar)high, prefix + 4);
	if (high < 0xd800 || high > 0xdbff || strncmp(next, at, prefix) != 0)
		return;
	low = read_digits(next + prefix, 16, 4);
	if (low >= 0xdc00 && low <= 0xdfff)
		add_unit(units,
			 0x10000 + ((gunichar)high - 0xd800) * 0x400 +
				 ((gunichar)low - 0xdc00),
			 2 * (prefix + 4));
}

/* "\/", "\n", "\u0041", "\x41", "\101", and those encoded once more:
   "\\u0041". */
static void read_backslash(const char *at, struct units *units)
{
	static const char letters[] = "bfnrtve", meant[] = "\b\f\n\r\t\v\033";
	size_t len = 1;
	const char *letter;
	int64_t number;

	while (len < BACKSLASHES_MAX && at[len] == '\\')
		len++;
	if (at[len] == '\0')
		return;
	add_unit(units, (unsigned char)at[len], len + 1);
	letter = strchr(letters, at[len]);
	if (letter)
		add_unit(units, (unsigned char)meant[letter - letters],
			 len + 1);
	if (at[len] == 'u')
		add_pair(units, at, len + 1);
	if (at[len] == 'U' &&
	    (number = read_digits(at + len + 1, 16, 8)) >= 0 &&
	    number <= 0x10ffff)
		add_unit(units, (gunichar)number, len + 9);
	if (at[len] == 'x')
		add_bytes(units, at, len + 1);
	if ((number = read_digits(at + len, 8, 3)) >= 0)
		add_unit(units, (gunichar)number, len + 3);
	if (len > 1) {
		add_unit(units, '\\', 2);
		add_unit(units, '\\', len);
	}
}

/* "&#65;" "&#x41;" "&amp;", and those encoded once more: "&amp;#65;". */
static void read_reference(const char *at, struct units *units)
{
	static const struct {
		const char *name;
		gunichar c;
	} names[] = {
		{ "lt;", '<' },		{ "gt;", '>' },
		{ "quot;", '"' },	{ "apos;", '\'' },
		{ "NewLine;", '\n' },	{ "Tab;", '\t' },
		{ "shy;", 0xad },	{ "ZeroWidthSpace;", 0x200b },
		{ "zwnj;", 0x200c },	{ "zwj;", 0x200d },
		{ "lrm;", 0x200e },	{ "rlm;", 0x200f },
		{ "NoBreak;", 0x2060 },
	};
	size_t len = 1;
	guint64 number;
	char *end;

	while (units->count < UNITS_MAX && strncmp(at + len, "amp;", 4) == 0) {
		len += 4;
		add_unit(units, '&', len);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_has_prefix(at + len, names[i].name))
			add_unit(units, names[i].c,
				 len + strlen(names[i].name));
	if (at[len] != '#')
		return;
	if (g_ascii_tolower(at[len + 1]) == 'x')
		number = g_ascii_strtoull(at + len + 2, &end, 16);
	else
		number = g_ascii_strtoull(at + len + 1, &end, 10);
	if (*end == ';' && number <= 0x10ffff)
		add_unit(units, (gunichar)number, (size_t)(end + 1 - at));
}

struct units redact_read(const char *at)
{
	unsigned char first = (unsigned char)*at;
	struct units units = { 0 };

	if (first >= 0x80) {
		units.unit[0] = decode(at, strnlen(at, 4));
		units.count = 1;
		return units;
	}
	if (first)
		add_unit(&units, first, 1);
	if (first == '%')
		read_percent(at, &units);
	else if (first == '\\')
		read_backslash(at, &units);
	else if (first == '&')
		read_reference(at, &units);
	return units;
}

/* ---- what cannot be seen ---- */

/* The length of what can be read as a character of this range: the longest;
   0: nothing. */
static size_t take(const char *at, gunichar first, gunichar last)
{
	struct units units = redact_read(at);
	size_t len = 0;

	for (size_t i = 0; i < units.count; i++)
		if (units.unit[i].c >= first && units.unit[i].c <= last)
			len = MAX(len, units.unit[i].len);
	return len;
}

/* Up to `most` characters of this range, and one of another behind them; 0:
   they are not there. */
static size_t take_until(const char *at, gunichar first, gunichar last,
			 gunichar end_first, gunichar end_last)
{
	const char *begin = at;
	size_t len;

	for (int i = 0; i < PARAMETERS_MAX; i++) {
		len = take(at, first, last);
		if (len == 0)
			break;
		at += len;
	}
	len = take(at, end_first, end_last);
	return len == 0 ? 0 : (size_t)(at - begin) + len;
}

/* Text up to BEL, "ESC \" or ST. */
static size_t take_command_text(const char *at)
{
	const char *begin = at;

	for (int i = 0; i < COMMAND_TEXT_MAX; i++) {
		size_t len = take(at, '\a', '\a');

		if (len == 0)
			len = take(at, 0x9c, 0x9c);
		if (len > 0)
			return (size_t)(at - begin) + len;
		len = take(at, ESCAPE, ESCAPE);
		if (len > 0 && take(at + len, '\\', '\\') > 0)
			return (size_t)(at - begin) + len +
			       take(at + len, '\\', '\\');
		len = take(at, 0, 0x10ffff);
		if (len == 0)
			return 0;
		at += len;
	}
	return 0;
}

/* ECMA-48: what belongs to the control character in front; 0: nothing. */
static size_t sequence_len(gunichar control, const char *at)
{
	size_t len = control == CSI ? 0 : take(at, '[', '[');

	if (control == CSI || len > 0) {
		size_t rest = take_until(at + len, 0x20, 0x3f, 0x40, 0x7e);

		return rest == 0 ? 0 : len + rest;
	}
	for (const char *opener = "]PX^_"; *opener; opener++) {
		len = take(at, (gunichar)*opener, (gunichar)*opener);
		if (len > 0) {
			size_t rest = take_command_text(at + len);

			return rest == 0 ? 0 : len + rest;
		}
	}
	return take_until(at, 0x20, 0x2f, 0x30, 0x7e);
}

static bool is_gap(gunichar c, enum gap gap)
{
	if (c == ' ')
		return gap >= GAP_BLANKS;
	if (c == ':' || c == '-')
		return gap == GAP_BYTES;
	if (c == '\n' || c == '\r' || c == '\t')
		return gap >= GAP_LINES;
	if (c < 0x80)
		return c < 0x20 || c == 0x7f;
	return c <= 0x9f || (c >= 0xd800 && c <= 0xdfff) || unseen_char(c) ||
	       g_unichar_iszerowidth(c);
}

size_t redact_gap(const char *at, const struct units *units, enum gap gap,
		  size_t *ret_alone)
{
	size_t longest = 0;

	*ret_alone = 0;
	for (size_t i = 0; i < units->count; i++) {
		const struct unit *unit = &units->unit[i];
		size_t len = unit->len, more;

		if (!is_gap(unit->c, gap))
			continue;
		if (unit->c == ESCAPE || unit->c == CSI) {
			more = sequence_len(unit->c, at + len);
			*ret_alone = more > 0 ? len : 0;
			len += more;
		}
		longest = MAX(longest, len);
	}
	return longest;
}
