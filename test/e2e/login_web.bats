#!/usr/bin/env bats
# fentu login --web: the browser, the port it comes back to, and the server.

# shellcheck disable=SC2034 # read by keyring.bash

load helper
load web
load keyring

setup() {
	web_setup
}

teardown() {
	web_teardown "$HOME"/state/fentu/credentials/*
	bus_stop
}

@test "login --web: a browser, an answer, and a login in the keyring" {
	run -0 --separate-stderr web_login
	expect_output ""
	expect_in_stderr "Opening the browser to log in at $WEB_URL"
	expect_in_stderr "Logged in to $WEB_URL/v1 as profile 'default'"
	expect_in_stderr "the login is kept in the keyring"
	run -0 fentu status --offline -o json
	expect_json .kind '"oauth"'
	run -0 fentu token print
	expect_output "access-$SANDBOX_KEY"
	: >"$TRANSCRIPT"
	[ ! -e "$XDG_CONFIG_HOME" ]
}

@test "login --web: asks with PKCE, state, loopback and the read scopes" {
	# one that the kernel gives nobody
	local port=$((20000 + RANDOM % 10000))
	web_start --redirect-port "$port"
	run web_asked scope
	expect_output "read:work-orders read:customers read:assets"
	expect_equal "$(web_asked response_type)" code
	expect_equal "$(web_asked client_id)" app-1
	expect_equal "$(web_asked redirect_uri)" "http://127.0.0.1:$port/callback"
	expect_equal "$(web_asked code_challenge_method)" S256
	run web_asked code_challenge
	expect_equal "${#output}" 43
	expect_equal "${#WEB_STATE}" 43
	expect_equal "$(ss -Hltn "sport = :$port" | awk '{ print $4 }')" \
		"127.0.0.1:$port"
	web_approve
	web_end 0
}

@test "login --web: one token request, in the body, with what PKCE needs" {
	web_login
	run web_log '[.[] | select(.at == "/oauth/token")] | length, (.[0] |
		(.form | keys | join(" ")), .form.grant_type, .authorization)'
	expect_equal "${lines[0]}" 1
	expect_equal "${lines[1]}" "client_id client_secret code code_verifier grant_type redirect_uri"
	expect_equal "${lines[2]}" authorization_code
	expect_equal "${lines[3]}" null
	run web_log 'map(.at) | join(" ")'
	expect_not_in_output "code-"
	expect_not_in_output client-
}

@test "login --web: scopes by name, by command, and both" {
	local options wanted
	while IFS='|' read -r options wanted; do
		eval "web_start $options"
		expect_equal "$(web_asked scope)" "$wanted"
		kill "$WEB_LOGIN"
		web_end 143
	done <<-'END'
		--scope read:assets --scope write:assets,admin|read:assets write:assets admin
		--for 'assets list'|read:assets
		--for 'wo list,assets list'|read:work-orders read:assets
		--for 'assets list' --scope read:assets,read:customers|read:assets read:customers
	END
	run -2 --separate-stderr web_login --for 'wo lst'
	expect_in_stderr "did you mean"
	run -2 --separate-stderr web_login --scope 'a"b'
	expect_in_stderr "is no scope"
	run -2 --separate-stderr web_login --for 'version'
	expect_equal "$(web_tokens_asked)" 0
}

@test "login --web: says what was asked for and not given, and the reverse" {
	echo 'scope read:assets read:invoices' >"$WEB/token"
	run -0 --separate-stderr web_login --scope read:assets,write:assets
	expect_in_stderr "the scope write:assets was asked for, but not given"
	expect_in_stderr "The scope read:invoices was given unasked"
	run -0 fentu status --offline -o json
	expect_json .kind '"oauth"'
}

@test "login --web: client and secret from the environment, then the keyring" {
	export FENTU_CLIENT_ID=app-1 FENTU_CLIENT_SECRET=client-$SANDBOX_KEY
	fentu login --web </dev/null
	unset FENTU_CLIENT_ID FENTU_CLIENT_SECRET
	fentu login --web </dev/null
	expect_equal "$(web_tokens_asked)" 2
	run -0 fentu login --web --client-id app-public </dev/null
	expect_equal "$(web_log '.[].form.client_secret // empty' | sort -u | wc -l)" 1
}

@test "login --web: an app without a secret is known from the login before" {
	fentu login --web --client-id app-public </dev/null
	fentu login --web </dev/null
	expect_equal "$(web_log 'map(.form.client_id // empty) | unique | join(" ")')" \
		app-public
}

@test "login --web: without a client ID it says what is missing" {
	run -2 --separate-stderr fentu login --web </dev/null
	expect_in_stderr "no client ID"
	expect_in_stderr "FENTU_CLIENT_ID"
	run -2 --separate-stderr fentu login --scope read:assets </dev/null
	expect_in_stderr "goes with --web"
	run -2 --separate-stderr fentu login --web --key-stdin </dev/null
	expect_in_stderr "choose one"
}

@test "login --web: a stored login that the API does not accept is said so" {
	export FENTU_API_URL=$WEB_URL/other/v1
	run --separate-stderr web_login
	[ "$status" -ne 0 ]
	expect_in_stderr "the login is stored, but"
	export FENTU_API_URL=http://127.0.0.1:1/v1
	run -9 --separate-stderr web_login --retries 0
	expect_in_stderr "the login is stored, but could not be checked"
	expect_in_stderr "hint: check the connection, then run 'fentu status'"
	expect_not_in_stderr "nothing was changed"
}

@test "login --web: what the settings cannot remember is revoked, and not kept" {
	export XDG_CONFIG_HOME=/proc/none
	run -1 --separate-stderr web_login --store file
	expect_in_stderr "The tokens that the server issued are revoked."
	expect_in_stderr "the settings cannot be written, so the login was not kept: cannot create '/proc/none"
	run find "$XDG_STATE_HOME/fentu/credentials" -type f
	expect_output ""
}

# ---- what comes to the port ----

@test "login --web: 1000 forged answers around the true one" {
	local count
	count=$(rounds 300 1000)
	web_start
	python3 "$BATS_TEST_DIRNAME/../mock/forge.py" "$WEB_BACK" "$count" \
		>"$WEB/forged" 3>&- &
	local forger=$!
	wait_until grep -q '^half' "$WEB/forged"
	web_approve
	web_end 0
	wait "$forger"
	run cat "$WEB/forged"
	expect_not_in_output 200
	expect_equal "$(web_tokens_asked)" 1
	grep -q 'Back to the terminal' "$WEB/page"
}

@test "login --web: a wrong or missing state, and errors without one, are refused" {
	local query
	web_start
	for query in '' code=c code=c\&state= code=c\&state=wrong \
		error=access_denied error=access_denied\&state=wrong \
		"code=c&state=$WEB_STATE&state=$WEB_STATE" \
		"code=c&code=d&state=$WEB_STATE" "state=$WEB_STATE" \
		"code=c&error=e&state=$WEB_STATE" "code=%00&state=$WEB_STATE"; do
		expect_equal "$(web_knock "$query")" 400
	done
	expect_equal "$(web_knock "code=c&state=$WEB_STATE" -X POST)" 405
	expect_equal "$(web_knock "code=c&state=$WEB_STATE" -H 'Host: evil.test')" 400
	expect_equal "$(web_knock "code=c&state=$WEB_STATE" -H 'Host: localhost')" 400
	expect_equal "$(curl -s -o /dev/null -m 20 -w '%{http_code}' \
		"${WEB_BACK%callback}favicon.ico")" 404
	expect_equal "$(web_tokens_asked)" 0
	web_approve
	web_end 0
}

@test "login --web: slow connections hold nobody up" {
	web_start
	python3 "$BATS_TEST_DIRNAME/../mock/forge.py" "$WEB_BACK" slow \
		>"$WEB/forged" 3>&- &
	local forger=$!
	wait_until grep -q '^half' "$WEB/forged"
	web_approve
	web_end 0
	kill "$forger" 2>/dev/null || true
	wait "$forger" || true
}

@test "login --web: the page is constant, and nobody answers after it" {
	web_start
	web_approve
	web_end 0
	cp "$WEB/page" "$WEB/first"
	run ! web_knock "code=c&state=$WEB_STATE"
	web_login
	wait_until cmp -s "$WEB/page" "$WEB/first"
	grep -qi '^cache-control: no-store' "$WEB/head"
	grep -qi '^referrer-policy: no-referrer' "$WEB/head"
	grep -qi "^content-security-policy: default-src 'none'" "$WEB/head"
	run ! grep -Eq 'https?:|src=|url\(' "$WEB/first"
}

@test "login --web: a port that is taken is named, and no other is used" {
	web_start
	local port=${WEB_BACK%/callback}
	port=${port##*:}
	run -1 --separate-stderr web_login --redirect-port "$port"
	expect_in_stderr "port $port"
	expect_in_stderr "Address already in use"
	fentu config set redirect_port "$port"
	run -1 --separate-stderr web_login
	expect_in_stderr "port $port"
	kill "$WEB_LOGIN"
	web_end 143
}

# Does the kernel still keep the end of a connection to PORT?
is_left_over() {
	[ -n "$(ss -Htn state time-wait "sport = :$1")" ]
}

# A connection to PORT whose end at the server's side was closed first.
leave_over() {
	python3 - "$1" <<-'END'
		import socket, sys
		server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
		client = socket.create_connection(server.getsockname())
		server.accept()[0].close()
		client.recv(1)
	END
	wait_until is_left_over "$1"
}

@test "login --web: a port can be used again at once" {
	# one that the kernel gives nobody
	local port=$((20000 + RANDOM % 10000))
	fentu config set redirect_port "$port"
	leave_over "$port"
	web_login
	expect_equal "$(web_tokens_asked)" 1
}

@test "login --web: two at once have two ports and two states" {
	local first back state
	web_start
	first=$WEB_LOGIN back=$WEB_BACK state=$WEB_STATE
	cp "$WEB/said" "$WEB/first"
	local ask=$WEB_ASK
	web_start -P other
	[ "$WEB_BACK" != "$back" ]
	[ "$WEB_STATE" != "$state" ]
	web_approve
	web_end 0
	expect_equal "$(curl -s -o /dev/null -m 20 -w '%{http_code}' \
		"$back?code=c&state=$WEB_STATE")" 400
	WEB_ASK=$ask
	web_approve
	WEB_LOGIN=$first
	web_end 0
	run -0 fentu status -P other --offline -o json
	expect_json .kind '"oauth"'
	run -0 fentu status --offline -o json
	expect_json .kind '"oauth"'
}

# tell_as UID QUERY [gone]: send an answer as another user, who waits for ours,
# and print its status; "gone": who does not wait, and prints nothing.
tell_as() {
	python3 - "$WEB_BACK" "$@" <<-'END'
		import os, socket, sys, urllib.parse
		url, uid, query = sys.argv[1:4]
		os.setuid(int(uid))
		at = urllib.parse.urlsplit(url)
		link = socket.create_connection((at.hostname, at.port), timeout=10)
		link.sendall(f"GET {at.path}?{query} HTTP/1.1\r\n"
		             f"Host: {at.netloc}\r\n\r\n".encode())
		if sys.argv[4:] != ["gone"]:
		    print(link.recv(1000).split(b" ")[1].decode())
	END
}

# The program itself, which timeout runs.
web_signal() { # SIGNAL
	kill "-$1" "$(cat "/proc/$WEB_LOGIN/task/$WEB_LOGIN/children")"
}

@test "login --web: another user of the machine cannot end it" {
	local answer
	web_start
	# Everybody can read the state on the browser's command line. As root we
	# can be another; anybody can be one who is gone before it is looked.
	for answer in error=access_denied code=stolen; do
		if [ "$(id -u)" -eq 0 ]; then
			run -0 tell_as 65534 "$answer&state=$WEB_STATE"
			expect_output 400
		fi
		web_signal STOP
		tell_as "$(id -u)" "$answer&state=$WEB_STATE" gone
		web_signal CONT
	done
	wait_until has_said 'another user of this machine'
	expect_equal "$(grep -c 'another user' "$WEB/said")" 1
	expect_said '--manual'
	expect_equal "$(web_tokens_asked)" 0
	web_approve
	web_end 0
	# our own word counts
	web_start
	run -0 tell_as "$(id -u)" "error=access_denied&state=$WEB_STATE"
	expect_output 200
	web_end 4
}

@test "login --web: root and the user of sudo may answer" {
	if [ "$(id -u)" -ne 0 ]; then
		# what cannot be tried is at least not taken from anybody
		export SUDO_UID=65534
		web_start
		run -0 tell_as "$(id -u)" "error=access_denied&state=$WEB_STATE"
		web_end 4
		return
	fi
	WEB_OPTIONS=(--no-browser)
	web_wait env SUDO_UID=65534
	run -0 tell_as 65534 "error=access_denied&state=$WEB_STATE"
	expect_output 200
	web_end 4
}

@test "login --web: other local addresses reach nothing, and prove nothing" {
	web_start
	run -7 curl -s --noproxy '*' -m 20 \
		"${WEB_BACK/127.0.0.1/127.0.0.2}?code=c&state=$WEB_STATE"
	expect_equal "$(web_knock code=c\&state=wrong --interface 127.0.0.2)" 400
	expect_equal "$(web_knock "code=c&state=$WEB_STATE" \
		--interface 127.0.0.2 -H "Host: 127.0.0.2:${WEB_BACK##*:}")" 400
	expect_equal "$(web_tokens_asked)" 0
	web_approve
	web_end 0
}

@test "login --web: without 127.0.0.1 it listens on ::1, or says that it cannot" {
	local refuse=bind:error=EADDRNOTAVAIL:when= WEB_OPTIONS=(--no-browser)
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0 # for strace
	web_wait strace -qq -o "$HOME/calls" -e trace=bind -e inject="${refuse}1"
	[[ $WEB_BACK == 'http://[::1]:'*/callback ]]
	expect_equal "$(web_knock "code=c&state=wrong")" 400
	web_approve
	web_end 0
	grep -q 'Back to the terminal' "$WEB/page"
	run -1 --separate-stderr strace -qq -o "$HOME/calls" -e trace=bind \
		-e inject="${refuse}1+" \
		"$FENTU" login --web --client-id app-public </dev/null
	expect_in_stderr "no port of this machine can be used"
	expect_in_stderr "--key-stdin"
	expect_not_in_stderr "http"
}

@test "login --web: stopped for a while it goes on, unless its time is over" {
	local pid
	web_start
	pid=$(pgrep -P "$WEB_LOGIN")
	kill -STOP "$pid"
	web_approve 3>&- &
	wait_until web_is_knocked_at
	kill -CONT "$pid"
	web_end 0
	wait $!
	grep -q 'Back to the terminal' "$WEB/page"
	fentu logout --no-revoke
	web_start --timeout 1
	pid=$(pgrep -P "$WEB_LOGIN") || true
	# a busy machine may have used up the second before
	kill -STOP "$pid" || true
	sleep 1.1
	kill -CONT "$pid" || true
	web_end 4
	expect_said "nobody answered in the browser within 1 s"
	run ! web_knock "code=c&state=$WEB_STATE"
	expect_logged_out
}

# ---- the browser ----

@test "login --web: over ssh and without a display none is started" {
	local asked
	for asked in SSH_CONNECTION=x SSH_TTY=x -uBROWSER; do
		web_wait env "$asked"
		expect_said "No browser can be started here"
		expect_said "ssh -L"
		expect_equal "$(web_log length)" 0
		kill "$WEB_LOGIN"
		web_end 143
	done
}

@test "login --web: a browser that fails or is absent leaves the address" {
	printf '#!/bin/sh\nexit 3\n' >"$HOME/fails"
	chmod +x "$HOME/fails"
	web_wait env BROWSER="$HOME/fails"
	wait_until has_said "'$HOME/fails' ended with status 3"
	web_approve
	web_end 0
	web_wait env BROWSER=nonexistent
	expect_said "No browser can be started here"
	web_approve
	web_end 0
	expect_equal "$(web_tokens_asked)" 2
}

@test "login --web: -q leaves the address where a person has to open it" {
	web_start -q
	expect_equal "$(<"$WEB/said")" "fentu: $WEB_ASK"
	web_approve
	web_end 0
	expect_equal "$(<"$WEB/said")" "fentu: $WEB_ASK"
	printf '#!/bin/sh\nexit 3\n' >"$HOME/fails"
	chmod +x "$HOME/fails"
	# shellcheck disable=SC2034 # for web_wait
	local WEB_OPTIONS=(-q)
	web_wait env BROWSER="$HOME/fails"
	expect_equal "$(<"$WEB/said")" "fentu: $WEB_ASK"
	web_approve
	web_end 0
	run -0 --separate-stderr web_login -q
	expect_stderr ""
}

@test "login --web: what the desktop opens with may hang, and is ended" {
	mkdir "$HOME/bin"
	printf '#!/bin/sh\necho "$$ $*" >%s\nexec sleep 60\n' "$HOME/opened" \
		>"$HOME/bin/xdg-open"
	chmod +x "$HOME/bin/xdg-open"
	web_wait env -u BROWSER DISPLAY=:9 PATH="$HOME/bin:$PATH"
	wait_until test -s "$HOME/opened"
	local pid url
	read -r pid url <"$HOME/opened"
	expect_equal "$url" "$WEB_ASK"
	kill -0 "$pid"
	if [ -n "${FENTU_TEST_FULL-}" ]; then # 10 s
		wait_until has_said "does not come to an end" ||
			wait_until has_said "does not come to an end"
		run ! kill -0 "$pid"
	fi
	web_approve
	web_end 0
	kill "$pid" 2>/dev/null || true
}

@test "login --web: the browser has no shell, no secret, no descriptor of ours" {
	cat >"$HOME/spy" <<-END
		#!/bin/sh
		{ env; ls -l /proc/\$\$/fd; cat /proc/\$PPID/cmdline; } >$WEB/spied
		exec $BROWSER "\$@"
	END
	chmod +x "$HOME/spy"
	export FENTU_API_KEY=planted-$SANDBOX_KEY
	BROWSER="$HOME/spy \$(touch $HOME/ran)" web_login
	run cat "$WEB/spied"
	expect_not_in_output FENTU_
	expect_not_in_output "$SANDBOX_KEY"
	expect_not_in_output socket:
	[ ! -e "$HOME/ran" ]
}

@test "login --web: the end of waiting and Ctrl-C leave nothing behind" {
	local signal before
	before=$(keyring_count)
	for signal in 'INT 130' 'TERM 143'; do
		web_start
		# shellcheck disable=SC2086 # two words
		set -- $signal
		python3 -c 'import os, signal, sys
os.kill(int(sys.argv[1]), getattr(signal, "SIG" + sys.argv[2]))' \
			"$(pgrep -P "$WEB_LOGIN")" "$1"
		wait "$WEB_LOGIN" || expect_equal "$?" "$2"
		run ! web_knock code=c
	done
	run -4 --separate-stderr web_login --no-browser --timeout 1
	expect_in_stderr "nobody answered in the browser within 1 s"
	expect_in_stderr "--timeout SECONDS waits longer"
	expect_logged_out
	expect_equal "$(keyring_count)" "$before"
}

@test "login --web: a keyring that is locked meanwhile is told of" {
	echo hold >"$WEB/token"
	web_start
	web_approve
	wait_until web_is_asked_for_tokens
	keyring_lock
	touch "$WEB/go"
	web_end 4
	keyring_unlock
	expect_said "the login was not stored: the keyring is locked"
	expect_equal "$(web_tokens_asked)" 1
	expect_said "The tokens that the server issued are revoked."
	expect_equal "$(web_revoked)" "refresh_token access_token"
	expect_logged_out
	rm "$WEB/token"
	run -0 web_login
}

# The kinds of tokens that were revoked, in order.
web_revoked() {
	web_log '[.[] | select(.at == "/oauth/revoke").form.token_type_hint] |
		join(" ")'
}

@test "login --web: what could neither be stored nor revoked is said to be left" {
	echo hold >"$WEB/token"
	echo 503 >"$WEB/revoke"
	web_start --retries 0
	web_approve
	wait_until web_is_asked_for_tokens
	keyring_lock
	touch "$WEB/go"
	web_end 4
	keyring_unlock
	expect_said "the login was not stored: the keyring is locked"
	expect_said "the refresh token stays valid until"
	expect_said "Administration > Integrations > API"
	expect_logged_out
}

@test "login --web: a keyring that cannot be used is told of before a browser opens" {
	local asked
	web_login
	asked=$(web_log length)
	keyring_lock
	run -4 --separate-stderr env FENTU_CLIENT_SECRET="client-$SANDBOX_KEY" \
		"$FENTU" login --web --client-id app-1 </dev/null
	keyring_unlock
	expect_in_stderr "the keyring is locked"
	expect_equal "$(web_log length)" "$asked"
	mock_start --mode garbage
	run -4 --separate-stderr web_login
	expect_in_stderr "the keyring's answer makes no sense"
	expect_equal "$(web_log length)" "$asked"
}

@test "login --web: whatever a keyring does when it is to store, nothing is left" {
	local mode words
	# questions to it: the app, the login before, then to store it
	while IFS='|' read -r mode words; do
		FENTU_KEYRING_TIMEOUT=30
		[ "$mode" != mute ] || FENTU_KEYRING_TIMEOUT=2
		mock_start --mode "$mode" --from 3
		run -4 --separate-stderr web_login
		expect_in_stderr "the login was not stored: $words"
		expect_in_stderr "The tokens that the server issued are revoked."
		bus_stop
	done <<-'END'
		locked|the keyring is locked
		prompt-never|the keyring is locked
		dies|the keyring ended while it was asked
		garbage|the keyring's answer makes no sense
		mute|the keyring did not answer within 2 s
		truncate|the keyring did not keep the credential
	END
	expect_equal "$(web_tokens_asked)" 6
	expect_equal "$(web_revoked | wc -w)" 12
}

@test "login --web: what a keyring has stored and did not say so is stored" {
	mock_start --mode normal # an item that is there is updated
	web_login
	bus_stop
	SEEDS=(--seed "$WEB_URL|default|{\"v\":1,\"kind\":\"api_key\",\"access\":\"k\"}")
	export FENTU_KEYRING_TIMEOUT=2
	mock_start --mode late --from 3 --to 3
	run -0 --separate-stderr web_login
	expect_equal "$(web_revoked)" ""
	run -0 fentu status --offline -o json
	expect_json .kind '"oauth"'
}

@test "login: says what the login before leaves" {
	local left='The login before it is not revoked: the refresh token stays valid until '
	run -0 --separate-stderr web_login
	expect_not_in_stderr "$left"
	run -0 --separate-stderr web_login
	expect_in_stderr "$left"
	run -0 --separate-stderr fentu login --key-stdin --no-verify <<<"$SANDBOX_KEY-a"
	expect_in_stderr "$left"
	run -0 --separate-stderr fentu login --key-stdin --no-verify <<<"$SANDBOX_KEY-b"
	expect_not_in_stderr 'The login before'
}

# ---- pasting ----

@test "login --web --manual: takes the address or the code, and checks the state" {
	printf '#!/bin/sh\nexec "%s" login --web --manual --client-id app-public "$@"\n' \
		"$FENTU" >"$HOME/manual"
	chmod +x "$HOME/manual"
	run -0 python3 "$BATS_TEST_DIRNAME/../mock/paste.py" address "$HOME/manual"
	expect_in_output "Logged in"
	expect_in_output "status: 0"
	run -0 python3 "$BATS_TEST_DIRNAME/../mock/paste.py" code "$HOME/manual" -q
	expect_in_output "status: 0"
	run -0 python3 "$BATS_TEST_DIRNAME/../mock/paste.py" wrong "$HOME/manual"
	expect_in_output "does not belong to this login"
	expect_in_output "status: 4"
	expect_equal "$(web_tokens_asked)" 2
	run -2 --separate-stderr fentu login --web --manual --client-id app-public \
		</dev/null
	expect_in_stderr "no terminal"
}

# ---- what the server says ----

@test "login --web: denied in the browser" {
	echo 'error access_denied' >"$WEB/authorize"
	run -4 --separate-stderr web_login
	expect_in_stderr "access was denied in the browser"
	wait_until grep -qs 'Not logged in' "$WEB/page"
	expect_equal "$(web_tokens_asked)" 0
	expect_logged_out
}

@test "login --web: what the server says of an error is cleaned and cut" {
	local long
	long=$(printf 'x%.0s' {1..2000})
	printf 'error invalid_scope \\x1b[2J\\u202e%s\n' "$long" >"$WEB/authorize"
	run -4 --separate-stderr web_login
	expect_in_stderr "does not know, or does not grant"
	expect_not_in_stderr $'\e'
	expect_not_in_stderr $'\u202e'
	[ "${#stderr}" -lt 1500 ]
	wait_until grep -qs 'Not logged in' "$WEB/page"
	run ! grep -q xxx "$WEB/page"
	echo 'error server_error' >"$WEB/authorize"
	run -9 --separate-stderr web_login
}

@test "login --web: an issuer must be the one that was asked" {
	echo 'iss https://other.test' >"$WEB/authorize"
	run -4 --separate-stderr web_login
	expect_in_stderr "names another server as its issuer"
	expect_equal "$(web_tokens_asked)" 0
	echo 'iss http://SELF/' >"$WEB/authorize"
	run -4 web_login
	echo 'iss http://SELF' >"$WEB/authorize"
	run -0 web_login
	fentu config set oauth_issuer https://issuer.test
	run -4 web_login
	echo >"$WEB/authorize"
	run -4 --separate-stderr web_login
	expect_in_stderr "does not name its issuer"
	echo 'iss https://issuer.test' >"$WEB/authorize"
	run -0 web_login
}

@test "login --web: each failure of the token endpoint has its own words" {
	local todo code words asked=0
	while IFS='|' read -r code words todo; do
		echo "$todo" >"$WEB/token"
		echo "# $todo"
		run "-$code" --separate-stderr web_login --retries 2
		expect_in_stderr "the login was not finished"
		expect_in_stderr "$words"
		asked=$((asked + 1))
		expect_equal "$(web_tokens_asked)" "$asked"
	done <<-'END'
		9|a code is good once|cut
		4|did not accept the code|status 400 {"error":"invalid_grant"}
		4|client id or the client secret|status 401 {"error":"invalid_client"}
		9|the token endpoint answers 500|status 500 {"error":"server_error"}
		9|web page|status 200 <html>hello
		9|points to another place|status 302 {}
		1|access_token is no token|status 200 {}
		1|the reply is over 32 MiB|huge
	END
	expect_logged_out
}

@test "login --web: no secret in what is said or traced" {
	local verifier
	run -0 --separate-stderr web_login --debug
	verifier=$(web_log '.[].form.code_verifier // empty')
	expect_equal "${#verifier}" 43
	expect_not_in_stderr "$verifier"
	run grep -v '^fentu: http' <<<"$stderr"
	expect_not_in_output "$SANDBOX_KEY"
	expect_not_in_output state=
	run ! grep -rqF "$verifier" "$HOME" "$TRANSCRIPT"
}

@test "login --web: kept in a file only when that was asked for" {
	without_keyring
	run -4 --separate-stderr web_login
	run -0 --separate-stderr web_login --store file
	expect_in_stderr "unencrypted"
	run -0 fentu status --offline -o json
	expect_json .source '"file"'
}
