#!/usr/bin/env bats
# What is printed, in which format, and what happens when it cannot be.
# shellcheck disable=SC2016 # commands for another bash stand in quotes

load helper

setup_file() {
	export MANY_PAGES=300 # records; three pages
}

# What a command prints on a terminal of so many columns, but for the progress
# of a busy machine.
on_terminal() { # COLUMNS WORD...
	local columns=$1 words
	shift
	words=$(printf '%q ' "$@")
	timeout -k 5 60 script -qec "stty cols $columns; $words" /dev/null \
		</dev/null | tr -d '\r' |
		sed -E $'s/(\e\\[Kwaiting for [^)]*\\))+\e\\[K//g'
}

work_order() { # JSON: create one with these members, print its id
	curl -sS --noproxy '*' --fail-with-body -H 'Content-Type: application/json' \
		-H "Authorization: Bearer $SANDBOX_KEY" --data "$1" \
		"$FENTU_API_URL/work-orders" | jq -r .data.id
}

# ---- formats ----

@test "output: a pipe gets tsv with a header line" {
	with_key
	run -0 --separate-stderr fentu wo list --limit 2
	expect_equal "${#lines[@]}" 3
	expect_equal "${lines[0]%%$'\t'*}" id
	expect_equal "${lines[1]%%$'\t'*}" wo-1
}

@test "output: a terminal gets a table, cut to its width" {
	with_key
	run -0 on_terminal 70 "$FENTU" wo list --limit 3
	expect_in_output ID
	expect_in_output '…'
	for line in "${lines[@]:0:4}"; do
		[ "${#line}" -le 70 ] || fail "longer than 70: $line"
	done
}

@test "output: a terminal gets a card of a single record" {
	with_key
	run -0 on_terminal 80 "$FENTU" wo view wo-1
	[[ ${lines[0]} =~ ^ID\ +wo-1$ ]] || fail "no card"
}

@test "output: a table that is piped is not cut" {
	with_key
	run -0 --separate-stderr fentu wo list --limit 20 -o table
	expect_not_in_output '…'
	COLUMNS=30 run -0 --separate-stderr fentu wo list --limit 20 -o table
	expect_not_in_output '…'
}

@test "output: every format shows the same records in the same order" {
	local form wanted
	with_key
	wanted=$(fentu wo list --limit "$MANY_PAGES" -o id)
	expect_equal "$(wc -l <<<"$wanted")" "$MANY_PAGES"
	for form in table tsv csv ndjson; do
		expect_equal "$(fentu wo list --limit "$MANY_PAGES" -o $form |
			grep -oE '(^|\{"id":")wo-[0-9]+' | grep -oE 'wo-[0-9]+')" \
			"$wanted"
	done
	expect_equal "$(fentu wo list --limit "$MANY_PAGES" -o json |
		jq -r '.[].id')" "$wanted"
}

@test "output: json is one array, whatever the number of pages" {
	with_key
	run -0 --separate-stderr fentu wo list --limit "$MANY_PAGES" -o json
	expect_equal "${#lines[@]}" 1
	expect_json 'type, length' $'"array"\n300'
	run -0 --separate-stderr fentu wo list --status nosuchstatus -o json
	expect_output '[]'
}

@test "output: a record in json is what the server wrote" {
	local sent
	with_key
	sent=$(curl -sS --noproxy '*' -H "Authorization: Bearer $SANDBOX_KEY" \
		"$FENTU_API_URL/work-orders/wo-1")
	run -0 --separate-stderr fentu wo view wo-1 -o json
	expect_equal "{\"data\":$output}" "$(jq -c . <<<"$sent")"
}

@test "output: csv is read by Python as it was meant" {
	with_key
	run -0 --separate-stderr fentu customers list --limit 50 -o ndjson
	printf '%s\n' "$output" >wanted
	fentu customers list --limit 50 -o csv >got
	python3 - <<-'PYTHON'
		import csv, json
		wanted = [json.loads(line) for line in open("wanted")]
		got = list(csv.DictReader(open("got", newline=""), strict=True))
		assert len(got) == len(wanted) == 50
		for a, b in zip(got, wanted):
		    assert None not in a and None not in a.values()
		    assert a["id"] == b["id"] and a["name"] == b["name"]
		    assert a["address.street"] == b["address"]["street"]
	PYTHON
	[ "$(tail -c 2 got | od -An -tx1 | tr -d ' ')" = 0d0a ]
}

@test "output: csv is read by sqlite3" {
	with_key
	fentu wo list --limit 40 -o csv >list.csv
	run -0 sqlite3 :memory: '.import --csv list.csv wo' \
		'select count(*), max(length("created_at")) from wo'
	expect_output '40|20'
}

@test "output: options of csv" {
	with_key
	run -0 --separate-stderr fentu wo list --limit 1 -o csv --fields id \
		--no-header
	expect_output $'wo-1\r'
	run -0 --separate-stderr fentu wo list --limit 1 -o csv --fields id \
		--csv-bom
	expect_equal "${lines[0]}" $'\xef\xbb\xbfid\r'
	id=$(work_order '{"customer_id":"cust-1","description":"=1+1"}')
	run -0 --separate-stderr fentu wo view "$id" -o csv \
		--fields description --no-header
	expect_output $'=1+1\r'
	run -0 --separate-stderr fentu wo view "$id" -o csv \
		--fields description --no-header --csv-safe
	expect_output $'\'=1+1\r'
}

# ---- fields and filters ----

@test "output: --fields chooses columns, and keeps the nesting of json" {
	with_key
	run -0 --separate-stderr fentu wo list --limit 1 \
		--fields status,customer.name,id --no-header
	[[ $output =~ ^[a-z_]+[[:space:]].+[[:space:]]wo-1$ ]] || fail "other columns"
	run -0 --separate-stderr fentu wo list --limit 1 -o ndjson \
		--fields id,customer.name
	expect_json 'keys_unsorted, (.customer | keys)' \
		$'["id","customer"]\n["name"]'
	run -0 --separate-stderr fentu wo view wo-1 -o json --fields tasks.1.name
	expect_json '.tasks[0], (.tasks[1] | keys)' $'null\n["name"]'
}

@test "output: a field that only the server knows is taken" {
	local form more
	with_key
	more='{"id":"wo-1","status":"open","x_zone":{"name":"N","no":7}}'
	sandbox_fault "$(jq -cn --arg one "$more" '[
		{path: "/v1/work-orders/*", count: 0, body: "{\"data\":\($one)}"},
		{path: "/v1/work-orders", count: 0, body:
			"{\"data\":[{\"id\":\"wo-0\"},\($one)],
			\"meta\":{\"total_count\":2}}"}]')"
	run -0 --separate-stderr fentu wo view wo-1 -o csv --fields id,x_zone.name,x_zone
	expect_output $'id,x_zone.name,x_zone\r\nwo-1,N,"{""name"":""N"",""no"":7}"\r'
	run -0 --separate-stderr fentu wo list -o csv --fields id,x_zone.no
	expect_output $'id,x_zone.no\r\nwo-0,\r\nwo-1,7\r'
	run -0 --separate-stderr fentu wo list -o json --fields id,x_zone.no
	expect_output '[{"id":"wo-0","x_zone":{"no":null}},{"id":"wo-1","x_zone":{"no":7}}]'
	run -0 --separate-stderr fentu wo list -o ndjson --fields x_zone.no --jq .x_zone.no
	expect_output $'null\n7'
	for form in table json ndjson csv tsv id; do
		run -0 --separate-stderr fentu wo list -o $form --fields id,x_zone.no
		expect_in_output wo-1
	done
	# a list that is empty says nothing against it
	for form in csv tsv json ndjson table id; do
		run -0 --separate-stderr fentu customers list --status none \
			-o $form --fields id,x_zone
		case $form in
		csv) expect_output $'id,x_zone\r' ;;
		tsv) expect_output $'id\tx_zone' ;;
		json) expect_output '[]' ;;
		ndjson | id) expect_output '' ;;
		esac
	done
	sandbox_fault '{"path": "/v1/assets/*", "body": "{\"data\":[]}"}'
	run -0 --separate-stderr fentu assets parts asset-1 -o csv --fields name,x_zone
	expect_output $'name,x_zone\r'
	# one that no record has stays a mistake
	run -2 --separate-stderr fentu wo list -o csv --fields x_zone.no,x_zon
	expect_in_stderr "unknown field 'x_zon'"
	expect_output ''
	run -2 --separate-stderr fentu wo view wo-1 -o json --fields statsu
	expect_in_stderr "unknown field 'statsu'; did you mean 'status'?"
	expect_output ''
}

@test "output: a write refuses an unknown field before it is made" {
	with_key
	run -2 --separate-stderr fentu wo update wo-1 --priority low --fields x_zone
	expect_in_stderr "unknown field 'x_zone'"
	expect_equal "$(sandbox_requests)" 0
}

@test "output: a field that no record has is refused, with the known ones" {
	with_key
	for form in table json csv id; do
		run -2 --separate-stderr fentu wo list -o $form --fields id,statsu
		expect_in_stderr "unknown field 'statsu'; did you mean 'status'?"
		expect_in_stderr 'hint: the fields are: id, '
		expect_output ''
	done
	expect_equal "$(sandbox_requests)" 4
	run -2 --separate-stderr fentu wo list --fields ''
	expect_in_stderr 'hint: the fields are: id, '
	expect_equal "$(sandbox_requests)" 4
	# a page is enough to know it
	run -2 --separate-stderr fentu wo list --all --concurrency 1 --fields statsu
	expect_output ''
	[ "$(sandbox_requests)" -lt 8 ] || fail "$(sandbox_requests) requests"
}

@test "output: --jq says that there is no further input" {
	with_key
	local filter
	for filter in input inputs '[., input]'; do
		run -1 --separate-stderr fentu wo list --limit 3 --jq "$filter"
		expect_in_stderr '--jq: input and inputs are not available'
	done
}

@test "output: --jq filters what json would print" {
	with_key
	run -0 --separate-stderr fentu wo list --limit 3 --jq '.[] | .id'
	expect_output $'wo-1\nwo-2\nwo-3'
	run -0 --separate-stderr fentu wo list --limit 3 --fields id \
		--jq '[length, .[0]]'
	expect_output '[3,{"id":"wo-1"}]'
	run -0 --separate-stderr fentu wo view wo-1 --jq .id
	expect_output wo-1
	run -0 --separate-stderr fentu wo list --limit 3 -o ndjson --jq '{id}'
	expect_output $'{"id":"wo-1"}\n{"id":"wo-2"}\n{"id":"wo-3"}'
}

@test "output: a filter that does not compile is refused before anything is asked" {
	with_key
	run -2 --separate-stderr fentu wo list --jq '.['
	expect_in_stderr 'fentu: error: --jq: syntax error'
	expect_equal "$(sandbox_requests)" 0
}

@test "output: a filter that fails on the data ends with 1" {
	with_key
	run -1 --separate-stderr fentu wo list --limit 1 --jq '.[].id.x'
	expect_in_stderr 'fentu: error: --jq: Cannot index string'
}

# Lines "STATUS FILTER", the number 1e18 coming from the server.
@test "output: no filter ends by a signal" {
	with_key
	local body='{"data":{"id":"wo-1","n":1e18}}' status filter deep
	printf -v deep '%*s' 20000 ''
	while read -r status filter; do
		sandbox_fault "$(jq -cn --arg body "$body" '{body: $body}')"
		run "-$status" --separate-stderr fentu api /work-orders/wo-1 --jq "$filter"
		expect_in_stderr 'fentu: error: --jq: '
		expect_not_in_stderr 1000000000000000000
	done <<-END
		1 1e18 | todate
		1 .data.n | todate
		1 -9223372036854775808 % -1
		1 reduce range(1e6) as \$i (1; [.]) | tojson | length
		1 error("x")
		1 "x" | modulemeta
		2 include "x"; .
		2 import "a" as a; .
		2 import "a" as \$a; .
		2 module {}; .
		2 ${deep// /(}1
	END
	grep -q __asan_init "$FENTU" || {
		# where the memory of the sanitizer is not asked for it
		run -1 --separate-stderr fentu api /work-orders/wo-1 --jq '[] | .[1e9] = 1 | length'
		expect_in_stderr 'fentu: error: --jq: '
	}
}

@test "output: --jq says that there are no modules" {
	with_key
	echo 'def f: 1;' >x.jq
	run -2 --separate-stderr fentu wo list --jq 'include "x"; f'
	expect_in_stderr 'fentu: error: --jq: include and import are not available'
	expect_equal "$(sandbox_requests)" 0
}

@test "output: debug and stderr of a filter are lines on stderr" {
	with_key
	local body='{"data":{"id":"\u202e\u001b[2J"}}' filter
	for filter in debug stderr; do
		sandbox_fault "$(jq -cn --arg body "$body" '{body: $body}')"
		run -0 --separate-stderr fentu api /work-orders/wo-1 \
			--jq ".data.id | $filter | length"
		expect_output 5
		expect_stderr 'fentu: debug: ["DEBUG:","\u202e\u001b[2J"]'
		run -0 --separate-stderr fentu wo list --limit 1 -q --jq ".[].id | $filter"
		expect_output wo-1
		expect_stderr ''
	done
}

# interrupted_filter COMMAND...: one that would never end
interrupted_filter() {
	setsid --wait timeout -s INT -k 5 4 env --default-signal=INT "$@" --jq 'def f: f; f'
}

@test "output: a filter without an end can be interrupted" {
	with_key
	run -124 --separate-stderr interrupted_filter "$FENTU" wo list
	run -124 --separate-stderr interrupted_filter "$FENTU" wo update wo-1 --priority high
	expect_in_stderr 'Updated work order wo-1'
}

@test "output: libjq is loaded for --jq alone" {
	with_key
	LD_DEBUG=libs "$FENTU" wo list --limit 1 >/dev/null 2>loaded
	run -1 grep -E 'libjq|libonig' loaded
	LD_DEBUG=libs "$FENTU" wo list --limit 1 --jq . >/dev/null 2>loaded
	grep -q libjq loaded
}

# ---- colours ----

@test "output: colours are for terminals, and for who insists" {
	local escape=$'\e['
	with_key
	unset NO_COLOR
	run -0 on_terminal 80 "$FENTU" wo list --limit 3
	expect_in_output "$escape"
	run -0 on_terminal 80 env NO_COLOR=1 "$FENTU" wo list --limit 3
	expect_not_in_output "$escape"
	run -0 on_terminal 80 env TERM=dumb "$FENTU" wo list --limit 3
	expect_not_in_output "$escape"
	run -0 on_terminal 80 "$FENTU" --color never wo list --limit 3
	expect_not_in_output "$escape"
	run -0 --separate-stderr fentu wo list --limit 3 -o table
	expect_not_in_output "$escape"
	run -0 --separate-stderr fentu wo list --limit 3 -o table --color always
	expect_in_output "$escape"
	run -0 --separate-stderr fentu wo list --limit 3 -o json --color always
	expect_not_in_output "$escape"
}

# ---- pager ----

@test "output: a pager is used on a terminal, for what is longer than a screen" {
	local pager=$HOME/my-pager
	with_key
	printf '#!/bin/sh\nsed "s/^/paged: /"\n' >"$pager"
	chmod +x "$pager"
	export FENTU_PAGER=$pager LINES=24
	run -0 on_terminal 80 "$FENTU" wo list --limit 30
	expect_equal "$(grep -c '^paged: wo-' <<<"$output")" 30
	run -0 on_terminal 80 "$FENTU" help formatting
	expect_in_output 'paged: FIELDS'
	run -0 on_terminal 80 "$FENTU" wo list --limit 10
	expect_not_in_output paged
	run -0 --separate-stderr fentu wo list --limit 30 -o table
	expect_not_in_output paged
}

# ---- reports ----

# Every command that says so in its table.
reports() {
	grep -l '\.is_report = true' "$BATS_TEST_DIRNAME"/../../cmd/*.c |
		sed 's|.*/||; s|\.c$||; s|^config$|config list|; s|_| |'
}

@test "output: reports are the same text in a pipe as on a terminal" {
	local words seen='s/(seen .*)//; s/^\(Remaining\|Resets\) .*//'
	with_key
	fentu wo list -q -o id >/dev/null
	expect_equal "$(reports | sort | tr '\n' ,)" \
		'config list,doctor,scopes,status,token list,usage,'
	while read -r words <&9; do
		# shellcheck disable=SC2086 # words
		fentu $words 2>/dev/null | sed "$seen" >piped || true
		on_terminal 900 bash -c "'$FENTU' $words 2>/dev/null" |
			sed "$seen" >shown || true
		diff piped shown || fail "$words differs"
		[ -s piped ] || [ "$words" = 'token list' ] || fail "$words is empty"
		run ! grep -q -e $'\t' -e $'\e' piped
		# shellcheck disable=SC2086 # words
		fentu $words -o json 2>/dev/null | jq . >/dev/null || fail "$words"
	done 9< <(reports)
}

# ---- text that is up to something ----

@test "output: what a server says cannot play with the terminal" {
	local form bad id
	with_key
	bad='a\u001b[2Jb\u009bc\u202ed\u0007'
	id=$(work_order "{\"customer_id\":\"cust-1\",\"description\":\"$bad\"}")
	for form in table json ndjson csv tsv; do
		run -0 --separate-stderr fentu wo view "$id" -o $form
		printf '%s' "$output" | LC_ALL=C tr -d '\n\r\t -~' >rest
		run -1 grep -P '[\x00-\x1f\x7f]|[\x{80}-\x{9f}]' rest
		run "$([ $form = table ] && echo -1 || echo -0)" \
			grep -q $'\u202e' rest
		run -0 on_terminal 80 "$FENTU" wo view "$id" -o $form
		run -1 grep -P '\x{202e}|\x1b\[2J' <<<"$output"
	done
	run -0 --separate-stderr fentu wo view "$id" --jq .description
	expect_output $'a\\x1b[2Jb\\u009bc\u202ed\\x07'
	run -0 on_terminal 80 "$FENTU" wo view "$id" --jq .description
	expect_output 'a\x1b[2Jb\u009bc\u202ed\x07'
	run -0 on_terminal 80 "$FENTU" wo view "$id"
	expect_in_output 'a\x1b[2Jb\u009bc\u202ed\x07'
	run -0 --separate-stderr fentu wo view "$id" -o json
	expect_json .description "$(jq -nc "\"$bad\"")"
}

# ---- errors ----

@test "output: an error is a line of JSON beside the text under json" {
	with_key
	for form in json ndjson; do
		run -3 --separate-stderr fentu wo view wo-nosuch -o $form
		expect_output ''
		expect_equal "$(grep -c '^{' <<<"$stderr")" 1
		output=$(grep '^{' <<<"$stderr")
		expect_json '.error | keys_unsorted' \
			'["code","exit_code","http_status","message","hint","request_id","retry_after","fields"]'
		expect_json '.error | [.code, .exit_code, .http_status]' \
			'["not_found",3,404]'
	done
	run -3 --separate-stderr fentu wo view wo-nosuch -o csv
	expect_not_in_stderr '{'
}

# ---- when it cannot be written ----

@test "output: a closed pipe ends quietly" {
	with_key
	run bash -c '"$1" wo list --all -o ndjson 2>err | head -n 1
		echo "${PIPESTATUS[0]}"' - "$FENTU"
	expect_equal "${lines[1]}" 141
	expect_equal "$(cat err)" ''
}

@test "output: a full disk is an error" {
	local form
	with_key
	for form in table json ndjson csv tsv id; do
		run -1 bash -c '"$1" wo list -o "$2" >/dev/full' - "$FENTU" $form
		expect_in_output 'cannot write the output: No space left on device'
	done
}

# Whichever write fails, and however: nobody is told that all is well.
@test "output: a write that fails is never a success" {
	local error at
	with_key
	for error in ENOSPC EIO EDQUOT; do
		for at in 1 3; do
			run bash -c 'traced -o trace -P out -e trace=write \
				-e inject=write:error="$2":when="$3" \
				"$1" wo list --all -o json >out' \
				- "$FENTU" $error $at
			[ "$status" -eq 1 ] || fail "$error at write $at"
			expect_in_output 'cannot write the output'
		done
	done
}

@test "output: writes that are cut short or interrupted lose nothing" {
	with_key
	fentu wo list --all -o ndjson >wanted
	run -0 bash -c 'traced -o trace -P out -e trace=write \
		-e inject=write:error=EINTR:when=1..3 \
		"$1" wo list --all -o ndjson >out' - "$FENTU"
	cmp wanted out
	run -0 bash -c '"$1" wo list --all -o ndjson |
		{ sleep 0.3; cat; } >out' - "$FENTU"
	cmp wanted out
}

@test "output: standard output that is closed loses nothing silently" {
	with_key
	run bash -c '"$1" wo list --limit 1 >&-' - "$FENTU"
	[ "$status" -le 1 ] || fail "status $status"
	run -0 bash -c '"$1" wo list --limit 1 -o id 2>&-' - "$FENTU"
	expect_output wo-1
}

@test "output: a list that fails in the middle leaves json visibly cut" {
	with_key
	sandbox_fault '{"path": "/v1/work-orders", "skip": 1, "count": 0,
		"status": 500}'
	run --separate-stderr fentu wo list --limit 300 -o json --retries 0
	expect_equal "$status" 9
	expect_equal "$(jq length <<<"$output]")" 100
}

@test "output: a list that fails in the middle leaves whole lines" {
	with_key
	sandbox_fault '{"path": "/v1/work-orders", "skip": 1, "count": 0,
		"status": 500}'
	run --separate-stderr fentu wo list --limit 300 -o ndjson --retries 0
	expect_equal "$status" 9
	expect_equal "$(jq -s length <<<"$output")" 100
}

@test "output: no record is no data, but for the frame" {
	with_key
	run -0 --separate-stderr fentu wo list --status nosuchstatus -o table
	expect_output ''
	run -0 --separate-stderr fentu wo list --status nosuchstatus -o id
	expect_output ''
	run -0 --separate-stderr fentu wo list --status nosuchstatus -o csv \
		--fields id,status
	expect_output $'id,status\r'
}

closed() { # COMMAND...
	"$@" >&-
}

@test "output: a standard output that is closed is an error, not a success" {
	local words
	with_key
	while IFS= read -r words; do
		# shellcheck disable=SC2086 # words
		run -1 --separate-stderr closed timeout -k 5 60 "$FENTU" $words
		expect_in_stderr 'fentu: error: cannot write the output'
	done <<-'END'
		wo list
		wo list -o json
		wo view wo-1
		customers update cust-1 --name x -o json
		api work-orders
		status
		config list
		profile list
		scopes
		usage
		completion bash
		help
		help wo
		help exit-codes
		wo --help
		version
		--version
	END
	# what prints nothing does not need it
	run -0 --separate-stderr closed timeout -k 5 60 "$FENTU" config set timeout 12
}
