#!/usr/bin/env bats
# Merges whose system calls fail, in the program as it is for use.

load helper

setup() {
	hermetic
	sandbox_start --records 250 --rate-limit 0
	with_key
	mkdir whole s1 s2
	fentu export assets --dir whole -q
	fentu export assets --shard 1/2 --dir s1 -q
	fentu export assets --shard 2/2 --dir s2 -q
}

# with_call CALL WHAT N: a merge to whose N-th such call, on what it reads and
# writes, that happens.
with_call() {
	strace -f -qq -o /dev/null -P "$PWD/data" -P data \
		-P "$PWD/data/.assets.ndjson.part" \
		-P "$PWD/data/.fentu-export.journal" \
		-P "$PWD/data/.manifest.json.part" \
		-P "$PWD/s2/assets.pages" -P assets.pages \
		-e trace="$1" -e inject="$1:$2:when=$3" \
		"$FENTU" export --merge s1 s2 --dir data -q 2>said
}

# Whatever the exit, no file is half; and the next merge is whole.
expect_whole_or_failed() {
	[ "$status" -eq 0 ] || [ -s said ]
	[ "$status" -ne 0 ] || [ -e data/manifest.json ]
	[ ! -e data/assets.ndjson ] || cmp data/assets.ndjson whole/assets.ndjson
	[ "$status" -ne 0 ] || cmp data/assets.ndjson whole/assets.ndjson
	[ "$status" -eq 0 ] || run -0 "$FENTU" export --merge s1 s2 --dir data -q
	cmp data/assets.ndjson whole/assets.ndjson
	run -0 "$FENTU" export --verify --dir data
	expect_equal "$(find data -name '.*' -type f)" ''
}

@test "shard: a merge whose system call fails is a failure, never half a file" {
	local call error n failures=0
	for call in write fsync renameat openat close fchmod read; do
		for error in EIO ENOSPC EINTR; do
			# what is only read has no room to run out of
			[ "$call$error" != readENOSPC ] || continue
			[ "$call$error" != openatEINTR ] || continue
			for n in $(rounds 2 '1 2 3 4 5 6 7 8 9 10 11 12 13 14'); do
				rm -rf data && mkdir data
				run with_call $call error=$error "$n"
				failures=$((failures + (status != 0)))
				expect_whole_or_failed || {
					echo "$call $error $n"
					cat said
					return 1
				}
			done
		done
	done
	echo "# $failures merges failed and were made again" >&3
	[ "$failures" -gt 5 ]
}

@test "shard: a merge that is killed leaves nothing half, and is made anew" {
	local call n kills=0
	for call in write fsync renameat openat fchmod unlinkat close read; do
		for n in $(rounds '1 4' "$(seq 1 20)"); do
			rm -rf data && mkdir data
			run with_call $call signal=KILL "$n"
			kills=$((kills + (status == 137)))
			[ "$status" -eq 137 ] || [ "$status" -eq 0 ]
			echo killed >said
			expect_whole_or_failed || {
				echo "$call $n"
				return 1
			}
		done
	done
	echo "# $kills merges were killed and made again" >&3
	[ "$kills" -gt 5 ]
}
