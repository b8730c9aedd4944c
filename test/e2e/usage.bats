#!/usr/bin/env bats
# How many requests there were.

load helper

setup() {
	hermetic
	sandbox_start
	with_key
}

counted() { # of all commands in the last hours; two, if the clock just struck
	fentu usage --hours 2 -o json --jq '.requests'
}

record_file() {
	find "$XDG_STATE_HOME/fentu/usage" -type f ! -name lock
}

@test "usage: counts requests by command" {
	fentu wo list --limit 1
	fentu wo list --limit 1
	fentu api /customers
	run -3 fentu wo view no-such-id
	run --separate-stderr -0 fentu usage --hours 2 -o json
	expect_equal "$stderr" ''
	expect_json '.requests' 4
	expect_json '[.commands[] | [.command, .requests]]' \
		'[["wo list",2],["api",1],["wo view",1]]'
	expect_json '.profile' '"default"'
	expect_json '[.hours[].requests] | add' 4
	expect_json '.hours | length' 2
	expect_json '.hours[0] | keys_unsorted' \
		'["hour","requests","usual","spike","busiest"]'
	expect_equal "$(sandbox_requests)" 4
}

@test "usage: repeats and errors count, since the server counts them" {
	sandbox_fault '{"status": 503, "count": 1}'
	fentu -q wo list --limit 1
	expect_equal "$(counted)" 2
	sandbox_fault '{"status": 500, "count": 1}'
	run -9 fentu -q wo list --limit 1 --retries 0
	expect_equal "$(counted)" 3
}

@test "usage: needs no login and makes no request" {
	unset FENTU_API_KEY
	without_keyring
	run --separate-stderr -0 fentu usage -o json
	expect_json '[.requests, .rate_limit.limit, .commands]' '[0,null,[]]'
	expect_json '.hours | length' 24
	expect_equal "$(sandbox_requests)" 0
	run --separate-stderr -0 fentu usage -o table
	expect_in_output 'In all: 0 requests'
	expect_in_output 'Limit: not known'
}

@test "usage: knows the limit as it was seen last" {
	sandbox_stop
	sandbox_start --rate-limit 500
	with_key
	fentu wo list --limit 1
	fentu wo list --limit 1
	run --separate-stderr -0 fentu usage -o json
	expect_json '.rate_limit | [.limit, .remaining]' '[500,498]'
	expect_json '.rate_limit | [.reset_at, .seen_at] |
		map(fromdateiso8601 | type)' '["number","number"]'
	run --separate-stderr -0 fentu usage -o table
	expect_in_output 'Limit: 500 requests, 498 left until '
}

@test "usage: rows for csv, tsv and ndjson" {
	fentu wo list --limit 1
	run --separate-stderr -0 fentu usage -o csv
	expect_equal "${lines[0]}" $'hour,command,requests\r'
	[[ ${lines[1]} == *:00:00Z,wo\ list,1$'\r' ]]
	run --separate-stderr -0 fentu usage -o tsv
	[[ ${lines[1]} == *:00:00Z$'\t'wo\ list$'\t'1 ]]
	run --separate-stderr -0 fentu usage -o ndjson
	expect_json '.command' '"wo list"'
	run --separate-stderr -0 fentu usage -o csv --fields command --no-header
	expect_output $'wo list\r'
	run --separate-stderr -2 fentu usage -o id
	expect_in_stderr 'no ids'
}

# Two weeks of quiet, then an hour that is not.
@test "usage: a spike is pointed at" {
	local file now i
	fentu wo list --limit 1
	file=$(record_file)
	now=$(($(date +%s) / 3600))
	for i in 30 25 20 15 10 5 4; do
		echo "$((now - i)) 10 -1 -1 -1 -1 wo list"
	done >>"$file"
	echo "$((now - 3)) 900 -1 -1 -1 -1 customers list" >>"$file"
	run --separate-stderr -0 fentu usage -o json
	expect_json '[.hours[] | select(.spike) |
		[.requests, .usual, .busiest]]' '[[900,10,"customers list"]]'
	run --separate-stderr -0 fentu usage -o table
	expect_in_output '900 requests; usual are 10; most by fentu customers list'
	expect_in_output '█'
	expect_in_output '▲'
	LC_ALL=C run --separate-stderr -0 fentu usage -o table
	expect_in_output '#'
	[[ ! $output =~ [^[:ascii:]] ]]
}

@test "usage: fits the terminal, in colour unless told not to" {
	fentu wo list --limit 1
	unset NO_COLOR
	run -0 script -qec "stty cols 40; '$FENTU' usage" /dev/null
	expect_in_output $'\e[36m'
	sed 's/\x1b\[[0-9;]*m//g; s/\r//; /[│┤┴█]/!d' <<<"$output" >drawn
	[ -s drawn ]
	run ! grep -E '^.{41}' drawn
	NO_COLOR=1 run -0 script -qec "'$FENTU' usage" /dev/null
	expect_not_in_output $'\e['
	expect_in_output '█'
}

@test "usage: many at once lose no count" {
	local i pids=''
	for ((i = 0; i < 20; i++)); do
		"$FENTU" api /assets >/dev/null 3>&- &
		pids+=" $!"
	done
	# shellcheck disable=SC2086 # several
	wait $pids
	expect_equal "$(counted)" 20
}

@test "usage: the record is private" {
	(umask 000 && fentu wo list --limit 1)
	expect_equal "$(stat -c %a "$(record_file)")" 600
	expect_equal "$(stat -c %a "$XDG_STATE_HOME/fentu/usage")" 700
}

@test "usage: a damaged record is said once and begins anew" {
	fentu wo list --limit 1
	echo nonsense >"$(record_file)"
	run --separate-stderr -0 fentu wo list --limit 1
	expect_in_stderr 'the record of requests was damaged'
	run --separate-stderr -0 fentu wo list --limit 1
	expect_not_in_stderr damaged
	expect_equal "$(counted)" 2
	sed -i '2s/.*/what is this/' "$(record_file)"
	run --separate-stderr -0 fentu usage -o json
	expect_in_stderr 'the record of requests was damaged'
	expect_json .requests 0
	run --separate-stderr -0 fentu usage -o json
	expect_stderr ''
}

@test "usage: the record stays small, and keeps what is new" {
	fentu wo list --limit 1
	local file now
	file=$(record_file)
	now=$(($(date +%s) / 3600))
	seq 12 | awk -v now="$now" '{ for (i = 0; i < 260; i++)
		for (c = 0; c < 3; c++)
			print now - i, 1, -1, -1, -1, -1, "command", c }' |
		head -c $((256 * 1024 - 100)) | sed '$d' >>"$file"
	fentu wo list --limit 1 -q
	fentu wo list --limit 1 -q
	[ "$(stat -c %s "$file")" -lt $((128 * 1024)) ]
	run --separate-stderr -0 fentu usage --hours 2 -o json
	expect_stderr ''
	expect_json '.commands | map(select(.command == "wo list"))[0].requests' 3
	run --separate-stderr -0 fentu usage --hours 336 -o json
	expect_json '.commands | length' 4
}

@test "usage: counting never makes a command fail" {
	fentu wo list --limit 1
	local file
	file=$(record_file)
	rm "$file" && mkdir "$file"
	run --separate-stderr -0 fentu wo list --limit 1
	expect_not_in_stderr counted
	run --separate-stderr -0 fentu -v wo list --limit 1
	expect_in_stderr 'requests were not counted: '
	run --separate-stderr -1 fentu usage
	rmdir "$file" && ln -s /dev/full "$file"
	run --separate-stderr -0 fentu wo list --limit 1
	rm -r "$XDG_STATE_HOME/fentu/usage"
	: >"$XDG_STATE_HOME/fentu/usage"
	run --separate-stderr -0 fentu wo list --limit 1
	XDG_STATE_HOME=/dev/null run --separate-stderr -0 fentu wo list --limit 1
}

@test "usage: can be turned off" {
	fentu config set usage false
	fentu wo list --limit 1
	[ ! -e "$XDG_STATE_HOME/fentu/usage" ]
	fentu config set usage true
	fentu wo list --limit 1
	expect_equal "$(counted)" 1
}

@test "usage: what sends nothing writes nothing" {
	fentu help wo
	fentu config list
	fentu wo update wo-1 --status open --dry-run
	[ ! -e "$XDG_STATE_HOME/fentu/usage" ]
}

# A reply says that nothing is left, until $1 seconds from now.
use_up() {
	sandbox_fault "{\"status\": 200, \"body\": \"{\\\"data\\\":[]}\",
		\"header\": [\"X-RateLimit-Limit: 1000\",
		\"X-RateLimit-Remaining: 0\",
		\"X-RateLimit-Reset: $(($(date +%s) + $1))\"]}"
	fentu -q wo list
}

@test "usage: --forget drops the rate limit of each account, without a login" {
	use_up 1000
	run -6 fentu wo list --max-wait 0
	FENTU_API_KEY='' run -0 without_a_keyring fentu usage --forget
	run -0 fentu usage -o json
	expect_json '.rate_limit.limit' null
	expect_json '.requests' 1
	run -0 fentu wo list --limit 1 -o id
	run -0 fentu usage --forget
	run -0 fentu usage --forget # and what is not there
}

without_a_keyring() {
	without_keyring
	"$@"
}

@test "usage: status and doctor ask whatever is known of the rate limit" {
	use_up 1000
	run -6 fentu wo list --max-wait 0
	run -0 fentu status --max-wait 0
	run -0 fentu wo list --limit 1 --max-wait 0
	use_up 1000
	run -6 fentu wo list --max-wait 0
	run fentu doctor --max-wait 0
	expect_in_output 'the API accepts the credential'
	run -0 fentu wo list --limit 1 --max-wait 0
}

@test "usage: a limit that the server names no longer is forgotten" {
	local command
	for command in status doctor; do
		use_up 3000
		run -6 --separate-stderr fentu wo list --max-wait 0
		expect_in_stderr "'fentu usage --forget' drops it"
		sandbox_fault '{"count": 0, "body": "{\"data\":[]}",
			"header": ["X-RateLimit-Limit: unlimited"]}'
		run fentu $command
		run -0 fentu status --offline -o json
		expect_json .rate_limit.remaining null
		sandbox_control DELETE faults >/dev/null
		run -0 fentu wo list --limit 1 --max-wait 0
	done
}

@test "usage: a reset that no window has locks nothing" {
	local seconds
	for seconds in 7200 80000 900000; do
		use_up $seconds
		run -0 fentu wo list --limit 1 -o id --max-wait 0
	done
}
