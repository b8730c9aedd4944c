#!/usr/bin/env bats
# What becomes of a refresh when the keyring fails at any of the questions that
# it is asked meanwhile:
#
#	1	for the login
#	2	again, under the lock
#	3	for the app's secret; behind it the server gives new tokens
#	4	what is stored now
#	5	to store the tokens
#
# If 4 or 5 goes wrong, both are asked once more at the end.

# shellcheck disable=SC2034 # read by keyring.bash

load helper
load keyring
load oauth

setup() {
	hermetic
	sandbox_start
}

teardown() {
	sandbox_stop
	check_no_secret
	bus_stop
}

# Seconds, where the keyring is not going to answer. What it does answer has to
# come in that time, too, from a program that is started on a busy machine, and
# behind what the service still does for the one that was given up.
LIMIT=5

# trouble MODE FROM TO: log in, with a keyring that fails at these questions.
# "slow" is one that needs too long for two calls: of the second little is left
# when it is given up, and a third is not begun, for which the next question
# would have to wait.
trouble() {
	local options=(--mode "$1")
	[ "$1" != slow ] || options=(--slow $((LIMIT * 600)))
	bus_stop
	TOKENS=$(sandbox_tokens '{"access_ttl": -5}')
	SEEDS=(--seed "$SANDBOX_URL|default|$(login_record "$TOKENS")"
		--seed "client $SANDBOX_URL|default|$(client_record)")
	mock_start "${options[@]}" --from "$2" --to "$3"
	FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	case $1 in mute | slow | late) FENTU_KEYRING_TIMEOUT=$LIMIT ;; esac
	export FENTU_KEYRING_TIMEOUT
	ASKED=$(token_answers | jq length)
}

# expect_asked COUNT: requests to the token endpoint since `trouble`.
expect_asked() {
	expect_equal "$(token_answers | jq length)" $((ASKED + $1))
}

# One that dies has nothing to show.
expect_old_login() { # MODE
	[ "$1" = dies ] || expect_equal "$(stored refresh)" "$(refresh_token)"
}

expect_new_login() {
	[ "$(stored refresh)" != "$(refresh_token)" ]
	sandbox_token_is alive "$(stored refresh)"
	sandbox_token_is alive "$(stored access)"
}

# modes QUESTION: those that are tried at it, and what is said of each. Some are
# tried at one question alone, or, under --full, at every one.
modes() {
	local at mode words
	while IFS='|' read -r at mode words; do
		[[ $(rounds "$at" 12345) != *"$1"* ]] || echo "$mode|$words"
	done <<-END
		12345|locked|the keyring is locked
		12345|dies|the keyring ended while it was asked
		12345|garbage|the keyring's answer makes no sense
		1|hides|the keyring is locked
		5|prompt-never|the keyring is locked
		3|mute|the keyring did not answer within $LIMIT s
		4|slow|the keyring did not answer within $LIMIT s
	END
}

@test "refresh: the keyring is asked five times, none for long, and may be slow" {
	trouble normal 1 9
	run -0 --separate-stderr fentu wo list --limit 1 -o id
	expect_calls client 5
	expect_asked 1
	expect_new_login
	trouble normal 1 9
	bus_stop
	mock_start --slow 30
	run -0 --separate-stderr fentu token refresh
	expect_calls client 5
	expect_new_login
}

@test "refresh: a keyring that fails before tokens are asked for loses none" {
	local question mode words
	for question in 1 2 3; do
		while IFS='|' read -r mode words; do
			echo "# $mode at $question"
			trouble "$mode" "$question" "$question"
			took_at_most 50 run -4 --separate-stderr \
				fentu wo list --limit 1 -o id
			expect_output ''
			expect_in_stderr "$words"
			expect_in_stderr 'hint: '
			expect_calls client "$question"
			expect_calls Prompt 0
			expect_asked 0
			expect_old_login "$mode"
		done < <(modes "$question")
	done
}

@test "refresh: tokens that a keyring does not take are used, and told of" {
	local question mode words
	for question in 4 5; do
		while IFS='|' read -r mode words; do
			echo "# $mode at $question"
			trouble "$mode" "$question" $((question + 1))
			# at the end nobody is there any more
			[ "$mode" != dies ] || words='there is no keyring here'
			took_at_most 50 run -4 --separate-stderr \
				fentu wo list --limit 1 -o id
			expect_in_output wo-
			expect_in_stderr "the refreshed login of profile 'default' was not stored: $words"
			expect_in_stderr "'fentu -P default login --web'"
			expect_calls Prompt 0
			expect_asked 1
			expect_old_login "$mode"
		done < <(modes "$question")
	done
}

@test "token refresh: says of each failure at which it ends that it ends there" {
	trouble locked 5 6
	run -4 --separate-stderr fentu token refresh
	expect_in_stderr "was not stored: the keyring is locked"
	trouble locked 3 3
	run -4 --separate-stderr fentu token refresh
	expect_in_stderr 'error: the keyring is locked'
	expect_asked 0
}

@test "refresh: tokens are stored at the end when a keyring has recovered" {
	local question mode _
	for question in 4 5; do
		while IFS='|' read -r mode _; do
			[ "$mode" != dies ] || continue
			echo "# $mode at $question"
			trouble "$mode" "$question" "$question"
			run -0 --separate-stderr fentu wo list --limit 1 -o id
			expect_in_output wo-
			expect_not_in_stderr error
			expect_asked 1
			expect_new_login
			run -0 --separate-stderr fentu wo list --limit 1 -o id
			expect_asked 1
		done < <(modes "$question")
	done
}

@test "refresh: tokens that a keyring stored and did not say so are not lost" {
	trouble late 5 5
	run -0 --separate-stderr fentu wo list --limit 1 -o id
	expect_not_in_stderr error
	expect_calls SetSecret 1
	expect_asked 1
	expect_new_login
}

@test "refresh: whoever logs in or out meanwhile has the last word" {
	local record
	export FENTU_KEYRING_TIMEOUT=30
	expired_login
	sandbox_fault '{"path": "/oauth/token", "delay": 1000}'
	fentu wo list --limit 1 -o id >out 2>err 3>&- &
	wait_until is_asked
	record=$(login_record "$(sandbox_tokens)")
	put_slot login "$record"
	wait $!
	expect_equal "$(stored refresh)" "$(jq -r .refresh <<<"$record")"

	expired_login
	sandbox_fault '{"path": "/oauth/token", "delay": 1000}'
	fentu wo list --limit 1 -o id >out 2>err 3>&- &
	wait_until is_asked
	ask drop "$SANDBOX_URL" >/dev/null
	wait $!
	run -0 ask get "$SANDBOX_URL"
	expect_answer absent
}

# Is the token endpoint at work?
is_asked() {
	[ "$(sandbox_control GET faults | jq .data.waiting)" = 0 ]
}
