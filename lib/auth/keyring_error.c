#include "lib/auth/keyring_ask.h"

struct keyring_words {
	enum error_code code;
	const char *message;
	bool with_detail;
	const char *hint;
};

static const struct keyring_words keyring_words[KEYRING_REASON_COUNT] = {
	[KEYRING_NO_REASON] = {
		ERR_LOGIN,
		"the keyring gave no answer of use", true,
		KEYRING_WAYS_OUT,
	},
	[KEYRING_NEEDS_PERSON] = {
		ERR_LOGIN,
		"the keyring is locked", false,
		"unlock it in the desktop's password program\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_DISMISSED] = {
		ERR_LOGIN,
		"the keyring is locked and was not unlocked", false,
		"run the command again and give the keyring's password\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_NO_BUS] = {
		ERR_LOGIN,
		"there is no keyring here: no D-Bus session", true,
		"run fentu in a desktop session\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_FOREIGN_BUS] = {
		ERR_LOGIN,
		"the D-Bus session belongs to another user", true,
		"run fentu without sudo or su, in a session of your own\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_REFUSED_BUS] = {
		ERR_LOGIN,
		"DBUS_SESSION_BUS_ADDRESS names no local socket", true,
		"only an address that begins with unix: is used\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_NO_SERVICE] = {
		ERR_LOGIN,
		"there is no keyring here: no program on the D-Bus session "
		"keeps secrets", false,
		"install one: gnome-keyring, KWallet or KeePassXC\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_NO_START] = {
		ERR_LOGIN,
		"the keyring could not be started", true,
		KEYRING_WAYS_OUT,
	},
	[KEYRING_NO_COLLECTION] = {
		ERR_LOGIN,
		"the keyring has no default collection to keep a key in", false,
		"create one in the desktop's password program; fentu would "
		"have to make it without a password\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_NO_ANSWER] = {
		ERR_LOGIN,
		"the keyring does not answer", true,
		"start the keyring program again\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_DIED] = {
		ERR_LOGIN,
		"the keyring ended while it was asked", false,
		"start the keyring program again\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_GARBAGE] = {
		ERR_LOGIN,
		"the keyring's answer makes no sense", true,
		"start the keyring program again, or update it; unset "
		"SECRET_BACKEND if it is set\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_REFUSED] = {
		ERR_LOGIN,
		"the keyring refused", true,
		KEYRING_WAYS_OUT,
	},
	[KEYRING_BAD_RECORD] = {
		ERR_OTHER,
		"the stored credential is damaged", false,
		"run 'fentu login' to store it again",
	},
	[KEYRING_NEWER] = {
		ERR_OTHER,
		"the stored credential was written by a newer fentu", false,
		"update fentu, or run 'fentu logout' to forget the credential",
	},
	[KEYRING_MISMATCH] = {
		ERR_LOGIN,
		"the keyring did not keep the credential as it was given; "
		"what it held before is unchanged", false,
		"look for a newer version of the keyring program\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_DAMAGED] = {
		ERR_LOGIN,
		"the keyring did not keep the credential as it was given, and "
		"what it held before is lost", false,
		"look for a newer version of the keyring program\n"
		KEYRING_WAYS_OUT,
	},
	[KEYRING_CHANGED] = {
		ERR_OTHER,
		"the stored credential was changed meanwhile", false,
		"run the command again",
	},
	[KEYRING_BUSY] = {
		ERR_LOGIN,
		"the keyring cannot be asked: another fentu process is "
		"writing this credential", false,
		"try again",
	},
	[KEYRING_NO_TURN] = {
		ERR_LOGIN,
		"the keyring cannot be changed", true,
		"make that folder writable, or set XDG_RUNTIME_DIR to one that "
		"is",
	},
	[KEYRING_BAD_REQUEST] = {
		ERR_LOGIN,
		"the keyring cannot be asked", true,
		"install fentu and fentu-keyring in one version\n"
		KEYRING_WAYS_OUT,
	},
};

bool keyring_error(enum keyring_reason reason, const char *detail,
		   struct error *err)
{
	const struct keyring_words *words = &keyring_words[reason];

	if (words->with_detail && detail)
		error_set(err, words->code, "%s: %s", words->message, detail);
	else
		error_set(err, words->code, "%s", words->message);
	return error_hint(err, "%s", words->hint);
}
