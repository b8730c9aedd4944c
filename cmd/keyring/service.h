/*
 * The secret service on the session bus, and the one collection that new
 * records go to.
 */
#ifndef FENTU_CMD_KEYRING_SERVICE_H
#define FENTU_CMD_KEYRING_SERVICE_H

#include "cmd/keyring/reply.h"
#include "cmd/keyring/request.h"

struct service {
	GDBusConnection *bus;
	SecretService *secrets;
	bool may_prompt;
};

/*
 * Find the bus and the service on it, starting the service through the bus
 * if it knows how to, and wait for its first answer. Notes the provider in the
 * reply. Where that takes longer than the request allows, the helper answers
 * so and ends.
 */
bool service_open(struct service *service, const struct request *request,
		  struct reply *reply);
void service_release(struct service *service);

/*
 * The default collection, owned by the caller. One that does not exist is
 * never created here: that would make a keyring without a password behind
 * the user's back.
 */
bool service_collection(const struct service *service,
			SecretCollection **ret_collection, struct reply *reply);

/*
 * Unlock an item or a collection if a person may be asked. `proxy` is
 * borrowed.
 */
bool service_unlock(const struct service *service, GDBusProxy *proxy,
		    struct reply *reply);

#endif
