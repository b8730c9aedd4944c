# Every command against every lie of test/mock/liar.py: lies.table says what
# must come of each, lies.py carries it out and checks what holds in any case.
load helper

setup() {
	hermetic
}

teardown() {
	check_no_secret
}

# against COMMAND: a column of the table.
against() {
	run timeout -k 5 300 python3 "$BATS_TEST_DIRNAME/lies.py" "$FENTU" \
		"$BATS_TEST_DIRNAME/lies.table" "$BATS_TEST_TMPDIR/lies" "$1"
	[ "$status" -eq 0 ] || fail "see above"
}

@test "lies: the table has a test for each of its commands" {
	local command commands
	read -ra commands < <(sed -n 's/^lie //p' "$BATS_TEST_DIRNAME/lies.table")
	[ "${#commands[@]}" -gt 10 ] || fail "no table"
	for command in "${commands[@]}"; do
		grep -qx "	against $command" "$BATS_TEST_FILENAME" ||
			fail "not run: $command"
	done
}

@test "lies: list --all" {
	against list
}

@test "lies: list --limit" {
	against some
}

@test "lies: a filtered list" {
	against active
}

@test "lies: view" {
	against view
}

@test "lies: create" {
	against create
}

@test "lies: update" {
	against update
}

@test "lies: delete" {
	against delete
}

@test "lies: create --from" {
	against bulk
}

@test "lies: export" {
	against export
}

@test "lies: export --paging plain" {
	against plain
}

@test "lies: an export of nested lists" {
	against tasks
}

@test "lies: api" {
	against api
}

@test "lies: api --paginate" {
	against pages
}

@test "lies: status" {
	against status
}

@test "lies: login" {
	against login
}
