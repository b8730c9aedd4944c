#!/usr/bin/env bash
# Installs the Debian packages that are missing, and only those.
#
#	test/install.sh SET...     SET is one of: build, demo, test, bench,
#	                           browser
#
# Needs root or sudo when something is missing, and neither when nothing is.
set -euo pipefail

packages() {
	case $1 in
	build)
		echo gcc libc6-dev meson ninja-build pkg-config scdoc \
			libglib2.0-dev libjson-c-dev libcurl4-openssl-dev \
			libsecret-1-dev libjq-dev libmicrohttpd-dev \
			libsqlite3-dev libgnutls28-dev zlib1g-dev
		;;
	demo) # a keyring, and the private bus that it lives on
		echo dbus-daemon gnome-keyring libglib2.0-bin
		;;
	test)
		echo bats binutils clang clang-format clang-tidy curl git jq \
			locales mandoc man-db openssl procps python3 \
			shellcheck spin sqlite3 strace tmux universal-ctags \
			valgrind fish zsh
		;;
	bench)
		echo curl gh jq python3 strace
		;;
	browser)
		echo chromium chromium-driver fonts-liberation python3
		;;
	*)
		echo "install.sh: no such set: $1" >&2
		return 2
		;;
	esac
}

# Those of the named packages that are not installed.
missing_of() {
	local have
	# dpkg-query fails when one is unknown to it: that one is missing.
	have=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" \
		2>/dev/null | sed -n 's/ installed$//p') || true
	printf '%s\n' "$@" | grep -vxF "${have:-none}" || true
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "install.sh: run as root, or install sudo" >&2
		return 1
	fi
}

# The lists of a new machine may be old or absent, and mirrors have bad
# moments: one more try.
update() {
	as_root apt-get update -q </dev/null ||
		{ sleep 3 && as_root apt-get update -q </dev/null; }
}

main() {
	local wanted missing
	wanted=$(for set in "$@"; do packages "$set" || exit; done)
	# shellcheck disable=SC2086 # names are words
	missing=$(missing_of $wanted)
	if [ -z "$missing" ]; then
		echo "install: everything is there"
		return
	fi
	echo "install: ${missing//$'\n'/ }"
	update
	# shellcheck disable=SC2086
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
		--no-install-recommends $missing </dev/null
}

main "$@"
