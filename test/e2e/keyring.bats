#!/usr/bin/env bats
# What fentu makes of a keyring in whatever state it is. The helper on its own
# is tested in keyring_helper.bats.
# shellcheck disable=SC2016,SC2034 # what sh -c expands; read by keyring.bash

load helper
load keyring

KEY=fk_test_0123456789abcdef

setup() {
	hermetic
}

teardown() {
	bus_stop
	check_named
}

# expect_refusal MESSAGE: fentu list ends with 4, in time, saying so.
expect_refusal() {
	took_at_most 6 run -4 --separate-stderr fentu wo list
	expect_output ''
	expect_in_stderr "fentu: error: $1"
	expect_in_stderr 'hint: '
}

login() { # PROFILE [ORIGIN]
	fentu --profile "$1" --api-url "${2-https://api.example}/v1" \
		login --no-verify --key-stdin <<<"$KEY-$1"
}

# ---- the real one ----

@test "keyring: what login stores is found again, and gone after logout" {
	login home
	run -0 --separate-stderr fentu --profile home \
		--api-url https://api.example/v1 token print
	expect_output "$KEY-home"
	run -0 fentu --profile home --api-url https://api.example/v1 logout
	run -4 --separate-stderr fentu --profile home \
		--api-url https://api.example/v1 token print
	expect_output ''
	expect_in_stderr 'not logged in'
}

@test "keyring: nothing stored is said as such" {
	expect_refusal 'not logged in'
}

@test "keyring: a locked one is said to be locked" {
	login locked
	keyring_lock
	run -4 --separate-stderr fentu --profile locked \
		--api-url https://api.example/v1 wo list
	expect_in_stderr 'error: the keyring is locked'
	run -4 --separate-stderr fentu --profile locked \
		--api-url https://api.example/v1 --no-input logout
	expect_in_stderr 'error: the keyring is locked'
	keyring_unlock
	run -0 fentu --profile locked --api-url https://api.example/v1 \
		token print
	expect_in_output "$KEY-locked"
	fentu --profile locked --api-url https://api.example/v1 logout
}

@test "keyring: parallel logins to several profiles lose none" {
	local n logins=()
	for n in 1 2 3 4 5 6 7 8; do
		login "p$n" 3>&- &
		logins+=($!)
	done
	wait "${logins[@]}"
	for n in 1 2 3 4 5 6 7 8; do
		run -0 --separate-stderr fentu --profile "p$n" \
			--api-url https://api.example/v1 token print
		expect_output "$KEY-p$n"
		fentu --profile "p$n" --api-url https://api.example/v1 logout
	done
}

@test "keyring: a login of a newer fentu is neither used nor overwritten" {
	put_record '{"v":9,"secret":"of the future"}' https://api.example newer
	fentu --profile newer config set api_url https://api.example/v1
	run -1 --separate-stderr login newer
	expect_in_stderr 'newer fentu'
	run -1 --separate-stderr fentu --profile newer \
		--api-url https://api.example/v1 wo list
	expect_in_stderr 'newer fentu'
	run -0 ask get https://api.example newer
	expect_in_output 'of the future'
	fentu --profile newer --api-url https://api.example/v1 logout --no-revoke
	run -0 ask get https://api.example newer
	expect_answer absent
}

@test "keyring: a record that is damaged is said to be" {
	put_record '{"v":1,"kind":"api_key"}' https://api.example damaged
	fentu --profile damaged config set api_url https://api.example/v1
	run -1 --separate-stderr fentu --profile damaged \
		--api-url https://api.example/v1 wo list
	expect_in_stderr 'damaged'
	login damaged
	fentu --profile damaged --api-url https://api.example/v1 logout
}

# ---- none, or a bad one ----

@test "keyring: without a D-Bus session" {
	without_keyring
	expect_refusal 'there is no keyring here: no D-Bus session'
}

@test "keyring: without a program that keeps secrets" {
	bus_start
	expect_refusal 'there is no keyring here: no program'
}

@test "keyring: an address that would start a bus" {
	export DBUS_SESSION_BUS_ADDRESS=autolaunch:
	expect_refusal 'DBUS_SESSION_BUS_ADDRESS names no local socket'
}

@test "keyring: a bus of another user" {
	[ "$(id -u)" -eq 0 ] || skip 'needs root'
	bus_start
	chown nobody "$BATS_TEST_TMPDIR/bus"
	expect_refusal 'the D-Bus session belongs to another user'
}

@test "keyring: without a default collection" {
	mock_start --mode no-collection
	expect_refusal 'the keyring has no default collection'
	run -4 --separate-stderr login new
	expect_in_stderr 'the keyring has no default collection'
	expect_calls CreateItem 0
}

@test "keyring: one that never answers is given up after 3 s" {
	mock_start --mode mute
	expect_refusal 'the keyring did not answer within 3 s'
	run ! keyring_helpers
}

@test "keyring: the limit is that of the whole command" {
	local command
	mkdir -p "$XDG_CONFIG_HOME/fentu"
	printf '[profile one]\n[profile two]\n' >"$XDG_CONFIG_HOME/fentu/config"
	mock_start --mode mute
	for command in 'logout' 'logout --all' 'profile remove one --yes' \
		'login --key-stdin --no-verify'; do
		# shellcheck disable=SC2086 # several words
		took_at_most 5 run --separate-stderr fentu $command <<<"$KEY-1"
		expect_equal "$status" "$([[ $command == *all ]] && echo 7 || echo 4)"
		expect_in_stderr 'the keyring did not answer within 3 s'
	done
}

@test "keyring: the limit is set by FENTU_KEYRING_TIMEOUT" {
	mock_start --mode mute
	export FENTU_KEYRING_TIMEOUT=1
	expect_refusal 'the keyring did not answer within 1 s'
	FENTU_KEYRING_TIMEOUT=0 run -2 fentu wo list
	FENTU_KEYRING_TIMEOUT=soon run -2 fentu wo list
}

@test "keyring: one that is too slow is given up" {
	mock_start --slow 2500
	expect_refusal 'the keyring did not answer within 3 s'
}

@test "keyring: one that takes long is told of on a terminal" {
	mock_start --slow 1500
	run on_terminal '' "$FENTU" wo list
	expect_in_output 'waiting for the keyring, 1 s'
	run --separate-stderr "$FENTU" wo list
	expect_not_in_stderr 'waiting for the keyring'
}

@test "keyring: one that dies during the call" {
	mock_start --mode dies
	expect_refusal 'the keyring ended while it was asked'
}

@test "keyring: one that answers nonsense" {
	mock_start --mode garbage
	expect_refusal "the keyring's answer makes no sense"
}

@test "keyring: one that hides what it holds while it is locked" {
	mock_start --mode hides
	expect_refusal 'the keyring is locked'
	expect_calls Unlock 0
}

# The commands that may ask a person to unlock it; each is tried without a
# login of another kind.
asking_commands() {
	cat <<-'END'
		login --no-verify --key-stdin
		logout --no-revoke
		doctor
		token print
		token refresh
		token revoke --keep
		token rotate --key-stdin
	END
}

# A keyring in such a state, with a login in it.
locked_keyring() { # MODE
	bus_stop
	SEEDS=(--seed "https://api.fentu.io|default|{\"v\":1,\"kind\":\"api_key\",\"access\":\"$KEY\",\"created_at\":1}")
	mock_start --mode "$1"
}

@test "keyring: these commands ask to unlock it where there is a display" {
	local words
	while read -r words; do
		echo "# $words"
		locked_keyring prompt-ok
		# shellcheck disable=SC2086 # words
		DISPLAY=:0 run fentu --retries 0 $words <<<"$KEY-new"
		expect_not_in_output 'the keyring is locked'
		expect_calls Prompt 1
	done < <(asking_commands)
}

@test "keyring: one that never answers is not waited for as a person is" {
	local words
	mock_start --mode mute
	export FENTU_KEYRING_TIMEOUT=1 DISPLAY=:0
	while read -r words; do
		echo "# $words"
		# shellcheck disable=SC2086 # words
		took_at_most 6 run fentu --retries 0 $words <<<"$KEY-new"
		expect_in_output 'the keyring did not answer within 1 s'
	done < <(asking_commands)
	run ! keyring_helpers
}

@test "keyring: nobody is asked to unlock it where nobody can answer" {
	local words way ways tried=0
	ways=('env' 'env DISPLAY=:0 CI=true' 'env DISPLAY=:0|--no-input')
	locked_keyring prompt-ok
	while read -r words; do
		for way in "${ways[@]}"; do
			echo "# $way $words"
			# shellcheck disable=SC2046,SC2086 # words
			run ${way%|*} timeout -k 5 20 "$FENTU" --retries 0 $words \
				$(grep -o -e '--no-input' <<<"$way") <<<"$KEY-new"
			[ "$status" -ne 0 ]
			expect_in_output 'the keyring is locked'
			tried=$((tried + 1))
		done
	done < <(asking_commands)
	expect_equal "$tried" 21
	expect_calls Unlock 0
	expect_calls Prompt 0
}

@test "keyring: other commands never ask to unlock it" {
	local mode words
	for mode in locked prompt-never prompt-ok prompt-dismissed; do
		locked_keyring "$mode"
		for words in 'wo list' 'wo view wo-1' 'status --offline'; do
			# shellcheck disable=SC2086 # words
			DISPLAY=:0 took_at_most 6 run -4 fentu $words
			expect_in_output 'the keyring is locked'
		done
		expect_calls Unlock 0
		expect_calls Prompt 0
	done
}

@test "keyring: login asks to unlock it where there is a display" {
	mock_start --mode prompt-ok
	DISPLAY=:0 run -0 fentu login --no-verify --key-stdin <<<"$KEY"
	expect_calls Prompt 1
	run -0 --separate-stderr fentu token print
	expect_output "$KEY"
}

@test "keyring: a prompt that never completes is waited for, and given up" {
	local limit
	limit=$(rounds 5 90)
	mock_start --mode prompt-never
	DISPLAY=:0 run --separate-stderr timeout -k 5 "$limit" "$FENTU" \
		login --no-verify --key-stdin <<<"$KEY"
	expect_calls Prompt 1
	if [ "$limit" -eq 5 ]; then
		expect_equal "$status" 124
	else
		expect_equal "$status" 4
		expect_in_stderr 'the keyring did not answer within 60 s'
	fi
	run ! keyring_helpers
}

@test "keyring: one that cuts secrets off is not trusted with a login" {
	mock_start --mode truncate
	run -4 --separate-stderr fentu login --no-verify --key-stdin <<<"$KEY"
	expect_in_stderr 'did not keep the credential as it was given'
	expect_refusal 'not logged in'
}

# ---- the helper ----

@test "keyring: a helper that is missing" {
	mkdir -p "$HOME/alone/bin"
	cp "$FENTU" "$HOME/alone/bin/fentu"
	FENTU=$HOME/alone/bin/fentu
	expect_refusal 'the keyring cannot be asked'
	expect_in_stderr "fentu-keyring' is missing"
}

@test "keyring: nothing of it is touched when a key is given" {
	mkdir "$HOME/creds"
	printf '%s' "$KEY" >"$HOME/creds/fentu-api-key"
	chmod 600 "$HOME/creds/fentu-api-key"
	export FENTU_API_URL=http://127.0.0.1:9/v1
	trace env FENTU_API_KEY="$KEY"
	trace env FENTU_API_KEY_FILE="$HOME/creds/fentu-api-key"
	trace env CREDENTIALS_DIRECTORY="$HOME/creds"
}

# trace COMMAND...: list by it, from a server that is not there, and look for
# sockets of the bus and for the helper.
trace() {
	traced -e trace=connect,execve \
		-o "$HOME/trace" "$@" "$FENTU" --retries 0 wo list \
		>/dev/null 2>&1 || true
	grep -q 'sa_family=AF_INET' "$HOME/trace"
	run ! grep -E 'AF_UNIX|fentu-keyring' "$HOME/trace"
}

@test "keyring: help, version, completion and settings do not touch it" {
	local line
	while read -r line; do
		# shellcheck disable=SC2086 # words
		traced -e trace=connect,execve \
			-o "$HOME/trace" "$FENTU" $line >/dev/null 2>&1 || true
		run ! grep -E 'AF_UNIX|fentu-keyring' "$HOME/trace"
	done <<-END
		--version
		help
		wo list --help
		config list
		profile list
		__complete wo list --
		no-such-command
	END
}

@test "keyring: the file of libsecret is used knowingly" {
	export SECRET_BACKEND=file SECRET_FILE_TEST_PATH=$HOME/keyring
	export SECRET_FILE_TEST_PASSWORD=password
	without_keyring
	run -0 --separate-stderr fentu login --no-verify --key-stdin <<<"$KEY"
	expect_in_stderr "warning: the key is going to be kept in libsecret's own file, not in the desktop's keyring, since SECRET_BACKEND=file is set"
	expect_in_stderr "the key is kept in libsecret's own file."
	expect_not_in_stderr 'kept in the keyring'
	SECRET_FILE_TEST_PASSWORD=wrong run -4 --separate-stderr fentu token print
	expect_in_stderr 'hint: SECRET_BACKEND=file is set: with a wrong password, libsecret finds nothing in its file'
	local format
	for format in table json tsv csv; do
		run -0 --separate-stderr fentu status --offline -o $format
		expect_in_stderr "warning: the credential is kept in libsecret's own file"
		expect_in_stderr SECRET_BACKEND=file
	done
	run -0 --separate-stderr fentu status --offline -o json
	expect_json .source '"libsecret_file"'
	run -0 --separate-stderr fentu token list -o json
	expect_json '.[].source' '"libsecret_file"'
	run -0 --separate-stderr fentu token print
	expect_output "$KEY"
}
