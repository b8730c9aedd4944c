#include "lib/api/failure.h"

#include <string.h>

#include "lib/api/challenge.h"
#include "lib/base/when.h"
#include "lib/net/errbody.h"

/* A failed reply on its way into an error. */
struct failure {
	const struct http_reply *reply;
	const struct api_about *about;
	const char *base_url;
	struct errbody body;
};

static void failure_release(struct failure *f)
{
	errbody_release(&f->body);
}

/* ": " and what the server said; "" when it said nothing. */
static char *said(const struct failure *f)
{
	const char *text = f->body.message ? f->body.message : f->body.code;

	return text ? g_strconcat(": ", text, NULL) : g_strdup("");
}

/* The same behind a message without the status, which a body of no known shape
   needs: nothing else tells what the server meant. */
static char *status_and_said(const struct failure *f)
{
	g_autofree char *text = said(f);

	return f->body.is_known ? g_steal_pointer(&text)
				: g_strdup_printf(" (HTTP %d)%s",
						  f->reply->status, text);
}

static bool explain_login(const struct failure *f, struct error *err)
{
	g_autofree char *text = status_and_said(f);

	error_set(err, ERR_LOGIN, "the API does not accept this credential%s",
		  text);
	return error_hint(err, "run 'fentu login' with a key that is valid");
}

/* The scope that the server names; of one that no command could take, its text
   is said. */
static char *scope_of(const struct failure *f, char **ret_said)
{
	g_autofree char *header =
		http_reply_header(f->reply, "WWW-Authenticate");
	char *scope = header ? challenge_scope(header) : NULL;
	const char *named = f->body.scope;

	if (!scope && named && challenge_is_scope(named))
		return g_strdup(named);
	*ret_said = !scope && named
			    ? g_strdup_printf("; the server asks for the scope "
					      "'%s'",
					      named)
			    : g_strdup("");
	return scope;
}

static bool explain_denied(const struct failure *f, struct error *err)
{
	g_autofree char *odd = NULL;
	g_autofree char *named = scope_of(f, &odd);
	const char *scope = named ? named : f->about->scope;
	g_autofree char *message = status_and_said(f);
	g_autofree char *text = g_strconcat(message, odd, NULL);
	g_autofree char *list = NULL;

	if (!scope) {
		error_set(err, ERR_DENIED, "no permission for %s%s",
			  f->about->what, text);
		return error_hint(err, "run 'fentu login' with a key that has "
				       "the permission");
	}
	error_set(err, ERR_DENIED,
		  "no permission for %s: the scope %s is needed%s",
		  f->about->what, scope, text);
	err->scope = g_strdup(scope);
	list = g_strdup(scope);
	g_strdelimit(list, " ", ',');
	return error_hint(err,
			  "run 'fentu login' with a key that has the scope "
			  "%s\n"
			  "or log in as yourself and ask for it: 'fentu login "
			  "--web --scope %s'",
			  scope, list);
}

/* The documentation gives two bases: "/v1" in examples, "/api/v1" in
   headings. This is the one that is not in use; NULL: neither is. */
static char *other_base(const char *base_url)
{
	size_t len = strlen(base_url);

	if (g_str_has_suffix(base_url, "/api/v1"))
		return g_strdup_printf("%.*s/v1", (int)(len - 7), base_url);
	if (g_str_has_suffix(base_url, "/v1"))
		return g_strdup_printf("%.*s/api/v1", (int)(len - 3), base_url);
	return NULL;
}

static bool hint_other_base(const struct failure *f, struct error *err)
{
	g_autofree char *other = other_base(f->base_url);

	if (other)
		return error_hint(err,
				  "the API may be at another address: try "
				  "--api-url %s",
				  other);
	return error_hint(err, "check the address: 'fentu config list' shows "
			       "api_url");
}

static bool has_word(const char *text, const char *word)
{
	g_auto(GStrv) words = g_str_tokenize_and_fold(text, NULL, NULL);

	return g_strv_contains((const char *const *)words, word);
}

/* "There is no work order 'wo-9'" says no more than "no work order 'wo-9'". */
static bool is_news(const char *text, const char *missing)
{
	static const char usual[] =
		"404 not found no such there is was are were a an the this "
		"that be could does did exist exists path route endpoint "
		"record resource object item entity id with for at requested";
	g_auto(GStrv) words = g_str_tokenize_and_fold(text, NULL, NULL);

	for (char **word = words; *word; word++)
		if (!has_word(usual, *word) && !has_word(missing, *word))
			return true;
	return false;
}

/* What was meant by a 404 is known by its request; what the server says of it
   may be more. A body of no known shape may well be that of another server. */
static char *said_of_missing(const struct failure *f, const char *missing)
{
	if (!f->body.is_known)
		return status_and_said(f);
	return f->body.message && is_news(f->body.message, missing)
		       ? said(f)
		       : g_strdup("");
}

static bool explain_not_found(const struct failure *f, struct error *err)
{
	const struct api_about *about = f->about;
	const char *missing = about->missing ? about->missing : about->what;
	g_autofree char *text = said_of_missing(f, missing);

	if (about->is_list) {
		error_set(err, ERR_NOT_FOUND,
			  "the API at %s has no list of %s%s", f->base_url,
			  about->what, text);
		return hint_other_base(f, err);
	}
	error_set(err, ERR_NOT_FOUND, "no %s%s", missing, text);
	if (about->path_inferred)
		return error_hint(err,
				  "the path is inferred, the documentation "
				  "does not tell it; if the record exists, "
				  "the API has it elsewhere: 'fentu api' "
				  "reaches any path");
	return f->body.is_known ? false : hint_other_base(f, err);
}

static bool explain_rejected(const struct failure *f, struct error *err)
{
	g_autofree char *text = status_and_said(f);

	return error_set(err, ERR_REJECTED,
			 "the API rejects the request for %s%s", f->about->what,
			 text);
}

static const char *status_name(int status)
{
	switch (status) {
	case 405:
		return " Method Not Allowed";
	case 500:
		return " Internal Server Error";
	case 501:
		return " Not Implemented";
	case 502:
		return " Bad Gateway";
	case 503:
		return " Service Unavailable";
	case 504:
		return " Gateway Timeout";
	default:
		return "";
	}
}

enum { RETRY_AFTER_MAX_S = 24 * 3600 };

/* When to come back, in seconds, as far as the server says that; 0: it does
   not. */
static int64_t retry_after_s(const struct http_reply *reply)
{
	g_autofree char *header = http_reply_header(reply, "Retry-After");
	guint64 seconds;

	if (!header ||
	    !g_ascii_string_to_unsigned(header, 10, 0, RETRY_AFTER_MAX_S,
					&seconds, NULL))
		return 0;
	return (int64_t)seconds;
}

static bool hint_server(const struct failure *f, struct error *err)
{
	g_autofree char *wait = NULL;

	if (f->reply->status == 501)
		return error_hint(err, "the server does not support this "
				       "request at present; check api_url, or "
				       "try again later");
	err->retry_after_s = retry_after_s(f->reply);
	if (err->retry_after_s == 0)
		return error_hint(err, "the trouble is at the server; try "
				       "again later");
	wait = when_length(err->retry_after_s);
	return error_hint(err, "the trouble is at the server; try again in %s",
			  wait);
}

static bool explain_rest(const struct failure *f, struct error *err)
{
	int status = f->reply->status;
	g_autofree char *text = said(f);
	g_autofree char *attempts = http_reply_attempts(f->reply);

	error_set(err, status >= 500 ? ERR_NETWORK : ERR_OTHER,
		  "the API answers %d%s to the request for %s%s%s", status,
		  status_name(status), f->about->what, text, attempts);
	return status >= 500 ? hint_server(f, err) : false;
}

static bool explain_throttled(const struct failure *f, struct error *err)
{
	g_autofree char *text = status_and_said(f);

	return error_set(err, ERR_THROTTLED, "the rate limit is used up%s",
			 text);
}

static bool explain(const struct failure *f, struct error *err)
{
	switch (f->reply->status) {
	case 400:
	case 409:
	case 422:
		return explain_rejected(f, err);
	case 401:
		return explain_login(f, err);
	case 403:
		return explain_denied(f, err);
	case 404:
	case 410:
		return explain_not_found(f, err);
	case 429:
		return explain_throttled(f, err);
	default:
		return explain_rest(f, err);
	}
}

void failure_add_fields(const struct errbody *body, struct error *err)
{
	for (guint i = 0; body->fields && i < body->fields->len; i++) {
		const struct error_field *row = body->fields->pdata[i];

		error_add_field(err, row->field, row->message);
	}
}

bool failure_explain(const struct http_reply *reply,
		     const struct api_about *about, const char *base_url,
		     struct error *err)
{
	AUTO(failure_release)
	struct failure f = {
		.reply = reply,
		.about = about,
		.base_url = base_url,
	};

	errbody_read(reply->body, reply->body_len, &f.body);
	(void)explain(&f, err); /* it says false, as we do */
	failure_add_fields(&f.body, err);
	err->http_status = reply->status;
	err->request_id = http_reply_header(reply, "X-Request-Id");
	return false;
}
