#!/usr/bin/env bats
# What holds in an ordinary build; sanitizers need some of it to be otherwise.

load helper
load keyring
load oauth

# pending COMMAND...: start fentu on a request that is not answered; sets PID.
pending() {
	with_key
	sandbox_fault '{"delay": 20000}'
	"$FENTU" "$@" >/dev/null 2>&1 3>&- &
	PID=$!
	wait_until asked
}

asked() {
	[ "$(sandbox_control GET counters | jq .data.most_in_flight)" -ge 1 ]
}

teardown() {
	[ -z "${PID-}" ] || kill "$PID" 2>/dev/null || true
	sandbox_stop
	check_no_secret
	bus_stop
}

@test "release: memory with a key in it is never dumped" {
	pending wo list
	run -0 grep '^Max core file size' "/proc/$PID/limits"
	[[ $output =~ size\ +0 ]] || fail 'the limit is not 0'
}

# expect_no_core CONDITION COMMAND...: aborted as soon as CONDITION is true.
expect_no_core() {
	run -0 python3 "$BATS_TEST_DIRNAME/dumped.py" "$@"
	expect_output 'not dumped'
	run ! compgen -G 'core*'
}

@test "release: what holds a login is not dumped, wherever it is aborted" {
	export -f sandbox_control
	export SANDBOX_URL
	expired_login
	sandbox_fault '{"path": "/oauth/token", "delay": 3000}'
	expect_no_core \
		'sandbox_control GET faults | jq -e ".data.waiting == 0" >/dev/null' \
		"$FENTU" token refresh </dev/null
	echo "$SANDBOX_SECRET" >"$BATS_TEST_TMPDIR/secret"
	expect_no_core "grep -qs '^fentu: http' $HOME/said" \
		bash -c 'exec "$@" 2>said' - "$FENTU" login --web --no-browser \
		--client-id "$SANDBOX_CLIENT" --client-secret-stdin \
		<"$BATS_TEST_TMPDIR/secret"
	mock_start --mode mute
	request put "$SANDBOX_URL" default \
		",\"record\":$(login_record "$TOKENS")" \
		>"$BATS_TEST_TMPDIR/request"
	expect_no_core "grep -qs client $MOCK_LOG" "$KEYRING" \
		<"$BATS_TEST_TMPDIR/request"
}

# Which also keeps debuggers and /proc/PID of the same user out.
@test "release: the process is closed before it asks for anything" {
	with_key
	run -0 strace -qq -e trace=prctl,openat,socket -o "$HOME/calls" \
		"$FENTU" wo list --limit 1
	# After the loader's own calls, and before any of ours.
	sed -i '/\.so\|ld\.so\|\/dev\/null\|locale/d' "$HOME/calls"
	run -0 head -n 1 "$HOME/calls"
	[[ $output == 'prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE)'*' = 0' ]] ||
		fail 'prctl is not the first'
}

@test "release: a key from the environment opens no local socket" {
	with_key
	run -0 strace -f -qq -e trace=connect -o "$HOME/calls" \
		"$FENTU" wo list --limit 1
	run -0 grep -c AF_INET "$HOME/calls"
	run -1 grep AF_UNIX "$HOME/calls"
}

@test "release: help, version and completion load neither HTTP nor a bus" {
	local command
	for command in --version 'help wo' '__complete wo li'; do
		# shellcheck disable=SC2086 # words
		LD_DEBUG=libs run -0 "$FENTU" $command
		expect_in_output 'libglib-2.0'
		expect_not_in_output libcurl
		expect_not_in_output libgio
		expect_not_in_output libsecret
	done
}

@test "release: no configuration is taken from the current folder" {
	with_key
	mkdir "$HOME/here"
	cd "$HOME/here" || return
	printf '[fentu]\napi_url = http://127.0.0.1:9/v1\n' |
		tee config fentu.ini .fentu >.env
	echo 'machine 127.0.0.1 login a password b' >"$HOME/.netrc"
	echo 'proxy = 127.0.0.1:9' >"$HOME/.curlrc"
	run -0 strace -f -qq -e trace=openat,open -o "$HOME/calls" \
		"$FENTU" wo list --limit 1
	run -1 grep -E 'fentu\.ini|\.fentu|\.env|netrc|curlrc' "$HOME/calls"
}

# The kernel gives the files of a process that may not be dumped to root.
belongs_to_root() {
	[ "$(stat -c %u "$1")" -eq 0 ]
}

@test "release: another program of the same user cannot look into the helper" {
	local folder pid
	[ "$(id -u)" -eq 0 ] || skip 'needs root'
	folder=$(mktemp -d)
	chmod 755 "$folder"
	cp "$KEYRING" "$folder/fentu-keyring"
	mkfifo "$HOME/fifo"
	setpriv --reuid=65534 --clear-groups "$folder/fentu-keyring" \
		<"$HOME/fifo" >/dev/null 3>&- &
	pid=$!
	exec 9>"$HOME/fifo"
	wait_until grep -q '^Name:.*fentu-keyring' "/proc/$pid/status"
	wait_until belongs_to_root "/proc/$pid/environ"
	exec 9>&-
	wait $pid
	rm -rf "$folder"
}

@test "release: 100,000 rows of a file take less than 100 MB" {
	local peak
	seq 100000 | sed 's/.*/Customer & GmbH,mail-&@example.com/; 1i name,email' >c.csv
	# the last line is wrong, so that all are looked at and none is sent
	printf 'x,y,z\n' >>c.csv
	with_key
	peak=$(python3 - "$FENTU" <<-'END'
		import resource, subprocess, sys
		subprocess.run([sys.argv[1], "customers", "create", "--from", "c.csv"],
			       stderr=open("said", "w"))
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
	END
	)
	grep -q 'line 100002: 3 cells where the header has 2' said || fail "$(cat said)"
	[ "$peak" -lt 100 ] || fail "$peak MB"
}

@test "release: no secret of a login is in arguments or environments" {
	expired_login
	traced -e trace=execve -v -s 4096 -o "$HOME/calls" \
		"$FENTU" wo list --limit 1 -o id
	grep -q fentu-keyring "$HOME/calls"
	traced -e trace=execve -v -s 4096 -o "$HOME/calls.logout" \
		"$FENTU" logout
	grep -q fentu-keyring "$HOME/calls.logout"
	sandbox_stop
	check_no_secret
}
