# What must agree, does: command line, help, manual, completion, tests.
load helper

ROOT=$BATS_TEST_DIRNAME/../..

setup() {
	hermetic
}

teardown() {
	check_no_secret
}

# The first words of the answers to a completion.
answers() {
	"$FENTU" __complete "$@" | sed '/^:/d; s/\t.*//'
}

# Every command, one a line: "wo list".
commands() {
	local top verb
	for top in $(answers ''); do
		if fentu "$top" --help | grep -q "^Usage: fentu $top COMMAND"; then
			for verb in $(answers "$top" ''); do
				echo "$top $verb"
			done
		else
			echo "$top"
		fi
	done
}

manual() {
	mandoc -T utf8 "$STAGE/share/man/$1" | col -b
}

@test "seams: there are commands to look at" {
	run -0 commands
	expect_in_output 'wo list'
	expect_in_output 'assets warranty'
	expect_in_output 'login'
	expect_not_in_output '__complete'
}

@test "seams: every command has a file, a manual page and a bats file" {
	local top verb words stem missing=''
	while read -r words; do
		read -r top verb <<<"$words"
		stem=''
		for name in "$top" "$verb"; do
			[ -z "$name" ] || [ ! -e "$ROOT/cmd/$name.c" ] ||
				stem=$name
		done
		[ -n "$stem" ] || stem=$(cd "$ROOT/cmd" &&
			grep -l "\"$verb\"" below.c create.c | sed 's/\.c$//;q')
		[ -n "$stem" ] || missing+="no file for: $words"$'\n'
		[ -e "$ROOT/test/e2e/$stem.bats" ] ||
			missing+="no test for: $words ($stem.bats)"$'\n'
		[ -e "$STAGE/share/man/man1/fentu-$top.1" ] ||
			missing+="no page for: $words"$'\n'
	done <<<"$(commands)"
	expect_equal "$missing" ''
}

@test "seams: each option of a command stands in its manual page" {
	local words page option globals missing=''
	globals=$(answers -)
	while read -r words; do
		page=$(manual "man1/fentu-${words%% *}.1")
		[[ $page == *SYNOPSIS* ]] || missing+="page of $words"$'\n'
		# shellcheck disable=SC2086 # several words
		for option in $(answers $words -- | grep -vxF -e "$globals"); do
			grep -q -e "$option\b" <<<"$page" ||
				missing+="$words $option"$'\n'
		done
	done <<<"$(commands)"
	expect_equal "$missing" ''
}

@test "seams: the main page has every global option and every command" {
	local page word
	page=$(manual man1/fentu.1)
	for word in $(answers -); do
		grep -q -e "^ .*$word\b" <<<"$page" || fail "no $word"
	done
	for word in $(answers ''); do
		[[ $page == *"fentu-$word(1)"* ]] || fail "no $word"
	done
}

@test "seams: each option of a command stands in its help" {
	local words option help missing=''
	while read -r words; do
		# shellcheck disable=SC2086 # several words
		help=$(fentu help $words)
		# shellcheck disable=SC2086
		for option in $(answers $words --); do
			grep -q -e "$option\b" <<<"$help" ||
				missing+="$words $option"$'\n'
		done
	done <<<"$(commands)"
	expect_equal "$missing" ''
}

@test "seams: help is at most 80 columns wide and goes to stdout" {
	local words topic
	while read -r words; do
		# shellcheck disable=SC2086 # several words
		run --separate-stderr -0 fentu help $words
		expect_equal "$stderr" ''
		[[ $output == "Usage: fentu"* ]]
		run ! grep -nE '.{81}' <<<"$output"
	done <<<"$(commands)"$'\n'
	for topic in environment exit-codes formatting credentials api; do
		run --separate-stderr -0 fentu help "$topic"
		expect_equal "$stderr" ''
		run ! grep -nE '.{81}' <<<"$output"
	done
}

@test "seams: examples in help are commands that are understood" {
	local words line
	while read -r words; do
		# shellcheck disable=SC2086 # several words
		while read -r line; do
			[[ $line == 'fentu '* ]] || continue
			line=${line%%[|<>]*}
			eval "set -- $line"
			shift
			[ "$1" = sandbox ] || fentu "$@" --help >/dev/null ||
				fail "$line"
		done < <(fentu help $words | sed -n '/^Examples:/,/^$/p')
	done <<<"$(commands)"
}

@test "seams: COMMAND --help is what help COMMAND prints" {
	local words wanted
	while read -r words; do
		[[ $words != sandbox && $words != api ]] || continue
		# shellcheck disable=SC2086 # several words
		wanted=$(fentu help $words)
		# shellcheck disable=SC2086
		expect_equal "$(fentu $words --help)" "$wanted"
	done <<<"$(commands)"
}

@test "seams: an unknown option is refused by every command" {
	local words
	while read -r words; do
		# shellcheck disable=SC2086 # several words
		run --separate-stderr -2 fentu $words --no-such-option
		expect_equal "$output" ''
	done <<<"$(commands)"
}

@test "seams: a mistyped command is met with the right one, at each level" {
	local words
	while read -r words; do
		# shellcheck disable=SC2086 # several words
		run --separate-stderr -2 fentu ${words}${words: -1}
		expect_in_stderr "did you mean '${words##* }'?"
		expect_equal "${#stderr_lines[@]}: $words" "2: $words"
	done <<<"$(commands)"
}

@test "seams: without a terminal nothing waits for input" {
	local words status
	without_keyring
	while read -r words; do
		status=0
		# shellcheck disable=SC2086 # several words
		timeout -k 1 10 "$FENTU" $words </dev/null >/dev/null 2>&1 ||
			status=$?
		[ "$status" -ne 124 ] || fail "fentu $words waits"
	done <<<"$(commands)"
}

@test "seams: the sandbox has the options that help says it has" {
	local ours theirs
	ours=$(answers sandbox -- | sort)
	theirs=$(fentu sandbox --help | grep -oE '^ +(-., )?--[a-z-]+' |
		grep -oE -e '--[a-z-]+' | sort)
	expect_equal "$ours" "$theirs"
}

@test "seams: completion scripts are short" {
	local file
	for file in fentu.bash _fentu fentu.fish; do
		[ "$(wc -l <"$ROOT/completions/$file")" -lt 50 ]
	done
}

@test "seams: every alias is known" {
	for word in work-orders customer asset; do
		run -0 fentu "$word" list --help
	done
}
