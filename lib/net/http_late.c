#include "lib/net/http_late.h"

struct late {
	struct http_config config;
	const struct transport_ops *ops; /* NULL: not loaded */
	void *transport;
};

static bool late_open(const struct http_config *config, void **ret_self,
		      struct error *err)
{
	struct late *late = g_new0(struct late, 1);

	(void)err;
	late->config = *config;
	*ret_self = late;
	return true;
}

static bool wake(struct late *late, struct error *err)
{
	const struct http_late *given = late->config.user;
	struct http_config config = late->config;
	const struct transport_ops *ops;

	if (late->ops)
		return true;
	config.user = given->http_user;
	if (!given->load(given->user, &ops, err) ||
	    !ops->open(&config, &late->transport, err))
		return false;
	late->ops = ops;
	return true;
}

static bool late_start(void *self, const struct http_request *request,
		       void *tag, struct error *err)
{
	struct late *late = self;

	return wake(late, err) &&
	       late->ops->start(late->transport, request, tag, err);
}

static bool late_wait(void *self, int timeout_ms, void **ret_tag,
		      struct http_reply *ret_reply, struct error *err)
{
	struct late *late = self;

	return wake(late, err) && late->ops->wait(late->transport, timeout_ms,
						  ret_tag, ret_reply, err);
}

static void late_cancel(void *self, void *tag)
{
	struct late *late = self;

	if (late->ops)
		late->ops->cancel(late->transport, tag);
}

static void late_close(void *self)
{
	struct late *late = self;

	if (late->ops)
		late->ops->close(late->transport);
	g_free(late);
}

const struct transport_ops http_late_transport = {
	.open = late_open,
	.start = late_start,
	.wait = late_wait,
	.cancel = late_cancel,
	.close = late_close,
};
