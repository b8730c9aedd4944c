#include "lib/base/unseen.h"

struct range {
	gunichar first, last;
};

static const struct range unseen[] = {
	{ 0xad, 0xad },	    /* soft hyphen */
	{ 0x61c, 0x61c },   /* Bidi_Control, as the next two and others */
	{ 0x115f, 0x1160 }, /* Hangul fillers */
	{ 0x180e, 0x180e },   { 0x200b, 0x200f }, /* zero width */
	{ 0x2028, 0x202e }, /* separators of lines and paragraphs */
	{ 0x2060, 0x206f },   { 0x3164, 0x3164 },
	{ 0xfeff, 0xfeff },			  /* byte order mark */
	{ 0xffa0, 0xffa0 },   { 0xfff9, 0xfffb }, /* annotations */
	{ 0xe0000, 0xe007f },			  /* tags */
};

bool unseen_char(gunichar c)
{
	for (size_t i = 0; i < G_N_ELEMENTS(unseen) && c >= unseen[i].first;
	     i++)
		if (c <= unseen[i].last)
			return true;
	return false;
}
