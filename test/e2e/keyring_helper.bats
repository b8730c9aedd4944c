#!/usr/bin/env bats
# The helper that asks the keyring, on its own: with the real gnome-keyring of
# the session, with a mock that does what a real one cannot be made to do, and
# without any.
# shellcheck disable=SC2016,SC2034 # what jq and bash -c expand; keyring.bash

load helper
load keyring

setup() {
	hermetic
}

teardown() {
	bus_stop
	check_named
}

# ---- the real one ----

@test "helper: keeps, finds, replaces and drops a record" {
	run -0 ask get https://round.example
	expect_answer absent
	expect_json .provider '"gnome-keyring-daemon"'
	run -0 put_record '{"v":1,"n": 1.00}' https://round.example
	expect_answer 'done'
	run -0 put_record '{"v":1,"n": 2.00}' https://round.example
	expect_answer 'done'
	run -0 ask get https://round.example
	expect_answer found
	expect_in_output '"record":{"v":1,"n": 2.00}'
	run -0 ask drop https://round.example
	expect_answer 'done'
	run -0 ask drop https://round.example
	expect_answer absent
}

@test "helper: a locked keyring is not the same as an absent record" {
	put_record '{"v":1}' https://locked.example
	keyring_lock
	run -0 ask get https://locked.example
	expect_answer locked needs_person
	run -0 ask get https://not-there.example
	expect_answer absent
	run -0 put_record '{"v":1,"n":2}' https://locked.example
	expect_answer locked needs_person
	run -0 put_record '{"v":1}' https://not-there.example
	expect_answer locked needs_person
	run -0 ask drop https://locked.example
	expect_answer locked needs_person
	run -0 ask probe https://locked.example
	expect_answer found
	expect_json .locked true
	keyring_unlock
	run -0 ask get https://locked.example
	expect_in_output '"record":{"v":1}'
	ask drop https://locked.example
}

@test "helper: a record of a newer version stays as it is" {
	put_record '{"v":7,"n":1}' https://newer.example
	run -0 put_record '{"v":6,"n":2}' https://newer.example
	expect_answer failed newer
	run -0 ask get https://newer.example
	expect_in_output '"record":{"v":7,"n":1}'
	ask drop https://newer.example
}

@test "helper: many writers at once lose no record" {
	local n count writers=()
	count=$(rounds 20 50)
	for ((n = 0; n < count; n++)); do
		put_record "{\"v\":1,\"n\":$n}" https://many.example "p$n" \
			>"$HOME/$n" 3>&- &
		writers+=($!)
	done
	wait "${writers[@]}"
	for ((n = 0; n < count; n++)); do
		grep -q '"outcome":"done"' "$HOME/$n"
		run -0 ask get https://many.example "p$n"
		expect_json .record.n "$n"
		ask drop https://many.example "p$n"
	done
}

@test "helper: many writers of one record leave one item" {
	local n writers=()
	for n in 1 2 3 4 5 6 7 8; do
		put_record "{\"v\":1,\"n\":$n}" https://one.example \
			>"$HOME/$n" 3>&- &
		writers+=($!)
	done
	wait "${writers[@]}"
	grep -L '"outcome":"done"' "$HOME"/[1-8] | run ! grep .
	run -0 ask get https://one.example
	expect_answer found
	expect_json .duplicates null
	ask drop https://one.example
}

digest() { # of a record, as those who replace it know it
	printf %s "$1" | sha256sum | cut -d' ' -f1
}

@test "helper: of many writers who expect one record, one is done" {
	local n first='{"v":1,"n":0}' writers=() origin=https://swap.example
	put_record "$first" "$origin"
	for n in 1 2 3 4 5 6 7 8; do
		put_record "{\"v\":1,\"n\":$n},\"expect\":\"$(digest "$first")\"" \
			"$origin" >"$HOME/$n" 3>&- &
		writers+=($!)
	done
	wait "${writers[@]}"
	expect_equal "$(grep -l '"outcome":"done"' "$HOME"/[1-8] | wc -l)" 1
	expect_equal "$(grep -l '"reason":"changed"' "$HOME"/[1-8] | wc -l)" 7
	run -0 ask drop "$origin" default ",\"expect\":\"$(digest "$first")\""
	expect_answer failed changed
	run -0 put_record '{"v":1},"expect":"absent"' "$origin"
	expect_answer failed changed
	ask drop "$origin"
	run -0 put_record "$first,\"expect\":\"$(digest "$first")\"" "$origin"
	expect_answer failed changed
	expect_equal "$(ask get "$origin" | jq -r .outcome)" absent
}

@test "helper: a record that another helper is writing is not touched" {
	local lock holder name
	name=$(printf 'https://busy.example\ndefault\nlogin' | sha256sum)
	lock=$XDG_RUNTIME_DIR/fentu/keyring-${name:0:16}.lock
	mkdir -m 700 "$XDG_RUNTIME_DIR/fentu"
	python3 - "$lock" 3>&- <<-'END' &
		import fcntl, struct, sys, time
		lock = open(sys.argv[1], "w")
		whole = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
		fcntl.fcntl(lock, fcntl.F_OFD_SETLK, whole)
		lock.write("held")
		lock.flush()
		time.sleep(60)
	END
	holder=$!
	wait_until test -s "$lock"
	run -0 put_record '{"v":1}' https://busy.example
	expect_answer failed busy
	kill "$holder"
	run -0 put_record '{"v":1}' https://busy.example
	expect_json .outcome '"done"'
	ask drop https://busy.example
}

@test "helper: a reader finds a whole record during updates" {
	local n reader long
	long=$(printf '%0900d' 7)
	put_record "{\"v\":1,\"n\":0,\"x\":\"$long\"}" https://update.example
	while [ ! -e "$HOME/over" ]; do
		ask get https://update.example
	done >"$HOME/seen" 3>&- &
	reader=$!
	for ((n = 1; n <= $(rounds 40 200); n++)); do
		put_record "{\"v\":1,\"n\":$n,\"x\":\"$long\"}" \
			https://update.example >/dev/null
	done
	: >"$HOME/over"
	wait $reader
	run -0 jq -s --arg x "$long" \
		'length > 5 and all(.outcome == "found" and .record.x == $x)' \
		"$HOME/seen"
	expect_output true
	ask drop https://update.example
}

@test "helper: a reader finds all or nothing during logins and logouts" {
	local n reader
	while [ ! -e "$HOME/over" ]; do
		ask get https://change.example
	done >"$HOME/seen" 3>&- &
	reader=$!
	for ((n = 1; n <= $(rounds 20 200); n++)); do
		put_record "{\"v\":1,\"n\":$n}" https://change.example
		ask drop https://change.example
	done >/dev/null
	: >"$HOME/over"
	wait $reader
	run -0 jq -s 'map(.outcome + (.reason // "")) | unique - ["absent", "found"]' \
		"$HOME/seen"
	expect_output '[]'
}

@test "helper: lists records without their secrets" {
	put_record '{"v":1,"access":"list-canary"}' https://list.example a
	put_record '{"v":1,"access":"list-canary"}' https://list.example b
	put_record '{"v":1,"access":"list-canary"}' https://other.example a
	run -0 ask_list '"origin":"https://list.example",'
	expect_json '[.records[] | .profile] | sort' '["a","b"]'
	expect_json '.records[0] | keys' \
		'["kind","locked","modified","origin","profile"]'
	expect_not_in_output list-canary
	run -0 ask_list ''
	expect_json '[.records[].origin] | unique | length > 1' true
	ask drop https://list.example a
	ask drop https://list.example b
	ask drop https://other.example a
}

ask_list() { # MEMBERS
	printf '{%s"protocol":2,"op":"list"}' "$1" | timeout -k 1 10 "$KEYRING"
}

@test "helper: what the keyring shows of an item has no secret in it" {
	put_record '{"v":1,"access":"dump-canary"}' https://dump.example work
	run -0 keyring_dump
	expect_in_output "'Label': <'fentu: work at https://dump.example'>"
	expect_in_output "'origin': 'https://dump.example'"
	expect_in_output "'profile': 'work'"
	expect_in_output "'kind': 'login'"
	expect_in_output "'v': '1'"
	expect_in_output "'xdg:schema': 'io.fentu.Credential'"
	expect_not_in_output dump-canary
	ask drop https://dump.example work
}

# ---- no keyring ----

@test "helper: no bus" {
	unset DBUS_SESSION_BUS_ADDRESS
	run -0 ask get
	expect_answer unavailable no_bus
	export DBUS_SESSION_BUS_ADDRESS=unix:path=$HOME/nothing
	run -0 ask get
	expect_answer unavailable no_bus
	mkfifo "$HOME/fifo"
	export DBUS_SESSION_BUS_ADDRESS=unix:path=$HOME/fifo
	run -0 ask get
	expect_answer unavailable no_bus
}

@test "helper: the bus of the runtime folder is found" {
	local address=$DBUS_SESSION_BUS_ADDRESS
	unset DBUS_SESSION_BUS_ADDRESS
	address=${address#unix:path=}
	ln -s "${address%%,*}" "$XDG_RUNTIME_DIR/bus"
	run -0 ask get
	expect_answer absent
}

@test "helper: no bus is started, and none that is not local is used" {
	local address
	for address in autolaunch: autolaunch:scope=user tcp:host=127.0.0.1,port=1 \
		nonce-tcp:host=127.0.0.1,port=1 "unixexec:path=touch,argv1=$HOME/x" \
		"$DBUS_SESSION_BUS_ADDRESS;autolaunch:" launchd:env=X nonsense; do
		DBUS_SESSION_BUS_ADDRESS=$address run -0 ask get
		expect_answer unavailable refused_bus
	done
	[ ! -e "$HOME/x" ]
}

@test "helper: a bus of another user is not used" {
	[ "$(id -u)" -eq 0 ] || skip 'needs root'
	seed '{"v":1}'
	mock_start
	run -0 ask get
	expect_answer found
	chown nobody "$BATS_TEST_TMPDIR/bus"
	run -0 ask get
	expect_answer unavailable foreign_bus
	expect_calls SearchItems 1
}

@test "helper: a bus that hides its owner behind the socket's is not used" {
	[ "$(id -u)" -eq 0 ] || skip 'needs root'
	chmod 755 "$BATS_RUN_TMPDIR" 2>/dev/null || true
	chmod 777 "$BATS_TEST_TMPDIR"
	BUS_WRAPPER=(setpriv --reuid=65534 --clear-groups)
	bus_start
	chown root "$BATS_TEST_TMPDIR/bus"
	run -0 ask get
	expect_answer unavailable foreign_bus
}

@test "helper: a bus without a keyring" {
	bus_start
	run -0 ask get
	expect_answer unavailable no_service
}

@test "helper: a keyring that cannot be started" {
	mkdir "$HOME/services"
	printf '[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/false\n' \
		>"$HOME/services/secrets.service"
	BUS_SERVICES=$HOME/services
	bus_start
	run -0 ask get
	expect_answer unavailable no_start
}

@test "helper: a missing default collection is said, never created" {
	mock_start --mode no-collection
	run -0 ask get
	expect_answer unavailable no_collection
	run -0 put_record '{"v":1}'
	expect_answer unavailable no_collection
	run -0 ask probe
	expect_answer unavailable no_collection
	run -0 ask drop
	expect_answer absent
	expect_calls CreateCollection 0
	expect_calls CreateItem 0
}

@test "helper: a default collection that is gone is none" {
	mock_start --mode stale-alias
	run -0 ask get
	expect_answer unavailable no_collection
	run -0 put_record '{"v":1}'
	expect_answer unavailable no_collection
}

@test "helper: a fresh gnome-keyring has no default collection" {
	mkdir "$HOME/services"
	printf '[D-BUS Service]\nName=org.freedesktop.secrets\nExec=%s\n' \
		'/usr/bin/gnome-keyring-daemon --start --foreground --components=secrets' \
		>"$HOME/services/secrets.service"
	BUS_SERVICES=$HOME/services
	bus_start
	run -0 put_record '{"v":1}'
	expect_answer unavailable no_collection
	[ ! -e "$XDG_DATA_HOME/keyrings/login.keyring" ]
}

# ---- the mock ----

@test "helper: finds an item that another program stored" {
	seed '{"v":1,"n":5}'
	mock_start
	run -0 ask get
	expect_answer found
	expect_json .record.n 5
	expect_json .provider '"mock-secrets"'
	run -0 ask probe
	expect_answer found
	expect_json .collection '"Main"'
	expect_json .backend '"service"'
}

@test "helper: updates in place and never asks to replace" {
	seed '{"v":1,"n":1}'
	mock_start
	run -0 put_record '{"v":1,"n":2}'
	expect_answer 'done'
	expect_calls SetSecret 1
	expect_calls CreateItem 0
	run -0 put_record '{"v":1}' https://api.example another
	expect_answer 'done'
	expect_calls CreateItem 1
}

@test "helper: of several items the newest counts, the others are counted" {
	seed '{"v":1,"n":1}'
	seed '{"v":1,"n":2}'
	seed '{"v":1,"n":3}'
	mock_start
	run -0 ask get
	expect_json .record.n 3
	expect_json .duplicates 2
	run -0 put_record '{"v":1,"n":4}'
	expect_answer 'done'
	run -0 ask get
	expect_json .record.n 4
	run -0 ask drop
	expect_answer 'done'
	expect_calls Delete 3
	run -0 ask get
	expect_answer absent
}

@test "helper: an item with more attributes does not hide the exact one" {
	seed '{"v":1,"n":1}'
	seed '{"v":1,"n":2}' default trap=1
	mock_start
	run -0 ask get
	expect_json .record.n 1
}

@test "helper: an item with more attributes is found when it is the only one" {
	seed '{"v":1,"n":2}' default Title=fentu
	mock_start
	run -0 ask get
	expect_json .record.n 2
}

@test "helper: nobody is asked unless a person may be" {
	local mode
	seed '{"v":1}'
	for mode in locked hides prompt-never prompt-ok prompt-dismissed; do
		mock_start --mode $mode
		run -0 ask get
		expect_answer locked needs_person
		run -0 put_record '{"v":1,"n":2}'
		expect_answer locked needs_person
		run -0 ask drop
		expect_answer locked needs_person
		expect_calls Unlock 0
		expect_calls Prompt 0
		bus_stop
	done
	SEEDS=()
	mock_start --mode prompt-create
	run -0 put_record '{"v":1}'
	expect_answer locked needs_person
	expect_calls Prompt 0
}

@test "helper: a person may unlock the keyring" {
	seed '{"v":1,"n":9}'
	mock_start --mode prompt-ok
	run -0 ask get https://api.example default ',"may_prompt":true'
	expect_answer found
	expect_json .record.n 9
	expect_calls Unlock 1
	expect_calls Prompt 1
}

@test "helper: a person may unlock a keyring that hides what it holds" {
	mock_start --mode prompt-ok
	run -0 ask put https://api.example default \
		',"may_prompt":true,"record":{"v":1,"n":3}'
	expect_answer 'done'
	expect_calls Prompt 1
}

@test "helper: a person may leave it locked" {
	seed '{"v":1}'
	mock_start --mode prompt-dismissed
	run -0 ask get https://api.example default ',"may_prompt":true'
	expect_answer locked dismissed
}

@test "helper: a service that dies during the call" {
	mock_start --mode dies
	run -0 ask get
	expect_answer unavailable died
}

@test "helper: a service that answers nonsense" {
	local op
	mock_start --mode garbage
	for op in get probe drop list; do
		run -0 ask $op
		expect_answer failed garbage
	done
	run -0 put_record '{"v":1}'
	expect_answer failed garbage
}

@test "helper: what a service cuts off is undone" {
	seed '{"v":1,"n":1}'
	mock_start --mode truncate
	run -0 put_record "{\"v\":1,\"x\":\"$(printf '%0100d' 7)\"}"
	expect_answer failed mismatch
	run -0 ask get
	expect_json .record.n 1
	run -0 put_record "{\"v\":1,\"x\":\"$(printf '%0100d' 7)\"}" \
		https://api.example fresh
	expect_answer failed mismatch
	run -0 ask get https://api.example fresh
	expect_answer absent
}

@test "helper: a loss that cannot be undone is said" {
	seed "{\"v\":1,\"x\":\"$(printf '%080d' 7)\"}"
	mock_start --mode truncate
	run -0 put_record "{\"v\":1,\"x\":\"$(printf '%0100d' 7)\"}"
	expect_answer failed damaged
}

@test "helper: an item that holds no record of ours" {
	local record
	for record in text '' '[1]' '{"a":1,"a":2}' '{"v":1' $'{"v":"\x01"}'; do
		mock_start --seed "https://api.example|default|$record"
		run -0 ask get
		expect_answer failed bad_record
		run -0 put_record '{"v":1,"n":2}'
		expect_answer 'done'
		bus_stop
	done
}

@test "helper: a slow service is waited for" {
	seed '{"v":1}'
	mock_start --slow 150
	run -0 ask get
	expect_answer found
}

# ---- libsecret's file ----

@test "helper: the file backend is named as such, and works without a bus" {
	unset DBUS_SESSION_BUS_ADDRESS
	export SECRET_BACKEND=file SECRET_FILE_TEST_PATH=$HOME/keyring
	export SECRET_FILE_TEST_PASSWORD=password
	run -0 put_record '{"v":1,"access":"file-canary"}'
	expect_answer 'done'
	expect_json .backend '"file"'
	run -0 ask probe
	expect_answer found
	expect_json .backend '"file"'
	run -0 stat -c %a "$HOME/keyring"
	expect_output 600
	run ! grep -q file-canary "$HOME/keyring"
	run -0 ask drop
	expect_answer 'done'
	run -0 ask get
	expect_answer absent
}

@test "helper: writers of the file take turns and lose no record" {
	local n writers=()
	unset DBUS_SESSION_BUS_ADDRESS
	export SECRET_BACKEND=file SECRET_FILE_TEST_PATH=$HOME/keyring
	export SECRET_FILE_TEST_PASSWORD=password
	for n in 1 2 3 4 5 6 7 8 9 10; do
		put_record "{\"v\":1,\"n\":$n}" https://file.example "p$n" \
			>/dev/null 3>&- &
		writers+=($!)
	done
	wait "${writers[@]}"
	for n in 1 2 3 4 5 6 7 8 9 10; do
		run -0 ask get https://file.example "p$n"
		expect_json .record.n "$n"
	done
}

# ---- requests ----

@test "helper: a request that makes no sense is refused before any bus" {
	local text
	mock_start
	for text in '' '[]' 'null' '{' '{"protocol":2}' \
		'{"protocol":1,"op":"get","origin":"o","profile":"p","kind":"login"}' \
		"$(request nonsense)" "$(request get '')" \
		"$(request get 'a\nb')" "$(request get "$(printf '%0600d' 1)")" \
		"$(request put)" "$(request put o p ',"record":"text"')" \
		"$(request get o p ',"op":"drop"')"; do
		run -0 bash -c 'printf %s "$1" | timeout -k 1 10 "$2"' _ \
			"$text" "$KEYRING"
		expect_answer failed bad_request
	done
	expect_calls GetAll 0
}

@test "helper: run by hand it says who runs it" {
	run -2 --separate-stderr "$KEYRING" --help
	expect_output ''
	expect_in_stderr 'run by fentu'
	run -2 script -qec "'$KEYRING'" /dev/null
	expect_in_output 'run by fentu'
}

@test "helper: a reader that is gone is a failure" {
	run -1 bash -c 'printf "%s" "$1" | "$2" >/dev/full' _ \
		"$(request get)" "$KEYRING"
}

# ---- the secret on its way ----

is_debuggable() {
	grep -q __asan_init "$KEYRING"
}

@test "helper: no secret in arguments or environment" {
	local pid asker
	mock_start --mode mute
	put_record '{"v":1,"access":"process-canary"}' >/dev/null 3>&- &
	asker=$!
	wait_until keyring_helpers >/dev/null
	pid=$(keyring_helpers | head -1)
	run ! grep -aq process-canary "/proc/$pid/cmdline" "/proc/$pid/environ"
	is_debuggable || run -0 grep 'Max core file size *0 *0' "/proc/$pid/limits"
	kill "$pid"
	wait $asker || true
}
