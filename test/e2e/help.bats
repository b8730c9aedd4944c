load helper

setup() {
	hermetic
}

teardown() {
	check_no_secret
}

@test "help: lists the commands in groups, on stdout" {
	run --separate-stderr fentu help
	expect_equal "$status" 0
	expect_equal "$stderr" ''
	[[ $output == 'Usage: fentu '*'Credentials:'*'login'*'Records:'*'wo'* ]]
	expect_in_output 'Topics: environment, exit-codes, formatting'
	expect_not_in_output '__complete'
}

@test "help: is what fentu alone, -h and --help print" {
	local wanted
	wanted=$(fentu help)
	expect_equal "$(fentu)" "$wanted"
	expect_equal "$(fentu -h)" "$wanted"
	expect_equal "$(fentu --help)" "$wanted"
	expect_equal "$(fentu -q --profile work)" "$wanted"
}

@test "help: explains a command, wherever -h stands" {
	local wanted
	wanted=$(fentu help wo list)
	[[ $wanted == *'--limit N'*'Filters:'*'--status STATUS'* ]]
	expect_equal "$(fentu wo list --help)" "$wanted"
	expect_equal "$(fentu wo list --limit 5 -h)" "$wanted"
	expect_equal "$(fentu -h wo list)" "$wanted"
	expect_equal "$(fentu help work-orders list)" "$wanted"
}

@test "help: a resource without a verb lists its verbs" {
	run --separate-stderr fentu assets
	expect_equal "$status" 0
	expect_in_output 'warranty'
	run --separate-stderr fentu wo
	expect_equal "$status" 0
	expect_in_output 'list'
	expect_not_in_output 'warranty'
}

@test "help: a missing operand does not keep it from helping" {
	run -0 fentu wo view --help
	expect_in_output 'Usage: fentu wo view [OPTIONS] ID...'
}

@test "help: shows the topics, from the manual pages" {
	local topic
	for topic in environment exit-codes formatting credentials; do
		run --separate-stderr -0 fentu help "$topic"
		expect_in_output 'DESCRIPTION'
		[[ $output != *'*'[A-Z]*'*'* ]]
	done
	run -0 fentu help exit-codes
	[[ $output =~ 4\ +login\ +not\ logged\ in ]]
	expect_in_output $'-- \\\n'
	run -0 fentu help environment
	expect_in_output '  FENTU_API_KEY_FILE'
}

@test "help: of api is the command's, and then the topic" {
	run -0 fentu help api
	[[ $output == 'Usage: fentu api'*'RATE LIMIT'* ]]
}

@test "help: an unknown word is a usage error with the nearest one" {
	run --separate-stderr -2 fentu help wo lits
	expect_equal "${stderr_lines[0]}" \
		"fentu: error: unknown command 'lits' of 'fentu wo'; did you mean 'list'?"
	run --separate-stderr -2 fentu help exit-code
	expect_in_stderr "no command or topic 'exit-code'; did you mean 'exit-codes'?"
	run --separate-stderr -2 fentu help formating
	expect_in_stderr "did you mean 'formatting'?"
	run --separate-stderr -2 fentu help nothing-like-it
	expect_in_stderr "hint: 'fentu help' lists the commands and the topics"
}

@test "help: needs no home, no bus and no settings" {
	mkdir -p "$XDG_CONFIG_HOME/fentu"
	echo 'this is no settings file' >"$XDG_CONFIG_HOME/fentu/config"
	run --separate-stderr -0 env -i "$FENTU" help wo list
	expect_equal "$stderr" ''
	run --separate-stderr -0 fentu help wo list
	expect_equal "$stderr" ''
}

@test "help: a full disk is an error" {
	# shellcheck disable=SC2016
	run ! sh -c '"$1" help >/dev/full' sh "$FENTU"
	expect_in_output 'fentu: error:'
}

@test "help: loads neither libcurl nor GIO" {
	LD_DEBUG=libs "$FENTU" help wo list >/dev/null 2>loaded
	grep -q libglib loaded
	run ! grep -E 'curl|libgio|libgobject|libsecret|libjq' loaded
}

@test "help: the verbs of records speak of them, with examples that are right" {
	local node verb line
	with_key
	: >new.csv
	for node in wo task customers assets; do
		run -0 fentu $node list --help
		expect_not_in_output '{}'
		for verb in list view create update delete; do
			run -0 fentu $node $verb --help
			expect_in_output 'Examples:'
			while read -r line; do
				[[ $line != *--from\ *.csv* ]] || continue
				run bash -c "${line/fentu/\"$FENTU\" --dry-run}"
				[ "$status" -ne 2 ] || fail "$line"
			done < <(sed -n '/^Examples:/,$s/^  fentu/fentu/p' <<<"$output")
		done
	done
	run -0 fentu wo --help
	expect_in_output 'List work orders, filtered'
	run -0 fentu task --help
	expect_in_output 'Create tasks in a work order'
	run -0 fentu task list --help
	expect_not_in_output per-page
	run -2 fentu task list wo-1 --page 2
}
