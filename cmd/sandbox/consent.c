#include "cmd/sandbox/consent.h"

#include "cmd/sandbox/token.h"

#include <string.h>

/* Pages that may stand open at once. */
#define MAX_OPEN 1000

struct open {
	char *ticket;
	struct wish *wish;
};

struct consents {
	GQueue open; /* struct open, oldest first */
};

void wish_drop(struct wish **at)
{
	struct wish *wish = *at;

	if (!wish)
		return;
	g_free(wish->client);
	g_free(wish->redirect_uri);
	g_free(wish->scopes);
	g_free(wish->challenge);
	g_free(wish->state);
	g_free(wish);
}

static void open_free(gpointer data)
{
	struct open *open = data;

	if (!open)
		return;
	g_free(open->ticket);
	wish_drop(&open->wish);
	g_free(open);
}

struct consents *consents_new(void)
{
	struct consents *consents = g_new0(struct consents, 1);

	g_queue_init(&consents->open);
	return consents;
}

void consents_free(struct consents *consents)
{
	if (!consents)
		return;
	g_queue_clear_full(&consents->open, open_free);
	g_free(consents);
}

const char *consents_ask_take(struct consents *consents, struct wish *wish)
{
	struct open *open = g_new0(struct open, 1);
	g_autofree char *fresh = token_fresh();

	/* It does not look like a credential, for it is none. */
	open->ticket = token_digest(fresh);
	open->wish = wish;
	g_queue_push_tail(&consents->open, open);
	if (consents->open.length > MAX_OPEN)
		open_free(g_queue_pop_head(&consents->open));
	return open->ticket;
}

struct wish *consents_answer(struct consents *consents, const char *ticket)
{
	for (GList *at = consents->open.head; at; at = at->next) {
		struct open *open = at->data;
		struct wish *wish = NULL;

		if (strcmp(open->ticket, ticket) != 0)
			continue;
		wish = g_steal_pointer(&open->wish);
		g_queue_delete_link(&consents->open, at);
		open_free(open);
		return wish;
	}
	return NULL;
}
