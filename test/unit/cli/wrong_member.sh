#!/bin/sh
# An option row for a member of another type does not compile.
#
#	wrong_member.sh SOURCE ROOT COMPILER...
source=$1
root=$2
shift 2

compiles() {
	# shellcheck disable=SC2086 # words, as pkg-config means them
	"$@" -std=gnu11 -fsyntax-only -I "$root" $flags "$source" >/dev/null 2>&1
}

flags=$(pkg-config --cflags glib-2.0)
echo 1..2
compiles "$@" && echo 'ok 1 - a row for a bool compiles' ||
	echo 'not ok 1 - a row for a bool compiles'
compiles "$@" -DWRONG && echo 'not ok 2 - a flag for a long does not' ||
	echo 'ok 2 - a flag for a long does not'
