#include "cmd/send.h"

#include <string.h>

#include "cmd/guard.h"
#include "cmd/not_found_hint.h"
#include "cmd/setters.h"
#include "lib/api/contradiction.h"
#include "lib/ui/sanitize.h"

enum { LOOK_MS = 100 /* how often a signal is looked for */ };

bool send_open(struct send *send, struct error *err)
{
	struct ctx *ctx = send->ctx;
	const struct ctx_output wish = {
		.fields = send->fields,
		.single = send->count == 1,
		.every_field = true,
	};

	if (send->fields && !ctx_out(ctx, &wish, &send->out, err))
		return false;
	if (ctx_globals(ctx)->dry_run)
		return ctx_dry_writer(ctx, &send->writer, err);
	return guard_where(ctx, &send->where, err) &&
	       ctx_writer(ctx, &send->writer, err) &&
	       signals_take_heeded(&send->signals, err);
}

void send_release(struct send *send)
{
	g_free(send->where);
	writer_free(send->writer);
	out_free(send->out);
	signals_release(&send->signals);
}

static bool put(struct io *io, const char *text, size_t len, struct error *err)
{
	g_autofree char *clean = NULL;

	if (!io_out_is_terminal(io))
		return io_write(io, text, len, err);
	clean = sanitize(text, len, SANITIZE_TEXT);
	return io_write(io, clean, strlen(clean), err);
}

static bool has_accept(const struct send_request *request)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (g_ascii_strcasecmp(request->headers[i].name, "Accept") == 0)
			return true;
	return false;
}

bool send_show(struct io *io, const struct send_request *request,
	       struct error *err)
{
	g_autoptr(GString) head = g_string_new(NULL);

	g_string_append_printf(head, "%s %s\n", request->method, request->url);
	g_string_append(head, "Authorization: Bearer (not shown)\n");
	if (!has_accept(request))
		g_string_append(head, "Accept: application/json\n");
	for (size_t i = 0; i < request->header_count; i++)
		g_string_append_printf(head, "%s: %s\n",
				       request->headers[i].name,
				       request->headers[i].value);
	g_string_append_c(head, '\n');
	if (!put(io, head->str, head->len, err))
		return false;
	if (!request->body)
		return true;
	return put(io, request->body, request->body_len, err) &&
	       (g_str_has_suffix(request->body, "\n") ||
		io_write(io, "\n", 1, err));
}

/* What is shown is not all that would be sent. */
static void say_what_is_read(struct io *io, const struct write_request *request,
			     const char *method)
{
	g_autofree char *keys = NULL;

	if (strcmp(method, "PUT") == 0)
		io_say(io, "PUT replaces a record: it would be read first, and "
			   "this merged into it.");
	else if (request->partial && *request->partial)
		keys = g_strjoinv(", ", (char **)request->partial);
	if (keys)
		io_say(io,
		       "The record would be read first, so that the other "
		       "parts of %s are sent along.",
		       keys);
}

static bool rehearse(struct send *send, const struct write_request *request,
		     struct error *err)
{
	const char *base;
	g_autofree char *path = NULL, *url = NULL;
	struct http_header header[2];
	struct send_request shown = { .headers = header };

	if (!ctx_api_url(send->ctx, NULL, &base, NULL, err) ||
	    !writer_target(send->writer, request, &shown.method, &path, err))
		return false;
	url = g_strconcat(base, "/", path, NULL);
	shown.url = url;
	shown.body = request->body;
	shown.body_len = request->body_len;
	if (request->body)
		header[shown.header_count++] =
			(struct http_header){ "Content-Type",
					      "application/json" };
	if (request->idempotency_key)
		header[shown.header_count++] =
			(struct http_header){ "Idempotency-Key",
					      request->idempotency_key };
	say_what_is_read(ctx_io(send->ctx), request, shown.method);
	return send_show(ctx_io(send->ctx), &shown, err);
}

static char *text_of(struct js record, const char *key)
{
	struct js value = js_member(record, key);
	g_autofree char *text = NULL;

	if (js_type(value) != JS_STRING)
		return NULL;
	text = js_text(value, NULL);
	return *text ? g_steal_pointer(&text) : NULL;
}

char *send_label(struct js record, const char *id)
{
	g_autofree char *own = text_of(record, "id");
	g_autofree char *number = text_of(record, "work_order_number");
	g_autofree char *name = text_of(record, "name");
	const char *shown = number ? number : name;

	if (own)
		id = own;
	if (!id)
		return g_strdup(shown ? shown : "");
	return shown ? g_strdup_printf("%s (%s)", id, shown) : g_strdup(id);
}

/* ": status, priority": the keys of the body, which is what an update has
   changed. */
static void append_keys(GString *text, const struct write_request *request)
{
	const struct js body = { request->body, request->body_len };
	const char *before = ": ";
	struct js_walk walk = { 0 };

	while (js_next(body, &walk)) {
		g_autofree char *key = js_text(walk.key, NULL);

		g_string_append_printf(text, "%s%s", before, key);
		before = ", ";
	}
}

static const char *noun_of(const struct write_request *request)
{
	return request->below ? request->below->one : request->resource->noun;
}

static void say_done(struct send *send, const struct write_request *request,
		     const struct write_result *result, const char *id)
{
	g_autofree char *label = send_label(result->record, id);
	g_autoptr(GString) text = g_string_new(NULL);
	bool is_later = write_is_later(result, request->action);

	g_string_printf(text, "%s %s%s%s %s",
			is_later ? "Accepted, not yet confirmed:" : send->done,
			noun_of(request), *label ? " " : "", label,
			send->where);
	if (request->action == WRITE_UPDATE)
		append_keys(text, request);
	if (request->action == WRITE_DELETE && request->resource->has_trash &&
	    !is_later)
		g_string_append(text, "; it is in the trash");
	if (request->action != WRITE_DELETE &&
	    js_type(result->record) == JS_NONE)
		g_string_append(text, "; the server's answer holds no record");
	io_say(ctx_io(send->ctx), "%s", text->str);
}

/* The server said that it is done, and shows another value than was sent. */
static void warn_if_otherwise(const struct send *send,
			      const struct write_request *request,
			      const struct write_result *result, const char *id)
{
	const struct js sent = { request->body, request->body_len };
	g_autofree char *otherwise = NULL;

	if (request->action != WRITE_DELETE)
		otherwise = contradiction_find(sent, result->record);
	if (otherwise)
		io_warn(ctx_io(send->ctx), "%s%s%s is not as it was sent: %s",
			noun_of(request), id ? " " : "", id ? id : "",
			otherwise);
}

/* When the server returned no record, its id may be known all the same. */
static bool print_id(struct out *out, const char *id, GString *text,
		     struct error *err)
{
	struct js record;

	g_string_assign(text, "{\"id\":");
	js_append_string(text, id, strlen(id));
	g_string_append_c(text, '}');
	return js_check(text->str, text->len, "the id", &record, err) &&
	       out_record(out, record, err);
}

static bool show(struct send *send, const struct write_request *request,
		 const struct write_result *result, struct error *err)
{
	bool is_new = request->action == WRITE_CREATE;
	g_autofree char *found =
		!is_new || request->below ? NULL : write_result_id(result);
	const char *id = is_new ? found : request->id;
	g_autoptr(GString) text = g_string_new(NULL);

	say_done(send, request, result, id);
	warn_if_otherwise(send, request, result, id);
	if (!send->out)
		return true;
	if (js_type(result->record) != JS_NONE)
		return out_record(send->out, result->record, err);
	return !id || print_id(send->out, id, text, err);
}

/* "fentu wo" of "fentu wo create" */
static char *node_of(const struct call *call)
{
	const char *last = strrchr(call->path, ' ');

	return g_strndup(call->path, (gsize)(last - call->path));
}

void send_hint_unknown(const struct call *call,
		       const struct write_request *request, struct error *err)
{
	g_autofree char *node = node_of(call);

	if (request->below)
		error_hint(err,
			   "see with '%s %s %s' whether it was added; adding "
			   "it again could add it twice",
			   node, request->below->name, request->id);
	else if (request->action != WRITE_CREATE)
		error_hint(err,
			   "see with '%s view %s' what has become of it before "
			   "you try again",
			   node, request->id);
	else
		error_hint(err,
			   "look for it with '%s list%s%s'; creating it again "
			   "could make it twice",
			   node, request->id ? " " : "",
			   request->id ? request->id : "");
}

static bool is_cut(struct send *send)
{
	AUTO(error_release) struct error cut = { 0 };

	if (send->cut_by == 0 && signals_came(&send->signals)) {
		(void)signals_interrupted(&send->signals, &cut);
		send->cut_by = cut.signal;
	}
	return send->cut_by != 0;
}

/* Wait for the one write under way; a signal cuts it short. */
static bool run_one(struct send *send, const struct write_request *request,
		    struct write_result *ret_result, struct error *err)
{
	void *tag = send;

	if (!writer_start(send->writer, request, tag, err))
		return false;
	do {
		writer_await(send->writer, LOOK_MS, &tag, ret_result);
		if (tag)
			return true;
	} while (!is_cut(send));
	writer_give_up(send->writer, ret_result);
	ret_result->err.signal = send->cut_by;
	return true;
}

/* Nothing further is sent, because of *err. Of several, what is done is
   printed whole, and *err says how many that are. */
static bool end(struct send *send, struct error *err)
{
	const struct resource *resource = send->call->subject;
	const struct writes *writes = &send->writes;
	AUTO(error_release) struct error late = { 0 };
	g_autofree char *said =
		writes_text(writes, send->count, resource->plural);

	if (writes->done > 0 && send->count > 1 && send->out &&
	    !out_finish(send->out, &late))
		io_warn(ctx_io(send->ctx), "%s", late.message);
	if (writes->done + writes->failed + writes->unknown == 0 ||
	    send->count == 1)
		return false;
	if (err->code != ERR_INTERRUPTED &&
	    (writes->done > 0 || err->code == ERR_PARTIAL))
		err->code = writes_code(writes);
	return error_wrap(err, "%s", said);
}

static bool take_failure(struct send *send, const struct write_request *request,
			 struct write_result *result, struct error *err)
{
	if (result->outcome == WRITE_UNKNOWN)
		send_hint_unknown(send->call, request, &result->err);
	if (send->setters)
		setters_name_fields(send->setters, &result->err);
	if (send->count == 1 || result->err.code == ERR_INTERRUPTED) {
		error_move(err, &result->err);
		return end(send, err);
	}
	not_found_hint(send->call, &result->err);
	if (writes_are_over(&send->writes, result, err)) {
		if (result->err.code != ERR_NONE)
			io_error(ctx_io(send->ctx), &result->err);
		return end(send, err);
	}
	io_error(ctx_io(send->ctx), &result->err);
	return true;
}

bool send_one(struct send *send, const struct write_request *request,
	      struct error *err)
{
	AUTO(write_result_release) struct write_result result = { 0 };

	if (ctx_globals(send->ctx)->dry_run)
		return rehearse(send, request, err);
	if (is_cut(send)) {
		(void)error_set(err, ERR_INTERRUPTED, "interrupted");
		err->signal = send->cut_by;
		return end(send, err);
	}
	if (!run_one(send, request, &result, err))
		return end(send, err);
	writes_count(&send->writes, &result, request->action);
	if (result.outcome != WRITE_DONE)
		return take_failure(send, request, &result, err);
	return show(send, request, &result, err);
}

bool send_finish(struct send *send, struct error *err)
{
	const struct resource *resource = send->call->subject;
	const struct writes *writes = &send->writes;
	g_autofree char *said =
		writes_text(writes, send->count, resource->plural);

	if (ctx_globals(send->ctx)->dry_run)
		return true;
	if (send->out && !out_finish(send->out, err))
		return false;
	if (writes_are_good(writes))
		return true;
	return error_set(err, writes_code(writes), "%s", said);
}
