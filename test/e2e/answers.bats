#!/usr/bin/env bats
# A 2xx that is not what was asked for: one table of answers and commands.

load helper

# NAME BODY: what a server, a gateway or a proxy may send with status 200.
answers() {
	cat <<-'END'
		error	{"error":{"message":"out of paper"}}
		items	{"items":[]}
		refused	{"success":false,"message":"quota reached, nothing saved"}
		none	{"data":{}}
		null	{"data":null}
		list	{"data":[{"id":"wo-1"}]}
		other	{"data":{"id":"zz-9"}}
		cut	{"data":{"id":"wo-1","na
		twice	{"data":{"id":"wo-1"}}{"data":{"id":"wo-1"}}
		text	done
		page	<!DOCTYPE html><html><title>Log in</title></html>
		empty
	END
}

# The exit status of a command over each, in their order; "-" as a status: not
# this one. A new answer wants a column, a new command a line.
commands() {
	cat <<-'END'
		1 1 1 1 1 1 1 1 1 1 9 1	wo view wo-1
		1 1 1 1 1 1 1 1 1 1 9 1	task view task-1
		1 1 1 1 1 - - 1 1 1 9 1	assets warranty asset-1
		1 1 1 1 1 - 1 1 1 1 9 1	assets parts asset-1
		1 1 1 1 1 - 1 1 1 1 9 1	task list wo-1
		1 1 1 1 1 - 1 1 1 1 9 1	wo list
		1 1 1 0 0 1 0 1 1 1 1 0	customers create --name x
		1 1 1 0 0 1 1 1 1 1 1 0	wo update wo-1 --priority low
		1 1 1 0 0 1 1 1 1 1 1 0	wo update wo-1 --field customer.x=1
		1 1 1 0 0 1 - 1 1 1 1 0	assets add-part asset-1 --part p --quantity 1
		0 0 0 0 0 0 0 1 1 1 1 1	api /work-orders/wo-1
		0 0 0 0 0 0 0 1 1 1 1 0	api PATCH /work-orders/wo-1 -f priority=low
		1 1 1 1 1 - 1 1 1 1 9 1	status
	END
}

# The answer that comes instead. A write is asked for by its method alone, so
# that what is read before it is true.
answer_with() { # BODY WORDS
	local method=GET
	case $2 in
	*' create '* | *' add-part '*) method=POST ;;
	*' update '* | *' PATCH '*) method=PATCH ;;
	esac
	sandbox_fault "$(jq -cn --arg body "$1" --arg method "$method" \
		'{body: $body, method: $method, count: 0}')"
}

@test "answers: what is not a record is never shown as one" {
	local statuses words name body want column
	with_key
	while IFS=$'\t' read -r statuses words; do
		column=0
		while IFS=$'\t' read -r name body; do
			column=$((column + 1))
			want=$(cut -d' ' -f$column <<<"$statuses")
			[ "$want" != - ] || continue
			answer_with "$body" "$words"
			# shellcheck disable=SC2086 # several words
			run --separate-stderr fentu $words --retries 0 -o json
			echo "$name: $words"
			expect_equal "$status" "$want"
			sandbox_control DELETE faults >/dev/null
			[[ $words != api* ]] || continue
			[[ $output != *zz-9* ]] || [ "$want" = 0 ] || fail "$output"
			[ "$words" = status ] || expect_not_in_output paper
			[ -z "$output" ] || jq -e . <<<"$output" >/dev/null ||
				[ "$output" = null ] || fail "$output"
		done < <(answers)
	done < <(commands)
}

@test "answers: a write is done when its answer is the record or empty" {
	with_key
	sandbox_fault '{"method": "POST", "status": 201, "body": "{\"data\":{\"id\":\"cu"}'
	run -1 --separate-stderr fentu customers create --name x -o json
	expect_output ''
	expect_in_stderr 'outcome unknown: a new customer: the server answered 201 with text that is not JSON: {"data":{"id":"cu'
	expect_in_stderr "look for it with 'fentu customers list'"
	sandbox_fault '{"method": "POST", "body": "{\"error\":{\"message\":\"out of paper\"}}"}'
	run -1 --separate-stderr fentu customers create --name x
	expect_in_stderr 'outcome unknown: a new customer: the server answered with an error instead of a new customer: out of paper'
	sandbox_fault '{"method": "PATCH", "body": "{\"data\":{}}"}'
	run -0 --separate-stderr fentu wo update wo-1 --priority low -o json
	expect_output '{"id":"wo-1"}'
	expect_in_stderr "the server's answer holds no record"
	sandbox_fault '{"method": "POST", "status": 202, "body": "{\"job\":7}"}'
	run -0 --separate-stderr fentu customers create --name x -o json
	expect_output null
	expect_in_stderr 'Accepted, not yet confirmed: customer'
}

# What each command says of "202 with a job", "204" and "200 with a record".
@test "answers: what is accepted or answered without a record is told apart" {
	local words later bare
	with_key
	printf 'name\na\n' >c.csv
	printf 'id,priority\nwo-1,low\n' >w.csv
	while IFS=$'\t' read -r words later bare; do
		sandbox_fault '{"status": 202, "body": "{\"job\":7}"}'
		# shellcheck disable=SC2086 # several words
		run -0 --separate-stderr fentu $words
		expect_stderr "fentu: ${later//@/$(where)}"
		rm -f ./*.results.ndjson
		sandbox_fault '{"status": 204, "body": ""}'
		# shellcheck disable=SC2086 # several words
		run -0 --separate-stderr fentu $words
		expect_stderr "fentu: ${bare//@/$(where)}"
	done <<-'END'
		customers create --name x	Accepted, not yet confirmed: customer @; the server's answer holds no record	Created customer @; the server's answer holds no record
		wo update wo-1 --priority low	Accepted, not yet confirmed: work order wo-1 @: priority; the server's answer holds no record	Updated work order wo-1 @: priority; the server's answer holds no record
		wo delete wo-1 --yes	Accepted, not yet confirmed: work order wo-1 @	Deleted work order wo-1 @; it is in the trash
		customers create --from c.csv	Created 0 customers @; accepted, not yet confirmed: 1	Created 1 customer @; answered without a record: 1
		wo update --from w.csv	Updated 0 work orders @; accepted, not yet confirmed: 1	Updated 1 work order @; answered without a record: 1
	END
	rm -f ./*.results.ndjson
	printf 'name\na\nb\nc\n' >c.csv
	sandbox_fault '{"status": 422, "body": "{}"}'
	sandbox_fault '{"skip": 1, "status": 202, "body": "null"}'
	run -7 --separate-stderr fentu customers create --from c.csv --concurrency 1
	expect_in_stderr "2 of 3 rows are done, 1 failed $(where); accepted, not yet confirmed: 1"
	expect_equal "$(jq -r '.outcome // empty' c.csv.results.ndjson | sort | uniq -c | xargs)" '2 done 1 failed'
}

@test "answers: a 200 that is not about a record leaves the outcome unknown" {
	with_key
	sandbox_fault '{"method": "POST", "count": 0, "body": "{\"success\":false,\n \"message\":\"quota reached\"}"}'
	run -1 --separate-stderr fentu customers create --name x -o table
	expect_output ''
	expect_in_stderr 'outcome unknown: a new customer: the server answered with an error instead of a new customer: quota reached'
	expect_in_stderr "look for it with 'fentu customers list'"
	printf 'name\na\nb\n' >c.csv
	run -7 --separate-stderr fentu customers create --from c.csv
	expect_equal "$(jq -r '.outcome // empty' c.csv.results.ndjson | sort | uniq -c | xargs)" '2 unknown'
}

@test "answers: a place that is gone is named as a person would" {
	local words said
	with_key
	sandbox_fault '{"count": 0, "status": 410, "body": "{\"message\":\"Gone\"}"}'
	while read -r words said; do
		# shellcheck disable=SC2086 # several words
		run -3 --separate-stderr fentu ${words//_/ }
		expect_in_stderr "$said"
	done <<-END
		wo_create_--customer_cust-1 fentu: error: the API at $FENTU_API_URL has no list of work orders: Gone
		task_create_wo-1_--name_x fentu: error: no work order 'wo-1': Gone
		assets_add-part_asset-1_--part_p-1_--quantity_1 fentu: error: no asset 'asset-1': Gone
		wo_update_wo-1_--priority_low fentu: error: no work order 'wo-1': Gone
		wo_view_wo-1 fentu: error: no work order 'wo-1': Gone
		api_/work-orders/wo-1 fentu: error: no resource at '/work-orders/wo-1': Gone
	END
}

@test "answers: rows whose answer is not JSON are unknown, and not sent again" {
	with_key
	printf 'name\na\nb\nc\n' >c.csv
	sandbox_fault '{"method": "POST", "skip": 1, "body": "{\"data\":{\"id\":\"cu"}'
	run -7 --separate-stderr fentu customers create --from c.csv --concurrency 1 -o json
	expect_json length 2
	expect_in_stderr 'row 2, line 3: outcome unknown'
	expect_in_stderr '2 of 3 rows are done, of 1 the outcome is unknown'
	expect_equal "$(jq -r '.outcome // empty' c.csv.results.ndjson | sort | uniq -c | xargs)" '2 done 1 unknown'
	run -7 --separate-stderr fentu customers create --from c.csv
	expect_equal "$(sandbox_log 'map(select(.method == "POST")) | length')" 3
}

@test "answers: a delete is believed when the record is gone" {
	local body
	with_key
	for body in '{"error":"no"}' '{"data":{"id' '{"data":{"id":"zz-9"}}' \
		'{"success":false}' '{"message":"gone"}' OK; do
		sandbox_fault "$(jq -cn --arg body "$body" '{method: "DELETE", body: $body}')"
		run -1 --separate-stderr fentu wo delete wo-1 --yes
		expect_in_stderr "outcome unknown: work order 'wo-1'"
	done
	sandbox_fault '{"method": "DELETE", "act": true, "body": "{\"data\":{\"id"}'
	run -0 --separate-stderr fentu wo delete wo-1 --yes
	for body in '' '{}' '{"data":{"id":"wo-2"}}'; do
		sandbox_fault "$(jq -cn --arg body "$body" '{method: "DELETE", body: $body}')"
		run -0 --separate-stderr fentu wo delete wo-2 --yes
	done
}

# What a server may send that would be a mistake on a command line: each fault
# for each command. None is the person's mistake, so none ends in 2.
odd_answers() {
	local id
	for id in . .. '' a/b 'a b' $'a\nb' 7 -1 "$(printf 'x%.0s' {1..9000})"; do
		jq -cn --arg id "$id" '{id: $id, name: $id, status: "..",
			work_order_number: $id, scheduled_date: "2026-99-99",
			customer: {id: $id}, created_at: "soon"} |
			{count: 0, body: ({data: .} | tojson)},
			{count: 0, body: ({data: [.]} | tojson)}'
	done
	for id in ftp://x/y http://192.0.2.1/ // : '' '%%%' 'https://a b/' '/v1/..' \
		http://user:pw@127.0.0.1/; do
		jq -cn --arg at "$id" '{count: 0, status: 302, header: "Location: \($at)"},
			{count: 0, status: 201, body: "{}", header: "Location: \($at)"}'
	done
	cat <<-'END'
		{"count": 0, "status": 403, "header": "WWW-Authenticate: Bearer scope=\"no:such / .. \"", "body": "{}"}
		{"count": 0, "status": 403, "body": "{\"error\":{\"required_scope\":\"..\"}}"}
		{"count": 0, "status": 422, "body": "{\"errors\":{\"--name\":[\"..\"]}}"}
		{"count": 0, "status": 429, "header": "Retry-After: soon"}
		{"count": 0, "status": 405, "header": "Allow: ,,"}
		{"count": 0, "header": "ETag: \u0001\"x", "body": "{\"data\":[]}"}
	END
}

@test "answers: what a server sends never ends in 2" {
	local fault command count=0 step
	with_key
	# a third of the pairs, or all of them
	step=$(rounds 3 1)
	printf 'id,priority\nwo-1,low\n' >c.csv
	while read -r fault; do
		sandbox_control DELETE faults >/dev/null
		sandbox_fault "$fault"
		while read -r command; do
			count=$((count + 1))
			[ $((count % step)) -eq 0 ] || continue
			rm -f c.csv.results.ndjson
			# shellcheck disable=SC2086 # several words
			run --separate-stderr fentu $command --retries 0 --max-wait 0
			[ "$status" -ne 2 ] || fail "$command: $fault"
			[ "$status" -lt 10 ] || fail "$command: $fault"
		done <<-'END'
			wo list --all --status open,draft --sort id -o csv
			wo list --cache 1h
			wo view wo-1
			task list wo-1
			assets warranty asset-1
			customers create --name x
			wo update wo-1 --field customer.x=1
			wo update --from c.csv
			wo delete wo-1 --yes
			api /work-orders --paginate
			status
		END
	done < <(odd_answers)
	[ "$count" -gt 400 ] || fail "only $count"
}

@test "answers: an id is not cut at a NUL" {
	with_key
	printf 'name\na\n' >c.csv
	sandbox_fault '{"method": "POST", "count": 2, "status": 201, "body": "{\"data\":{\"id\":\"cust-5\\u0000x\"}}"}'
	run -0 --separate-stderr fentu customers create --name x -o id
	expect_output 'cust-5\x00x'
	expect_stderr "fentu: Created customer cust-5\x00x $(where)"
	run -0 --separate-stderr fentu customers create --from c.csv -o id
	expect_output 'cust-5\x00x'
	expect_equal "$(jq -r 'select(.row).id' c.csv.results.ndjson | tail -n 1)" 'cust-5\x00x'
}
