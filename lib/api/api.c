#include "lib/api/api.h"

#include <string.h>

#include "lib/api/failure.h"
#include "lib/net/errbody.h"
#include "lib/net/url.h"

void api_reply_release(struct api_reply *reply)
{
	if (!reply)
		return;
	http_reply_release(&reply->http);
	reply->root = (struct js){ 0 };
}

char *api_url(const struct api *api, const char *path)
{
	if (g_str_has_prefix(path, "https://") ||
	    g_str_has_prefix(path, "http://"))
		return g_strdup(path);
	return g_strconcat(api->base_url, "/", *path == '/' ? path + 1 : path,
			   NULL);
}

static bool fetch(const struct api *api, const char *path, bool kept_will_do,
		  struct http_reply *ret_http, struct error *err)
{
	g_autofree char *url = api_url(api, path);
	const struct client_request request = {
		.method = "GET",
		.url = url,
		.kept_will_do = kept_will_do,
	};

	return client_send(api->client, &request, ret_http, err);
}

bool api_get(const struct api *api, const char *path,
	     const struct api_about *about, struct api_reply *ret_reply,
	     struct error *err)
{
	struct http_reply http = { 0 };

	return fetch(api, path, false, &http, err) &&
	       api_check_take(api, &http, about, ret_reply, err);
}

bool api_show(const struct api *api, const char *path,
	      const struct api_about *about, struct api_reply *ret_reply,
	      struct error *err)
{
	struct http_reply http = { 0 };

	return fetch(api, path, true, &http, err) &&
	       api_check_take(api, &http, about, ret_reply, err);
}

static bool explain_page(const struct api *api, const struct api_about *about,
			 struct error *err)
{
	error_set(err, ERR_NETWORK, "a web page came instead of JSON for %s",
		  about->what);
	return error_hint(err,
			  "a proxy or the login page of a network may be in "
			  "between, or %s is not the address of the API",
			  api->base_url);
}

/* Then even an empty body is some bytes, and is none that makes sense. */
static bool is_packed(const struct http_reply *http)
{
	g_autofree char *coding = http_reply_header(http, "Content-Encoding");

	return coding && g_ascii_strcasecmp(coding, "identity") != 0;
}

/* What the addresses of the API begin with may change, as from /v1 to /v2; what
   follows is the question. */
static bool is_elsewhere(const struct api *api, const struct http_reply *http)
{
	AUTO(error_release) struct error ignored = { 0 };
	AUTO(url_release) struct url base = { 0 };
	AUTO(url_release) struct url asked = { 0 };
	AUTO(url_release) struct url final = { 0 };
	size_t begin;

	if (!http->asked_url)
		return false;
	if (!url_parse(api->base_url, "the API", &base, &ignored) ||
	    !url_parse(http->asked_url, "the request", &asked, &ignored) ||
	    !url_parse(http->final_url, "the target", &final, &ignored))
		return true;
	begin = g_str_has_prefix(asked.path, base.path) ? strlen(base.path) : 0;
	return !g_str_has_suffix(final.path, asked.path + begin) ||
	       strcmp(asked.query ? asked.query : "",
		      final.query ? final.query : "") != 0;
}

static bool is_part(const struct http_reply *http)
{
	g_autofree char *link = http_reply_header(http, "Link");

	return http->status == 206 ||
	       (link && g_regex_match_simple(";\\s*rel=\"?next\\b", link,
					     G_REGEX_CASELESS, 0));
}

static bool explain_elsewhere(const struct api_about *about, struct error *err)
{
	return error_set(err, ERR_OTHER,
			 "%s: the server redirects to another address",
			 about->what);
}

/* Not found, says *err. An answer to another question does not say that, nor
   does a gateway where it is to prove something. */
static bool doubt_missing(const struct api *api, const struct http_reply *http,
			  const struct api_about *about, struct error *err)
{
	if (is_elsewhere(api, http)) {
		error_clear(err);
		return explain_elsewhere(about, err);
	}
	if (!about->is_proof || !errbody_is_page(http->body, http->body_len))
		return false;
	error_clear(err);
	(void)explain_page(api, about, err);
	err->code = ERR_OTHER;
	return false;
}

static bool check(const struct api *api, const struct http_reply *http,
		  const struct api_about *about, struct js *ret_root,
		  struct error *err)
{
	g_autofree char *name = NULL;

	if (!failure_is_none(http)) {
		(void)failure_explain(http, about, api->base_url, err);
		return err->code == ERR_NOT_FOUND &&
		       doubt_missing(api, http, about, err);
	}
	if (errbody_is_page(http->body, http->body_len))
		return explain_page(api, about, err);
	name = g_strdup_printf("the reply for %s", about->what);
	if (http->body_len == 0 && is_packed(http))
		return error_set(err, ERR_OTHER,
				 "%s is cut: nothing of it can be unpacked",
				 name);
	return js_check(http->body, http->body_len, name, ret_root, err);
}

bool api_check_take(const struct api *api, struct http_reply *http,
		    const struct api_about *about, struct api_reply *ret_reply,
		    struct error *err)
{
	AUTO(http_reply_release) struct http_reply mine = *http;
	struct js root;

	*http = (struct http_reply){ 0 };
	if (!check(api, &mine, about, &root, err)) {
		err->http_status = mine.status;
		if (!err->request_id)
			err->request_id =
				http_reply_header(&mine, "X-Request-Id");
		return false;
	}
	ret_reply->is_part = is_part(&mine);
	ret_reply->is_elsewhere = is_elsewhere(api, &mine);
	ret_reply->http = mine;
	ret_reply->root = root;
	mine = (struct http_reply){ 0 };
	return true;
}

bool api_record(const struct api_reply *reply, const struct api_about *about,
		struct js *ret_record, struct error *err)
{
	struct js record;
	enum answer_kind kind =
		answer_read(reply->root, &about->expect, &record);

	if (reply->is_elsewhere && (!about->expect.id || about->expect.fields))
		return explain_elsewhere(about, err);
	if (kind == ANSWER_RECORD) {
		*ret_record = record;
		return true;
	}
	(void)answer_explain(kind, reply->root, about->what, err);
	err->http_status = reply->http.status;
	return false;
}
