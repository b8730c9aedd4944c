#!/usr/bin/env bats
# fentu doctor: everything that a login needs, each thing broken once.
# shellcheck disable=SC2034 # read by keyring.bash

load helper
load keyring

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	bus_stop
	sandbox_stop
	check_no_secret "$HOME"/state/fentu/credentials/*
}

# examine STATUS [OPTION...]: what doctor finds, as JSON.
examine() {
	local status=$1
	shift
	run "-$status" --separate-stderr fentu doctor -o json "$@"
}

# expect_finding ID STATE [WORDS [REMEDY]]
expect_finding() {
	jq -e --arg id "$1" --arg state "$2" --arg words "${3-}" \
		--arg remedy "${4-}" '.[] | select(.id == $id) |
		.state == $state and (.found | contains($words)) and
		(.remedy // "" | contains($remedy))' <<<"$output" >/dev/null ||
		fail "$1: no '$2', '${3-}', '${4-}' in $output"
}

# expect_rest STATE ID...: these are all in this state.
expect_rest() {
	local state=$1
	shift
	expect_equal "not $state: $(jq -r --arg state "$state" --arg ids "$*" \
		'($ids | split(" ")) - map(select(.state == $state).id) |
		join(" ")' <<<"$output")" "not $state: "
}

login() {
	fentu login --key-stdin "$@" <<<"$SANDBOX_KEY" 2>/dev/null
}

# ---- in order ----

@test "doctor: finds nothing wrong with a login that works" {
	local before after
	login
	before=$(find "$HOME" -newermt 1970-01-02 -type f | sort | xargs sha256sum)
	examine 0
	expect_json 'map(.id) | join(" ")' '"settings permissions dbus secret_service lock credential dns tls api clock accepted"'
	expect_rest ok settings permissions dbus secret_service lock credential \
		api clock accepted
	expect_rest skipped dns tls
	expect_json 'map(select(.remedy)) | length' 0
	expect_finding credential ok "....${SANDBOX_KEY: -4}"
	expect_stderr ""
	after=$(find "$HOME" -newermt 1970-01-02 -type f | sort | xargs sha256sum)
	expect_equal "$(grep -v 'limits\|usage' <<<"$after")" "$(grep -v 'limits\|usage' <<<"$before")"
}

@test "doctor: a credential of the environment leaves the keyring alone" {
	mock_start
	with_key
	examine 0
	expect_rest skipped dbus secret_service lock
	expect_finding credential ok "FENTU_API_KEY"
	expect_finding accepted ok
	expect_calls SearchItems 0
}

@test "doctor: a login in a file leaves the keyring alone" {
	login --store file
	examine 0
	expect_rest skipped dbus secret_service lock
	expect_finding credential ok
}

# ---- settings and files ----

@test "doctor: settings that others can write end the examination" {
	mkdir -p "$XDG_CONFIG_HOME/fentu"
	echo '[fentu]' >"$XDG_CONFIG_HOME/fentu/config"
	chmod 666 "$XDG_CONFIG_HOME/fentu/config"
	examine 2
	expect_json length 1
	expect_finding settings failed "others can write" "chmod go-w"
	expect_in_stderr "1 of 1 checks failed"
}

@test "doctor: a setting that is not known is a warning" {
	with_key
	mkdir -p "$XDG_CONFIG_HOME/fentu"
	printf '[fentu]\nprofil = work\n' >"$XDG_CONFIG_HOME/fentu/config"
	examine 0
	expect_finding settings warning profil "look into"
}

@test "doctor: a login in a file that others can read is found" {
	login --store file
	chmod 644 "$XDG_STATE_HOME"/fentu/credentials/*
	examine 1
	expect_finding permissions failed "others can read" "chmod go="
}

@test "doctor: a state folder that others can write in is found" {
	with_key
	mkdir -p "$XDG_STATE_HOME/fentu"
	chmod 777 "$XDG_STATE_HOME/fentu"
	examine 1
	expect_finding permissions failed "others can write" "chmod go-w"
}

# ---- the keyring ----

@test "doctor: no D-Bus session" {
	without_keyring
	examine 4
	expect_finding dbus failed "no D-Bus session" "desktop session"
	expect_rest skipped secret_service lock credential accepted
	expect_finding api ok
}

@test "doctor: a bus that is none of this machine" {
	export DBUS_SESSION_BUS_ADDRESS=autolaunch:
	examine 4
	expect_finding dbus failed "no local socket" "unix:"
}

@test "doctor: no program that keeps secrets" {
	bus_start
	examine 4
	expect_finding dbus ok
	expect_finding secret_service failed "no program" "install one"
	expect_finding lock skipped
}

@test "doctor: a keyring that is mute is given up, once" {
	export FENTU_KEYRING_TIMEOUT=1
	mock_start --mode mute
	took_at_most 8 examine 4
	expect_finding dbus skipped
	expect_finding secret_service failed "did not answer" "FENTU_KEYRING_TIMEOUT"
	expect_finding credential skipped
}

@test "doctor: a keyring that ends, or speaks nonsense" {
	mock_start --mode dies
	examine 4
	expect_finding secret_service failed "ended while it was asked"
	bus_stop
	mock_start --mode garbage
	examine 4
	expect_finding secret_service failed "makes no sense"
}

@test "doctor: no default collection" {
	mock_start --mode no-collection
	examine 4
	expect_finding secret_service ok
	expect_finding lock failed "no default collection" "create one"
}

@test "doctor: a locked keyring is seen, and nobody is asked" {
	seed '{"v":1,"kind":"api_key","access":"key-in-the-keyring-1"}'
	mock_start --mode locked
	FENTU_API_URL='' examine 4 --api-url https://api.example/v1 --no-input \
		--timeout 2
	expect_finding lock warning "is locked" "unlock it"
	expect_finding credential failed "the keyring is locked"
	expect_calls Unlock 0
	expect_calls Prompt 0
}

@test "doctor: surplus records are counted" {
	seed '{"v":1,"kind":"api_key","access":"key-in-the-keyring-1"}'
	seed '{"v":1,"kind":"api_key","access":"key-in-the-keyring-1"}'
	mock_start
	FENTU_API_URL='' examine 9 --api-url https://api.example/v1 --timeout 2
	expect_finding secret_service warning "1 surplus" "fentu logout"
	expect_finding credential ok
}

@test "doctor: libsecret's own file is no keyring" {
	export SECRET_BACKEND=file SECRET_FILE_TEST_PASSWORD=pw
	export SECRET_FILE_TEST_PATH=$HOME/kr
	login
	examine 0
	expect_finding secret_service warning "own file" "SECRET_BACKEND"
}

# ---- the network ----

@test "doctor: a server that is slow is told of on a terminal alone" {
	with_key
	sandbox_fault '{"delay": 2500}'
	run on_terminal '' "$FENTU" doctor
	expect_in_output 'waiting for 127.0.0.1, 1 s'
	expect_in_output 'waiting for 127.0.0.1, 2 s'
	sandbox_fault '{"delay": 1500}'
	run --separate-stderr fentu doctor
	expect_not_in_stderr waiting
}

@test "doctor: a host that is not there" {
	unset https_proxy HTTPS_PROXY
	with_key
	export FENTU_API_URL=https://no-such-host.invalid/v1
	examine 9
	expect_finding dns failed "no-such-host.invalid is not found" "api_url"
	expect_rest skipped tls api clock accepted
	expect_finding credential ok
}

@test "doctor: nothing listens there" {
	with_key
	sandbox_stop
	examine 9
	expect_finding api failed "no answer from" "check the connection"
	expect_finding accepted skipped
	expect_in_stderr "1 of 11 checks failed"
}

@test "doctor: a certificate of an authority that is not known" {
	sandbox_stop
	sandbox_start --tls
	with_key
	examine 9
	expect_finding tls failed "no secure connection" "--ca-cert"
	expect_rest skipped api clock accepted
}

@test "doctor: a server in trouble, and one that is not the API" {
	with_key
	sandbox_fault '{"path": "/v1", "status": 503, "count": 1}'
	examine 9
	expect_finding api failed "answers 503" "try again later"
	sandbox_fault '{"path": "/v1", "status": 404, "count": 1}'
	examine 9
	expect_finding api failed "not the API" "api_url"
}

@test "doctor: a clock that is off is a warning" {
	with_key
	sandbox_fault '{"path": "/v1", "count": 1, "raw": "HTTP/1.1 401 Unauthorized\r\nDate: Tue, 04 Mar 2025 08:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"}'
	examine 0
	expect_finding clock warning "ahead of the server's" "set the clock"
	sandbox_fault '{"path": "/v1", "count": 1, "raw": "HTTP/1.1 401 Unauthorized\r\nDate: Tue, 04 Mar 2064 08:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"}'
	examine 0
	expect_finding clock warning "behind the server's"
}

# ---- the credential ----

@test "doctor: not logged in" {
	examine 4
	expect_finding credential failed "not logged in" "fentu login"
	expect_finding api ok
	expect_finding accepted skipped
}

@test "doctor: a key that is refused, and one that may do nothing" {
	with_key no-such-key-1234567890
	examine 4
	expect_finding credential ok
	expect_finding accepted failed "does not accept" "of FENTU_API_KEY"
	with_key "$(sandbox_key write:assets)"
	examine 0
	expect_finding accepted warning "nothing may be read" "fentu scopes"
}

@test "doctor: a credential that belongs elsewhere is not sent" {
	with_key
	local url=$FENTU_API_URL
	unset FENTU_API_URL
	examine 2 --api-url "$url"
	expect_finding credential failed
	expect_equal "$(sandbox_requests)" 1 # the one without a credential
}

@test "doctor: a table leaves remedies to hints" {
	with_key no-such-key-1234567890
	run -4 --separate-stderr fentu doctor -o table
	expect_in_output "accepted"
	expect_not_in_output "put one there"
	expect_in_stderr "hint: accepted: it is the key of FENTU_API_KEY"
}
