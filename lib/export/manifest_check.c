/* Is a file what its entry in the manifest says? */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/digest.h"
#include "lib/base/file.h"
#include "lib/export/gzip.h"
#include "lib/export/manifest.h"
#include "lib/export/pages.h"
#include "lib/export/tally.h"

enum { CHUNK = 64 * 1024 };

struct check {
	struct js entry;
	char *name, *resource, *format, *fields;
	bool is_gzip, is_pages;
	struct digest *sha256;
	int64_t bytes;
	struct tally *tally;
	struct gunzip *gunzip; /* NULL: it is text */
	struct error torn;     /* what the text is not */
	struct tally_count count;
};

static void check_release(struct check *c)
{
	g_free(c->name);
	g_free(c->resource);
	g_free(c->format);
	g_free(c->fields);
	digest_free(c->sha256);
	tally_free(c->tally);
	gunzip_free(c->gunzip);
	error_release(&c->torn);
}

/* A member that is a string, owned by the caller; NULL: it is none. */
static char *text_of(struct js entry, const char *key)
{
	struct js value = js_member(entry, key);

	return js_type(value) == JS_STRING ? js_text(value, NULL) : NULL;
}

/* "assets.csv.gz": in the folder, and of that resource and format. */
static bool is_own_name(const struct check *c)
{
	g_autofree char *start = g_strconcat(c->resource, ".", NULL);
	g_autofree char *end =
		g_strconcat(".", c->format, c->is_gzip ? ".gz" : "", NULL);

	return !strchr(c->name, '/') && g_str_has_prefix(c->name, start) &&
	       g_str_has_suffix(c->name, end);
}

/* Where "--fields" left ids out, or put them elsewhere, they are not
   looked at. */
static bool has_ids(const struct check *c)
{
	g_auto(GStrv) fields = NULL;

	if (!c->fields || c->is_pages)
		return !c->is_pages;
	fields = g_strsplit(c->fields, ",", -1);
	return strcmp(c->format, "csv") == 0
		       ? *fields && strcmp(*fields, "id") == 0
		       : g_strv_contains((const char *const *)fields, "id");
}

static bool take_text(void *user, const char *text, size_t len,
		      struct error *err)
{
	struct check *c = user;

	return tally_take(c->tally, text, len, err);
}

static bool open_check(struct check *c, struct error *err)
{
	struct tally_config config = { 0 };

	c->name = text_of(c->entry, "file");
	c->resource = text_of(c->entry, "resource");
	c->format = text_of(c->entry, "format");
	c->fields = text_of(c->entry, "fields");
	if (!c->name || !c->resource || !c->format)
		return error_set(err, ERR_OTHER, "the manifest makes no sense");
	c->is_gzip = g_str_has_suffix(c->name, ".gz");
	if (!is_own_name(c))
		return error_set(err, ERR_OTHER,
				 "the manifest names '%s', which is no file of "
				 "the folder with %s as %s",
				 c->name, c->resource, c->format);
	c->sha256 = digest_new();
	c->is_pages = strcmp(c->format, MANIFEST_PAGES) == 0;
	if (c->is_pages)
		return true;
	config.format = c->format;
	config.has_header = js_type(js_member(c->entry, "header")) != JS_BOOL ||
			    js_is_true(js_member(c->entry, "header"));
	config.has_ids = has_ids(c);
	c->gunzip = c->is_gzip ? gunzip_new(take_text, c) : NULL;
	return tally_open(&config, &c->tally, err);
}

/* What is torn is still summed up: a changed byte is the better reason. */
static void take(struct check *c, const char *bytes, size_t len)
{
	c->bytes += (int64_t)len;
	digest_add(c->sha256, bytes, len);
	if (c->is_pages || c->torn.code != ERR_NONE)
		return;
	if (c->gunzip)
		(void)!gunzip_take(c->gunzip, bytes, len, &c->torn);
	else
		(void)!tally_take(c->tally, bytes, len, &c->torn);
}

static bool read_all(struct check *c, int folder_fd, struct error *err)
{
	g_autofree char *chunk = g_malloc(CHUNK);
	AUTO(file_close)
	int fd = openat(folder_fd, c->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t got;

	if (fd < 0 || fstat(fd, &st) < 0)
		return error_errno(err, errno, "cannot open '%s'", c->name);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERR_OTHER, "'%s' is not a regular file",
				 c->name);
	while ((got = read(fd, chunk, CHUNK)) != 0) {
		if (got < 0 && errno != EINTR)
			return error_errno(err, errno, "cannot read '%s'",
					   c->name);
		if (got > 0)
			take(c, chunk, (size_t)got);
	}
	return true;
}

static bool compare_bytes(const struct check *c, struct error *err)
{
	g_autofree char *said = text_of(c->entry, "sha256");
	g_autofree char *is = NULL;
	int64_t bytes;

	if (!digest_end(c->sha256, &is, err))
		return false;

	if (!js_int(js_member(c->entry, "bytes"), &bytes) || bytes != c->bytes)
		return error_set(err, ERR_OTHER,
				 "'%s' has %" PRId64 " bytes, and not those "
				 "that the manifest says",
				 c->name, c->bytes);
	return (said && strcmp(said, is) == 0) ||
	       error_set(err, ERR_OTHER,
			 "'%s' is not what was written: its SHA-256 is %s",
			 c->name, is);
}

static bool count_pages(struct check *c, int folder_fd, struct error *err)
{
	AUTO(pages_drop) struct pages *pages = NULL;
	struct js head;

	return pages_open(folder_fd, c->name, &pages, &head, err) &&
	       pages_count(pages, &c->count.rows, err);
}

static bool end_text(struct check *c, int folder_fd, struct error *err)
{
	if (c->is_pages)
		return count_pages(c, folder_fd, err);
	if (c->torn.code == ERR_NONE &&
	    (!c->gunzip || gunzip_end(c->gunzip, &c->torn)) &&
	    tally_end(c->tally, &c->count, &c->torn))
		return true;
	error_move(err, &c->torn);
	return error_wrap(err, "'%s'", c->name);
}

static bool compare_number(const struct check *c, const char *key, int64_t is,
			   struct error *err)
{
	int64_t said;

	if (js_int(js_member(c->entry, key), &said) && said == is)
		return true;
	return error_set(err, ERR_OTHER,
			 "'%s' has %" PRId64 " as %s, and not what the "
			 "manifest says",
			 c->name, is, key);
}

static bool compare_rows(const struct check *c, struct error *err)
{
	if (!compare_number(c, "rows", c->count.rows, err))
		return false;
	if (!has_ids(c))
		return true;
	if (c->count.doubled > 0)
		return error_set(err, ERR_OTHER,
				 "'%s' has %" PRId64 " ids more than once",
				 c->name, c->count.doubled);
	return compare_number(c, "without_id", c->count.without_id, err);
}

/* What the entry says of the server's count. */
static bool compare_totals(const struct check *c, struct error *err)
{
	int64_t first = -1, last = -1; /* they may be null */
	int64_t changes = 0;
	bool said = js_is_true(js_member(c->entry, "consistent"));

	(void)js_int(js_member(c->entry, "first_total"), &first);
	(void)js_int(js_member(c->entry, "last_total"), &last);
	(void)js_int(js_member(c->entry, "count_changes"), &changes);
	return said == (first == last && changes == 0) ||
	       error_set(err, ERR_OTHER,
			 "the manifest contradicts itself on whether the "
			 "count of '%s' stood still",
			 c->name);
}

bool manifest_check(int folder_fd, struct js entry, struct error *err)
{
	AUTO(check_release) struct check c = { .entry = entry };

	return open_check(&c, err) && read_all(&c, folder_fd, err) &&
	       compare_bytes(&c, err) && end_text(&c, folder_fd, err) &&
	       compare_rows(&c, err) && compare_totals(&c, err);
}
