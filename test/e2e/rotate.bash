# What the tests of replacing a key share. Load after helper.
# shellcheck shell=bash disable=SC2119,SC2120 # most calls need no arguments

# A login with OLD_KEY, and NEW_KEY, which the sandbox accepts as well.
rotation_setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
	NEW_KEY=$SANDBOX_KEY
	rotation_login
}

rotation_login() {
	OLD_KEY=canary-old-$BASHPID-$RANDOM$RANDOM$RANDOM$RANDOM
	make_key "$OLD_KEY" admin
	fentu login --key-stdin ${1+"$@"} <<<"$OLD_KEY" 2>/dev/null
}

# make_key KEY SCOPE...: the sandbox accepts it from now on.
make_key() {
	local key=$1
	shift
	sandbox_control POST keys \
		"{\"key\": \"$key\", \"scopes\": \"$*\"}" >/dev/null
}

rotation_teardown() {
	sandbox_stop
	check_no_secret "$HOME"/state/fentu/credentials/* "$HOME"/handed
	SANDBOX_KEY=$OLD_KEY check_no_secret "$HOME"/state/fentu/credentials/*
}

rotate() { # [OPTION...]: with the new key on standard input
	fentu token rotate --key-stdin "$@" <<<"$NEW_KEY"
}

# is_alive KEY: does the sandbox accept it?
is_alive() {
	[ "$(curl -s --noproxy '*' --max-time 10 -o /dev/null -w '%{http_code}' \
		-H @- "$FENTU_API_URL/assets?per_page=1" \
		<<<"Authorization: Bearer $1")" = 200 ]
}

stored_key() {
	"$FENTU" token print 2>/dev/null
}

# The new key is the login, the old one is refused, and nothing is left over.
expect_replaced() {
	expect_equal "$(stored_key)" "$NEW_KEY"
	is_alive "$NEW_KEY" || fail "the new key is refused"
	! is_alive "$OLD_KEY" || fail "the old key is accepted"
	! ls "$XDG_STATE_HOME"/fentu/rotate/*.journal 2>/dev/null ||
		fail "a journal is left"
}

# The old key is the login, as if nothing had been tried.
expect_unchanged() {
	expect_equal "$(stored_key)" "$OLD_KEY"
	is_alive "$OLD_KEY" || fail "the old key is refused"
}
