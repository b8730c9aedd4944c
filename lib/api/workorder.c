#include <stddef.h>

#include "lib/api/resource.h"

/* The estimated duration is taken as minutes and updated_at for given: the
   documentation shows a number and ends before that. */
static const struct field fields[] = {
	{ "id", "ID", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED, "identifier" },
	{ "work_order_number", "NUMBER", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED, "number that people use" },
	{ "status", "STATUS", FIELD_STATUS,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE, "state of the work" },
	{ "priority", "PRIORITY", FIELD_STATUS,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE, "how urgent it is" },
	{ "description", "DESCRIPTION", FIELD_TEXT, FIELD_WRITABLE,
	  "what is to be done" },
	{ "customer", "CUSTOMER", FIELD_OBJECT, 0, "for whom the work is" },
	{ "customer.id", "CUSTOMER ID", FIELD_REF,
	  FIELD_LISTED | FIELD_WRITABLE | FIELD_REQUIRED, "its identifier" },
	{ "customer.name", "CUSTOMER", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED,
	  "its name" },
	{ "customer.address", "ADDRESS", FIELD_PLACE, 0, "where it is" },
	{ "contact", "CONTACT", FIELD_OBJECT, 0, "whom to ask for" },
	{ "contact.id", "CONTACT ID", FIELD_REF, FIELD_WRITABLE,
	  "the contact's identifier" },
	{ "contact.name", "CONTACT", FIELD_TEXT, 0, "the contact's name" },
	{ "contact.phone", "CONTACT PHONE", FIELD_TEXT, 0,
	  "the contact's telephone number" },
	{ "scheduled_date", "SCHEDULED", FIELD_TIME,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE,
	  "when the work is to begin" },
	{ "estimated_duration", "ESTIMATED", FIELD_MINUTES, FIELD_WRITABLE,
	  "how long it should take, in minutes" },
	{ "technician", "TECHNICIAN", FIELD_OBJECT, 0, "who does the work" },
	{ "technician.id", "TECHNICIAN ID", FIELD_REF, FIELD_WRITABLE,
	  "the technician's identifier" },
	{ "technician.name", "TECHNICIAN", FIELD_TEXT, 0,
	  "the technician's name" },
	{ "tasks", "TASKS", FIELD_ARRAY, 0, "the pieces of the work" },
	{ "created_at", "CREATED", FIELD_TIME, FIELD_LISTED,
	  "when it was entered" },
	{ "updated_at", "UPDATED", FIELD_TIME, 0, "when it last changed" },
	{ .name = NULL }
};

static const char *const statuses[] = { "draft",       "open",	  "assigned",
					"in_progress", "on_hold", "completed",
					"cancelled",   NULL };

static const struct filter filters[] = {
	{ "status", "status", "STATUS", FILTER_TEXT, statuses,
	  "only those in this state" },
	{ "customer", "customer_id", "ID", FILTER_TEXT, NULL,
	  "only those of this customer" },
	{ "technician", "technician_id", "ID", FILTER_TEXT, NULL,
	  "only those of this technician" },
	{ "from", "from_date", "DATE", FILTER_DATE, NULL,
	  "only those of this day or later" },
	{ "to", "to_date", "DATE", FILTER_DATE, NULL,
	  "only those of this day or earlier" },
	{ .name = NULL }
};

/* The documentation shows "high" alone; the others are customary. */
static const char *const priorities[] = { "low", "medium", "high", "urgent",
					  NULL };

static const struct setter setters[] = {
	{ "customer", "customer_id", "customer.id", "ID", SETTER_REF, NULL,
	  true, "for whom the work is" },
	{ "contact", "contact_id", "contact.id", "ID", SETTER_REF, NULL, false,
	  "whom to ask for" },
	{ "technician", "technician_id", "technician.id", "ID", SETTER_REF,
	  NULL, false, "who does the work" },
	{ "description", "description", "description", "TEXT", SETTER_TEXT,
	  NULL, false, "what is to be done" },
	{ "priority", "priority", "priority", "PRIORITY", SETTER_TEXT,
	  priorities, false, "how urgent it is" },
	{ "status", "status", "status", "STATUS", SETTER_TEXT, statuses, false,
	  "state of the work" },
	{ "scheduled", "scheduled_date", "scheduled_date", "TIME", SETTER_TIME,
	  NULL, false, "when the work is to begin" },
	{ "duration", "estimated_duration", "estimated_duration", "MINUTES",
	  SETTER_MINUTES, NULL, false, "how long it should take" },
	{ .key = NULL }
};

const struct resource resource_workorder = {
	.noun = "work order",
	.plural = "work orders",
	.path = "work-orders",
	.verbs =
		VERB_LIST | VERB_VIEW | VERB_CREATE | VERB_UPDATE | VERB_DELETE,
	.is_paged = true,
	.read_scope = "read:work-orders",
	.write_scope = "write:work-orders",
	.fields = fields,
	.filters = filters,
	.setters = setters,
	.has_trash = true,
};
