#!/usr/bin/env bash
# Runs one bats file in a session of its own.
#
#	test/e2e/one.sh NAME [TAP-FILE]
#
# Without TAP-FILE the results go to the terminal. FENTU_BUILD names the build
# folder, absolute; "build" without it.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

export FENTU_BUILD=${FENTU_BUILD:-$PWD/build}
# What a machine has set besides, CI above all, changes what fentu does.
names=(PATH HOME TERM LANG TMPDIR FENTU_BUILD FENTU_TEST_FULL
	ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS G_SLICE)
kept=()
for name in "${names[@]}"; do
	[ -z "${!name+set}" ] || kept+=("$name=${!name}")
done
# A machine may be slow; a test that hangs has a limit of its own.
command=(env -i "${kept[@]}" timeout -k 10 1800 test/e2e/session.sh bats)
if [ $# -lt 2 ]; then
	exec "${command[@]}" "test/e2e/$1.bats"
fi
"${command[@]}" --formatter tap "test/e2e/$1.bats" >"$2" 2>&1
status=$?
printf '%s e2e %s (%d s)\n' "$([ $status -eq 0 ] && echo ok || echo 'not ok')" \
	"$1" $SECONDS
exit $status
