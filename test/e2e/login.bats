#!/usr/bin/env bats
# fentu login: what is read, checked, stored, and refused.

load helper

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	sandbox_stop
	check_no_secret "$HOME"/state/fentu/credentials/*
}

login() { # OPTION...: with the sandbox's key on standard input
	printf '%s\n' "$SANDBOX_KEY" | fentu login --key-stdin "$@"
}

expect_nothing_stored() {
	run -4 --separate-stderr fentu status --offline -o json
	expect_json .kind null
}

@test "login: keeps the key in the keyring after one request" {
	local before
	before=$(sandbox_requests)
	run --separate-stderr login
	expect_equal "$status" 0
	expect_output ""
	expect_in_stderr "Logged in to $FENTU_API_URL as profile 'default'"
	expect_in_stderr "kept in the keyring"
	expect_equal "$(($(sandbox_requests) - before))" 1
	run fentu token print
	expect_output "$SANDBOX_KEY"
	: >"$TRANSCRIPT"
}

@test "login: asks for one work order, and no other server" {
	login
	run sandbox_log '.[-1] | .method + " " + .target'
	expect_output "GET /v1/work-orders?per_page=1"
}

@test "login: a plain login leaves no file behind" {
	login
	[ ! -e "$XDG_CONFIG_HOME" ]
	run find "$XDG_STATE_HOME" -name credentials
	expect_output ""
}

@test "login: strips one line end, LF or CR LF" {
	local end
	for end in '' '\n' '\r\n'; do
		printf "%s$end" "$SANDBOX_KEY" | fentu login --key-stdin
		expect_equal "$(fentu token print)" "$SANDBOX_KEY"
		: >"$TRANSCRIPT"
	done
}

@test "login: refuses a key with any other odd byte and names its position" {
	local before odd words
	before=$(sandbox_requests)
	while read -r odd words; do
		run -2 --separate-stderr fentu login --key-stdin \
			< <(printf %b "canary$odd")
		expect_in_stderr "$words"
		expect_not_in_stderr canary
		expect_output ""
	done <<-'END'
		\n\n a line end at position 7
		\r\nX:1 a line end at position 7
		\r a line end at position 7
		\0000x a NUL byte at position 7
		\x20x a space at position 7
		\tx a tab at position 7
		\0033[31m a control byte at position 7
		\0303\0244 a byte outside ASCII at position 7
		\x7f a control byte at position 7
	END
	expect_equal "$(sandbox_requests)" "$before"
	expect_nothing_stored
}

@test "login: refuses an empty key, endless input and a closed stdin" {
	run -2 --separate-stderr fentu login --key-stdin </dev/null
	expect_in_stderr "the key from standard input is empty"
	run -1 --separate-stderr fentu login --key-stdin </dev/zero
	expect_in_stderr "too long"
	# in a shell of its own: this one opens other things in its place
	# shellcheck disable=SC2016
	run -2 --separate-stderr timeout -k 5 60 \
		sh -c 'exec "$1" login --key-stdin <&-' sh "$FENTU"
	expect_in_stderr "the key from standard input is empty"
	expect_nothing_stored
}

@test "login: a key that the API refuses is not stored" {
	run -4 --separate-stderr fentu login --key-stdin <<<wrong-canary-key
	expect_in_stderr "does not accept this key; nothing was stored"
	expect_not_in_stderr wrong-canary
	expect_nothing_stored
}

@test "login: a key that is refused leaves the former one as it was" {
	login
	run -4 fentu login --key-stdin <<<wrong-key
	expect_equal "$(fentu token print)" "$SANDBOX_KEY"
	: >"$TRANSCRIPT"
}

@test "login: a key that could not be checked is stored only on request" {
	local url=$FENTU_API_URL
	export FENTU_API_URL=http://127.0.0.1:9/v1
	run -9 --separate-stderr login --retries 0
	expect_in_stderr "could not check the key, so nothing was stored"
	expect_in_stderr "--no-verify"
	expect_nothing_stored
	run -0 --separate-stderr login --no-verify
	expect_in_stderr "was not asked"
	run -0 fentu status --offline -o json
	expect_json .kind '"api_key"'
	FENTU_API_URL=$url
}

@test "login: a web page with status 200 does not count as accepted" {
	sandbox_fault '{"path": "/v1", "html": 1, "count": 0}'
	run --separate-stderr login --retries 0
	[ "$status" -ne 0 ]
	expect_in_stderr "nothing was stored"
	expect_nothing_stored
}

@test "login: a key without the scope of work orders is tried elsewhere" {
	local key before
	key=$(sandbox_key read:assets)
	before=$(sandbox_requests)
	run -0 --separate-stderr fentu login --key-stdin <<<"$key"
	expect_not_in_stderr warning
	expect_equal "$(($(sandbox_requests) - before))" 3
}

@test "login: a key that may read nothing is stored with a warning" {
	local key
	key=$(sandbox_key write:assets)
	run -0 --separate-stderr fentu login --key-stdin <<<"$key"
	expect_in_stderr "nothing may be read with it"
	expect_in_stderr "Logged in"
}

@test "login: --store file warns with the path before it writes" {
	local path
	(umask 000 && login --store file 2>"$BATS_TEST_TMPDIR/said")
	path=$(sed -n "s/.*unencrypted in '\(.*\)'/\1/p" "$BATS_TEST_TMPDIR/said")
	expect_equal "$(stat -c %a "$path")" 600
	expect_equal "$(stat -c %a "${path%/*}")" 700
	expect_equal "$(stat -c %a "$XDG_CONFIG_HOME/fentu/config")" 600
	expect_equal "$(stat -c %a "$XDG_CONFIG_HOME/fentu")" 700
	run -0 fentu status -o json
	expect_json .source '"file"'
	expect_json .accepted true
}

@test "login: what the settings cannot remember is not kept" {
	local before count unwritable=(env XDG_CONFIG_HOME=/proc/none)
	with() { # OPTION...
		printf '%s\n' "$SANDBOX_KEY" | timeout -k 1 60 \
			"${unwritable[@]}" "$FENTU" login --key-stdin "$@"
	}
	run -1 --separate-stderr with --store file
	expect_in_stderr "error: the settings cannot be written, so the key was not kept: cannot create '/proc/none"
	expect_in_stderr "hint: log in again once '/proc/none/fentu/config' can be written"
	run find "$XDG_STATE_HOME/fentu/credentials" -type f
	expect_output ""
	# a new profile is remembered by its settings, too
	count=$(keyring_count)
	run -1 --separate-stderr with -P work
	expect_equal "$(keyring_count)" "$count"
	# what was there before is put back
	login --store file
	before=$(cat "$XDG_STATE_HOME"/fentu/credentials/*)
	run -1 --separate-stderr with --store file
	expect_equal "$(cat "$XDG_STATE_HOME"/fentu/credentials/*)" "$before"
}

@test "login: with the keyring again, the file goes away" {
	login --store file
	login --store keyring
	run find "$XDG_STATE_HOME/fentu/credentials" -type f
	expect_output ""
	run -0 fentu status -o json
	expect_json .source '"keyring"'
}

@test "login: without a keyring nothing is stored and the ways out are named" {
	without_keyring
	run -4 --separate-stderr login
	expect_in_stderr "not stored"
	expect_in_stderr hint:
	[ ! -e "$XDG_STATE_HOME/fentu/credentials" ]
	run -0 login --store file
	run -0 fentu wo list --limit 1 -o id
}

@test "login: a secret on the command line is refused and not repeated" {
	local words
	for words in canary-1 --key=canary-1 --api-key=canary-1 \
		--token=canary-1 "--key canary-1"; do
		# shellcheck disable=SC2086 # words, indeed
		run -2 --separate-stderr fentu login $words
		expect_not_in_stderr canary-1
		expect_in_stderr replace
	done
}

@test "login: says that a credential of the environment goes first" {
	export FENTU_API_KEY=another-key
	run -0 --separate-stderr login
	expect_in_stderr "FENTU_API_KEY is set and goes before"
	unset FENTU_API_KEY
	run -0 fentu status -o json
	expect_json .accepted true
}

@test "login: the profile keeps an address given with --api-url" {
	local url=$FENTU_API_URL
	unset FENTU_API_URL FENTU_OAUTH_URL
	run -0 --separate-stderr login -P work --api-url "$url"
	expect_in_stderr "Profile 'work' now uses $url"
	run -0 fentu -P work wo list --limit 1 -o id
	run -0 fentu -P work config get api_url
	expect_output "$url"
	run -0 fentu config get api_url
	expect_output https://api.fentu.io/v1
}

@test "login: profiles do not see each other's keys" {
	login -P one
	new_profile two
	run -4 --separate-stderr fentu -P two status --offline -o json
	expect_json .kind null
	run -0 fentu -P one status --offline -o json
	expect_json .profile '"one"'
}

@test "login: a profile name must be one plain word" {
	local name
	for name in a/b ../x .hidden -x $'a\nb' 'a b' ''; do
		run -2 --separate-stderr login "--profile=$name"
		expect_in_stderr "no profile name"
	done
}

@test "login: without a terminal it asks nothing and names the way" {
	run -2 --separate-stderr fentu login </dev/null
	expect_in_stderr "--key-stdin"
	run -2 --separate-stderr fentu login --no-input </dev/null
	expect_in_stderr "--key-stdin"
}

# at_terminal INPUT COMMAND...: run it on a terminal of its own, type INPUT once
# it asks, and tell what the terminal's settings were before and after.
KEY_WAY=$'k\nNEXT' # the answer to the first question
at_terminal() {
	timeout -k 5 60 python3 "$BATS_TEST_DIRNAME/terminal.py" "$@"
}

@test "login: asks on a terminal without showing the key" {
	run -0 at_terminal "${KEY_WAY}$SANDBOX_KEY"$'\n' "$FENTU" login
	expect_in_output "API key"
	expect_in_output "Logged in"
	expect_not_in_output "$SANDBOX_KEY"
	expect_in_output "terminal: same, status: 0"
}

@test "login: on a terminal it asks which way, and Enter means the key" {
	run -0 at_terminal $'\nNEXT'"$SANDBOX_KEY"$'\n' "$FENTU" login
	expect_in_output "Log in to $FENTU_API_URL as profile 'default' with an API key or through the browser?"
	expect_in_output "API key for profile 'default' at $FENTU_API_URL (not shown): "
	expect_in_output "status: 0"
	run -0 at_terminal $'b\nNEXT\004' "$FENTU" login
	expect_in_output "Logging in to $FENTU_API_URL as profile 'default' through the browser takes"
	expect_in_output "Client ID"
	expect_in_output "status: 2"
}

@test "login: the terminal is set back after Ctrl-C, SIGTERM and Ctrl-D" {
	local input status_wanted
	while read -r input status_wanted; do
		run -0 at_terminal "$KEY_WAY$(printf %b "half-a-key$input")" "$FENTU" login
		expect_in_output "terminal: same, status: $status_wanted"
		expect_not_in_output half-a-key
	done <<-'END'
		\0003 -2
		SIGTERM -15
	END
	run -0 at_terminal $'\004' "$FENTU" login
	expect_in_output "terminal: same, status: 2"
	expect_nothing_stored
}

@test "login: a paste of two lines is refused and does not reach the shell" {
	run -0 at_terminal "$KEY_WAY"$'first-line\nsecond-line\n' "$FENTU" login
	expect_in_output "terminal: same, status: 2"
	expect_not_in_output second-line
	expect_nothing_stored
}

@test "login: no key stands in the arguments or environment of a child" {
	local log=$BATS_TEST_TMPDIR/execs
	# A helper that checks for leaks fails when it is traced.
	printf '%s\n' "$SANDBOX_KEY" | traced -v -s 9999 \
		-e trace=execve -o "$log" "$FENTU" login --key-stdin || true
	run grep -c fentu-keyring "$log"
	[ "$output" -ge 1 ]
	run -1 grep -F "$SANDBOX_KEY" "$log"
	run -1 grep -F FENTU_ <(grep fentu-keyring "$log")
}

@test "login: files in the current folder have no say" {
	mkdir here
	cd here
	printf 'FENTU_API_URL=http://127.0.0.1:9\nFENTU_API_KEY=planted\n' >.env
	printf '[fentu]\napi_url = http://127.0.0.1:9\n' |
		tee fentu.ini .fentu config >fentu.conf
	mkdir -p .config/fentu fentu && cp fentu.ini fentu/config
	login
	run -0 --separate-stderr fentu status -o json
	expect_json .accepted true
	with_key
	traced -e trace=open,openat -o opens \
		"$FENTU" status >/dev/null 2>&1
	grep -q 'fentu-http.so' opens
	run -1 grep -E '"(\./)?(\.env|fentu\.ini|\.fentu|config|fentu/)' opens
}
