#!/usr/bin/env bats
# fentu profile: accounts side by side.

load helper

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	sandbox_stop
	check_no_secret "$HOME"/state/fentu/credentials/*
}

login() {
	printf '%s\n' "$SANDBOX_KEY" | fentu login --key-stdin "$@" 2>/dev/null
}

@test "profile list: default is always there, and the one in force is marked" {
	run -0 --separate-stderr fentu profile list -o json
	expect_json . "[{\"name\":\"default\",\"active\":true,\
\"api_url\":\"$FENTU_API_URL\",\"storage\":\"keyring\"}]"
	login -P work --store file
	run -0 fentu profile list -o json
	expect_json 'map([.name, .active, .storage])' \
		'[["default",true,"keyring"],["work",false,"file"]]'
	run -0 fentu -P work profile list -o json
	expect_json 'map(select(.active) | .name)' '["work"]'
	# what there is not is not listed, nor is it in the way
	run -0 fentu -P other profile list -o json
	expect_json 'map([.name, .active])' '[["default",false],["work",false]]'
}

@test "profile list: each profile has its own address" {
	unset FENTU_API_URL
	fentu -P one config set api_url https://one.example/v1
	fentu -P two config set api_url https://two.example/v1
	run -0 fentu profile list -o json
	expect_json 'map(.api_url) | join(" ")' "\"https://api.fentu.io/v1 \
https://one.example/v1 https://two.example/v1\""
}

@test "profile use: later commands use it; option and variable go before" {
	login -P work
	new_profile home here
	run -0 --separate-stderr fentu profile use work
	expect_in_stderr "now use profile 'work'"
	run -0 fentu status --offline -o json
	expect_json .profile '"work"'
	run -4 --separate-stderr env FENTU_PROFILE=home "$FENTU" status --offline -o json
	expect_json .profile '"home"'
	run -4 --separate-stderr env FENTU_PROFILE=home "$FENTU" -P here status \
		--offline -o json
	expect_json .profile '"here"'
}

@test "profile use: warns when FENTU_PROFILE goes before it" {
	export FENTU_PROFILE=home
	run -0 --separate-stderr fentu profile use default
	expect_in_stderr "FENTU_PROFILE is set to 'home'"
}

@test "profile use: one that there is not is refused, the nearest suggested" {
	login -P work
	run -2 --separate-stderr fentu profile use wrok
	expect_in_stderr "did you mean 'work'"
	run -2 --separate-stderr fentu profile use ../x
	expect_in_stderr "no profile name"
}

@test "profile remove: takes settings and login, and the choice of it" {
	login -P work
	fentu profile use work
	run -0 --separate-stderr fentu profile remove work --yes
	expect_in_stderr "Removed profile 'work'"
	expect_in_stderr "stays valid"
	run -0 fentu config get profile
	expect_output default
	run -2 --separate-stderr fentu -P work status --offline -o json
	expect_in_stderr "there is no profile 'work'"
	new_profile work
	run -4 --separate-stderr fentu -P work status --offline -o json
	expect_json .kind null
}

@test "profile: a mistyped one is refused, whoever named it and whatever for" {
	local words
	with_key
	fentu -P prod config set read_only true
	run -2 --separate-stderr fentu -P prod wo create --customer cust-1
	expect_in_stderr 'read-only'
	for words in 'wo create --customer cust-1' 'wo list' 'status' 'logout' \
		'wo create --customer cust-1 --dry-run' 'token print' usage \
		'api work-orders' 'export all'; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr fentu -P prd $words
		expect_in_stderr "--profile: there is no profile 'prd'; did you mean 'prod'?"
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr env FENTU_PROFILE=prdo "$FENTU" $words
		expect_in_stderr "FENTU_PROFILE: there is no profile 'prdo'; did you mean 'prod'?"
	done
	sed -i '1i [fentu]\nprofile = gone' config/fentu/config
	run -2 --separate-stderr fentu wo list
	expect_in_stderr "the configuration: there is no profile 'gone'"
	expect_equal "$(sandbox_requests)" 0
	run -0 --separate-stderr fentu -P default wo list --limit 1
	run -0 --separate-stderr fentu profile use default
	run -0 --separate-stderr fentu wo list --limit 1
}

@test "profile: a mistyped one is in nobody's way who needs none, or mends it" {
	export FENTU_PROFILE=gone
	login -P work
	run -0 fentu help wo list
	run -0 fentu --version
	run -0 fentu wo list --help
	run -0 fentu __complete -P ''
	expect_in_output work
	run -0 fentu profile list
	run -0 fentu profile use work
	run -0 fentu profile remove work --yes
	run -2 fentu doctor -o json
	expect_in_output "there is no profile 'gone'"
	run -0 login
	run -0 fentu status -o json
	expect_json .profile '"gone"'
}

@test "profile remove: does nothing without --yes where nobody can be asked" {
	login -P work
	run -2 --separate-stderr fentu profile remove work </dev/null
	expect_in_stderr "--yes"
	run -0 fentu -P work status --offline -o json
}

@test "profile remove: a protected profile wants its name" {
	login -P work
	fentu -P work config set protected true
	run -2 --separate-stderr fentu profile remove work --yes </dev/null
	expect_in_stderr "the profile 'work' is protected"
	run -2 --separate-stderr fentu profile remove work --confirm wrok
	run -0 fentu -P work status --offline -o json
	run -0 --separate-stderr fentu profile remove work --confirm work
	expect_in_stderr "Removed profile 'work'"
}

@test "profile remove: asks on a terminal, and no is the usual answer" {
	local terminal=$BATS_TEST_DIRNAME/terminal.py
	login -P work
	run -0 timeout -k 5 60 python3 "$terminal" $'\n' "$FENTU" profile remove work
	expect_in_output "nothing was removed"
	expect_in_output "status: 1"
	run -0 fentu -P work status --offline -o json
	run -0 timeout -k 5 60 python3 "$terminal" $'y\n' "$FENTU" profile remove work
	expect_in_output "Removed profile 'work'"
}

@test "profile remove: a login that cannot be forgotten keeps the profile" {
	login -P work
	without_keyring
	run -4 --separate-stderr fentu profile remove work --yes
	expect_in_stderr "the profile stays"
	expect_in_stderr "take [profile work] out of '$XDG_CONFIG_HOME/fentu/config'"
	expect_not_in_stderr FENTU_API_KEY
	run -0 fentu profile list -o json
	expect_json 'map(.name)' '["default","work"]'
}
