#!/bin/sh
# Runs a command for which the system trusts one certificate authority more.
#
#	test/bench/trusting.sh CA-FILE COMMAND...
#
# The machine's own files stay as they are: the command has mounts of its own.
set -eu

readonly system=/etc/ssl/certs/ca-certificates.crt

if [ "$1" != --inside ]; then
	exec unshare --map-root-user --mount "$0" --inside "$@"
fi
authority=$2
shift 2
roots=$(mktemp)
cat "$system" "$authority" >"$roots"
mount --bind "$roots" "$system"
rm "$roots"
exec "$@"
