#!/usr/bin/env bats
# What the manual and the README show is what comes.

# shellcheck disable=SC2016 # backquotes of examples

load helper

ROOT=$BATS_TEST_DIRNAME/../..

shown() {
	timeout 100 python3 "$BATS_TEST_DIRNAME/examples.py" "$@"
}

@test "examples: output that the manual shows is what comes" {
	with_key
	run -0 shown "$ROOT"/man/*.scd "$ROOT/README.md"
	[ "$(grep -c '^ok' <<<"$output")" -ge 5 ] || fail 'hardly any was found'
}

@test "examples: one that is wrong or has no command is found" {
	with_key
	printf '```\nfentu wo view wo-0\nfentu: error: none\n```\n' >wrong.scd
	run -1 shown wrong.scd
	printf '```\nfentu: error: none\n```\n' >alone.scd
	run -1 shown alone.scd
	printf '```\nfentu version\n...\n\n```\n' >right.scd
	run -0 shown right.scd
}

# Command lines of the manual: those in blocks, and those below a tab.
command_lines() {
	awk '/^```/ { shown = !shown } shown || /^\t/' "$ROOT"/man/*.scd |
		sed -n 's/^\t*\(fentu [a-z-].*\)/\1/p' |
		sed 's/\\\\$//; s/\\\([^"]\)/\1/g'
	sed -n 's/^    \(fentu .*\)/\1/p' "$ROOT/README.md" | sed 's/  .*//'
}

@test "examples: commands of the manual are understood" {
	local line count=0
	mkdir bin
	cat >bin/fentu <<-'END'
		#!/bin/bash
		case " $* " in *' sandbox '* | *' -- '*) exit ;; esac
		"$REAL" "$@" --help >/dev/null || echo "$*" >>"$HOME/wrong"
	END
	chmod +x bin/fentu
	: >key
	while read -r line <&9; do
		count=$((count + 1))
		REAL=$FENTU PATH=$HOME/bin:$PATH bash -c "$line" >/dev/null 2>&1 || true
	done 9< <(command_lines)
	[ "$count" -ge 60 ] || fail "$count were found"
	[ ! -e wrong ] || fail "$(cat wrong)"
}

# Words with a backslash show where the two read the markup differently.
@test "examples: help shows what the manual shows" {
	local page name count=0
	for page in "$ROOT"/man/fentu-*.7.scd; do
		name=${page##*/fentu-}
		name=${name%.7.scd}
		scdoc <"$page" | mandoc -T utf8 | col -b |
			grep -o '[^ ]*\\[^ ]*' | sort >man.words || true
		fentu help "$name" | grep -o '[^ ]*\\[^ ]*' | sort >help.words || true
		diff man.words help.words >&2 || fail "$name: man, help"
		count=$((count + $(wc -l <man.words)))
	done
	[ "$count" -ge 5 ] || fail "$count were found"
}
