/*
 * Shards of an export, and what is known of them before they are joined.
 */
#ifndef FENTU_CMD_EXPORT_MERGE_H
#define FENTU_CMD_EXPORT_MERGE_H

#include "cmd/export_plan.h"

/* The folder of a shard, as it was named. */
struct export_folder {
	const char *path;
	int fd;
	struct manifest manifest;
};

/* One shard of a resource. */
struct export_part {
	const struct export_folder *folder;
	struct shard shard;
	char *file;
	char *wish;
	char *reason;	 /* why it is not complete; NULL: it is */
	int64_t since_s; /* -1: none */
	int64_t requests, repairs;
	int64_t first_total, last_total; /* -1: not said */
	int64_t started_at, finished_at; /* Unix seconds */
	int64_t next_since;
};

/* Open the folders (of struct export_folder), and compare what lies in them
   with their manifests: ERR_USAGE when one holds no shard, ERR_OTHER when it is
   not what was written. */
bool export_folders_open(const struct strv *paths, GPtrArray **ret_folders,
			 struct error *err) MUST_CHECK;

/*
 * The parts of a resource that one of the folders names, in their order. Fails
 * with ERR_USAGE when they do not belong together or one is there twice,
 * ERR_PARTIAL when one is missing.
 */
bool export_parts(const GPtrArray *folders, const char *resource,
		  GPtrArray **ret_parts, struct error *err) MUST_CHECK;

/* Join all shards that the folders hold into the one of --dir. */
bool export_merge(struct exporting *x, const struct strv *paths,
		  struct error *err) MUST_CHECK;

#endif
