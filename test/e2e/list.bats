#!/usr/bin/env bats
# Lists of every kind of record: how many, which, in what order, and what a
# server may do wrong with them.

load helper

# The paths that were asked for, with their queries.
asked() {
	sandbox_log 'map(.target) | .[]'
}

list_ids() {
	fentu "$@" -o id
}

# ---- how many ----

@test "list: shows a hundred records and says that there are more" {
	with_key
	run -0 --separate-stderr list_ids wo list
	expect_equal "${#lines[@]}" 100
	expect_equal "$stderr" 'fentu: 100 of 1,234; --all shows every one'
}

@test "list: stops after --limit records and asks for no more than that" {
	with_key
	run -0 --separate-stderr list_ids wo list --limit 7
	expect_equal "${#lines[@]}" 7
	expect_equal "$(asked)" '/v1/work-orders?page=1&per_page=7'
}

@test "list: a limit of several pages is one list" {
	with_key
	run -0 --separate-stderr list_ids wo list --limit 250
	expect_equal "${#lines[@]}" 250
	expect_equal "$(sort -u <<<"$output" | wc -l)" 250
	expect_equal "$stderr" 'fentu: 250 of 1,234; --all shows every one'
	expect_equal "$(asked | wc -l)" 3
}

@test "list: --all shows every record once, in the server's order" {
	with_key
	run -0 --separate-stderr list_ids wo list --all
	expect_equal "$output" "$(printf 'wo-%d\n' {1..1234})"
	expect_equal "$stderr" ''
	expect_equal "$(sandbox_requests)" 13
}

@test "list: --all keeps each record without a usable id" {
	with_key
	local id
	for id in null '""' '{}'; do
		sandbox_fault "$(jq -cn --argjson id "$id" '{path: "/v1/assets",
			body: ({data: [range(3) | {id: $id, name: "n\(.)"}], meta:
			{current_page: 1, total_pages: 1, total_count: 3}} | tojson)}')"
		run -0 --separate-stderr fentu assets list --all -o json
		expect_json 'map(.name)' '["n0","n1","n2"]'
	done
}

@test "list: --concurrency changes nothing about the result" {
	local n
	with_key
	for n in 1 2 32; do
		run -0 --separate-stderr list_ids wo list --all --concurrency $n
		expect_equal "$output" "$(printf 'wo-%d\n' {1..1234})"
	done
}

@test "list: order stays when the pages come in another one" {
	with_key
	sandbox_fault '[
		{"path": "/v1/work-orders", "query": "page=2", "delay": 300},
		{"path": "/v1/work-orders", "query": "page=5", "delay": 200}]'
	run -0 --separate-stderr list_ids wo list --all
	expect_equal "$output" "$(printf 'wo-%d\n' {1..1234})"
}

@test "list: json is one array, however many pages there are" {
	with_key
	run -0 --separate-stderr fentu wo list --all --per-page 10 -o json
	expect_json 'length' 1234
	expect_json '[.[0].id, .[1233].id]' '["wo-1","wo-1234"]'
	run -0 --separate-stderr fentu wo list --status nowhere -o json
	expect_output '[]'
}

@test "list: --page shows that page alone" {
	with_key
	run -0 --separate-stderr list_ids wo list --page 3
	expect_equal "$output" "$(printf 'wo-%d\n' {201..300})"
	run -0 --separate-stderr list_ids wo list --page 2 --per-page 5
	expect_equal "$output" "$(printf 'wo-%d\n' {6..10})"
	expect_equal "$(asked)" "/v1/work-orders?page=3&per_page=100
/v1/work-orders?page=2&per_page=5"
}

@test "list: a page behind the last one is empty" {
	with_key
	run -0 --separate-stderr list_ids wo list --page 99
	expect_output ''
}

@test "list: works for customers and assets" {
	with_key
	run -0 --separate-stderr fentu customers list --limit 2 -o json
	expect_json 'map(.id)' '["cust-1","cust-2"]'
	run -0 --separate-stderr fentu assets list --limit 2 -o json
	expect_json 'map(.id)' '["asset-1","asset-2"]'
	run -0 --separate-stderr fentu work-orders list --limit 1 -o id
	expect_output wo-1
}

@test "list: tasks are those of one work order, asked for without pages" {
	with_key
	run -0 --separate-stderr fentu task list wo-1 -o json
	expect_json 'map(.id)' '["task-1","task-2","task-3"]'
	expect_equal "$stderr" ''
	expect_equal "$(asked)" '/v1/work-orders/wo-1/tasks'
}

@test "list: tasks of a work order that is not there" {
	with_key
	run -3 --separate-stderr fentu task list wo-none
	expect_equal "$stderr" "fentu: error: no work order 'wo-none'
hint: 'fentu wo list' shows the ones there are"
	expect_output ''
}

@test "list: an id with slashes and dots stays an id" {
	with_key
	run -3 --separate-stderr fentu task list '../customers/cust-1?x'
	expect_equal "$(asked)" \
		'/v1/work-orders/..%2Fcustomers%2Fcust-1%3Fx/tasks'
	run -2 --separate-stderr fentu task list ''
	expect_in_stderr 'the id of the work order is empty'
}

# ---- which ----

@test "list: filters filter, under the names that the API has" {
	with_key
	run -0 --separate-stderr fentu wo list --all --status completed --customer cust-9 -o json
	expect_json 'all(.status == "completed" and .customer.id == "cust-9")' true
	expect_equal "$(asked)" \
		'/v1/work-orders?status=completed&customer_id=cust-9&page=1&per_page=100'
}

@test "list: every documented filter is sent" {
	with_key
	fentu wo list -L1 --technician tech-2 --from 2026-01-02 --to 2026-02-03
	fentu task list wo-1 --status pending --technician tech-2
	fentu customers list -L1 --search 'a&b' --status active \
		--branch branch-1 --created-after 2026-01-02
	fentu assets list -L1 --customer cust-1 --product prod-1 \
		--status active --serial 'SN 1' --location obj-1
	expect_equal "$(asked)" "\
/v1/work-orders?technician_id=tech-2&from_date=2026-01-02&to_date=2026-02-03&page=1&per_page=1
/v1/work-orders/wo-1/tasks?status=pending&technician_id=tech-2
/v1/customers?search=a%26b&status=active&branch_id=branch-1&created_after=2026-01-02&page=1&per_page=1
/v1/assets?customer_id=cust-1&product_id=prod-1&status=active&serial_number=SN%201&location_id=obj-1&page=1&per_page=1"
}

@test "list: several values of a filter are merged, in their order" {
	local how
	with_key
	run -0 --separate-stderr list_ids wo list --all --status draft
	local draft=$output
	run -0 --separate-stderr list_ids wo list --all --status on_hold
	local held=$output
	for how in '--status draft,on_hold' '--status draft --status=on_hold' \
		'--status draft,on_hold,draft'; do
		# shellcheck disable=SC2086 # several words
		run -0 --separate-stderr list_ids wo list --all $how
		expect_output "$draft"$'\n'"$held"
		expect_equal "$stderr" ''
	done
	run -0 --separate-stderr fentu wo list --all --sort id \
		--status draft,on_hold -o json
	expect_json '[length, . == sort_by(.id)]' \
		"[$(wc -l <<<"$draft"$'\n'"$held"),true]"
}

@test "list: a limit and the count hold for all values together" {
	local total
	with_key
	total=$(fentu wo list --all --status draft,on_hold -o id | wc -l)
	run -0 --separate-stderr list_ids wo list --limit 3 \
		--status draft,on_hold
	expect_equal "${#lines[@]}" 3
	expect_equal "$stderr" "fentu: 3 of $total; --all shows every one"
	run -0 --separate-stderr list_ids customers list --limit 3 \
		--search a --search e
	expect_equal "${#lines[@]}" 3
	expect_equal "$stderr" 'fentu: 3, and there are more; --all shows every one'
}

@test "list: filters that cannot match are refused before a request" {
	with_key
	run -2 --separate-stderr fentu wo list --from 2026-02-01 --to 2026-01-01
	expect_in_stderr 'nothing can match: --from 2026-02-01 is after --to'
	run -2 --separate-stderr fentu wo list --from today --from yesterday
	expect_in_stderr '--from is given twice, with different values'
	run -2 --separate-stderr fentu wo list --customer wo-1
	expect_in_stderr "--customer: 'wo-1' is the id of a work order"
	run -2 --separate-stderr fentu wo list --status open,
	expect_in_stderr '--status: the value is empty'
	run -2 --separate-stderr fentu wo list --status open,draft --page 2
	expect_in_stderr '--page goes with one value of each filter'
	expect_equal "$(sandbox_requests)" 0
}

# A server that ignores every filter: its pages are those of the whole list.
ignore_filters() { # RESOURCE
	local page all
	all=$(fentu "$1" list --all -o json | jq -c .)
	for page in 1 2; do
		jq -cn --argjson all "$all" --arg page "$page" \
			'{query: "page=\($page)", count: 0, body: ({
			data: $all[(($page | tonumber) - 1) * 100:][:100],
			meta: {current_page: ($page | tonumber),
			total_pages: 2, total_count: 200}} | tojson)}'
	done | jq -cs '.'
}

@test "list: rows that a server should not have sent are left out" {
	with_key
	sandbox_stop
	sandbox_start --records 200
	with_key
	fentu wo list --all -o json | jq -r \
		'.[] | select(.status == "open") | .id' >open
	sandbox_fault "$(ignore_filters wo)"
	run -0 --separate-stderr list_ids wo list --all --status open
	expect_output "$(<open)"
	expect_equal "$stderr" "fentu: warning: left out $((200 - $(wc -l <open))) work \
orders that do not match --status: the server ignored it or writes values differently"
	# a limit is of rows that match
	run -0 --separate-stderr list_ids wo list --limit 100 --status open
	expect_output "$(<open)"
	expect_in_stderr 'that do not match --status: the server ignored it or'
}

@test "list: rows of every value come from a server that ignores the filter" {
	with_key
	sandbox_stop
	sandbox_start --records 200
	with_key
	fentu wo list --all -o json >all
	for status in open assigned; do
		jq -r --arg status $status \
			'.[] | select(.status == $status) | .id' all
	done >wanted
	sandbox_fault "$(ignore_filters wo)"
	run -0 --separate-stderr list_ids wo list --all --status open,assigned
	expect_output "$(<wanted)"
	expect_equal "$stderr" "fentu: warning: left out $((200 - $(wc -l <wanted))) work \
orders that do not match --status: the server ignored it or writes values differently"
	run -0 --separate-stderr list_ids wo list --all --sort id \
		--status open,assigned
	expect_equal "$(sort <<<"$output")" "$(sort wanted)"
	run -0 --separate-stderr list_ids wo list --per-page 100 \
		--limit "$(wc -l <wanted)" --status open,assigned
	expect_output "$(<wanted)"
}

# A page of one record of the assets counts so many of them, once each.
count_assets() { # COUNT...
	sandbox_fault "$(for n; do
		jq -nc --argjson n "$n" '{path: "/v1/assets",
			query: "per_page=1", body: ({data: [{id: "x"}],
			meta: {total_count: $n}} | tojson)}'
	done | jq -sc .)"
}

@test "list: what changes between two values is read again" {
	local words=(assets list --all --status 'active,retired') before once
	with_key
	before=$(sandbox_requests)
	list_ids "${words[@]}" >wanted
	once=$(($(sandbox_requests) - before))
	count_assets 7
	run -0 --separate-stderr list_ids "${words[@]}"
	expect_output "$(<wanted)"
	expect_equal "$stderr" ''
	expect_equal "$(($(sandbox_requests) - before))" $((3 * once))
	# a list that is not wanted as a whole asks for no count
	before=$(sandbox_requests)
	list_ids assets list -L1000 --status active,retired
	expect_equal "$(($(sandbox_requests) - before))" $((once - 1))
}

@test "list: values that keep changing end in 7, with what there was" {
	with_key
	list_ids assets list --all --status active,retired >wanted
	count_assets 7 8 9
	run -7 --separate-stderr list_ids assets list --all \
		--status active,retired
	expect_output "$(<wanted)"
	expect_in_stderr 'the assets with status=active changed from '
	expect_in_stderr ' to 9 while others were read, so some may be missing'
	expect_in_stderr 'hint: try again'
	run -0 list_ids assets list --all --status active,retired
}

@test "list: what is kept does not hide a change between two values" {
	local id words=(assets list --all --status 'active,retired')
	with_key
	list_ids "${words[@]}" --cache 10m >before
	id=$(list_ids assets list -L1 --status retired)
	# fentu would forget what it keeps
	curl -sS --noproxy '*' -X PATCH -o patched --json '{"status": "active"}' \
		-H "Authorization: Bearer $SANDBOX_KEY" "$FENTU_API_URL/assets/$id"
	sort before >wanted
	run -0 list_ids "${words[@]}" --cache 10m
	expect_equal "$(sort <<<"$output")" "$(<wanted)"
}

# The tasks of wo-1 are these, of the next answer alone.
answer_tasks() { # RECORDS
	sandbox_fault "$(jq -cn --arg body "{\"data\":[$1]}" \
		'{path: "/v1/work-orders/wo-1/tasks", body: $body}')"
}

@test "list: a count that changes meanwhile is told of" {
	with_key
	fentu customers list -o json --per-page 100 --page 2 |
		jq '{path: "/v1/customers", query: "page=2", body: ({data: .,
		meta: {total_count: 1233}} | tojson)}' >fault
	sandbox_fault "$(<fault)"
	run -0 --separate-stderr list_ids customers list --all
	expect_in_stderr "warning: the server's count of customers changed while they were read, so some may be missing"
	expect_in_stderr "hint: 'fentu export customers' is complete or says that it is not"
	run -0 --separate-stderr list_ids customers list --all
	expect_equal "$stderr" ''
}

@test "list: tasks of several states are asked for once" {
	with_key
	answer_tasks '{"id":"t1","status":"pending"},
		{"id":"t2","status":"skipped"},{"id":"t3","status":"completed"}'
	run -0 --separate-stderr list_ids task list wo-1 \
		--status completed,pending
	expect_output $'t1\nt3'
	expect_equal "$stderr" ''
	expect_equal "$(asked)" /v1/work-orders/wo-1/tasks
}

@test "list: a task that does not tell its state is not passed over" {
	with_key
	answer_tasks '{"id":"t1","status":"pending"},{"id":"t2"}'
	run -7 --separate-stderr list_ids task list wo-1 \
		--status completed,pending
	expect_in_stderr "the task 't2' does not show whether it fits --status"
	expect_in_stderr 'hint: ask for one value of --status at a time'
}

@test "list: assets of another product are left out" {
	with_key
	sandbox_fault '{"path": "/v1/assets", "count": 0, "body":
		"{\"data\":[{\"id\":\"a\",\"product\":{\"id\":\"prod-1\"}},
		{\"id\":\"b\",\"product\":{\"id\":\"prod-2\"}},{\"id\":\"c\"}],
		\"meta\":{\"total_count\":3}}"}'
	run -0 --separate-stderr list_ids assets list --all --product prod-1
	expect_output $'a\nc'
	expect_in_stderr 'left out 1 assets that do not match --product: the server ignored it'
	# no row says at which place it is
	run -0 --separate-stderr list_ids assets list --all --location obj-1
	expect_output $'a\nb\nc'
	expect_not_in_stderr ignored
}

@test "list: dates may be words" {
	with_key
	run -0 --separate-stderr fentu wo list -L1 --from yesterday --to +2w
	expect_equal "$(asked)" "/v1/work-orders?from_date=$(date -ud yesterday \
		+%F)&to_date=$(date -ud '14 days' +%F)&page=1&per_page=1"
}

@test "list: a date that does not exist is refused before a request" {
	local date
	with_key
	for date in 2025-02-30 2025-13-01 soon ''; do
		run -2 --separate-stderr fentu wo list --from "$date"
		expect_in_stderr "--from: '$date' is not a date"
	done
	expect_equal "$(sandbox_requests)" 0
}

@test "list: a status that is not known is sent, with a note" {
	with_key
	run -0 --separate-stderr list_ids wo list --status blocked
	expect_in_stderr "'blocked' is no status of work orders that fentu knows"
	expect_equal "$(asked)" '/v1/work-orders?status=blocked&page=1&per_page=100'
	run -0 --separate-stderr fentu wo list --status opne
	expect_in_stderr "Did you mean 'open'? Known are draft, open, assigned, "
	run -0 --separate-stderr list_ids wo list --status open -L1
	expect_not_in_stderr 'fentu knows'
}

@test "list: --param sends what fentu does not know" {
	with_key
	sandbox_fault '{"body": "{\"data\":[]}", "count": 0}'
	run -0 --separate-stderr fentu wo list --param 'sort=a b' --param x=1=2 --param y=
	expect_equal "$(asked)" \
		'/v1/work-orders?sort=a%20b&x=1%3D2&y=&page=1&per_page=100'
}

@test "list: a --param of another form is refused" {
	local param
	with_key
	for param in x =1 page=2 per_page=5; do
		run -2 --separate-stderr fentu wo list --param "$param"
		expect_in_stderr '--param'
	done
	expect_equal "$(sandbox_requests)" 0
}

@test "list: options that exclude each other are a usage error" {
	with_key
	run -2 --separate-stderr fentu wo list --all --page 2
	expect_in_stderr '--all and --page exclude each other'
	run -2 --separate-stderr fentu wo list --all --limit 2
	expect_in_stderr '--all and --limit exclude each other'
	run -2 --separate-stderr fentu task list wo-1 --page 2
	expect_in_stderr "unknown option '--page'"
	run -2 --separate-stderr fentu task list wo-1 --per-page 2
	expect_in_stderr "unknown option '--per-page'"
	run -2 --separate-stderr fentu wo list extra
	run -2 --separate-stderr fentu task list
	expect_equal "$(sandbox_requests)" 0
}

@test "list: numbers out of range are a usage error" {
	local words
	with_key
	for words in '--limit 0' '--limit -1' '--limit x' '--per-page 0' \
		'--per-page 101' '--page 0' '--concurrency 0' \
		'--concurrency 33'; do
		# shellcheck disable=SC2086 # two words
		run -2 --separate-stderr fentu wo list $words
		expect_in_stderr "${words%% *}"
	done
}

# ---- in what order ----

@test "list: --sort puts what is shown in order" {
	with_key
	run -0 --separate-stderr fentu wo list --limit 50 --sort scheduled_date -o json
	expect_json '. == sort_by(.scheduled_date)' true
	run -0 --separate-stderr fentu wo list --limit 50 --sort -scheduled_date -o json
	expect_json 'map(.scheduled_date) | . == (sort | reverse)' true
	run -0 --separate-stderr fentu wo list --limit 50 --sort customer.name -o json
	expect_json 'map(.customer.name | ascii_downcase) | . == sort' true
}

@test "list: --sort by a field that there is not lists the fields" {
	with_key
	run -2 --separate-stderr fentu wo list --sort colour
	expect_in_stderr "--sort: unknown field 'colour'"
	expect_in_stderr 'customer.name'
	expect_equal "$(sandbox_requests)" 0
}

# ---- permissions ----

@test "list: a missing permission names the scope" {
	with_key "$(sandbox_key read:assets)"
	run -5 --separate-stderr fentu wo list
	expect_in_stderr 'read:work-orders'
	expect_in_stderr 'hint: '
	expect_in_stderr 'fentu login'
	expect_output ''
	run -0 --separate-stderr fentu assets list -L1 -o id
}

@test "list: a key that is not accepted" {
	with_key unknown-key
	run -4 --separate-stderr fentu wo list
	expect_in_stderr 'the API does not accept this credential'
	expect_in_stderr 'FENTU_API_KEY'
}

@test "list: another address is named when there is no list" {
	with_key
	export FENTU_API_URL=$SANDBOX_URL/nowhere/v1
	run -3 --separate-stderr fentu wo list
	expect_in_stderr "the API at $FENTU_API_URL has no list of work orders"
	expect_in_stderr "--api-url $SANDBOX_URL/nowhere/api/v1"
}

@test "list: a rejected filter names every field" {
	with_key
	sandbox_setting error-shape list
	run -8 --separate-stderr fentu wo list --param nonsense=1
	expect_in_stderr 'the API rejects the request for work orders'
	expect_in_stderr 'nonsense'
}

# ---- what a server may do wrong ----

# wrong STATUS TEXT FAULT...: a list over that fault ends so, with no output.
wrong() {
	local want=$1 text=$2
	shift 2
	with_key
	sandbox_fault "$1"
	run "-$want" --separate-stderr fentu wo list --all -o json
	expect_in_stderr "$text"
	expect_output ''
	expect_equal "$(grep -c '^fentu: error: ' <<<"$stderr")" 1
}

# A list whose first answer is this body.
wrong_body() { # STATUS TEXT BODY
	wrong "$1" "$2" "$(jq -cn --arg body "$3" '{body: $body}')"
}

@test "list: a web page instead of JSON" {
	wrong 9 'a web page came instead of JSON' '{"html": 1}'
}

@test "list: an empty answer" {
	wrong 1 'the reply for work orders is empty' '{"empty": 1}'
}

@test "list: JSON that is cut" {
	wrong 1 'it ends too early' '{"truncate": 1}'
}

@test "list: JSON that is there twice" {
	wrong 1 'something follows its end' '{"double": 1}'
}

@test "list: a hundred thousand levels" {
	printf -v deep '%*s' 100000 ''
	wrong_body 1 'nested too deeply' "{\"data\":${deep// /[}"
}

@test "list: NaN" {
	wrong_body 1 'a value was expected' '{"data":[{"id":"a","n":NaN}]}'
}

@test "list: a key that is there twice, in any spelling" {
	wrong_body 1 'a key is there twice' '{"data":[{"id":1,"\u0069d":2}]}'
}

@test "list: bytes that are not UTF-8" {
	wrong 1 'not UTF-8' "$(jq -cn --arg raw "$(printf \
		'HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n{"data":[{"id":"\xff"}]}' |
		base64 -w0)" '{"raw-base64": $raw}')"
}

@test "list: a raw control character" {
	wrong_body 1 'control character' $'{"data":[{"id":"a\tb"}]}'
}

@test "list: data that is null" {
	wrong_body 1 'has null as data instead of an array' '{"data":null}'
}

@test "list: no data" {
	wrong_body 1 'has nothing as data instead of an array' '{"items":[]}'
}

@test "list: a record that is none" {
	wrong_body 1 'has a number as record 2' '{"data":[{"id":"a"},7]}'
}

@test "list: a total below zero" {
	wrong_body 1 'senseless meta.total_count: it is -1' \
		'{"data":[],"meta":{"total_count":-1}}'
}

@test "list: a total that is a string" {
	wrong_body 1 'senseless meta.total_pages: it is "3"' \
		'{"data":[],"meta":{"total_pages":"3"}}'
}

@test "list: a total that no list has" {
	wrong_body 1 'more than fentu believes' \
		'{"data":[{"id":"a"}],"meta":{"total_pages":99999999}}'
}

@test "list: a page that is larger than asked for" {
	with_key
	sandbox_fault '{"count": 0,
		"body": "{\"data\":[{\"id\":1},{\"id\":2},{\"id\":3}]}"}'
	run -1 --separate-stderr fentu wo list --all --per-page 2 -o json
	expect_in_stderr 'has 3 records, though at most 2 were asked for'
	# the first page has what is wanted: the rest of it is cut
	run -0 --separate-stderr list_ids wo list --limit 2
	expect_output $'1\n2'
	expect_equal "$stderr" 'fentu: 2, and there are more; --all shows every one'
}

# Pages of 25, whatever is asked for, of 100 records; META in each.
fixed_pages() { # META
	jq -cn --argjson meta "$1" '[range(1; 6) | . as $page | {
		query: "page=\(.)", count: 0,
		body: ({data: [range(25) | select($page < 5) |
			{id: "r-\($page)-\(.)"}]} + $meta | tojson)}]'
}

@test "list: a short page is not the end while no count says so" {
	local meta
	for meta in '{}' '{"meta": {"total_count": 100}}' \
		'{"meta": {"total_pages": 1}}'; do
		sandbox_stop
		sandbox_start
		with_key
		sandbox_fault "$(fixed_pages "$meta")"
		run -0 --separate-stderr list_ids wo list --all
		expect_equal "$(sort -u <<<"$output" | wc -l)" 100
		expect_equal "$stderr" ''
		run -0 --separate-stderr fentu api things --paginate --jq length
		expect_output 100
		run -0 --separate-stderr list_ids wo list
		expect_equal "${#lines[@]}" 100
		run -0 --separate-stderr list_ids wo list --limit 60
		expect_equal "${#lines[@]}" 60
		run -0 --separate-stderr list_ids wo list --limit 5
		expect_equal "${#lines[@]}" 5
	done
}

@test "list: a page that repeats for ever ends" {
	with_key
	sandbox_fault '{"count": 0, "body":
		"{\"data\":[{\"id\":\"a\"}],\"meta\":{\"total_pages\":5000}}"}'
	run -7 --separate-stderr fentu wo list --all -o json
	expect_in_stderr 'page 2 of work orders repeats page 1; got 1'
	expect_equal "$(jq -c . <<<"$output")" '[{"id":"a"}]'
}

# lie PAGE FILTER: that page comes changed.
lie() {
	curl -sS --noproxy '*' -H "Authorization: Bearer $SANDBOX_KEY" \
		"$FENTU_API_URL/customers?page=$1&per_page=100" |
		jq -c "{path: \"/v1/customers\", query: \"page=$1\", count: 0,
			body: ($2 | tojson)}"
}

@test "list: --all that ends with fewer than the server counts says both numbers" {
	sandbox_stop
	sandbox_start --records 250
	with_key
	sandbox_fault "$(lie 2 '.data = []')"
	run -7 --separate-stderr fentu customers list --all -o json
	expect_in_stderr 'got only 150 of 250 customers'
	expect_equal "$(jq length <<<"$output")" 150
	expect_not_in_output 'shows every one'
	run -7 --separate-stderr fentu api /customers?per_page=100 --paginate
	expect_in_stderr 'got only 150 of 250'
}

@test "list: --all asks on when the number of pages is too small" {
	sandbox_stop
	sandbox_start --records 250
	with_key
	sandbox_fault "$(lie 2 '.meta.total_pages = 2')"
	run -0 --separate-stderr fentu customers list --all -o json
	expect_equal "$stderr" ''
	expect_equal "$(jq 'map(.id) | unique | length' <<<"$output")" 250
}

@test "list: --all does not believe a count that the records disprove" {
	sandbox_stop
	sandbox_start --records 250
	with_key
	for page in 1 2 3; do
		sandbox_fault "$(lie $page '.meta.total_count = 0')"
	done
	run -7 --separate-stderr fentu customers list --all -o id
	expect_in_stderr 'says that there are 250 records, the first one said 0'
	expect_equal "${#lines[@]}" 250
}

@test "list: --all does not follow a redirect that loses the query" {
	sandbox_stop
	sandbox_start --records 250
	with_key
	sandbox_fault '{"path": "/v1/customers", "query": "page=2",
		"redirect": "/v1/customers"}'
	run -7 --separate-stderr fentu customers list --all -o id
	expect_in_stderr 'page 2 of customers was redirected'
	expect_in_stderr 'got 100 of 250'
}

@test "list: a page that fails is named, and no record is left in half" {
	with_key
	sandbox_fault '{"query": "page=3", "body": "{\"data\":[{\"id\":"}'
	run -7 --separate-stderr list_ids wo list --all
	expect_in_stderr 'page 3 of work orders: '
	expect_in_stderr '; got only 200 of 1234'
	[[ $(printf 'wo-%d\n' {1..200}) == "$output"* ]] || fail 'cut'
	[[ -z $output || ${lines[-1]} =~ ^wo-[0-9]+$ ]] || fail 'cut'
}

@test "list: a json array that was not finished is visibly cut" {
	with_key
	sandbox_fault '{"query": "page=9", "body": "{\"data\":null}"}'
	run -7 --separate-stderr fentu wo list --all -o json
	[ -n "$output" ] || fail 'nothing came'
	run ! jq . <<<"$output"
}

@test "list: a server that ignores per_page loses nothing" {
	local page
	with_key
	for page in 1 2 3; do
		sandbox_fault "$(jq -cn --argjson page $page '{
			query: "page=\($page)",
			body: ({data: [range(25) | {id: "r-\($page)-\(.)"}],
			meta: {current_page: $page, total_pages: 3,
			total_count: 75}} | tojson)}')"
	done
	run -0 --separate-stderr list_ids wo list --all
	expect_equal "$(sort -u <<<"$output" | wc -l)" 75
	expect_equal "$stderr" ''
}

@test "list: numbers, key order and unknown keys leave as they came" {
	local body
	with_key
	body='{"data":[{"z":1.50,"id":"a","n":12345678901234567890,"e":1e400,"m":-0,"new":{"b":[null],"a":""},"s":"\u0000\/\u00e9"}],"meta":{"total_count":1}}'
	sandbox_fault "$(jq -cn --arg body "$body" '{body: $body, count: 0}')"
	run -0 --separate-stderr fentu wo list -o ndjson
	expect_equal "$output" "$(sed 's/^{"data":\[//; s/\],"meta".*//' <<<"$body")"
}

@test "list: that there is none is said where a person would see nothing" {
	with_key
	run -0 on_terminal '' "$FENTU" wo list --status open --customer cust-99999
	expect_in_output 'no work orders'
	run -0 on_terminal '' "$FENTU" wo list --customer cust-99999 -o json
	expect_not_in_output 'no work orders'
	run -0 on_terminal '' "$FENTU" wo list --customer cust-99999 --jq length
	expect_not_in_output 'no work orders'
	run -0 --separate-stderr fentu wo list --customer cust-99999 -o table
	expect_stderr ''
}

@test "list: an array that was cut short is no JSON, and the status says so" {
	local format
	with_key
	for format in json ndjson csv; do
		sandbox_fault '{"method": "GET", "skip": 2, "status": 500, "count": 0}'
		run -9 --separate-stderr fentu wo list --all -o "$format" --concurrency 1 --retries 0
		sandbox_control DELETE faults >/dev/null
		[ -n "$output" ] || fail 'nothing was printed'
		[ "$format" != json ] || ! jq . <<<"$output" >/dev/null 2>&1 ||
			fail 'a part of a list can be taken for all of it'
	done
	sandbox_fault '{"method": "GET", "skip": 2, "status": 500, "count": 0}'
	run -9 --separate-stderr fentu api work-orders --paginate --retries 0
	! jq . <<<"$output" >/dev/null 2>&1 || fail 'a part can be taken for all'
}

@test "list: what is told to be done mends the credential that was refused" {
	local path
	with_key unknown-key
	run -4 --separate-stderr fentu wo list
	expect_in_stderr 'it is the key of FENTU_API_KEY: put one there that is valid, or unset FENTU_API_KEY'
	expect_not_in_stderr "run 'fentu login'"
	run -4 --separate-stderr fentu api work-orders
	expect_in_stderr 'it is the key of FENTU_API_KEY'
	with_key "$(sandbox_key read:assets)"
	run -5 --separate-stderr fentu wo list
	expect_in_stderr 'put one there that has the scope read:work-orders'
	unset FENTU_API_KEY
	FENTU_TOKEN=unknown run -4 --separate-stderr fentu wo list
	expect_in_stderr 'it is the token of FENTU_TOKEN'
	path=$HOME/fentu-api-key
	(umask 077 && echo unknown >"$path")
	FENTU_API_KEY_FILE=$path run -4 --separate-stderr fentu wo list
	expect_in_stderr "it is the key of the file '$path': put one there that is valid, or unset FENTU_API_KEY_FILE"
	CREDENTIALS_DIRECTORY=$HOME run -4 --separate-stderr fentu wo list
	expect_in_stderr "it is the key of the file '$path': put one there that is valid"
	expect_not_in_stderr unset
}

@test "list: a login that is missing is that of the profile" {
	new_profile work
	run -4 --separate-stderr fentu -P work wo list
	expect_in_stderr "run 'fentu -P work login', or set FENTU_API_KEY"
	FENTU_PROFILE=work run -4 --separate-stderr fentu wo list
	expect_in_stderr "run 'fentu login', or set FENTU_API_KEY"
}

@test "list: a variable that is set and empty is said to be" {
	local name
	for name in FENTU_API_KEY FENTU_TOKEN FENTU_API_KEY_FILE; do
		run -4 --separate-stderr env $name= "$FENTU" wo list
		expect_in_stderr "$name is empty, and no login is found: "
		expect_in_stderr "was a secret to be in $name?"
		run -4 --separate-stderr env -u DBUS_SESSION_BUS_ADDRESS \
			$name= "$FENTU" wo list
		expect_in_stderr "$name is empty, and no login is found: "
	done
	# it is as if it were not set
	fentu login --key-stdin <<<"$SANDBOX_KEY"
	FENTU_API_KEY='' run -0 --separate-stderr fentu wo list --limit 1
	expect_not_in_stderr empty
}

@test "list: fields that the list leaves out are named" {
	with_key
	run -0 --separate-stderr fentu wo list --fields id,technician.name,description -L2
	expect_in_stderr "none of these work orders has technician.name, description in the list; 'fentu wo view ID' shows"
	run -0 --separate-stderr fentu wo list --fields id,tasks -L2 -o json
	expect_in_stderr 'has tasks in the list'
	run -0 --separate-stderr fentu wo list --fields id,customer.name -L2
	expect_not_in_stderr 'in the list'
	run -0 --separate-stderr fentu wo list --sort updated_at -L2
	expect_in_stderr 'not sorted: none of these work orders has updated_at'
	expect_in_stderr '2 of 1,234; --all shows every one'
	# nothing is said of an empty list
	run -0 --separate-stderr fentu customers list --search nobody-at-all --fields phone --sort id
	expect_stderr ''
}

@test "list: says that only what is shown is in order" {
	with_key
	run -0 --separate-stderr fentu wo list --sort -scheduled_date
	expect_stderr 'fentu: 100 of 1,234; only these are in order; --all sorts every one'
	run -2 --separate-stderr fentu wo list --sort schedled_date
	expect_in_stderr "--sort: unknown field 'schedled_date'; did you mean 'scheduled_date'?"
	[ "${#stderr_lines[@]}" -gt 3 ] || fail 'in one line'
}

# answer_with: the API answers every request with what is on standard input.
answer_with() {
	timeout 60 python3 "$BATS_TEST_DIRNAME/one_answer.py" >port 2>/dev/null 3>&- &
	server=$!
	wait_until test -s port
	FENTU_API_URL=http://127.0.0.1:$(cat port)/v1
	export FENTU_API_URL
}

@test "list: a byte order mark and half a surrogate pair are JSON" {
	with_key
	answer_with < <(printf '\xef\xbb\xbf%s' '{"data": [{"id": "a", "name": "x\ud83dy"}, {"id": "b"},
		{"id": "\ud800"}, {"id": "\ud801"}]}')
	run -0 --separate-stderr fentu customers list -o ndjson --fields id,name
	expect_in_output '"x\ud83dy"'
	expect_equal "${#lines[@]}" 4
	run -0 --separate-stderr fentu customers list --status a,b --all -o id
	expect_equal "${#lines[@]}" 4
	run -0 --separate-stderr fentu customers list -o csv --fields name
	expect_in_output $'x\xef\xbf\xbdy'
	run -0 fentu customers list --jq '.[0].name'
	expect_output $'x\xef\xbf\xbdy'
	kill "$server"
}

@test "list: -o id goes on behind a record without an id" {
	with_key
	answer_with <<<'{"data": [{"id": "a"}, {"name": "b"}, {"id": null}, {"id": "c"}]}'
	run -1 --separate-stderr fentu customers list --all -o id
	expect_output $'a\nc'
	expect_equal "$stderr" 'fentu: error: 2 of 4 records have no id'
	kill "$server"
}

@test "list: a value of another type than the tables expect is shown" {
	with_key
	answer_with <<-'END'
		{"data": [{"id": "a", "customer": "flat", "status": {"code": 7}},
			{"id": "b", "customer": [1, 2], "priority": 5}]}
	END
	local format
	for format in csv tsv table; do
		run -0 --separate-stderr fentu wo list -o $format
		expect_in_output flat
		expect_in_output 7
		expect_in_output 5
	done
	run -0 fentu wo list -o tsv --no-header --fields customer,status
	expect_equal "$(head -n 2 <<<"$output")" $'flat\t\t\t{"code":7}\n[1,2]\t\t\t'
	run -0 --separate-stderr fentu wo list --fields customer.name --jq '.[0].customer.name'
	expect_output null
	kill "$server"
}

@test "list: an ignored --to is not blamed on --from" {
	with_key
	answer_with <<-'END'
		{"data": [{"id": "a", "scheduled_date": "2026-09-01T08:00:00Z",
			"created_at": "2025-01-01T08:00:00Z"}]}
	END
	run -0 --separate-stderr fentu wo list --from 2026-01-01 --to 2026-02-01
	expect_in_stderr 'left out 1 work orders that do not match --to: the server'
	kill "$server"
}

@test "list: a signal keeps what had come, and says how much" {
	local name number shown options
	with_key
	sandbox_setting latency 300
	while read -r name number shown options; do
		sandbox_control POST reset '{}' >/dev/null
		# a shell that is no terminal's has its jobs ignore SIGINT
		# shellcheck disable=SC2086 # words
		env --default-signal=INT "$FENTU" wo list --all \
			--concurrency 1 $options >out 2>said 3>&- &
		wait_until eval "[ \"\$(sandbox_requests)\" -ge 4 ]"
		kill -s "$name" $!
		status=0
		wait $! || status=$?
		expect_equal "$status" "$number"
		grep -qE "interrupted: $shown work orders were shown" said ||
			fail "$(cat said)"
		expect_equal "$(wc -l <out)" \
			"$(sed -n 's/^fentu: error: interrupted: \([0-9]*\) .*/\1/p' said)"
	done <<-'END'
		INT 130 [3-9]00 -o id
		TERM 143 [3-9]00 -o ndjson
		TERM 143 0 -o table
		TERM 143 0 -o id --sort id
	END
}

@test "list: a signal ends the wait for a rate limit with a line" {
	local options
	with_key
	while read -r -a options; do
		sandbox_control POST reset '{}' >/dev/null
		rm -rf "$XDG_STATE_HOME" # what is known of the limit
		sandbox_fault '{"status": 429, "retry-after": "60", "count": 0}'
		env --default-signal=INT "$FENTU" "${options[@]}" 2>said 3>&- &
		wait_until eval "[ \"\$(sandbox_requests)\" -ge 1 ]"
		sleep 0.3
		kill -s INT $!
		status=0
		wait $! || status=$?
		expect_equal "$status" 130
		grep -q 'fentu: error: .*interrupted' said || fail "$(cat said)"
	done <<-'END'
		wo list
		wo view wo-1
		api work-orders
		wo update wo-1 --priority low
	END
}
