#include "cmd/keyring/quiet.h"

struct quiet_service {
	SecretService parent;
};

struct quiet_service_class {
	SecretServiceClass parent;
};

/* The names that G_DEFINE_TYPE wants. */
typedef struct quiet_service QuietService;
typedef struct quiet_service_class QuietServiceClass;

G_DEFINE_QUARK(fentu - keyring - quiet, quiet_error)
G_DEFINE_TYPE(QuietService, quiet_service, SECRET_TYPE_SERVICE)

static GError *would_prompt(void)
{
	return g_error_new_literal(QUIET_ERROR, QUIET_WOULD_PROMPT,
				   "the keyring wants to ask a person");
}

static GVariant *prompt_sync(SecretService *self, SecretPrompt *prompt,
			     GCancellable *cancellable,
			     const GVariantType *return_type, GError **error)
{
	(void)self;
	(void)prompt;
	(void)cancellable;
	(void)return_type;
	g_propagate_error(error, would_prompt());
	return NULL;
}

static void prompt_async(SecretService *self, SecretPrompt *prompt,
			 const GVariantType *return_type,
			 GCancellable *cancellable,
			 GAsyncReadyCallback callback, gpointer user_data)
{
	g_autoptr(GTask) task =
		g_task_new(self, cancellable, callback, user_data);

	(void)prompt;
	(void)return_type;
	g_task_return_error(task, would_prompt());
}

static GVariant *prompt_finish(SecretService *self, GAsyncResult *result,
			       GError **error)
{
	(void)self;
	return g_task_propagate_pointer(G_TASK(result), error);
}

static void quiet_service_class_init(QuietServiceClass *class)
{
	SecretServiceClass *service = SECRET_SERVICE_CLASS(class);

	service->prompt_sync = prompt_sync;
	service->prompt_async = prompt_async;
	service->prompt_finish = prompt_finish;
}

static void quiet_service_init(QuietService *self)
{
	(void)self;
}
