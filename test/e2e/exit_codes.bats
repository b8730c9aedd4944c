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

# end_by SIGNAL OPTION...: how a shell sees a list that is interrupted while it waits.
end_by() {
	local pid signal=$1
	shift
	with_key
	sandbox_fault '{"delay": 20000}'
	# bash has its background jobs ignore SIGINT: this sets it back.
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$FENTU" wo list "$@" 3>&- &
	pid=$!
	wait_until pending
	kill "-$signal" "$pid"
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

# The table of the manual: "3 not_found", one a line.
table() {
	sed -n '/^\[\[ \*Status/,/^$/p' "$BATS_TEST_DIRNAME/../../man/fentu-exit-codes.7.scd" |
		sed -n '/^|/{ s/^|  //; N; s/\n:  / /; s/\\//g; p; }'
}

# A command that ends with this code, with what it needs.
produce() {
	with_key
	case $1 in
	0) fentu wo list --limit 1 -o json ;;
	1) full_disk wo view wo-1 -o json ;;
	2) fentu -o json wo list --limit x ;;
	3) fentu wo view wo-0 -o json ;;
	4) with_key wrong && fentu wo list -o json ;;
	5)
		with_key "$(sandbox_key read:customers)"
		fentu wo list -o json
		;;
	6)
		sandbox_fault '{"status": 429, "retry-after": 3600}'
		fentu wo list --max-wait 1 -o json
		;;
	7) fentu wo update wo-1 wo-0 --priority low -o json ;;
	8) fentu wo update wo-1 --status no-such -o json ;;
	9) FENTU_API_URL=http://127.0.0.1:9/v1 fentu wo list --retries 0 -o json ;;
	130) end_by INT -o json ;;
	143) end_by TERM -o json ;;
	*) fail "no command ends with $1" ;;
	esac
}

@test "exit codes: the manual's table has a command for each, and its name" {
	local code name rows
	rows=$(table)
	[ "$(wc -l <<<"$rows")" -ge 12 ] || fail "the table: $rows"
	while read -r code name <&9; do
		sandbox_control POST reset >/dev/null
		rm -rf "$XDG_STATE_HOME" # the rate limit that 6 has left
		run --separate-stderr produce "$code"
		expect_equal "$status" "$code"
		[ "$code" -ne 0 ] || continue
		output=$(grep '^{"error"' <<<"$stderr" | tail -n 1)
		if [ -z "$output" ]; then
			# a read that a signal ends, ends at once
			[ "$code" -gt 128 ] || fail "$code: no JSON"
			continue
		fi
		expect_json '[.error.code, .error.exit_code]' "[\"$name\",$code]"
	done 9<<<"$rows"
}

@test "exit codes: of several writes it counts whether any is done" {
	with_key
	run -7 fentu wo update wo-1 wo-0 --priority low
	run -3 fentu wo update wo-0 wo-00 --priority low
	sandbox_fault '{"method": "PATCH", "status": 500, "count": 0}'
	run -9 --separate-stderr fentu wo update wo-1 --priority low
	expect_in_stderr 'outcome unknown'
}

@test "exit codes: what is wrong on the command line sends nothing" {
	with_key
	run -2 fentu wo update wo-1 --scheduled nonsense
	expect_equal "$(sandbox_requests)" 0
}
