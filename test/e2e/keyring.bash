# Keyrings for the end to end tests: the helper on its own, and a bus of the
# test's own with a mock service on it. Load after helper.
# shellcheck shell=bash

KEYRING=$STAGE/libexec/fentu/fentu-keyring
MOCK_SECRETS=$STAGE/../test/mock/mock-secrets
SEEDS=()
BUS_WRAPPER=()
BUS_SERVICES=

# ---- the helper ----

# request OP [ORIGIN [PROFILE [MEMBERS]]]: a request; MEMBERS is JSON text that
# begins with a comma.
request() {
	local origin=${2-https://api.example} profile=${3-default}
	printf '{"protocol":2,"op":"%s","kind":"login"' "$1"
	printf ',"origin":"%s","profile":"%s"%s}' "$origin" "$profile" "${4-}"
}

# The same, asked of the helper with a limit of 10 s.
ask() {
	request "$@" | timeout -k 1 10 "$KEYRING"
}

# put_record RECORD [ORIGIN [PROFILE]]
put_record() {
	ask put "${2-https://api.example}" "${3-default}" ",\"record\":$1"
}

# expect_answer OUTCOME [REASON]: what `run ask` got.
expect_answer() {
	expect_json .outcome "\"$1\""
	if [ $# -gt 1 ]; then
		expect_json .reason "\"$2\""
	else
		expect_json .reason null
	fi
}

# The process numbers of the helpers that this test's bus serves; fails when
# there is none. Other tests have theirs at the same time.
keyring_helpers() {
	local pid found=1
	for pid in $(pgrep -f "^$KEYRING"); do
		grep -qzF "DBUS_SESSION_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS" \
			"/proc/$pid/environ" 2>/dev/null || continue
		echo "$pid"
		found=0
	done
	return $found
}

# ---- a bus and a service ----

# A private bus that starts nothing, or what the files in BUS_SERVICES say. It
# is the session bus from here on. BUS_WRAPPER is a command to run it by.
bus_start() {
	local socket=$BATS_TEST_TMPDIR/bus conf=$BATS_TEST_TMPDIR/bus.conf
	cat >"$conf" <<-END
		<!DOCTYPE busconfig PUBLIC
		 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
		 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
		<busconfig>
		<type>session</type>
		<listen>unix:path=$socket</listen>
		<auth>EXTERNAL</auth>
		${BUS_SERVICES:+<servicedir>$BUS_SERVICES</servicedir>}
		<policy context="default">
		<allow user="*"/>
		<allow own="*"/>
		<allow send_destination="*"/>
		<allow receive_sender="*"/>
		</policy>
		</busconfig>
	END
	: >"$BATS_TEST_TMPDIR/bus.address"
	# it tells the address once it listens there
	"${BUS_WRAPPER[@]}" dbus-daemon --config-file="$conf" --nofork \
		--nopidfile --print-address \
		>"$BATS_TEST_TMPDIR/bus.address" 2>/dev/null 3>&- &
	BUS_PID=$!
	wait_until test -s "$BATS_TEST_TMPDIR/bus.address"
	export DBUS_SESSION_BUS_ADDRESS=unix:path=$socket
}

# The mock ends with its bus.
bus_stop() {
	[ -n "${BUS_PID-}" ] || return 0
	kill "$BUS_PID" 2>/dev/null || true
	wait "$BUS_PID" 2>/dev/null || true
	rm -f "$BATS_TEST_TMPDIR/bus"
	unset BUS_PID
}

# seed RECORD [PROFILE [NAME=VALUE]]: an item that the next mock service holds
# from the start; several may be given.
seed() {
	SEEDS+=(--seed "https://api.example|${2-default}|$1${3+|$3}")
}

# mock_start [OPTION...]: a bus with a mock service; see test/mock/secrets.h.
mock_start() {
	MOCK_LOG=$BATS_TEST_TMPDIR/calls
	rm -f "$MOCK_LOG"
	bus_start
	"$MOCK_SECRETS" --log "$MOCK_LOG" "${SEEDS[@]}" "$@" \
		>"$BATS_TEST_TMPDIR/mock.out" 2>&1 3>&- &
	wait_until grep -qs '^ready$' "$MOCK_LOG"
}

mock_calls() { # METHOD: how often it was called
	grep -c "^$1\$" "$MOCK_LOG" || true
}

expect_calls() { # METHOD COUNT
	expect_equal "$1 $(mock_calls "$1")" "$1 $2"
}

# took_at_most SECONDS COMMAND...
took_at_most() {
	local limit=$1 start=$SECONDS
	shift
	"$@" || return
	[ $((SECONDS - start)) -le "$limit" ] ||
		fail "took $((SECONDS - start)) s, at most $limit expected"
}

# The attributes and labels of every item of ours, as the bus shows them.
keyring_dump() {
	local path
	for path in $(keyring_call org.freedesktop.Secret.Service.SearchItems \
		"{'xdg:schema': 'io.fentu.Credential'}" |
		grep -o "/org/freedesktop/secrets/collection/[^,']*"); do
		gdbus call --session --timeout 5 --dest org.freedesktop.secrets \
			--object-path "$path" --method \
			org.freedesktop.DBus.Properties.GetAll \
			org.freedesktop.Secret.Item
	done
}
