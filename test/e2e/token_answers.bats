#!/usr/bin/env bats
# What a token endpoint may answer without costing a login: a whole answer has
# spent the code or the refresh token, and a server that detects reuse ends
# everything when one is sent again.

load helper

setup() {
	hermetic
	SANDBOX_KEY=canary$BASHPID-$RANDOM$RANDOM$RANDOM # in every token
	ODD=$BATS_TEST_TMPDIR/odd
	mkdir "$ODD"
	: >"$ODD/asked"
	: >"$ODD/reuse"
	python3 "$BATS_TEST_DIRNAME/../mock/odd_tokens.py" "$ODD" "$SANDBOX_KEY" \
		>"$ODD/out" 3>&- &
	ODD_PID=$!
	wait_until grep -q '^port ' "$ODD/out"
	FENTU_API_URL=http://127.0.0.1:$(cut -d' ' -f2 "$ODD/out")/v1
	export FENTU_API_URL
	export BROWSER="curl -sS -L --noproxy * -m 20 -o /dev/null"
}

teardown() {
	kill "$ODD_PID" 2>/dev/null || true
	wait "$ODD_PID" 2>/dev/null || true
	check_no_secret "$HOME"/state/fentu/credentials/*
}

log_in() {
	fentu login --web --client-id app --store file </dev/null
}

odd_answers() { # COUNT
	python3 "$BATS_TEST_DIRNAME/../mock/odd_tokens.py" --list "$1"
}

# asked: for tokens, since the last time that this was asked.
asked() {
	wc -l <"$ODD/asked"
	: >"$ODD/asked"
}

expect_no_reuse() {
	[ ! -s "$ODD/reuse" ] || fail "sent again: $(<"$ODD/reuse")"
}

@test "token answers: odd members cost no login that is made" {
	local answer
	while read -r answer; do
		printf '%s' "$answer" >"$ODD/answer"
		run -0 --separate-stderr log_in
		expect_equal "$(asked)" 1
		run -0 fentu wo list -o id
	done < <(odd_answers "$(rounds 6 60)")
	expect_no_reuse
}

@test "token answers: odd members cost no login that is refreshed" {
	local answer
	log_in
	while read -r answer; do
		printf '%s' "$answer" >"$ODD/answer"
		asked >/dev/null
		run -0 --separate-stderr fentu token refresh
		expect_equal "$(asked)" 1
	done < <(odd_answers "$(rounds 25 200)")
	run -0 fentu wo list -o id
	expect_no_reuse
}

@test "token answers: what is odd is unknown, and is named" {
	log_in
	cat >"$ODD/answer" <<-'END'
		{"access_token":"ACCESS","expires_in":0,"refresh_token":"",
		"refresh_expires_in":0,"scope":["read:assets"],"x":[{}]}
	END
	run -0 --separate-stderr fentu token refresh
	expect_in_stderr 'The token endpoint sent no usable value for token_type, refresh_token, expires_in, refresh_expires_in, scope; it is treated as unknown.'
	run -0 --separate-stderr fentu status -o json
	expect_json '[.access_expires_at, .scopes, .accepted]' '[null,null,true]'
	rm "$ODD/answer"
	run -0 fentu token refresh
	expect_no_reuse
}

@test "token answers: one that is not JSON is used, and a note says so" {
	log_in
	printf '%s' '{"access_token":"early","access_token":"ACCESS","token_type":"Bearer","x":NaN}' \
		>"$ODD/answer"
	run -0 --separate-stderr fentu token refresh
	expect_in_stderr 'The answer of the token endpoint is not valid JSON and has a token with two values, of which the last counts; it is used all the same.'
	run -0 fentu wo list -o id
	expect_no_reuse
}

@test "token answers: an end that the server did not say is not made up" {
	local end
	log_in
	for end in 0 -5 0.5 1e999 NaN '"soon"'; do
		printf '{"access_token":"ACCESS","refresh_token":"REFRESH","token_type":"Bearer","expires_in":%s}' \
			"$end" >"$ODD/answer"
		run -0 --separate-stderr fentu token refresh
		expect_in_stderr 'Refreshed; the server did not say when the access token ends.'
		asked >/dev/null
		run -0 --separate-stderr fentu token refresh --if-expiring 60
		expect_in_stderr 'Not refreshed: the server did not say when the access token ends.'
		expect_equal "$(asked)" 0
	done
}

@test "token answers: a token among the scopes is not kept" {
	log_in
	printf '%s' '{"access_token":"ACCESS","refresh_token":"REFRESH","token_type":"Bearer","scope":"REFRESH ACCESS"}' \
		>"$ODD/answer"
	run -0 --separate-stderr fentu token refresh
	expect_in_stderr 'no usable value for scope'
	run -0 fentu status -o json
	expect_json .scopes null
	run -0 fentu status
	expect_not_in_output "$SANDBOX_KEY"
}

@test "token answers: after one of no use nothing is sent again" {
	local answer
	while read -r answer; do
		rm -f "$ODD/answer"
		log_in
		asked >/dev/null
		printf '%s' "$answer" >"$ODD/answer"
		run -1 --separate-stderr fentu token refresh
		expect_in_stderr 'makes no sense'
		run -4 --separate-stderr fentu token refresh
		expect_in_stderr "fentu login"
		expect_equal "$(asked)" 1
		printf '%s' "$answer" >"$ODD/answer"
		run -1 --separate-stderr log_in
		expect_in_stderr 'start again'
		expect_equal "$(asked)" 1
	done <<-'END'
		{"token_type":"Bearer","expires_in":3600}
		{"access_token":"","token_type":"Bearer"}
		{"access_token":"ACCESS","token_type":"mac"}
		[]
		OK
		{"access_token":"ACC
		{"access_token":"ACCESS","token_type":"Bearer","x":NaN
		{"access_token":"A	CCESS","token_type":"Bearer"}
	END
	expect_no_reuse
}

@test "token answers: an error with the status of a success spends nothing" {
	local answer
	log_in
	for answer in '{"error":{"code":500,"message":"kaput"}}' \
		'{"error":"temporarily_unavailable"}'; do
		printf '%s' "$answer" >"$ODD/answer"
		run ! --separate-stderr fentu token refresh
		expect_in_stderr 'the token endpoint answers 200'
		rm "$ODD/answer"
		run -0 fentu token refresh
	done
	expect_no_reuse
}
