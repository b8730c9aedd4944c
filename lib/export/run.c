#include "lib/export/run.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/base/random.h"
#include "lib/export/directory.h"
#include "lib/export/gzip.h"
#include "lib/export/journal.h"
#include "lib/export/part.h"
#include "lib/export/run_kept.h"

/* Syncing may take one part in so many of the time, unless a loss of power
   would then cost more work than that of so many milliseconds. */
enum { SYNC_SHARE = 20, SYNC_MS_MAX = 1000 };

struct run {
	const struct clock *clock;
	int folder_fd;
	struct journal journal;
	struct run_kept kept; /* of an earlier run, and the secret */
	struct part part;
	char *folder;
	bool is_gzip;
	bool is_named;	/* the part is in the folder on the disk */
	bool has_begun; /* a file, of which kept.seen is by now */
	bool restart;
	GString *page;	       /* text of the page so far */
	GString *keys;	       /* of the page so far */
	int64_t sync_until_ms; /* not again before then */
};

/* A new journal: what it is bound to, and the secret of its keys. */
static bool begin_journal(struct run *run, const char *binding,
			  const char *note, struct error *err)
{
	g_autofree char *bound = g_strconcat("for ", binding, NULL);
	g_autofree char *word = g_strconcat("note ", note, NULL);
	g_autofree char *secret = NULL;
	GPtrArray *have = run_kept_leave(&run->kept, run->folder_fd);

	journal_release(&run->journal);
	run_kept_release(&run->kept);
	run_kept_init(&run->kept);
	g_ptr_array_unref(run->kept.have);
	run->kept.have = have;
	run->kept.note = g_strdup(note);
	if (!random_fill(&run->kept.secret, sizeof(run->kept.secret), err) ||
	    !journal_create(&run->journal, run->folder_fd, err))
		return false;
	secret = g_strdup_printf("secret %016" PRIx64 " %016" PRIx64,
				 run->kept.secret.word[0],
				 run->kept.secret.word[1]);
	journal_add(&run->journal, bound);
	journal_add(&run->journal, word);
	journal_add(&run->journal, secret);
	for (guint i = 0; i < have->len; i++) {
		g_autofree char *line =
			g_strconcat("have ", have->pdata[i], NULL);

		journal_add(&run->journal, line);
	}
	/* An old journal must not come back and speak of new parts. */
	return journal_write(&run->journal, err) &&
	       part_sync_folder(run->folder_fd, err);
}

/* One that ends before its secret has nothing to go on with. */
const char *run_unfinished(const struct run *run)
{
	return run->kept.has_secret && !run->restart ? run->kept.binding : NULL;
}

static bool read_journal(struct run *run, struct error *err)
{
	AUTO(error_release) struct error ignored = { 0 };
	bool found;

	bool ok = journal_resume(&run->journal, run->folder_fd, run_kept_line,
				 &run->kept, &found,
				 run->restart ? &ignored : err);

	if (run->restart)
		return true; /* what could be read tells what files are ours */
	return ok && (!run_unfinished(run) ||
		      run_kept_settle(&run->kept, &run->journal, run->folder_fd,
				      err));
}

bool run_open(const struct run_config *config, struct run **ret_run,
	      struct error *err)
{
	AUTO(run_drop) struct run *run = g_new0(struct run, 1);

	run->clock = config->clock;
	run->restart = config->restart;
	run->folder = g_strdup(config->folder);
	run->page = g_string_new(NULL);
	run->keys = g_string_new(NULL);
	run_kept_init(&run->kept);
	run->folder_fd = directory_open(config->folder);
	if (!directory_check(config->folder, err) ||
	    (run->folder_fd >= 0 &&
	     (!directory_lock(run->folder_fd, run->folder, err) ||
	      !read_journal(run, err))))
		return false;
	*ret_run = g_steal_pointer(&run);
	return true;
}

bool run_start(struct run *run, const char *binding, const char *note,
	       bool *ret_resumed, struct error *err)
{
	const char *unfinished = run_unfinished(run);

	*ret_resumed = unfinished != NULL;
	if (unfinished)
		return run_kept_compare(unfinished, binding, err);
	return (run->folder_fd >= 0 ||
		directory_make(run->folder, &run->folder_fd, err)) &&
	       begin_journal(run, binding, note, err);
}

void run_free(struct run *run)
{
	if (!run)
		return;
	part_release(&run->part);
	journal_release(&run->journal);
	run_kept_release(&run->kept);
	g_string_free(run->page, TRUE);
	g_string_free(run->keys, TRUE);
	file_close(&run->folder_fd); /* and the lock is given back */
	g_free(run->folder);
	g_free(run);
}

int run_folder(const struct run *run)
{
	return run->folder_fd;
}

const char *run_note(const struct run *run)
{
	return run_unfinished(run) ? run->kept.note : NULL;
}

const GPtrArray *run_have(const struct run *run)
{
	return run->kept.have;
}

void run_give_up(struct run *run)
{
	run->restart = true;
}

/* The name of a file when it is whole; owned by the caller. */
static char *place_of(const struct run_kept_file *file)
{
	const char *entry = file->entry ? file->entry : "{}";
	struct js name = js_member((struct js){ entry, strlen(entry) }, "file");

	return js_type(name) == JS_STRING ? js_text(name, NULL)
					  : g_strdup(file->name);
}

bool run_knows(const struct run *run, const char *name)
{
	for (guint i = 0; i < run->kept.files->len; i++) {
		const struct run_kept_file *file = run->kept.files->pdata[i];
		g_autofree char *place = place_of(file);

		if (strcmp(file->name, name) == 0 || strcmp(place, name) == 0)
			return true;
	}
	return false;
}

const struct idset_secret *run_secret(const struct run *run)
{
	return &run->kept.secret;
}

struct idset *run_seen(struct run *run)
{
	return run->kept.seen;
}

/* The earlier run may have ended before its part took its place, or after. */
static bool settle_done(struct run *run, const struct run_kept_file *file,
			struct error *err)
{
	g_autofree char *place = place_of(file);
	g_autofree char *sha256 = NULL;
	int64_t bytes;

	if (faccessat(run->folder_fd, file->part_name, F_OK,
		      AT_SYMLINK_NOFOLLOW) == 0) {
		bool ok = part_resume(&run->part, run->folder_fd, file->name,
				      file->bytes, file->crc, err);

		part_rename(&run->part, place);
		ok = ok && part_commit(&run->part, err);
		part_release(&run->part);
		return ok;
	}
	if (!part_digest(run->folder_fd, place, &sha256, &bytes, err))
		return false;
	return strstr(file->entry, sha256) ||
	       error_set(err, ERR_OTHER,
			 "'%s' was changed after it was written", place);
}

static bool begin_fresh(struct run *run, const char *name,
			struct run_state *state, struct error *err)
{
	g_autofree char *line = NULL;

	*state = (struct run_state){ .started_at = clock_unix_s(run->clock) };
	line = g_strdup_printf("begin %s %" PRId64, name, state->started_at);
	idset_clear(run->kept.seen);
	run->has_begun = true;
	if (!part_create(&run->part, run->folder_fd, name, err))
		return false;
	journal_add(&run->journal, line);
	return journal_write(&run->journal, err);
}

/* Only the file that the journal ends with can be resumed, before any other
   is begun: what was seen of others is not known. */
static bool can_resume(const struct run *run, const struct run_kept_file *file)
{
	const GPtrArray *files = run->kept.files;

	if (!file || file->is_dropped)
		return false;
	return file->entry ||
	       (!run->has_begun && file == files->pdata[files->len - 1]);
}

bool run_begin(struct run *run, const char *name, bool is_gzip,
	       struct run_state *ret_state, const char **ret_entry,
	       struct error *err)
{
	const struct run_kept_file *file = run_kept_find(&run->kept, name);

	*ret_entry = NULL;
	run->is_gzip = is_gzip;
	run->is_named = false;
	part_release(&run->part);
	if (!part_check_place(run->folder_fd, name, err))
		return false;
	if (!can_resume(run, file))
		return begin_fresh(run, name, ret_state, err);
	*ret_state = file->state;
	*ret_entry = file->entry;
	if (file->entry ? settle_done(run, file, err)
			: part_resume(&run->part, run->folder_fd, name,
				      file->bytes, file->crc, err))
		return true;
	return error_hint(err, "--restart begins anew");
}

void run_text(struct run *run, const char *text, size_t len)
{
	g_string_append_len(run->page, text, (gssize)len);
}

void run_key(struct run *run, uint64_t key)
{
	g_string_append_printf(run->keys, "%016" PRIx64, key);
}

static bool put_text(struct run *run, struct error *err)
{
	GString *member;
	bool ok;

	if (run->page->len == 0)
		return true;
	if (!run->is_gzip) {
		ok = part_write(&run->part, run->page->str, run->page->len,
				err);
		g_string_truncate(run->page, 0);
		return ok;
	}
	if (!gzip_member(run->page->str, run->page->len, &member, err))
		return false;
	ok = part_write(&run->part, member->str, member->len, err);
	g_string_free(member, TRUE);
	g_string_truncate(run->page, 0);
	return ok;
}

/* The name of the part; its data are on the disk already. */
static bool sync_name(struct run *run, struct error *err)
{
	run->is_named = run->is_named || part_sync_folder(run->folder_fd, err);
	return run->is_named;
}

static bool sync_all(struct run *run, struct error *err)
{
	int64_t before_ms = clock_mono_ms(run->clock), now_ms;

	if (!part_sync(&run->part, err) || !sync_name(run, err))
		return false;
	journal_add(&run->journal, "synced");
	if (!journal_sync(&run->journal, err))
		return false;
	now_ms = clock_mono_ms(run->clock);
	run->sync_until_ms =
		now_ms + MIN((now_ms - before_ms) * SYNC_SHARE, SYNC_MS_MAX);
	return true;
}

bool run_page(struct run *run, const struct run_state *state, struct error *err)
{
	g_autofree char *line = NULL;

	if (!put_text(run, err))
		return false;
	line = run_kept_page(state, run->part.bytes, run->part.crc,
			     run->keys->str);
	g_string_truncate(run->keys, 0);
	journal_add(&run->journal, line);
	return clock_mono_ms(run->clock) < run->sync_until_ms
		       ? journal_write(&run->journal, err)
		       : sync_all(run, err);
}

bool run_commit(struct run *run, const char *name, run_entry_fn *entry,
		void *user, const char **ret_entry, struct error *err)
{
	g_autofree char *line = NULL, *sha256 = NULL;
	struct run_kept_file *file;

	if (!put_text(run, err) || !part_end(&run->part, err) ||
	    !sync_name(run, err) || !digest_end(run->part.sha256, &sha256, err))
		return false;
	file = run_kept_add(&run->kept, run->part.name);
	file->bytes = run->part.bytes;
	file->crc = run->part.crc;
	file->entry = entry(user, sha256, run->part.bytes);
	line = g_strdup_printf("done %" PRId64 " %08x %s", file->bytes,
			       file->crc, file->entry);
	journal_add(&run->journal, line);
	part_rename(&run->part, name);
	if (!journal_sync(&run->journal, err) || !part_commit(&run->part, err))
		return false;
	part_release(&run->part);
	*ret_entry = file->entry;
	return true;
}

bool run_drop_file(struct run *run, struct error *err)
{
	g_autofree char *name = g_strdup(run->part.name);

	part_release(&run->part);
	g_string_truncate(run->page, 0);
	g_string_truncate(run->keys, 0);
	if (!name)
		return true;
	journal_add(&run->journal, "drop");
	return journal_write(&run->journal, err) &&
	       part_remove(run->folder_fd, name, err);
}

void run_pause(struct run *run)
{
	AUTO(error_release) struct error ignored = { 0 };

	/* If it fails, what was synced before is still there. */
	if (run->part.fd_plus_one > 0)
		(void)sync_all(run, &ignored);
}

bool run_finish(struct run *run, const char *manifest, struct error *err)
{
	AUTO(part_release) struct part part = { 0 };

	return part_check_place(run->folder_fd, RUN_MANIFEST, err) &&
	       part_create(&part, run->folder_fd, RUN_MANIFEST, err) &&
	       part_write(&part, manifest, strlen(manifest), err) &&
	       part_commit(&part, err) && journal_remove(run->folder_fd, err) &&
	       part_sync_folder(run->folder_fd, err);
}
