#include "cmd/key_compare.h"

#include "lib/api/resource.h"

/* What a key may read, and the first record it saw there. */
struct sight {
	bool may_read;
	char *first_id; /* NULL: none */
};

/* One for each of `resources`; those below others stay empty. */
struct sights {
	struct sight of[RESOURCES_MAX];
};

static void sights_release(struct sights *sights)
{
	for (size_t i = 0; i < RESOURCES_MAX; i++)
		g_free(sights->of[i].first_id);
}

static char *first_id(const struct api_reply *reply)
{
	struct js_walk walk = { 0 };
	struct js id;

	if (!js_next(js_member(reply->root, "data"), &walk))
		return NULL;
	id = js_member(walk.value, "id");
	return js_type(id) == JS_STRING ? js_text(id, NULL) : NULL;
}

static bool look(const struct api *api, const struct resource *resource,
		 struct sight *ret_sight, struct error *err)
{
	const struct api_about about = { .what = resource->plural,
					 .scope = resource->read_scope,
					 .is_list = true };
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	g_autofree char *path =
		g_strconcat(resource->path, "?per_page=1", NULL);

	if (api_get(api, path, &about, &reply, err)) {
		ret_sight->may_read = true;
		ret_sight->first_id = first_id(&reply);
		return true;
	}
	if (err->code != ERR_DENIED)
		return false;
	error_clear(err);
	return true;
}

static bool look_at_all(const struct api *api, struct sights *sights,
			struct error *err)
{
	for (size_t i = 0; resources[i]; i++)
		if (!resources[i]->parent_path &&
		    !look(api, resources[i], &sights->of[i], err))
			return false;
	return true;
}

static void note_lost(const struct sights *old, const struct sights *new,
		      GString *lost)
{
	for (size_t i = 0; resources[i]; i++) {
		if (!old->of[i].may_read || new->of[i].may_read)
			continue;
		g_string_append_printf(lost, "%s%s", lost->len ? ", " : "",
				       resources[i]->plural);
	}
}

/* One record that both may read settles it. */
static bool look_up(const struct api *new_api, const struct sights *old,
		    const struct sights *new, char **ret_foreign,
		    struct error *err)
{
	AUTO(api_reply_release) struct api_reply reply = { 0 };
	g_autofree char *path = NULL;
	g_autofree char *what = NULL;
	struct api_about about = { 0 };
	size_t i = 0;

	while (resources[i] && !(old->of[i].first_id && new->of[i].may_read))
		i++;
	if (!resources[i])
		return true;
	what = g_strdup_printf("%s '%s'", resources[i]->noun,
			       old->of[i].first_id);
	about.what = what;
	if (!resource_path(resources[i]->path, resources[i]->noun,
			   old->of[i].first_id, NULL, &path, err)) {
		/* it came from the server */
		err->code = ERR_OTHER;
		return false;
	}
	if (api_get(new_api, path, &about, &reply, err))
		return true;
	if (err->code != ERR_NOT_FOUND && err->code != ERR_DENIED)
		return false;
	error_clear(err);
	*ret_foreign = g_steal_pointer(&what);
	return true;
}

bool key_compare(const struct api *old_api, const struct api *new_api,
		 struct key_compare *ret_compare, struct error *err)
{
	AUTO(sights_release) struct sights old = { 0 };
	AUTO(sights_release) struct sights new = { 0 };
	AUTO(key_compare_release)
	struct key_compare compare = { .lost = g_string_new(NULL) };

	if (!look_at_all(new_api, &new, err))
		return false;
	compare.is_old_accepted = look_at_all(old_api, &old, err);
	if (!compare.is_old_accepted && err->code != ERR_LOGIN)
		return error_wrap(err, "with the old key");
	error_clear(err);
	if (compare.is_old_accepted) {
		note_lost(&old, &new, compare.lost);
		if (!look_up(new_api, &old, &new, &compare.foreign, err))
			return false;
	}
	*ret_compare = compare;
	compare = (struct key_compare){ 0 };
	return true;
}

void key_compare_release(struct key_compare *compare)
{
	if (!compare)
		return;
	if (compare->lost)
		g_string_free(compare->lost, TRUE);
	g_free(compare->foreign);
	*compare = (struct key_compare){ 0 };
}
