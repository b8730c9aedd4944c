/*
 * The way to the session bus.
 *
 * Only a bus that already runs and belongs to this user is used: the one that
 * DBUS_SESSION_BUS_ADDRESS names, else the socket `bus` in XDG_RUNTIME_DIR,
 * else (where that is unset) in /run/user/UID. None is ever started, and an
 * address that would start one or leave the machine is refused.
 */
#ifndef FENTU_CMD_KEYRING_BUS_H
#define FENTU_CMD_KEYRING_BUS_H

#include <gio/gio.h>

#include "cmd/keyring/reply.h"

/*
 * Choose the bus and write its address into this process's own environment,
 * where GIO and libsecret look for it. Fails with the reasons no_bus,
 * foreign_bus, refused_bus.
 */
bool bus_choose(struct reply *reply);

/*
 * Connect to the chosen bus. The connection is the one that libsecret will
 * use as long as the caller holds it. Fails like bus_choose: who is at the
 * other end is asked of the kernel.
 */
bool bus_connect(GDBusConnection **ret_bus, struct reply *reply);

#endif
