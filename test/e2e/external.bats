load helper

setup() {
	hermetic
	mkdir bin
	PATH=$PATH:$HOME/bin
	program fentu-hello <<'EOF'
#!/bin/sh
for word; do echo "<$word>"; done
echo "key: ${FENTU_API_KEY-none}"
exit 7
EOF
}

teardown() {
	check_no_secret
}

program() {
	cat >"bin/$1"
	chmod +x "bin/$1"
}

@test "external: an unknown first word runs the program of that name" {
	run --separate-stderr -7 fentu hello
	expect_output 'key: none'
	expect_equal "$stderr" ''
}

@test "external: the words after it are passed on unchanged" {
	run -7 fentu hello --output 'a  b' -x -- '' --help
	expect_output '<--output>
<a  b>
<-x>
<-->
<>
<--help>
key: none'
}

@test "external: global options before the word are not passed on" {
	run -7 fentu -q --profile work hello one
	expect_output '<one>
key: none'
}

@test "external: the environment is passed on" {
	FENTU_API_KEY=given run -7 fentu hello
	expect_output 'key: given'
}

@test "external: a command of ours goes before a program" {
	program fentu-version <<'EOF'
#!/bin/sh
echo wrong
EOF
	run -0 fentu version
	expect_not_in_output 'wrong'
}

@test "external: libexec goes before PATH" {
	run fentu sandbox --help
	expect_in_output 'fentu sandbox'
	[ -x "$STAGE/libexec/fentu/fentu-keyring" ]
	program fentu-keyring <<'EOF'
#!/bin/sh
echo wrong
EOF
	run fentu keyring </dev/null
	expect_not_in_output 'wrong'
}

@test "external: never from the current folder" {
	cd bin
	local path
	for path in '' . :/usr/bin .:/usr/bin ../home/bin; do
		run --separate-stderr -2 env PATH="$path" "$FENTU" hello
		expect_in_stderr "unknown command 'hello'"
	done
}

@test "external: a word with a slash is no program" {
	run --separate-stderr -2 fentu ../bin/fentu-hello
	expect_in_stderr "unknown command '../bin/fentu-hello'"
	mkdir -p fentu-x
	cp bin/fentu-hello fentu-x/hello
	run -2 fentu x/hello
}

@test "external: what cannot be run is said to be so" {
	printf 'no program' >bin/fentu-broken
	chmod +x bin/fentu-broken
	run --separate-stderr -1 fentu broken
	expect_in_stderr "cannot run '$HOME/bin/fentu-broken'"
	printf '#!/bin/sh\n' >bin/fentu-plain
	run --separate-stderr -2 fentu plain
	expect_in_stderr "unknown command 'plain'"
}

@test "external: a program ends by a closed pipe as it should" {
	program fentu-endless <<'EOF'
#!/bin/sh
exec yes
EOF
	# shellcheck disable=SC2016
	run bash -c '"$1" endless | head -1; echo ${PIPESTATUS[0]}' sh "$FENTU"
	expect_output 'y
141'
}
