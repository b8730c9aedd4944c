#include "test/unit/ui/hostile.h"

#include <string.h>

#include <glib.h>

/* UTF-8, and raw bytes of what is none. */
#define U(s)                                                                   \
	{                                                                      \
		s, sizeof(s) - 1, true                                         \
	}
#define R(s)                                                                   \
	{                                                                      \
		s, sizeof(s) - 1, false                                        \
	}

const struct hostile hostile_texts[] = {
	/* C0: bell, backspace, line ends, shifts, escape, NUL, DEL */
	U("a\ab"),
	U("a\bb\b\b"),
	U("a\nfentu: error: forged"),
	U("over\rwrite"),
	U("a\tb"),
	U("a\vb"),
	U("a\fb"),
	U("a\016b\017"),
	U("a\033b"),
	U("a\0b"),
	U("a\177b"),
	U("\001\002\003\004\005\006"),
	U("\020\021\022\023\024\025\026\027\030\031\032"),
	U("\034\035\036\037"),
	U("a\r\nb"),
	U("\005answerback"),
	/* CSI: colour, clear, move, scroll, report, modes, keys */
	U("\033[31mred\033[0m"),
	U("\033[2J\033[H"),
	U("\033[1A\033[2K"),
	U("\033[6n"),
	U("\033[c"),
	U("\033[>c"),
	U("\033[?1049h"),
	U("\033[?25l"),
	U("\033[?2004l"),
	U("\033[?1000h"),
	U("\033[8m"),
	U("\033[9999;9999H"),
	U("\033[20t"),
	U("\033[21t"),
	U("\033[4;1;1t"),
	U("\033[;s;3;p"),
	U("\033[100S"),
	U("\033[!p"),
	U("\033[1;31"),
	/* OSC: title, link, clipboard, colours, notification, files */
	U("\033]0;title\a"),
	U("\033]2;title\033\\"),
	U("\033]8;;https://evil.example\033\\text\033]8;;\033\\"),
	U("\033]52;c;Y3VybCBldmls\a"),
	U("\033]4;0;rgb:00/00/00\a"),
	U("\033]10;?\a"),
	U("\033]9;done\a"),
	U("\033]777;notify;a;b\a"),
	U("\033]1337;File=name=x:aGk=\a"),
	U("\033]50;x\a"),
	U("\033]0;not ended"),
	/* DCS, APC, PM, SOS and the short ones */
	U("\033P$q\"p\033\\"),
	U("\033P+q544e\033\\"),
	U("\033Pq#0~\033\\"),
	U("\033_Ga=q\033\\"),
	U("\033^pm\033\\"),
	U("\033Xsos\033\\"),
	U("\033c"),
	U("\0337\0338"),
	U("\033(0lqk"),
	U("\033#8"),
	U("\033="),
	U("\033D\033M\033E"),
	U("\033%@"),
	U("\033N\033O"),
	/* C1 as UTF-8 and as raw bytes */
	U("\xc2\x9b"
	  "31m"),
	U("\xc2\x9d"
	  "0;title\xc2\x9c"),
	U("\xc2\x90q\xc2\x9c"),
	U("\xc2\x85next"),
	U("\xc2\x80\xc2\x9f"),
	U("\xc2\x9f_apc\xc2\x9c"),
	R("\x9b"
	  "31m"),
	R("\x9d"
	  "0;title\x9c"),
	R("\x90q\x9c"),
	R("\x85"),
	R("a\x80z"),
	/* text that runs backwards, or is not seen */
	U("\xe2\x80\xae"
	  "exe.txt"),
	U("\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad"),
	U("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9"),
	U("\xe2\x80\x8e\xe2\x80\x8f"),
	U("\xd8\x9c"),
	U("a\xe2\x80\xa8"
	  "b"),
	U("a\xe2\x80\xa9"
	  "b"),
	U("\xf3\xa0\x80\x81\xf3\xa0\x81\x81\xf3\xa0\x81\xbf"),
	U("\xf3\xa0\x80\x80"),
	U("a\xe2\x80\x8b"
	  "b"),
	U("a\xe2\x80\x8c"
	  "b"),
	U("a\xe2\x80\x8d"
	  "b"),
	U("\xe2\x81\xa0\xe2\x81\xa4\xe2\x81\xaf"),
	U("\xef\xbb\xbf"),
	U("a\xc2\xad"
	  "b"),
	U("\xe1\x85\x9f\xe1\x85\xa0\xe3\x85\xa4\xef\xbe\xa0"),
	U("\xef\xbf\xb9\xef\xbf\xbb\xe1\xa0\x8e"),
	/* no UTF-8: cut, overlong, surrogate, beyond the end */
	R("\xff\xfe"),
	R("a\xc3"),
	R("\xe2\x80"),
	R("\xf0\x9f\x98"),
	R("\xc0\x9b"),
	R("\xe0\x80\x9b"),
	R("\xc1\xbf"),
	R("\xed\xa0\x80"),
	R("\xf4\x90\x80\x80"),
	R("\xf8\x88\x80\x80\x80"),
	R("\xc3("),
	R("\xe2\x28\xa1"),
	R("\xa0\xa1"),
};

const size_t hostile_count = G_N_ELEMENTS(hostile_texts);

static bool is_control(gunichar c, const char *allowed)
{
	if (c < 0x20 || c == 0x7f)
		return c == 0 || !strchr(allowed, (int)c);
	return c >= 0x80 && c < 0xa0;
}

static bool is_bad(gunichar c, const char *allowed)
{
	return is_control(c, allowed) || c == 0x61c || c == 0xad ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || c == 0x115f || c == 0x1160 ||
	       c == 0x3164 || c == 0xffa0 || c == 0x180e ||
	       (c >= 0xe0000 && c < 0xe0080);
}

static const char *find(const char *text, size_t len, const char *allowed,
			bool (*is_wrong)(gunichar c, const char *allowed))
{
	const char *end = text + len, *valid_end;

	if (!g_utf8_validate_len(text, len, &valid_end) && *valid_end != '\0')
		return valid_end;
	for (; text < end; text = g_utf8_next_char(text))
		if (is_wrong(g_utf8_get_char(text), allowed))
			return text;
	return NULL;
}

const char *hostile_find(const char *text, size_t len, const char *allowed)
{
	return find(text, len, allowed, is_bad);
}

const char *hostile_find_control(const char *text, size_t len,
				 const char *allowed)
{
	return find(text, len, allowed, is_control);
}
