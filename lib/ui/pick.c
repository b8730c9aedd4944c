#include "lib/ui/pick.h"

#include <string.h>

enum { PICK_NONE = -1 };

struct node {
	char *key; /* NULL: the record itself */
	int value; /* which path ends here, or PICK_NONE */
	GPtrArray *below;
};

struct pick {
	struct node *root;
	size_t count;
};

static struct node *node_new(char *key);

static void node_free(void *data)
{
	struct node *node = data;

	if (!node)
		return;
	g_free(node->key);
	g_ptr_array_unref(node->below);
	g_free(node);
}

static struct node *node_new(char *key)
{
	struct node *node = g_new0(struct node, 1);

	node->key = key;
	node->value = PICK_NONE;
	node->below = g_ptr_array_new_with_free_func(node_free);
	return node;
}

static struct node *node_below(const struct node *node, const char *key,
			       size_t len)
{
	for (guint i = 0; i < node->below->len; i++) {
		struct node *below = node->below->pdata[i];

		if (strncmp(below->key, key, len) == 0 &&
		    below->key[len] == '\0')
			return below;
	}
	return NULL;
}

static void add_path(struct node *node, const char *path, int value)
{
	g_auto(GStrv) keys = g_strsplit(path, ".", -1);

	for (char **key = keys; *key; key++) {
		struct node *below = node_below(node, *key, strlen(*key));

		if (!below) {
			below = node_new(g_strdup(*key));
			g_ptr_array_add(node->below, below);
		}
		node = below;
	}
	node->value = value;
}

struct pick *pick_new(const char *const *paths, size_t count)
{
	struct pick *pick = g_new0(struct pick, 1);

	pick->root = node_new(NULL);
	pick->count = count;
	for (size_t i = 0; i < count; i++)
		add_path(pick->root, paths[i], (int)i);
	return pick;
}

void pick_free(struct pick *pick)
{
	if (!pick)
		return;
	node_free(pick->root);
	g_free(pick);
}

/* A key may be spelled with escapes, which is rare enough to be slow. */
static struct node *node_of_key(const struct node *node, struct js key)
{
	g_autofree char *text = NULL;
	size_t len;

	if (!memchr(key.at, '\\', key.len))
		return node_below(node, key.at + 1, key.len - 2);
	text = js_text(key, &len);
	return node_below(node, text, len);
}

static struct node *node_of_index(const struct node *node, size_t index)
{
	char key[24];
	int len = g_snprintf(key, sizeof(key), "%zu", index);

	return node_below(node, key, (size_t)len);
}

static bool is_number(const char *key)
{
	return key[strspn(key, "0123456789")] == '\0';
}

static bool is_array(const struct node *node)
{
	for (guint i = 0; i < node->below->len; i++) {
		const struct node *below = node->below->pdata[i];

		if (!is_number(below->key))
			return false;
	}
	return true;
}

static int first_below(const struct node *node)
{
	while (node->value == PICK_NONE)
		node = node->below->pdata[0];
	return node->value;
}

/* A value that no path leads into, though some lead below it. */
static bool is_flat(const struct node *node, struct js value)
{
	enum js_type type = js_type(value);

	return node->key && node->value == PICK_NONE && type != JS_NONE &&
	       type != JS_NULL && type != JS_OBJECT &&
	       (type != JS_ARRAY || !is_array(node));
}

static void find(const struct node *node, struct js value, bool spills,
		 struct js *values)
{
	bool is_list = js_type(value) == JS_ARRAY;
	struct js_walk walk = { 0 };

	if (node->value != PICK_NONE)
		values[node->value] = value;
	if (node->below->len == 0)
		return;
	if (spills && is_flat(node, value)) {
		values[first_below(node)] = value;
		return;
	}
	for (size_t i = 0; js_next(value, &walk); i++) {
		const struct node *below =
			is_list ? node_of_index(node, i)
				: node_of_key(node, walk.key);

		if (below)
			find(below, walk.value, spills, values);
	}
}

void pick_values(const struct pick *pick, struct js record, bool spills,
		 struct js *ret_values)
{
	for (size_t i = 0; i < pick->count; i++)
		ret_values[i] = (struct js){ 0 };
	find(pick->root, record, spills, ret_values);
}

static void append_node(GString *out, const struct node *node,
			const struct js *values);

static void append_elements(GString *out, const struct node *node,
			    const struct js *values)
{
	guint left = node->below->len;

	g_string_append_c(out, '[');
	for (size_t i = 0; left > 0; i++) {
		const struct node *below = node_of_index(node, i);

		if (i > 0)
			g_string_append_c(out, ',');
		if (!below) {
			g_string_append(out, "null");
			continue;
		}
		append_node(out, below, values);
		left--;
	}
	g_string_append_c(out, ']');
}

static void append_members(GString *out, const struct node *node,
			   const struct js *values)
{
	g_string_append_c(out, '{');
	for (guint i = 0; i < node->below->len; i++) {
		const struct node *below = node->below->pdata[i];

		if (i > 0)
			g_string_append_c(out, ',');
		js_append_string(out, below->key, strlen(below->key));
		g_string_append_c(out, ':');
		append_node(out, below, values);
	}
	g_string_append_c(out, '}');
}

static void append_node(GString *out, const struct node *node,
			const struct js *values)
{
	if (node->value != PICK_NONE && js_type(values[node->value]) == JS_NONE)
		g_string_append(out, "null");
	else if (node->value != PICK_NONE)
		js_append_compact(out, values[node->value]);
	else if (is_array(node))
		append_elements(out, node, values);
	else
		append_members(out, node, values);
}

void pick_append_json(GString *out, const struct pick *pick,
		      const struct js *values)
{
	append_members(out, pick->root, values);
}
