# Logging in through a scripted browser: a server (test/mock/oauth.py) and what
# is played to it. Load after helper.
# shellcheck shell=bash

WEB_OPTIONS=()

web_setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	SANDBOX_KEY=canary$BASHPID-$RANDOM$RANDOM$RANDOM # in every secret
	# shellcheck disable=SC2034 # for check_no_secret
	SANDBOX_SECRET=client-$SANDBOX_KEY
	WEB=$BATS_TEST_TMPDIR/web
	mkdir "$WEB"
	: >"$WEB/log"
	: >"$WEB/out"
	python3 "$BATS_TEST_DIRNAME/../mock/oauth.py" "$WEB" "$SANDBOX_KEY" \
		>"$WEB/out" 3>&- &
	WEB_PID=$!
	wait_until grep -q '^port ' "$WEB/out"
	WEB_URL=http://127.0.0.1:$(cut -d' ' -f2 "$WEB/out")
	export FENTU_API_URL=$WEB_URL/v1 FENTU_OAUTH_URL=$WEB_URL
	# The person who says yes: follow where the server leads.
	export BROWSER="curl -sS -L --noproxy * -m 20 -D $WEB/head -o $WEB/page"
}

web_teardown() {
	kill "$WEB_PID" 2>/dev/null || true
	wait "$WEB_PID" 2>/dev/null || true
	check_no_secret "$@"
}

# web_login OPTION...: with the secret of app-1 on standard input.
web_login() {
	printf 'client-%s\n' "$SANDBOX_KEY" |
		fentu login --web --client-id app-1 --client-secret-stdin "$@"
}

# web_log FILTER: what jq makes of the server's log.
web_log() {
	jq -s -r "$1" "$WEB/log"
}

web_tokens_asked() {
	web_log '[.[] | select(.at == "/oauth/token")] | length'
}

# web_wait COMMAND...: run a login by COMMAND, in the background, up to where it
# waits for a browser.
web_wait() {
	: >"$WEB/said"
	printf 'client-%s\n' "$SANDBOX_KEY" >"$WEB/secret"
	timeout -k 5 60 "$@" "$FENTU" login --web --client-id app-1 \
		--client-secret-stdin "${WEB_OPTIONS[@]}" \
		<"$WEB/secret" 2>"$WEB/said" 3>&- &
	WEB_LOGIN=$!
	wait_until grep -q '^fentu: http' "$WEB/said"
	WEB_ASK=$(sed -n 's/^fentu: \(http\)/\1/p' "$WEB/said")
	WEB_BACK=$(web_asked redirect_uri)
	# shellcheck disable=SC2034 # for the test
	WEB_STATE=$(web_asked state)
}

# web_start OPTION...: the same with options, and without a browser.
web_start() {
	local WEB_OPTIONS=(--no-browser "$@")
	web_wait env
}

web_is_asked_for_tokens() {
	[ "$(web_tokens_asked)" -gt 0 ]
}

# Has a connection to the login come in that it has not taken?
web_is_knocked_at() {
	local port=${WEB_BACK%/callback}
	[ "$(ss -Hltn "sport = :${port##*:}" | awk '{ print $2 }')" -gt 0 ]
}

# has_said TEXT: a login in the background, so far.
has_said() {
	grep -qF -e "$1" "$WEB/said"
}

expect_said() {
	has_said "$1" || fail "not said: $1" "but: $(<"$WEB/said")"
}

web_asked() { # PARAMETER of the address shown
	[[ $WEB_ASK =~ [?\&]$1=([^\&]*) ]] || return
	printf '%b\n' "${BASH_REMATCH[1]//%/\\x}"
}

# Say yes at the address shown.
web_approve() {
	curl -sS -L --noproxy '*' -m 20 -o "$WEB/page" "$WEB_ASK"
}

# web_end STATUS: of the login in the background.
web_end() {
	local got=0
	wait "$WEB_LOGIN" || got=$?
	cat "$WEB/said" >>"$TRANSCRIPT"
	[ "$got" -eq "$1" ] || {
		cat "$WEB/said"
		fail "the login ended with $got, not $1"
	}
}

# web_knock QUERY [CURL-OPTION...]: print the status of an answer.
web_knock() {
	local query=$1
	shift
	curl -gs -o /dev/null --noproxy '*' -m 20 -w '%{http_code}\n' "$@" \
		"$WEB_BACK?$query"
}

expect_logged_out() {
	run -4 --separate-stderr fentu status --offline -o json
	expect_json .kind null
}
