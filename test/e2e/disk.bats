#!/usr/bin/env bats
# Disks that take no more: a failure that names the file, never a death by
# signal, and nothing half.

load helper

setup() {
	hermetic
	sandbox_start
	printf 'name\na\n' >rows.csv
	# What counts requests is of no account.
	mkdir -p "$XDG_STATE_HOME/fentu" "$XDG_CONFIG_HOME/fentu"
}

# The room in KiB, the file that is named, and a command that keeps something.
commands() {
	cat <<-'END'
		0|.fentu-export.journal|export assets --dir d1
		4|.assets.ndjson.part|export assets --dir d2
		1|.assets.csv.gz.part|export assets --dir d3 --format csv --gzip
		4|.assets.pages.part|export assets --dir d4 --shard 1/2
		0|rows.csv.results.ndjson|customers create --from rows.csv
		0|fentu/config|config set timeout 12
		0|credentials/|login --key-stdin --store file
		0|the output|wo list -o json
		0|the output|api work-orders
		0|the output|completion bash
		0|the output|help wo
	END
}

to_file() { # COMMAND...
	"$@" >out
}

@test "disk: a file that may not grow is an error that names it" {
	local room file words tried=0
	with_key
	while IFS='|' read -r room file words; do
		# shellcheck disable=SC2086 # words
		run -1 to_file limited "$room" timeout -k 5 60 "$FENTU" \
			$words <<<"$SANDBOX_KEY"
		expect_in_output 'fentu: error: '
		expect_in_output "$file"
		expect_in_output 'File too large'
		tried=$((tried + 1))
		[ ! -s out ] || fail "$words: something came all the same"
		rm -f out
	done < <(commands)
	expect_equal "$tried" "$(commands | wc -l)"
}

@test "disk: rows that could not be noted are not sent, and stay what they were" {
	local n
	with_key
	for n in {1..30}; do echo "n$n"; done >>rows.csv
	run -1 --separate-stderr limited 2 timeout -k 5 60 "$FENTU" customers \
		create --from rows.csv --concurrency 40
	expect_in_stderr "cannot write the results 'rows.csv.results.ndjson'"
	expect_equal "$(sandbox_requests)" 0
	expect_equal "$(grep -c outcome rows.csv.results.ndjson)" 0
	run -0 --separate-stderr fentu customers create --from rows.csv
	expect_in_stderr 'Created 31 customers'
	# so do those that had failed before
	printf 'name\na\n' >failed.csv
	sandbox_fault '{"method": "POST", "status": 422}'
	run -7 --separate-stderr fentu customers create --from failed.csv
	run -1 --separate-stderr limited 0 timeout -k 5 60 "$FENTU" customers \
		create --from failed.csv
	expect_equal "$(jq -r '.outcome // empty' failed.csv.results.ndjson)" failed
	run -0 --separate-stderr fentu customers create --from failed.csv
}

@test "disk: what others start has its own say about signals" {
	mkdir bin
	printf '#!/bin/sh\ngrep SigIgn /proc/self/status\n' >bin/fentu-hello
	chmod +x bin/fentu-hello
	PATH=$PATH:$PWD/bin run -0 limited unlimited "$FENTU" hello
	expect_output $'SigIgn:\t0000000000000000'
}
