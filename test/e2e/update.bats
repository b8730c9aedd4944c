#!/usr/bin/env bats
# Records that are changed, of every kind.

load helper

@test "update: only what was given is sent, by PATCH" {
	with_key
	run -0 --separate-stderr fentu wo update wo-1 --status on_hold \
		--duration 2h -o json
	expect_equal "$(sandbox_write)" 'PATCH /v1/work-orders/wo-1'
	expect_equal "$(sandbox_body)" '{"status":"on_hold","estimated_duration":120}'
	expect_json '[.id, .status, .estimated_duration]' '["wo-1","on_hold",120]'
	expect_in_stderr 'Updated work order wo-1 ('
	expect_in_stderr '): status, estimated_duration'
}

@test "update: every resource" {
	with_key
	run -0 --separate-stderr fentu task update task-1 --notes 'Seal worn' -o json
	expect_json .notes '"Seal worn"'
	expect_equal "$(sandbox_write)" 'PATCH /v1/tasks/task-1'
	run -0 --separate-stderr fentu customers update cust-1 --phone 5 -o json
	expect_json .phone '"5"'
	run -0 --separate-stderr fentu assets update asset-1 --warranty-end 2040-01-02 -o json
	expect_json .warranty_expiry '"2040-01-02"'
	run -0 --separate-stderr fentu wo update wo-1 --field technician_id:=null -o json
	expect_json .technician null
	run -0 --separate-stderr fentu wo update wo-1 --data - -o json <<<'{"description": "x"}'
	expect_json .description '"x"'
}

@test "update: several ids are an array, one is an object" {
	with_key
	run -0 --separate-stderr fentu wo update wo-1 wo-2 wo-4 --priority low -o json
	expect_json 'map([.id, .priority])' '[["wo-1","low"],["wo-2","low"],["wo-4","low"]]'
	run -0 --separate-stderr fentu wo update wo-1 --priority high -o json
	expect_json type '"object"'
	run -0 --separate-stderr fentu wo update wo-1 wo-2 --priority high -o id
	expect_output $'wo-1\nwo-2'
}

@test "update: when some of several fail, the others are done" {
	with_key
	run -7 --separate-stderr fentu wo update wo-1 wo-99999 wo-2 --priority low -o json
	expect_json 'map(.id)' '["wo-1","wo-2"]'
	expect_in_stderr "no work order 'wo-99999'"
	expect_in_stderr '2 of 3 work orders are done, 1 failed'
}

@test "update: what would fail each time ends it" {
	with_key "$(sandbox_key read:work-orders)"
	run -5 --separate-stderr fentu wo update wo-1 wo-2 --priority low
	expect_equal "$(sandbox_writes)" 1
}

@test "update: bad input is refused before anything is sent" {
	with_key
	run -2 --separate-stderr fentu wo update wo-1
	expect_in_stderr 'nothing is given'
	run -2 --separate-stderr fentu wo update --status open
	run -2 --separate-stderr fentu wo update wo-1 wo-1 --status open
	expect_in_stderr "'wo-1' is given twice"
	run -2 --separate-stderr fentu wo update cust-1 --status open
	expect_in_stderr "'cust-1' is the id of a customer, not of a work order"
	run -2 --separate-stderr fentu wo update '' --status open
	run -2 --separate-stderr fentu wo update .. --status open
	run -2 --separate-stderr fentu wo update wo-1 --status ''
	expect_in_stderr '--field status:=null'
	expect_equal "$(sandbox_requests)" 0
}

@test "update: PUT when PATCH is not allowed, whole, so that nothing is blanked" {
	local before after
	with_key
	sandbox_setting write-verb put
	for record in wo:wo-1:description task:task-1:notes \
		customers:cust-1:phone assets:asset-1:location; do
		IFS=: read -r noun id key <<<"$record"
		before=$(fentu "$noun" view "$id" -o json)
		run -0 --separate-stderr fentu "$noun" update "$id" --"$key" changed
		after=$(fentu "$noun" view "$id" -o json)
		expect_equal \
			"$(jq -cS "del(.updated_at, .$key)" <<<"$after")" \
			"$(jq -cS "del(.updated_at, .$key)" <<<"$before")"
		expect_equal "$(jq -r ".$key" <<<"$after")" changed
	done
	# found out once, then remembered
	expect_equal "$(sandbox_log 'map(.method | select(. == "PATCH" or . == "PUT")) | join(" ")')" \
		'PATCH PUT PUT PUT PUT'
}

@test "update: PUT keeps the other parts of an address" {
	with_key
	sandbox_setting write-verb put
	before=$(fentu customers view cust-1 -o json | jq -cS '.address | del(.city)')
	fentu customers update cust-1 --address city=Hamburg
	expect_equal "$(fentu customers view cust-1 -o json | jq -cS '.address | del(.city)')" "$before"
	expect_equal "$(fentu customers view cust-1 -o json | jq -r .address.city)" Hamburg
}

@test "update: a part of an address is sent with the other parts" {
	local before way
	with_key
	before=$(fentu customers view cust-1 -o json | jq -cS '.address | del(.city)')
	printf 'id,address.city\ncust-1,from a file\n' >c.csv
	for way in '--address city=Hamburg' '--field address.city=Kiel' '--from c.csv'; do
		# shellcheck disable=SC2086 # several words
		case $way in
		--from*) run -0 --separate-stderr fentu customers update $way ;;
		*) run -0 --separate-stderr fentu customers update cust-1 $way ;;
		esac
		expect_equal "$(sandbox_log 'map(.method)[-2:] | join(" ")')" 'GET PATCH'
		expect_equal "$(sandbox_body | jq -c keys)" '["address"]'
		run -0 fentu customers view cust-1 -o json
		expect_equal "$(jq -cS '.address | del(.city)' <<<"$output")" "$before"
	done
	expect_json .address.city '"from a file"'
	# what is given whole is not read
	run -0 --separate-stderr fentu customers update cust-1 --field 'address:={"city":"x"}'
	expect_equal "$(sandbox_log 'map(.method)[-2:] | join(" ")')" 'GET PATCH'
	expect_equal "$(sandbox_body)" '{"address":{"city":"x"}}'
	run -0 --separate-stderr fentu customers update cust-1 --address city=y --dry-run
	expect_in_output '{"address":{"city":"y"}}'
	expect_in_stderr 'The record would be read first, so that the other parts of address are sent along.'
}

@test "update: a part is not sent when the whole is not known" {
	with_key "$(sandbox_key write:customers)"
	run -5 --separate-stderr fentu customers update cust-1 --address city=Hamburg
	expect_in_stderr "'address' cannot be changed in part, though --field address:='{...}' can give all of it: "
	expect_in_stderr read:customers
	run -0 --separate-stderr fentu customers update cust-1 --field 'address:={"city":"x"}'
	with_key
	sandbox_fault '{"method": "GET", "count": 2, "status": 200, "body": "{\"id\": \"cust-1\", \"address\": \"text\"}"}'
	run -8 --separate-stderr fentu customers update cust-1 --address city=Hamburg
	expect_in_stderr "'address' has no parts in this record: it is a single value"
	printf 'id,address.city,phone\ncust-1,b,1\ncust-2,b,2\n' >c.csv
	run -7 --separate-stderr fentu customers update --from c.csv --concurrency 1
	expect_in_stderr '1 of 2 rows are done, 1 failed'
	expect_equal "$(sandbox_writes)" 2
}

@test "update: 501 is answered by PUT as well, 404 is not" {
	with_key
	sandbox_setting write-verb both
	sandbox_fault '{"method": "PATCH", "status": 501}'
	run -0 --separate-stderr fentu wo update wo-1 --priority low
	expect_equal "$(sandbox_write)" 'PUT /v1/work-orders/wo-1'
	rm -r "$XDG_STATE_HOME"
	sandbox_fault '{"method": "PATCH", "status": 404}'
	run -3 --separate-stderr fentu wo update wo-1 --priority low
	expect_equal "$(sandbox_write)" 'PATCH /v1/work-orders/wo-1'
}

@test "update: a verb that is remembered and no longer taken gives way" {
	with_key
	sandbox_setting write-verb put
	fentu wo update wo-1 --priority low
	sandbox_setting write-verb patch
	run -0 --separate-stderr fentu wo update wo-1 --priority high -o json
	expect_json .priority '"high"'
	fentu wo update wo-1 --priority low
	expect_equal "$(sandbox_log 'map(.method | select(. == "PATCH" or . == "PUT")) | join(" ")')" \
		'PATCH PUT PUT PATCH PATCH'
}

@test "update: neither verb is taken" {
	with_key
	sandbox_fault '{"status": 405, "method": "PATCH"}'
	sandbox_fault '{"status": 405, "method": "PUT"}'
	run -1 --separate-stderr fentu wo update wo-1 --priority low
	expect_in_stderr 'neither PATCH nor PUT'
	[ ! -e "$XDG_STATE_HOME/fentu/verbs" ]
}

@test "update: the setting write_verb overrules" {
	with_key
	sandbox_setting write-verb put
	fentu config set write_verb put
	run -0 --separate-stderr fentu wo update wo-1 --priority low
	expect_equal "$(sandbox_write)" 'PUT /v1/work-orders/wo-1'
	run -0 --separate-stderr fentu wo update wo-1 --priority low --dry-run
	expect_equal "${lines[0]}" "PUT $FENTU_API_URL/work-orders/wo-1"
	expect_in_stderr 'it would be read first'
	sandbox_setting write-verb patch
	run -1 --separate-stderr fentu wo update wo-1 --priority low
	expect_in_stderr 'takes no PUT'
	expect_equal "$(sandbox_write)" 'PUT /v1/work-orders/wo-1'
	run -2 --separate-stderr fentu config set write_verb post
}

@test "update: an answer without a body is success" {
	with_key
	sandbox_fault '{"method": "PATCH", "status": 204, "body": ""}'
	run -0 --separate-stderr fentu wo update wo-1 --priority low -o id
	expect_output wo-1
	expect_stderr "fentu: Updated work order wo-1 $(where): priority; the server's answer holds no record"
}

@test "update: a cut connection leaves an unknown outcome and is not tried again" {
	with_key
	sandbox_fault '{"method": "PATCH", "no-answer": true}'
	run -1 --separate-stderr fentu wo update wo-1 --priority low
	expect_in_stderr "outcome unknown: work order 'wo-1'"
	expect_in_stderr "see with 'fentu wo view wo-1'"
	expect_equal "$(sandbox_writes)" 1
}

@test "update: --dry-run shows every request and sends none" {
	run -0 --separate-stderr fentu wo update wo-1 wo-2 --priority low --dry-run
	expect_equal "$(grep -c '^PATCH ' <<<"$output")" 2
	expect_equal "$(grep -cxF '{"priority":"low"}' <<<"$output")" 2
	expect_equal "$(sandbox_requests)" 0
}

# libcurl sends a request again by itself when a connection that was kept
# alive turns out to be dead; here it is kept alive by the read before a PUT.
@test "update: what is sent on a connection that then dies is sent once" {
	local server
	with_key
	fentu config set write_verb put
	: >log
	python3 "$BATS_TEST_DIRNAME/../mock/act-and-close.py" log >port 3>&- &
	server=$!
	wait_until test -s port
	FENTU_API_URL=http://127.0.0.1:$(cat port)/v1
	run --separate-stderr fentu customers update x y --name n
	kill "$server"
	expect_equal "$status" 1
	expect_equal "$(cat log)" $'PUT /v1/customers/x\nPUT /v1/customers/y'
	expect_equal "$(grep -c 'error: outcome unknown' <<<"$stderr")" 2
}

@test "update: several that are cut short show whole what is done" {
	with_key
	sandbox_fault '{"method": "PATCH", "skip": 2, "no-answer": true, "delay": 20000}'
	env --default-signal=INT "$FENTU" wo update wo-1 wo-2 wo-4 wo-5 \
		--priority low -o json >out 2>said 3>&- &
	# shellcheck disable=SC2016 # expanded each time
	wait_until eval '[ "$(sandbox_requests)" -ge 3 ]'
	kill -s INT $!
	status=0
	wait $! || status=$?
	expect_equal $status 130
	expect_equal "$(jq -c 'map(.id)' out)" '["wo-1","wo-2"]'
	grep -q "2 of 4 work orders are done, of 1 the outcome is unknown: outcome unknown: work order 'wo-4': interrupted" said ||
		fail "$(cat said)"
	grep -q "fentu wo view wo-4" said || fail "$(cat said)"
	sandbox_fault '{"method": "PATCH", "skip": 1, "status": 429, "retry-after": "7000", "count": 0}'
	run -7 --separate-stderr fentu wo update wo-1 wo-2 wo-4 --priority low -o json
	expect_json 'map(.id)' '["wo-1"]'
	expect_in_stderr '1 of 3 work orders are done: '
}

@test "update: several end like one when none is done" {
	with_key
	FENTU_API_URL=http://127.0.0.1:9/v1 run -9 --separate-stderr fentu \
		wo update wo-1 wo-2 wo-4 --priority low --retries 0
	expect_output ''
	expect_equal "$(grep -c '^fentu: error: ' <<<"$stderr")" 1
	run -3 --separate-stderr fentu wo update wo-88888 wo-99999 --priority low
	expect_in_stderr '0 of 2 work orders are done, 2 failed'
	sandbox_fault '{"method": "PATCH", "no-answer": true, "count": 0}'
	run -1 --separate-stderr fentu wo update wo-1 wo-2 --priority low
	expect_in_stderr '0 of 2 work orders are done, of 2 the outcome is unknown'
	run -1 --separate-stderr fentu wo update wo-{1,2,4,5,6,7,8,9,10,11,12} --priority low
	expect_equal "$(sandbox_writes)" 14
	expect_in_stderr 'the outcome of 10, one after the other, is unknown'
}

@test "update: a record that is not as it was sent is told of" {
	with_key
	sandbox_fault '{"method": "PATCH", "count": 0, "body": "{\"data\":{\"id\":\"wo-1\",\"status\":\"open\",\"priority\":\"LOW\"}}"}'
	run -0 --separate-stderr fentu wo update wo-1 --status completed --priority low -o json
	expect_in_stderr "fentu: warning: work order wo-1 is not as it was sent: status is 'open', not 'completed'"
	expect_not_in_stderr LOW
	run -0 --separate-stderr fentu wo update wo-1 --status open
	expect_not_in_stderr warning
	printf 'id,status\nwo-1,completed\n' >w.csv
	run -0 --separate-stderr fentu wo update --from w.csv
	expect_in_stderr "row 1, line 2: work order wo-1 is not as it was sent: status is 'open', not 'completed'"
}

@test "update: the id is no field to be changed" {
	with_key
	run -2 --separate-stderr fentu wo update wo-1 --field id=wo-2
	expect_in_stderr "the field 'id' cannot be changed: it is not 'wo-1'"
	run -2 --separate-stderr fentu wo update wo-1 --data - <<<'{"id":"wo-2","status":"open"}'
	expect_equal "$(sandbox_writes)" 0
}
