#include "lib/export/run.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"
#include "lib/base/random.h"
#include "lib/export/gzip.h"
#include "lib/export/journal.h"
#include "lib/export/part.h"
#include "lib/export/run_kept.h"

/* Syncing may take one part in so many of the time. */
enum { SYNC_SHARE = 20 };

struct run {
	const struct clock *clock;
	int folder_fd;
	struct journal journal;
	struct run_kept kept; /* of an earlier run, and the secret */
	struct part part;
	bool is_gzip;
	bool gives_up; /* an earlier run, which could have been gone on with */
	GString *page; /* text of the page so far */
	GString *keys; /* of the page so far */
	int64_t sync_until_ms; /* not again before then */
};

static bool explain_folder(const char *folder, int number, struct error *err)
{
	error_errno(err, number, "cannot export into '%s'", folder);
	if (number != ENOENT && number != ENOTDIR)
		return false;
	err->code = ERR_USAGE;
	return error_hint(err, "choose another one with --dir");
}

static int open_directory(const char *path)
{
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Of a path and those above it: the first that exists; owned by the caller. */
static char *existing(const char *path)
{
	char *at = g_strdup(path);
	struct stat st;

	while (stat(at, &st) < 0 && errno == ENOENT) {
		char *above = g_path_get_dirname(at);
		bool is_top = strcmp(above, at) == 0;

		g_free(at);
		at = above;
		if (is_top)
			break;
	}
	return at;
}

bool run_check_folder(const char *folder, struct error *err)
{
	g_autofree char *there = existing(folder);
	AUTO(file_close) int fd = open_directory(*folder ? there : folder);

	return fd >= 0 || explain_folder(folder, errno, err);
}

static bool sync_above(const char *path, struct error *err)
{
	g_autofree char *above = g_path_get_dirname(path);
	AUTO(file_close) int fd = open_directory(above);

	/* One that cannot be read cannot be synced; nor can those of some file
	   systems, which say EINVAL. */
	while (fd >= 0 && fsync(fd) < 0 && errno != EINVAL)
		if (errno != EINTR)
			return error_errno(err, errno, "cannot sync '%s'",
					   above);
	return true;
}

/* With its parents; by the umask: what is exported is the user's to share. */
static bool make_folder(const char *folder, struct error *err)
{
	g_autofree char *above = g_path_get_dirname(folder);
	bool is_made = mkdir(folder, 0777) == 0;

	if (!is_made && errno == ENOENT && strcmp(above, folder) != 0) {
		if (!make_folder(above, err))
			return false;
		is_made = mkdir(folder, 0777) == 0;
	}
	if (!is_made)
		return errno == EEXIST || explain_folder(folder, errno, err);
	return sync_above(folder, err);
}

/* The lock is on the folder itself, so that nothing is left behind. Where a
   file system cannot lock a folder there is none. */
static bool lock_folder(int folder_fd, const char *folder, struct error *err)
{
	while (flock(folder_fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return true;
		error_set(err, ERR_USAGE,
			  "another export into '%s' is under way", folder);
		return error_hint(err, "wait for it, or choose another folder "
				       "with --dir");
	}
	return true;
}

static bool open_folder(struct run *run, const char *folder, struct error *err)
{
	if (!make_folder(folder, err))
		return false;
	run->folder_fd = open_directory(folder);
	if (run->folder_fd < 0)
		return explain_folder(folder, errno, err);
	return lock_folder(run->folder_fd, folder, err);
}

/* A new journal: what it is bound to, and the secret of its keys. */
static bool begin_journal(struct run *run, const struct run_config *config,
			  struct error *err)
{
	g_autofree char *binding = g_strconcat("for ", config->binding, NULL);
	g_autofree char *note = g_strconcat("note ", config->note, NULL);
	g_autofree char *secret = NULL;

	journal_release(&run->journal);
	if (!random_fill(&run->kept.secret, sizeof(run->kept.secret), err) ||
	    !journal_create(&run->journal, run->folder_fd, err))
		return false;
	secret = g_strdup_printf("secret %016" PRIx64 " %016" PRIx64,
				 run->kept.secret.word[0],
				 run->kept.secret.word[1]);
	g_free(run->kept.note);
	run->kept.note = g_strdup(config->note);
	journal_add(&run->journal, binding);
	journal_add(&run->journal, note);
	journal_add(&run->journal, secret);
	return journal_write(&run->journal, err);
}

static bool resume_journal(struct run *run, const struct run_config *config,
			   bool *ret_resumed, struct error *err)
{
	*ret_resumed = false;
	run->gives_up = !config->resume && journal_exists(run->folder_fd);
	run->kept.binding = config->binding;
	if (config->resume &&
	    !journal_resume(&run->journal, run->folder_fd, run_kept_line,
			    &run->kept, ret_resumed, err))
		return false;
	/* One that ends before its secret has nothing to go on with. */
	*ret_resumed = *ret_resumed && run->kept.has_secret;
	return *ret_resumed || begin_journal(run, config, err);
}

bool run_open(const struct run_config *config, struct run **ret_run,
	      bool *ret_resumed, struct error *err)
{
	AUTO(run_drop) struct run *run = g_new0(struct run, 1);

	run->clock = config->clock;
	run->page = g_string_new(NULL);
	run->keys = g_string_new(NULL);
	run_kept_init(&run->kept);
	if (!open_folder(run, config->folder, err) ||
	    !resume_journal(run, config, ret_resumed, err))
		return false;
	*ret_run = g_steal_pointer(&run);
	return true;
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
	g_free(run);
}

int run_folder(const struct run *run)
{
	return run->folder_fd;
}

bool run_gives_up(const struct run *run)
{
	return run->gives_up;
}

const char *run_note(const struct run *run)
{
	return run->kept.note;
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
	g_autofree char *sha256 = NULL;
	int64_t bytes;

	if (faccessat(run->folder_fd, file->part_name, F_OK,
		      AT_SYMLINK_NOFOLLOW) == 0) {
		bool ok = part_resume(&run->part, run->folder_fd, file->name,
				      file->bytes, file->crc, err) &&
			  part_commit(&run->part, err);

		part_release(&run->part);
		return ok;
	}
	if (!part_digest(run->folder_fd, file->name, &sha256, &bytes, err))
		return false;
	return strstr(file->entry, sha256) ||
	       error_set(err, ERR_OTHER,
			 "'%s' was changed after it was written", file->name);
}

static bool begin_fresh(struct run *run, const char *name,
			struct run_state *state, struct error *err)
{
	g_autofree char *line = NULL;

	*state = (struct run_state){ .started_at = clock_unix_s(run->clock) };
	line = g_strdup_printf("begin %s %" PRId64, name, state->started_at);
	idset_clear(run->kept.seen);
	if (!part_create(&run->part, run->folder_fd, name, err))
		return false;
	journal_add(&run->journal, line);
	return journal_write(&run->journal, err);
}

bool run_begin(struct run *run, const char *name, bool is_gzip,
	       struct run_state *ret_state, const char **ret_entry,
	       struct error *err)
{
	const struct run_kept_file *file = run_kept_find(&run->kept, name);

	*ret_entry = NULL;
	run->is_gzip = is_gzip;
	part_release(&run->part);
	if (!part_check_place(run->folder_fd, name, err))
		return false;
	if (!file || file->is_dropped)
		return begin_fresh(run, name, ret_state, err);
	*ret_state = file->state;
	*ret_entry = file->entry;
	if (file->entry ? settle_done(run, file, err)
			: part_resume(&run->part, run->folder_fd, name,
				      file->bytes, file->crc, err))
		return true;
	return error_hint(err, "without --resume the export begins anew");
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

static bool sync_all(struct run *run, struct error *err)
{
	int64_t before_ms = clock_mono_ms(run->clock), took_ms;

	if (!part_sync(&run->part, err) || !journal_sync(&run->journal, err))
		return false;
	took_ms = clock_mono_ms(run->clock) - before_ms;
	run->sync_until_ms = before_ms + took_ms * SYNC_SHARE;
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
	return clock_mono_ms(run->clock) < run->sync_until_ms ||
	       sync_all(run, err);
}

bool run_commit(struct run *run, run_entry_fn *entry, void *user,
		const char **ret_entry, struct error *err)
{
	g_autofree char *line = NULL, *sha256 = NULL;
	struct run_kept_file *file;

	if (!put_text(run, err) || !part_end(&run->part, err) ||
	    !digest_end(run->part.sha256, &sha256, err))
		return false;
	file = run_kept_add(&run->kept, run->part.name);
	file->bytes = run->part.bytes;
	file->crc = run->part.crc;
	file->entry = entry(user, sha256, run->part.bytes);
	line = g_strdup_printf("done %" PRId64 " %08x %s", file->bytes,
			       file->crc, file->entry);
	journal_add(&run->journal, line);
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
	return journal_sync(&run->journal, err) &&
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
	       part_commit(&part, err) && journal_remove(run->folder_fd, err);
}
