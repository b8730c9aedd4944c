#!/usr/bin/env bats
# Exports that are cut off at many places, and go on.

load helper

setup() {
	hermetic
	mkdir data
}

# The key goes to the programs of this file by the environment.
open_with() { # OPTION...
	sandbox_start --rate-limit 0 "$@"
	with_key
}

@test "export: killed at random moments, it goes on to the same bytes" {
	open_with --records 2500 --latency 4
	run -0 python3 "$BATS_TEST_DIRNAME/export_kill.py" "$FENTU" \
		"$(rounds 10 400)" assets customers
	expect_in_output 'all whole'
	echo "# $output" >&3
}

@test "export: killed while it reads tasks, as csv in gzip" {
	open_with --records 300 --latency 2
	run -0 python3 "$BATS_TEST_DIRNAME/export_kill.py" "$FENTU" \
		"$(rounds 5 100)" tasks --gzip --format csv
	expect_in_output 'all whole'
	echo "# $output" >&3
}

@test "export: after a kill, few requests are made twice" {
	local latency
	for latency in 0 50; do
		open_with --records 4000 --latency "$latency"
		run -0 python3 "$BATS_TEST_DIRNAME/export_twice.py" "$FENTU" \
			"$(rounds 4 60)" 3
		expect_in_output 'made twice'
		echo "# $latency ms: $output" >&3
		sandbox_stop
		rm -r undisturbed
	done
}

@test "export: while records change, those that stay are there exactly once" {
	open_with --records 1500 --latency 5
	run -0 python3 "$BATS_TEST_DIRNAME/export_moving.py" "$FENTU" \
		"$(rounds 5 300)"
	expect_in_output 'none lost'
	echo "# $output" >&3
}

@test "export: a connection cut at any byte is a failure, and goes on" {
	open_with --records 3 --no-gzip
	mkdir whole
	run -0 fentu export assets --dir whole
	local at end
	end=$(curl -sS --noproxy '*' -H "Authorization: Bearer $SANDBOX_KEY" \
		"$FENTU_API_URL/assets?page=1&per_page=100" | wc -c)
	for ((at = 0; at < end; at += $(rounds 61 1))); do
		rm -rf data && mkdir data
		sandbox_fault "{\"path\": \"/v1/assets\", \"cut\": $at}"
		run -9 "$FENTU" export assets --dir data --retries 0
		[ ! -e data/assets.ndjson ]
		run -0 "$FENTU" export assets --dir data --resume
		cmp data/assets.ndjson whole/assets.ndjson
	done
	for ((at = 0; at < 200; at += $(rounds 37 1))); do
		rm -rf data && mkdir data
		sandbox_fault "{\"path\": \"/v1/assets\", \"cut-head\": $at}"
		run -9 "$FENTU" export assets --dir data --retries 0
		run -0 "$FENTU" export assets --dir data --resume
		cmp data/assets.ndjson whole/assets.ndjson
	done
}

@test "export: a file that may not grow is a failure, and goes on" {
	open_with --records 500
	mkdir whole
	run -0 fentu export assets --dir whole
	for size in $(rounds '0 1 40' "$(seq -s ' ' 0 130)"); do
		rm -rf data && mkdir data
		run -1 limited "$size" "$FENTU" export assets --dir data
		[ ! -e data/assets.ndjson ]
		run -0 "$FENTU" export assets --dir data --resume
		cmp data/assets.ndjson whole/assets.ndjson
	done
}

# mounted OPTIONS COMMAND...: with a disk of its own at data, which that
# command alone can see.
mounted() {
	# shellcheck disable=SC2016 # they are the script's
	unshare -rm bash -c 'mount -t tmpfs -o "$1" none data && shift && "$@"' \
		mounted "$@"
}

# Into a disk without room, then with --resume when there is some.
full_then_not() {
	local first=0
	"$FENTU" export assets customers --dir data || first=$?
	[ ! -e data/manifest.json ] || first=97
	mount -o remount,size=10m,nr_inodes=100 none data
	"$FENTU" export assets customers --dir data --resume -q || first=98
	"$FENTU" export --verify --dir data || first=99
	cp -r data/. there
	return $first
}

# The same without a mount: no file may grow beyond that.
limited_then_not() {
	run limited 40 "$FENTU" export assets customers --dir data
	[ "$status" -eq 1 ]
	run -0 "$FENTU" export assets customers --dir data --resume
	cp -r data/. there
}

@test "export: a disk that is full is a failure, and goes on once there is room" {
	open_with --records 500
	export -f full_then_not
	export FENTU
	mkdir whole
	run -0 fentu export assets customers --dir whole
	for disk in size=4k size=100k size=200k nr_inodes=1 nr_inodes=2; do
		rm -rf data there && mkdir data there
		if mounted size=1m true 2>/dev/null; then
			run -1 mounted "$disk" bash -c full_then_not
			expect_in_output 'No space left on device'
		else
			limited_then_not
		fi
		cmp there/assets.ndjson whole/assets.ndjson
		cmp there/customers.ndjson whole/customers.ndjson
		expect_equal "$(find there -name '.*' -type f)" ''
	done
}
