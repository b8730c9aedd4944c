#!/usr/bin/env bats
# Single records.

load helper

@test "view: shows one record as an object" {
	with_key
	run -0 --separate-stderr fentu wo view wo-1 -o json
	expect_json '[type, .id]' '["object","wo-1"]'
	run -0 --separate-stderr fentu task view task-1 -o json
	expect_json .id '"task-1"'
	run -0 --separate-stderr fentu customers view cust-1 -o json
	expect_json '.address | type' '"object"'
	run -0 --separate-stderr fentu assets view asset-1 -o json
	expect_json .id '"asset-1"'
}

@test "view: shows several records as an array, in the order given" {
	with_key
	run -0 --separate-stderr fentu assets view asset-2 asset-1 asset-2 -o json
	expect_json 'map(.id)' '["asset-2","asset-1","asset-2"]'
}

@test "view: is a card in a table's place" {
	with_key
	run -0 --separate-stderr fentu customers view cust-1 -o table
	[[ ${lines[0]} =~ ^ID\ +cust-1$ ]] || fail 'no card'
	# several are a card each
	run -0 --separate-stderr fentu wo view wo-2 wo-1 -o table
	expect_equal "$(grep -cE '^ID  +wo-[12]$' <<<"$output")" 2
	expect_equal "$(grep -cE '^DESCRIPTION  +' <<<"$output")" 2
	run -0 --separate-stderr fentu wo view wo-2 wo-1 -o table --fields id,status
	expect_equal "${#lines[@]}" 3
}

@test "view: takes an address as a string and as an object" {
	with_key
	sandbox_fault '{"body": "{\"data\":{\"id\":\"cust-1\",\"address\":\"Hafenweg 4, Hamburg\"}}"}'
	run -0 --separate-stderr fentu customers view cust-1 -o table
	expect_in_output 'Hafenweg 4, Hamburg'
	run -0 --separate-stderr fentu wo view wo-1 -o table
	expect_in_output ADDRESS
}

@test "view: a record without an envelope is one, too" {
	with_key
	sandbox_fault '{"body": "{\"id\":\"wo-1\",\"x\":1}"}'
	run -0 --separate-stderr fentu wo view wo-1 -o json
	expect_output '{"id":"wo-1","x":1}'
}

@test "view: a record that is not there" {
	with_key
	run -3 --separate-stderr fentu assets view asset-none -o json
	expect_output ''
	expect_in_stderr "no asset 'asset-none'"
	expect_equal "$(tail -n 1 <<<"$stderr" | jq -c \
		'.error | [.code, .exit_code, .http_status]')" \
		'["not_found",3,404]'
}

@test "view: one of several that is not there leaves no half of an output" {
	with_key
	run -3 --separate-stderr fentu wo view wo-1 wo-none wo-2 -o json
	expect_output ''
	expect_in_stderr "no work order 'wo-none'"
}

@test "view: ids are percent-encoded" {
	with_key
	run -3 --separate-stderr fentu wo view 'a/../b?c=d#e f%ü'
	expect_equal "$(sandbox_log 'map(.target) | .[]')" \
		'/v1/work-orders/a%2F..%2Fb%3Fc%3Dd%23e%20f%25%C3%BC'
	run -2 --separate-stderr fentu wo view ..
	expect_in_stderr "'..' cannot be the id of a work order"
	run -2 --separate-stderr fentu assets view .
	expect_in_stderr "'.' cannot be the id of an asset"
}

@test "view: an id with control characters cannot write to the terminal" {
	with_key
	run -3 --separate-stderr fentu wo view $'x\e[31m\nfentu: all is well'
	expect_not_in_stderr $'\e'
	expect_equal "$(grep -c . <<<"$stderr")" 2
}

@test "view: an empty id or none is a usage error" {
	with_key
	run -2 --separate-stderr fentu wo view ''
	expect_in_stderr 'the id of the work order is empty'
	run -2 --separate-stderr fentu wo view
	expect_equal "$(sandbox_requests)" 0
}

@test "view: a missing permission names the scope" {
	with_key "$(sandbox_key read:work-orders)"
	run -5 --separate-stderr fentu customers view cust-1
	expect_in_stderr 'read:customers'
}

@test "view: every shape of an error's body is read" {
	local shape
	with_key
	for shape in message error oauth list strings code; do
		sandbox_setting error-shape $shape
		sandbox_fault '{"status": 422}'
		run -8 --separate-stderr fentu wo view wo-1
		[[ ${stderr%%$'\n'*} =~ 'rejects the request for work order '\'wo-1\'': '. ]] ||
			fail "$shape: $stderr"
	done
	for shape in text empty; do
		sandbox_setting error-shape $shape
		sandbox_fault '{"status": 422}'
		run -8 --separate-stderr fentu wo view wo-1
	done
}

@test "view: a reply without a record" {
	local body
	with_key
	for body in '{"data":null}' '{"data":[{"id":"wo-1"}]}' '[]' '7' \
		'{"data":"wo-1"}'; do
		sandbox_fault "$(jq -cn --arg body "$body" '{body: $body}')"
		run -1 --separate-stderr fentu wo view wo-1 -o json
		expect_in_stderr 'holds no record'
		expect_output ''
	done
}

@test "view: the request id of a failure is passed on" {
	with_key
	sandbox_fault '{"status": 404, "header": "X-Request-Id: r-17"}'
	run -3 --separate-stderr fentu wo view wo-1 -o json
	expect_equal "$(tail -n 1 <<<"$stderr" | jq -r .error.request_id)" r-17
}
