#include "lib/net/retry.h"

enum { DOUBLINGS_MAX = 20 };

static bool is_passing_status(int http_status)
{
	switch (http_status) {
	case 408:
	case 500:
	case 502:
	case 503:
	case 504:
		return true;
	default:
		return false;
	}
}

static bool may_repeat(const struct retry_input *in)
{
	switch (in->fault) {
	case HTTP_REPLIED:
		return in->throttled ||
		       (in->idempotent && is_passing_status(in->http_status));
	case HTTP_NO_NAME:
	case HTTP_NO_CONNECTION:
	case HTTP_TIMED_OUT:
	case HTTP_BROKEN:
		return in->idempotent || !in->request_sent;
	case HTTP_TLS:
	case HTTP_TOO_LARGE:
		return false;
	}
	return false;
}

static int64_t backoff(int64_t base_ms, int64_t cap_ms,
		       const struct retry_input *in)
{
	unsigned doublings = MIN(MAX(in->tries, 1U) - 1, DOUBLINGS_MAX);
	int64_t step_ms = MIN(base_ms << doublings, cap_ms);

	return (int64_t)((uint64_t)in->jitter * ((uint64_t)step_ms + 1) >> 32);
}

enum retry_verdict retry_decide(const struct retry_policy *policy,
				const struct retry_input *in, int *quota,
				int64_t *ret_wait_ms)
{
	int cost = in->throttled ? RETRY_COST_THROTTLE : RETRY_COST_FAULT;

	if (!may_repeat(in))
		return RETRY_NO;
	if (in->server_ms > policy->max_wait_ms) {
		if (!in->throttled)
			return RETRY_NO;
		*ret_wait_ms = in->server_ms;
		return RETRY_TOO_LONG;
	}
	if (in->tries > policy->max_repeats || *quota < cost)
		return RETRY_NO;
	*quota -= cost;
	if (in->server_ms >= 0)
		*ret_wait_ms = in->server_ms + in->jitter % RETRY_SPREAD_MS;
	else
		*ret_wait_ms = backoff(in->throttled ? policy->throttle_base_ms
						     : policy->base_ms,
				       policy->cap_ms, in);
	return RETRY_WAIT;
}

void retry_succeeded(int *quota, int spent)
{
	*quota = MIN(*quota + (spent > 0 ? spent : 1), RETRY_QUOTA);
}
