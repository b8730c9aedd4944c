#!/usr/bin/env bats
# A loss of power at any moment: see power.py for what is promised, and for how
# it is shown that every call which syncs is needed.

load helper

setup() {
	hermetic
	sandbox_start --records 400 --rate-limit 0
	with_key
	without_keyring
}

# What is left of it holds keys, and is looked into by itself.
teardown() {
	rm -rf power
	sandbox_stop
	check_no_secret
}

@test "power: cut at any moment, nothing is lost, doubled or half" {
	run -0 timeout 500 python3 "$BATS_TEST_DIRNAME/power.py" "$STAGE" \
		"$STAGE/../test/mock/power-log.so" \
		"$BATS_TEST_DIRNAME/../.." "$(rounds 1 60)"
	expect_in_output 'each of them needed'
	echo "# ${lines[-1]}" >&3
}
