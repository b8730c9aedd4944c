#!/usr/bin/env bats
# Help, manual pages, completion and the parser say the same: each is asked
# about every command that there is.

load helper

setup() {
	hermetic
}

teardown() {
	:
}

# Every command, one a line, with those below a command after it: "wo list".
# What completion offers is the list, since it walks the tables.
commands() {
	local name below
	for name in $(words); do
		printf '%s\n' "$name"
		for below in $(words "$name"); do
			printf '%s %s\n' "$name" "$below"
		done
	done
}

words() { # what may stand after these words, but for options
	fentu __complete "$@" '' | cut -f1 | grep -E '^[a-z]' || true
}

@test "seams: there are commands to look at" {
	run -0 commands
	expect_in_output 'wo list'
	expect_in_output 'login'
}

@test "seams: help goes to stdout, in 80 columns, and needs nothing" {
	local line
	while read -r line; do
		# shellcheck disable=SC2086 # words
		run -0 --separate-stderr fentu $line --help
		expect_stderr ''
		expect_in_output "fentu $line"
		run -1 grep -E '^.{81}' <<<"$output"
	done < <(commands)
}

@test "seams: fentu help COMMAND and COMMAND --help are the same" {
	local line
	while read -r line; do
		# shellcheck disable=SC2086 # words
		expect_equal "$(fentu help $line)" "$(fentu $line --help)"
	done < <(commands)
}

@test "seams: every command has a manual page" {
	local name
	for name in $(words); do
		ls "$STAGE/share/man/man1/fentu-$name.1"* >/dev/null ||
			fail "no page for $name"
	done
}

@test "seams: every option of the help stands in the manual page" {
	local name page option
	for name in $(words); do
		page=$(mandoc -T utf8 "$STAGE/share/man/man1/fentu-$name.1"* |
			col -b)
		for option in $(fentu help "$name" |
			grep -oE -- '--[a-z][a-z-]+' | sort -u); do
			[[ $page == *"$option"* ]] ||
				fail "fentu-$name.1 lacks $option"
		done
	done
}

@test "seams: every command has a bats file" {
	local name
	for name in $(words); do
		[ -e "$BATS_TEST_DIRNAME/$name.bats" ] ||
			fail "no test/e2e/$name.bats"
	done
}

@test "seams: an option that completion offers is one that help names" {
	local line option
	while read -r line; do
		# shellcheck disable=SC2086 # words
		run -0 fentu $line --help
		# shellcheck disable=SC2086
		for option in $(fentu __complete $line -- | cut -f1 |
			grep -E '^--' || true); do
			expect_in_output "${option%=}"
		done
	done < <(commands)
}

@test "seams: an unknown option is refused by every command" {
	local line
	while read -r line; do
		# shellcheck disable=SC2086 # words
		run -2 fentu $line --no-such-option
	done < <(commands)
}

@test "seams: without a terminal nothing waits for input" {
	local line
	without_keyring
	while read -r line; do
		# shellcheck disable=SC2086 # words
		timeout -k 1 10 "$FENTU" $line </dev/null >/dev/null 2>&1 ||
			[ $? -ne 124 ] || fail "fentu $line waits"
	done < <(commands)
}
