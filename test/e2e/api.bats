#!/usr/bin/env bats
# Any path of the API.

load helper

@test "api: prints the body as it came" {
	local body
	with_key
	body=$'{ "data" : [ 1.50, 12345678901234567890 ],\n "x":"\\u0041" }\n'
	sandbox_fault "$(jq -cn --arg body "$body" '{body: $body}')"
	fentu api /anything >got
	printf %s "$body" | cmp - got
}

@test "api: a path with and without a slash at its start is the same" {
	with_key
	run -0 --separate-stderr fentu api work-orders/wo-1
	expect_json .data.id '"wo-1"'
	run -0 --separate-stderr fentu api GET /work-orders/wo-1
	expect_json .data.id '"wo-1"'
	expect_equal "$(sandbox_log 'map(.target) | unique | .[]')" \
		/v1/work-orders/wo-1
}

@test "api: a URL of the same origin is taken, another one is not" {
	local url port
	with_key
	run -0 --separate-stderr fentu api "$FENTU_API_URL/work-orders/wo-1"
	expect_json .data.id '"wo-1"'
	port=${SANDBOX_URL##*:}
	for url in https://evil.example/v1/x http://evil.example/v1/x \
		"http://localhost:$port/v1/x" "http://127.0.0.1:1/v1/x" \
		"http://user@127.0.0.1:$port/v1/x" \
		"https://127.0.0.1:$port/v1/x"; do
		run -2 --separate-stderr fentu api "$url"
		expect_output ''
	done
	expect_equal "$(sandbox_requests)" 1
}

@test "api: a path cannot leave the base by dots" {
	with_key
	run -2 --separate-stderr fentu api ../../_sandbox/log
	run -2 --separate-stderr fentu api 'work orders'
	run -2 --separate-stderr fentu api $'work-orders\nX: y'
	expect_equal "$(sandbox_requests)" 0
}

@test "api: --param becomes the query" {
	with_key
	run -0 --separate-stderr fentu api 'work-orders?page=2' --param per_page=3 --param 'status=a b'
	expect_equal "$(sandbox_log '.[-1].target')" \
		'/v1/work-orders?page=2&per_page=3&status=a%20b'
}

@test "api: -i prints status and headers before the body" {
	with_key
	run -0 --separate-stderr fentu api -i work-orders/wo-1
	expect_equal "${lines[0]}" 'HTTP 200'
	expect_in_output 'X-RateLimit-Limit: '
	output=${output##*$'\n\n'}
	expect_json .data.id '"wo-1"'
}

@test "api: -H sends a header" {
	with_key
	run -0 --separate-stderr fentu api -H 'X-Trial: one two' -H 'Accept:text/plain' work-orders/wo-1
	expect_equal "$(sandbox_log '.[-1].headers | to_entries |
		map(select(.key | ascii_downcase | . == "x-trial" or . == "accept").value)')" \
		'["one two","text/plain"]'
}

@test "api: a header of another form, or one that is ours to set, is refused" {
	local header
	with_key
	for header in X-Trial ': x' $'X: a\r\nY: b' 'Authorization: Bearer x' \
		'Host: evil.example' 'Content-Length: 5'; do
		run -2 --separate-stderr fentu api -H "$header" work-orders
		expect_output ''
	done
	expect_equal "$(sandbox_requests)" 0
}

@test "api: --jq filters the body, envelope and all" {
	with_key
	run -0 --separate-stderr fentu api work-orders --jq .meta.total_count
	expect_output 1234
	run -0 --separate-stderr fentu api work-orders/wo-1 --jq .data.id
	expect_output wo-1
}

@test "api: --paginate makes one array of all pages" {
	with_key
	run -0 --separate-stderr fentu api work-orders --paginate
	expect_json 'length' 1234
	expect_equal "$(sandbox_requests)" 13
	run -0 --separate-stderr fentu api work-orders --paginate -o ndjson
	expect_equal "${#lines[@]}" 1234
	run -0 --separate-stderr fentu api 'customers?search=gmbh' --paginate --jq '.[].id'
	[ "${#lines[@]}" -gt 100 ] || fail 'too few'
}

@test "api: --paginate takes the size of a page, wherever it is given" {
	with_key
	run -0 --separate-stderr fentu api 'customers?search=gmbh&per_page=50' --paginate
	expect_json 'length > 100' true
	expect_equal "$(sandbox_log 'map(.target | contains("per_page=50")) | all')" true
	expect_equal "$(sandbox_log 'map(.target | contains("search=gmbh")) | all')" true
	run -0 --separate-stderr fentu api work-orders --param per_page=99 --paginate --jq length
	expect_output 1234
}

@test "api: --fields chooses parts of the records" {
	with_key
	run -0 --separate-stderr fentu api 'customers?per_page=2' --fields id
	expect_output '[{"id":"cust-1"},{"id":"cust-2"}]'
	run -0 --separate-stderr fentu api customers/cust-1 --fields id
	expect_output '{"id":"cust-1"}'
	run -0 --separate-stderr fentu api 'customers?per_page=2' --fields id -o ndjson
	expect_output $'{"id":"cust-1"}\n{"id":"cust-2"}'
	run -0 --separate-stderr fentu api 'customers?per_page=2' --fields id --jq '.[1].id'
	expect_output cust-2
}

@test "api: --paginate takes a list below a record in one piece" {
	with_key
	run -0 --separate-stderr fentu api work-orders/wo-1/tasks --paginate
	expect_equal "$(jq -c 'map(.id)' <<<"$output")" \
		"$(fentu task list wo-1 --all -o json | jq -c 'map(.id)')"
	expect_equal "$(sandbox_log '.[0].target')" /v1/work-orders/wo-1/tasks
	expect_equal "$(sandbox_log '[.[] | select(.target |
		startswith("/v1/work-orders/wo-1/tasks?"))] | length')" 0
}

@test "api: --paginate goes on without meta until a page is empty" {
	local page
	with_key
	for page in 1 2 3; do
		sandbox_fault "$(jq -cn --argjson page $page '{
			query: "page=\($page)",
			body: ({data: [range([100, 7, 0][$page - 1]) |
			{id: "r-\($page)-\(.)"}]} | tojson)}')"
	done
	run -0 --separate-stderr fentu api things --paginate --jq length
	expect_output 107
	expect_equal "$(sandbox_requests)" 3
}

@test "api: what does not go together is a usage error" {
	with_key
	run -2 --separate-stderr fentu api work-orders --paginate -i
	run -2 --separate-stderr fentu api 'work-orders?page=2' --paginate
	expect_in_stderr 'cannot choose the page'
	run -2 --separate-stderr fentu api 'work-orders?per_page=0' --paginate
	run -2 --separate-stderr fentu api work-orders --paginate -o csv
	run -2 --separate-stderr fentu api work-orders -o csv
	run -2 --separate-stderr fentu api POST work-orders -f a=b -o table
	run -2 --separate-stderr fentu api
	run -2 --separate-stderr fentu api GET work-orders extra
	expect_equal "$(sandbox_requests)" 0
}

@test "api: the body of a failure is printed, and the exit code is its own" {
	with_key
	run -3 --separate-stderr fentu api work-orders/wo-none
	expect_json .message "\"There is no work order 'wo-none'\""
	expect_in_stderr "no resource at 'work-orders/wo-none'"
	with_key unknown-key
	run -4 --separate-stderr fentu api work-orders
	with_key "$(sandbox_key read:assets)"
	run -5 --separate-stderr fentu api work-orders
	expect_in_stderr 'scope read:work-orders'
}

@test "api: a body that is no JSON is printed all the same" {
	with_key
	sandbox_fault '{"html": 1}'
	run -0 --separate-stderr fentu api anything
	expect_in_output '<!DOCTYPE html>'
}

@test "api: control characters do not reach a terminal" {
	local body=$'{"x":"\u202e\u009b31m"}'
	with_key
	sandbox_fault "$(jq -cn --arg body "$body" '{body: $body, count: 0}')"
	script -qec "'$FENTU' api anything" /dev/null </dev/null >screen
	run ! grep -qF $'\u202e' screen
	run ! grep -qF $'\u009b' screen
	fentu api anything >plain
	printf %s "$body" | cmp - plain
}

@test "api: fields are the body of a POST, texts and JSON" {
	with_key
	run -0 --separate-stderr fentu api customers -f name=42 -f address.city=Kiel \
		-F 'billing_address={"city": "Bonn"}'
	expect_equal "$(sandbox_write)" 'POST /v1/customers'
	expect_equal "$(sandbox_body)" '{"name":"42","address":{"city":"Kiel"},"billing_address":{"city":"Bonn"}}'
	expect_json .data.name '"42"'
	run -0 --separate-stderr fentu api --dry-run POST x -F n=1.50 -F big=12345678901234567890
	expect_in_output '{"n":1.50,"big":12345678901234567890}'
}

@test "api: fields are the query of a GET" {
	with_key
	run -0 --separate-stderr fentu api GET work-orders -f status=open -F per_page=2
	expect_equal "$(sandbox_log '.[-1].target')" '/v1/work-orders?status=open&per_page=2'
}

@test "api: any method, in either case" {
	with_key
	run -0 --separate-stderr fentu api patch tasks/task-1 -f notes=x
	expect_equal "$(sandbox_write)" 'PATCH /v1/tasks/task-1'
	run -0 --separate-stderr fentu api DELETE tasks/task-1
	expect_equal "$(sandbox_write)" 'DELETE /v1/tasks/task-1'
	expect_stderr "fentu: Sent DELETE 'tasks/task-1' $(where)"
	run -0 --separate-stderr fentu api DELETE tasks/task-2 -q
	expect_stderr ''
	run -0 --separate-stderr fentu api tasks/task-3
	expect_stderr ''
	run -0 --separate-stderr fentu api -i HEAD customers/cust-1
	run -2 --separate-stderr fentu api 'GE T' customers
}

@test "api: --data is sent as it is" {
	with_key
	printf '{ "name" : "N" }' >body
	run -0 --separate-stderr fentu api customers --data body
	expect_equal "$(sandbox_write)" 'POST /v1/customers'
	run -0 --separate-stderr fentu api customers --data - <body
	run -0 --separate-stderr fentu api --dry-run POST customers --data body
	expect_in_output '{ "name" : "N" }'
	printf 'a=b' >form
	run -2 --separate-stderr fentu api POST customers --data form
	run -0 --separate-stderr fentu api POST customers --data form --dry-run -H 'Content-Type: text/plain'
	expect_not_in_output application/json$'\n\n'
	expect_equal "$(sandbox_writes)" 2
}

@test "api: what does not fit together is refused" {
	with_key
	: >empty
	run -2 --separate-stderr fentu api GET x --data -
	run -2 --separate-stderr fentu api POST x --data empty
	run -2 --separate-stderr fentu api POST x --data missing
	run -2 --separate-stderr fentu api POST x --data - -f a=b
	run -2 --separate-stderr fentu api POST x --paginate
	run -2 --separate-stderr fentu api x -f a
	run -2 --separate-stderr fentu api x -F a=nonsense
	expect_in_stderr '-f sends a text without quotes'
	run -2 --separate-stderr fentu api POST https://evil.example/v1/x -f a=b
	run -2 --separate-stderr fentu api POST https://evil.example/v1/x -f a=b --dry-run
	expect_equal "$(sandbox_requests)" 0
}

@test "api: --dry-run shows what a write would send, without a login" {
	run -0 --separate-stderr fentu api --dry-run POST 'customers?x=1' -f name=x -H 'X-A: b'
	expect_output "POST $FENTU_API_URL/customers?x=1
Authorization: Bearer (not shown)
Accept: application/json
X-A: b
Content-Type: application/json

{\"name\":\"x\"}"
	expect_equal "$(sandbox_requests)" 0
}

@test "api: a write without an answer has an unknown outcome, and is sent once" {
	with_key
	sandbox_fault '{"method": "POST", "no-answer": true}'
	run -1 --separate-stderr fentu api POST customers -f name=x
	expect_in_stderr "outcome unknown: POST 'customers'"
	sandbox_fault '{"method": "POST", "status": 502, "body": "{}"}'
	run -9 --separate-stderr fentu api POST customers -f name=x
	expect_in_stderr 'outcome unknown'
	expect_equal "$(sandbox_writes)" 2
}

@test "api: without a Content-Type, what begins as JSON is whole or refused" {
	local body pid
	with_key
	while read -r wanted body; do
		timeout 60 python3 "$BATS_TEST_DIRNAME/one_answer.py" '' \
			<<<"$body" >port 2>/dev/null 3>&- &
		pid=$!
		wait_until [ -s port ]
		run "-$wanted" --separate-stderr env \
			FENTU_API_URL="http://127.0.0.1:$(<port)/v1" "$FENTU" api work-orders
		kill "$pid"
		: >port
	done <<-'END'
		0 {"data": []}
		1 {"data": [{"id": "wo-1"
		1   [{"id": "wo-1"},
		0 plain { text
	END
}
