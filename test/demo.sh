#!/usr/bin/env bash
# Shows fentu at work: builds it, starts a local API with made-up data, logs
# in, and looks around. Installs what is missing; leaves nothing but build/.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1-}" != --inside ]; then
	test/install.sh build demo
	echo "build: build/"
	if ! said=$(test/build.sh build 2>&1); then
		printf '%s\n' "$said" >&2
		exit 1
	fi
	exec test/e2e/session.sh "$0" --inside
fi

# ---- inside a private session, with a keyring of its own ----

readonly stage=$PWD/build/stage
home=$(mktemp -d)
sandbox_pid=
trap 'kill "$sandbox_pid" 2>/dev/null; rm -rf "$home"' EXIT

# A terminal gets tables without asking.
format=
[ -t 1 ] || format=' -o table'

# Print a command line as one would type it, then run it.
show() {
	printf '\n\033[1m$ %s\033[0m\n' "$1"
	eval "$1"
}

for name in $(compgen -e FENTU_ || true); do
	unset "$name"
done
export PATH=$stage/bin:$PATH HOME=$home
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_DATA_HOME
mkdir -p build/demo
cd build/demo

printf '\n\033[1m$ %s\033[0m\n' 'fentu sandbox --listen 127.0.0.1:0 &'
fentu sandbox --listen 127.0.0.1:0 >"$home/sandbox" &
sandbox_pid=$!
for ((try = 0; try < 100; try++)); do
	! grep -q FENTU_API_KEY "$home/sandbox" || break
	sleep 0.05
done
eval "$(cat "$home/sandbox")"
# The key comes by standard input from here on: the keyring keeps it.
printf '%s\n' "$FENTU_API_KEY" >"$home/key"
unset FENTU_API_KEY

show "fentu login --key-stdin <~/key"
rm "$home/key"
show "fentu status$format"
show "fentu wo list --limit 10$format"
id=$(fentu -q wo list --limit 1 -o id)
show "fentu wo view $id$format"
show "fentu wo list --status open --sort -scheduled_date --limit 5$format"
show "fentu customers list --limit 5$format"
show "fentu assets list --limit 5 --fields id,name,status$format"
show "fentu wo list --all --jq 'group_by(.status) | map({(.[0].status): length}) | add'"
show "fentu wo list --all -o csv >work-orders.csv"
show "head -n 3 work-orders.csv"
show "wc -l work-orders.csv"
show "fentu logout"
printf '\nThe CSV file is build/demo/work-orders.csv.\n'
