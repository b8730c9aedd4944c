#!/usr/bin/env bats
# The lock of a profile's credentials: who waits for it, and what becomes of a
# record that a program changes without it.

load helper
load keyring
load oauth

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start
}

teardown() {
	[ -z "${HOLDER-}" ] || kill "$HOLDER" 2>/dev/null || true
	sandbox_stop
	check_no_secret
}

# hold_lock WORDS: another process has the lock, and is doing that.
hold_lock() {
	local locks=$XDG_STATE_HOME/fentu/locks lock
	lock=$locks/$(printf '%s\0default' "$SANDBOX_URL" | sha256sum | cut -c-32)
	mkdir -p "$locks"
	python3 - "$lock" "$1" 3>&- <<-'END' &
		import fcntl, struct, sys, time
		lock = open(sys.argv[1], "w")
		whole = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
		fcntl.fcntl(lock, fcntl.F_OFD_SETLK, whole)
		lock.write(sys.argv[2])
		lock.flush()
		time.sleep(60)
	END
	HOLDER=$!
	wait_until test -s "$lock"
}

# Each file of cmd/ that writes a credential, and commands that do so through
# it: FILE|KIND OF LOGIN|STANDARD INPUT|COMMAND.
writers() {
	cat <<-END
		account.c|oauth||logout
		account.c|oauth||token revoke
		account.c|oauth||profile remove default --yes
		login_keep.c|oauth|$SANDBOX_KEY|login --key-stdin
		rotation.c|key|$NEW_KEY|token rotate --key-stdin
		ctx_session.c|oauth||token refresh
		ctx_session.c|oauth||token rotate
	END
}

@test "cred lock: who writes a credential waits for it, and says for what" {
	local kind given command before status
	NEW_KEY=$(sandbox_key admin)
	new_profile default
	hold_lock 'ending this login'
	while IFS='|' read -r _ kind given command; do
		if [ "$kind" = key ]; then
			put_slot login \
				"{\"v\":1,\"kind\":\"api_key\",\"access\":\"$SANDBOX_KEY\"}"
		else
			oauth_login
		fi
		before=$(ask get "$SANDBOX_URL" | sha256sum)
		status=0
		# shellcheck disable=SC2086 # words
		fentu $command --timeout 1 <<<"$given" 2>err || status=$?
		expect_equal "$command: $status" "$command: 9"
		grep -q 'another fentu process is ending this login; gave up after 1 s' err ||
			fail "$command: $(cat err)"
		expect_equal "$command: $(ask get "$SANDBOX_URL" | sha256sum)" \
			"$command: $before"
	done < <(writers)
	expect_equal "$(token_answers)" '[]'
	kill "$HOLDER"
	run -0 fentu logout
}

@test "cred lock: each file that writes a credential is in the table above" {
	local named found
	NEW_KEY=
	named=$(writers | cut -d'|' -f1 | sort -u)
	found=$(cd "$BATS_TEST_DIRNAME/../../cmd" &&
		grep -lE 'store_(put|drop|replace|remove)\(|session_init\(' ./*.c |
		sed 's,^\./,,' | sort -u)
	expect_equal "$found" "$named"
}

@test "cred lock: where none can be made a login can be forgotten, no more" {
	local locks=$XDG_STATE_HOME/fentu/locks place file kind given command
	local want status
	NEW_KEY=$(sandbox_key admin)
	for place in "$locks" \
		"$locks/$(printf '%s\0default' "$SANDBOX_URL" | sha256sum | cut -c-32)"; do
		rm -rf "$locks"
		mkdir -p "${locks%/*}"
		# a file is no folder, and a folder no lock
		if [ "$place" = "$locks" ]; then : >"$locks"; else mkdir -p "$place"; fi
		while IFS='|' read -r file kind given command; do
			new_profile default
			if [ "$kind" = key ]; then
				put_slot login \
					"{\"v\":1,\"kind\":\"api_key\",\"access\":\"$SANDBOX_KEY\"}"
			else
				oauth_login
			fi
			want="1 make that folder writable $(ask get "$SANDBOX_URL" | sha256sum)"
			[ "$file" != account.c ] || want="0 going on without the lock absent"
			status=0
			# shellcheck disable=SC2086 # words
			fentu $command <<<"$given" 2>err || status=$?
			status="$status $(grep -oE 'make that folder writable|going on without the lock' err)"
			if [ "$file" = account.c ]; then
				status="$status $(ask get "$SANDBOX_URL" | jq -r .outcome)"
			else
				status="$status $(ask get "$SANDBOX_URL" | sha256sum)"
			fi
			expect_equal "$command: $status" "$command: $want"
		done < <(writers)
	done
}

# After the server has answered about PATH for the first time, the command is
# stopped, `meanwhile` changes the login without the lock, and it goes on.
with_change() { # PATH COMMAND...
	local path=$1 seen
	shift
	sandbox_fault "[{\"path\": \"$path\", \"delay\": 1},
		{\"path\": \"$path\", \"delay\": 3000}]"
	seen=$(asked "$path")
	"$FENTU" "$@" 2>err 3>&- <"${GIVEN-/dev/null}" &
	wait_until is_asked_again "$path" "$seen"
	kill -STOP $!
	meanwhile
	kill -CONT $!
	status=0
	wait $! || status=$?
}

asked() { # PATH
	sandbox_log "map(select(.target | startswith(\"$1\"))) | length"
}

is_asked_again() { # PATH SEEN
	[ "$(asked "$1")" -gt "$2" ]
}

store_other_tokens() {
	OTHER=$(sandbox_tokens)
	put_slot login "$(login_record "$OTHER")"
}

expect_no_token() {
	local pair
	for pair in "$TOKENS" "$OTHER"; do
		run ! sandbox_token_is alive "$(jq -r .access_token <<<"$pair")"
		run ! sandbox_token_is alive "$(jq -r .refresh_token <<<"$pair")"
	done
	expect_equal "$(ask get "$SANDBOX_URL" | jq -r .outcome)" absent
}

@test "cred lock: a logout also revokes what is stored while it revokes" {
	sandbox_setting revocation token
	oauth_login
	meanwhile() { store_other_tokens; }
	with_change /oauth/revoke logout
	expect_equal "$status" 0
	grep -q 'no longer accepts it' err
	expect_no_token
}

@test "cred lock: token revoke also revokes what is stored while it revokes" {
	sandbox_setting revocation token
	oauth_login
	meanwhile() { store_other_tokens; }
	with_change /oauth/revoke token revoke
	expect_equal "$status" 0
	expect_no_token
}

@test "cred lock: a key is not replaced where somebody has logged in meanwhile" {
	sandbox_key admin >given
	put_slot login "{\"v\":1,\"kind\":\"api_key\",\"access\":\"$SANDBOX_KEY\"}"
	meanwhile() { store_other_tokens; }
	GIVEN=$HOME/given with_change /v1/ token rotate --key-stdin
	rm given
	expect_equal "$status" 1
	grep -q 'another fentu process has changed the login' err
	expect_equal "$(stored access)" "$(jq -r .access_token <<<"$OTHER")"
	sandbox_token_is alive "$SANDBOX_KEY"
}

@test "cred lock: a key does not come back where somebody has logged out meanwhile" {
	sandbox_key admin >given
	put_slot login "{\"v\":1,\"kind\":\"api_key\",\"access\":\"$SANDBOX_KEY\"}"
	meanwhile() { ask drop "$SANDBOX_URL" >/dev/null; }
	GIVEN=$HOME/given with_change /v1/ token rotate --key-stdin
	rm given
	expect_equal "$status" 1
	expect_equal "$(ask get "$SANDBOX_URL" | jq -r .outcome)" absent
	run -0 request get "$SANDBOX_URL"
	run -0 "$KEYRING" <<<"${output/'"kind":"login"'/'"kind":"former"'}"
	expect_answer absent
}

# A copy of the program whose helper stores a key before its Nth answer.
with_key_before() { # N
	rm -rf "$HOME/copy"
	cp -r "$STAGE" "$HOME/copy"
	request put "$SANDBOX_URL" default ",\"record\":{\"v\":1,
		\"kind\":\"api_key\",\"access\":\"$SANDBOX_KEY\"}" >"$HOME/copy/put"
	cat >"$HOME/copy/libexec/fentu/fentu-keyring" <<-END
		#!/bin/bash
		echo >>"$HOME/copy/asked"
		[ "\$(grep -c '' "$HOME/copy/asked")" -ne $1 ] ||
			"$KEYRING" <"$HOME/copy/put" >/dev/null
		exec "$KEYRING"
	END
	FENTU=$HOME/copy/bin/fentu
}

@test "cred lock: a login is not refreshed where somebody has stored a key meanwhile" {
	local n command
	while read -r n command; do
		oauth_login
		with_key_before "$n"
		# shellcheck disable=SC2086 # words
		run -1 --separate-stderr fentu $command
		expect_in_stderr "error: another fentu process has logged in as profile 'default' meanwhile; nothing was changed"
		expect_in_stderr 'hint: run the command again'
		expect_equal "$(stored kind)" api_key
	done <<-'END'
		2 token refresh
		3 token rotate
		4 token rotate
	END
	rm -r "$HOME/copy"
	expect_equal "$(token_answers)" '[]'
}
