#!/usr/bin/env bash
# Installs what is needed, builds, and runs every test.
#
#	test/run.sh [--quick] [--full] [--only PREFIX]
#
#	--quick        one build: lints, units, end to end
#	--full         the long versions of tests that sweep
#	--only PREFIX  only groups whose name begins so: "lint", "e2e list"
#
# The last line is "N passed, N failed"; exit 0 only when nothing failed.
# What each group said is kept in build/results/.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

readonly results=build/results
quick=
only=

while [ $# -gt 0 ]; do
	case $1 in
	--quick) quick=1 ;;
	--full) export FENTU_TEST_FULL=1 ;;
	--only)
		only=${2:?--only needs a prefix}
		shift
		;;
	*)
		sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0" >&2
		exit 2
		;;
	esac
	shift
done

# ---- groups ----

# Is this group, or any group of this family, asked for?
is_wanted() {
	[[ $1 == "$only"* || $only == "$1"* ]]
}

seconds() {
	printf '%d.%d s' "$((($2 - $1) / 10))" "$((($2 - $1) % 10))"
}

now() { # in tenths of a second
	local stamp=${EPOCHREALTIME/[.,]/}
	echo "${stamp%?????}"
}

# check GROUP COMMAND...: one result, by exit status.
check() {
	local group=$1 start verdict=ok output
	shift
	is_wanted "$group" || return 0
	start=$(now)
	output=$(timeout -k 10 1800 "$@" 2>&1) || verdict='not ok'
	{
		echo 1..1
		echo "$verdict 1 - $group"
		[ -z "$output" ] || printf '# %s\n' "${output//$'\n'/$'\n# '}"
	} >"$results/$group.tap"
	echo "$verdict $group ($(seconds "$start" "$(now)"))"
	[ "$verdict" = ok ]
}

# units GROUP BUILD [OPTION...]: the C tests of a build.
units() {
	local group=$1 build=$2 start verdict=ok
	shift 2
	is_wanted "$group" || return 0
	start=$(now)
	rm -f "$build"/meson-logs/testlog*.json
	timeout -k 10 1800 meson test -C "$build" --no-rebuild --quiet \
		--num-processes 2 --timeout-multiplier 5 "$@" >"$results/$group.log" 2>&1 ||
		verdict='not ok'
	# An empty log counts as a failure, so this one is made in any case.
	cat "$build"/meson-logs/testlog*.json >"$results/$group.json"
	echo "$verdict $group ($(seconds "$start" "$(now)"))"
}

# e2e GROUP BUILD: every bats file, the largest first, each in its own session
# with its own keyring; three for each core, since they wait more than they
# compute. release*.bats are about builds without sanitizers.
e2e() {
	local group=$1 build=$2 start name
	start=$(now)
	find test/e2e -name '*.bats' -printf '%s %f\n' | sort -rn |
		while read -r _ name; do
			name=${name%.bats}
			[[ "$group $name" != 'asan e2e release'* ]] || continue
			! is_wanted "$group $name" || printf '%s\0' "$name"
		done |
		FENTU_BUILD="$PWD/$build" xargs -0 -r -P "$((3 * $(nproc)))" \
			-I NAME test/e2e/one.sh NAME "$results/$group NAME.tap" || true
	echo "done $group ($(seconds "$start" "$(now)"))"
}

# ---- what is run, fast first ----

run_source_lints() {
	local name
	for name in format layers sizes words headers shell conformance \
		consent; do
		check "lint $name" "test/lint/$name" || true
	done
}

run_models() {
	check 'model credential' test/model/run.sh || true
}

run_binary_lints() {
	local name
	for name in listed statics hardening exports man; do
		check "lint $name" "test/lint/$name" build || true
	done
}

# A third of the unit tests; all of them with --full. The sanitizers run them all.
names_for_valgrind() {
	meson test -C build --list 2>/dev/null |
		awk -F ' / ' -v step="${FENTU_TEST_FULL:+1}" \
			'NF > 1 && n++ % (step ? step : 3) == 0 { print $NF }'
}

run_more_builds() {
	if is_wanted clang &&
		CC=clang check 'clang build' test/build.sh build-clang; then
		units 'clang units' build-clang
		check 'clang complexity' test/lint/complexity build-clang || true
	fi
	if is_wanted asan && check 'asan build' test/build.sh build-asan \
		-Db_sanitize=address,undefined -Db_lundef=false; then
		export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
		export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
		export G_SLICE=always-malloc
		units 'asan units' build-asan
		e2e 'asan e2e' build-asan
		unset ASAN_OPTIONS UBSAN_OPTIONS G_SLICE
	fi
	if is_wanted valgrind; then
		local names
		mapfile -t names < <(names_for_valgrind)
		G_SLICE=always-malloc FENTU_TEST_ANY_MEMORY=1 units valgrind build \
			"${names[@]}" --timeout-multiplier 10 \
			--wrapper 'valgrind --quiet --leak-check=full
			--errors-for-leak-kinds=definite --error-exitcode=9'
	fi
	check 'bench smoke' test/bench/run.sh --smoke || true
	check 'bare build' test/build.sh build-bare \
		-Dkeyring=disabled -Djq=disabled || true
}

main() {
	test/install.sh build demo test bench
	mkdir -p "$results"
	rm -f "$results"/*
	run_source_lints
	# Always: everything else stands on it.
	if only='' check build test/build.sh build; then
		units units build
		run_models
		e2e e2e build
		run_binary_lints
		[ -n "$quick" ] || run_more_builds
	fi
	test/tally.py "$results"
}

main
