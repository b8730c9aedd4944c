#include "cmd/sandbox/spoil.h"

#include "cmd/sandbox/gzip.h"
#include "cmd/sandbox/wire.h"

#include <string.h>

/* By so much a Content-Length is wrong. */
#define WRONG_BY 10

#define FILLER_LINE 100

static void replace_body(struct reply *reply, const char *type,
			 const char *text)
{
	reply_header(reply, "Content-Type", "%s", type);
	g_string_assign(reply->body, text);
}

static void redirect(const struct fault *fault, const struct request *request,
		     struct reply *reply)
{
	bool loop = strcmp(fault->redirect, "loop") == 0;

	reply->status = 302;
	reply_header(reply, "Location", "%s",
		     loop ? request->target.path : fault->redirect);
}

static void fail_with(unsigned status, enum problem_shape shape,
		      struct reply *reply)
{
	AUTO(problem_release) struct problem problem = { 0 };

	problem_set(&problem, status, "A fault that was asked for (%u)",
		    status);
	problem_reply(&problem, shape, reply);
}

static void give_answer(const struct fault *fault, enum problem_shape shape,
			const struct request *request, struct reply *reply)
{
	reply->status = 200;
	g_string_truncate(reply->body, 0);
	if (fault->redirect) {
		redirect(fault, request, reply);
	} else if (fault->html > 0) {
		replace_body(reply, "text/html",
			     "<!DOCTYPE html><title>Welcome</title>"
			     "<p>Please sign in to this network.\n");
	} else if (fault->bomb > 0) {
		g_string_free(reply->body, TRUE);
		reply->body = gzip_bomb((uint64_t)fault->bomb << 20);
		reply_header(reply, "Content-Type", "application/json");
		reply_header(reply, "Content-Encoding", "gzip");
	} else if (fault->body) {
		replace_body(reply, "application/json", fault->body);
	} else if (fault->status >= 300) {
		fail_with((unsigned)fault->status, shape, reply);
	} else if (fault->status < 0 && fault->retry_after >= 0) {
		fail_with(429, shape, reply);
	}
	if (fault->status >= 0)
		reply->status = (unsigned)fault->status;
}

/* A header that the fault names replaces ours of that name. */
static void give_header(struct reply *reply, const char *line)
{
	size_t length = strcspn(line, ":") + 1;

	for (guint i = reply->headers->len; i > 0; i--)
		if (g_ascii_strncasecmp(
			    g_ptr_array_index(reply->headers, i - 1), line,
			    length) == 0)
			g_ptr_array_remove_index(reply->headers, i - 1);
	g_ptr_array_add(reply->headers, g_strdup(line));
}

void spoil_reply(const struct fault *fault, enum problem_shape shape,
		 const struct request *request, struct reply *reply)
{
	if (fault_replaces(fault)) {
		give_answer(fault, shape, request, reply);
		if (fault->retry_after >= 0)
			reply_header(reply, "Retry-After", "%" G_GINT64_FORMAT,
				     fault->retry_after);
		for (guint i = 0; i < fault->headers->len; i++)
			give_header(reply,
				    g_ptr_array_index(fault->headers, i));
	}
	if (fault->truncate > 0)
		g_string_truncate(reply->body, reply->body->len / 2);
	if (fault->twice > 0) {
		g_autofree char *once = g_strdup(reply->body->str);

		g_string_append(reply->body, once);
	}
}

static void fill_headers(struct reply *reply, int64_t bytes)
{
	g_autofree char *filler = g_strnfill(FILLER_LINE, 'x');

	for (int64_t at = 0; at < bytes; at += FILLER_LINE)
		reply_header(reply, "X-Filler", "%s", filler);
}

static GByteArray *garbage(int64_t length)
{
	GByteArray *bytes = g_byte_array_new();

	for (int64_t i = 0; i < length; i++) {
		guint8 byte = (guint8)(0x80 + i * 7 % 128);

		g_byte_array_append(bytes, &byte, 1);
	}
	return bytes;
}

static size_t claimed_length(const struct fault *fault, size_t length)
{
	if (!fault->length)
		return length;
	if (strcmp(fault->length, "long") == 0)
		return length + WRONG_BY;
	return length > WRONG_BY ? length - WRONG_BY : 0;
}

/* The bytes to send; *ret_head says where the body begins. */
static GByteArray *bytes_of(const struct fault *fault,
			    const struct exchange *exchange, size_t *ret_head)
{
	const struct reply *reply = &exchange->reply;
	GByteArray *bytes = NULL;

	*ret_head = 0;
	if (fault->garbage > 0)
		return garbage(fault->garbage);
	if (fault->raw)
		return g_byte_array_append(g_byte_array_new(), fault->raw->data,
					   fault->raw->len);
	bytes = reply_wire(reply, claimed_length(fault, reply->body->len),
			   ret_head);
	return bytes;
}

static void cut(const struct fault *fault, size_t head, GByteArray *bytes)
{
	size_t keep = bytes->len;

	if (fault->cut >= 0)
		keep = head + (size_t)fault->cut;
	if (fault->cut_head >= 0)
		keep = MIN((size_t)fault->cut_head, head);
	if (fault->reset > 0 && fault->cut < 0 && fault->cut_head < 0)
		keep = 0;
	if (keep < bytes->len)
		g_byte_array_set_size(bytes, (guint)keep);
}

static bool needs_wire(const struct fault *fault)
{
	return fault->garbage > 0 || fault->raw || fault->stall >= 0 ||
	       fault->drip > 0 || fault->cut >= 0 || fault->cut_head >= 0 ||
	       fault->reset > 0 || fault->length || fault->extra_headers > 0;
}

void spoil_sending(const struct fault *fault, struct exchange *exchange)
{
	GByteArray *bytes = NULL;
	struct wire *wire = NULL;
	size_t head = 0, body = 0;

	if (fault->delay > 0)
		exchange->delay_ms += fault->delay;
	exchange->silent = fault->no_answer > 0;
	if (!needs_wire(fault))
		return;
	if (fault->extra_headers > 0)
		fill_headers(&exchange->reply, fault->extra_headers);
	bytes = bytes_of(fault, exchange, &head);
	body = bytes->len - head;
	cut(fault, head, bytes);
	wire = wire_new_take(bytes);
	wire->reset = fault->reset > 0;
	if (fault->stall > 0) {
		wire->stall_ms = fault->stall;
		wire->stall_at =
			head + (fault->at >= 0 ? (size_t)fault->at : body / 2);
	}
	if (fault->drip > 0) {
		wire->drip = (size_t)fault->drip;
		wire->drip_ms = fault->every;
	}
	exchange->wire = wire;
}
