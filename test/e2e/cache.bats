#!/usr/bin/env bats
# --cache AGE: what was just read costs nothing to read again, and never shows
# what is not so.

load helper
load keyring
load oauth

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
	sandbox_start --records 250
	with_key
	REPLIES=$XDG_CACHE_HOME/fentu/replies
}

teardown() {
	local pid
	for pid in ${PIDS-}; do
		kill "$pid" 2>/dev/null || true
	done
	sandbox_stop
	check_no_secret
	bus_stop
}

kept() { # the files of all accounts
	find "$REPLIES" -mindepth 2 -type f -name '[0-9a-f]*'
}

# age SECONDS: make everything that is kept so much older.
age() {
	python3 - "$REPLIES" "$1" <<-'END'
		import hashlib, pathlib, sys
		for path in pathlib.Path(sys.argv[1]).glob("*/*"):
		    first, rest = path.read_bytes().split(b"\n", 1)
		    facts, body = rest.split(b"\n", 1)
		    key, asked, *sizes = facts.split(b" ")
		    asked = b"%d" % (int(asked) - int(sys.argv[2]) * 1000)
		    rest = b" ".join([key, asked, *sizes]) + b"\n" + body
		    digest = hashlib.sha256(rest).hexdigest().encode()
		    path.write_bytes(b"fentu-reply-1 " + digest + b"\n" + rest)
	END
}

expect_requests() { # N, since the last time
	expect_equal "$(sandbox_requests)" "$1"
	sandbox_control POST reset '{}' >/dev/null
}

not_modified() { # how often
	sandbox_control GET counters | jq '.data.by_status["304"] // 0'
}

# ---- what it saves ----

@test "cache: a second look costs no request, and says the same" {
	local id words
	id=$(fentu assets list --limit 1 -o id)
	sandbox_control POST reset '{}'
	for words in 'wo list --limit 7 -o json' 'customers list -o csv' \
		"assets view $id -o json" "assets history $id" \
		"assets parts $id" "assets warranty $id" \
		'task list wo-1' 'api /work-orders' 'api GET /customers'; do
		# shellcheck disable=SC2086 # words
		fentu $words >plain 2>plain.err
		# shellcheck disable=SC2086
		fentu $words --cache 10m >first 2>first.err
		expect_requests 2
		# shellcheck disable=SC2086
		fentu $words --cache 10m >second 2>second.err
		expect_requests 0
		cmp plain first
		cmp first second
		cmp plain.err second.err
	done
}

@test "cache: a list of many pages comes whole and in order" {
	fentu wo list --all -o json >plain
	sandbox_control POST reset '{}'
	fentu wo list --all -o json --cache 1h >first
	expect_requests 3
	fentu wo list --all -o json --cache 1h >second
	fentu wo list --all -o json --cache 1h --concurrency 1 >third
	expect_requests 0
	cmp plain first
	cmp plain second
	cmp plain third
	fentu api work-orders --paginate --cache 1h >paginated
	expect_requests 0
	cmp plain paginated
}

@test "cache: a fresh reply opens no socket and loads no HTTP" {
	fentu wo list --cache 10m -o id >first
	traced -e trace=socket,socketpair,connect,openat -o calls \
		"$FENTU" wo list --cache 10m -o id >second
	cmp first second
	run -1 grep -E 'socket|connect|libcurl|fentu-http' calls
}

@test "cache: answers without a network, but only what is fresh" {
	fentu wo list --cache 10m -o id >first
	sandbox_stop
	fentu wo list --cache 10m -o id >second
	cmp first second
	age 601
	run -9 --separate-stderr fentu wo list --cache 10m -o id --retries 0
	expect_in_stderr 'no connection to'
	fentu wo list --cache 20m -o id >third
	cmp first third
}

@test "cache: spends nothing of a rate limit that is used up" {
	sandbox_stop
	sandbox_start --records 20 --rate-limit 2
	with_key
	fentu wo list --cache 10m -o id >first
	fentu customers list -o id
	run -6 fentu wo list --max-wait 1
	fentu wo list --cache 10m -o id >second
	cmp first second
	run -0 fentu usage -o json
	expect_json .requests 2
}

@test "cache: --debug tells what was kept" {
	run -0 --separate-stderr fentu wo list --cache 10m --debug
	expect_in_stderr '* GET /v1/work-orders: no reply is kept'
	age 500
	run -0 --separate-stderr fentu wo list --cache 10m --debug
	[[ $stderr =~ 'the kept reply is 5'[0-9][0-9]' s old; nothing is sent' ]]
	expect_not_in_stderr '> GET'
	run -0 --separate-stderr fentu wo list --cache 10m
	expect_not_in_stderr kept
}

@test "cache: fentu api -i shows how old it is, and no limit of then" {
	fentu api -i /work-orders/wo-1 --cache 10m >first
	age 1000
	run -0 fentu api -i /work-orders/wo-1 --cache 1h
	expect_equal "${lines[0]}" 'HTTP 200'
	[[ $output =~ $'\nAge: 10'[0-9][0-9]$'\n' ]]
	expect_in_output $'\nContent-Type: application/json\n'
	expect_not_in_output RateLimit
	expect_equal "${lines[-1]}" "$(tail -n 1 first)"
}

# ---- what is too old ----

@test "cache: what is too old is asked for again" {
	fentu wo list --cache 10m -o id >first
	age 500
	fentu wo list --cache 10m -o id
	expect_requests 1
	age 100
	fentu wo list --cache 10m -o id >second
	expect_requests 1
	cmp first second
	fentu wo list --cache 0s -o id
	expect_requests 1
	fentu wo list --cache 10m -o id
	expect_requests 0
}

@test "cache: where there is an ETag, the question is whether it holds" {
	sandbox_setting etag true
	fentu wo list --cache 10m -o json >first
	age 700
	fentu wo list --cache 10m -o json >second
	expect_equal "$(not_modified)" 1
	expect_equal "$(sandbox_log '.[-1].headers["If-None-Match"]')" \
		"$(sed -n 's/^ETag: //p' "$(kept)")"
	expect_requests 2
	fentu wo list --cache 10m -o json >third
	expect_requests 0
	cmp first second
	cmp first third
	# the record changes behind our back
	curl -sS --noproxy '*' -X PATCH -H "Authorization: Bearer $SANDBOX_KEY" \
		--json '{"priority": "low"}' "$FENTU_API_URL/work-orders/wo-1"
	sandbox_control POST reset '{}'
	age 700
	fentu wo list --cache 10m -o json >fourth
	expect_equal "$(not_modified)" 0
	fentu wo list -o json >fifth
	cmp fourth fifth
}

@test "cache: a list is no mixture of old pages and new" {
	fentu wo list --all -o id --cache 10m >first
	# the first page is too old, the others are not yet
	age 300
	rm "$(grep -l '"current_page":1,' -r "$REPLIES")"
	sandbox_control POST reset '{}'
	fentu wo list --all -o id --cache 10m >second
	expect_requests 3
	fentu wo list --all -o id --cache 10m
	expect_requests 0
	cmp first second
}

@test "cache: a clock that was set back makes nothing fresh" {
	fentu wo list --cache 10m -o id
	age -5000
	sandbox_control POST reset '{}'
	fentu wo list --cache 7d -o id
	expect_requests 1
}

@test "cache: what the server forbids to keep is not kept" {
	sandbox_fault '{"body": "{\"data\":[]}", "count": 0,
		"header": "Cache-Control: no-store"}'
	fentu wo list --cache 10m
	fentu wo list --cache 10m
	expect_requests 2
	run -0 kept
	expect_output ''
}

@test "cache: a reply that repeats the credential is not kept" {
	fentu wo view wo-1 --cache 10m -o id
	sandbox_control POST reset '{}'
	age 700
	sandbox_fault "$(jq -n --arg key "$FENTU_API_KEY" \
		'{body: {data: {id: "wo-1", notes: "Bearer \($key)"}} | tojson}')"
	"$FENTU" wo view wo-1 --cache 10m -o id
	run -0 kept
	expect_output ''
}

@test "cache: failures and what is no JSON are not kept" {
	local fault
	for fault in '"status": 404' '"status": 403' '"status": 500' \
		'"html": true' '"empty": true' '"truncate": true' '"cut": 9' \
		'"redirect": "/v1/work-orders/wo-2"'; do
		sandbox_fault "{$fault}"
		fentu wo view wo-1 --cache 10m --retries 0 || true
		run -0 kept
		expect_output ''
	done
}

@test "cache: a record that is gone is not shown from an older copy" {
	fentu wo view wo-1 --cache 10m -o id
	age 30
	sandbox_fault '{"status": 404}'
	run -3 fentu wo view wo-1 --cache 10s
	sandbox_control POST reset '{}'
	fentu wo view wo-1 --cache 10m -o id
	expect_requests 1
}

# ---- what ends it ----

@test "cache: a change of ours shows in the next look" {
	local change
	for change in 'wo update wo-2 --priority low' \
		'wo create --customer cust-1 --description new' \
		'wo delete wo-3 --yes' 'api PATCH /work-orders/wo-2 -F duration=7' \
		'api POST /no-such-path -f a=b'; do
		fentu wo list --cache 10m >/dev/null
		[ -n "$(kept)" ]
		# shellcheck disable=SC2086 # words
		fentu $change >/dev/null || true
		run -0 find "$REPLIES" -mindepth 1
		expect_output ''
	done
	printf 'id,priority\nwo-5,low\nwo-6,low\n' >rows.csv
	fentu wo list --cache 10m >/dev/null
	fentu wo update --from rows.csv
	run -0 fentu wo view wo-5 wo-6 --cache 10m -o json
	expect_json 'map(.priority)' '["low","low"]'
}

@test "cache: a reply from before a change is not kept after it" {
	sandbox_fault '{"method": "GET", "delay": 300}'
	"$FENTU" wo view wo-2 --cache 10m -o json >slow 3>&- &
	PIDS=$!
	wait_until asked
	fentu wo update wo-2 --priority low >/dev/null
	wait "$PIDS"
	run -0 fentu wo view wo-2 --cache 10m -o json
	expect_json .priority '"low"'
}

asked() {
	[ "$(sandbox_requests)" -gt 0 ]
}

@test "cache: commands that write read what is so" {
	fentu wo view wo-2 --cache 10m >/dev/null
	curl -sS --noproxy '*' -X PATCH -H "Authorization: Bearer $SANDBOX_KEY" \
		--json '{"priority": "low"}' "$FENTU_API_URL/work-orders/wo-2"
	sandbox_control POST reset '{}'
	run -0 fentu wo delete wo-2 --yes --dry-run --cache 10m
	run -0 fentu status --cache 10m
	mkdir one two
	run -0 fentu export customers --dir one --cache 10m
	run -0 fentu export customers --dir two --cache 10m
	expect_equal "$(sandbox_log 'map(select(.method != "GET")) | length')" 0
	expect_equal "$(sandbox_log 'map(select(.target |
		startswith("/v1/customers"))) | length > 5')" true
	expect_equal "$(sandbox_log '[.[] | .target |
		select(startswith("/v1/work-orders?"))] | length')" 1
}

@test "cache: logging in and out leaves nothing" {
	unset FENTU_API_KEY
	login() {
		printf '%s\n' "$SANDBOX_KEY" | fentu login --key-stdin --store file
	}
	login
	fentu wo list --cache 10m >/dev/null
	[ -n "$(kept)" ]
	login
	run -0 kept
	expect_output ''
	fentu wo list --cache 10m >/dev/null
	fentu logout
	run -0 kept
	expect_output ''
	run -4 fentu wo list --cache 10m
}

# ---- whose it is ----

@test "cache: two keys and two profiles share nothing" {
	local other
	other=$(sandbox_key read:work-orders)
	new_profile second
	sandbox_control POST reset '{}'
	fentu wo list --cache 10m >/dev/null
	FENTU_API_KEY=$other fentu wo list --cache 10m >/dev/null
	FENTU_PROFILE=second fentu wo list --cache 10m >/dev/null
	FENTU_API_KEY='' FENTU_TOKEN=$SANDBOX_KEY-x run -4 \
		fentu wo list --cache 10m
	expect_requests 4
	fentu wo list --cache 10m >/dev/null
	FENTU_API_KEY=$other fentu wo list --cache 10m >/dev/null
	FENTU_PROFILE=second fentu wo list --cache 10m >/dev/null
	expect_requests 0
	# and a key that may not see it does not see it
	other=$(sandbox_key read:assets)
	FENTU_API_KEY=$other run -5 fentu wo list --cache 10m
}

@test "cache: a login goes on when its token is replaced, and is its own" {
	unset FENTU_API_KEY
	oauth_login
	fentu wo list --cache 10m -o id >first
	expired_again "$(stored created_at)"
	sandbox_control POST reset '{}'
	fentu wo list --cache 10m -o id >second
	expect_equal "$(token_answers)" '[]'
	expect_requests 0
	cmp first second
	run -1 grep -rF "$(access_token)" "$XDG_CACHE_HOME"
	# somebody else's, since it was made at another time
	expired_again 1700000000
	fentu wo list --cache 10m -o id
	expect_equal "$(token_answers)" '[200]'
	# and of one that does not say when, nobody knows whose it is
	expired_again null
	fentu wo list --cache 10m -o id
	fentu wo list --cache 10m -o id
	expect_equal "$(sandbox_log 'map(select(.status == 200 and
		(.target | startswith("/v1/work-orders")))) | length')" 3
}

# expired_again CREATED: the record of a login of that time, its token ended.
expired_again() {
	TOKENS=$(sandbox_tokens '{"access_ttl": -5}')
	put_slot login "$(login_record "$TOKENS" |
		jq -c ".created_at = $1 | del(..|nulls)")"
}

@test "cache: what is asked differently is another reply" {
	fentu api /work-orders/wo-1 --cache 10m
	fentu api /work-orders/wo-1 --cache 10m -H 'X-Tag: 1'
	fentu api /work-orders/wo-1 --cache 10m -H 'Accept: text/plain'
	fentu api '/work-orders?per_page=1' --cache 10m
	expect_requests 4
	expect_equal "$(kept | wc -l)" 4
	# these ask for no ordinary reply
	fentu api /work-orders/wo-1 --cache 10m -H 'If-None-Match: "x"'
	fentu api /work-orders/wo-1 --cache 10m -H 'Cache-Control: no-cache'
	fentu api HEAD /work-orders/wo-1 --cache 10m
	expect_requests 3
	expect_equal "$(kept | wc -l)" 4
}

# ---- where it is ----

@test "cache: files are for their owner alone, under any umask" {
	local mask
	for mask in 000 022 777; do
		rm -rf "$XDG_CACHE_HOME"
		mkdir -m 700 "$XDG_CACHE_HOME"
		(umask $mask && exec "$FENTU" wo list --cache 10m >/dev/null)
		run -0 find "$XDG_CACHE_HOME" -mindepth 1 -printf '%m %y\n'
		expect_output $'700 d\n700 d\n700 d\n600 f'
	done
}

@test "cache: neither key nor address nor question stands in a name" {
	fentu customers list --search Smith --cache 10m -o id
	run -0 find "$XDG_CACHE_HOME" -mindepth 1
	expect_not_in_output "$SANDBOX_KEY"
	expect_not_in_output "${SANDBOX_URL##*:}"
	expect_not_in_output Smith
	run -1 grep -rF Bearer "$XDG_CACHE_HOME"
}

@test "cache: what is torn, edited, foreign or a link is not used" {
	local file harm
	fentu wo view wo-1 --cache 10m -o json >first
	file=$(kept)
	fentu wo view wo-2 --cache 10m -o json
	cp "$file" good
	for harm in 'truncate -s -1 FILE' 'truncate -s 0 FILE' \
		'sed -i s/wo-1/wo-9/ FILE' 'chmod 640 FILE' \
		"cp $(kept | grep -v "$file") FILE" 'ln -sf ../../good FILE' \
		'ln -sf /dev/zero FILE' 'truncate -s 5G FILE' \
		'cp -f /dev/null FILE'; do
		rm -f "$file"
		cp good "$file"
		chmod 600 "$file"
		sandbox_control POST reset '{}'
		eval "${harm//FILE/$file}"
		fentu wo view wo-1 --cache 10m -o json >second
		expect_requests 1
		cmp first second
	done
	rm "$file"
	mkfifo -m 600 "$file"
	fentu wo view wo-1 --cache 10m -o json >second
	cmp first second
	rm "$file"
	mkdir "$file"
	fentu wo view wo-1 --cache 10m -o json >second
	cmp first second
	rmdir "$file"
	sandbox_control POST reset '{}'
	cp good "$file"
	chmod 600 "$file"
	fentu wo view wo-1 --cache 10m -o json >second
	expect_requests 0
	cmp first second
}

@test "cache: a folder that others can look into is not used" {
	local folder
	fentu wo view wo-1 --cache 10m -o json >first
	folder=$(dirname "$(kept)")
	for folder in "$REPLIES" "$folder"; do
		chmod 755 "$folder"
		sandbox_control POST reset '{}'
		run -0 --separate-stderr fentu wo view wo-1 --cache 10m --debug
		expect_in_stderr 'others can look into'
		expect_requests 1
		chmod 700 "$folder"
		mv "$folder" "$folder.moved"
		ln -s "$folder.moved" "$folder"
		fentu wo view wo-1 --cache 10m >/dev/null
		expect_requests 1
		rm "$folder"
		mv "$folder.moved" "$folder"
	done
	fentu wo view wo-1 --cache 10m -o json >second
	expect_requests 0
	cmp first second
}

# Whoever is root can write where the mode forbids it, but not here.
@test "cache: without a place to keep anything, all works as ever" {
	local home
	for home in /proc/self/nowhere /dev/null /dev/null/below; do
		export XDG_CACHE_HOME=$home
		run -0 --separate-stderr fentu wo view wo-1 --cache 10m -o id
		expect_output wo-1
		expect_stderr ''
		run -0 --separate-stderr fentu wo update wo-1 -q --priority low
		expect_stderr ''
	done
	unset XDG_CACHE_HOME HOME
	run -0 "$FENTU" wo view wo-1 --cache 10m -o id
}

@test "cache: a full disk leaves no half file, and no message" {
	run -0 --separate-stderr limited 1 "$FENTU" wo list --limit 100 -o id \
		--cache 10m
	expect_equal "${#lines[@]}" 100
	expect_not_in_stderr 'File too large'
	run -0 find "$REPLIES" -type f
	expect_output ''
}

@test "cache: the oldest go when there are too many" {
	local file folder
	fentu wo view wo-1 --cache 10m -o id
	file=$(kept)
	folder=$(dirname "$file")
	python3 - "$folder" <<-'END'
		import os, sys, time
		for n in range(2100):
		    path = f"{sys.argv[1]}/{n:064x}"
		    os.close(os.open(path, os.O_CREAT, 0o600))
		    os.utime(path, (time.time() - 3000 + n,) * 2)
	END
	fentu wo view wo-2 --cache 10m -o id
	expect_equal "$(kept | wc -l)" 2000
	[ -e "$file" ]
	[ ! -e "$folder/$(printf %064x 100)" ]
	[ -e "$folder/$(printf %064x 2099)" ]
	touch -d '8 days ago' "$folder"/*
	fentu wo view wo-3 --cache 10m -o id
	expect_equal "$(kept | wc -l)" 1
}

@test "cache: many at once, killed at any moment, leave what is right" {
	local i pids
	fentu wo list --all -o json >plain
	for i in $(seq "$(rounds 4 40)"); do
		rm -rf "$REPLIES"
		pids=
		for _ in $(seq 20); do
			"$FENTU" wo list --all --cache 10m >/dev/null 2>&1 3>&- &
			pids="$pids $!"
		done
		[ $((i % 4)) -eq 0 ] || wait_until begun $((i % 4))
		# shellcheck disable=SC2086 # numbers
		kill -9 $pids 2>/dev/null || true
		# shellcheck disable=SC2086
		wait $pids || true
		fentu wo list --all -o json --cache 10m >after
		cmp plain after
		sandbox_control POST reset '{}'
		fentu wo list --all -o json --cache 10m >after
		cmp plain after
		expect_requests 0
	done
}

begun() { # N files are there
	[ "$(find "$REPLIES" -type f 2>/dev/null | wc -l)" -ge "$1" ]
}

# ---- without it ----

@test "cache: without the option nothing of it is touched" {
	traced -e trace=file -o calls "$FENTU" wo list --limit 1 -o id
	run -1 grep -F "$XDG_CACHE_HOME" calls
	[ ! -e "$XDG_CACHE_HOME" ]
	traced -e trace=file -o calls \
		"$FENTU" wo update wo-1 --priority low -o id
	[ ! -e "$XDG_CACHE_HOME" ]
}

@test "cache: AGE is a length of time, a week at most" {
	local word
	for word in '' x -5m 1w 1.5h '10 m' 99999999999999999999s; do
		run -2 --separate-stderr fentu wo list "--cache=$word"
		expect_in_stderr "--cache: '$word' is not a length of time"
		expect_in_stderr 'such as 90s or 2h'
	done
	for word in 8d 169h 604801; do
		run -2 --separate-stderr fentu wo list --cache $word
		expect_in_stderr "--cache takes at most 7d, not '$word'"
	done
	for word in 90s 10m 2h 7d 0s; do
		fentu --cache $word wo list --limit 1 -o id
	done
}
