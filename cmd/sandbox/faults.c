#include "cmd/sandbox/fault.h"

#include <string.h>

/* More are refused silently: the oldest goes. */
#define MAX_FAULTS 1000

struct faults {
	GPtrArray *waiting;
};

static void drop(gpointer fault)
{
	struct fault *last = fault;

	fault_drop(&last);
}

struct faults *faults_new(void)
{
	struct faults *faults = g_new0(struct faults, 1);

	faults->waiting = g_ptr_array_new_with_free_func(drop);
	return faults;
}

void faults_free(struct faults *faults)
{
	if (!faults)
		return;
	g_ptr_array_unref(faults->waiting);
	g_free(faults);
}

void faults_add_take(struct faults *faults, struct fault *fault)
{
	if (faults->waiting->len >= MAX_FAULTS)
		g_ptr_array_remove_index(faults->waiting, 0);
	g_ptr_array_add(faults->waiting, fault);
}

void faults_clear(struct faults *faults)
{
	g_ptr_array_set_size(faults->waiting, 0);
}

unsigned faults_count(const struct faults *faults)
{
	return faults->waiting->len;
}

static bool path_fits(const char *wanted, const char *path)
{
	size_t length = strlen(wanted);

	if (strchr(wanted, '*'))
		return g_pattern_match_simple(wanted, path);
	return strncmp(path, wanted, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/');
}

static bool query_fits(const char *wanted, const struct target *target)
{
	g_auto(GStrv) pair = g_strsplit(wanted, "=", 2);
	const char *value = target_param(target, pair[0] ? pair[0] : "");

	return value && (!pair[0] || !pair[1] || strcmp(pair[1], value) == 0);
}

static bool fits(const struct fault *fault, const struct request *request)
{
	if (fault->method &&
	    g_ascii_strcasecmp(fault->method, request->method) != 0)
		return false;
	if (fault->path && !path_fits(fault->path, request->target.path))
		return false;
	return !fault->query || query_fits(fault->query, &request->target);
}

struct fault *faults_take(struct faults *faults, const struct request *request)
{
	/* The way to switch a fault off must stay open. */
	if (path_fits("/_sandbox", request->target.path))
		return NULL;
	for (guint i = 0; i < faults->waiting->len; i++) {
		struct fault *fault = g_ptr_array_index(faults->waiting, i);

		if (!fits(fault, request))
			continue;
		if (fault->skip > 0) {
			fault->skip--;
			continue;
		}
		fault->references++;
		if (fault->count > 0 && --fault->count == 0)
			g_ptr_array_remove_index(faults->waiting, i);
		return fault;
	}
	return NULL;
}
