#!/usr/bin/env bash
# Runs a command in a private desktop session: its own home, its own D-Bus,
# its own gnome-keyring, unlocked. Nothing of it is left behind.
#
#	test/e2e/session.sh COMMAND...
#
# SESSION_HOME is the home of the keyring daemon, SESSION_PASSWORD unlocks it.
set -euo pipefail

export SESSION_PASSWORD=session-password

if [ "${1-}" = --inside ]; then
	shift
	# Everything on its standard input is the password, a line end too.
	printf %s "$SESSION_PASSWORD" |
		gnome-keyring-daemon --foreground --unlock \
			--components=secrets >/dev/null 2>&1 3>&- &
	keyring=$!
	trap 'kill $keyring 2>/dev/null || true' EXIT
	gdbus wait --session --timeout 10 org.freedesktop.secrets 3>&-
	"$@" 2>&3 3>&-
	exit
fi

SESSION_HOME=$(mktemp -d)
export SESSION_HOME
trap 'rm -rf "$SESSION_HOME"' EXIT

# A bus that root starts in a container complains about a limit it may not
# raise, harmlessly. The command's own stderr goes past the filter, as fd 3.
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS SSH_CONNECTION
HOME=$SESSION_HOME XDG_RUNTIME_DIR=$SESSION_HOME \
	XDG_DATA_HOME=$SESSION_HOME/data XDG_CONFIG_HOME=$SESSION_HOME/config \
	XDG_CACHE_HOME=$SESSION_HOME/cache \
	dbus-run-session -- "$0" --inside "$@" \
	3>&2 2> >(grep -v 'Failed to set fd limit' >&2)
