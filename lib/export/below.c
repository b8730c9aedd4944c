#include "lib/export/below.h"

#include <inttypes.h>

#include "lib/api/page_read.h"

/* A list that was asked for. */
struct asked {
	struct pending *pending; /* NULL: it cannot be asked for */
	struct error failure;	 /* why */
};

struct asking {
	const struct below *below;
	struct strv ids;
	GQueue pending; /* of struct asked, oldest first */
	size_t asked;
};

static void asked_free(void *data)
{
	struct asked *asked = data;

	pending_free(asked->pending);
	error_release(&asked->failure);
	g_free(asked);
}

static void asking_release(struct asking *a)
{
	client_abandon(a->below->api->client);
	g_queue_clear_full(&a->pending, asked_free);
}

static bool start(struct asking *a, struct error *err)
{
	const struct resource *resource = a->below->resource;
	g_autofree char *path = NULL;
	g_autofree char *whole = NULL;
	struct asked *asked;

	if (!resource_path(resource->parent_path, resource->parent_noun,
			   a->ids.item[a->asked], resource->child_path, &path,
			   err))
		return false;
	whole = g_strconcat(path, *a->below->query ? "?" : "", a->below->query,
			    NULL);
	if (!pull_count_one(a->below->count, err))
		return false;
	asked = g_new0(struct asked, 1);
	if (!pending_start(a->below->api, whole, &asked->pending, err)) {
		a->below->count->started--; /* nothing was sent */
		if (err->code != ERR_USAGE) {
			asked_free(asked);
			return false;
		}
		/* an id that is too long is no mistake on the command line */
		error_move(&asked->failure, err);
		asked->failure.code = ERR_REJECTED;
	}
	g_queue_push_tail(&a->pending, asked);
	a->asked++;
	return true;
}

/* What may not be asked for any more is a failure once nothing is left to
   take. */
static bool start_all(struct asking *a, struct error *err)
{
	AUTO(error_release) struct error failed = { 0 };

	while (a->asked < a->ids.count &&
	       a->pending.length < a->below->concurrency)
		if (!start(a, &failed))
			break;
	if (failed.code == ERR_NONE || a->pending.length > 0)
		return true;
	error_move(err, &failed);
	return false;
}

/* Records that differ by their ids; each of those without one. */
static int64_t count_distinct(struct js records)
{
	g_autoptr(GHashTable) ids =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct js_walk walk = { 0 };
	int64_t count = 0;

	while (js_next(records, &walk)) {
		char *id = answer_id(walk.value);

		count += !id || g_hash_table_add(ids, id);
	}
	return count;
}

/* The list comes in one piece: does its own count say otherwise? */
static bool check_count(const struct page_view *view, bool is_part,
			const char *what, struct error *err)
{
	struct completeness seen;

	completeness_init(&seen, what);
	completeness_count(&seen, view->total_count);
	seen.rows = count_distinct(view->data);
	if (!completeness_check(&seen, err))
		return false;
	return (view->total_pages <= 1 && !is_part) ||
	       error_set(err, ERR_PARTIAL,
			 "%s come in pages, though no pages are documented",
			 what);
}

static bool read_list(const struct api_reply *reply, const char *what,
		      struct js *ret_records, struct error *err)
{
	const struct page_expect expect = {
		.what = what, .page = 1, .first_pages = -1, .first_count = -1
	};
	struct page_view view;

	if (reply->is_elsewhere)
		return error_set(err, ERR_PARTIAL,
				 "the server redirects to another address");
	if (!page_read(reply->root, &expect, &view, err)) {
		err->code = ERR_PARTIAL;
		return false;
	}
	if (!check_count(&view, reply->is_part, what, err))
		return false;
	*ret_records = view.data;
	return true;
}

/* What the server said of this one record; a reply that makes no sense, too. */
static bool is_its_own(const struct error *err)
{
	return err->code == ERR_REJECTED || err->code == ERR_PARTIAL ||
	       err->code == ERR_DENIED ||
	       (err->code == ERR_OTHER && err->http_status > 0);
}

/* The oldest of those that were asked for. */
static bool await(struct asking *a, const struct api_about *about,
		  struct api_reply *ret_reply, struct error *err)
{
	struct asked *asked = g_queue_peek_head(&a->pending);
	bool came = false;

	if (asked->pending)
		came = pending_take(a->below->api, &asked->pending, about,
				    a->below->signals, ret_reply, err);
	else
		error_move(err, &asked->failure);
	if (!asked->pending) /* else it is interrupted, and still under way */
		asked_free(g_queue_pop_head(&a->pending));
	return came;
}

/* The server says that the list is not there. Is its record? *failure says, if
   not that it was deleted since it was listed. */
static bool ask_record(struct asking *a, const char *id, bool *ret_is_gone,
		       struct error *failure, struct error *err)
{
	const struct resource *resource = a->below->resource;
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	AUTO(error_release) struct error why = { 0 };
	g_autofree char *what =
		g_strdup_printf("%s '%s'", resource->parent_noun, id);
	const struct api_about about = { .what = what, .is_proof = true };
	struct pending *pending = NULL;
	g_autofree char *path = NULL;

	if (!resource_path(resource->parent_path, resource->parent_noun, id,
			   NULL, &path, err) ||
	    !pull_count_one(a->below->count, err) ||
	    !pending_start(a->below->api, path, &pending, err))
		return false;
	*ret_is_gone = false;
	if (pending_take(a->below->api, &pending, &about, a->below->signals,
			 &reply, &why)) {
		error_clear(failure);
		error_set(failure, ERR_PARTIAL,
			  "HTTP 404, though the %s exists",
			  resource->parent_noun);
		return true;
	}
	*ret_is_gone = why.code == ERR_NOT_FOUND;
	if (*ret_is_gone)
		return true;
	if (is_its_own(&why)) {
		error_clear(failure);
		error_move(failure, &why);
		return true;
	}
	error_move(err, &why);
	return false;
}

static bool take_missing(struct asking *a, size_t index, struct error *failure,
			 below_list_fn *list, void *user, struct error *err)
{
	const struct js none = { 0 };
	bool is_gone;

	if (!ask_record(a, a->ids.item[index], &is_gone, failure, err))
		return false;
	return list(user, index, none, is_gone ? NULL : failure, err);
}

static bool take(struct asking *a, size_t index, below_list_fn *list,
		 void *user, struct error *err)
{
	const struct resource *resource = a->below->resource;
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	g_autofree char *what =
		g_strdup_printf("%s of %s '%s'", resource->plural,
				resource->parent_noun, a->ids.item[index]);
	const struct api_about about = { .what = what,
					 .scope = resource->read_scope };
	AUTO(error_release) struct error failure = { 0 };
	struct js records = { 0 };

	if (await(a, &about, &reply, &failure) &&
	    read_list(&reply, what, &records, &failure))
		return list(user, index, records, NULL, err);
	if (failure.code == ERR_NOT_FOUND)
		return take_missing(a, index, &failure, list, user, err);
	if (is_its_own(&failure))
		return list(user, index, records, &failure, err);
	error_move(err, &failure);
	return false;
}

bool below_each(const struct below *below, struct strv ids, below_list_fn *list,
		void *user, struct error *err)
{
	AUTO(asking_release)
	struct asking a = { .below = below,
			    .ids = ids,
			    .pending = G_QUEUE_INIT };

	for (size_t index = 0; index < ids.count; index++)
		if (!start_all(&a, err) || !take(&a, index, list, user, err))
			return false;
	return true;
}
