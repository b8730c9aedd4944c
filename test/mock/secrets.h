/*
 * A secret service for tests: what a real keyring cannot be made to do.
 *
 *	mock-secrets [--mode MODE] [--slow MS] [--from N] [--to N]
 *		[--seed SEED]... --log FILE
 *
 * It owns org.freedesktop.secrets on the bus of DBUS_SESSION_BUS_ADDRESS and
 * keeps its items in memory, in one collection. It speaks the plain session
 * only, and refuses CreateItem with replace, for which some keyrings open a
 * dialog. Each call that arrives is a line in FILE, its method's name; the line
 * "ready" says that the name is owned, "client" that another client asks. It
 *ends with the bus.
 *
 * With --from and --to, MODE and --slow are for some clients alone, counted
 *from 1 in the order in which they come; towards the others it is as it should
 *be. Each question of fentu to its keyring is a client.
 *
 * A SEED is "ORIGIN|PROFILE|RECORD" or "ORIGIN|PROFILE|RECORD|NAME=VALUE", the
 * latter with one attribute more; ORIGIN "client ORIGIN" makes it the record of
 * an OAuth client. Later seeds were changed later.
 */
#ifndef FENTU_TEST_MOCK_SECRETS_H
#define FENTU_TEST_MOCK_SECRETS_H

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

enum mode {
	MODE_NORMAL,
	MODE_MUTE,	       /* reads every call, answers none */
	MODE_DIES,	       /* ends when it is asked to search */
	MODE_GARBAGE,	       /* answers everything with nonsense */
	MODE_TRUNCATE,	       /* keeps the first 64 bytes of a secret */
	MODE_NO_COLLECTION,    /* there is no default one */
	MODE_STALE_ALIAS,      /* the default one is an object that is gone */
	MODE_LOCKED,	       /* and Unlock does nothing */
	MODE_HIDES,	       /* the same, and shows no items while locked */
	MODE_PROMPT_NEVER,     /* Unlock prompts; the prompt never completes */
	MODE_PROMPT_OK,	       /* the prompt unlocks */
	MODE_PROMPT_DISMISSED, /* the prompt is closed by the person */
	MODE_LATE,	       /* stores a secret, and does not answer */
	MODE_PROMPT_CREATE,    /* unlocked; CreateItem prompts, for ever */
	MODE_COUNT
};

struct item {
	char *path;
	char *label;
	GVariant *attributes; /* a{ss} */
	GBytes *secret;
	uint64_t changed; /* Unix seconds */
};

/* For whom it misbehaves, and how. */
struct trouble {
	enum mode mode;
	unsigned slow_ms;
	unsigned from, to; /* clients, both included */
};

struct mock {
	GDBusConnection *bus;
	GDBusNodeInfo *interfaces;
	struct trouble trouble;
	char *client; /* the last one's name on the bus */
	unsigned clients;
	enum mode mode; /* towards that one, as are the next two */
	unsigned slow_ms;
	bool is_locked;
	GVariant *unlocking; /* ao: what the last Unlock was asked for */
	GPtrArray *items;    /* of struct item */
	unsigned next_item;
	int log_fd;
};

#define SECRETS_PATH	"/org/freedesktop/secrets"
#define COLLECTION_PATH SECRETS_PATH "/collection/main"
#define SESSION_PATH	SECRETS_PATH "/session/1"
#define PROMPT_PATH	SECRETS_PATH "/prompt/1"

/* Put the objects on the bus. */
void service_register(struct mock *mock);

/* Add an item and put it on the bus; attributes and secret are taken over. */
struct item *item_add(struct mock *mock, const char *label,
		      GVariant *attributes, GBytes *secret);
bool item_has(const struct item *item, GVariant *wanted);
bool item_is_hidden(const struct mock *mock);

/* (oayays) as the specification has it, and back. */
GVariant *item_secret(const struct item *item);
GBytes *item_read_secret(const struct mock *mock, GVariant *secret);

/* Register an object that all of these methods serve. */
void object_register(struct mock *mock, const char *path, const char *interface,
		     const GDBusInterfaceVTable *vtable, gpointer user);

#endif
