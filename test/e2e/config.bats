#!/usr/bin/env bats
# fentu config: settings, where they come from, and what a file may not be.

load helper

setup() {
	hermetic
	CONFIG=$XDG_CONFIG_HOME/fentu/config
}

teardown() {
	check_named
}

write_config() { # TEXT
	(umask 077 && mkdir -p "${CONFIG%/*}")
	printf %b "$1" >"$CONFIG"
	chmod 600 "$CONFIG"
}

@test "config set: creates the file private under any umask" {
	local mask
	for mask in 000 022 077 177; do
		rm -rf "$XDG_CONFIG_HOME"
		(umask $mask && fentu config set timeout 60)
		expect_equal "$(stat -c %a "$CONFIG")" 600
		expect_equal "$(stat -c %a "${CONFIG%/*}")" 700
		expect_equal "$(fentu config get timeout)" 60
	done
}

@test "config set: keeps comments and order" {
	write_config '# mine\n\n[fentu]\n# slow line\ntimeout=10\n'
	fentu config set timeout 20
	fentu config set retries 2
	expect_equal "$(cat "$CONFIG")" \
		$'# mine\n\n[fentu]\n# slow line\ntimeout=20\nretries=2'
}

@test "config set: narrows a file that was wider" {
	write_config '[fentu]\n'
	chmod 644 "$CONFIG"
	fentu config set timeout 20
	expect_equal "$(stat -c %a "$CONFIG")" 600
}

@test "config set: many at once lose nothing" {
	local i
	for i in 1 2 3 4 5 6 7 8; do
		fentu -P "p$i" config set timeout "$i" 3>&- &
	done
	wait
	for i in 1 2 3 4 5 6 7 8; do
		expect_equal "$(fentu -P "p$i" config get timeout)" "$i"
	done
}

@test "config set: refuses unknown settings and values that do not fit" {
	local words
	while read -r words; do
		# shellcheck disable=SC2086 # words, indeed
		run -2 --separate-stderr fentu config set $words
		expect_in_stderr "fentu: error: "
	done <<-'END'
		tmeout 5
		timeout 0
		timeout 5s
		timeout -- -5
		read_only maybe
		storage memory
		api_url ftp://example.com
		api_url http://example.com
		api_url https://user:pw@example.com
		oauth_url nonsense
		ca_cert relative.pem
		profile a/b
	END
	[ ! -e "$CONFIG" ]
}

@test "config set: suggests the nearest setting" {
	run -2 --separate-stderr fentu config set tmeout 5
	expect_in_stderr "did you mean 'timeout'"
}

@test "config set: a secret is refused and not repeated" {
	local secret=fk_0123456789abcdef0123456789abcdef name
	for name in api_key profile timeout storage "$secret"; do
		run -2 --separate-stderr fentu config set $name $secret
		expect_not_in_stderr $secret
	done
	[ ! -e "$CONFIG" ]
}

@test "config: the password in an address is not repeated" {
	local url=http://usr:p4ssw0rdX@127.0.0.1:1 name
	for name in $(fentu config list -o json | jq -r '.[].key') no_such "$url"; do
		run -2 --separate-stderr fentu config set "$name" "$url"
		expect_not_in_stderr p4ssw0rdX
	done
	for name in list 'list -o json' 'get oauth_url'; do
		# shellcheck disable=SC2086
		FENTU_OAUTH_URL=$url run -0 --separate-stderr fentu config $name
		expect_in_output 'http://[redacted]@127.0.0.1:1'
		expect_not_in_output p4ssw0rdX
	done
	run -0 fentu --ca-cert "$url" config get ca_cert
	expect_not_in_output p4ssw0rdX
	run -2 --separate-stderr fentu --api-url 'https://api.test/v1?key=s3cr3tQ' wo list
	expect_in_stderr "'https://api.test/v1' must not have a query"
	expect_not_in_stderr s3cr3tQ
	run -2 --separate-stderr fentu --api-url "$url" wo list
	expect_not_in_stderr p4ssw0rdX
}

@test "config set: with --profile it is a setting of that profile" {
	fentu -P work config set timeout 5
	fentu config set timeout 6
	expect_equal "$(fentu -P work config get timeout)" 5
	fentu -P home config set retries 1
	expect_equal "$(fentu -P home config get timeout)" 6
	run -0 fentu -P work config unset timeout
	expect_equal "$(fentu -P work config get timeout)" 6
}

@test "config: only set makes a profile that there is not" {
	local verb
	fentu -P work config set timeout 5
	for verb in 'get timeout' list 'unset timeout' 'set profile wrok'; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr fentu -P wrok config $verb
		expect_in_stderr "there is no profile 'wrok'; did you mean 'work'?"
		expect_in_stderr "'fentu -P wrok login' makes this one"
	done
	expect_equal "$(cat "$CONFIG")" $'[profile work]\ntimeout=5'
	fentu config set profile work
	expect_equal "$(fentu config get timeout)" 5
	FENTU_PROFILE=new run -0 fentu config set read_only true
	run -0 grep -A1 'profile new' "$CONFIG"
	expect_in_output read_only=true
}

@test "config set: read_only goes to the profile in force" {
	fentu config set read_only true
	expect_equal "$(cat "$CONFIG")" $'[profile default]\nread_only=true'
}

@test "config get: a setting without a value is exit 1" {
	run -1 --separate-stderr fentu config get max_wait
	expect_output ""
	expect_in_stderr "'max_wait' is not set"
}

@test "config list: shows every setting with the value in force" {
	fentu config set timeout 60
	run -0 --separate-stderr fentu config list -o json
	expect_json 'map(select(.key == "timeout"))' \
		'[{"key":"timeout","value":"60"}]'
	expect_json 'map(select(.key == "retries")) | .[0].value' '"4"'
	expect_json 'map(select(.key == "ca_cert")) | .[0].value' null
}

@test "config list: --show-origin names option, variable, file or built-in" {
	export FENTU_API_URL=http://127.0.0.1:1/v1
	fentu config set retries 1
	fentu -P work config set timeout 9
	run -0 fentu -P work config list --show-origin -o json
	expect_json 'map({(.key): .origin}) | add |
		[.profile, .api_url, .retries, .timeout, .storage, .max_wait]' \
		"[\"option --profile\",\"variable FENTU_API_URL\",\
\"$CONFIG [fentu]\",\"$CONFIG [profile work]\",\"built-in\",null]"
}

@test "config: a file that others can write is refused, not followed" {
	write_config '[fentu]\ntimeout=5\n'
	chmod 666 "$CONFIG"
	run -2 --separate-stderr fentu config get timeout
	expect_in_stderr "others can write '$CONFIG'"
	expect_in_stderr "chmod go-w $CONFIG"
	chmod 600 "$CONFIG"
	chmod 777 "${CONFIG%/*}"
	run -2 --separate-stderr fentu config get timeout
	expect_in_stderr "others can write in '${CONFIG%/*}'"
	chmod 700 "${CONFIG%/*}"
}

@test "config: damage is told with the file and the line" {
	write_config '[fentu]\ntimeout=5\nwhat is this\n'
	run -2 --separate-stderr fentu config get timeout
	expect_in_stderr "'$CONFIG', line 3: "
	write_config '[fentu]\ntimeout=soon\n'
	run -2 --separate-stderr fentu status
	expect_in_stderr "'timeout' must be a number from 1 to 3600, not 'soon'"
	write_config '[profile a/b]\n'
	run -2 --separate-stderr fentu status
	expect_in_stderr "'a/b' is no profile name"
	write_config '[fentu]\napi_url=\0377\n'
	run -2 --separate-stderr fentu status
	expect_in_stderr "line 2: is not UTF-8"
}

@test "config: what does not fit is shown and mended by fentu itself" {
	write_config '[fentu]\ntimeout=soon\nprofile=gone\n[profile work]\nstorage=cloud\n'
	run -2 --separate-stderr fentu wo list
	expect_in_stderr "run 'fentu config set timeout VALUE'"
	run -0 --separate-stderr fentu -P work config list -o json
	expect_json 'map(select(.key == "timeout") | .value)' '["soon"]'
	expect_in_stderr "[fentu]: 'timeout' must be a number from 1 to 3600, not 'soon'"
	expect_in_stderr "[profile work]: 'storage' must be keyring or file, not 'cloud'"
	run -0 --separate-stderr fentu profile list
	# a wrong value of one setting does not keep another from being changed
	run -0 --separate-stderr fentu config set retries 3
	run -0 --separate-stderr fentu config set timeout 60
	run -2 --separate-stderr fentu wo list
	expect_in_stderr "run 'fentu -P work config set storage VALUE'"
	run -0 --separate-stderr fentu -P work config unset storage
	run -2 --separate-stderr fentu config list
	expect_in_stderr "'fentu profile use NAME' chooses one"
	run -0 --separate-stderr fentu profile use work
	run -0 --separate-stderr fentu config list
	expect_stderr ''
	expect_equal "$(cat "$CONFIG")" "$(printf '[fentu]\ntimeout=60\nprofile=work\nretries=3\n\n[profile work]')"
}

@test "config: a file that is too large, a folder or a FIFO is refused" {
	(umask 077 && mkdir -p "${CONFIG%/*}")
	head -c 262145 /dev/zero | tr '\0' '#' >"$CONFIG"
	run -2 --separate-stderr fentu config get timeout
	expect_in_stderr "larger than 262144 bytes"
	rm "$CONFIG" && mkdir "$CONFIG"
	run -2 --separate-stderr fentu config get timeout
	expect_in_stderr "not a regular file"
	rmdir "$CONFIG" && mkfifo -m 600 "$CONFIG"
	run -2 --separate-stderr fentu config get timeout
	expect_in_stderr "not a regular file"
}

@test "config: an unknown setting in the file brings a warning" {
	write_config '[fentu]\nfuture=1\ntimeout=5\n'
	run -0 --separate-stderr fentu config get timeout
	expect_output 5
	expect_in_stderr "warning: '$CONFIG', [fentu]: unknown setting 'future'"
}

@test "config: FENTU_CONFIG_DIR is followed, unless it is relative" {
	FENTU_CONFIG_DIR=$HOME/own fentu config set timeout 7
	[ -f "$HOME/own/config" ]
	run -0 env FENTU_CONFIG_DIR=own "$FENTU" config get timeout
	expect_output 30
}

@test "config: without a home the built-in values hold" {
	unset HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
	run -0 "$FENTU" config get timeout
	expect_output 30
	run -1 --separate-stderr "$FENTU" config set timeout 5
	expect_in_stderr "HOME is not set"
}

@test "config: asks neither the keyring nor the network" {
	traced -e trace=execve,connect,socket -o calls \
		"$FENTU" config list >shown
	grep -q execve calls
	grep -q timeout shown
	run -1 grep -E 'socket\(|connect\(|fentu-keyring' calls
	expect_output ""
}
