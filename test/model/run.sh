#!/usr/bin/env bash
# Checks test/model/credential.pml with spin: every interleaving holds what it
# should, and with any one guard left out spin finds one that does not.
set -euo pipefail
cd "$(dirname "$0")"

model=$PWD/credential.pml
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# verify CFLAG [FLAG]: what spin finds in the model with FLAG.
verify() {
	rm -f ./*
	# shellcheck disable=SC2086 # no flag is no word
	spin -a ${2-} "$model" >spin.out || {
		cat spin.out
		return 1
	}
	gcc "$1" -w -DSAFETY -DCOLLAPSE -o pan pan.c
	timeout 300 ./pan -m20000
}

errors() { # of what verify has printed
	sed -n 's/.*errors: \([0-9]*\).*/\1/p'
}

# Each of these must be missed. BEFORE is the program as it once was.
for flag in BEFORE NO_LOCK NO_REREAD NO_SWAP LOGIN_FIRST; do
	kills=1
	[ "$flag" != BEFORE ] || kills=0 # it took no kill
	found=$(verify -O0 "-D$flag -DKILLS=$kills")
	if [ "$(errors <<<"$found")" != 1 ]; then
		echo "$flag: no error is found without it"
		exit 1
	fi
	echo "$flag: $(grep -m 1 '^pan:1:' <<<"$found")"
done

found=$(verify -O2)
if [ "$(errors <<<"$found")" != 0 ] ||
	! grep -q 'Full statespace search' <<<"$found" ||
	grep -q 'max search depth too small\|Search not completed' <<<"$found"; then
	echo "$found"
	spin -t -p "$model" | grep -v ':init:' || true
	exit 1
fi
echo "all guards: no error in $(sed -n 's/ *\([0-9]*\) states, stored.*/\1/p' <<<"$found") states"
