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

@test "disk: what others start has its own say about signals" {
	mkdir bin
	printf '#!/bin/sh\ngrep SigIgn /proc/self/status\n' >bin/fentu-hello
	chmod +x bin/fentu-hello
	PATH=$PATH:$PWD/bin run -0 limited unlimited "$FENTU" hello
	expect_output $'SigIgn:\t0000000000000000'
}
