#!/usr/bin/env bats
# fentu logout: what is forgotten here, what is revoked there.

load helper

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	sandbox_stop
	check_no_secret "$HOME"/state/fentu/credentials/*
}

login() {
	printf '%s\n' "$SANDBOX_KEY" | fentu login --key-stdin "$@" 2>/dev/null
}

revocations() {
	sandbox_log '[.[] | select(.target == "/oauth/revoke")] | length'
}

expect_logged_out() { # [PROFILE]
	run -4 --separate-stderr fentu -P "${1-default}" status --offline -o json
	expect_json .kind null
}

# Does the sandbox still accept the key?
key_works() {
	FENTU_API_KEY=$SANDBOX_KEY fentu wo list --limit 1 -o id >/dev/null 2>&1
}

@test "logout: forgets the key and says that it stays valid" {
	login
	run -0 --separate-stderr fentu logout
	expect_output ""
	expect_in_stderr "Forgot the login of profile 'default'"
	expect_in_stderr "Not revoked: the API key ....${SANDBOX_KEY: -4} stays valid"
	expect_in_stderr "Administration > Integrations > API"
	expect_logged_out
	expect_equal "$(revocations)" 0
	key_works
}

@test "logout: a file goes, too" {
	login --store file
	run -0 fentu logout
	run find "$XDG_STATE_HOME/fentu/credentials" -type f
	expect_output ""
	expect_logged_out
}

@test "logout: the keyring forgets where its lock cannot be made" {
	login
	rm -r "$XDG_RUNTIME_DIR/fentu"
	: >"$XDG_RUNTIME_DIR/fentu"
	run -4 --separate-stderr fentu login --key-stdin --no-verify \
		<<<"another-$SANDBOX_KEY"
	expect_in_stderr "the keyring cannot be changed: "
	expect_in_stderr 'hint: make that folder writable, or set XDG_RUNTIME_DIR'
	run -0 --separate-stderr fentu logout
	expect_in_stderr 'Forgot the login'
	expect_logged_out
}

@test "logout: with nothing stored there is nothing to do" {
	run -0 --separate-stderr fentu logout
	expect_in_stderr "has no stored login"
}

@test "logout: --revoke makes the key invalid everywhere" {
	login
	run -0 --separate-stderr fentu logout --revoke --yes
	expect_in_stderr "no longer accepts"
	expect_logged_out
	run -4 key_works
}

# The key is forgotten in any case, and what stays is said.
expect_key_left() { # REASON
	expect_in_stderr "the login of profile 'default' is forgotten here, but not revoked"
	expect_in_stderr "$1"
	expect_in_stderr "the API key ....${SANDBOX_KEY: -4} stays valid until it is revoked in Fentu"
	expect_logged_out
}

@test "logout: a revocation that has no effect forgets the key and says so" {
	login
	sandbox_fault '{"path": "/oauth/revoke", "empty": 1}'
	run -7 --separate-stderr fentu logout --revoke --yes
	expect_key_left "still accepts"
	key_works
}

@test "logout: a server that does not revoke is told of" {
	local status_code
	for status_code in 400 404 501 503; do
		login
		sandbox_fault "{\"path\": \"/oauth/revoke\",
			\"status\": $status_code, \"count\": 1}"
		run -7 --separate-stderr fentu logout --revoke --yes --retries 0
		expect_key_left "$status_code"
	done
}

@test "logout: a server that is away keeps no key here" {
	login
	sandbox_stop
	run -7 --separate-stderr fentu logout --revoke --yes --retries 0
	expect_key_left "connect"
}

@test "logout: an OAuth token is revoked unless --no-revoke says not to" {
	local path
	login --store file
	path=$(find "$XDG_STATE_HOME/fentu/credentials" -type f)
	sed -i 's/api_key/oauth/' "$path"
	cp "$path" token
	run -0 --separate-stderr fentu logout --no-revoke
	expect_in_stderr "Not revoked: the access token stays valid until it expires"
	expect_equal "$(revocations)" 0
	mv token "$path"
	run -0 --separate-stderr fentu logout
	expect_equal "$(revocations)" 1
	expect_in_stderr "no longer accepts"
}

@test "logout: --all forgets every profile" {
	login
	login -P one
	login -P two --store file
	run -0 --separate-stderr fentu logout --all
	expect_logged_out
	expect_logged_out one
	expect_logged_out two
}

@test "logout: --all goes on after a profile that fails, and exits 7" {
	login -P one --store file
	login -P two
	without_keyring
	run -7 --separate-stderr fentu logout --all
	expect_in_stderr "profile 'two'"
	expect_in_stderr "2 of 3 profiles not logged out or not revoked: default, two"
	expect_in_stderr "hint: "
	expect_logged_out one
}

@test "logout: what is in the environment stays, with a warning" {
	login
	with_key
	run -0 --separate-stderr fentu logout
	expect_in_stderr "FENTU_API_KEY is set and stays in force"
}

@test "logout: a damaged record can be forgotten" {
	local path
	login --store file
	path=$(find "$XDG_STATE_HOME/fentu/credentials" -type f)
	printf '{"v":9}' >"$path"
	run -1 --separate-stderr fentu wo list
	expect_in_stderr "newer fentu"
	run -1 --separate-stderr login --store file
	expect_equal "$(cat "$path")" '{"v":9}'
	run -7 --separate-stderr fentu logout
	expect_in_stderr "what the damaged record held stays valid"
	[ ! -e "$path" ]
	login --store file
	printf '{"v":9}' >"$path"
	run -0 --separate-stderr fentu logout --no-revoke
	expect_in_stderr "Not revoked: what the damaged record held"
	[ ! -e "$path" ]
}

@test "logout: what cannot be removed is not said to be revoked" {
	local path
	login --store file
	path=$(find "$XDG_STATE_HOME/fentu/credentials" -type f)
	rm "$path"
	mkdir "$path"
	run -1 --separate-stderr fentu logout
	expect_in_stderr "error: still stored here: "
	expect_not_in_stderr "revoked"
	expect_equal "$(revocations)" 0
	rmdir "$path"
}

@test "logout: a keyring that is locked keeps the login, which is said" {
	login
	keyring_lock
	run -4 --separate-stderr fentu logout </dev/null
	keyring_unlock
	expect_in_stderr "profile 'default' is not logged out"
	expect_in_stderr "the keyring is locked"
	run -0 fentu status --offline -o json
	key_works
}

@test "logout: --revoke and --no-revoke exclude each other" {
	run -2 fentu logout --revoke --no-revoke
}
