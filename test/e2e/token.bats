#!/usr/bin/env bats
# fentu token: the credential itself.

load helper

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	sandbox_stop
}

@test "token print: prints the stored key and a line end" {
	printf '%s\n' "$SANDBOX_KEY" | fentu login --key-stdin
	"$FENTU" token print >printed
	printf '%s\n' "$SANDBOX_KEY" | cmp - printed
}

@test "token print: prints what the environment gives, without the keyring" {
	export FENTU_TOKEN=some-token
	without_keyring
	run -0 --separate-stderr fentu token print
	expect_output some-token
	expect_stderr ""
}

@test "token print: makes no request" {
	local before
	before=$(sandbox_requests)
	with_key
	run -0 fentu token print
	expect_equal "$(sandbox_requests)" "$before"
}

@test "token print: not logged in is exit 4 and an empty output" {
	run -4 --separate-stderr fentu token print
	expect_output ""
	expect_in_stderr "not logged in"
}

@test "token print: a full disk is an error" {
	with_key
	# shellcheck disable=SC2016 # for the inner shell
	run -1 --separate-stderr bash -c '"$0" token print >/dev/full' "$FENTU"
	expect_in_stderr "fentu: error: "
}

@test "token: without a verb it shows its help" {
	run -0 fentu token
	expect_in_output print
}
