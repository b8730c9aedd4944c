#include "cmd/sandbox/route.h"

#include "cmd/sandbox/auth.h"
#include "cmd/sandbox/control.h"
#include "cmd/sandbox/etag.h"
#include "cmd/sandbox/extra.h"
#include "cmd/sandbox/id.h"
#include "cmd/sandbox/limits.h"
#include "cmd/sandbox/list.h"
#include "cmd/sandbox/oauth.h"
#include "cmd/sandbox/read.h"
#include "cmd/sandbox/when.h"
#include "cmd/sandbox/write.h"

#include <string.h>

enum route_flag {
	ROUTE_PATCH = 1 << 0, /* only if the write verb is PATCH, or both */
	ROUTE_PUT = 1 << 1,
	ROUTE_OPEN = 1 << 2, /* looks by itself who may */
};

/*
 * path has a "*" for the name of a resource and a ":" for an id. resource is
 * what the id belongs to, unless the path names it.
 */
static const struct route {
	const char *method, *path;
	call_handler *handler;
	const struct resource *resource;
	unsigned flags;
} routes[] = {
	{ "GET", "v1/work-orders/:/tasks", list_tasks, &work_order_resource,
	  0 },
	{ "POST", "v1/work-orders/:/tasks", write_create_task,
	  &work_order_resource, 0 },
	{ "GET", "v1/assets/:/service-history", extra_history, &asset_resource,
	  0 },
	{ "GET", "v1/assets/:/parts", extra_parts, &asset_resource, 0 },
	{ "POST", "v1/assets/:/parts", extra_add_part, &asset_resource, 0 },
	{ "GET", "v1/assets/:/warranty", extra_warranty, &asset_resource, 0 },
	{ "GET", "v1/*", list_page, NULL, 0 },
	{ "POST", "v1/*", write_create, NULL, 0 },
	{ "GET", "v1/*/:", read_one, NULL, 0 },
	{ "PATCH", "v1/*/:", write_update, NULL, ROUTE_PATCH },
	{ "PUT", "v1/*/:", write_replace, NULL, ROUTE_PUT },
	{ "DELETE", "v1/*/:", write_delete, NULL, 0 },
	{ "GET", "oauth/authorize", oauth_authorize, NULL, ROUTE_OPEN },
	{ "POST", "oauth/authorize", oauth_decide, NULL, ROUTE_OPEN },
	{ "POST", "oauth/token", oauth_token, NULL, ROUTE_OPEN },
	{ "POST", "oauth/revoke", oauth_revoke, NULL, ROUTE_OPEN },
};

/* The pattern against the segments; what stands for "*" and ":" is borrowed. */
static bool path_matches(const char *pattern, char **segments,
			 const char **ret_name, const char **ret_id)
{
	for (; *segments; segments++) {
		size_t length = strcspn(pattern, "/");

		if (length == 0)
			return false;
		if (*pattern == '*')
			*ret_name = *segments;
		else if (*pattern == ':')
			*ret_id = *segments;
		else if (strlen(*segments) != length ||
			 strncmp(pattern, *segments, length) != 0)
			return false;
		pattern += length;
		pattern += *pattern == '/';
	}
	return *pattern == '\0';
}

/* True if the path is this route's; call has then resource and id. */
static bool route_fits(const struct route *route, struct call *call)
{
	const char *name = NULL, *id = NULL;

	if (!path_matches(route->path, call->request->target.segments, &name,
			  &id))
		return false;
	call->resource = name ? resource_at(name) : route->resource;
	if (name && !call->resource)
		return false;
	/* Tasks are listed and made below their work order only. */
	if (name && !id && !call->resource->paged)
		return false;
	call->id = id;
	call->number = id ? id_number(id, call->resource->prefix) : 0;
	return true;
}

static bool verb_open(const struct route *route,
		      const struct settings *settings)
{
	if (route->flags & ROUTE_PATCH)
		return settings->write_verb != WRITE_PUT;
	if (route->flags & ROUTE_PUT)
		return settings->write_verb != WRITE_PATCH;
	return true;
}

/* The route for the request; NULL, and the problem, if there is none. */
static const struct route *find(struct call *call)
{
	const char *method = call->request->method;
	g_autoptr(GString) allow = g_string_new(NULL);

	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	for (size_t i = 0; i < G_N_ELEMENTS(routes); i++) {
		const struct route *route = &routes[i];

		if (!verb_open(route, &call->box->settings) ||
		    !route_fits(route, call))
			continue;
		if (strcmp(route->method, method) == 0)
			return route;
		g_string_append_printf(allow, "%s%s", allow->len ? ", " : "",
				       route->method);
	}
	if (allow->len == 0) {
		problem_set(&call->problem, 404, "There is no such path");
		return NULL;
	}
	reply_header(call->reply, "Allow", "%s", allow->str);
	problem_set(&call->problem, 405, "%s is not allowed here",
		    call->request->method);
	return NULL;
}

static char *scope_for(const struct call *call)
{
	bool reads = strcmp(call->request->method, "GET") == 0 ||
		     strcmp(call->request->method, "HEAD") == 0;

	return g_strdup_printf("%s:%s", reads ? "read" : "write",
			       call->resource->scope);
}

/* In the order of a real server: who, how often, where, may they, do it. */
static bool answer(struct call *call, GError **error)
{
	struct sandbox *box = call->box;
	AUTO(token_release) struct token token = { 0 };
	const struct route *route = NULL;
	struct quota quota;
	int64_t now = when_now();
	bool accepted = false;

	if (!auth_check(box, call->request, &token, &accepted, error))
		return false;
	quota = limits_count(box->limits, &box->settings, token.digest, now);
	limits_headers(&quota, &box->settings, now, call->reply);
	if (quota.exhausted)
		return problem_set(&call->problem, 429, "Too many requests");
	route = find(call);
	if (route && route->flags & ROUTE_OPEN)
		return route->handler(call, error);
	if (!accepted)
		return auth_refuse(call);
	if (!route)
		return false;
	{
		g_autofree char *scope = scope_for(call);

		if (!auth_allow(call, &token, scope))
			return false;
	}
	if (!route->handler(call, error))
		return false;
	if (box->settings.etag)
		etag_apply(call->request, call->reply);
	return true;
}

enum problem_shape route_shape(const struct sandbox *box,
			       const struct request *request)
{
	if (g_strcmp0(request->target.segments[0], "oauth") == 0)
		return PROBLEM_OAUTH;
	return (enum problem_shape)box->settings.error_shape;
}

void route_answer(struct sandbox *box, const struct request *request,
		  struct reply *reply)
{
	struct call call = { .box = box, .request = request, .reply = reply };
	g_autoptr(GError) error = NULL;

	if (control_is_for(request)) {
		if (control_answer(&call, &error))
			return;
	} else if (answer(&call, &error)) {
		return;
	}
	if (error)
		problem_set(&call.problem, 500, "%s", error->message);
	problem_reply(&call.problem, route_shape(box, request), reply);
	problem_release(&call.problem);
}

void route_refuse(struct sandbox *box, unsigned status, const char *message,
		  struct reply *reply)
{
	AUTO(problem_release) struct problem problem = { 0 };

	problem_set(&problem, status, "%s", message);
	problem_reply(&problem, (enum problem_shape)box->settings.error_shape,
		      reply);
}
