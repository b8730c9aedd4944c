/* Is what an export is asked for the same as that of an unfinished one? */
#include <string.h>

#include "lib/api/resource.h"
#include "lib/export/run_kept.h"

static bool is_resource(const char *key)
{
	for (size_t i = 0; resources[i]; i++)
		if (strcmp(resources[i]->path, key) == 0)
			return true;
	return false;
}

static char *word_of(struct js value)
{
	g_autofree char *text =
		js_type(value) == JS_STRING ? js_text(value, NULL) : NULL;

	return g_strdup(text && *text ? text : "not given");
}

/* The filters of a resource, or its absence, are what differs; or something
   that all of them have in common. */
static bool differs(const char *key, struct js then, struct js now,
		    struct error *err)
{
	g_autofree char *was = word_of(then);
	g_autofree char *is = word_of(now);

	if (!is_resource(key))
		error_set(err, ERR_USAGE, "cannot resume: %s was %s, now %s",
			  key, was, is);
	else if (!then.at || !now.at)
		error_set(err, ERR_USAGE, "cannot resume: %s were%s %s", key,
			  then.at ? "" : " not",
			  then.at ? "included, now they are not"
				  : "included, now they are");
	else
		error_set(err, ERR_USAGE,
			  "cannot resume: the filters of %s were %s, now %s",
			  key, was, is);
	return error_hint(err, "--restart gives the unfinished export up and "
			       "begins anew");
}

/* What `these` has, `those` has too. */
static bool has_all(struct js these, struct js those, bool is_then,
		    struct error *err)
{
	struct js_walk walk = { 0 };

	while (js_next(these, &walk)) {
		g_autofree char *key = js_text(walk.key, NULL);
		struct js other = js_member(those, key);

		if (!other.at || other.len != walk.value.len ||
		    memcmp(other.at, walk.value.at, other.len) != 0)
			return differs(key, is_then ? walk.value : other,
				       is_then ? other : walk.value, err);
	}
	return true;
}

bool run_kept_compare(const char *then, const char *now, struct error *err)
{
	struct js old, new;

	return strcmp(then, now) == 0 ||
	       (js_check(then, strlen(then), "the journal", &old, err) &&
		js_check(now, strlen(now), "what is asked for", &new, err) &&
		has_all(old, new, true, err) && has_all(new, old, false, err));
}
