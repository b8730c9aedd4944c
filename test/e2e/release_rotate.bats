#!/usr/bin/env bats
# fentu token rotate killed anywhere: a key that works is stored, and the same
# command completes what was begun.

load helper
load rotate

setup() {
	rotation_setup
}

teardown() {
	rotation_teardown
}

# What a replacement does to the world: files, sockets, other programs.
CALLS=openat,write,fsync,rename,unlink,connect,sendto,recvfrom,clone,clone3
CALLS+=,poll,fcntl,pidfd_open,waitid,wait4,close

# The calls of a replacement that is left alone, from its first request on, one
# a line: the call's name and which of its kind it is.
list_calls() {
	strace -qq -e trace="$CALLS" -o "$HOME/calls" \
		"$FENTU" token rotate --key-stdin <<<"$NEW_KEY" >/dev/null 2>&1
	awk -F'(' '/^[a-z]/ { nth[$1]++ }
		/^connect\(.*AF_INET/ { begun = 1 }
		begun && /^[a-z]/ { print $1, nth[$1] }' "$HOME/calls"
}

next_pair() {
	OLD_KEY=$NEW_KEY
	NEW_KEY=canary-$BASHPID-$RANDOM$RANDOM$RANDOM
	make_key "$NEW_KEY" admin
}

kill_at() { # CALL NTH: counts in KILLED those that died by it
	local code=0 stored
	strace -qq -e trace="$1" -e inject="$1:signal=KILL:when=$2" \
		-o /dev/null "$FENTU" token rotate --key-stdin \
		<<<"$NEW_KEY" >/dev/null 2>&1 || code=$?
	[ $code -ne 137 ] || KILLED=$((KILLED + 1))
	stored=$(stored_key)
	is_alive "$stored" || fail "$1 $2: the key that is stored is refused"
	if [ "$stored" != "$NEW_KEY" ] || is_alive "$OLD_KEY" ||
		ls "$XDG_STATE_HOME"/fentu/rotate/*.journal >/dev/null 2>&1; then
		rotate >/dev/null 2>&1 || fail "$1 $2: not completed"
	fi
	expect_replaced
}

@test "release: killed anywhere in a rotation, a working key is stored" {
	local calls call nth at points KILLED=0
	points=$(rounds 8 80)
	readarray -t calls < <(list_calls)
	expect_replaced
	for ((at = 0; at < points; at++)); do
		next_pair
		read -r call nth <<<"${calls[at * ${#calls[@]} / points]}"
		kill_at "$call" "$nth"
	done
	# What comes later than usual, because of a wait, may not come at all.
	[ $((KILLED * 10)) -ge $((points * 7)) ] ||
		fail "$KILLED of $points were killed"
	[ -z "${FENTU_TEST_FULL-}" ] ||
		echo "# $KILLED of $points killed, ${#calls[@]} calls" >&3
}
