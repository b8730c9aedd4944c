#include "lib/base/redact_read.h"

#include <glib.h>
#include <string.h>

static void add_unit(struct units *units, unsigned c, size_t len)
{
	if (c > 0 && c < 0x80 && units->count < UNITS_MAX)
		units->unit[units->count++] = (struct unit){ (char)c, len };
}

/* A number of `digits` hexadecimal digits; 0 when they are not there. */
static unsigned read_hex(const char *at, size_t digits)
{
	unsigned number = 0;

	for (size_t i = 0; i < digits; i++) {
		if (!g_ascii_isxdigit(at[i]))
			return 0;
		number = number << 4 | (unsigned)g_ascii_xdigit_value(at[i]);
	}
	return number;
}

/* "%41", and that encoded once more: "%2541". */
static void read_percent(const char *at, struct units *units)
{
	size_t len = 1;

	for (;;) {
		add_unit(units, read_hex(at + len, 2), len + 2);
		if (at[len] != '2' || at[len + 1] != '5' ||
		    units->count == UNITS_MAX)
			return;
		len += 2;
	}
}

/* "\/", "\u0041", "\x41", and those encoded once more: "\\u0041". */
static void read_backslash(const char *at, struct units *units)
{
	size_t len = strspn(at, "\\");

	add_unit(units, (unsigned char)at[len], len + 1);
	if (at[len] == 'u')
		add_unit(units, read_hex(at + len + 1, 4), len + 5);
	if (at[len] == 'x')
		add_unit(units, read_hex(at + len + 1, 2), len + 3);
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
		char c;
	} names[] = { { "lt;", '<' },
		      { "gt;", '>' },
		      { "quot;", '"' },
		      { "apos;", '\'' } };
	size_t len = 1;
	guint64 number;
	char *end;

	while (strncmp(at + len, "amp;", 4) == 0) {
		len += 4;
		add_unit(units, '&', len);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_has_prefix(at + len, names[i].name))
			add_unit(units, (unsigned char)names[i].c,
				 len + strlen(names[i].name));
	if (at[len] != '#')
		return;
	if (g_ascii_tolower(at[len + 1]) == 'x')
		number = g_ascii_strtoull(at + len + 2, &end, 16);
	else
		number = g_ascii_strtoull(at + len + 1, &end, 10);
	if (*end == ';' && number < 0x80)
		add_unit(units, (unsigned)number, (size_t)(end + 1 - at));
}

struct units redact_read(const char *at)
{
	struct units units = { 0 };

	add_unit(&units, (unsigned char)*at, 1);
	if (*at == '%')
		read_percent(at, &units);
	else if (*at == '\\')
		read_backslash(at, &units);
	else if (*at == '&')
		read_reference(at, &units);
	return units;
}
