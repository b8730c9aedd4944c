# Commands that write one login at the same time, with the real keyring: a
# refresh undoes no logout and overwrites no login, and what the server is said
# to accept no longer it accepts no longer. Load after helper.
# shellcheck shell=bash disable=SC2154

races_setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start --rate-limit 0
	sandbox_setting revocation token
	sandbox_setting consent approve
	export BROWSER="curl -sS -L --noproxy * -m 20 -o /dev/null"
}

race() { # NAME
	local few
	few=$(rounds 24 200)
	export FENTU KEYRING=$STAGE/libexec/fentu/fentu-keyring
	export SANDBOX_URL SANDBOX_CLIENT SANDBOX_SECRET
	run -0 timeout -k 5 290 python3 "$BATS_TEST_DIRNAME/races.py" "$1" "$few"
	[ -z "${FENTU_TEST_FULL-}" ] || echo "# $1: $output" >&3
	expect_json .rounds "$few"
	expect_json '.bad | map(select(. > 0)) | length' 0
	# else nothing was tried
	expect_json ".late > 0" true
}
