#!/usr/bin/env bats
# Logouts and revocations beside a refresh, with the real keyring; see races.bash.

load helper
load races

setup() {
	races_setup
}

teardown() {
	sandbox_stop
	check_no_secret
}

@test "races: a refresh never undoes a logout, nor outlives it" {
	race logout
}

@test "races: a refresh never undoes a revocation, nor outlives it" {
	race revoke
}
