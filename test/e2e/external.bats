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

# A copy of what is installed, with a command in its libexec folder.
stage_copy() {
	cp -r "$STAGE" stage
	cat >stage/libexec/fentu/fentu-hello <<-'END'
		#!/bin/sh
		echo libexec
	END
	chmod +x stage/libexec/fentu/fentu-hello
}

@test "external: libexec goes before PATH" {
	stage_copy
	run -0 stage/bin/fentu hello
	expect_output libexec
}

@test "external: nothing of our own in libexec is a command by accident" {
	local path name
	run -0 fentu help
	local help=$output
	for path in "$STAGE"/libexec/fentu/*; do
		name=${path##*/fentu-}
		if grep -qE "^ +$name " <<<"$help"; then
			run -0 fentu "$name" --help
			continue
		fi
		run --separate-stderr -2 fentu "$name" </dev/null
		expect_in_stderr "unknown command '$name'"
		run -0 fentu __complete "${name:0:3}"
		expect_not_in_output "$name"
	done
}

@test "external: loadable parts cannot be run" {
	local path mode
	for path in "$STAGE"/libexec/fentu/*; do
		mode=755
		[[ $path != *.so ]] || mode=644
		expect_equal "$(stat -c '%a %n' "$path")" "$mode $path"
	done
}

@test "external: a name with a dot, and that of the helper, is no program" {
	local name
	for name in http.so keyring hello.sh .hello; do
		program "fentu-$name" <<-'END'
			#!/bin/sh
			echo wrong
		END
		run --separate-stderr -2 fentu "$name"
		expect_in_stderr "unknown command '$name'"
	done
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
