# What every end to end test stands on: see test/README.md.
#
# A file loads this and has setup and teardown; one that defines its own calls
# hermetic first and check_no_secret and sandbox_stop last.
# shellcheck shell=bash disable=SC2119,SC2120 # most calls need no arguments

bats_require_minimum_version 1.5.0

STAGE=${FENTU_BUILD:-$BATS_TEST_DIRNAME/../../build}/stage
FENTU=$STAGE/bin/fentu
SANDBOX=$STAGE/libexec/fentu/fentu-sandbox

setup() {
	hermetic
	sandbox_start
}

teardown() {
	sandbox_stop
	check_no_secret
}

# ---- a world of its own ----

# A home, folders, locale and environment that the machine has no part in.
hermetic() {
	local name
	for name in $(compgen -e | grep -E '^FENTU_|_(proxy|PROXY)$'); do
		[ "$name" = FENTU_BUILD ] || [ "$name" = FENTU_TEST_FULL ] ||
			unset "$name"
	done
	unset DISPLAY WAYLAND_DISPLAY SSH_CONNECTION SSH_TTY
	unset BROWSER PAGER COLUMNS CI
	unset CREDENTIALS_DIRECTORY CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR
	export HOME=$BATS_TEST_TMPDIR/home
	export XDG_CONFIG_HOME=$HOME/config XDG_STATE_HOME=$HOME/state
	export XDG_CACHE_HOME=$HOME/cache XDG_DATA_HOME=$HOME/data
	export XDG_RUNTIME_DIR=$HOME/run
	export TZ=UTC LC_ALL=C.UTF-8 TERM=xterm-256color NO_COLOR=1
	# Nothing listens there: a request that takes a proxy fails.
	export https_proxy=http://127.0.0.1:9 HTTPS_PROXY=http://127.0.0.1:9
	export PATH=$STAGE/bin:/usr/local/bin:/usr/bin:/bin
	mkdir "$HOME" "$XDG_RUNTIME_DIR"
	chmod 700 "$HOME" "$XDG_RUNTIME_DIR"
	cd "$HOME" || return
	TRANSCRIPT=$BATS_TEST_TMPDIR/transcript
	: >"$TRANSCRIPT"
}

# fentu with a time limit; what it says is kept for check_no_secret. Its
# streams are files meanwhile: where pipes, /dev/full, signals or its process
# number matter, run "$FENTU".
fentu() {
	local status=0 said=$BATS_TEST_TMPDIR/said.$BASHPID
	timeout -k 5 60 "$FENTU" "$@" >"$said.out" 2>"$said.err" || status=$?
	cat "$said.out" "$said.err" >>"$TRANSCRIPT"
	note_unnamed "$said.err" "$*"
	cat "$said.out"
	cat "$said.err" >&2
	return $status
}

# Every line on stderr names its speaker, but for the one of JSON. What programs
# say that fentu runs is theirs: a test names it as FOREIGN, a regular expression.
note_unnamed() { # FILE WORDS
	local line
	while IFS= read -r line || [ -n "$line" ]; do
		[[ $line =~ ^(fentu: |hint: |'{"error":{"code":"') ]] ||
			[[ -n ${FOREIGN-} && $line =~ $FOREIGN ]] ||
			printf 'fentu %s: %s\n' "$2" "$line" >>"$TRANSCRIPT.unnamed"
	done <"$1"
}

check_named() {
	[ ! -s "$TRANSCRIPT.unnamed" ] || {
		echo "lines on stderr that do not name their speaker:"
		cat "$TRANSCRIPT.unnamed"
		return 1
	}
}

# traced OPTION... COMMAND...: strace, without the leak check, which needs to
# trace for itself.
traced() {
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 \
		timeout -k 5 60 strace -f -qq "$@"
}
export -f traced

# rounds FEW MANY: how often to repeat; many under test/run.sh --full.
rounds() {
	[ -z "${FENTU_TEST_FULL-}" ] && echo "$1" || echo "$2"
}

# sampled STEP: how far to go in a loop over all places of a kind; 1, unless
# it is a sanitizer that takes long for each.
sampled() {
	[ -n "${ASAN_OPTIONS-}" ] && [ -z "${FENTU_TEST_FULL-}" ] &&
		echo "$1" || echo 1
}

# limited KIB COMMAND...: a command that can let no file grow beyond that. The
# signal for it is as in a login shell, whatever this program's parents chose.
limited() {
	# shellcheck disable=SC2016 # they are the script's
	env --default-signal=XFSZ,PIPE \
		bash -c 'ulimit -f "$1" && shift && exec "$@"' limited "$@"
}

# wait_until COMMAND...: try every 20 ms, at most 10 s.
wait_until() {
	local try
	for ((try = 0; try < 500; try++)); do
		"$@" && return
		sleep 0.02
	done
	echo "still not true after 10 s: $*"
	return 1
}

# ---- the sandbox ----

# Start a sandbox on a port of its own. Exports FENTU_API_URL and
# FENTU_OAUTH_URL; sets SANDBOX_URL, SANDBOX_PID, SANDBOX_CLIENT, and SANDBOX_KEY
# and SANDBOX_SECRET: a key that it accepts and the secret of the client, not
# exported, and easy to find where they should not be.
sandbox_start() {
	local out=${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}/sandbox line
	SANDBOX_KEY=canary-$BASHPID-$RANDOM$RANDOM$RANDOM$RANDOM
	# shellcheck disable=SC2034 # for the tests
	SANDBOX_CLIENT=fentu-cli
	SANDBOX_SECRET=canary-secret-$BASHPID-$RANDOM$RANDOM$RANDOM$RANDOM
	: >"$out.out"
	FENTU_API_KEY=$SANDBOX_KEY FENTU_CLIENT_SECRET=$SANDBOX_SECRET \
		"$SANDBOX" --listen 127.0.0.1:0 "$@" \
		>"$out.out" 2>"$out.err" 3>&- &
	SANDBOX_PID=$!
	wait_until sandbox_is_up "$out.out" || {
		cat "$out.err"
		return 1
	}
	while read -r line; do
		case $line in
		'export FENTU_API_KEY='* | 'export FENTU_CLIENT_'*) ;;
		'export '*) eval "$line" ;;
		esac
	done <"$out.out"
	SANDBOX_URL=${FENTU_API_URL%/v1}
}

sandbox_is_up() {
	grep -q '^export FENTU_CLIENT_SECRET=' "$1" ||
		{ ! kill -0 "$SANDBOX_PID" 2>/dev/null && return 1; }
}

sandbox_stop() {
	[ -n "${SANDBOX_PID-}" ] || return 0
	kill "$SANDBOX_PID" 2>/dev/null || true
	wait "$SANDBOX_PID" 2>/dev/null || true
	unset SANDBOX_PID
}

# sandbox_control METHOD PATH [JSON]: steer it; see cmd/sandbox/control.h. The
# text may have a secret in it, which is no argument.
sandbox_control() {
	curl -sS --noproxy '*' --max-time 10 --fail-with-body -X "$1" \
		${3:+--data @-} "$SANDBOX_URL/_sandbox/$2" <<<"${3-}"
}

# sandbox_fault JSON: an object, or an array of them; see cmd/sandbox/fault.h.
sandbox_fault() {
	sandbox_control POST faults "$1" >/dev/null
}

sandbox_setting() { # NAME VALUE
	sandbox_control POST settings "{\"$1\": \"$2\"}" >/dev/null
}

# sandbox_log FILTER: what jq makes of the requests so far, oldest first.
sandbox_log() {
	sandbox_control GET 'log?last=1000' | jq -cr ".data | $1"
}

# How a write and a question say where they go.
where() { # [PROFILE]
	echo "in profile '${1-default}' (${SANDBOX_URL#*//})"
}

sandbox_requests() { # how many there were
	sandbox_control GET counters | jq .data.requests
}

# What the last write of the log was: "POST /v1/work-orders", and its body.
sandbox_write() {
	sandbox_log 'map(select(.method != "GET"))[-1] | "\(.method) \(.target)"'
}

sandbox_body() {
	sandbox_log 'map(select(.method != "GET"))[-1].body'
}

sandbox_writes() { # how many there were
	sandbox_log 'map(select(.method != "GET")) | length'
}

# on_terminal INPUT COMMAND...: answer a question; see terminal.py.
on_terminal() {
	timeout -k 5 60 python3 "$BATS_TEST_DIRNAME/terminal.py" "$@"
}

# sandbox_key SCOPE...: print a new key that may do just this.
sandbox_key() {
	sandbox_control POST keys "{\"scopes\": \"$*\"}" | jq -r .data.key
}

# sandbox_tokens [JSON]: a pair of tokens as a login gets it, in the shape of the
# token endpoint; see cmd/sandbox/control.h for what JSON may have.
sandbox_tokens() {
	local given=${1-}
	sandbox_control POST tokens "${given:-{\}}" | jq -c .data
}

# sandbox_token_is alive|known|revoked|replaced TEXT: true if the key or token
# is.
sandbox_token_is() {
	sandbox_control POST token "{\"token\": \"$2\"}" |
		jq -e ".data.$1" >/dev/null
}

# Commands of this test use the sandbox's key, given in the environment.
with_key() {
	export FENTU_API_KEY=${1-$SANDBOX_KEY}
}

# new_profile NAME...: make it known, without a login.
new_profile() {
	local name
	for name in "$@"; do
		fentu -q -P "$name" config set timeout 30
	done
}

# ---- expectations, about what `run` left behind ----

fail() {
	printf '%s\n' "$@" >&2
	printf 'status: %s\noutput: %s\n' "${status-}" "${output-}" >&2
	[ -z "${stderr-}" ] || printf 'stderr: %s\n' "$stderr" >&2
	return 1
}

expect_equal() { # ACTUAL WANTED
	[ "$1" = "$2" ] || fail "wanted: $2" "got:    $1"
}

expect_output() {
	[ "$output" = "$1" ] || fail "wanted as output: $1"
}

expect_in_output() {
	[[ $output == *"$1"* ]] || fail "not in the output: $1"
}

expect_not_in_output() {
	[[ $output != *"$1"* ]] || fail "should not be in the output: $1"
}

expect_stderr() { # this and the next two: after run --separate-stderr
	[ "$stderr" = "$1" ] || fail "wanted on stderr: $1"
}

expect_in_stderr() {
	[[ $stderr == *"$1"* ]] || fail "not in stderr: $1"
}

expect_not_in_stderr() {
	[[ $stderr != *"$1"* ]] || fail "should not be in stderr: $1"
}

# expect_json FILTER WANTED: what jq makes of the output, on one line.
expect_json() {
	local got
	got=$(jq -c "$1" <<<"$output") || fail "jq: $1"
	[ "$got" = "$2" ] || fail "$1: wanted $2, got $got"
}

# ---- the keyring of the session that one.sh made ----

KEYRING_PATH=/org/freedesktop/secrets/collection/login

keyring_call() { # METHOD ARGUMENT...
	local method=$1
	shift
	gdbus call --session --timeout 5 --dest org.freedesktop.secrets \
		--object-path /org/freedesktop/secrets --method "$method" "$@"
}

keyring_lock() {
	keyring_call org.freedesktop.Secret.Service.Lock \
		"['$KEYRING_PATH']" >/dev/null
}

# Give the daemon that runs the password, as its PAM module would: a byte that
# carries our identity, then lengths, the operation 1, and the password.
# (gnome-keyring-daemon --unlock starts a second daemon and unlocks nothing.)
keyring_unlock() {
	python3 - <<-'END'
		import os, socket, struct
		password = os.environ["SESSION_PASSWORD"].encode()
		body = struct.pack(">II", 1, len(password)) + password
		with socket.socket(socket.AF_UNIX) as control:
		    control.settimeout(10)
		    control.connect(os.environ["SESSION_HOME"] + "/keyring/control")
		    control.sendall(b"\0" + struct.pack(">I", 4 + len(body)) + body)
		    assert struct.unpack(">II", control.recv(8)) == (8, 0)
	END
}

# How many credentials of ours the keyring holds.
keyring_count() {
	keyring_call org.freedesktop.Secret.Service.SearchItems \
		"{'xdg:schema': 'io.fentu.Credential'}" |
		grep -o '/org/freedesktop/secrets/collection/[^,'"'"']*' |
		wc -l
}

# Commands of this test find no keyring.
without_keyring() {
	unset DBUS_SESSION_BUS_ADDRESS
}

# ---- secrets ----

# Every line on stderr named its speaker (note_unnamed). Neither the key of the
# sandbox, nor the secret of its client, nor what it has issued stands in anything
# that was said or in a file below HOME, but for the paths given.
check_no_secret() {
	local path found
	check_named || return
	[ -n "${SANDBOX_KEY-}" ] || return 0
	found=$(grep -rlE -e "$SANDBOX_KEY|${SANDBOX_SECRET:-$SANDBOX_KEY}" \
		-e 'sandbox_[0-9a-f]{48}' "$TRANSCRIPT" "$HOME" || true)
	for path in "$@"; do
		found=$(grep -vxF -e "$path" <<<"$found" || true)
	done
	[ -z "$found" ] || {
		echo "a secret stands in: $found"
		return 1
	}
}
