/*
 * What fentu and its keyring helper say to each other.
 *
 * The helper runs once for each request: one JSON object on its standard
 * input, one on its standard output, exit status 0 when it answered. Any
 * other end means that there is no answer. Whoever asks must be ready to kill
 * it, since a keyring can leave a call open for ever.
 *
 * A request:
 *
 *	protocol    KEYRING_PROTOCOL; another number is not served
 *	op          see enum keyring_op
 *	origin      "https://api.example.com"; get, put, drop: required
 *	profile     "default"; get, put, drop: required
 *	kind        "login", "client" or "former"; required, in list optional
 *	may_prompt  true: a person is there to unlock the keyring; absent: false
 *	limit_ms    how long the keyring has to show that it answers at all,
 *		    before the helper says no_answer; absent: no limit
 *	record      put: the record, a JSON object, kept byte for byte
 *	expect      put, drop: what the record there must be, or nothing is
 *		    changed: its digest (keyring_digest), or "absent"; without
 *		    it the record may be anything
 *
 * A reply has `protocol`, `outcome`, and whatever of the rest is known:
 *
 *	reason      why, with every outcome but found, absent and done
 *	detail      the keyring's own words; never part of a secret
 *	backend     "service", or "file" (libsecret's file, SECRET_BACKEND=file)
 *	provider    the program behind org.freedesktop.secrets
 *	collection  label of the default collection
 *	locked      whether that collection is locked (probe)
 *	duplicates  surplus records for the key; the newest one is used
 *	record      get, put: the record as it was read back
 *	records     list: objects of origin, profile, kind, modified, locked
 *	more        list: there are more than fit
 *
 * origin, profile and kind are attributes of the keyring's item, which it may
 * keep unencrypted: nothing secret belongs there.
 */
#ifndef FENTU_BASE_KEYRING_PROTOCOL_H
#define FENTU_BASE_KEYRING_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	KEYRING_PROTOCOL = 2,
	KEYRING_ATTRIBUTE_MAX = 512, /* bytes of an origin or profile */
	KEYRING_ENVELOPE_MAX = 4096, /* bytes around a record at most */
	KEYRING_LIST_MAX = 64,	     /* records in one list */
	KEYRING_DIGEST_SIZE = 65     /* with its NUL */
};

enum keyring_op {
	KEYRING_GET,
	KEYRING_PUT,   /* stored, read back and compared when the answer is
			  done */
	KEYRING_DROP,  /* all that get could find */
	KEYRING_PROBE, /* facts alone; with origin and profile it also says
			  found, absent or locked */
	KEYRING_LIST,  /* of one origin, or of all; without secrets */
	KEYRING_OP_COUNT
};

enum keyring_outcome {
	KEYRING_FOUND,
	KEYRING_ABSENT,
	KEYRING_DONE,
	KEYRING_LOCKED,	     /* it may be there; nobody unlocked the keyring */
	KEYRING_UNAVAILABLE, /* there is no keyring to ask */
	KEYRING_FAILED,	     /* the keyring, or the record, is not in order */
	KEYRING_OUTCOME_COUNT
};

enum keyring_reason {
	KEYRING_NO_REASON,
	/* locked */
	KEYRING_NEEDS_PERSON, /* and none may be asked */
	KEYRING_DISMISSED,    /* the person closed the prompt */
	/* unavailable */
	KEYRING_NO_BUS,
	KEYRING_FOREIGN_BUS, /* it belongs to another user */
	KEYRING_REFUSED_BUS, /* an address that would start or reach a bus
				elsewhere */
	KEYRING_NO_SERVICE,
	KEYRING_NO_START, /* the service is known and could not be started */
	KEYRING_NO_COLLECTION,
	KEYRING_NO_ANSWER, /* it did not reply in D-Bus's own time; without a
			      detail: within limit_ms */
	KEYRING_DIED,	   /* it went away during the call */
	/* failed */
	KEYRING_GARBAGE,    /* replies that make no sense */
	KEYRING_REFUSED,    /* it said no; see detail */
	KEYRING_BAD_RECORD, /* what is kept is no record */
	KEYRING_NEWER,	    /* kept by a newer version; left as it is */
	KEYRING_MISMATCH,   /* what came back was different; as before now */
	KEYRING_DAMAGED,    /* the same, and the old record is lost */
	KEYRING_CHANGED,    /* it is not the record that was expected; left as
			       it is */
	KEYRING_BUSY,	    /* another helper is writing the record */
	KEYRING_NO_TURN,    /* the lock of those who write cannot be made */
	KEYRING_BAD_REQUEST,
	KEYRING_REASON_COUNT
};

#define KEYRING_BACKEND_SERVICE "service"
#define KEYRING_BACKEND_FILE	"file"

/* Names of members. */
#define KEYRING_M_PROTOCOL   "protocol"
#define KEYRING_M_OP	     "op"
#define KEYRING_M_ORIGIN     "origin"
#define KEYRING_M_PROFILE    "profile"
#define KEYRING_M_KIND	     "kind"
#define KEYRING_M_MAY_PROMPT "may_prompt"
#define KEYRING_M_LIMIT	     "limit_ms"
#define KEYRING_M_RECORD     "record"
#define KEYRING_M_EXPECT     "expect"
#define KEYRING_M_OUTCOME    "outcome"
#define KEYRING_M_REASON     "reason"
#define KEYRING_M_DETAIL     "detail"
#define KEYRING_M_BACKEND    "backend"
#define KEYRING_M_PROVIDER   "provider"
#define KEYRING_M_COLLECTION "collection"
#define KEYRING_M_LOCKED     "locked"
#define KEYRING_M_DUPLICATES "duplicates"
#define KEYRING_M_RECORDS    "records"
#define KEYRING_M_MODIFIED   "modified"
#define KEYRING_M_MORE	     "more"

/* What a record is known by to those who replace it: the SHA-256 of its text
   in hexadecimal. */
void keyring_digest(const char *text, size_t len,
		    char ret_digest[KEYRING_DIGEST_SIZE]);

/* In the place of a digest: there is no record. */
#define KEYRING_EXPECT_ABSENT "absent"

/* The words for the enums. */
const char *keyring_op_name(enum keyring_op op);
const char *keyring_outcome_name(enum keyring_outcome outcome);
const char *keyring_reason_name(enum keyring_reason reason); /* NULL: none */

/* And back; false for a word that is none. */
bool keyring_op_parse(const char *name, enum keyring_op *ret_op);
bool keyring_outcome_parse(const char *name, enum keyring_outcome *ret_outcome);
bool keyring_reason_parse(const char *name, enum keyring_reason *ret_reason);

#endif
