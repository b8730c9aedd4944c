#!/usr/bin/env bats
# Records that are made, of every kind.

load helper

@test "create: a work order, with every flag" {
	with_key
	export TZ=Europe/Berlin
	run -0 --separate-stderr fentu wo create --customer cust-1 \
		--contact contact-1 --technician tech-1 \
		--description 'Pump "A/B" drips: Öl' --priority high \
		--status assigned --scheduled '2030-03-04 09:00' \
		--duration 1h30m -o json
	expect_equal "$(sandbox_write)" 'POST /v1/work-orders'
	expect_equal "$(sandbox_body)" "$(jq -c . <<-'END'
		{"customer_id": "cust-1", "contact_id": "contact-1",
		"technician_id": "tech-1",
		"description": "Pump \"A/B\" drips: Öl", "priority": "high",
		"status": "assigned",
		"scheduled_date": "2030-03-04T08:00:00Z",
		"estimated_duration": 90}
	END
	)"
	expect_json '[.customer.id, .status, .estimated_duration]' \
		'["cust-1","assigned",90]'
	expect_stderr "fentu: Created work order $(jq -r '"\(.id) (\(.work_order_number))"' <<<"$output") $(where)"
	# it is there
	run -0 --separate-stderr fentu wo view "$(jq -r .id <<<"$output")" -o json
	expect_json .description '"Pump \"A/B\" drips: Öl"'
}

@test "create: a task below its work order" {
	with_key
	run -0 --separate-stderr fentu task create wo-2 --name Check \
		--description d --status pending --sequence 7 --duration 45m \
		--technician tech-1 --checklist checklist-1 --notes '' -o id
	expect_equal "$(sandbox_write)" 'POST /v1/work-orders/wo-2/tasks'
	expect_equal "$(sandbox_body)" '{"name":"Check","description":"d","status":"pending","sequence":7,"estimated_duration":45,"technician_id":"tech-1","checklist_id":"checklist-1","notes":""}'
	[[ $output =~ ^task-[0-9]+$ ]] || fail 'no id'
	run -0 --separate-stderr fentu task view "$output" -o json
	expect_json .work_order_id '"wo-2"'
}

@test "create: a customer, its address part by part" {
	with_key
	run -0 --separate-stderr fentu customers create --name 'Nord GmbH' \
		--number C-1 --type commercial --status active \
		--email a@example.com --phone 1 --fax 2 \
		--website https://n.example --branch branch-1 --tax-id DE1 \
		--payment-terms net30 --address city=Hamburg \
		--address 'street=Weg 4=a' --field billing_address.city=Kiel \
		-o json
	expect_equal "$(sandbox_body)" '{"name":"Nord GmbH","customer_number":"C-1","customer_type":"commercial","status":"active","email":"a@example.com","phone":"1","fax":"2","website":"https://n.example","branch_id":"branch-1","tax_id":"DE1","payment_terms":"net30","address":{"city":"Hamburg","street":"Weg 4=a"},"billing_address":{"city":"Kiel"}}'
	expect_json .address '{"city":"Hamburg","street":"Weg 4=a"}'
}

@test "create: an asset, and a part of it" {
	local id
	with_key
	run -0 --separate-stderr fentu assets create --name Pump \
		--customer cust-1 --product prod-1 --object obj-1 \
		--serial S-1 --tag T-1 --model M-1 --location Cellar \
		--status active --installed 2022-05-02 \
		--warranty-start 2022-05-02 --warranty-end 2027-05-01 -o id
	id=$output
	expect_equal "$(sandbox_body)" '{"name":"Pump","customer_id":"cust-1","product_id":"prod-1","object_id":"obj-1","serial_number":"S-1","asset_tag":"T-1","model_number":"M-1","location":"Cellar","status":"active","install_date":"2022-05-02","warranty_start":"2022-05-02","warranty_expiry":"2027-05-01"}'
	run -0 --separate-stderr fentu assets add-part "$id" --part part-1 \
		--quantity 2 --name Ring --serial R-1 -o json
	expect_equal "$(sandbox_write)" "POST /v1/assets/$id/parts"
	expect_equal "$(sandbox_body)" '{"part_id":"part-1","quantity":2,"name":"Ring","serial_number":"R-1"}'
	expect_json .part_id '"part-1"'
	run -0 --separate-stderr fentu assets parts "$id" -o json
	expect_json 'length' 1
}

@test "create: dates are words, too, in the local time zone" {
	local tomorrow
	export TZ=America/New_York
	tomorrow=$(date -d tomorrow +%F)
	run -0 --separate-stderr fentu wo create --customer cust-1 --dry-run \
		--scheduled 'tomorrow 09:30'
	expect_in_output "\"scheduled_date\":\"$(date -u -d "$tomorrow 09:30 $(TZ=America/New_York date -d "$tomorrow 09:30" +%z)" +%FT%TZ)\""
	run -0 --separate-stderr fentu assets create --customer cust-1 \
		--name x --dry-run --installed tomorrow
	expect_in_output "\"install_date\":\"$tomorrow\""
}

@test "create: any other field, as a text or as JSON, numbers as they are spelled" {
	run -0 --separate-stderr fentu task create wo-1 --name x --dry-run \
		--field 'custom.deep.key=1.50' --field 'custom.n:=1.50' \
		--field 'parts_required:=[{"part_id": "part-1", "quantity": 12345678901234567890}]'
	expect_in_output '{"name":"x","custom":{"deep":{"key":"1.50"},"n":1.50},"parts_required":[{"part_id":"part-1","quantity":12345678901234567890}]}'
}

@test "create: --data goes out as it is, from a file, a pipe, standard input" {
	local body=$'{ "name" : "N\\u00e4", "x": 1.0 }\n'
	printf %s "$body" >body.json
	run -0 --separate-stderr fentu customers create --dry-run --data body.json
	expect_in_output "${body%$'\n'}"
	run -0 --separate-stderr fentu customers create --dry-run --data - <body.json
	expect_in_output "${body%$'\n'}"
	run -0 --separate-stderr fentu customers create --dry-run --data <(cat body.json)
	expect_in_output "${body%$'\n'}"
	with_key
	run -0 --separate-stderr fentu customers create --data - -o id <<<'{"name": "N"}'
	[[ $output =~ ^cust- ]] || fail 'no id'
}

@test "create: what is required is told at once, before anything is sent" {
	with_key
	run -2 --separate-stderr fentu wo create
	expect_in_stderr 'required and not given: --customer'
	run -2 --separate-stderr fentu task create wo-1 --notes n
	expect_in_stderr 'required and not given: --name'
	run -2 --separate-stderr fentu customers create
	run -2 --separate-stderr fentu assets create
	expect_in_stderr 'required and not given: --name, --customer'
	run -2 --separate-stderr fentu assets add-part asset-1
	expect_in_stderr 'required and not given: --part, --quantity'
	expect_equal "$(sandbox_requests)" 0
}

@test "create: bad input is one error, and nothing is sent" {
	local wrong
	with_key
	mkdir folder
	: >empty
	printf '{"name": 1' >half.json
	printf '[1]' >list.json
	while read -r wrong <&9; do
		eval "set -- $wrong"
		run -2 --separate-stderr fentu customers create "$@"
		expect_output ''
		expect_equal "$(grep -c '^fentu: error: ' <<<"$stderr")" 1
	done 9<<-'END'
		--name x --field key
		--name x --field =v
		--name x --field :=1
		--name x --field k:=
		--name x --field k:=nonsense
		--name x --field a..b=1
		--name x --field name=y
		--name x --address city
		--name x --address city=a --address city=b
		--name x --address city=a --field address=b
		--name x --branch ''
		--name x --branch wo-1
		--name $'\xff'
		--name x --data list.json
		--data missing
		--data folder
		--data empty
		--data half.json
		--data list.json
		--data /dev/null
	END
	run -2 --separate-stderr fentu customers create --data - </dev/null
	expect_in_stderr 'standard input is empty'
	# Closed within a shell of its own: bats opens files in the place of ours.
	# shellcheck disable=SC2016 # meant for that shell
	run -2 --separate-stderr bash -c 'exec "$0" customers create --data - <&-' \
		"$FENTU"
	expect_in_stderr 'standard input is empty'
	for wrong in '--duration x' '--duration -1' '--duration 1.5h' \
		'--scheduled nonsense' '--scheduled 2025-02-30' \
		'--scheduled 2025-02-03T25:00' '--customer cust-2 --contact tech-1'; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr fentu wo create --customer cust-1 $wrong
	done
	run -2 --separate-stderr fentu task create cust-1 --name x
	expect_in_stderr "'cust-1' is the id of a customer, not of a work order"
	run -2 --separate-stderr fentu task create wo-1 --name x --sequence 1.5
	expect_equal "$(sandbox_requests)" 0
}

@test "create: an unknown value is sent, with a note" {
	with_key
	run -8 --separate-stderr fentu wo create --customer cust-1 --status brandnew
	expect_in_stderr "'brandnew' is no status that fentu knows; it is sent all the same"
	expect_in_stderr 'Known are draft, open, '
	expect_equal "$(sandbox_body)" '{"customer_id":"cust-1","status":"brandnew"}'
	run --separate-stderr fentu wo update wo-1 --priority hihg
	expect_in_stderr "Did you mean 'high'? Known are low, "
}

@test "create: each rejected field is told with the option that sets it, in every shape" {
	local shape
	with_key
	for shape in message error list strings; do
		sandbox_setting error-shape "$shape"
		run -8 --separate-stderr fentu wo create --customer cust-99999 \
			--status no-status -o json
		expect_output ''
		expect_in_stderr '  --customer: '
		expect_in_stderr '  --status: '
		expect_equal "$(tail -n 1 <<<"$stderr" |
			jq -c '[.error.exit_code, (.error.fields | map(.field, .option))]')" \
			'[8,["customer_id","--customer","status","--status"]]'
	done
	# these have no room for fields: what they say is told
	for shape in code oauth text; do
		sandbox_setting error-shape "$shape"
		run -8 --separate-stderr fentu wo create --customer cust-99999
		expect_in_stderr 'The given data was invalid'
	done
	sandbox_setting error-shape empty
	run -8 --separate-stderr fentu wo create --customer cust-99999
}

@test "create: a doubled serial number is a conflict" {
	local serial
	with_key
	serial=$(fentu assets list --limit 1 -o json | jq -r '.[].serial_number')
	run -8 --separate-stderr fentu assets create --name x --customer cust-1 --serial "$serial"
	expect_in_stderr '--serial: is taken'
}

@test "create: of a work order that does not exist" {
	with_key
	run -3 --separate-stderr fentu task create wo-99999 --name x
	expect_in_stderr "no work order 'wo-99999'"
}

@test "create: --dry-run shows the request, sends nothing, needs no login" {
	run -0 --separate-stderr fentu wo create --customer cust-1 \
		--idempotency-key k-1 --dry-run
	expect_output "POST $FENTU_API_URL/work-orders
Authorization: Bearer (not shown)
Accept: application/json
Content-Type: application/json
Idempotency-Key: k-1

{\"customer_id\":\"cust-1\"}"
	expect_stderr ''
	run -0 --separate-stderr fentu --dry-run task create 'wo-1/..' --name x
	expect_equal "${lines[0]}" "POST $FENTU_API_URL/work-orders/wo-1%2F../tasks"
	expect_equal "$(sandbox_requests)" 0
}

@test "create: a required field that is only assumed does not stop --no-check" {
	with_key
	run -2 --separate-stderr fentu customers create --phone 1
	expect_in_stderr '--no-check sends it without what is missing'
	run -2 --separate-stderr fentu assets add-part asset-1
	expect_in_stderr --no-check
	sandbox_fault '{"method": "POST", "count": 0, "status": 201, "body": "{\"data\":{\"id\":\"x\"}}"}'
	run -0 --separate-stderr fentu customers create --phone 1 --no-check
	expect_equal "$(sandbox_body)" '{"phone":"1"}'
	run -0 --separate-stderr fentu customers create --no-check
	expect_equal "$(sandbox_body)" '{}'
	run -0 --separate-stderr fentu assets add-part asset-1 --no-check --name p
	expect_equal "$(sandbox_body)" '{"name":"p"}'
	printf 'phone\n1\n' >c.csv
	run -2 --separate-stderr fentu customers create --from c.csv
	expect_in_stderr 'name: required and not given'
	expect_in_stderr --no-check
	run -0 --separate-stderr fentu customers create --from c.csv --no-check
	expect_equal "$(sandbox_body)" '{"phone":"1"}'
}

# What --notes made of a text, as JSON.
notes_of() { # WORD
	run -0 --separate-stderr fentu task update task-1 --notes "$1" --dry-run
	sed -n '$p' <<<"$output" | jq -c .notes
}

@test "create: a long text comes from standard input or from a file" {
	with_key
	printf 'one\ntwo\n\n' >notes
	expect_equal "$(notes_of @notes)" '"one\ntwo\n"'
	expect_equal "$(notes_of - <notes)" '"one\ntwo\n"'
	printf 'a\r\n' >notes
	expect_equal "$(notes_of @notes)" '"a"'
	printf 'a\r' >notes
	expect_equal "$(notes_of @notes)" '"a\r"'
	printf '\n' >notes
	expect_equal "$(notes_of @notes)" '""'
	expect_equal "$(notes_of -x)" '"-x"'
	run -0 --separate-stderr fentu wo create --customer c --description @notes --dry-run
	expect_in_output '{"customer_id":"c","description":""}'
	run -0 --separate-stderr fentu task update task-1 --field notes=@text --dry-run
	expect_in_output '{"notes":"@text"}'
	# a name is no long text
	run -0 --separate-stderr fentu customers create --name @notes --dry-run
	expect_in_output '{"name":"@notes"}'
	expect_equal "$(sandbox_requests)" 0
}

@test "create: a long text that cannot be read is refused, and nothing is sent" {
	with_key
	# an unset variable behind the @
	run -2 --separate-stderr fentu task update task-1 --notes @
	expect_in_stderr "--notes: '@' names no file"
	expect_in_stderr "a text that begins with @ is given by --field 'notes=@'"
	run -2 --separate-stderr fentu wo create --customer c --description @
	expect_in_stderr "--description: '@' names no file"
	run -2 --separate-stderr fentu task update task-1 --notes @nothing
	expect_in_stderr "--notes: cannot read 'nothing'"
	expect_in_stderr "a text that begins with @ is given by --field 'notes=@nothing'"
	printf 'a\xff' >bad
	run -2 --separate-stderr fentu task update task-1 --notes @bad
	expect_in_stderr 'not UTF-8'
	printf 'a\0b' >bad
	run -2 --separate-stderr fentu task update task-1 --notes @bad
	expect_in_stderr 'not UTF-8'
	head -c 1100000 /dev/zero | tr '\0' a >large
	run -2 --separate-stderr fentu task update task-1 --notes @large
	expect_in_stderr 'is larger than 1 MiB'
	run -2 --separate-stderr fentu task update task-1 --notes - --description - </dev/null
	expect_in_stderr '--description and --notes cannot both read standard input'
	run -2 --separate-stderr fentu task update task-1 --notes - </dev/null
	expect_in_stderr 'standard input is empty'
	expect_equal "$(sandbox_requests)" 0
}

@test "create: a long text from a terminal says what it waits for" {
	with_key
	printf 'typed\n\004' | timeout 20 script -qec \
		"'$FENTU' task update task-1 --notes - --dry-run" /dev/null >screen
	grep -q 'Reading from the terminal; Ctrl-D ends' screen
	grep -q '{"notes":"typed"}' screen
}

@test "create: with -o id a script gets the id alone" {
	with_key
	run -0 --separate-stderr fentu -q customers create --name x -o id
	[[ $output =~ ^cust-[0-9]+$ ]] || fail 'not an id'
	expect_stderr ''
}

@test "create: an answer without a body is success, and what is known is said" {
	with_key
	sandbox_fault '{"method": "POST", "status": 201, "body": "", "header": "Location: /v1/customers/cust-77"}'
	run -0 --separate-stderr fentu customers create --name x -o id
	expect_output cust-77
	sandbox_fault '{"method": "POST", "status": 204, "body": ""}'
	run -0 --separate-stderr fentu customers create --name x -o json
	expect_stderr "fentu: Created customer $(where); the server's answer holds no record"
	expect_output null
}

@test "create: a record that is not as it was sent is told of" {
	with_key
	sandbox_fault '{"method": "POST", "count": 0, "body": "{\"data\":{\"id\":\"cust-9\",\"name\":\"other\",\"address\":{\"city\":\"Rom\"}}}"}'
	run -0 --separate-stderr fentu customers create --name x --address city=Bonn
	expect_in_stderr "fentu: warning: customer cust-9 is not as it was sent: name is 'other', not 'x'; address.city is 'Rom', not 'Bonn'"
	run -0 --separate-stderr fentu customers create --name other
	expect_not_in_stderr warning
	seq 22 | sed '1i name' >c.csv
	run -0 --separate-stderr fentu customers create --from c.csv --concurrency 1
	expect_in_stderr "fentu: warning: row 1, line 2: customer cust-9 is not as it was sent: name is 'other', not '1'"
	expect_equal "$(grep -c 'warning: row' <<<"$stderr")" 20
	expect_in_stderr 'fentu: warning: 22 customers in all are not as they were sent'
	sandbox_control DELETE faults >/dev/null
	sandbox_fault '{"method": "POST", "body": "{\"data\":{\"quantity\":7}}"}'
	run -0 --separate-stderr fentu assets add-part asset-1 --part p --quantity 1
	expect_in_stderr "fentu: warning: part is not as it was sent: quantity is '7', not '1'"
}

@test "create: a connection cut after the request was sent is never tried again" {
	local fault count before
	with_key
	count=0
	for fault in '"no-answer": true' '"act": true, "cut-head": 20' \
		'"act": true, "cut": 5' '"act": true, "reset": true'; do
		before=$(fentu customers list --all -o id | wc -l)
		sandbox_fault "{\"method\": \"POST\", $fault}"
		run -1 --separate-stderr fentu customers create --name "once $count"
		expect_output ''
		expect_in_stderr 'outcome unknown'
		expect_in_stderr "hint: look for it with 'fentu customers list'"
		expect_equal "$(sandbox_writes)" $((++count))
		expect_equal "$(fentu customers list --all -o id | wc -l)" $((before + 1))
	done
}

@test "create: a timeout after the request was sent is an unknown outcome" {
	with_key
	sandbox_fault '{"method": "POST", "delay": 5000}'
	run -1 --separate-stderr fentu wo create --customer cust-1 --timeout 1 -o json
	expect_equal "$(tail -n 1 <<<"$stderr" | jq -c '[.error.code, .error.exit_code]')" '["other",1]'
	expect_in_stderr 'outcome unknown: a new work order'
	expect_in_stderr "creating it again could make it twice"
	expect_equal "$(sandbox_writes)" 1
}

@test "create: trouble at the server is an unknown outcome, and not tried again" {
	local status
	with_key
	for status in 500 502 503 504; do
		sandbox_fault "{\"method\": \"POST\", \"status\": $status}"
		run -9 --separate-stderr fentu customers create --name x
		expect_in_stderr 'outcome unknown'
	done
	expect_equal "$(sandbox_writes)" 4
}

@test "create: what was certainly not carried out is tried again, with the same key" {
	with_key
	sandbox_fault '{"method": "POST", "status": 429, "retry-after": "0", "count": 2}'
	run -0 --separate-stderr fentu customers create --name x -o id
	expect_equal "$(sandbox_writes)" 3
	expect_equal "$(sandbox_log 'map(select(.method == "POST") | .headers | with_entries(.key |= ascii_downcase) | ."idempotency-key") | unique | length')" 1
	# nobody listens: nothing was sent
	run -9 --separate-stderr env FENTU_API_URL=http://127.0.0.1:9/v1 "$FENTU" \
		customers create --name x --retries 0
	expect_not_in_stderr 'outcome unknown'
}

@test "create: a page of a network's login is no success" {
	with_key
	sandbox_fault '{"method": "POST", "html": true}'
	run -1 --separate-stderr fentu customers create --name x
	expect_in_stderr 'outcome unknown'
}

@test "create: says whose account it is when asked to be verbose" {
	with_key
	run -0 --separate-stderr fentu -v customers create --name x
	expect_in_stderr "Writing as profile 'default' at $FENTU_API_URL."
	run -0 --separate-stderr fentu customers create --name x
	expect_not_in_stderr 'Writing as'
}

@test "create: a key without the scope names the one that is needed" {
	with_key "$(sandbox_key read:customers)"
	run -5 --separate-stderr fentu customers create --name x
	expect_in_stderr write:customers
}

@test "create: help and completion offer the flags" {
	run -0 fentu wo create --help
	expect_in_output '--customer ID'
	expect_in_output '--field KEY=VALUE'
	run -0 fentu customers create --help
	expect_in_output 'may be repeated'
	run -0 fentu __complete wo create --prio
	expect_in_output --priority
	run -0 fentu __complete wo create --priority ''
	expect_in_output urgent
	run -0 fentu __complete assets add-part asset-1 --q
	expect_in_output --quantity
	run -2 --separate-stderr fentu wo create --custmer x
	expect_in_stderr "did you mean '--customer'"
}

# cut_short SIGNAL REQUESTS ARGUMENT...: send a signal once the sandbox has got
# this many requests. Sets status; what was said is in the files out and said.
cut_short() {
	local signal=$1 requests=$2
	shift 2
	# a shell that is no terminal's has its jobs ignore SIGINT
	env --default-signal=INT "$FENTU" "$@" >out 2>said 3>&- &
	wait_until eval "[ \"\$(sandbox_requests)\" -ge $requests ]"
	kill -s "$signal" $!
	status=0
	wait $! || status=$?
}

@test "create: a signal while the request is under way leaves an unknown outcome, and says so" {
	with_key
	sandbox_fault '{"method": "POST", "no-answer": true, "delay": 20000, "count": 0}'
	cut_short INT 1 customers create --name x
	expect_equal "$status" 130
	expect_equal "$(cat said)" "fentu: error: outcome unknown: a new customer: interrupted
hint: look for it with 'fentu customers list'; creating it again could make it twice"
	expect_equal "$(cat out)" ''
	cut_short TERM 2 customers create --name x -o json
	expect_equal "$status" 143
	expect_equal "$(tail -n 1 said | jq -c '.error | [.code, .exit_code]')" '["interrupted",143]'
	cut_short INT 3 api POST customers -f name=x
	expect_equal "$status" 130
	grep -q 'outcome unknown: POST .customers.: interrupted' said || fail "$(cat said)"
}

@test "create: one field by two names is refused" {
	local options
	with_key
	while read -r -a options; do
		run -2 --separate-stderr fentu wo create --customer cust-1 --dry-run \
			"${options[@]}"
		expect_in_stderr 'set the same'
		expect_in_stderr "${options[0]}"
	done <<-'END'
		--field customer.id=cust-2
		--field customer:={"id":"cust-2"}
		--technician tech-1 --field technician.id=tech-2
		--field technician.id=tech-2 --technician tech-1
		--field technician_id=tech-1 --field technician.id:=null
	END
	run -0 --separate-stderr fentu wo create --customer cust-1 --dry-run \
		--field customer.name=x --field technician.id=tech-2
}

@test "create: a byte order mark is no part of a text that is read" {
	with_key
	printf '\xEF\xBB\xBFtwo\nlines\n' >bom.txt
	run -0 --separate-stderr fentu wo create --customer cust-1 \
		--description @bom.txt -o json
	expect_json .description '"two\nlines"'
}
