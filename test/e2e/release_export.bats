#!/usr/bin/env bats
# Exports whose system calls fail, in the program as it is for use.

load helper

setup() {
	hermetic
	sandbox_start --records 250 --rate-limit 0
	with_key
	mkdir data whole
}

@test "export: a system call that fails is a failure, never half a file" {
	run -0 python3 "$BATS_TEST_DIRNAME/export_faults.py" "$FENTU" \
		"$(rounds 1 100000)"
	expect_in_output '0 losses'
	echo "# $output" >&3
}

# small_disk ROOM PIECE ARGUMENT...: an export into data, which has room for so
# many bytes, and takes so many at once; see test/mock/small_disk.c.
small_disk() {
	SMALL_DISK_FOLDER=$PWD/data SMALL_DISK_ROOM=$1 SMALL_DISK_PIECE=$2 \
		LD_PRELOAD=$STAGE/../test/mock/small-disk.so \
		"$FENTU" export assets --dir data -q "${@:3}"
}

@test "export: writes that are short are gone on with" {
	local wish piece
	for wish in '' --gzip '--format csv' '--format json --gzip'; do
		# shellcheck disable=SC2086 # words
		fentu export assets --dir whole $wish
		for piece in $(rounds '3 4096' '1 2 3 7 100 1000 4096 10000'); do
			rm -rf data && mkdir data
			# shellcheck disable=SC2086
			run -0 small_disk 100000000 "$piece" $wish
			expect_output ''
			cmp data/assets.* whole/assets.*
			run -0 fentu export --verify --dir data
		done
		rm whole/*
	done
}

@test "export: a disk that is full at any byte is a failure, and goes on" {
	local wish room needed
	for wish in '' '--gzip --format csv'; do
		# shellcheck disable=SC2086 # words
		fentu export assets --dir whole $wish
		needed=$(cat whole/* | wc -c)
		for ((room = 0; room < needed; room += needed / $(rounds 6 400))); do
			rm -rf data && mkdir data
			# shellcheck disable=SC2086
			run -1 small_disk "$room" 50000 $wish
			expect_in_output 'No space left on device'
			[ ! -e data/manifest.json ]
			# shellcheck disable=SC2086
			run -0 fentu export assets --dir data $wish --resume
			cmp data/assets.* whole/assets.*
			run -0 fentu export --verify --dir data
			expect_equal "$(find data -name '.*' -type f)" ''
		done
		rm whole/*
	done
}
