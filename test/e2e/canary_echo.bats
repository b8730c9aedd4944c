#!/usr/bin/env bats
# A server that repeats the credential in all that it answers: what fentu says
# and keeps has it nowhere, in no encoding. See test/mock/echo.py for the ways to
# repeat it, and canary_sweep.py for the commands: a new one joins by itself.

load helper
load keyring

ECHO=$BATS_TEST_DIRNAME/../mock/echo.py

setup() {
	hermetic
	FOLDER=$BATS_TEST_TMPDIR/echo
	mkdir "$FOLDER"
	echo 400 0 >"$FOLDER/mode"
	python3 "$ECHO" "$FOLDER" >"$FOLDER/port" 3>&- &
	ECHO_PID=$!
	wait_until [ -s "$FOLDER/port" ]
	ECHO_URL=http://127.0.0.1:$(<"$FOLDER/port")
	export FENTU_API_URL=$ECHO_URL/v1
}

teardown() {
	kill "$ECHO_PID" 2>/dev/null || true
}

# sweep [PREFIX [HOOK]]: see canary_sweep.py.
sweep() {
	timeout -k 5 900 python3 "$BATS_TEST_DIRNAME/canary_sweep.py" "$FENTU" \
		"$FOLDER" "$(rounds 0 1)" "$ECHO" "${1-}" "${2-}"
}

@test "canary: a key that a server repeats is shown and kept nowhere" {
	FENTU_API_KEY=canary-key-$RANDOM$RANDOM$RANDOM run -0 sweep
}

@test "canary: nor one whose characters each encoding changes" {
	FENTU_API_KEY="canary/key+$RANDOM\"%&\\<$RANDOM'=~" run -0 sweep
}

# Each command finds a login whose access token has ended.
@test "canary: nor the tokens of a login, old and new, and its client's secret" {
	local now
	now=$(date +%s)
	{
		request put "$ECHO_URL" default ",\"record\":{\"v\":1,
			\"kind\":\"oauth\",\"access\":\"old-access-$RANDOM$RANDOM\",
			\"refresh\":\"old-refresh-$RANDOM$RANDOM\",
			\"created_at\":$now,\"obtained_at\":$((now - 9000)),
			\"access_expires_at\":$((now - 5)),\"scopes\":\"read:assets\",
			\"client_id\":\"app\",\"root\":\"$ECHO_URL\"}"
	} >"$FOLDER/put"
	export FENTU_CLIENT_ID=app FENTU_CLIENT_SECRET=client-secret-$RANDOM$RANDOM
	run -0 sweep renew- "$KEYRING <$FOLDER/put"
	run -0 sweep '' "$KEYRING <$FOLDER/put"
}
