# shellcheck shell=bash
setup_suite() {
	local stage=${FENTU_BUILD:-$BATS_TEST_DIRNAME/../../build}/stage
	[ -x "$stage/bin/fentu" ] || {
		echo "no fentu in $stage: run test/build.sh build" >&2
		return 1
	}
	[ -n "${SESSION_HOME-}" ] || {
		echo "run this by test/e2e/one.sh NAME" >&2
		return 1
	}
}
