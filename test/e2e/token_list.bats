#!/usr/bin/env bats
# fentu token list: every profile's login, and which keys are too old.
# shellcheck disable=SC2034 # read by keyring.bash

load helper
load keyring

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	SANDBOX_KEY=canary-list-$RANDOM$RANDOM$RANDOM
}

teardown() {
	bus_stop
	check_no_secret "$HOME"/state/fentu/credentials/*
}

# login_aged PROFILE DAYS: in a file, as if it had been stored then.
login_aged() {
	local file day
	fentu -P "$1" login --store file --no-verify --key-stdin \
		<<<"$SANDBOX_KEY" 2>/dev/null
	file=$(find "$XDG_STATE_HOME/fentu/credentials" -newer mark -type f)
	day=$(($(date +%s) - $2 * 86400))
	sed -i "s/\"created_at\":[0-9]*/\"created_at\":$day/" "$file"
	touch -d '1 hour ago' "$file"
}

@test "token list: shows each profile, masked and with its age" {
	touch -d '1 minute ago' mark
	login_aged work 3
	login_aged home 200
	run -0 --separate-stderr fentu token list -o json
	expect_json 'map(.id) | join(" ")' '"home work"'
	expect_json '.[1] | [.kind, .source, .age_days, .stale, .problem]' \
		'["api_key","file",3,false,null]'
	expect_json '.[0] | [.age_days, .stale]' '[200,true]'
	expect_json '.[1].masked' "\"....${SANDBOX_KEY: -4}\""
	expect_json '.[1] | has("refresh_expires_at")' true
	expect_in_stderr "the key of profile 'home' was stored 200 days ago"
	expect_in_stderr 'fentu -P home token rotate'
	run -0 --separate-stderr fentu token list -o tsv --fields id,age_days
	expect_output "id	age_days
home	200
work	3"
}

@test "token list: --stale shows old keys alone, with exit status 7" {
	touch -d '1 minute ago' mark
	login_aged work 89
	login_aged home 91
	run -7 --separate-stderr fentu token list --stale -o id
	expect_output home
	expect_in_stderr '1 key is too old'
	fentu -q -P home config set key_max_age 91
	run -0 --separate-stderr fentu token list --stale -o json
	expect_output '[]'
	expect_stderr ''
}

@test "token list: without a login there is nothing to list" {
	run -0 --separate-stderr fentu token list -o json
	expect_output '[]'
}

@test "token list: a keyring that is not there is asked once, and said to be" {
	export FENTU_KEYRING_TIMEOUT=1
	fentu -P one config set storage keyring 2>/dev/null
	fentu -P two config set storage keyring 2>/dev/null
	mock_start --mode mute
	took_at_most 4 run -7 --separate-stderr fentu token list -o json
	expect_json 'map(.problem | test("did not answer")) | all' true
	expect_in_stderr "is not known"
	run -7 fentu token list --stale -q
}

@test "token list: a replacement that was cut short is named" {
	sandbox_start
	fentu login --key-stdin <<<"$SANDBOX_KEY" 2>/dev/null
	run -7 fentu token rotate --key-stdin --exec false \
		<<<"$(sandbox_key admin)"
	run -0 fentu token list -o json
	expect_json '.[0].problem | test("token rotate")' true
	fentu logout --no-revoke 2>/dev/null
	sandbox_stop
}

@test "token list: what is wrong is told to its end, in 80 columns" {
	new_profile one
	without_keyring
	COLUMNS=80 run on_terminal '' "$FENTU" token list
	expect_not_in_output '…'
	expect_in_output '  Problem'
	expect_in_output 'there is no keyring'
	expect_in_output 'no D-Bus'
}
