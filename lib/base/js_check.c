#include "lib/base/js_scan.h"

/* A byte order mark, which RFC 8259 lets a parser ignore. */
#define BOM "\xef\xbb\xbf"

/* An array or object that is open. */
struct frame {
	struct js_object_keys keys;
	bool is_object;
	bool has_some; /* at least one element or member was read */
};

struct scan {
	const char *at, *end;
	const char *fault; /* NULL: none so far */
	bool is_json;	   /* the fault is one that the grammar lets pass */
	unsigned depth;
	struct frame frame[JS_DEPTH_MAX];
	struct js_keys keys;
};

static bool fault(struct scan *s, const char *text)
{
	s->fault = s->at == s->end ? "it ends too early" : text;
	return false;
}

/* JSON by its grammar, but of no use. */
static bool refuse(struct scan *s, const char *text)
{
	s->fault = text;
	s->is_json = true;
	return false;
}

/* The byte at hand; NUL, which is never right outside strings, at the end. */
static inline char peek(const struct scan *s)
{
	return s->at < s->end ? *s->at : '\0';
}

static inline char skip_space(struct scan *s)
{
	while (js_is_space(peek(s)))
		s->at++;
	return peek(s);
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Half of a surrogate pair may stand alone: the grammar lets it. */
static bool scan_unicode_escape(struct scan *s)
{
	for (int i = 2; i < 6; i++) {
		if (s->end - s->at <= i) {
			s->at = s->end;
			return fault(s, NULL);
		}
		if (!g_ascii_isxdigit(s->at[i]))
			return fault(s, "\\u needs four hexadecimal digits");
	}
	s->at += 6;
	return true;
}

static bool scan_escape(struct scan *s)
{
	char c = s->end - s->at > 1 ? s->at[1] : '\0';

	if (c == 'u')
		return scan_unicode_escape(s);
	if (c != '\0' && strchr("\"\\/bfnrt", c)) {
		s->at += 2;
		return true;
	}
	s->at++;
	return fault(s, "there is no such escape");
}

/* What js_plain_end stopped at, other than the closing quote. */
static bool scan_odd_char(struct scan *s)
{
	const char *next;

	if (peek(s) == '\\')
		return scan_escape(s);
	if (s->at == s->end || (unsigned char)*s->at < 0x20)
		return fault(s, "a control character must be escaped");
	next = js_utf8_end(s->at, s->end);
	if (!next)
		return fault(s, "this is not UTF-8");
	s->at = next;
	return true;
}

/* A string, from its opening quote; *ret_odd: it is not all plain. */
static bool scan_string(struct scan *s, bool *ret_odd)
{
	bool odd = false;

	s->at = js_plain_end(s->at + 1, s->end);
	while (peek(s) != '"') {
		odd = true;
		if (!scan_odd_char(s))
			return false;
		s->at = js_plain_end(s->at, s->end);
	}
	s->at++;
	*ret_odd = odd;
	return true;
}

static bool scan_digits(struct scan *s)
{
	if (!is_digit(peek(s)))
		return fault(s, "a digit is missing");
	while (is_digit(peek(s)))
		s->at++;
	return true;
}

static bool scan_number(struct scan *s)
{
	if (peek(s) == '-')
		s->at++;
	if (peek(s) == '0') {
		s->at++;
		if (is_digit(peek(s)))
			return fault(s, "a number cannot start with 0");
	} else if (!scan_digits(s)) {
		return false;
	}
	if (peek(s) == '.') {
		s->at++;
		if (!scan_digits(s))
			return false;
	}
	if (peek(s) == 'e' || peek(s) == 'E') {
		s->at++;
		if (peek(s) == '+' || peek(s) == '-')
			s->at++;
		return scan_digits(s);
	}
	return true;
}

static bool scan_word(struct scan *s, const char *word)
{
	for (; *word; word++, s->at++)
		if (peek(s) != *word)
			return fault(s, "a value was expected");
	return true;
}

static bool enter(struct scan *s, bool is_object)
{
	struct frame *frame;

	if (s->depth == JS_DEPTH_MAX)
		return refuse(s, "it is nested too deeply");
	frame = &s->frame[s->depth++];
	frame->is_object = is_object;
	frame->has_some = false;
	if (is_object)
		js_keys_enter(&s->keys, &frame->keys);
	s->at++;
	return true;
}

/* A scalar as a whole, or the start of an array or object. */
static inline bool scan_value(struct scan *s)
{
	bool odd;

	switch (skip_space(s)) {
	case '"':
		return scan_string(s, &odd);
	case '{':
		return enter(s, true);
	case '[':
		return enter(s, false);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return scan_number(s);
	default:
		return fault(s, "a value was expected");
	}
}

/* A key and its colon. */
static inline bool scan_key(struct scan *s, struct frame *frame)
{
	const char *inside;
	bool odd;

	if (skip_space(s) != '"')
		return fault(s, "a key was expected");
	inside = s->at + 1;
	if (!scan_string(s, &odd))
		return false;
	if (!js_keys_add(&s->keys, &frame->keys, inside,
			 (size_t)(s->at - 1 - inside), odd)) {
		s->at = inside - 1;
		return refuse(s, "a key is there twice");
	}
	if (skip_space(s) != ':')
		return fault(s, "a colon was expected");
	s->at++;
	return true;
}

/* The end of the innermost array or object, or its next element. */
static inline bool scan_next(struct scan *s)
{
	struct frame *frame = &s->frame[s->depth - 1];
	char c = skip_space(s);

	if (c == (frame->is_object ? '}' : ']')) {
		if (frame->is_object && !js_keys_leave(&s->keys, &frame->keys))
			return refuse(s, "a key is there twice");
		s->at++;
		s->depth--;
		return true;
	}
	if (frame->has_some) {
		if (c != ',')
			return fault(s, "a comma was expected");
		s->at++;
	}
	frame->has_some = true;
	if (frame->is_object && !scan_key(s, frame))
		return false;
	return scan_value(s);
}

static bool scan_document(struct scan *s)
{
	if (!scan_value(s))
		return false;
	while (s->depth > 0)
		if (!scan_next(s))
			return false;
	return true;
}

static void scan_release(struct scan *s)
{
	js_keys_release(&s->keys);
}

bool js_check(const char *text, size_t len, const char *what,
	      struct js *ret_root, struct error *err)
{
	AUTO(scan_release) struct scan s = { .at = text, .end = text + len };
	const char *start, *after;

	if (len > JS_BYTES_MAX)
		return error_set(err, ERR_OTHER,
				 "%s is larger than %d bytes of JSON", what,
				 JS_BYTES_MAX);
	s.keys.text = text;
	if (len >= strlen(BOM) && memcmp(text, BOM, strlen(BOM)) == 0)
		s.at += strlen(BOM);
	if (skip_space(&s) == '\0' && s.at == s.end)
		return error_set(err, ERR_OTHER, "%s is empty", what);
	start = s.at;
	if (scan_document(&s)) {
		after = s.at;
		(void)skip_space(&s);
		if (s.at == s.end) {
			*ret_root =
				(struct js){ start, (size_t)(after - start) };
			return true;
		}
		(void)fault(&s, "something follows its end");
	}
	return error_set(err, ERR_OTHER, "%s %s: %s (byte %zu)", what,
			 s.is_json ? "cannot be used" : "is not JSON", s.fault,
			 (size_t)(s.at - text));
}
