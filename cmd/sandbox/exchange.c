#include "cmd/sandbox/exchange.h"

#include "cmd/sandbox/control.h"
#include "cmd/sandbox/fault.h"
#include "cmd/sandbox/gzip.h"
#include "cmd/sandbox/journal.h"
#include "cmd/sandbox/route.h"
#include "cmd/sandbox/sandbox.h"
#include "cmd/sandbox/spoil.h"
#include "cmd/sandbox/store.h"
#include "cmd/sandbox/when.h"
#include "cmd/sandbox/wire.h"

#include <string.h>

/* Smaller bodies do not get smaller. */
#define GZIP_LEAST 256

struct exchange *exchange_new(const char *text)
{
	struct exchange *exchange = g_new0(struct exchange, 1);

	exchange->text = g_strdup(text);
	exchange->request.headers =
		g_array_new(FALSE, FALSE, sizeof(struct header));
	exchange->request.body = g_byte_array_new();
	reply_init(&exchange->reply);
	return exchange;
}

void exchange_free(struct exchange *exchange)
{
	if (!exchange)
		return;
	g_free(exchange->text);
	g_free(exchange->request.method);
	target_release(&exchange->request.target);
	g_array_unref(exchange->request.headers);
	g_byte_array_unref(exchange->request.body);
	reply_release(&exchange->reply);
	wire_free(exchange->wire);
	g_free(exchange);
}

void exchange_append(struct exchange *exchange, const char *piece,
		     size_t length)
{
	size_t room = REQUEST_MAX_BODY - exchange->request.body->len;

	exchange->body_length += length;
	g_byte_array_append(exchange->request.body, (const guint8 *)piece,
			    (guint)MIN(length, room));
}

static void answer_properly(struct exchange *exchange, struct sandbox *box,
			    bool parsed)
{
	if (!parsed)
		route_refuse(box, 400, "The target of the request is malformed",
			     &exchange->reply);
	else if (exchange->body_length > REQUEST_MAX_BODY)
		route_refuse(box, 413, "The body is too large",
			     &exchange->reply);
	else
		route_answer(box, &exchange->request, &exchange->reply);
}

/* Pages are remembered compressed: a client may well ask for them again. */
static void compress(struct exchange *exchange, struct sandbox *box,
		     const struct fault *fault)
{
	const struct request *request = &exchange->request;
	struct reply *reply = &exchange->reply;
	bool same = !fault && reply->status == 200 &&
		    strcmp(request->method, "GET") == 0 &&
		    !reply_has(reply, "Cache-Control") &&
		    !control_is_for(request);

	if (reply->body->len < GZIP_LEAST ||
	    reply_has(reply, "Content-Encoding") ||
	    !gzip_accepted(request_header(request, "Accept-Encoding")))
		return;
	gzip_reply(box->compressed, same ? exchange->text : NULL,
		   store_revision(box->store), reply);
}

/* The clock of a machine that is wrong; unless a fault gives the time. */
static void skew_date(int64_t skew, struct reply *reply)
{
	g_autofree char *date = when_http(when_now() + skew);

	if (skew != 0 && !reply_has(reply, "Date"))
		reply_header(reply, "Date", "%s", date);
}

void exchange_answer(struct exchange *exchange, struct sandbox *box)
{
	struct request *request = &exchange->request;
	struct reply *reply = &exchange->reply;
	bool parsed = target_parse(exchange->text, &request->target);
	AUTO(fault_drop)
	struct fault *fault = parsed ? faults_take(box->faults, request) : NULL;
	uint64_t number = journal_number(box->journal);

	exchange->delay_ms = box->settings.latency_ms;
	if (!fault || fault_acts(fault))
		answer_properly(exchange, box, parsed);
	if (fault)
		spoil_reply(fault, route_shape(box, request), request, reply);
	reply_header(reply, "X-Request-Id", "req-%08" G_GINT64_MODIFIER "x",
		     number);
	skew_date(box->settings.date_skew, reply);
	if (box->settings.gzip)
		compress(exchange, box, fault);
	journal_add(box->journal, exchange, fault != NULL);
	if (fault)
		spoil_sending(fault, exchange);
}
