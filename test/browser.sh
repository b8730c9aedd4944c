#!/usr/bin/env bash
# Logs in by way of a real browser: Chromium, without a window, at the page of
# the sandbox, once with Approve and once with Deny. Pictures of the pages in
# light and dark, narrow and wide, are kept in build/browser/. Installs what is
# missing; leaves nothing but build/.
set -euo pipefail
cd "$(dirname "$0")/.."

test/install.sh build browser
echo "build: build/"
if ! said=$(test/build.sh build 2>&1); then
	printf '%s\n' "$said" >&2
	exit 1
fi

readonly root=$PWD stage=$PWD/build/stage pictures=$PWD/build/browser
home=$(mktemp -d)
sandbox_pid='' login_pid=''
# Words of one number or none.
# shellcheck disable=SC2086
trap 'kill $login_pid $sandbox_pid 2>/dev/null; wait; rm -rf "$home"' EXIT

fail() {
	printf 'not ok browser: %s\n' "$1"
	exit 1
}

# wait_for PATTERN FILE PID: until the process has said it.
wait_for() {
	local try
	for ((try = 0; try < 600; try++)); do
		! grep -q "$1" "$2" || return 0
		kill -0 "$3" 2>/dev/null || break
		sleep 0.05
	done
	cat "$2" >&2
	fail "nobody says $1"
}

for name in $(compgen -e | grep -E '^FENTU_|^XDG_|_(proxy|PROXY)$' || true); do
	unset "$name"
done
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS BROWSER
export PATH=$stage/bin:$PATH HOME=$home LC_ALL=C.UTF-8
export PYTHONDONTWRITEBYTECODE=1
rm -rf "$pictures"
mkdir -p "$pictures"

# Files that are waited on are there, and empty, before anybody writes.
: >"$home/sandbox"
fentu sandbox --listen 127.0.0.1:0 >"$home/sandbox" 2>&1 &
sandbox_pid=$!
wait_for '^export FENTU_CLIENT_SECRET=' "$home/sandbox" "$sandbox_pid"
eval "$(grep '^export ' "$home/sandbox")"
unset FENTU_API_KEY # the login alone is to open the door

# log_in DECISION STATUS: what the person does, and how the login is to end.
log_in() {
	local got=0 url
	: >"$home/said"
	fentu login --web --store file --no-browser 2>"$home/said" &
	login_pid=$!
	wait_for '^http' "$home/said" "$login_pid"
	url=$(grep -m 1 '^http' "$home/said")
	python3 "$root/test/browser/login.py" "$url" "$1" "$pictures" ||
		fail "the pages, after $1"
	wait "$login_pid" || got=$?
	login_pid=
	[ "$got" -eq "$2" ] || {
		cat "$home/said" >&2
		fail "$1 ended with $got, not $2"
	}
	echo "ok browser: $1"
}

log_in deny 4
! fentu status --offline >"$home/status" 2>&1 ||
	fail "logged in after deny"
log_in approve 0
[ "$(fentu -q customers list --limit 3 -o id | wc -l)" -eq 3 ] ||
	fail "the login is of no use"
echo "ok browser: customers list"
echo "The pictures are in build/browser/."
