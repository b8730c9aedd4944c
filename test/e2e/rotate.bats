#!/usr/bin/env bats
# fentu token rotate: a new key in the place of an old one, with one that works
# stored at every moment.
# shellcheck disable=SC2034 # read by keyring.bash

load helper
load keyring
load rotate

setup() {
	rotation_setup
}

teardown() {
	bus_stop
	rotation_teardown
}

@test "rotate: stores the new key and revokes the old one" {
	run -0 --separate-stderr rotate
	expect_output ''
	expect_in_stderr 'the server no longer accepts the old one'
	expect_replaced
	expect_equal "$(sandbox_log 'map(.target) | map(select(test("revoke"))) | length')" 1
	run -0 fentu logout --no-revoke
	run -4 fentu token print
}

@test "rotate: a login in a file is replaced there" {
	fentu logout --no-revoke 2>/dev/null
	rotation_login --store file
	run -0 rotate
	expect_replaced
	expect_equal "$(find "$XDG_STATE_HOME"/fentu/credentials -type f | wc -l)" 1
}

@test "rotate: asks for the key on a terminal, without showing it" {
	run -0 on_terminal "$NEW_KEY
" "$FENTU" token rotate
	expect_in_output "Create a key for profile 'default' at $FENTU_API_URL in Fentu"
	expect_in_output 'New API key (not shown)'
	expect_not_in_output "$NEW_KEY"
	expect_replaced
}

@test "rotate: without a login there is nothing to replace" {
	fentu logout --no-revoke 2>/dev/null
	run -4 --separate-stderr rotate
	expect_in_stderr 'has no stored key'
	expect_in_stderr "run 'fentu login'"
}

@test "rotate: a key of the environment is said to go first" {
	local key=$OLD_KEY
	export FENTU_API_KEY=$key
	run -0 --separate-stderr rotate
	expect_in_stderr 'FENTU_API_KEY is set'
	unset FENTU_API_KEY
	expect_replaced
}

# ---- a key that will not do ----

@test "rotate: a key that is refused changes nothing" {
	run -4 --separate-stderr fentu token rotate --key-stdin <<<no-such-key-12345
	expect_in_stderr 'does not accept the new key; nothing was changed'
	expect_unchanged
}

@test "rotate: a key that cannot be checked changes nothing" {
	sandbox_fault '{"path": "/v1", "status": 503, "count": 0}'
	run -9 --separate-stderr rotate --retries 0
	expect_in_stderr 'could not check the key, so nothing was changed'
	sandbox_control DELETE faults >/dev/null
	expect_unchanged
}

@test "rotate: the key that is stored already is no new one" {
	run -2 --separate-stderr fentu token rotate --key-stdin <<<"$OLD_KEY"
	expect_in_stderr 'stored already'
	expect_unchanged
}

@test "rotate: a key that may read less is taken only when that is meant" {
	local few
	few=$(sandbox_key read:assets)
	run -2 --separate-stderr fentu token rotate --key-stdin <<<"$few"
	expect_in_stderr 'may not read what the old one may: work orders, customers'
	expect_in_stderr 'use --yes'
	expect_unchanged
	run -0 --separate-stderr fentu token rotate --key-stdin --yes <<<"$few"
	NEW_KEY=$few
	expect_replaced
}

@test "rotate: a key of another account is taken only when that is meant" {
	sandbox_fault '{"path": "/v1/work-orders/*", "status": 404, "count": 1}'
	run -2 --separate-stderr rotate
	expect_in_stderr "seems to be another account's: it does not know work order 'wo-"
	expect_unchanged
	sandbox_fault '{"path": "/v1/work-orders/*", "status": 404, "count": 1}'
	run -0 --separate-stderr rotate --yes
	expect_replaced
}

@test "rotate: an old key that is refused already is replaced all the same" {
	sandbox_control POST keys "{\"revoke\": \"$OLD_KEY\"}" >/dev/null
	run -0 --separate-stderr rotate
	expect_in_stderr 'no longer accepted'
	expect_replaced
}

# ---- handing it on ----

# A program that writes its input to handed, and what became of the old key.
consumer() {
	printf '#!/bin/sh\ncat >%s\nenv >%s\n%s\n' "$HOME/handed" \
		"$HOME/environment" "${1-}" >consumer
	chmod 755 consumer
}

@test "rotate: --exec hands the new key on before the old one is revoked" {
	consumer "curl -s --noproxy '*' $SANDBOX_URL/_sandbox/log?last=99 >log"
	export GH_TOKEN=of-the-consumer FENTU_TIMEOUT_NOTHING=1
	run -0 --separate-stderr rotate --exec "'$HOME/consumer' one 'two three'"
	expect_equal "$(<handed)" "$NEW_KEY"
	expect_equal "$(jq '.data | map(select(.target | test("revoke"))) | length' log)" 0
	grep -q '^GH_TOKEN=' environment
	run ! grep '^FENTU_' environment
	expect_replaced
}

@test "rotate: what the program writes is shown to nobody" {
	run -0 --separate-stderr rotate --exec cat
	expect_output ''
	expect_not_in_stderr "$NEW_KEY"
	expect_replaced
}

@test "rotate: a program that fails leaves both keys valid, and is run again" {
	consumer 'exit 3'
	run -7 --separate-stderr rotate --exec "$HOME/consumer"
	expect_in_stderr "'$HOME/consumer' ended with status 3"
	expect_equal "$(stored_key)" "$NEW_KEY"
	is_alive "$OLD_KEY"
	rm handed
	run -2 --separate-stderr rotate
	expect_in_stderr 'repeat --exec COMMAND'
	is_alive "$OLD_KEY"
	consumer
	run -0 --separate-stderr rotate --exec "$HOME/consumer"
	expect_equal "$(<handed)" "$NEW_KEY"
	expect_replaced
}

@test "rotate: a program that does not exist is found out before anything" {
	run -2 --separate-stderr rotate --exec 'no-such-program-here x'
	expect_in_stderr "there is no program 'no-such-program-here'"
	run -2 --separate-stderr rotate --exec "'open"
	expect_in_stderr 'is no command line'
	expect_unchanged
}

# ---- servers ----

@test "rotate: a server that does not revoke keys is told of, and waited for" {
	sandbox_fault '{"path": "/oauth/revoke", "status": 404, "count": 0}'
	run -7 --separate-stderr rotate
	expect_in_stderr 'the server still accepts the old one: it answered 404'
	expect_in_stderr 'Administration > Integrations > API'
	expect_equal "$(stored_key)" "$NEW_KEY"
	run -7 --separate-stderr fentu token rotate
	is_alive "$OLD_KEY"
	sandbox_control POST keys "{\"revoke\": \"$OLD_KEY\"}" >/dev/null
	run -0 --separate-stderr fentu token rotate
	expect_in_stderr 'Going on with a replacement'
	expect_replaced
}

@test "rotate: --no-revoke forgets the old key and leaves it valid" {
	run -0 --separate-stderr rotate --no-revoke
	expect_in_stderr 'stays valid until it is revoked'
	expect_equal "$(stored_key)" "$NEW_KEY"
	is_alive "$OLD_KEY"
	expect_equal "$(sandbox_writes)" 0
}

@test "rotate: a server that says yes and does nothing is not believed" {
	sandbox_fault '{"path": "/oauth/revoke", "status": 200, "count": 1}'
	run -7 --separate-stderr rotate
	expect_in_stderr 'but goes on accepting it'
	run -0 fentu token rotate
	expect_replaced
}

@test "rotate: an answer that is lost does not matter" {
	sandbox_fault '{"path": "/oauth/revoke", "no-answer": true, "count": 1}'
	run -0 rotate --retries 0
	expect_replaced
}

# ---- the keyring ----

@test "rotate: a keyring that spoils the new key keeps the old one" {
	fentu logout --no-revoke 2>/dev/null
	seed "{\"v\":1,\"kind\":\"api_key\",\"access\":\"$OLD_KEY\",\"created_at\":1}"
	SEEDS[1]=${SEEDS[1]/https:\/\/api.example/$SANDBOX_URL}
	mock_start --mode truncate
	run ! rotate
	expect_unchanged
	expect_equal "$(sandbox_writes)" 0
}

@test "rotate: a locked keyring changes nothing" {
	keyring_lock
	run -4 --separate-stderr rotate --no-input
	expect_in_stderr 'the keyring is locked'
	keyring_unlock
	expect_unchanged
}

# ---- a login by OAuth ----

# A login as `fentu login --web` stores it, with tokens of the sandbox.
oauth_login() {
	local pair
	fentu logout --no-revoke 2>/dev/null
	pair=$(sandbox_control POST tokens '{"scopes": "read:assets"}')
	ACCESS=$(jq -r '.data.access_token' <<<"$pair")
	put_record "$(jq -c --arg root "$SANDBOX_URL" \
		--arg client "$SANDBOX_CLIENT" \
		'.data | {v: 1, kind: "oauth", access: .access_token,
			refresh: .refresh_token, scopes: "read:assets",
			access_expires_at: 4102444800, client_id: $client,
			root: $root}' <<<"$pair")" "$SANDBOX_URL" >/dev/null
	export FENTU_CLIENT_SECRET=$SANDBOX_SECRET
}

@test "rotate: a login by OAuth is refreshed, stored and tried" {
	oauth_login
	run -0 --separate-stderr fentu token rotate
	expect_in_stderr 'The login was refreshed, and the API accepts it.'
	[ "$(stored_key)" != "$ACCESS" ] || fail 'the token is the old one'
	is_alive "$(stored_key)"
}

@test "rotate: what is for keys does not go with a login by OAuth" {
	oauth_login
	run -2 --separate-stderr rotate
	expect_in_stderr 'is no API key'
	expect_equal "$(stored_key)" "$ACCESS"
	run -2 --separate-stderr fentu token rotate --exec true
	expect_equal "$(stored_key)" "$ACCESS"
}

@test "rotate: a login by OAuth that is not seen to work says so" {
	oauth_login
	sandbox_fault '{"path": "/v1", "status": 503, "count": 0}'
	run -9 --separate-stderr fentu token rotate --retries 0
	expect_in_stderr 'refreshed and stored, but not seen to work'
	[ "$(stored_key)" != "$ACCESS" ] || fail 'the token is the old one'
	sandbox_control DELETE faults >/dev/null
	sandbox_fault '{"path": "/v1", "reset": true, "count": 0}'
	run -9 --separate-stderr fentu token rotate --retries 0
	expect_in_stderr "hint: check the connection, then run 'fentu status'"
	expect_not_in_stderr 'nothing was changed'
	sandbox_control DELETE faults >/dev/null
	sandbox_fault '{"path": "/v1", "status": 401, "count": 0}'
	run -4 --separate-stderr fentu token rotate
	expect_in_stderr "hint: run 'fentu login --web'"
}

# ---- cut short ----

@test "rotate: what ends the login forgets the former key, too, and says so" {
	local before ending
	for ending in 'logout --no-revoke' 'profile remove default --yes' \
		'token revoke --yes'; do
		[ "$ending" = 'logout --no-revoke' ] ||
			printf '%s\n' "$OLD_KEY" | fentu login --key-stdin
		sandbox_fault '{"path": "/oauth/revoke", "status": 404, "count": 0}'
		before=$(keyring_count)
		run -7 rotate
		expect_equal "$(keyring_count)" $((before + 1))
		sandbox_control DELETE faults >/dev/null
		# shellcheck disable=SC2086
		run -0 --separate-stderr fentu $ending
		expect_in_stderr "the key before it was not revoked when it was replaced: the API key ....${OLD_KEY: -4} stays valid"
		expect_equal "$(keyring_count)" $((before - 1))
	done
}

@test "rotate: only one at a time" {
	local first
	consumer "touch started; while [ ! -e go ]; do sleep 0.05; done"
	rotate --exec "$HOME/consumer" 2>/dev/null 3>&- &
	first=$!
	wait_until test -e started
	run -1 --separate-stderr rotate
	expect_in_stderr 'is being replaced'
	touch go
	wait "$first"
	expect_replaced
}

@test "rotate: another key, given after a cut, comes after the one before" {
	local middle=$NEW_KEY
	consumer 'exit 1'
	run -7 rotate --exec "$HOME/consumer"
	NEW_KEY=canary-third-$RANDOM$RANDOM$RANDOM
	make_key "$NEW_KEY" admin
	run -0 --separate-stderr rotate --exec true
	expect_replaced
	run ! is_alive "$middle"
}

@test "rotate: another key is not used while the one before cannot be revoked" {
	local middle=$NEW_KEY
	sandbox_fault '{"path": "/oauth/revoke", "status": 404, "count": 0}'
	run -7 rotate
	NEW_KEY=canary-third-$RANDOM$RANDOM$RANDOM
	make_key "$NEW_KEY" admin
	run -7 --separate-stderr rotate
	expect_in_stderr 'error: the given key was not used, since an earlier replacement is unfinished; of that: the new key is stored, but the server still accepts the old one'
	expect_equal "$(stored_key)" "$middle"
	is_alive "$NEW_KEY"
	is_alive "$OLD_KEY"
	sandbox_control DELETE faults >/dev/null
	run -0 --separate-stderr rotate
	expect_in_stderr 'The key of the earlier replacement is stored, and'
	expect_replaced
	run ! is_alive "$middle"
}

@test "rotate: another key that is refused leaves the one before finished" {
	local middle=$NEW_KEY
	sandbox_fault '{"path": "/oauth/revoke", "status": 404, "count": 1}'
	run -7 rotate
	NEW_KEY=canary-wrong-$RANDOM$RANDOM$RANDOM
	run -4 --separate-stderr rotate
	expect_in_stderr 'error: the earlier replacement is finished, and the given key was not used: the API at '
	NEW_KEY=$middle
	expect_replaced
}

@test "rotate: a journal that is torn is of no account" {
	sandbox_fault '{"path": "/oauth/revoke", "status": 404, "count": 1}'
	run -7 rotate
	echo '{"v":1,"st' >"$(ls "$XDG_STATE_HOME"/fentu/rotate/*.journal)"
	run -0 --separate-stderr fentu token rotate
	expect_in_stderr 'makes no sense'
	expect_replaced
}

# Each request in turn is spoilt; whatever comes of it, a key that works is
# stored, and the same command completes what was begun.
spoil() { # FAULT REQUEST
	local code=0
	sandbox_fault "{\"path\": \"/*\", \"skip\": $2, \"count\": 1, $1}"
	rotate --retries 0 >/dev/null 2>&1 || code=$?
	expect_equal "$(sandbox_control GET faults | jq .data.waiting)" 0
	sandbox_control DELETE faults >/dev/null
	is_alive "$(stored_key)" || fail "$1 at request $2: no key that works"
	if [ "$code" -ne 0 ]; then
		FAILED=$((FAILED + 1))
		rotate >/dev/null 2>&1 || fail "$1 at request $2: not completed"
	fi
	expect_replaced
}

next_pair() {
	OLD_KEY=$NEW_KEY
	NEW_KEY=canary-$BASHPID-$RANDOM$RANDOM$RANDOM
	make_key "$NEW_KEY" admin
}

@test "rotate: cut at every request, a working key is stored and the rest follows" {
	local fault at before requests tried=0 FAILED=0
	before=$(sandbox_requests)
	rotate --retries 0 2>/dev/null
	requests=$(($(sandbox_requests) - before))
	next_pair
	for fault in '"reset": true' '"no-answer": true' '"status": 500' \
		'"status": 401' '"cut": 5'; do
		for ((at = 0; at < requests; at += $(sampled 3))); do
			spoil "$fault" "$at"
			tried=$((tried + 1))
			next_pair
		done
	done
	[ "$requests" -ge 4 ] || fail "only $requests requests"
	# what is asked of the revocation alone may be answered in any way
	[ $((FAILED * 2)) -gt $tried ] || fail "only $FAILED of $tried failed"
	[ -z "${FENTU_TEST_FULL-}" ] ||
		echo "# $FAILED of $tried cut short, and completed" >&3
}
