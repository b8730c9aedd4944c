#!/usr/bin/env bats
# Logins and rotations beside a refresh, with the real keyring; see races.bash.

load helper
load races

setup() {
	races_setup
}

teardown() {
	sandbox_stop
	check_no_secret
}

@test "races: a refresh never overwrites a login" {
	race login
}

@test "races: a rotation and a refresh or a logout lose nothing" {
	race rotate
}
