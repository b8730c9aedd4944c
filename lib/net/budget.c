#include "lib/net/budget.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/file.h"

enum {
	IN_FLIGHT_MAX = 32, /* requests of others that a reply cannot know of */
	WINDOW_SLACK_MS = 5000, /* two replies name the same reset that much
				   apart, by rounding and time on the way */
	LOCK_TRIES = 2500,
	LOCK_PAUSE_US = 100 /* a quarter of a second in all */
};

static const struct budget_state unknown = { -1, -1, 0, 0 };

/* The file's whole contents, in the machine's own byte order: the file is
   never read on another machine. */
struct record {
	char magic[8];
	int64_t limit;
	int64_t remaining;
	int64_t reset_unix_ms;
	int64_t said_unix_ms;
	uint64_t check;
};

static const char magic[8] = "fentu-2";

struct budget {
	int fd; /* -1: this process alone */
	struct budget_state state;
};

static bool window_is_over(const struct budget_state *state, int64_t now_ms)
{
	/* The rest is a clock that was set, or a unit that was mistaken. */
	return state->reset_unix_ms <= now_ms ||
	       state->reset_unix_ms > now_ms + BUDGET_WINDOW_MS ||
	       state->said_unix_ms > now_ms + WINDOW_SLACK_MS ||
	       state->said_unix_ms < now_ms - BUDGET_WINDOW_MS;
}

bool budget_take(struct budget_state *state, int64_t now_ms,
		 int64_t *ret_wait_ms)
{
	if (state->remaining < 0)
		return true;
	if (window_is_over(state, now_ms)) {
		*state = unknown;
		return true;
	}
	if (state->remaining == 0) {
		*ret_wait_ms = state->reset_unix_ms - now_ms;
		return false;
	}
	state->remaining--;
	return true;
}

int64_t budget_pace(const struct budget_state *state,
		    const struct budget_pace *pace, int64_t now_ms)
{
	int64_t kept = 0, left = 0, every_ms = 0;

	if (!pace || !pace->is_wanted || state->remaining < 0 ||
	    window_is_over(state, now_ms))
		return 0;
	if (state->limit > 0)
		kept = state->limit * pace->reserve_percent / 100;
	left = state->remaining - kept;
	if (left <= 0)
		return state->reset_unix_ms - now_ms;
	if (pace->needed <= left)
		return 0;
	every_ms = (state->reset_unix_ms - now_ms) / (left + 1);
	/* A clock that was set back must not stop the run. */
	return CLAMP(pace->sent_unix_ms + every_ms - now_ms, 0, every_ms);
}

static bool is_same_window(const struct budget_state *state,
			   int64_t reset_unix_ms)
{
	int64_t apart_ms = state->reset_unix_ms - reset_unix_ms;

	return apart_ms > -WINDOW_SLACK_MS && apart_ms < WINDOW_SLACK_MS;
}

static int64_t merge(int64_t ours, int64_t theirs, int64_t limit)
{
	int64_t unseen =
		limit < 0 ? IN_FLIGHT_MAX : MIN(IN_FLIGHT_MAX, limit / 2);

	return theirs < ours || theirs > ours + unseen ? theirs : ours;
}

void budget_learn(struct budget_state *state, int64_t limit, int64_t remaining,
		  int64_t reset_in_ms, int64_t now_ms)
{
	int64_t reset_unix_ms = now_ms + reset_in_ms;

	if (remaining < 0 || reset_in_ms <= 0)
		return;
	if (state->remaining >= 0 && !window_is_over(state, now_ms) &&
	    is_same_window(state, reset_unix_ms))
		remaining = merge(state->remaining, remaining, limit);
	*state = (struct budget_state){ limit, remaining, reset_unix_ms,
					now_ms };
}

/* No protection against malice, which has better ways: it tells a torn or
   foreign file from ours. */
static uint64_t checksum(const struct record *record)
{
	uint64_t sum = UINT64_C(0x9e3779b97f4a7c15);

	sum = (sum ^ (uint64_t)record->limit) * UINT64_C(0x100000001b3);
	sum = (sum ^ (uint64_t)record->remaining) * UINT64_C(0x100000001b3);
	sum = (sum ^ (uint64_t)record->reset_unix_ms) * UINT64_C(0x100000001b3);
	sum = (sum ^ (uint64_t)record->said_unix_ms) * UINT64_C(0x100000001b3);
	return sum ^ sum >> 32;
}

static struct budget_state load(int fd)
{
	struct record record;

	if (pread(fd, &record, sizeof(record), 0) != sizeof(record) ||
	    memcmp(record.magic, magic, sizeof(magic)) != 0 ||
	    record.check != checksum(&record) || record.limit < -1 ||
	    record.remaining < -1)
		return unknown;
	return (struct budget_state){ record.limit, record.remaining,
				      record.reset_unix_ms,
				      record.said_unix_ms };
}

static void save(int fd, const struct budget_state *state)
{
	struct record record = {
		.limit = state->limit,
		.remaining = state->remaining,
		.reset_unix_ms = state->reset_unix_ms,
		.said_unix_ms = state->said_unix_ms,
	};
	ssize_t written;

	memcpy(record.magic, magic, sizeof(magic));
	record.check = checksum(&record);
	/* A full disk makes the record unknown, no more. */
	written = pwrite(fd, &record, sizeof(record), 0);
	(void)written;
}

/*
 * Others hold the lock for microseconds, unless one of them was stopped just
 * then; a lock that waits would hang with it.
 */
static bool lock(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	for (int tries = 0; tries < LOCK_TRIES; tries++) {
		if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
			return true;
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return false;
		g_usleep(LOCK_PAUSE_US);
	}
	return false;
}

static void unlock(int fd)
{
	struct flock whole = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

	(void)fcntl(fd, F_OFD_SETLK, &whole); /* closing gives it back, too */
}

/* Our own regular file, or none: what others can swap or read is not used. */
static int open_record(const char *path)
{
	AUTO(error_release) struct error ignored = { 0 };
	g_autofree char *dir = g_path_get_dirname(path);
	AUTO(file_close) int fd = -1;
	struct stat info;

	if (!file_make_dir(dir, &ignored))
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK,
		  0600);
	if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) ||
	    info.st_uid != geteuid())
		return -1;
	return g_steal_fd(&fd);
}

struct budget *budget_open(const char *path)
{
	struct budget *budget = g_new(struct budget, 1);

	budget->fd = path ? open_record(path) : -1;
	budget->state = unknown;
	return budget;
}

void budget_free(struct budget *budget)
{
	if (!budget)
		return;
	file_close(&budget->fd);
	g_free(budget);
}

/* Read the shared state, if there is one, and keep the lock on it. One that
   cannot be had is done without from then on. */
static bool begin(struct budget *budget)
{
	if (budget->fd >= 0 && !lock(budget->fd)) {
		file_close(&budget->fd);
		budget->fd = -1;
	}
	if (budget->fd < 0)
		return false;
	budget->state = load(budget->fd);
	return true;
}

static void end(struct budget *budget, const struct budget_state *before)
{
	if (memcmp(&budget->state, before, sizeof(*before)) != 0)
		save(budget->fd, &budget->state);
	unlock(budget->fd);
}

bool budget_ask(struct budget *budget, struct budget_pace *pace, int64_t now_ms,
		int64_t *ret_wait_ms)
{
	bool shared = begin(budget);
	struct budget_state before = budget->state;
	int64_t pause_ms = budget_pace(&budget->state, pace, now_ms);
	bool go_ahead = pause_ms == 0 &&
			budget_take(&budget->state, now_ms, ret_wait_ms);

	if (pause_ms > 0)
		*ret_wait_ms = pause_ms;
	if (go_ahead && pace)
		pace->sent_unix_ms = now_ms;

	if (shared)
		end(budget, &before);
	return go_ahead;
}

void budget_tell(struct budget *budget, int64_t limit, int64_t remaining,
		 int64_t reset_in_ms, int64_t now_ms)
{
	bool shared;
	struct budget_state before;

	if (remaining < 0 || reset_in_ms <= 0)
		return;
	shared = begin(budget);
	before = budget->state;
	budget_learn(&budget->state, limit, remaining, reset_in_ms, now_ms);
	if (shared)
		end(budget, &before);
}

void budget_drop(struct budget *budget)
{
	bool shared = begin(budget);
	struct budget_state before = budget->state;

	budget->state = unknown;
	if (shared)
		end(budget, &before);
}

bool budget_forget(const char *folder, struct error *err)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (!file_remove(path, err))
			return false;
	}
	return true;
}

struct budget_state budget_state(struct budget *budget, int64_t now_ms)
{
	if (begin(budget))
		unlock(budget->fd);
	if (window_is_over(&budget->state, now_ms))
		return unknown;
	return budget->state;
}
