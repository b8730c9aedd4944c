#!/usr/bin/env bats
# The language of the machine changes no data: not the decimal comma of
# German, not the dotless i of Turkish.

load helper

setup_file() {
	local name
	export LOCPATH=$BATS_FILE_TMPDIR/locales
	mkdir "$LOCPATH"
	# The C library never gives back what it makes of LOCPATH.
	echo 'leak:__argz_add_sep' >"$BATS_FILE_TMPDIR/leaks"
	export LSAN_OPTIONS=print_suppressions=0:suppressions=$BATS_FILE_TMPDIR/leaks
	for name in de_DE tr_TR; do
		localedef --quiet -i $name -f UTF-8 "$LOCPATH/$name.UTF-8"
	done
}

# same_everywhere ARGUMENT...: the same output in each locale.
same_everywhere() {
	local name plain
	plain=$(fentu "$@")
	[ -n "$plain" ]
	for name in de_DE tr_TR; do
		run -0 --separate-stderr env LC_ALL=$name.UTF-8 "$FENTU" "$@"
		expect_output "$plain"
	done
}

@test "locale: the ones that are tried are there and differ" {
	LC_ALL=de_DE.UTF-8 run -0 printf '%.1f' 1,5
	expect_output 1,5
	LC_ALL=tr_TR.UTF-8 run -0 printf '%.1f' 1,5
	expect_output 1,5
}

@test "locale: ndjson is the same in every one" {
	with_key
	same_everywhere assets list --limit 20 -o ndjson
}

@test "locale: csv is the same in every one" {
	with_key
	same_everywhere wo list --limit 20 -o csv
}

@test "locale: a table is the same in every one" {
	with_key
	same_everywhere customers list --limit 20 -o table
}

@test "locale: numbers in a jq filter keep their point" {
	with_key
	LC_ALL=de_DE.UTF-8 run -0 --separate-stderr fentu wo list --limit 1 --jq '1.5 + 1'
	expect_output 2.5
}

@test "locale: options with an i are found in Turkish" {
	with_key
	LC_ALL=tr_TR.UTF-8 run -0 --separate-stderr fentu wo list --limit 1 --no-header -o id
	[ "${#lines[@]}" -eq 1 ]
}

@test "locale: text beyond ASCII comes through in the C locale" {
	with_key
	LC_ALL=C run -0 --separate-stderr fentu customers list --all --jq '.[].name'
	[[ $output == *ü* ]] || fail "no umlaut came through"
}
