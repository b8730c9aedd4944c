#include <stddef.h>

#include "lib/api/resource.h"

/* A list answer has `duration` and `parts_required` where a single one has
   `actual_duration` and `parts_used`. */
static const struct field fields[] = {
	{ "id", "ID", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED, "identifier" },
	{ "work_order_id", "WORK ORDER", FIELD_REF, 0,
	  "the work order it is a part of" },
	{ "name", "NAME", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE | FIELD_REQUIRED,
	  "what it is called" },
	{ "description", "DESCRIPTION", FIELD_TEXT,
	  FIELD_LISTED | FIELD_WRITABLE, "what is to be done" },
	{ "status", "STATUS", FIELD_STATUS,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE, "state of the task" },
	{ "sequence", "SEQUENCE", FIELD_NUMBER, FIELD_WRITABLE,
	  "its place among the tasks" },
	{ "estimated_duration", "ESTIMATED", FIELD_MINUTES, FIELD_WRITABLE,
	  "how long it should take, in minutes" },
	{ "technician", "TECHNICIAN", FIELD_OBJECT, 0, "who does it" },
	{ "technician.id", "TECHNICIAN ID", FIELD_REF,
	  FIELD_LISTED | FIELD_WRITABLE, "the technician's identifier" },
	{ "technician.name", "TECHNICIAN", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED, "the technician's name" },
	{ "checklist", "CHECKLIST", FIELD_OBJECT, 0, "the steps to follow" },
	{ "checklist.id", "CHECKLIST ID", FIELD_REF, FIELD_WRITABLE,
	  "the checklist's identifier" },
	{ "checklist.name", "CHECKLIST", FIELD_TEXT, 0,
	  "the checklist's name" },
	{ "started_at", "STARTED", FIELD_TIME, FIELD_COLUMN | FIELD_LISTED,
	  "when it was begun" },
	{ "completed_at", "COMPLETED", FIELD_TIME, FIELD_LISTED,
	  "when it was done" },
	{ "duration", "DURATION", FIELD_MINUTES, FIELD_COLUMN | FIELD_LISTED,
	  "how long it took, in minutes" },
	{ "actual_duration", "TOOK", FIELD_MINUTES, 0,
	  "how long it took, in minutes" },
	{ "parts_required", "PARTS REQUIRED", FIELD_ARRAY,
	  FIELD_LISTED | FIELD_WRITABLE, "parts that are needed" },
	{ "parts_used", "PARTS USED", FIELD_ARRAY, 0, "parts that were used" },
	{ "notes", "NOTES", FIELD_TEXT, FIELD_WRITABLE,
	  "what the technician wrote down" },
	{ "photos", "PHOTOS", FIELD_ARRAY, 0, "pictures taken" },
	{ .name = NULL }
};

/* The documentation shows the first two; the others follow work orders. */
static const char *const statuses[] = { "pending", "completed", "in_progress",
					"on_hold", "skipped",	"cancelled",
					NULL };

static const struct filter filters[] = { { "status",
					   "status",
					   "STATUS",
					   FILTER_WORD,
					   statuses,
					   "only those in this state",
					   { "status" } },
					 { "technician",
					   "technician_id",
					   "ID",
					   FILTER_ID,
					   NULL,
					   "only those of this technician",
					   { "technician.id",
					     "technician_id" } },
					 { .name = NULL } };

static const struct setter setters[] = {
	{ "name", "name", "name", "NAME", SETTER_TEXT, NULL, true,
	  "what it is called" },
	{ "description", "description", "description", "TEXT", SETTER_LONG,
	  NULL, false,
	  "what is to be done; - reads standard input, @FILE a file" },
	{ "status", "status", "status", "STATUS", SETTER_TEXT, statuses, false,
	  "state of the task" },
	{ "sequence", "sequence", "sequence", "N", SETTER_NUMBER, NULL, false,
	  "its place among the tasks" },
	{ "duration", "estimated_duration", "estimated_duration", "MINUTES",
	  SETTER_MINUTES, NULL, false, "how long it should take" },
	{ "technician", "technician_id", "technician.id", "ID", SETTER_REF,
	  NULL, false, "who does it" },
	{ "checklist", "checklist_id", "checklist.id", "ID", SETTER_REF, NULL,
	  false, "the steps to follow" },
	{ "notes", "notes", "notes", "TEXT", SETTER_LONG, NULL, false,
	  "what the technician wrote down; - reads standard input, @FILE a "
	  "file" },
	{ NULL, "parts_required", "parts_required", NULL, SETTER_JSON, NULL,
	  false, "parts that are needed" },
	{ .key = NULL }
};

/* There is no scope for tasks: they belong to work orders. */
const struct resource resource_task = {
	.noun = "task",
	.plural = "tasks",
	.path = "tasks",
	.parent_path = "work-orders",
	.parent_noun = "work order",
	.child_path = "tasks",
	.verbs =
		VERB_LIST | VERB_VIEW | VERB_CREATE | VERB_UPDATE | VERB_DELETE,
	.is_paged = false,
	.read_scope = "read:work-orders",
	.write_scope = "write:work-orders",
	.fields = fields,
	.filters = filters,
	.setters = setters,
};
