#include "lib/export/below.h"

#include <string.h>

#include "test/unit/export/whole.h"

static bool note(void *user, size_t index, struct js records,
		 const struct error *failure, struct error *err)
{
	g_autofree char *first = js_text(js_at(records, "0.id"), NULL);

	(void)err;
	g_assert_null(failure);
	g_string_append_printf(user, "%zu %s %zu;", index, first,
			       js_count(records));
	return true;
}

static struct below below_of(struct whole *w, unsigned concurrency)
{
	return (struct below){ .api = &w->api,
			       .resource = &resource_task,
			       .query = "",
			       .concurrency = concurrency,
			       .count = &w->count };
}

static void comes_in_order_several_at_once(void)
{
	AUTO(whole_close) struct whole w;
	g_autoptr(GString) said = g_string_new(NULL);
	char *ids[] = { (char *)"x", (char *)"y", (char *)"z" };
	struct below below;

	whole_open(&w, 0);
	w.world.latency_ms = 10;
	below = below_of(&w, 2);
	g_assert_true(below_each(&below, (struct strv){ ids, 3 }, note, said,
				 &w.err));
	g_assert_cmpstr(said->str, ==, "0 x-a 2;1 y-a 2;2 z-a 2;");
	g_assert_cmpuint(w.world.most_at_once, ==, 2);
}

static void takes_what_it_may_before_it_stops(void)
{
	AUTO(whole_close) struct whole w;
	g_autoptr(GString) said = g_string_new(NULL);
	char *ids[] = { (char *)"x", (char *)"y", (char *)"z" };
	struct below below;

	whole_open(&w, 0);
	w.count.max = 2;
	below = below_of(&w, 6);
	g_assert_false(below_each(&below, (struct strv){ ids, 3 }, note, said,
				  &w.err));
	g_assert_cmpint(w.err.code, ==, ERR_THROTTLED);
	g_assert_cmpstr(said->str, ==, "0 x-a 2;1 y-a 2;");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/below/order", comes_in_order_several_at_once);
	g_test_add_func("/below/stops", takes_what_it_may_before_it_stops);
	return g_test_run();
}
