#!/usr/bin/env bats
# fentu login --web against the sandbox: its page, its tokens, a scripted person.

load helper

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	export BROWSER="python3 $BATS_TEST_DIRNAME/../mock/browser.py"
}

teardown() {
	check_no_secret
}

@test "login --web: works inside 'fentu sandbox --' as it stands" {
	run -0 --separate-stderr fentu sandbox -- \
		"$FENTU" login --web --for 'assets list'
	expect_in_stderr "Logged in to http://127.0.0.1:"
	expect_in_stderr "the login is kept in the keyring"
}

@test "login --web: the login that the sandbox gave is used by commands" {
	run -0 --separate-stderr fentu sandbox -- sh -c "
		unset FENTU_API_KEY
		'$FENTU' login --web --for 'assets list' &&
		'$FENTU' assets list --limit 1 -o id &&
		! '$FENTU' customers list --limit 1"
	expect_in_stderr "the scope read:customers is needed"
	[ "${#lines[@]}" -eq 1 ]
}
