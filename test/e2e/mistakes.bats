# What is wrong on the command line ends in one line that says what, one hint,
# nothing on stdout, and status 2.
load helper

setup() {
	hermetic
}

teardown() {
	check_no_secret
}

# refuses MESSAGE WORD...
refuses() {
	local message=$1
	shift
	run --separate-stderr fentu "$@"
	expect_equal "$status" 2
	expect_equal "$output" ''
	expect_equal "${#stderr_lines[@]}" 2
	expect_equal "${stderr_lines[0]}" "fentu: error: $message"
	[[ ${stderr_lines[1]} == 'hint: '?* ]]
}

@test "mistakes: an unknown command names the nearest" {
	refuses "unknown command 'lst' of 'fentu wo'; did you mean 'list'?" \
		wo lst
	refuses "unknown command 'custmers'; did you mean 'customers'?" custmers
	refuses "unknown command 'assets-list'" assets-list
	refuses "unknown command ''" ''
	refuses "unknown command 'warranty' of 'fentu wo'" wo warranty x
}

@test "mistakes: the key of the environment is not repeated" {
	local name
	SANDBOX_KEY=canary_0123456789abcdefghij
	for name in FENTU_API_KEY FENTU_TOKEN FENTU_CLIENT_SECRET FENTU_API_KEY_FILE; do
		export "$name=$SANDBOX_KEY"
		refuses "unknown command '[redacted]'" "$SANDBOX_KEY"
		refuses "unknown command '[redacted]' of 'fentu wo'" wo "$SANDBOX_KEY"
		unset "$name"
	done
}

@test "mistakes: an unknown option names the nearest" {
	refuses "unknown option '--limt'; did you mean '--limit'?" \
		wo list --limt 5
	refuses "unknown option '--verison'; did you mean '--version'?" \
		--verison
	refuses "unknown option '-Z'" wo list -Z
	refuses "unknown option '--search'" assets list --search=x
}

@test "mistakes: an error is JSON wherever the command line asks for it" {
	local words
	while IFS= read -r words; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr fentu $words
		expect_equal "$output" ''
		jq -e '.error.exit_code == 2 and .error.code == "usage"' \
			<<<"${stderr_lines[-1]}" || fail "$words: $stderr"
	done <<-'END'
		-o json wo list --nosuch
		wo list --nosuch -o json
		wo list --nosuch -ojson
		wo list --nosuch -qojson
		wo list --nosuch --output json
		wo list --nosuch --output=ndjson
		wo list --limit x -o json
		wo list -o=json
		wo list -o table --nosuch -o json
		wo lst -o json
		nosuchcommand -o json
		--nosuch wo list -o json
	END
	while IFS= read -r words; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr fentu $words
		expect_not_in_stderr '{"error"'
	done <<-'END'
		wo list --nosuch -o table
		wo list --nosuch -- -o json
		wo list --nosuch -o
		wo list --nosuch --outputs json
	END
}

@test "mistakes: a command's own options do not stand before it" {
	refuses "unknown option '--all'" --all wo list
	expect_in_stderr 'come after its name'
}

@test "mistakes: operands are neither missing nor too many" {
	refuses "'fentu wo view' needs an ID" wo view
	refuses "'fentu task list' needs a WORK-ORDER-ID" task list
	refuses "'fentu wo list' takes no operand" wo list wo-1
	refuses "'fentu completion' takes at most 1 operand, not 2" \
		completion bash zsh
}

@test "mistakes: an operand that is needed in one of several ways, too" {
	refuses "'fentu wo update' needs an ID" wo update --status open
	expect_equal "${stderr_lines[1]}" 'hint: usage: fentu wo update [OPTIONS] ID...'
	refuses "'fentu task create' needs a WORK-ORDER-ID" task create --name x
	expect_equal "${stderr_lines[1]}" \
		'hint: usage: fentu task create [OPTIONS] WORK-ORDER-ID'
}

@test "mistakes: where nothing helps there is no hint" {
	local words
	: >empty.csv
	for words in 'wo list --all --limit 3' 'wo create --from empty.csv' \
		'wo view .' 'customers create --data empty.csv'; do
		# shellcheck disable=SC2086 # several words
		run --separate-stderr -2 fentu $words
		expect_equal "${#stderr_lines[@]}: $words" "1: $words"
	done
}

@test "mistakes: numbers and choices are checked" {
	refuses "--limit takes a number from 1 to 1000000000, not '-1'" \
		wo list --limit -1
	refuses "--per-page takes a number from 1 to 100, not '101'" \
		wo list --per-page=101
	refuses "-o does not know 'xml'" wo list -o xml
	expect_in_stderr 'it is one of table, json, ndjson, csv, tsv, id'
	refuses "--output does not know 'jsn'; did you mean 'json'?" \
		--output jsn wo list
}

@test "mistakes: values are neither missing nor superfluous" {
	refuses '--limit needs a value: N' wo list --limit
	refuses '--all takes no value' wo list --all=yes
	refuses '-P needs a value: NAME' -qP
}

@test "mistakes: a key on the command line is not repeated" {
	local words
	for words in 'login --key=hunter2' 'login --key hunter2' \
		'login --api-key=hunter2' 'login --key-stdin=hunter2' \
		'login hunter2' '--token=hunter2 wo list' 'login -khunter2'; do
		# shellcheck disable=SC2086 # several words
		run --separate-stderr -2 fentu $words
		expect_not_in_stderr hunter2
		expect_equal "$output" ''
	done
	run --separate-stderr -2 fentu login --key=hunter2
	expect_in_stderr 'secrets are read from standard input'
	expect_in_stderr 'replace it'
}

@test "mistakes: with -o json the error is one JSON line besides" {
	run --separate-stderr -2 fentu -o json wo lst
	expect_equal "$output" ''
	jq -e '.error | .code == "usage" and .exit_code == 2' \
		<<<"${stderr_lines[-1]}"
}

@test "mistakes: control characters are not repeated raw" {
	run --separate-stderr -2 fentu $'a\e[31mb\nc'
	[[ $stderr != *$'\e'* ]]
	expect_equal "${#stderr_lines[@]}" 2
}

@test "mistakes: two dashes end the options" {
	run --separate-stderr fentu wo view -- --help
	[ "$status" -ne 0 ]
	expect_not_in_stderr 'unknown option'
}

@test "mistakes: what is wrong is said before a login is looked for" {
	local wrong
	without_keyring
	while read -r wrong <&9; do
		eval "set -- $wrong"
		run --separate-stderr fentu "$@"
		expect_equal "$status: $*" "2: $*"
		expect_not_in_stderr keyring
	done 9<<-'END'
		wo list --from foo
		wo list --sort nope
		wo list --all --limit 3
		wo list --param x
		wo list --jq '.['
		wo view ''
		wo view wo-1 ..
		task list .
		task create . --name x
		assets history .
		assets add-part . --part p --quantity 1
		api work-orders?page=2 --paginate
		api work-orders --jq '.['
		api POST work-orders -f a=b --jq '.['
		export all --dir /dev/null
		export all --since foo
		export all --since tomorrow
		export customers --fields id..name
	END
}

@test "mistakes: neither the keyring nor the transport is opened for one" {
	traced -e trace=open,openat,execve -o opens \
		"$FENTU" wo list --sort nope 2>/dev/null || true
	grep -q 'usr/lib\|/lib/' opens
	run -1 grep -E 'fentu-http|fentu-keyring' opens
	traced -e trace=open,openat,execve -o opens \
		"$FENTU" wo list 2>/dev/null || true
	grep -q fentu-keyring opens
}
