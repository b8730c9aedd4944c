#include "cmd/keyring/request.h"

/* A keyring treats attributes as C strings and shows them to people. */
static bool is_fit(const char *text, size_t len)
{
	if (len == 0 || len > KEYRING_ATTRIBUTE_MAX ||
	    !g_utf8_validate(text, (gssize)len, NULL))
		return false;
	for (size_t i = 0; i < len; i++) {
		if (g_ascii_iscntrl(text[i]))
			return false;
	}
	return true;
}

static bool read_attribute(struct js root, const char *name, bool required,
			   char **ret_text, struct error *err)
{
	struct js value = js_member(root, name);
	g_autofree char *text = NULL;
	size_t len = 0;

	if (js_type(value) == JS_NONE && !required)
		return true;
	if (js_type(value) == JS_STRING)
		text = js_text(value, &len);
	if (!text || !is_fit(text, len))
		return error_set(err, ERR_USAGE, "\"%s\" is missing or unfit",
				 name);
	*ret_text = g_steal_pointer(&text);
	return true;
}

static bool read_op(struct js root, enum keyring_op *ret_op, struct error *err)
{
	struct js value = js_member(root, KEYRING_M_OP);
	g_autofree char *name = NULL;

	if (js_type(value) == JS_STRING)
		name = js_text(value, NULL);
	if (!keyring_op_parse(name, ret_op))
		return error_set(err, ERR_USAGE,
				 "\"op\" names no operation of this helper");
	return true;
}

static bool check_protocol(struct js root, struct error *err)
{
	int64_t version;

	if (!js_int(js_member(root, KEYRING_M_PROTOCOL), &version) ||
	    version != KEYRING_PROTOCOL)
		return error_set(err, ERR_USAGE,
				 "this helper speaks protocol %d, fentu speaks "
				 "another; both must be of one version",
				 KEYRING_PROTOCOL);
	return true;
}

static bool take_apart(struct request *request, struct js root,
		       struct error *err)
{
	bool keyed;

	if (!check_protocol(root, err) || !read_op(root, &request->op, err))
		return false;
	keyed = request->op == KEYRING_GET || request->op == KEYRING_PUT ||
		request->op == KEYRING_DROP;
	if (!read_attribute(root, KEYRING_M_ORIGIN, keyed, &request->origin,
			    err) ||
	    !read_attribute(root, KEYRING_M_PROFILE, keyed, &request->profile,
			    err) ||
	    !read_attribute(root, KEYRING_M_KIND, request->op != KEYRING_LIST,
			    &request->kind, err) ||
	    !read_attribute(root, KEYRING_M_EXPECT, false, &request->expect,
			    err))
		return false;
	request->may_prompt = js_is_true(js_member(root, KEYRING_M_MAY_PROMPT));
	if (!js_int(js_member(root, KEYRING_M_LIMIT), &request->limit_ms) ||
	    request->limit_ms < 0)
		request->limit_ms = 0;
	request->record = js_member(root, KEYRING_M_RECORD);
	if (request->op == KEYRING_PUT && js_type(request->record) != JS_OBJECT)
		return error_set(err, ERR_USAGE, "\"record\" is no object");
	return true;
}

bool request_read(struct request *request, int fd, struct error *err)
{
	struct js root;

	return sealed_read(&request->text, fd, "the request", err) &&
	       js_check(sealed_reveal(&request->text), request->text.len,
			"the request", &root, err) &&
	       take_apart(request, root, err);
}

void request_release(struct request *request)
{
	if (!request)
		return;
	g_free(request->origin);
	g_free(request->profile);
	g_free(request->kind);
	g_free(request->expect);
	sealed_release(&request->text);
	*request = (struct request){ 0 };
}
