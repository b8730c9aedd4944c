#!/usr/bin/env bats
# One test for each exit code that the manual promises, on real commands.

load helper

@test "exit 0: done" {
	with_key
	run -0 --separate-stderr fentu wo list --limit 1
	expect_not_in_stderr error
}

@test "exit 1: a full disk" {
	with_key
	run -1 --separate-stderr full_disk wo list -o json
	expect_in_stderr 'No space left on device'
}

full_disk() {
	timeout -k 5 60 "$FENTU" "$@" >/dev/full
}

@test "exit 1: a reply that makes no sense" {
	with_key
	sandbox_fault '{"path": "/v1/work-orders", "body": "{\"data\": [1,"}'
	run -1 --separate-stderr fentu wo list
	expect_output ''
}

@test "exit 2: an unknown command, with the nearest one named" {
	run -2 --separate-stderr fentu wo lst
	expect_in_stderr 'list'
	expect_output ''
}

@test "exit 2: an unknown option, with the nearest one named" {
	run -2 --separate-stderr fentu wo list --statsu open
	expect_in_stderr '--status'
	expect_output ''
}

@test "exit 2: a number out of range" {
	run -2 --separate-stderr fentu wo list --per-page 101
	expect_in_stderr '101'
	run -2 --separate-stderr fentu wo list --limit -1
	expect_in_stderr '-1'
}

@test "exit 3: no such record" {
	with_key
	run -3 --separate-stderr fentu wo view wo-nowhere
	expect_in_stderr 'wo-nowhere'
	expect_output ''
}

@test "exit 4: not logged in" {
	run -4 --separate-stderr fentu wo list
	expect_in_stderr 'fentu login'
	expect_output ''
}

@test "exit 4: a key that the API does not accept" {
	with_key wrong-key
	run -4 --separate-stderr fentu wo list
	expect_output ''
}

@test "exit 4: the keyring is locked" {
	fentu login --key-stdin <<<"$SANDBOX_KEY"
	keyring_lock
	run -4 --separate-stderr fentu wo list
	keyring_unlock
	[[ ${stderr,,} == *locked* ]] || fail "it does not say why"
	run -0 fentu wo list --limit 1
}

@test "exit 5: permission lacking, with the scope named" {
	with_key "$(sandbox_key read:customers)"
	run -5 --separate-stderr fentu wo list
	expect_in_stderr 'read:work-orders'
	expect_output ''
}

@test "exit 6: the rate limit resets too late" {
	with_key
	sandbox_fault '{"status": 429, "retry-after": 3600}'
	run -6 --separate-stderr fentu wo list --max-wait 2
	expect_output ''
}

@test "exit 8: rejected data" {
	with_key
	sandbox_fault '{"status": 422}'
	run -8 --separate-stderr fentu wo list
	expect_output ''
}

@test "exit 8: a bad request" {
	with_key
	run -8 --separate-stderr fentu api 'work-orders?page=nonsense'
}

@test "exit 9: nothing listens" {
	export FENTU_API_URL=http://127.0.0.1:9/v1
	with_key
	run -9 --separate-stderr fentu wo list --retries 0
	expect_in_stderr '127.0.0.1'
}

@test "exit 9: the server fails, and fails again" {
	with_key
	sandbox_fault '{"status": 503, "count": 0}'
	run -9 --separate-stderr fentu wo list --retries 1 -o json
	expect_equal "$(sandbox_requests)" 2
	expect_in_stderr 'hint: the trouble is at the server; try again later'
	expect_in_stderr "hint: whoever runs the server finds this as request $(
		tail -n 1 <<<"$stderr" | jq -r .error.request_id
	)"
}

@test "exit 9: a login page instead of the API" {
	with_key
	sandbox_fault '{"html": 1}'
	run -9 --separate-stderr fentu wo list
	expect_output ''
}

# end_by SIGNAL: how a shell sees a list that is interrupted while it waits.
end_by() {
	local pid
	with_key
	sandbox_fault '{"delay": 20000}'
	# bash has its background jobs ignore SIGINT: this sets it back.
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$FENTU" wo list 3>&- &
	pid=$!
	wait_until pending
	kill "-$1" "$pid"
	wait "$pid"
}

pending() {
	[ "$(sandbox_control GET counters | jq .data.most_in_flight)" -ge 1 ]
}

@test "exit 130: interrupted by SIGINT" {
	run -130 end_by INT
}

@test "exit 143: ended by SIGTERM" {
	run -143 end_by TERM
}

@test "exit 141, quietly: the reader of a pipe went away" {
	with_key
	run -141 --separate-stderr closed_pipe
	expect_stderr ''
}

closed_pipe() {
	local codes
	"$FENTU" wo list --all -o json | head -c 1 >/dev/null
	codes=("${PIPESTATUS[@]}")
	return "${codes[0]}"
}
