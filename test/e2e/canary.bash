# Looking for secrets in arguments and environments of processes while commands
# run. Load after helper.
# shellcheck shell=bash

# watch_start PATTERN...: look at all processes of this test (they work below its
# home), over and over, for these (extended regular expressions). The sandbox
# itself is given secrets in its environment.
watch_start() {
	NEEDLE=$BATS_TEST_TMPDIR/needle
	printf '%s\n' "$@" >"$NEEDLE"
	while [ -e "$NEEDLE" ]; do
		find /proc/[0-9]* -maxdepth 1 -name cwd -lname "$HOME*" \
			-printf '%h/cmdline\n%h/environ\n' |
			xargs -r grep -lsaE -f "$NEEDLE" |
			grep -v "^/proc/$SANDBOX_PID/" |
			while read -r file; do
				printf '%s\n' "$file"
				tr '\0' ' ' <"${file%/*}/cmdline"
			done
	done >"$BATS_TEST_TMPDIR/hits" 2>/dev/null 3>&- &
	WATCH_PID=$!
}

watch_stop() {
	[ -n "${WATCH_PID-}" ] || return 0
	rm -f "$NEEDLE"
	wait "$WATCH_PID" || true
	unset WATCH_PID
}

expect_unseen() {
	watch_stop
	[ ! -s "$BATS_TEST_TMPDIR/hits" ] ||
		fail "seen in: $(cat "$BATS_TEST_TMPDIR/hits")"
}

# Has FILE of a process ("PID/cmdline") been found to have one?
seen() {
	grep -q "/$1" "$BATS_TEST_TMPDIR/hits"
}
