#include "lib/api/page_plan.h"

#include <glib.h>

void page_plan_begin(struct page_plan *plan)
{
	plan->next_ask = plan->next_take = plan->last = plan->first;
	plan->size = 1;
	plan->taken = 0;
	plan->came = 0;
	plan->is_cut = plan->is_open = false;
}

/* With the pages that are under way, is the limit reached? */
static bool is_enough(const struct page_plan *plan)
{
	int64_t under_way = plan->next_ask - plan->next_take;

	return plan->limit > 0 &&
	       plan->taken + under_way * plan->size >= plan->limit;
}

bool page_plan_ask(struct page_plan *plan, int64_t *ret_page)
{
	if (plan->next_ask > plan->last ||
	    plan->next_ask - plan->next_take >= plan->window)
		return false;
	if (is_enough(plan))
		return false;
	*ret_page = plan->next_ask++;
	return true;
}

/* A server that does not say is asked until its count is reached or a page is
   empty: a short page may be all that it ever sends at once. */
static int64_t last_page(const struct page_plan *plan,
			 const struct page_facts *facts)
{
	if (facts->total_pages >= 0)
		return facts->total_pages;
	if (plan->page_size == 0 || facts->count == 0 ||
	    (plan->is_alone && facts->count < plan->page_size))
		return plan->next_take;
	if (facts->total_count >= 0 && plan->came >= facts->total_count)
		return plan->next_take;
	return MAX(plan->last, plan->next_take + 1);
}

int64_t page_plan_take(struct page_plan *plan, const struct page_facts *facts)
{
	int64_t wanted = facts->count;

	plan->came += facts->count;
	plan->is_open = facts->total_pages < 0;
	plan->last = last_page(plan, facts);
	plan->size = MAX(plan->size, facts->count);
	plan->next_take++;
	if (plan->limit > 0 && plan->taken + wanted > plan->limit) {
		wanted = plan->limit - plan->taken;
		plan->is_cut = true;
	}
	plan->taken += wanted;
	return wanted;
}

bool page_plan_is_done(const struct page_plan *plan)
{
	if (plan->is_alone && plan->next_take > plan->first)
		return true;
	return plan->next_take > plan->last ||
	       (plan->limit > 0 && plan->taken >= plan->limit);
}

void page_plan_go_on(struct page_plan *plan)
{
	plan->last = plan->next_take;
}

void page_plan_end(struct page_plan *plan)
{
	plan->last = plan->next_take - 1;
	plan->is_open = false;
}

bool page_plan_has_more(const struct page_plan *plan)
{
	return plan->is_cut || plan->next_take <= plan->last;
}
