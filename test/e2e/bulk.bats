#!/usr/bin/env bats
# Many records from a file, by create and by update.

load helper

outcomes() { # of a results file, row by row: "1 done"
	jq -r 'select(.row) | "\(.row) \(.outcome)"' "$1"
}

@test "bulk: a file of each kind becomes records of every kind" {
	with_key
	printf 'name,address.city\r\n"A, ""B""",Hamburg\r\nC,\r\n' >c.csv
	run -0 --separate-stderr fentu customers create --from c.csv -o ndjson
	expect_stderr "fentu: Created 2 customers $(where)"
	expect_equal "$(jq -c '[.name, .address.city]' <<<"$output" | sort)" \
		$'["A, \\"B\\"","Hamburg"]\n["C",null]'
	expect_equal "$(outcomes c.csv.results.ndjson)" $'1 done\n2 done'
	printf '[{"name": "p", "customer_id": "cust-1"}]' >a.json
	run -0 --separate-stderr fentu assets create --from a.json -o id
	expect_output "$(jq -r 'select(.row == 1).id' a.json.results.ndjson)"
	printf '{"name": "t1"}\n\n{"name": "t2"}\n' |
		fentu task create wo-2 --from - --results t.ndjson -o id >ids
	expect_equal "$(wc -l <ids)" 2
	expect_equal "$(sandbox_write)" 'POST /v1/work-orders/wo-2/tasks'
	printf 'customer.id,estimated_duration\ncust-1,1h30m\n' >w.csv
	run -0 --separate-stderr fentu wo create --from w.csv -o json
	expect_json '.[0].estimated_duration' 90
}

@test "bulk: update changes the rows by their ids" {
	with_key
	printf 'id,status,description\nwo-1,on_hold,\nwo-2,,changed\n' >u.csv
	run -0 --separate-stderr fentu wo update --from u.csv --concurrency 1 -o ndjson
	expect_stderr "fentu: Updated 2 work orders $(where)"
	expect_equal "$(sandbox_log 'map(select(.method == "PATCH") | [.target, .body])')" \
		'[["/v1/work-orders/wo-1","{\"status\":\"on_hold\"}"],["/v1/work-orders/wo-2","{\"description\":\"changed\"}"]]'
}

@test "bulk: what is exported can be read again" {
	with_key
	fentu customers list --limit 3 -o csv \
		--fields name,status,address.city,phone >c.csv
	run -0 --separate-stderr fentu customers create --from c.csv -o id
	expect_equal "${#lines[@]}" 3
}

@test "bulk: the template has a column for each field that can be written" {
	run -0 fentu wo create --template csv
	expect_output 'customer.id,contact.id,technician.id,description,priority,status,scheduled_date,estimated_duration'
	run -0 fentu task create --template csv
	run -0 fentu customers create --template csv
	expect_in_output ',billing_address.country'
	run -0 fentu assets create --template csv
	printf '%s\nPump,cust-1,,,,,,,,2022-05-02,,\n' "$output" >a.csv
	with_key
	run -0 --separate-stderr fentu assets create --from a.csv -o json
	run -2 fentu wo create --template xlsx
}

@test "bulk: every problem is listed with its line before anything is sent" {
	with_key
	printf 'customer.id,scheduled_date,status\ncust-1,never,odd\ntech-1,,\n,,\ncust-1,\ncust-1,,open\n' >w.csv
	run -2 --separate-stderr fentu wo create --from w.csv -o json
	expect_output ''
	expect_in_stderr "fentu: error: 'w.csv' cannot be sent as it is: 4 problems; nothing was sent"
	expect_in_stderr '  line 2, scheduled_date: '
	expect_in_stderr '  line 3, customer.id: '
	expect_in_stderr '  line 4, customer.id: required and not given'
	expect_in_stderr '  line 5: 2 cells where the header has 3'
	expect_in_stderr "'odd' is no status that fentu knows"
	expect_equal "$(tail -n 1 <<<"$stderr" | jq -c '[.error.exit_code, (.error.fields | length)]')" '[2,4]'
	[ ! -e w.csv.results.ndjson ] || fail 'results were begun'
	expect_equal "$(sandbox_requests)" 0
}

@test "bulk: of an array the row is told, not the line" {
	with_key
	printf '[{"customer_id":"cust-1"},{"status":"open"},{"customer_id":""},1]' >w.json
	run -2 --separate-stderr fentu wo create --from w.json
	expect_in_stderr '  row 2, customer_id: required and not given'
	expect_in_stderr '  row 3, customer_id: required and not given'
	expect_in_stderr '  row 4: no JSON object'
	printf '[{"id":"wo-1","status":"open"},{"id":"wo-1","status":"open"}]' >u.json
	run -2 --separate-stderr fentu wo update --from u.json
	expect_in_stderr "  row 2, id: 'wo-1' is in row 1 already"
	expect_equal "$(sandbox_requests)" 0
}

@test "bulk: bad input is one error, and nothing is sent" {
	local wrong
	with_key
	mkdir folder
	: >empty
	printf '\n' >blank
	printf 'name\n' >header
	printf 'name,nmae\nx,y\n' >unknown
	printf 'name,name\nx,y\n' >doubled
	printf 'name\n"x' >quote
	printf 'name\n\xff\n' >latin
	printf 'name\nx,y\n' >cells
	printf '{"name": "x"}\n[1]\n' >list.ndjson
	printf '[{"name": "x"}' >half.json
	printf '[1]' >number.json
	printf '[]' >none.json
	printf 'name\nx\n' >good
	printf 'precious\n' >notes
	{ printf 'name\n'; head -c 1000000 /dev/zero | tr '\0' x; } >long
	while read -r wrong <&9; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr fentu customers create $wrong
		expect_output ''
		expect_equal "$(grep -c '^fentu: error: ' <<<"$stderr")" 1
	done 9<<-'END'
		--from missing
		--from folder
		--from empty
		--from blank
		--from header
		--from unknown
		--from doubled
		--from quote
		--from latin
		--from cells
		--from list.ndjson
		--from half.json
		--from number.json
		--from none.json
		--from long
		--from /dev/null
		--from good --results notes
		--from good --results folder
		--from good --results missing/folder
		--from good --results /dev/null
		--from good --concurrency 0
		--from good --name x
		--from good --data good
		--from good --field a=b
		--from good --idempotency-key k
		--from -
		--results r
		--retry-unknown
		--concurrency 2
	END
	run -2 --separate-stderr fentu customers create --from long
	expect_in_stderr 'line 2, cell 1: 1000000 bytes'
	# shellcheck disable=SC2016 # expanded by the inner shell
	run -2 --separate-stderr bash -c \
		'exec timeout 60 "$0" customers create --from - --results r <&-' "$FENTU"
	expect_in_stderr 'standard input is empty'
	run -2 --separate-stderr fentu customers update cust-1 --from good
	run -2 --separate-stderr fentu customers update --from good
	expect_in_stderr "there is no column 'id'"
	printf 'id,name\nwo-1,x\ncust-2,y\ncust-2,z\n' >ids
	run -2 --separate-stderr fentu customers update --from ids
	expect_in_stderr 'line 2, id: '
	expect_in_stderr "line 4, id: 'cust-2' is in line 3 already"
	run -2 --separate-stderr fentu task create --from good
	run -2 --separate-stderr fentu customers update
	expect_equal "$(cat notes)" precious
	expect_equal "$(sandbox_requests)" 0
}

@test "bulk: --dry-run shows each request and sends nothing" {
	printf 'name\na\nb\n' >c.csv
	run -0 --separate-stderr fentu customers create --from c.csv --dry-run
	expect_equal "$(grep -c '^POST ' <<<"$output")" 2
	expect_in_output '{"name":"b"}'
	[ ! -e c.csv.results.ndjson ] || fail 'results were begun'
	run -0 --separate-stderr fentu customers create --from - --dry-run <c.csv
	expect_equal "$(sandbox_requests)" 0
}

@test "bulk: run again, what is done is skipped and what failed is tried again" {
	with_key
	printf 'name,customer.id\na,cust-1\nb,cust-99999\nc,cust-1\n' >a.csv
	run -7 --separate-stderr fentu assets create --from a.csv -o id
	expect_equal "${#lines[@]}" 2
	expect_in_stderr 'row 2, line 3: '
	expect_in_stderr '  --customer: '
	expect_in_stderr "fentu: error: 2 of 3 rows are done, 1 failed $(where)"
	expect_equal "$(outcomes a.csv.results.ndjson)" $'1 done\n2 failed\n3 done'
	expect_equal "$(jq -c 'select(.row == 2).error | [.http_status, .fields[0].field]' a.csv.results.ndjson)" '[422,"customer_id"]'
	run -7 --separate-stderr fentu assets create --from a.csv -o id
	expect_output ''
	expect_equal "$(sandbox_writes)" 4
	# the same row has the same key
	expect_equal "$(sandbox_log 'map(select(.method == "POST") | .headers | with_entries(.key |= ascii_downcase) | ."idempotency-key") | [length, (unique | length)]')" '[4,3]'
}

@test "bulk: a file that was corrected goes on where it was, and nothing is done twice" {
	with_key
	printf 'name,customer.id\na,cust-1\nb,cust-99999\nc,cust-1\na,cust-1\n' >a.csv
	run -7 --separate-stderr fentu assets create --from a.csv -o id
	expect_in_stderr 'correct those that failed in the file and run the same again'
	# another order of rows and columns, and the row that failed corrected
	printf 'customer.id,name\ncust-1,c\ncust-2,b\ncust-1,a\ncust-1,a\n' >a.csv
	run -0 --separate-stderr fentu assets create --from a.csv -o json
	expect_json 'map([.name, .customer.id])' '[["b","cust-2"]]'
	expect_in_stderr "'a.csv' is not as it was"
	expect_in_stderr "Created 1 asset $(where); 3 were done before"
	expect_equal "$(outcomes a.csv.results.ndjson)" $'1 done\n2 done\n3 done\n4 done'
	# only what is new, then everything again
	printf 'customer.id,name\ncust-1,d\n' >a.csv
	run -2 --separate-stderr fentu assets create --from a.csv
	expect_in_stderr '4 of the rows that'
	expect_in_stderr 'it may be the same'
	printf 'customer.id,name\ncust-1,c\ncust-2,b\ncust-1,a\ncust-1,a\ncust-1,d\n' >a.csv
	run -0 --separate-stderr fentu assets create --from a.csv
	expect_in_stderr "Created 1 asset $(where); 4 were done before"
	expect_equal "$(sandbox_writes)" 6
	# a row that was done and is changed might be created twice
	sed -i s/cust-1,c/cust-1,changed/ a.csv
	run -2 --separate-stderr fentu assets create --from a.csv
	expect_equal "$(sandbox_writes)" 6
}

@test "bulk: when nothing was sent, the file may become any other" {
	with_key
	printf 'name\na\nb\n' >c.csv
	sandbox_fault '{"method": "POST", "status": 401}'
	run -4 --separate-stderr fentu customers create --from c.csv --results r --concurrency 1
	printf 'name\nx\ny\nz\n' >c.csv
	run -0 --separate-stderr fentu customers create --from c.csv --results r
	expect_stderr "fentu: 'c.csv' is not as it was: the rows in 'r' are found again by what they hold.
fentu: Created 3 customers $(where)"
}

@test "bulk: results of another account or place are refused" {
	with_key
	printf 'name\na\n' >c.csv
	fentu customers create --from c.csv -q -o id
	run -2 --separate-stderr fentu task create wo-1 --from c.csv
	new_profile other
	run -2 --separate-stderr env FENTU_PROFILE=other "$FENTU" customers create --from c.csv
	run -2 --separate-stderr env FENTU_API_URL="$SANDBOX_URL/v2" "$FENTU" customers create --from c.csv
	expect_equal "$(sandbox_writes)" 1
	# a last line that was cut is dropped
	printf '{"row":1,"li' >>c.csv.results.ndjson
	run -0 --separate-stderr fentu customers create --from c.csv
	expect_stderr "fentu: Created 0 customers $(where); 1 was done before"
	expect_equal "$(sandbox_writes)" 1
}

@test "bulk: a row without an answer is unknown, and sent again only if asked" {
	with_key
	printf 'name\na\nb\nc\n' >c.csv
	sandbox_fault '{"method": "POST", "skip": 1, "no-answer": true}'
	run -7 --separate-stderr fentu customers create --from c.csv --concurrency 1
	expect_in_stderr 'of 1 the outcome is unknown'
	expect_in_stderr --retry-unknown
	expect_equal "$(outcomes c.csv.results.ndjson)" $'1 done\n2 unknown\n3 done'
	run -7 --separate-stderr fentu customers create --from c.csv
	expect_equal "$(sandbox_writes)" 3
	run -0 --separate-stderr fentu customers create --from c.csv --retry-unknown
	expect_equal "$(sandbox_writes)" 4
}

@test "bulk: a row that a killed run had sent reads unknown after the next" {
	with_key
	printf 'name\na\nb\nc\n' >c.csv
	sandbox_fault '{"method": "POST", "delay": 5000}'
	"$FENTU" customers create --from c.csv --concurrency 1 >/dev/null 2>&1 3>&- &
	wait_until grep -q '"sent"' c.csv.results.ndjson
	kill -KILL $!
	wait $! || true
	expect_equal "$(outcomes c.csv.results.ndjson)" '1 sent'
	run -7 --separate-stderr fentu customers create --from c.csv
	expect_equal "$(outcomes c.csv.results.ndjson)" $'1 unknown\n2 done\n3 done'
	# nor is it forgotten when the input has lost it
	printf 'name\nb\nc\n' >c.csv
	run -0 --separate-stderr fentu customers create --from c.csv
	grep -q '"row":null.*"outcome":"unknown"' c.csv.results.ndjson
}

@test "bulk: what was certainly not carried out is not unknown" {
	with_key
	printf 'name\na\nb\nc\n' >c.csv
	run -9 --separate-stderr env FENTU_API_URL=http://127.0.0.1:9/v1 "$FENTU" \
		customers create --from c.csv --retries 0 --results r
	expect_equal "$(outcomes r)" ''
	sandbox_fault '{"method": "POST", "status": 429, "retry-after": "0"}'
	run -0 --separate-stderr fentu customers create --from c.csv
	sandbox_fault '{"method": "POST", "skip": 1, "status": 429, "retry-after": "7000", "count": 0}'
	run -6 --separate-stderr fentu customers create --from c.csv --results r2 --concurrency 1
	expect_in_stderr "1 of 3 rows are done $(where): row 2, line 3: "
	expect_in_stderr "'r2' says which; run the same again to go on"
	expect_equal "$(outcomes r2)" '1 done'
}

@test "bulk: a key that may not write, and guards, stop it at once" {
	with_key "$(sandbox_key read:customers)"
	printf 'name\na\nb\nc\n' >c.csv
	run -5 --separate-stderr fentu customers create --from c.csv --concurrency 1
	expect_in_stderr write:customers
	expect_equal "$(sandbox_writes)" 1
	with_key
	fentu config set read_only true
	run -2 --separate-stderr fentu customers create --from c.csv --results r
	expect_in_stderr read-only
	[ ! -e r ] || fail 'results were begun'
	fentu config unset read_only
	fentu config set protected true
	run -2 --separate-stderr fentu customers create --from c.csv --results r
	run -0 --separate-stderr fentu customers create --from c.csv --results r --confirm default
}

@test "bulk: a signal lets what is in flight end, and says what was kept" {
	local name number
	with_key
	sandbox_setting latency 100
	seq -f 'row-%g' 500 | sed '1i name' >c.csv
	while read -r name number; do
		rm -f c.csv.results.ndjson
		# a shell that is no terminal's has its jobs ignore SIGINT
		env --default-signal=INT "$FENTU" customers create \
			--from c.csv -o id >ids 2>said 3>&- &
		wait_until grep -qs '"done"' c.csv.results.ndjson
		kill -s "$name" $!
		status=0
		wait $! || status=$?
		expect_equal $status "$number"
		grep -q 'interrupted: .* of 500 rows are done in profile .default. (127' said || fail "$(cat said)"
		expect_equal "$(grep -c '"done"' c.csv.results.ndjson)" "$(wc -l <ids)"
		expect_equal "$(grep -c -v '"done"' c.csv.results.ndjson)" 1
	done <<-'END'
		INT 130
		TERM 143
	END
}

@test "bulk: an update counts as done while nothing else was written to its record" {
	local value
	with_key
	fentu wo list --limit 3 -o id >ids
	for value in assigned open assigned assigned; do
		sed "s/\$/,$value/; 1i id,status" ids >w.csv
		run -0 --separate-stderr fentu wo update --from w.csv
		while read -r id; do
			run -0 fentu wo view "$id" -o json --jq .status
			expect_output "$value"
		done <ids
	done
	expect_equal "$(sandbox_writes)" 9
}

@test "bulk: results that are deleted or replaced end it, and nothing is done twice" {
	local how
	with_key
	printf 'name\na\nb\nc\nd\n' >c.csv
	for how in delete replace; do
		rm -f c.csv.results.ndjson
		sandbox_fault '{"method": "POST", "delay": 1500}'
		"$FENTU" customers create --from c.csv --concurrency 1 2>said 3>&- &
		wait_until grep -qs '"sent"' c.csv.results.ndjson
		rm c.csv.results.ndjson
		[ $how = delete ] || echo mine >c.csv.results.ndjson
		status=0
		wait $! || status=$?
		expect_equal $status 1
		expect_equal "$(sandbox_writes)" 1
		grep -q '1 of 4 rows are done .* deleted or replaced' said ||
			fail "$(cat said)"
		if [ $how = delete ]; then
			grep -q 'says which; run the same again' said
			expect_equal "$(outcomes c.csv.results.ndjson)" '1 done'
			run -0 --separate-stderr fentu customers create --from c.csv
			expect_equal "$(sandbox_writes)" 4
			sandbox_stop
			sandbox_start
			with_key
		else
			grep -q 'no file lists which' said || fail "$(cat said)"
			! grep -q 'says which' said || fail "$(cat said)"
			expect_equal "$(cat c.csv.results.ndjson)" mine
		fi
	done
}

@test "bulk: results that are shortened during a run end it, and nothing is done twice" {
	with_key
	printf 'name\na\nb\nc\nd\n' >c.csv
	sandbox_fault '{"method": "POST", "skip": 1, "delay": 1500}'
	"$FENTU" customers create --from c.csv --concurrency 1 2>said 3>&- &
	wait_until grep -qs '"row":2.*"sent"' c.csv.results.ndjson
	: >c.csv.results.ndjson
	status=0
	wait $! || status=$?
	expect_equal $status 1
	grep -q '2 of 4 rows are done .* were changed meanwhile' said ||
		fail "$(cat said)"
	expect_equal "$(outcomes c.csv.results.ndjson)" $'1 done\n2 done'
	run -0 --separate-stderr fentu customers create --from c.csv
	expect_equal "$(sandbox_writes)" 4
}

@test "bulk: a record that cannot be read does not keep the others from being written" {
	local fault
	with_key
	fentu customers list --limit 4 -o id >ids
	sed 's/$/,x/; 1i id,address.city' ids >w.csv
	for fault in '"status": 500' '"cut-head": 20' '"body": "[]"'; do
		rm -f w.csv.results.ndjson
		sandbox_fault "{\"method\": \"GET\", $fault}"
		run -7 --separate-stderr fentu customers update --from w.csv --concurrency 1 --retries 0
		expect_in_stderr '3 of 4 rows are done, 1 failed'
		expect_equal "$(outcomes w.csv.results.ndjson | xargs)" '1 failed 2 done 3 done 4 done'
		run -0 --separate-stderr fentu customers update --from w.csv
		sandbox_fault "{\"method\": \"GET\", $fault}"
		# shellcheck disable=SC2046 # several ids
		run -7 --separate-stderr fentu customers update $(cat ids) --address city=y --retries 0
		expect_in_stderr '3 of 4 customers are done, 1 failed'
	done
}

@test "bulk: two runs do not share their results" {
	with_key
	printf 'name\na\n' >c.csv
	sandbox_fault '{"method": "POST", "delay": 2000}'
	"$FENTU" customers create --from c.csv >/dev/null 2>&1 3>&- &
	wait_until grep -q '"sent"' c.csv.results.ndjson
	run -2 --separate-stderr fentu customers create --from c.csv
	expect_in_stderr 'being written by another run'
	wait $!
	expect_equal "$(sandbox_writes)" 1
}

@test "bulk: a full disk stops it, and nothing is sent that is not noted" {
	with_key
	printf 'name\na\nb\nc\nd\n' >c.csv
	run limited 1 "$FENTU" customers create --from c.csv --concurrency 1 \
		--results r
	seq -f '%g' 40 | sed '1i name' >many.csv
	run -1 limited 1 "$FENTU" customers create --from many.csv \
		--concurrency 1 --results r2
	expect_in_output "cannot write the results 'r2'"
	expect_equal "$(sandbox_writes)" "$(($(grep -c '"sent"' r2) + 4))"
	seq -f 'longer-%g' 40 | sed '1i name' >many.csv
	run -1 limited 1 "$FENTU" customers create --from many.csv \
		--concurrency 4 --results r3
	expect_in_output "'r3' says which, but shows the last of them as sent"
}

@test "bulk: output that cannot be written is told with what is done" {
	with_key
	printf 'name\na\nb\nc\n' >c.csv
	"$FENTU" customers create --from c.csv --concurrency 1 -o id \
		>/dev/full 2>said && fail 'it went well'
	grep -q "[1-3] of 3 rows are done .*cannot write" said || fail "$(cat said)"
	grep -q "'c.csv.results.ndjson' says which" said || fail "$(cat said)"
	run -1 --separate-stderr fentu customers create --from c.csv \
		--results r --concurrency 1 --jq '.name | tonumber'
	expect_in_stderr "3 of 3 rows are done $(where): "
	expect_in_stderr "'r' says which"
}

# A kill shows nothing of this: what was written outlives the process, not the
# machine.
@test "bulk: each row is on the disk as sent before its request leaves" {
	local call unsafe=0 posts=0
	with_key
	printf 'name\n%s\n%s\n%s\n%s\n%s\n' a b c d e >in.csv
	traced -y -s 80 -e trace=write,fdatasync,sendto -o calls \
		"$FENTU" customers create --from in.csv --concurrency 2 -o id
	while read -r _ call; do
		case $call in
		write*'/in.csv.results.ndjson>'*) unsafe=1 ;;
		fdatasync*'/in.csv.results.ndjson>)'*' = 0') unsafe=0 ;;
		sendto*'"POST '*)
			expect_equal $unsafe 0
			posts=$((posts + 1))
			;;
		esac
	done <calls
	expect_equal $posts 5
}

@test "bulk: a reader that goes away ends it quietly, and all is noted" {
	with_key
	seq 400 | sed "s/.*/row-&,$(printf 'x%.0s' {1..400})/; 1i name,address.street" >c.csv
	"$FENTU" customers create --from c.csv -o ndjson 2>said | head -n 1 >/dev/null
	expect_equal "$(cat said)" ''
	expect_equal "$(grep -c '"done"' c.csv.results.ndjson)" "$(sandbox_requests)"
	[ "$(sandbox_requests)" -lt 400 ] || fail 'it went on'
}

@test "bulk: killed at random moments, no row is ever there twice" {
	with_key
	run timeout 500 python3 "$BATS_TEST_DIRNAME/bulk_kill.py" "$FENTU" \
		"$(rounds 12 200)" "$(rounds 300 1000)"
	echo "# $output" >&3
	[ "$status" -eq 0 ] || fail 'rows are doubled or lost'
}

@test "bulk: nor when connections are cut after the request was sent" {
	with_key
	run timeout 500 python3 "$BATS_TEST_DIRNAME/bulk_kill.py" "$FENTU" \
		"$(rounds 6 100)" "$(rounds 300 1000)" cut
	echo "# $output" >&3
	[ "$status" -eq 0 ] || fail 'rows are doubled or lost'
}
