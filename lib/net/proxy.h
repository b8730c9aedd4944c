/*
 * The proxies that the environment names: which variable is in force, and the
 * passwords in all of them. The transport takes the proxy itself from there.
 */
#ifndef FENTU_NET_PROXY_H
#define FENTU_NET_PROXY_H

#include "lib/base/redact.h"

/* A variable of the environment, as g_getenv. */
typedef const char *proxy_lookup(const char *name);

/* The variable whose proxy a request takes, in libcurl's order; NULL: none. */
const char *proxy_variable(bool is_https, proxy_lookup *lookup);

/*
 * From here on what each variable says in front of an @ is a secret, and so is
 * what stands there behind a colon, also with percent escapes undone. It need
 * not be an address that anything can parse.
 */
bool proxy_hide(struct redact *redact, proxy_lookup *lookup,
		struct error *err) MUST_CHECK;

#endif
