#include <stddef.h>

#include "lib/api/resource.h"

/* The last two are documented for lists only. */
static const struct field fields[] = {
	{ "id", "ID", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED, "identifier" },
	{ "name", "NAME", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE | FIELD_REQUIRED,
	  "what it is called" },
	{ "asset_tag", "TAG", FIELD_TEXT, FIELD_WRITABLE, "tag on the device" },
	{ "serial_number", "SERIAL NUMBER", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE,
	  "the maker's serial number" },
	{ "model_number", "MODEL", FIELD_TEXT, FIELD_WRITABLE,
	  "the maker's model number" },
	{ "product", "PRODUCT", FIELD_OBJECT, 0, "what it is one of" },
	{ "product.id", "PRODUCT ID", FIELD_REF, FIELD_LISTED | FIELD_WRITABLE,
	  "the product's identifier" },
	{ "product.name", "PRODUCT", FIELD_TEXT, FIELD_LISTED,
	  "the product's name" },
	{ "product.manufacturer", "MANUFACTURER", FIELD_TEXT, 0,
	  "who made it" },
	{ "customer", "CUSTOMER", FIELD_OBJECT, 0, "whose it is" },
	{ "customer.id", "CUSTOMER ID", FIELD_REF,
	  FIELD_LISTED | FIELD_WRITABLE | FIELD_REQUIRED, "its identifier" },
	{ "customer.name", "CUSTOMER", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED,
	  "its name" },
	{ "object", "OBJECT", FIELD_OBJECT, 0, "the building it stands in" },
	{ "object.id", "OBJECT ID", FIELD_REF, FIELD_WRITABLE,
	  "the building's identifier" },
	{ "object.name", "OBJECT", FIELD_TEXT, 0, "the building's name" },
	{ "object.address", "ADDRESS", FIELD_PLACE, 0, "where it stands" },
	{ "location", "LOCATION", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE, "where exactly" },
	{ "status", "STATUS", FIELD_STATUS,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE, "state of the asset" },
	{ "install_date", "INSTALLED", FIELD_DATE, FIELD_WRITABLE,
	  "day it was installed" },
	{ "warranty_start", "WARRANTY FROM", FIELD_DATE, FIELD_WRITABLE,
	  "first day of the warranty" },
	{ "warranty_expiry", "WARRANTY TO", FIELD_DATE,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE,
	  "last day of the warranty" },
	{ "last_service", "LAST SERVICE", FIELD_TIME, FIELD_LISTED,
	  "when it was last serviced" },
	{ .name = NULL }
};

static const char *const statuses[] = { "active",	   "inactive",
					"under_repair",	   "retired",
					"pending_install", NULL };

static const struct filter filters[] = {
	{ "customer", "customer_id", "ID", FILTER_TEXT, NULL,
	  "only those of this customer" },
	{ "product", "product_id", "ID", FILTER_TEXT, NULL,
	  "only those of this product" },
	{ "status", "status", "STATUS", FILTER_TEXT, statuses,
	  "only those in this state" },
	{ "serial", "serial_number", "NUMBER", FILTER_TEXT, NULL,
	  "only those with this serial number" },
	{ "location", "location_id", "ID", FILTER_TEXT, NULL,
	  "only those at this place" },
	{ .name = NULL }
};

/* What the three answers look like is not documented: these are the keys
   that such records have elsewhere. */
static const struct field history_fields[] = {
	{ "id", "ID", FIELD_TEXT, FIELD_LISTED, "identifier" },
	{ "date", "DATE", FIELD_TIME, FIELD_COLUMN | FIELD_LISTED,
	  "when it was serviced" },
	{ "work_order_id", "WORK ORDER", FIELD_REF, FIELD_COLUMN | FIELD_LISTED,
	  "the work order it was a part of" },
	{ "description", "DESCRIPTION", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED,
	  "what was done" },
	{ "technician", "TECHNICIAN", FIELD_OBJECT, 0, "who did it" },
	{ "technician.id", "TECHNICIAN ID", FIELD_REF, FIELD_LISTED,
	  "the technician's identifier" },
	{ "technician.name", "TECHNICIAN", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED, "the technician's name" },
	{ .name = NULL }
};

static const struct field part_fields[] = {
	{ "part_id", "PART", FIELD_REF, FIELD_COLUMN | FIELD_LISTED,
	  "the part's identifier" },
	{ "name", "NAME", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED,
	  "what it is called" },
	{ "quantity", "QUANTITY", FIELD_NUMBER, FIELD_COLUMN | FIELD_LISTED,
	  "how many there are" },
	{ "serial_number", "SERIAL NUMBER", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED, "the maker's serial number" },
	{ .name = NULL }
};

static const struct field warranty_fields[] = {
	{ "asset_id", "ASSET", FIELD_REF, FIELD_COLUMN | FIELD_LISTED,
	  "the asset" },
	{ "status", "STATUS", FIELD_STATUS, FIELD_COLUMN | FIELD_LISTED,
	  "whether there is a warranty" },
	{ "warranty_start", "WARRANTY FROM", FIELD_DATE,
	  FIELD_COLUMN | FIELD_LISTED, "its first day" },
	{ "warranty_expiry", "WARRANTY TO", FIELD_DATE,
	  FIELD_COLUMN | FIELD_LISTED, "its last day" },
	{ "days_left", "DAYS LEFT", FIELD_NUMBER, FIELD_COLUMN | FIELD_LISTED,
	  "how many days it lasts" },
	{ .name = NULL }
};

static const struct setter setters[] = {
	{ "name", "name", "name", "NAME", SETTER_TEXT, NULL, true,
	  "what it is called" },
	{ "customer", "customer_id", "customer.id", "ID", SETTER_REF, NULL,
	  true, "whose it is" },
	{ "product", "product_id", "product.id", "ID", SETTER_REF, NULL, false,
	  "what it is one of" },
	{ "object", "object_id", "object.id", "ID", SETTER_REF, NULL, false,
	  "the building it stands in" },
	{ "serial", "serial_number", "serial_number", "NUMBER", SETTER_TEXT,
	  NULL, false, "the maker's serial number" },
	{ "tag", "asset_tag", "asset_tag", "TAG", SETTER_TEXT, NULL, false,
	  "tag on the device" },
	{ "model", "model_number", "model_number", "NUMBER", SETTER_TEXT, NULL,
	  false, "the maker's model number" },
	{ "location", "location", "location", "TEXT", SETTER_TEXT, NULL, false,
	  "where exactly" },
	{ "status", "status", "status", "STATUS", SETTER_TEXT, statuses, false,
	  "state of the asset" },
	{ "installed", "install_date", "install_date", "DATE", SETTER_DATE,
	  NULL, false, "day it was installed" },
	{ "warranty-start", "warranty_start", "warranty_start", "DATE",
	  SETTER_DATE, NULL, false, "first day of the warranty" },
	{ "warranty-end", "warranty_expiry", "warranty_expiry", "DATE",
	  SETTER_DATE, NULL, false, "last day of the warranty" },
	{ .key = NULL }
};

static const struct setter part_setters[] = {
	{ "part", "part_id", "part_id", "ID", SETTER_REF, NULL, true,
	  "which part" },
	{ "quantity", "quantity", "quantity", "N", SETTER_NUMBER, NULL, true,
	  "how many there are" },
	{ "name", "name", "name", "NAME", SETTER_TEXT, NULL, false,
	  "what it is called" },
	{ "serial", "serial_number", "serial_number", "NUMBER", SETTER_TEXT,
	  NULL, false, "the maker's serial number" },
	{ .key = NULL }
};

static const struct subresource below[] = { { .name = "history",
					      .path = "service-history",
					      .noun = "service history",
					      .is_list = true,
					      .is_inferred = true,
					      .fields = history_fields },
					    { .name = "parts",
					      .path = "parts",
					      .noun = "parts",
					      .is_list = true,
					      .is_inferred = true,
					      .fields = part_fields,
					      .one = "part",
					      .setters = part_setters },
					    { .name = "warranty",
					      .path = "warranty",
					      .noun = "warranty",
					      .is_inferred = true,
					      .fields = warranty_fields },
					    { .name = NULL } };

const struct resource resource_asset = {
	.noun = "asset",
	.plural = "assets",
	.path = "assets",
	.verbs =
		VERB_LIST | VERB_VIEW | VERB_CREATE | VERB_UPDATE | VERB_DELETE,
	.is_paged = true,
	.read_scope = "read:assets",
	.write_scope = "write:assets",
	.fields = fields,
	.filters = filters,
	.setters = setters,
	.below = below,
	.has_trash = true,
};
