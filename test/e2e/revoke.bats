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

@test "token revoke: an API key, too" {
	printf '%s\n' "$SANDBOX_KEY" | fentu login --key-stdin
	run -0 --separate-stderr fentu token revoke
	expect_gone "$SANDBOX_KEY"
	run ! is_kept login
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

@test "token revoke: with nothing stored it says so" {
	run -4 --separate-stderr fentu token revoke
	expect_in_stderr 'has no stored login'
	expect_in_stderr '--token-stdin'
}

# ---- logout ----

@test "logout: revokes the refresh token, then the access token" {
	oauth_login
	sandbox_fault '{"path": "/oauth/revoke", "skip": 1, "status": 400}'
	run -7 --separate-stderr fentu logout
	expect_in_stderr 'the access token: the server answers 400'
	expect_gone "$(refresh_token)"
	is_kept login
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

@test "logout: --no-revoke forgets tokens and leaves them valid" {
	oauth_login
	run -0 --separate-stderr fentu logout --no-revoke
	expect_equal "$(sandbox_writes)" 0
	sandbox_token_is alive "$(refresh_token)"
	run ! is_kept login
}

@test "logout: what is not revoked for certain stays stored" {
	local fault
	for fault in '"status": 400' '"status": 404' '"status": 500' \
		'"reset": true' '"html": true, "status": 401'; do
		oauth_login
		sandbox_fault "{\"path\": \"/oauth/revoke\", \"count\": 0, $fault}"
		run -7 --separate-stderr fentu logout --retries 0
		expect_in_stderr 'not revoked, and still stored here'
		expect_in_stderr '--no-revoke'
		expect_equal "$(stored refresh)" "$(refresh_token)"
		sandbox_control DELETE faults >/dev/null
	done
	run -0 fentu logout
	expect_gone "$(refresh_token)" "$(access_token)"
}

@test "logout: a server in trouble is asked again, when it says" {
	oauth_login
	sandbox_fault '{"path": "/oauth/revoke", "status": 503, "retry-after": 1}'
	run -0 --separate-stderr fentu logout
	expect_gone "$(refresh_token)" "$(access_token)"
}

@test "logout: without a network nothing is lost, and nothing is forgotten" {
	oauth_login
	kill "$SANDBOX_PID"
	wait "$SANDBOX_PID" || true
	run -7 --separate-stderr fentu logout --retries 0
	expect_in_stderr 'still stored here'
	is_kept login
	run -0 fentu logout --no-revoke
	run ! is_kept login
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
	oauth_login
	sandbox_setting revoke-auth basic
	fentu config set oauth_revoke_auth body
	run -7 --separate-stderr fentu logout
	expect_in_stderr 'oauth_revoke_auth'
	fentu logout --no-revoke
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
