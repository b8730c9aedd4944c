#!/usr/bin/env bats
# A login by OAuth, kept fresh: when, how often, by whom, and what becomes of it
# when something goes wrong in the middle.
# shellcheck disable=SC2034 # read by keyring.bash

load helper
load keyring
load oauth

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	sandbox_stop
	check_no_secret
	bus_stop
}

list_one() {
	fentu wo list --limit 1 -o id --retries 0
}

# ---- when ----

@test "refresh: a token with time left is used as it is" {
	oauth_login
	run -0 --separate-stderr list_one
	expect_equal "$(token_answers)" '[]'
}

@test "refresh: one that ended is replaced before it is used, and stored" {
	expired_login
	run -0 --separate-stderr list_one
	expect_not_in_stderr 'warning'
	expect_equal "$(token_answers)" '[200]'
	expect_equal "$(sandbox_log 'map(select(.status == 401)) | length')" 0
	[ "$(stored access)" != "$(access_token)" ]
	[ "$(stored refresh)" != "$(refresh_token)" ]
	sandbox_token_is alive "$(stored access)"
	sandbox_token_is alive "$(stored refresh)"
	run -0 list_one
	expect_equal "$(token_answers)" '[200]'
}

@test "refresh: one that the API refuses is replaced, whatever its record says" {
	oauth_login '{"access_ttl": -5}' 3000
	run -0 --separate-stderr list_one
	expect_equal "$(token_answers)" '[200]'
	expect_equal "$(sandbox_log 'map(select(.status == 401)) | length')" 1
}

@test "refresh: a token that may be spent is told of, and revoked in the end" {
	local refresh
	oauth_login
	refresh=$(stored refresh)
	sandbox_fault '{"path": "/oauth/token", "empty": 1}'
	run -1 --separate-stderr fentu token refresh
	expect_in_stderr 'makes no sense'
	run -4 --separate-stderr fentu token refresh
	expect_equal "$(token_answers)" '[200]'
	sandbox_token_is alive "$refresh"
	run -0 --separate-stderr fentu status -o json
	expect_json '[.accepted, .refresh_expires_at]' '[true,null]'
	expect_json .problem \
		"\"it cannot be refreshed any more: run 'fentu login --web'\""
	run -0 --separate-stderr fentu doctor -o json
	expect_json 'map(select(.id == "credential") | .state)' '["warning"]'
	run -0 --separate-stderr fentu logout
	sandbox_token_is revoked "$refresh"
	expect_equal "$(sandbox_log '[.[] | select(.target == "/oauth/revoke")] |
		length')" 2
}

@test "refresh: tokens in the body of a failure are not shown" {
	local code
	oauth_login
	for code in 400 500; do
		sandbox_fault "{\"path\": \"/oauth/token\", \"status\": $code,
			\"count\": 0, \"body\": \"{\\\"access_token\\\":
			\\\"new-one\\\",\\\"refresh_token\\\":\\\"new-two\\\"}\"}"
		run ! --separate-stderr fentu token refresh --retries 0
		expect_in_stderr "$code"
		expect_not_in_stderr new-
		sandbox_control DELETE faults >/dev/null
	done
}

@test "refresh: an API that refuses every token is asked for one more, once" {
	oauth_login
	sandbox_fault '{"path": "/v1", "status": 401, "count": 0}'
	run -4 --separate-stderr list_one
	expect_equal "$(token_answers)" '[200]'
}

@test "refresh: a request that writes is done once" {
	oauth_login '{"access_ttl": -5, "scopes": "read:customers write:customers"}' 3000
	run -0 --separate-stderr fentu customers create --name Once -o id
	expect_equal "$(sandbox_log 'map(select(.method == "POST" and .target == "/v1/customers").status)' | tr -d ' ')" '[401,201]'
}

@test "refresh: in the middle of a list, and nothing is lost" {
	local all
	sandbox_stop
	sandbox_start --records 60 --access-ttl 4
	all=$(with_key && fentu wo list --all --per-page 5 -o id | sort | sha256sum)
	oauth_login '{"access_ttl": 2}'
	sandbox_setting latency 300
	run -0 --separate-stderr fentu wo list --all --per-page 5 \
		--concurrency 2 -o id
	sandbox_setting latency 0
	expect_equal "$(sort <<<"$output" | sha256sum)" "$all"
	[ "$(token_answers | jq length)" -ge 1 ]
}

@test "refresh: a token of the environment is not touched" {
	export FENTU_TOKEN
	FENTU_TOKEN=$(sandbox_tokens '{"access_ttl": -5}' | jq -r .access_token)
	without_keyring
	run -4 --separate-stderr list_one
	run -2 --separate-stderr fentu token refresh
	expect_in_stderr 'FENTU_TOKEN cannot be refreshed'
	expect_equal "$(token_answers)" '[]'
}

# ---- by hand ----

@test "token refresh: replaces the token whatever its age" {
	oauth_login
	run -0 --separate-stderr fentu token refresh
	expect_output ''
	expect_in_stderr 'Refreshed; the access token ends at'
	expect_equal "$(token_answers)" '[200]'
}

@test "token refresh: --if-expiring looks first" {
	oauth_login
	run -0 --separate-stderr fentu token refresh --if-expiring 60
	expect_in_stderr 'Not refreshed'
	expect_equal "$(token_answers)" '[]'
	run -0 --separate-stderr fentu token refresh --if-expiring 7200
	expect_equal "$(token_answers)" '[200]'
}

@test "token refresh: an API key does not end" {
	printf '%s\n' "$SANDBOX_KEY" | fentu login --key-stdin
	run -2 --separate-stderr fentu token refresh
	expect_in_stderr 'an API key is not refreshed'
}

@test "token print: the token is fresh" {
	expired_login
	"$FENTU" token print >printed
	expect_equal "$(cat printed)" "$(stored access)"
	[ "$(cat printed)" != "$(access_token)" ]
	rm printed
}

@test "status: shows scopes and both ends" {
	oauth_login
	run -0 --separate-stderr fentu token refresh
	run -0 --separate-stderr fentu status -o json
	expect_json .kind '"oauth"'
	expect_json '.scopes | index("read:work-orders") != null' true
	expect_json '.access_expires_at | test("Z$")' true
	expect_json '.refresh_expires_at | test("Z$")' true
	expect_json .accepted true
}

# ---- what goes wrong ----

@test "refresh: a login that has ended is said, and not asked about again" {
	expired_login
	sandbox_control POST keys "{\"revoke\": \"$(refresh_token)\"}" >/dev/null
	run -4 --separate-stderr list_one
	expect_in_stderr 'the login has ended'
	expect_in_stderr 'fentu login --web'
	run -4 --separate-stderr list_one
	expect_in_stderr "the login of profile 'default' has ended"
	expect_equal "$(token_answers)" '[400]'
}

@test "refresh: the server's words are told apart" {
	local fault words code
	while IFS='|' read -r code fault words; do
		expired_login
		sandbox_fault "$fault"
		run --separate-stderr list_one
		expect_equal "$fault $status" "$fault $code"
		expect_in_stderr "$words"
		sandbox_control DELETE faults >/dev/null
		sandbox_token_is alive "$(stored refresh)"
	done <<-'END'
		4|{"path":"/oauth/token","status":401,"body":"{\"error\":\"invalid_client\"}"}|client secret (invalid_client)
		9|{"path":"/oauth/token","status":500,"count":0}|the token endpoint answers 500
		9|{"path":"/oauth/token","html":true,"count":0}|a web page
		9|{"path":"/oauth/token","redirect":"https://evil.example/"}|points to another place
	END
}

@test "refresh: after a whole answer of no use nothing is sent again" {
	local fault words asked=0
	while IFS='|' read -r fault words; do
		expired_login
		sandbox_fault "{\"path\": \"/oauth/token\", $fault, \"count\": 0}"
		run -1 --separate-stderr list_one
		expect_in_stderr "$words"
		expect_in_stderr 'fentu login --web'
		run -4 --separate-stderr list_one
		expect_in_stderr "the login of profile 'default' has ended"
		expect_equal "$(token_answers | jq length)" "$((asked += 1))"
		sandbox_control DELETE faults >/dev/null
	done <<-'END'
		"empty":true|it is empty
		"body":"{}"|access_token is no token
		"body":"{\"access_token\":\"a\",\"token_type\":\"mac\"}"|token_type is not Bearer
	END
}

@test "refresh: an answer that is lost ends the login, or not" {
	sandbox_setting reuse-grace 30
	expired_login
	sandbox_fault '{"path": "/oauth/token", "no-answer": true}'
	run -0 --separate-stderr list_one
	expect_equal "$(token_answers | jq length)" 2
	sandbox_setting reuse-grace 0
	expired_login
	sandbox_fault '{"path": "/oauth/token", "no-answer": true}'
	run -4 --separate-stderr list_one
	expect_in_stderr 'the answer to a refresh was lost'
	run -4 --separate-stderr list_one
	expect_equal "$(token_answers | jq length)" 4
}

@test "refresh: tokens that were lost are told of when the login ends" {
	local ending refresher
	for ending in 'logout' 'token revoke'; do
		# the answer is lost, and a second one refused
		expired_login
		sandbox_fault '{"path": "/oauth/token", "no-answer": true}'
		run -4 --separate-stderr fentu token refresh
		# shellcheck disable=SC2086
		run -7 --separate-stderr fentu $ending
		expect_in_stderr "is not revoked for certain; a refresh was cut short: tokens that the server may have issued"
		expect_in_stderr 'hint: revoke it in Fentu under Administration'
		expect_not_in_stderr 'no longer accepts'
		# the process is killed before the answer came
		oauth_login
		sandbox_fault '{"path": "/oauth/token", "delay": 5000}'
		"$FENTU" token refresh 2>/dev/null 3>&- &
		refresher=$!
		wait_until is_asked
		kill -KILL $refresher
		wait $refresher || true
		# shellcheck disable=SC2086
		run -7 --separate-stderr fentu $ending
		expect_in_stderr 'a refresh was cut short'
		# the next login starts anew
		oauth_login
		fentu token refresh
		# shellcheck disable=SC2086
		run -0 --separate-stderr fentu $ending
		sandbox_control DELETE faults >/dev/null
	done
}

@test "refresh: one that fails in time does not matter yet" {
	oauth_login '{"access_ttl": 100}'
	sandbox_fault '{"path": "/oauth/token", "status": 503, "count": 0}'
	run -0 --separate-stderr list_one
	expect_not_in_stderr 'warning'
}

@test "refresh: without a client's secret the server says what it lacks" {
	TOKENS=$(sandbox_tokens '{"access_ttl": -5}')
	put_slot login "$(login_record "$TOKENS")"
	run -4 --separate-stderr list_one
	expect_in_stderr 'client id or the client secret'
	# the environment has it
	FENTU_CLIENT_SECRET=$SANDBOX_SECRET run -0 --separate-stderr list_one
}

@test "refresh: tokens go where they came from, whatever is set now" {
	expired_login
	FENTU_OAUTH_URL=https://evil.example run -0 --separate-stderr list_one
	expect_equal "$(token_answers)" '[200]'
}

# How often tokens were asked for by a refresh token, since the start.
refreshes() {
	sandbox_control GET counters | jq .data.token_requests.refresh_token
}

# ---- many at once ----

# Processes with one login that has ended; each writes its status to a file.
many() { # COUNT
	local n pids=()
	for ((n = 0; n < $1; n++)); do
		{
			"$FENTU" wo list --limit 1 -o id >"many.$n.out" \
				2>"many.$n.err" 3>&-
			echo $? >"many.$n"
		} &
		pids+=($!)
	done
	wait "${pids[@]}"
	sort many.[0-9] many.[0-9][0-9] 2>/dev/null | uniq -c | tr -s ' '
	cat many.*.err >>"$TRANSCRIPT"
}

@test "refresh: many processes ask once between them" {
	local round count rounds
	count=$(rounds 20 50)
	rounds=$(rounds 2 20)
	for ((round = 1; round <= rounds; round++)); do
		expired_login
		expect_equal "$(many "$count")" " $count 0"
		expect_equal "$(refreshes)" "$round"
	done
}

@test "refresh: killed at any moment, the login is whole or has ended" {
	local n count status ended=0 after
	count=$(rounds 6 100)
	for ((n = 0; n < count; n++)); do
		expired_login
		"$FENTU" wo list --limit 1 -o id >/dev/null 2>&1 3>&- &
		# from before the request to after the record
		after=$((n * 160 / count))
		sleep "0.$(printf %03d $after)"
		kill -KILL $! 2>/dev/null || true
		wait $! 2>/dev/null || true
		status=0
		list_one >/dev/null 2>&1 || status=$?
		[ $status -eq 0 ] || [ $status -eq 4 ] || fail "status $status"
		[ $status -eq 0 ] && continue
		ended=$((ended + 1))
		expect_equal "$(stored has_ended)" true
	done
	echo "# $ended of $count had to log in again" >>"$TRANSCRIPT"
	[ -z "${FENTU_TEST_FULL-}" ] ||
		echo "# refresh: $ended of $count kills ended a login" >&3
}

@test "refresh: Ctrl-C in the middle of it does not cost the login" {
	expired_login
	sandbox_fault '{"path": "/oauth/token", "delay": 700}'
	env --default-signal=INT "$FENTU" wo list --limit 1 -o id \
		>/dev/null 2>&1 3>&- &
	wait_until is_asked
	kill -INT $!
	status=0
	wait $! || status=$?
	expect_equal "$status" 130
	sandbox_token_is alive "$(stored refresh)"
	run -0 list_one
	expect_equal "$(token_answers)" '[200]'
}

# stopped_login OPTION...: a command, stopped while the token endpoint is at
# work; then the answer is there.
stopped_login() {
	expired_login
	sandbox_fault '{"path": "/oauth/token", "delay": 500}'
	"$FENTU" wo list --limit 1 -o id "$@" >out 2>err 3>&- &
	STOPPED=$!
	wait_until is_asked
	kill -STOP "$STOPPED"
	wait_until has_answered
}

has_answered() {
	[ "$(token_answers)" = '[200]' ]
}

@test "refresh: one that is stopped holds the others up for their time alone" {
	local n pids=()
	stopped_login
	for n in 1 2 3; do
		fentu wo list --limit 1 -o id --timeout 1 \
			>/dev/null 2>"err.$n" 3>&- &
		pids+=($!)
	done
	for n in 1 2 3; do
		status=0
		wait "${pids[n - 1]}" || status=$?
		expect_equal "$status" 9
		grep -q 'another fentu process is refreshing this login; gave up after 1 s' "err.$n"
		grep -q "'kill -CONT PID' resumes it" "err.$n"
	done
	kill -CONT "$STOPPED"
	wait "$STOPPED"
	run -0 --separate-stderr list_one
	expect_equal "$(token_answers)" '[200]'
}

@test "refresh: stopped for longer than its time it still takes the answer" {
	stopped_login --timeout 2
	sleep 2 # what it has, and the request was before
	kill -CONT "$STOPPED"
	wait "$STOPPED"
	[ -s out ]
	run -0 --separate-stderr list_one
	expect_equal "$(token_answers)" '[200]'
}

# Is the token endpoint at work?
is_asked() {
	[ "$(sandbox_control GET faults | jq .data.waiting)" = 0 ]
}

# ---- keyrings ----

@test "refresh: a keyring that does not keep the new pair is told of at the end" {
	local locked
	expired_login
	sandbox_fault '{"path": "/oauth/token", "delay": 1500}'
	fentu wo list --limit 1 -o id >out 2>err 3>&- &
	locked=$!
	wait_until is_asked
	keyring_lock
	status=0
	wait $locked || status=$?
	keyring_unlock
	expect_equal "$status" 4
	[ -s out ]
	grep -q "the refreshed login of profile 'default' was not stored: the keyring is locked" err
}

# expect_keyring MESSAGE: a refresh ends with 4, in time, saying so.
expect_keyring() {
	took_at_most 5 run -4 --separate-stderr fentu token refresh
	expect_output ''
	expect_in_stderr "fentu: error: $1"
	expect_in_stderr 'hint: '
}

# For a keyring that fails in the middle of it, see refresh_keyring.bats.
@test "refresh: without a keyring, or a login in it, that is said in time" {
	mock_start --mode normal
	expect_keyring 'not logged in'
	bus_stop
	mock_start --mode no-collection
	expect_keyring 'the keyring has no default collection'
	bus_stop
	bus_start
	expect_keyring 'there is no keyring here: no program'
	bus_stop
	without_keyring
	expect_keyring 'there is no keyring here: no D-Bus session'
	expect_equal "$(token_answers)" '[]'
}

@test "refresh: a keyring that cuts the new pair short is told of" {
	TOKENS=$(sandbox_tokens '{"access_ttl": -5}')
	SEEDS=(--seed "$SANDBOX_URL|default|$(login_record "$TOKENS")")
	mock_start --mode truncate
	export FENTU_CLIENT_SECRET=$SANDBOX_SECRET
	run -4 --separate-stderr list_one
	expect_in_output 'wo-'
	expect_in_stderr "the refreshed login of profile 'default' was not stored"
	expect_in_stderr 'did not keep the credential'
}

# ---- secrets ----

@test "refresh: no secret is in what --debug shows" {
	expired_login
	run -0 --separate-stderr fentu --debug wo list --limit 1 -o id
	expect_in_stderr 'POST /oauth/token'
	fentu --debug token refresh
	run -0 --separate-stderr fentu --debug logout
	expect_in_stderr 'POST /oauth/revoke'
}
