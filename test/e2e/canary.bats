#!/usr/bin/env bats
# A key that is easy to recognise goes through every command at --debug, and
# is looked for wherever a key must not be: in what is said, in files, in
# arguments and environments of processes.

load helper
load canary

setup() {
	hermetic
	sandbox_start
}

teardown() {
	watch_stop
	sandbox_stop
	check_no_secret
}

# Run every command that there is, right and wrong, as loud as it gets.
every_command() {
	local id
	fentu wo list --limit 1 -o id >/dev/null # the login works at all
	{
		for id in wo customers assets; do
			fentu --debug $id list --limit 3 -o table
			fentu --debug $id list --limit 3 -o json
			fentu --debug $id view "$(fentu $id list --limit 1 -o id)"
			fentu --debug $id view no-such-id
		done
		id=$(fentu wo list --limit 1 -o id)
		fentu --debug task list "$id"
		id=$(fentu assets list --limit 1 -o id)
		fentu --debug assets history "$id"
		fentu --debug assets parts "$id"
		fentu --debug assets warranty "$id"
		fentu --debug api -i work-orders
		fentu --debug api https://elsewhere.example/
		fentu --debug --api-url http://127.0.0.1:9 wo list --retries 0
		fentu --debug status
		fentu --debug status -o json
		fentu --debug config list --show-origin
		fentu --debug profile list
		fentu --debug help environment
		fentu --debug no-such-command
		fentu --debug wo list --no-such-option
		fentu __complete wo list --status ''
	} >/dev/null 2>&1 || true
}

@test "canary: the search finds a key in arguments and environments" {
	local by_environment by_argument
	watch_start "$SANDBOX_KEY"
	CANARY=$SANDBOX_KEY sleep 60 3>&- &
	by_environment=$!
	(exec -a "$SANDBOX_KEY" sleep 60) 3>&- &
	by_argument=$!
	wait_until seen "$by_environment/environ"
	wait_until seen "$by_argument/cmdline"
	kill "$by_environment" "$by_argument"
}

@test "canary: the search finds a key in what is said and in files" {
	echo "$SANDBOX_KEY" >"$TRANSCRIPT"
	run ! check_no_secret
	: >"$TRANSCRIPT"
	echo "$SANDBOX_KEY" >"$HOME/file"
	run ! check_no_secret
	rm "$HOME/file"
	check_no_secret
}

@test "canary: a key from standard input, kept in the keyring" {
	watch_start "$SANDBOX_KEY"
	fentu --debug login --key-stdin <<<"$SANDBOX_KEY"
	every_command
	fentu --debug logout
	expect_unseen
}

@test "canary: a key from standard input, kept in a file" {
	watch_start "$SANDBOX_KEY"
	fentu --debug login --key-stdin --store file <<<"$SANDBOX_KEY"
	every_command
	run -0 grep -rlF -e "$SANDBOX_KEY" "$HOME"
	[ "${#lines[@]}" -eq 1 ]
	run -0 stat -c %a "$output"
	expect_output 600
	fentu --debug logout
	run ! grep -rlF -e "$SANDBOX_KEY" "$HOME"
	expect_unseen
}

@test "canary: a key from the environment" {
	with_key
	every_command
}

@test "canary: a key from a file that the environment names" {
	printf '%s\n' "$SANDBOX_KEY" >"$BATS_TEST_TMPDIR/key"
	chmod 600 "$BATS_TEST_TMPDIR/key"
	export FENTU_API_KEY_FILE=$BATS_TEST_TMPDIR/key
	watch_start "$SANDBOX_KEY"
	every_command
	expect_unseen
}

@test "canary: a key that the API refuses is not shown either" {
	run -4 fentu --debug login --key-stdin <<<"$SANDBOX_KEY-wrong"
	run -2 fentu --debug login --key-stdin <<<"$SANDBOX_KEY"$'\x01'
	run -2 fentu --debug login --key-stdin "$SANDBOX_KEY"
	expect_not_in_output "$SANDBOX_KEY"
}

@test "canary: token print is the one way to see it" {
	fentu login --key-stdin <<<"$SANDBOX_KEY"
	run -0 --separate-stderr "$FENTU" token print
	expect_output "$SANDBOX_KEY"
	expect_stderr ''
}
