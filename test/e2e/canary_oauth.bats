#!/usr/bin/env bats
# A login by OAuth, from the browser to its end, through every command that has
# to do with one, at --debug: neither tokens nor the client's secret stand in what
# is said, in files, in arguments and environments of processes. For codes and
# verifiers, which the sandbox does not tell, see login_web.bats; for what is not
# dumped, release.bats.

load helper
load keyring
load oauth
load canary

TOKEN='sandbox_[0-9a-f]{48}' # as the sandbox makes them

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	export BROWSER="python3 $BATS_TEST_DIRNAME/../mock/browser.py"
	sandbox_start
	watch_start "$SANDBOX_KEY" "$SANDBOX_SECRET" "$TOKEN"
}

teardown() {
	watch_stop
	sandbox_stop
	check_no_secret
}

# loud WORD...: fentu, as loud as it gets, however it ends.
loud() {
	fentu --debug "$@" >/dev/null 2>&1 || true
}

web_login() { # OPTION...
	loud login --web --client-id "$SANDBOX_CLIENT" --client-secret-stdin \
		"$@" <<<"$SANDBOX_SECRET"
}

expect_nothing_left() {
	expect_unseen
	check_no_secret
}

@test "canary: a login through the browser, and all that it is good for" {
	web_login
	fentu wo list --limit 1 -o id # it works
	loud status
	loud status -o json
	loud status --offline
	loud doctor
	loud doctor -o json
	loud scopes
	loud scopes wo list, assets view
	loud token list
	loud token list -o json
	loud token list --stale
	loud token refresh
	loud token refresh --if-expiring 60
	loud token refresh --if-expiring 7200
	loud token rotate
	loud assets update asset-1 --name New # a 403
	loud token revoke --keep
	loud status
	loud wo list --limit 1
	loud logout
	expect_nothing_left
}

@test "canary: logins through the browser that go wrong" {
	BROWSER_DOES=deny web_login
	web_login --scope no:such
	web_login --redirect-port 1
	web_login --no-browser --timeout 1
	sandbox_fault '{"path": "/oauth/token", "no-answer": true}'
	web_login
	sandbox_fault '{"path": "/oauth/token", "status": 400,
		"body": "{\"error\":\"invalid_grant\"}"}'
	web_login
	loud login --web --client-id "$SANDBOX_CLIENT" --client-secret-stdin \
		<<<"$SANDBOX_SECRET"$'\x01'
	loud login --web --client-id "$SANDBOX_CLIENT" "$TOKEN"
	mock_start --mode locked --from 3 # nothing can be kept
	web_login
	bus_stop
	expect_nothing_left
}

@test "canary: refreshes that go well, and those that do not" {
	local fault
	expired_login
	loud wo list --limit 1
	for fault in '"no-answer": true' '"status": 503' '"html": true' \
		'"status": 401, "body": "{\"error\":\"invalid_client\"}"' \
		'"body": "{}"' '"redirect": "https://evil.example/"'; do
		expired_login
		sandbox_fault "{\"path\": \"/oauth/token\", $fault}"
		loud wo list --limit 1 --retries 0
		sandbox_control DELETE faults >/dev/null
	done
	expired_login
	sandbox_control POST keys "{\"revoke\": \"$(refresh_token)\"}" >/dev/null
	loud token refresh
	loud status
	loud doctor
	expired_login
	keyring_lock
	loud token refresh
	loud doctor
	keyring_unlock
	expect_nothing_left
}

@test "canary: tokens that are revoked, and keys that are replaced" {
	oauth_login
	jq -r .access_token <<<"$(sandbox_tokens)" |
		fentu --debug token revoke --token-stdin
	sandbox_fault '{"path": "/oauth/revoke", "status": 503, "count": 0}'
	loud token revoke --yes
	loud logout
	sandbox_control DELETE faults >/dev/null
	loud token revoke --yes
	oauth_login
	loud logout --all
	sandbox_key admin | fentu --debug login --key-stdin
	sandbox_key admin | fentu --debug token rotate --key-stdin \
		--exec 'wc -c'
	sandbox_key read:assets | fentu --debug token rotate --key-stdin || true
	loud token list
	loud token revoke --yes
	loud logout --revoke --yes
	expect_nothing_left
}

@test "canary: the client's secret from the environment goes to no child" {
	watch_stop
	cat >"$HOME/spy" <<-END
		#!/bin/sh
		{ env; cat /proc/\$\$/cmdline; } >$BATS_TEST_TMPDIR/spied
		exec $BROWSER "\$@"
	END
	chmod +x "$HOME/spy"
	FENTU_CLIENT_ID=$SANDBOX_CLIENT FENTU_CLIENT_SECRET=$SANDBOX_SECRET \
		FENTU_API_KEY=$SANDBOX_KEY BROWSER=$HOME/spy \
		fentu --debug login --web
	[ -s "$BATS_TEST_TMPDIR/spied" ]
	run ! grep -E -e "$SANDBOX_KEY|$SANDBOX_SECRET|$TOKEN|FENTU_" \
		"$BATS_TEST_TMPDIR/spied"
	expect_nothing_left
}
