#!/usr/bin/env bats
# Exports whose system calls fail, in the program as it is for use.

load helper

setup() {
	hermetic
	sandbox_start --records 250 --rate-limit 0
	with_key
	mkdir data whole
	fentu export assets --dir whole -q
}

# failing CALL ERROR N: an export whose N-th such call, on what it writes in
# its folder, fails.
failing() {
	strace -f -qq -o /dev/null -P "$PWD/data" \
		-P "$PWD/data/.assets.ndjson.part" \
		-P "$PWD/data/.fentu-export.journal" \
		-P "$PWD/data/.manifest.json.part" -P data \
		-e trace="$1" -e inject="$1:error=$2:when=$3" \
		"$FENTU" export assets --dir data -q 2>said
}

# Whatever the exit, no file is half; and it can be gone on with.
expect_whole_or_failed() {
	[ "$status" -ne 0 ] || cmp data/assets.ndjson whole/assets.ndjson
	[ ! -e data/assets.ndjson ] ||
		cmp data/assets.ndjson whole/assets.ndjson
	[ "$status" -eq 0 ] || {
		[ -s said ]
		run -0 "$FENTU" export assets --dir data --resume -q
		cmp data/assets.ndjson whole/assets.ndjson
		run -0 "$FENTU" export --verify --dir data
	}
	expect_equal "$(find data -name '.*' -type f)" ''
}

@test "export: a system call that fails is a failure, never half a file" {
	local call error n failures=0
	for call in write fsync renameat openat close fchmod unlinkat; do
		for error in EIO ENOSPC EINTR; do
			for n in $(rounds '1 3' '1 2 3 4 5 6 7 8 9 10'); do
				rm -rf data && mkdir data
				# open and unlink are not interrupted on a disk
				[ $error != EINTR ] || [[ $call = [wfcr]* ]] || continue
				run failing $call $error "$n"
				failures=$((failures + (status != 0)))
				expect_whole_or_failed || {
					echo "$call $error $n"
					cat said
					return 1
				}
			done
		done
	done
	echo "# $failures exports failed and went on" >&3
	[ "$failures" -gt 5 ]
}
