#!/usr/bin/env bats
# fentu status: what is known of the login, and whether the API accepts it.

load helper
load keyring

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	sandbox_stop
	check_no_secret "$HOME"/state/fentu/credentials/* "$HOME"/key \
		"$HOME"/fentu-api-key
}

login() {
	printf '%s\n' "$SANDBOX_KEY" | fentu login --key-stdin "$@" 2>/dev/null
}

@test "status: has every field, null where nothing is known" {
	login
	run -0 --separate-stderr fentu status -o json
	expect_json 'keys_unsorted | join(" ")' "\"profile api_url kind source \
masked created_at scopes access_expires_at refresh_expires_at rate_limit \
accepted problem\""
	expect_json '.rate_limit | keys_unsorted' '["limit","remaining","reset_at"]'
	expect_json .profile '"default"'
	expect_json .api_url "\"$FENTU_API_URL\""
	expect_json .kind '"api_key"'
	expect_json .source '"keyring"'
	expect_json .masked "\"....${SANDBOX_KEY: -4}\""
	expect_json '.created_at | test("^20..-..-..T..:..:..Z$")' true
	expect_json '[.scopes, .access_expires_at, .refresh_expires_at]' \
		'[null,null,null]'
	expect_json '.rate_limit.limit > 0 and .rate_limit.remaining > 0' true
	expect_json '.rate_limit.reset_at | test("Z$")' true
	expect_json .accepted true
	expect_json .problem null
	expect_stderr ""
}

@test "status: not logged in is exit 4, and the record is printed all the same" {
	run -4 --separate-stderr fentu status -o json
	expect_json .kind null
	expect_json .source null
	expect_json .accepted null
	expect_json '.problem | test("not logged in")' true
	expect_in_stderr "run 'fentu login'"
	expect_in_stderr '"exit_code":4'
}

@test "status: a key that is refused is exit 4 and not accepted" {
	login
	sandbox_control POST keys "{\"revoke\": \"$SANDBOX_KEY\"}" >/dev/null
	run -4 --separate-stderr fentu status -o json
	expect_json .accepted false
	expect_json .kind '"api_key"'
	expect_json '.problem | length > 0' true
}

@test "status: an API that cannot be reached says nothing about the key" {
	login
	sandbox_stop
	run -9 --separate-stderr fentu status -o json --retries 0
	expect_json .accepted null
	expect_json .kind '"api_key"'
	expect_json '.problem | test("no connection")' true
	expect_not_in_stderr "fentu login"
}

@test "status: a server in trouble says nothing about the key" {
	login
	sandbox_fault '{"path": "/v1", "status": 503, "count": 0}'
	run -9 --separate-stderr fentu status -o json --retries 0
	expect_json .accepted null
}

@test "status: a 403 counts as accepted, with the problem named" {
	with_key "$(sandbox_key write:assets)"
	run -0 --separate-stderr fentu status -o json
	expect_json .accepted true
	expect_json '.problem | test("nothing may be read")' true
}

@test "status: --offline makes no request" {
	local before
	login
	before=$(sandbox_requests)
	run -0 --separate-stderr fentu status --offline -o json
	expect_json .accepted null
	expect_json .problem null
	expect_equal "$(sandbox_requests)" "$before"
}

@test "status: --offline shows the rate limit that was seen last" {
	login
	run -0 fentu status --offline -o json
	fentu wo list --limit 1 >/dev/null 2>&1
	run -0 fentu status --offline -o json
	expect_json '.rate_limit.limit > 0 and .rate_limit.remaining > 0' true
	expect_json '.rate_limit.reset_at | test("Z$")' true
	expect_json .accepted null
}

@test "status: shows the scopes and both ends of a login by OAuth" {
	put_record "{\"v\":1,\"kind\":\"oauth\",\"access\":\"$SANDBOX_KEY\",\"access_expires_at\":4102444800,\"refresh_expires_at\":4102448400,\"scopes\":\"read:assets admin\"}" "$SANDBOX_URL"
	run -0 --separate-stderr fentu status --offline -o json
	expect_json .scopes '["read:assets","admin"]'
	expect_json .access_expires_at '"2100-01-01T00:00:00Z"'
	expect_json .refresh_expires_at '"2100-01-01T01:00:00Z"'
}

@test "status: names each source of a credential" {
	printf '%s\n' "$SANDBOX_KEY" >key
	printf '%s\n' "$SANDBOX_KEY" >fentu-api-key
	chmod 444 key fentu-api-key
	login --store file
	run -0 fentu status -o json
	expect_json .source '"file"'
	export CREDENTIALS_DIRECTORY=$HOME
	run -0 fentu status -o json
	expect_json .source '"systemd"'
	export FENTU_API_KEY_FILE=$HOME/key
	run -0 fentu status -o json
	expect_json .source '"key_file"'
	with_key
	run -0 fentu status -o json
	expect_json .source '"environment"'
	expect_json .kind '"api_key"'
	export FENTU_TOKEN=$SANDBOX_KEY
	run -0 fentu status -o json
	expect_json .kind '"oauth"'
}

@test "status: a key file that others can write is refused" {
	printf '%s\n' "$SANDBOX_KEY" >key
	chmod 666 key
	export FENTU_API_KEY_FILE=$HOME/key
	run -1 --separate-stderr fentu status
	expect_in_stderr "others can write '$HOME/key'"
	expect_in_stderr "chmod go-w"
}

@test "status: a key where the path of its file belongs is not shown" {
	local command
	export FENTU_API_KEY_FILE=$SANDBOX_KEY-0123456789abcdef
	for command in 'status' 'status -o json' 'doctor' 'wo list'; do
		# shellcheck disable=SC2086 # words
		run -4 fentu $command
		expect_in_output 'FENTU_API_KEY_FILE: that looks like a key'
	done
}

@test "status: a stored file that others can read is refused" {
	local path
	login --store file
	path=$(find "$XDG_STATE_HOME/fentu/credentials" -type f)
	chmod 644 "$path"
	run -1 --separate-stderr fentu status
	expect_in_stderr "others can read '$path'"
}

@test "status: a key of the environment goes to its own address alone" {
	local before
	before=$(sandbox_requests)
	with_key
	run -2 --separate-stderr fentu status --api-url "${FENTU_API_URL/127.0.0.1/localhost}"
	expect_in_stderr "FENTU_API_KEY belongs to $SANDBOX_URL"
	expect_output ""
	unset FENTU_API_URL FENTU_OAUTH_URL
	run -2 --separate-stderr fentu status --api-url "$SANDBOX_URL/v1"
	expect_in_stderr "belongs to https://api.fentu.io"
	expect_equal "$(sandbox_requests)" "$before"
}

@test "status: with a key of the environment no bus is spoken to" {
	with_key
	traced -e trace=execve,connect -o calls \
		"$FENTU" status -o json >/dev/null 2>&1
	grep -q AF_INET calls
	run -1 grep -E 'AF_UNIX|fentu-keyring' calls
}

@test "status: on a terminal a card tells where the key is kept" {
	login
	run -0 --separate-stderr fentu status -o table
	expect_in_output "Accepted"
	expect_in_output "keyring"
	expect_in_stderr "Kept in the keyring of"
	login --store file
	run -0 --separate-stderr fentu status -o table
	expect_in_stderr "Taken from $XDG_STATE_HOME/fentu/credentials/"
}

@test "status: warns of a key that is older than key_max_age" {
	local path
	login --store file
	path=$(find "$XDG_STATE_HOME/fentu/credentials" -type f)
	sed -i "s/\"created_at\":[0-9]*/\"created_at\":$(($(date +%s) - 100 * 86400))/" "$path"
	run -0 --separate-stderr fentu status --offline
	expect_in_stderr "stored 100 days ago"
	fentu config set key_max_age 101
	run -0 --separate-stderr fentu status --offline
	expect_not_in_stderr "days ago"
}

@test "status: a locked keyring is told apart from no login" {
	login
	keyring_lock
	run -4 --separate-stderr fentu status -o json
	keyring_unlock
	expect_json .accepted null
	expect_json '.problem | test("locked")' true
	run -0 fentu status --offline -o json
	expect_json .kind '"api_key"'
}

@test "status: shows a rate limit that is used up" {
	sandbox_stop
	sandbox_start --rate-limit 2
	with_key
	fentu wo list --limit 1 -o id
	fentu wo list --limit 1 -o id
	run -6 --separate-stderr fentu status --max-wait 0 --retries 0 -o json
	expect_json '.rate_limit | .limit, .remaining' $'2\n0'
	expect_json '.rate_limit.reset_at | test("Z$")' true
	expect_json .accepted null
}

@test "status: a credential in an answer that says success is not shown" {
	local command
	with_key
	sandbox_fault "$(jq -cn --arg key "$SANDBOX_KEY" '{path: "/v1", count: 0,
		body: ({error: {code: $key, message: "x \($key)"}} | tojson)}')"
	for command in status 'status -o json' doctor; do
		# shellcheck disable=SC2086 # words
		run ! fentu $command
		expect_in_output '[redacted]'
		expect_not_in_output "$SANDBOX_KEY"
	done
}
