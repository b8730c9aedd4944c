#!/usr/bin/env bats
# A home that does not exist stays so: what needs a folder says what to do, and
# the rest does without.

load helper

# STATUS WORD...: how each command ends without a home, given a key.
commands() {
	cat <<-'END'
		0 version
		0 help
		0 completion bash
		0 scopes
		0 status
		0 status --offline
		1 doctor
		0 config list
		0 config get timeout
		1 config set timeout 30
		1 config unset timeout
		0 profile list
		1 profile use default
		0 token list
		1 login --key-stdin
		1 login --key-stdin --store file
		1 token rotate --key-stdin
		1 usage
		1 usage --forget
		0 wo list --limit 1
		0 wo list --limit 1 --cache 10m
		0 wo view wo-1 --debug
		0 wo create --customer cust-9 --description x
		0 wo update wo-1 --priority low
		0 customers create --from rows.csv
		0 customers delete cust-$round --yes
		0 api work-orders
		0 export customers --dir data
		0 export --verify --dir data
		0 sandbox -- true
		1 logout
	END
}

@test "home: one that does not exist is never made" {
	local wanted words below round=0 work=$HOME key=$SANDBOX_KEY
	printf 'name\na\n' >rows.csv
	with_key
	export HOME=$BATS_TEST_TMPDIR/nowhere/home
	for below in '' "$HOME"; do
		export XDG_CONFIG_HOME=$below XDG_STATE_HOME=$below XDG_CACHE_HOME=$below
		round=$((round + 1))
		while read -r wanted words <&9; do
			words=${words/\$round/$round}
			# shellcheck disable=SC2086 # words
			run --separate-stderr fentu $words <<<"$key"
			expect_equal "$status $words" "$wanted $words"
			[ "$wanted" -eq 0 ] || [[ $output$stderr == *"'$HOME'"*'set HOME to'* ]] ||
				fail "$words does not say what to do"
			[ ! -e "${HOME%/*}" ] || fail "$words made HOME"
		done 9< <(commands)
		rm -rf data rows.csv.results.ndjson
	done
	HOME=$work
}
