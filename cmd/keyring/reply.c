#include "cmd/keyring/reply.h"

#include "cmd/keyring/quiet.h"
#include "lib/base/file.h"
#include "lib/base/js.h"

enum { DETAIL_MAX = 300, FACT_MAX = 200 };

bool reply_fail(struct reply *reply, enum keyring_outcome outcome,
		enum keyring_reason reason, const char *detail)
{
	reply->outcome = outcome;
	reply->reason = reason;
	g_free(reply->detail);
	reply->detail = g_strdup(detail);
	return false;
}

struct verdict {
	GQuark domain;
	int code;
	enum keyring_outcome outcome;
	enum keyring_reason reason;
};

static const struct verdict *find_verdict(const struct verdict *all,
					  size_t count, const GError *error)
{
	for (size_t i = 0; i < count; i++) {
		if (g_error_matches(error, all[i].domain, all[i].code))
			return &all[i];
	}
	return NULL;
}

/* A keyring says it in one way, libsecret in another, and the D-Bus library of
   the keyring in two more. */
static bool means_gone(const GError *error)
{
	return g_error_matches(error, SECRET_ERROR,
			       SECRET_ERROR_NO_SUCH_OBJECT) ||
	       g_error_matches(error, G_DBUS_ERROR,
			       G_DBUS_ERROR_UNKNOWN_METHOD) ||
	       g_error_matches(error, G_DBUS_ERROR,
			       G_DBUS_ERROR_UNKNOWN_OBJECT) ||
	       g_error_matches(error, G_DBUS_ERROR,
			       G_DBUS_ERROR_UNKNOWN_INTERFACE);
}

void reply_clear_failure(struct reply *reply)
{
	(void)reply_fail(reply, KEYRING_FOUND, KEYRING_NO_REASON, NULL);
	reply->went_away = false;
}

bool reply_fail_gerror(struct reply *reply, const GError *error)
{
	const GQuark dbus = G_DBUS_ERROR;
	const GQuark io = G_IO_ERROR;
	const GQuark secret = SECRET_ERROR;
	const struct verdict all[] = {
		{ QUIET_ERROR, QUIET_WOULD_PROMPT, KEYRING_LOCKED,
		  KEYRING_NEEDS_PERSON },
		{ secret, SECRET_ERROR_IS_LOCKED, KEYRING_LOCKED,
		  KEYRING_NEEDS_PERSON },
		{ secret, SECRET_ERROR_PROTOCOL, KEYRING_FAILED,
		  KEYRING_GARBAGE },
		{ io, G_IO_ERROR_INVALID_ARGUMENT, KEYRING_FAILED,
		  KEYRING_GARBAGE },
		{ io, G_IO_ERROR_INVALID_DATA, KEYRING_FAILED,
		  KEYRING_GARBAGE },
		{ io, G_IO_ERROR_TIMED_OUT, KEYRING_UNAVAILABLE,
		  KEYRING_NO_ANSWER },
		{ dbus, G_DBUS_ERROR_TIMEOUT, KEYRING_UNAVAILABLE,
		  KEYRING_NO_ANSWER },
		{ dbus, G_DBUS_ERROR_TIMED_OUT, KEYRING_UNAVAILABLE,
		  KEYRING_NO_ANSWER },
		{ dbus, G_DBUS_ERROR_NO_REPLY, KEYRING_UNAVAILABLE,
		  KEYRING_DIED },
		{ dbus, G_DBUS_ERROR_DISCONNECTED, KEYRING_UNAVAILABLE,
		  KEYRING_DIED },
		{ dbus, G_DBUS_ERROR_SERVICE_UNKNOWN, KEYRING_UNAVAILABLE,
		  KEYRING_DIED },
		{ dbus, G_DBUS_ERROR_NAME_HAS_NO_OWNER, KEYRING_UNAVAILABLE,
		  KEYRING_DIED },
		{ io, G_IO_ERROR_CLOSED, KEYRING_UNAVAILABLE, KEYRING_DIED },
	};
	const struct verdict *verdict =
		find_verdict(all, G_N_ELEMENTS(all), error);
	g_autoptr(GError) plain = g_error_copy(error);

	g_dbus_error_strip_remote_error(plain);
	reply->went_away = means_gone(error);
	if (!verdict)
		return reply_fail(reply, KEYRING_FAILED, KEYRING_REFUSED,
				  plain->message);
	return reply_fail(reply, verdict->outcome, verdict->reason,
			  plain->message);
}

static void add_text(GString *out, const char *name, const char *text,
		     size_t max)
{
	if (!text)
		return;
	g_string_append_printf(out, ",\"%s\":", name);
	js_append_string(out, text, strnlen(text, max));
}

static void add_facts(GString *out, const struct reply *reply)
{
	add_text(out, KEYRING_M_OUTCOME, keyring_outcome_name(reply->outcome),
		 FACT_MAX);
	add_text(out, KEYRING_M_REASON, keyring_reason_name(reply->reason),
		 FACT_MAX);
	add_text(out, KEYRING_M_DETAIL, reply->detail, DETAIL_MAX);
	add_text(out, KEYRING_M_BACKEND, reply->backend, FACT_MAX);
	add_text(out, KEYRING_M_PROVIDER, reply->provider, FACT_MAX);
	add_text(out, KEYRING_M_COLLECTION, reply->collection, FACT_MAX);
	if (reply->knows_lock)
		g_string_append_printf(out, ",\"" KEYRING_M_LOCKED "\":%s",
				       reply->is_locked ? "true" : "false");
	if (reply->duplicates > 0)
		g_string_append_printf(out, ",\"" KEYRING_M_DUPLICATES "\":%u",
				       reply->duplicates);
}

static bool write_text(const GString *text, int fd, struct error *err)
{
	return file_write_all(fd, text->str, text->len, "the reply", err);
}

static bool write_record(SecretValue *record, int fd, struct error *err)
{
	static const char key[] = ",\"" KEYRING_M_RECORD "\":";
	gsize len;
	const char *text = secret_value_get(record, &len);

	return file_write_all(fd, key, sizeof(key) - 1, "the reply", err) &&
	       file_write_all(fd, text, len, "the reply", err);
}

bool reply_write(const struct reply *reply, int fd, struct error *err)
{
	g_autoptr(GString) head = g_string_new(NULL);
	g_autoptr(GString) tail = g_string_new(NULL);

	g_string_append_printf(head, "{\"" KEYRING_M_PROTOCOL "\":%d",
			       KEYRING_PROTOCOL);
	add_facts(head, reply);
	if (reply->records)
		g_string_append_printf(tail,
				       ",\"" KEYRING_M_RECORDS
				       "\":[%s],\"" KEYRING_M_MORE "\":%s",
				       reply->records->str,
				       reply->has_more ? "true" : "false");
	g_string_append(tail, "}\n");
	return write_text(head, fd, err) &&
	       (!reply->record || write_record(reply->record, fd, err)) &&
	       write_text(tail, fd, err);
}

void reply_release(struct reply *reply)
{
	if (!reply)
		return;
	g_free(reply->detail);
	g_free(reply->provider);
	g_free(reply->collection);
	if (reply->record)
		secret_value_unref(reply->record);
	if (reply->records)
		g_string_free(reply->records, TRUE);
	*reply = (struct reply){ 0 };
}
