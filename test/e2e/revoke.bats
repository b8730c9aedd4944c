#!/usr/bin/env bats
# fentu token revoke, and what logout does to a login by OAuth: what is ended at
# the server, what is forgotten here, and what is said of each.

load helper
load keyring
load oauth

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	mute_stop
	sandbox_stop
	check_no_secret
}

expect_gone() { # TOKEN...
	local token
	for token; do
		sandbox_token_is revoked "$token" || fail 'a token is alive'
	done
}

is_kept() { # KIND
	request get "$SANDBOX_URL" | sed "s/\"login\"/\"$1\"/" |
		"$KEYRING" | jq -e '.outcome == "found"' >/dev/null
}

# ---- token revoke ----

@test "token revoke: ends both tokens, then forgets them" {
	oauth_login
	run -0 --separate-stderr fentu token revoke
	expect_output ''
	expect_in_stderr "Revoked the credential of profile 'default'"
	expect_in_stderr 'Forgot the local copy.'
	expect_gone "$(refresh_token)" "$(access_token)"
	run ! is_kept login
	is_kept client # the next login needs it
}

@test "token revoke: --keep leaves the local copy" {
	oauth_login
	run -0 --separate-stderr fentu token revoke --keep
	expect_not_in_stderr Forgot
	expect_gone "$(refresh_token)" "$(access_token)"
	expect_equal "$(stored access)" "$(access_token)"
}

@test "token revoke, logout, rotate: what was replaced may live on, which is said" {
	local command words='Access tokens that were replaced before may be accepted until 20'
	sandbox_setting revocation token
	for command in 'token rotate' logout 'logout --no-revoke' 'token revoke'; do
		oauth_login
		if [ "$command" != 'token rotate' ]; then
			# shellcheck disable=SC2086 # words
			run -0 --separate-stderr fentu $command
			expect_not_in_stderr 'replaced before'
			oauth_login
			fentu -q token refresh
		fi
		# shellcheck disable=SC2086 # words
		run -0 --separate-stderr fentu $command
		expect_in_stderr "$words"
	done
}

@test "token revoke: a replaced token that has ended is not worth a word" {
	oauth_login
	put_slot login "$(login_record "$TOKENS" | jq -c '.replaced_until = 1700000000')"
	run -0 --separate-stderr fentu token revoke
	expect_not_in_stderr 'replaced before'
}

key_login() { # [PROFILE]
	printf '%s\n' "$SANDBOX_KEY" | fentu -P "${1-default}" login --key-stdin
}

key_is_alive() {
	sandbox_token_is alive "$SANDBOX_KEY"
}

@test "token revoke: an API key, too" {
	key_login
	run -0 --separate-stderr fentu token revoke --yes
	expect_gone "$SANDBOX_KEY"
	run ! is_kept login
}

# What ends a key for good; each is tried on each kind of profile.
enders() {
	cat <<-END
		token revoke
		token revoke --keep
		logout --revoke
	END
}

@test "a key that is revoked: needs a yes where nobody can be asked" {
	local command
	key_login
	while read -r command; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr fentu $command </dev/null
		expect_in_stderr "profile 'default'"
		expect_in_stderr '--yes'
		# shellcheck disable=SC2086
		run -2 --separate-stderr fentu $command --confirm other --yes
		expect_in_stderr "--confirm names 'other'"
	done < <(enders)
	run -2 --separate-stderr fentu logout --all --revoke </dev/null
	expect_in_stderr '--yes'
	expect_equal "$(sandbox_writes)" 0
	key_is_alive
	is_kept login
}

@test "a key that is revoked: the question names key, profile and loss" {
	local command
	key_login
	while read -r command; do
		# shellcheck disable=SC2086 # several words
		run -0 on_terminal $'\n' "$FENTU" $command
		expect_in_output "Revoke the API key ....${SANDBOX_KEY: -4} of profile 'default' ($FENTU_API_URL)? It stops working everywhere and cannot be restored. [y/N]"
		expect_in_output 'nothing was revoked'
		expect_in_output 'status: 1'
	done < <(enders)
	key_is_alive
	is_kept login
	run -0 on_terminal $'y\n' "$FENTU" token revoke
	expect_in_output 'status: 0'
	expect_gone "$SANDBOX_KEY"
}

@test "a key that is revoked: a protected profile wants its name" {
	local command
	key_login work
	fentu -P work config set protected true
	while read -r command; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr fentu -P work $command --yes </dev/null
		expect_in_stderr "the profile 'work' is protected"
		expect_in_stderr '--confirm NAME'
		# shellcheck disable=SC2086
		run -0 on_terminal $'y\n' "$FENTU" -P work $command --yes
		expect_in_output "is not the profile's name; nothing was revoked"
		expect_in_output 'status: 2'
	done < <(enders)
	expect_equal "$(sandbox_writes)" 0
	run -0 on_terminal $'work\n' "$FENTU" -P work token revoke --keep
	expect_in_output 'cannot be restored. The profile'
	expect_in_output 'status: 0'
	expect_gone "$SANDBOX_KEY"
	run -0 --separate-stderr fentu -P work logout --revoke --confirm work </dev/null
}

@test "a key that is revoked: a read-only profile refuses" {
	local command
	key_login work
	fentu -P work config set read_only true
	while read -r command; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr fentu -P work $command --yes --confirm work
		expect_in_stderr "the profile 'work' is read-only"
	done < <(enders)
	expect_equal "$(sandbox_writes)" 0
	key_is_alive
	run -0 fentu -P work status --offline -o json
	run -0 fentu -P work logout
	key_is_alive
}

@test "a login that is revoked: can be made anew, and is not asked about" {
	fentu config set read_only true --profile default
	fentu config set protected true --profile default
	oauth_login
	run -0 --separate-stderr fentu token revoke --keep </dev/null
	expect_gone "$(refresh_token)" "$(access_token)"
}

@test "token revoke: what was not revoked is kept for another try" {
	oauth_login
	sandbox_fault '{"path": "/oauth/revoke", "count": 0, "status": 403}'
	run -7 --separate-stderr fentu token revoke --retries 0
	expect_in_stderr 'not revoked for certain, and still stored here'
	expect_in_stderr '403'
	is_kept login
	sandbox_control DELETE faults >/dev/null
	sandbox_fault '{"path": "/oauth/revoke", "count": 0, "empty": 1}'
	run -7 --separate-stderr fentu token revoke --retries 0
	expect_in_stderr 'still accepts'
	expect_in_stderr 'hint: revoke it in Fentu under Administration'
	is_kept login
	sandbox_control DELETE faults >/dev/null
	sandbox_fault '{"path": "/oauth/revoke", "count": 0, "reset": true}'
	run -9 --separate-stderr fentu token revoke --retries 0
	expect_in_stderr 'still stored here'
	is_kept login
	sandbox_control DELETE faults >/dev/null
	run -0 --separate-stderr fentu token revoke
	expect_gone "$(refresh_token)" "$(access_token)"
}

@test "token revoke: what could not be confirmed is not said to be unchanged" {
	local fault
	for fault in '"reset": true' '"status": 503'; do
		oauth_login
		sandbox_fault "{\"path\": \"/v1\", \"count\": 0, $fault}"
		run -7 --separate-stderr fentu token revoke --retries 0
		expect_in_stderr 'the revocation could not be confirmed'
		expect_in_stderr 'hint: the server says that it is revoked; check the connection'
		expect_in_stderr "hint: try again, or forget it here alone"
		expect_not_in_stderr 'nothing was changed'
		run -7 --separate-stderr fentu token revoke --token-stdin \
			--retries 0 <<<"$SANDBOX_KEY"
		expect_in_stderr 'hint: the server says that it is revoked; check the connection'
		expect_not_in_stderr 'nothing was changed'
		sandbox_control DELETE faults >/dev/null
	done
}

@test "token revoke: every way to say who asks is tried" {
	local way first
	for way in bearer basic form; do
		sandbox_setting revoke-auth "$way"
		for first in bearer basic body; do
			oauth_login
			fentu config set oauth_revoke_auth "$first"
			run -0 --separate-stderr fentu token revoke
			expect_gone "$(refresh_token)" "$(access_token)"
		done
	done
}

@test "token revoke: what the server says of the token is final" {
	oauth_login
	sandbox_fault '{"path": "/oauth/revoke", "count": 0, "status": 400, "body": "{\"error\": \"unsupported_token_type\"}"}'
	run -7 --separate-stderr fentu token revoke
	expect_in_stderr '400 (unsupported_token_type)'
	# one request for each of the two tokens
	expect_equal "$(sandbox_writes)" 2
}

@test "token revoke: --token-stdin needs no keyring, no home and no login" {
	local found
	for found in "$SANDBOX_KEY" "$(sandbox_tokens | jq -r .access_token)"; do
		run -0 --separate-stderr env -i PATH="$PATH" \
			FENTU_API_URL="$FENTU_API_URL" \
			"$FENTU" token revoke --token-stdin <<<"$found"
		expect_in_stderr 'Revoked the token at the server'
		expect_gone "$found"
	done
}

@test "token revoke: --token-stdin touches no keyring and nothing at home" {
	key_login
	run -0 traced -o trace -e trace=connect,unlink,unlinkat "$FENTU" \
		token revoke --token-stdin <<<"$(sandbox_tokens | jq -r .access_token)"
	run ! grep AF_UNIX trace
	is_kept login
	key_is_alive
}

@test "token revoke: --token-stdin takes the app from the environment" {
	local found
	found=$(sandbox_tokens | jq -r .refresh_token)
	without_keyring
	sandbox_setting revoke-auth basic
	run -7 --separate-stderr fentu token revoke --token-stdin <<<"$found"
	expect_in_stderr 'FENTU_CLIENT_ID'
	sandbox_token_is alive "$found"
	export FENTU_CLIENT_ID=$SANDBOX_CLIENT FENTU_CLIENT_SECRET=$SANDBOX_SECRET
	run -0 --separate-stderr fentu token revoke --token-stdin <<<"$found"
	expect_gone "$found"
}

@test "token revoke: --token-stdin ends a token from elsewhere, and no other" {
	local found
	found=$(sandbox_tokens | jq -r .refresh_token)
	oauth_login
	printf '%s\r\n' "$found" >found
	run -0 --separate-stderr fentu token revoke --token-stdin <found
	rm found
	expect_in_stderr 'Revoked the token at the server'
	expect_gone "$found"
	sandbox_token_is alive "$(refresh_token)"
	is_kept login
}

@test "token revoke: --token-stdin refuses what is no token" {
	run -2 --separate-stderr fentu token revoke --token-stdin </dev/null
	run -2 --separate-stderr fentu token revoke --token-stdin <<<'a b'
	run -2 --separate-stderr fentu token revoke --token-stdin --keep <<<a
	expect_equal "$(sandbox_writes)" 0
}

@test "token revoke: without a keyring the hints say what is left to do" {
	without_keyring
	with_key
	run -4 --separate-stderr fentu token revoke --yes
	expect_in_stderr '--token-stdin'
	expect_not_in_stderr 'set FENTU_API_KEY'
}

@test "token revoke: with nothing stored it says so" {
	run -4 --separate-stderr fentu token revoke
	expect_in_stderr 'has no stored login'
	expect_in_stderr '--token-stdin'
}

# ---- logout ----

@test "logout: revokes the refresh token, then the access token" {
	oauth_login
	sandbox_fault '{"path": "/oauth/revoke", "skip": 1, "status": 400, "count": 0}'
	run -7 --separate-stderr fentu logout
	expect_in_stderr 'the access token: the server answers 400'
	expect_in_stderr 'the access token stays valid until '
	expect_not_in_stderr 'the refresh token stays'
	expect_gone "$(refresh_token)"
	run ! is_kept login
	sandbox_control DELETE faults >/dev/null
	oauth_login
	run -0 --separate-stderr fentu logout
	expect_in_stderr 'Forgot the login'
	expect_in_stderr 'The server no longer accepts it.'
	expect_gone "$(refresh_token)" "$(access_token)"
	run ! is_kept login
	run ! is_kept client
}

@test "logout: a login that has ended is revoked all the same" {
	expired_login
	run -0 --separate-stderr fentu logout
	expect_gone "$(refresh_token)"
	run ! is_kept login
}

@test "logout: --no-revoke forgets tokens and says what stays valid" {
	local latest
	oauth_login
	latest=$(date -d "@$(($(stored obtained_at) + 30 * 86400))" '+%F %H:%M')
	run -0 --separate-stderr fentu logout --no-revoke
	expect_in_stderr "Not revoked: the refresh token stays valid until $latest at the latest, the access token until "
	expect_equal "$(sandbox_writes)" 0
	sandbox_token_is alive "$(refresh_token)"
	run ! is_kept login
}

@test "logout: forgets in any case, and says what the server was not told of" {
	local fault
	for fault in '"status": 400' '"status": 403' '"status": 404' \
		'"status": 500' '"reset": true' '"empty": 1' \
		'"html": true, "status": 401'; do
		oauth_login
		sandbox_fault "{\"path\": \"/oauth/revoke\", \"count\": 0, $fault}"
		run -7 --separate-stderr fentu logout --retries 0 -o json
		expect_in_stderr "the login of profile 'default' is forgotten here, but not revoked: "
		expect_in_stderr 'the access token'
		expect_in_stderr 'the refresh token stays valid until '
		expect_equal "$(jq -r .error.exit_code <<<"${stderr##*$'\n'}")" 7
		run ! is_kept login
		run ! is_kept client
		sandbox_control DELETE faults >/dev/null
	done
}

@test "logout: a refresh token that is not revoked does not keep the access token" {
	oauth_login
	sandbox_fault '{"path": "/oauth/revoke", "status": 503, "count": 1, "body": "{\"error\":{\"message\":\"the disk is full\"}}"}'
	run -7 --separate-stderr fentu logout --retries 0
	expect_in_stderr 'not revoked: the refresh token: the server answers 503 (the disk is full) to the revocation; the refresh token stays valid until '
	run ! sandbox_token_is alive "$(access_token)"
	oauth_login
	sandbox_fault '{"path": "/oauth/revoke", "status": 503, "count": 2}'
	run -7 --separate-stderr fentu logout --retries 0
	expect_in_stderr 'the refresh token: the server answers 503'
	expect_in_stderr '; the access token: the server answers 503'
}

@test "logout: a server in trouble is asked again, when it says" {
	oauth_login
	sandbox_fault '{"path": "/oauth/revoke", "status": 503, "retry-after": 1}'
	run -0 --separate-stderr fentu logout
	expect_gone "$(refresh_token)" "$(access_token)"
}

@test "logout: without a network it is forgotten, and what stays is said" {
	oauth_login
	kill "$SANDBOX_PID"
	wait "$SANDBOX_PID" || true
	run -7 --separate-stderr fentu logout --retries 0
	expect_in_stderr 'is forgotten here, but not revoked: '
	expect_in_stderr 'the refresh token stays valid until '
	run ! is_kept login
	run -0 --separate-stderr fentu logout
	expect_in_stderr 'has no stored login'
}

@test "logout: the way to authorize is a setting" {
	local way
	for way in bearer basic form; do
		oauth_login
		sandbox_setting revoke-auth "$way"
		fentu config set oauth_revoke_auth "${way/form/body}"
		run -0 --separate-stderr fentu logout
		expect_gone "$(refresh_token)" "$(access_token)"
	done
}

@test "logout: --all ends every profile's login" {
	local first second
	oauth_login
	first=$(refresh_token)
	fentu config set -P work api_url "$FENTU_API_URL" 2>/dev/null ||
		fentu -P work config set timeout 30
	TOKENS=$(sandbox_tokens)
	second=$(refresh_token)
	put_slot login "$(login_record "$TOKENS")" work
	run -0 --separate-stderr fentu logout --all
	expect_gone "$first" "$second"
}

@test "logout: --all says of each profile what stays" {
	oauth_login
	fentu -P work config set timeout 30
	put_slot login "$(login_record "$(sandbox_tokens)")" work
	sandbox_fault '{"path": "/oauth/revoke", "count": 0, "status": 404}'
	run -7 --separate-stderr fentu logout --all
	expect_in_stderr "profile 'default': the login of profile 'default' is forgotten here, but not revoked: the refresh token: the server answers 404"
	expect_in_stderr "profile 'work': the login of profile 'work' is forgotten here, but not revoked: the refresh token: the server answers 404"
	expect_in_stderr '2 of 2 profiles not logged out or not revoked: default, work'
	# what both have to be told is said once
	expect_equal "$(grep -c '^hint: ' <<<"$stderr")" 1
	expect_in_stderr 'hint: revoke it in Fentu under Administration'
	run ! is_kept login
}

# ---- a signal while the server is asked ----

mute_stop() {
	[ -n "${MUTE_PID-}" ] || return 0
	kill "$MUTE_PID" 2>/dev/null || true
	wait "$MUTE_PID" || true
	MUTE_PID=
}

# interrupted SIGNAL COMMAND...: sent when a server that never answers has been
# asked; what was said is in SAID.
interrupted() {
	local number=$1 mute=$BATS_TEST_TMPDIR/mute pid
	shift
	rm -f "$mute" # of the time before
	SAID=$BATS_TEST_TMPDIR/said
	python3 - >"$mute" 3>&- <<-'END' &
		import socket
		with socket.create_server(("127.0.0.1", 0)) as server:
		    print(server.getsockname()[1], flush=True)
		    asked, _ = server.accept()
		    asked.recv(1)
		    print("asked", flush=True)
		    while asked.recv(4096):
		        pass
	END
	MUTE_PID=$!
	wait_until grep -qs . "$mute"
	FENTU_OAUTH_URL=http://127.0.0.1:$(head -1 "$mute") \
		env --default-signal=INT,TERM "$FENTU" "$@" \
		>"$SAID" 2>&1 </dev/null 3>&- &
	pid=$!
	wait_until grep -q asked "$mute" || fail "said: $(<"$SAID")"
	kill -s "$number" "$pid"
	STATUS=0
	wait "$pid" || STATUS=$?
	mute_stop
}

@test "revocation: a signal says what it leaves" {
	local row
	local -a words
	key_login
	for row in 'INT logout --revoke --yes' 'TERM token revoke --yes' \
		'INT logout --all --revoke --yes'; do
		read -ra words <<<"$row"
		interrupted "${words[@]}"
		case ${words[0]} in
		INT) expect_equal "$STATUS" 130 ;;
		TERM) expect_equal "$STATUS" 143 ;;
		esac
		grep -q 'interrupted; the login is still stored here, and the server may have revoked it' \
			"$SAID" || fail "said: $(<"$SAID")"
		grep -q 'run the command again' "$SAID" || fail "said: $(<"$SAID")"
		is_kept login
	done
}
