#!/usr/bin/env bash
# Measures fentu beside its peers, interleaved in one run, and prints medians
# and ratios beside the figures that are to be reached.
#
#	test/bench/run.sh [--smoke]
#
# --smoke makes it short, to see that it works: its figures mean nothing.
# Exit 1 when a figure is missed. Writes nothing but build/.
set -euo pipefail
cd "$(dirname "$0")/../.."

export BENCH_PAGES=1000 BENCH_ROUNDS=9 BENCH_LATENCY_MS=50
export BENCH_WRITES=2000 BENCH_WRITE_LATENCY_MS=20
export BENCH_SMOKE=
if [ "${1-}" = --smoke ]; then
	BENCH_SMOKE=1
	BENCH_PAGES=20 BENCH_ROUNDS=1 BENCH_LATENCY_MS=5
	BENCH_WRITES=40 BENCH_WRITE_LATENCY_MS=5
fi

test/install.sh build bench
[ -n "$BENCH_SMOKE" ] || test/build.sh build >/dev/null

pids=()
missed=0
work=$(mktemp -d)
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

stage=$PWD/build/stage
echo 'int main(void) { return 0; }' >"$work/empty.c"
gcc -O2 -o "$work/empty" "$work/empty.c"
gcc -O2 -D_GNU_SOURCE -o "$work/timed" test/bench/timed.c

for name in $(compgen -e FENTU_ || true); do
	unset "$name"
done
unset DBUS_SESSION_BUS_ADDRESS
export HOME=$work/home LC_ALL=C.UTF-8 TZ=UTC
mkdir "$HOME"
BENCH_KEY=bench-key-$$

# serve NAME OPTION...: start a sandbox, wait for it, print its API address.
serve() {
	local name=$1 try
	shift
	FENTU_API_KEY=$BENCH_KEY "$stage/libexec/fentu/fentu-sandbox" \
		--listen 127.0.0.1:0 --rate-limit 0 --link-header "$@" \
		>"$work/$name" 2>"$work/$name.err" &
	pids+=($!)
	for ((try = 0; try < 1200; try++)); do
		! grep -q FENTU_API_KEY= "$work/$name" || break
		kill -0 $! 2>/dev/null || break
		sleep 0.05
	done
	sed -n 's/^export FENTU_API_URL=//p' "$work/$name" >"$work/$name.url"
	[ -s "$work/$name.url" ] || {
		cat "$work/$name.err" >&2
		exit 1
	}
}

serve fast --records $((BENCH_PAGES * 100))
serve slow --records $((BENCH_PAGES * 100)) --latency $BENCH_LATENCY_MS
serve write --latency $BENCH_WRITE_LATENCY_MS
serve small --records $((BENCH_PAGES * 10))
serve huge --records $((BENCH_PAGES * 1000))
serve tls --tls

# What must not happen, whatever the time: libraries that start-up does
# without, and a bus that a key from the environment makes needless.
for command in --version 'help wo' '__complete wo li'; do
	# shellcheck disable=SC2086 # words
	LD_DEBUG=libs "$stage/bin/fentu" $command 2>&1 >/dev/null |
		grep -oE 'calling init: .*/lib(curl|gio|gobject|secret)[^ ]*' &&
		echo "MISSED: loaded by fentu $command" && exit 1
done
FENTU_API_KEY=$BENCH_KEY FENTU_API_URL=$(cat "$work/fast.url") \
	strace -f -qq -e trace=connect -o "$work/connects" \
	"$stage/bin/fentu" wo list -o json >/dev/null
if grep AF_UNIX "$work/connects"; then
	echo "MISSED: a local socket was opened"
	exit 1
fi

export BENCH_FENTU=$stage/bin/fentu BENCH_TIMED=$work/timed
export BENCH_EMPTY=$work/empty BENCH_WORK=$work BENCH_KEY
BENCH_FAST_URL=$(cat "$work/fast.url") BENCH_SLOW_URL=$(cat "$work/slow.url") \
	BENCH_WRITE_URL=$(cat "$work/write.url") \
	BENCH_SMALL_URL=$(cat "$work/small.url") \
	BENCH_HUGE_URL=$(cat "$work/huge.url") \
	python3 test/bench/bench.py || missed=1

# A login needs a keyring: a session of its own. Once with TLS and the
# system's trusted certificates, as people have it, and once with neither.
export BENCH_KEYRING=$stage/libexec/fentu/fentu-keyring
(
	unset FENTU_API_KEY
	eval "$(grep -v FENTU_API_KEY "$work/tls")"
	test/bench/trusting.sh "$FENTU_SANDBOX_CA" \
		test/e2e/session.sh python3 test/bench/login.py tls || exit
	eval "$(grep -v FENTU_API_KEY "$work/fast")"
	test/e2e/session.sh python3 test/bench/login.py
) || missed=1
exit $missed
