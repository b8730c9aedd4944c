load helper

setup() {
	hermetic
}

teardown() {
	check_no_secret
}

@test "version: is one line on stdout" {
	run --separate-stderr -0 fentu version
	[[ $output =~ ^fentu\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	expect_equal "$stderr" ''
}

@test "version: --version says the same, before and after a command" {
	local wanted
	wanted=$(fentu version)
	expect_equal "$(fentu --version)" "$wanted"
	expect_equal "$(fentu --version wo list)" "$wanted"
	expect_equal "$(fentu wo list --version)" "$wanted"
}

@test "version: -o says it as a record" {
	local version
	version=$(fentu version)
	expect_equal "$(fentu version -o json)" "{\"version\":\"${version#fentu }\"}"
	expect_equal "$(fentu version -o ndjson --jq .version)" "${version#fentu }"
	expect_equal "$(fentu version -o tsv)" $'version\n'"${version#fentu }"
}

@test "version: takes no operand" {
	run --separate-stderr -2 fentu version 1
	expect_equal "$stderr" "fentu: error: 'fentu version' takes no operand
hint: usage: fentu version [OPTIONS]"
}

@test "version: loads neither libcurl nor GIO" {
	LD_DEBUG=libs "$FENTU" --version >/dev/null 2>loaded
	grep -q libglib loaded
	run ! grep -E 'curl|libgio|libgobject|libsecret|libjq' loaded
}
