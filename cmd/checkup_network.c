/* The way to the API, and whether it accepts the credential. */
#include "cmd/checkup.h"
#include "cmd/login_hint.h"
#include "cmd/probe.h"
#include "lib/base/when.h"
#include "lib/net/reach.h"

enum { CLOCK_TOLERANCE_S = 60 };

static const char *const ways[] = { "dns", "tls", "api", "clock" };

static void skip_from(struct checkup *checkup, size_t first, const char *why)
{
	for (size_t i = first; i < G_N_ELEMENTS(ways); i++)
		checkup_add(checkup, ways[i], CHECKUP_SKIPPED, "%s", why);
}

static void fail(struct checkup *checkup, const char *check,
		 const struct reach *reach, const char *what, const char *hint)
{
	AUTO(error_release) struct error err = { 0 };

	(void)error_set(&err, ERR_NETWORK, "%s (%s)", what,
			reach->detail ? reach->detail : "no details");
	(void)error_hint(&err, "%s", hint);
	checkup_fail(checkup, check, &err);
}

static bool add_dns(struct checkup *checkup, const struct url *url,
		    const struct reach *reach)
{
	g_autofree char *what = NULL;

	if (reach->fault == HTTP_NO_NAME) {
		what = g_strdup_printf("the host %s is not found", url->host);
		fail(checkup, "dns", reach, what,
		     "check api_url, the connection and the DNS server");
		return false;
	}
	if (g_hostname_is_ip_address(url->host))
		checkup_add(checkup, "dns", CHECKUP_SKIPPED, "%s is an address",
			    url->host);
	else
		checkup_add(checkup, "dns", CHECKUP_OK, "%s is found",
			    url->host);
	return true;
}

static bool add_tls(struct checkup *checkup, const struct url *url,
		    const struct reach *reach)
{
	if (!url->is_https) {
		checkup_add(checkup, "tls", CHECKUP_SKIPPED,
			    "not used on this machine's own address");
		return true;
	}
	if (reach->fault == HTTP_TLS) {
		fail(checkup, "tls", reach, "no secure connection",
		     "if the certificate comes from a CA of your own, name it "
		     "with --ca-cert FILE or the setting ca_cert\n"
		     "if it is not valid yet or has expired, check the clock");
		return false;
	}
	if (reach->fault == HTTP_REPLIED) {
		checkup_add(checkup, "tls", CHECKUP_OK,
			    "the certificate is good");
		return true;
	}
	checkup_add(checkup, "tls", CHECKUP_SKIPPED,
		    "not known: there was no answer");
	return true;
}

static void fail_status(struct checkup *checkup, int status, const char *base)
{
	AUTO(error_release) struct error err = { 0 };

	if (status >= 500) {
		(void)error_set(&err, ERR_NETWORK,
				"%s answers %d: the server is in trouble", base,
				status);
		(void)error_hint(&err, "try again later");
	} else {
		(void)error_set(&err, ERR_NETWORK,
				"%s answers %d: that is not the API", base,
				status);
		(void)error_hint(&err, "check api_url; where a network wants "
				       "a login of its own, log in there");
	}
	checkup_fail(checkup, "api", &err);
}

/* Asked without a credential, the API says that it wants one. */
static void add_api(struct checkup *checkup, const char *base,
		    const struct reach *reach)
{
	g_autofree char *what = NULL;

	if (reach->fault != HTTP_REPLIED) {
		what = g_strdup_printf("no answer from %s", base);
		fail(checkup, "api", reach, what,
		     "check the connection, proxies and firewalls");
	} else if (reach->status == 401 || reach->status == 403 ||
		   reach->status == 429 || reach->status == 200) {
		checkup->is_reachable = true;
		checkup_add(checkup, "api", CHECKUP_OK, "%s answers", base);
	} else {
		fail_status(checkup, reach->status, base);
	}
}

static void add_clock(struct checkup *checkup, const struct reach *reach)
{
	int64_t off_s = ABS(reach->ahead_s);
	g_autofree char *length = when_length(off_s);

	if (!reach->has_date) {
		checkup_add(checkup, "clock", CHECKUP_SKIPPED,
			    "not known: the server did not tell the time");
	} else if (off_s <= CLOCK_TOLERANCE_S) {
		checkup_add(checkup, "clock", CHECKUP_OK,
			    "agrees with the server's");
	} else {
		checkup_add(checkup, "clock", CHECKUP_WARNING,
			    "%s %s the server's", length,
			    reach->ahead_s > 0 ? "ahead of" : "behind");
		checkup_remedy(checkup, "set the clock, or let it be set: "
					"'timedatectl set-ntp true'");
	}
}

void checkup_network(struct checkup *checkup)
{
	AUTO(reach_release) struct reach reach = { 0 };
	AUTO(error_release) struct error err = { 0 };
	const struct url *url;
	const char *base;

	if (!ctx_api_url(checkup->ctx, &url, &base, NULL, &err) ||
	    !ctx_reach(checkup->ctx, &reach, &err)) {
		checkup_fail(checkup, ways[0], &err);
		skip_from(checkup, 1, "not known");
		return;
	}
	if (!add_dns(checkup, url, &reach)) {
		skip_from(checkup, 1, "not known: the host is not found");
		return;
	}
	if (!add_tls(checkup, url, &reach)) {
		skip_from(checkup, 2, "not known: no secure connection");
		return;
	}
	add_api(checkup, base, &reach);
	add_clock(checkup, &reach);
}

void checkup_accepted(struct checkup *checkup)
{
	AUTO(probe_release) struct probe probe = { 0 };
	AUTO(error_release) struct error err = { 0 };
	const struct api *api;

	if (!checkup->cred || !checkup->is_reachable) {
		checkup_add(checkup, "accepted", CHECKUP_SKIPPED,
			    checkup->cred ? "not known: the API is not reached"
					  : "there is no credential");
		return;
	}
	if (!ctx_api(checkup->ctx, &api, &err)) {
		checkup_fail(checkup, "accepted", &err);
		return;
	}
	probe_run(api, &probe);
	if (probe.verdict != PROBE_ACCEPTED) {
		login_hint_refused(checkup->ctx, &probe.problem);
		checkup_fail(checkup, "accepted", &probe.problem);
	} else if (probe.problem.message) {
		checkup_add(checkup, "accepted", CHECKUP_WARNING, "%s",
			    probe.problem.message);
		checkup_remedy(checkup, "'fentu scopes' tells which scopes "
					"commands need");
	} else {
		checkup_add(checkup, "accepted", CHECKUP_OK,
			    "the API accepts the credential");
	}
}
