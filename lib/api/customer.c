#include <stddef.h>

#include "lib/api/resource.h"

/* created_at is documented for lists; updated_at is taken for given. */
static const struct field fields[] = {
	{ "id", "ID", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED, "identifier" },
	{ "name", "NAME", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE | FIELD_REQUIRED,
	  "what the company is called" },
	{ "customer_number", "NUMBER", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE,
	  "number that people use" },
	{ "status", "STATUS", FIELD_STATUS,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE,
	  "state of the account" },
	{ "customer_type", "TYPE", FIELD_TEXT, FIELD_WRITABLE,
	  "kind of customer" },
	{ "email", "EMAIL", FIELD_TEXT, FIELD_LISTED | FIELD_WRITABLE,
	  "mail address" },
	{ "phone", "PHONE", FIELD_TEXT,
	  FIELD_COLUMN | FIELD_LISTED | FIELD_WRITABLE, "telephone number" },
	{ "fax", "FAX", FIELD_TEXT, FIELD_WRITABLE, "fax number" },
	{ "website", "WEBSITE", FIELD_TEXT, FIELD_WRITABLE, "web address" },
	{ "address", "ADDRESS", FIELD_PLACE, FIELD_WRITABLE, "where it is" },
	{ "address.street", "STREET", FIELD_TEXT, FIELD_LISTED,
	  "street and number" },
	{ "address.city", "CITY", FIELD_TEXT, FIELD_COLUMN | FIELD_LISTED,
	  "town" },
	{ "address.state", "STATE", FIELD_TEXT, FIELD_LISTED,
	  "state or province" },
	{ "address.postal_code", "POSTAL CODE", FIELD_TEXT, FIELD_LISTED,
	  "postal code" },
	{ "address.country", "COUNTRY", FIELD_TEXT, FIELD_LISTED,
	  "country, two letters" },
	{ "billing_address", "BILLING ADDRESS", FIELD_PLACE, FIELD_WRITABLE,
	  "where bills go" },
	{ "billing_address.street", "BILLING STREET", FIELD_TEXT, 0,
	  "street and number" },
	{ "billing_address.city", "BILLING CITY", FIELD_TEXT, 0, "town" },
	{ "billing_address.state", "BILLING STATE", FIELD_TEXT, 0,
	  "state or province" },
	{ "billing_address.postal_code", "BILLING POSTAL CODE", FIELD_TEXT, 0,
	  "postal code" },
	{ "billing_address.country", "BILLING COUNTRY", FIELD_TEXT, 0,
	  "country, two letters" },
	{ "contacts", "CONTACTS", FIELD_ARRAY, 0, "people there" },
	{ "branch", "BRANCH", FIELD_OBJECT, 0, "the branch that serves it" },
	{ "branch.id", "BRANCH ID", FIELD_REF, FIELD_WRITABLE,
	  "the branch's identifier" },
	{ "branch.name", "BRANCH", FIELD_TEXT, 0, "the branch's name" },
	{ "tax_id", "TAX ID", FIELD_TEXT, FIELD_WRITABLE, "tax number" },
	{ "payment_terms", "PAYMENT TERMS", FIELD_TEXT, FIELD_WRITABLE,
	  "when bills are due" },
	{ "created_at", "CREATED", FIELD_TIME, FIELD_LISTED,
	  "when it was entered" },
	{ "updated_at", "UPDATED", FIELD_TIME, 0, "when it last changed" },
	{ .name = NULL }
};

static const char *const statuses[] = { "active", "inactive", NULL };

static const struct filter filters[] = {
	{ "search", "search", "TEXT", FILTER_TEXT, NULL,
	  "only those with TEXT in name or number" },
	{ "status", "status", "STATUS", FILTER_TEXT, statuses,
	  "only those in this state" },
	{ "branch", "branch_id", "ID", FILTER_TEXT, NULL,
	  "only those of this branch" },
	{ "created-after", "created_after", "DATE", FILTER_DATE, NULL,
	  "only those entered after this day" },
	{ .name = NULL }
};

/* The documentation shows "commercial" and "net30" alone. */
static const char *const types[] = { "commercial", "residential", NULL };
static const char *const terms[] = { "net15", "net30", "net60", NULL };

static const struct setter setters[] = {
	{ "name", "name", "name", "NAME", SETTER_TEXT, NULL, true,
	  "what the company is called" },
	{ "number", "customer_number", "customer_number", "NUMBER", SETTER_TEXT,
	  NULL, false, "number that people use" },
	{ "type", "customer_type", "customer_type", "TYPE", SETTER_TEXT, types,
	  false, "kind of customer" },
	{ "status", "status", "status", "STATUS", SETTER_TEXT, statuses, false,
	  "state of the account" },
	{ "email", "email", "email", "ADDRESS", SETTER_TEXT, NULL, false,
	  "mail address" },
	{ "phone", "phone", "phone", "NUMBER", SETTER_TEXT, NULL, false,
	  "telephone number" },
	{ "fax", "fax", "fax", "NUMBER", SETTER_TEXT, NULL, false,
	  "fax number" },
	{ "website", "website", "website", "URL", SETTER_TEXT, NULL, false,
	  "web address" },
	{ "branch", "branch_id", "branch.id", "ID", SETTER_REF, NULL, false,
	  "the branch that serves it" },
	{ "tax-id", "tax_id", "tax_id", "NUMBER", SETTER_TEXT, NULL, false,
	  "tax number" },
	{ "payment-terms", "payment_terms", "payment_terms", "TERMS",
	  SETTER_TEXT, terms, false, "when bills are due" },
	{ "address", "address", "address", "KEY=VALUE", SETTER_PLACE, NULL,
	  false, "where it is: street, city, state, postal_code, country" },
	{ NULL, "billing_address", "billing_address", NULL, SETTER_PLACE, NULL,
	  false, "where bills go" },
	{ .key = NULL }
};

const struct resource resource_customer = {
	.noun = "customer",
	.plural = "customers",
	.path = "customers",
	.verbs =
		VERB_LIST | VERB_VIEW | VERB_CREATE | VERB_UPDATE | VERB_DELETE,
	.is_paged = true,
	.read_scope = "read:customers",
	.write_scope = "write:customers",
	.fields = fields,
	.filters = filters,
	.setters = setters,
};
