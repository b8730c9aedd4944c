#!/usr/bin/env bats
# The sandbox itself, asked by curl: what other tests stand on.

load helper

# get PATH [CURL OPTION...]: the body, below the base, with the key.
get() {
	local path=$1
	shift
	curl -sS --noproxy '*' --max-time 10 "$@" \
		-H "Authorization: Bearer $SANDBOX_KEY" "$FENTU_API_URL$path"
}

status_of() { # PATH [CURL OPTION...]: just the status
	get "$@" -o "$BATS_TEST_TMPDIR/body" -w '%{http_code}'
}

head_of() { # PATH: status and headers, without carriage returns
	get "$1" -o "$BATS_TEST_TMPDIR/body" -D - | tr -d '\r'
}

send() { # METHOD PATH JSON: the body and, on a line of its own, the status
	get "$2" -X "$1" -H 'Content-Type: application/json' --data "$3" \
		-w '\n%{http_code}\n'
}

keys_of() { # PATH FILTER: the names of all keys of what FILTER picks
	get "$1" | jq -r "[$2 | objects | keys_unsorted[]] | unique | join(\" \")"
}

# sandbox COMMAND...: a second one, with a time limit.
sandbox() {
	timeout -k 5 30 "$SANDBOX" "$@"
}

# ---- the program ----

@test "sandbox: gives a command the addresses and a fresh key" {
	# shellcheck disable=SC2016 # for the inner shell
	run -0 sandbox -- sh -c 'echo "$FENTU_API_URL $FENTU_OAUTH_URL"
		curl -sS --noproxy "*" -o /dev/null -w "%{http_code}" \
			-H "Authorization: Bearer $FENTU_API_KEY" \
			"$FENTU_API_URL/assets"'
	[[ ${lines[0]} =~ ^http://127.0.0.1:([0-9]+)/v1\ http://127.0.0.1:([0-9]+)$ ]]
	expect_equal "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
	expect_equal "${lines[1]}" 200
}

@test "sandbox: does not hand the caller's own key to the command" {
	# shellcheck disable=SC2016 # for the inner shell
	FENTU_API_KEY=mine run -0 sandbox -- sh -c 'echo "$FENTU_API_KEY"'
	expect_not_in_output mine
}

@test "sandbox: ends with the status of its command" {
	run -7 sandbox -- sh -c 'exit 7'
	# shellcheck disable=SC2016 # for the inner shell
	run -137 sandbox -- sh -c 'kill -KILL $$'
}

@test "sandbox: leaves standard input to its command" {
	run -0 sandbox -- cat <<<'as it was'
	expect_output 'as it was'
}

@test "sandbox: passes a request to end on to its command" {
	"$SANDBOX" -- sh -c 'trap "exit 9" TERM; touch ready
		while :; do sleep 0.05; done' 3>&- &
	local pid=$! status=0
	wait_until test -e ready
	kill -TERM $pid
	wait $pid || status=$?
	expect_equal $status 9
}

@test "sandbox: ends on SIGINT and SIGTERM with 0 and lets go of the port" {
	local end
	for end in TERM INT; do
		kill -$end "$SANDBOX_PID"
		wait "$SANDBOX_PID"
		run -7 get /assets
		sandbox_start --listen "${SANDBOX_URL#http://}"
	done
}

@test "sandbox: ends at once although an answer is under way" {
	sandbox_fault '{"stall": 60000}'
	get /assets >"$BATS_TEST_TMPDIR/half" 2>&1 3>&- &
	wait_until test -s "$BATS_TEST_TMPDIR/half"
	local before=$SECONDS
	kill -TERM "$SANDBOX_PID"
	wait "$SANDBOX_PID"
	[ $((SECONDS - before)) -lt 10 ]
	unset SANDBOX_PID
}

@test "sandbox: can be started by eval, in the background" {
	# shellcheck disable=SC2016 # for the inner shell
	run -0 timeout -k 5 20 bash -c 'eval "$('"$SANDBOX"' --listen 127.0.0.1:0 \
			2>/dev/null 3>&- & echo pid=$!)"
		echo "$FENTU_API_URL"
		kill $pid'
	expect_in_output http://127.0.0.1:
}

@test "sandbox: listens on this machine only" {
	local address
	for address in 0.0.0.0:0 8.8.8.8:0 '[::]:0' example.com:0; do
		run -2 --separate-stderr sandbox --listen "$address"
		expect_in_stderr 'is no loopback address'
	done
	run -2 --separate-stderr sandbox --listen 127.0.0.1
	expect_in_stderr 'no address and port'
}

@test "sandbox: says in one line what is wrong with the command line" {
	local words
	for words in '' '--records 0 -- true' '--records x -- true' \
		'--fault foo=1 -- true' '--fault cut=-1 -- true' \
		'--today 2026-02-30 -- true' '--rate-reset never -- true' \
		'--nonsense' '--listen 127.0.0.1:0 -- true' \
		'-- /nonexistent/program'; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr sandbox $words
		expect_output ''
		[[ ${stderr_lines[0]} == 'fentu: error: '?* ]] ||
			fail "$words"
		[ "$(grep -cv '^hint: ' <<<"$stderr")" -eq 1 ] || fail "$words"
	done
}

@test "sandbox: shows help, in 80 columns" {
	run -0 sandbox --help
	expect_in_output '--rate-limit'
	[ "$(wc -L <<<"$output")" -le 80 ]
}

# ---- data ----

@test "sandbox: makes the same data from the same seed, and others else" {
	# shellcheck disable=SC2016 # for the inner shell
	local ask='for p in work-orders/wo-3 customers assets tasks/task-1; do
		curl -sS --noproxy "*" -H "Authorization: Bearer $FENTU_API_KEY" \
			"$FENTU_API_URL/$p"; done | sha256sum'
	local one again other
	one=$(sandbox --seed 5 --today 2026-01-01 -- sh -c "$ask")
	again=$(sandbox --seed 5 --today 2026-01-01 -- sh -c "$ask")
	other=$(sandbox --seed 6 --today 2026-01-01 -- sh -c "$ask")
	expect_equal "$again" "$one"
	[ "$other" != "$one" ]
}

@test "sandbox: has every documented key of a work order" {
	run -0 keys_of '/work-orders?per_page=100' '.data[]'
	expect_output 'created_at customer id priority scheduled_date status work_order_number'
	run -0 keys_of '/work-orders/wo-1' .data
	local key
	for key in contact created_at customer estimated_duration id priority \
		scheduled_date status tasks technician work_order_number; do
		expect_in_output $key
	done
	run -0 get /work-orders/wo-1
	expect_json '.data.customer | keys' '["address","id","name"]'
	expect_json '.data.customer.address | type' '"string"'
	expect_json '.data.contact | keys' '["id","name","phone"]'
	# of an address with a city alone there is no more than that
	send PATCH "/customers/$(jq -r .data.customer.id <<<"$output")" \
		'{"address": {"city": "Hamburg"}}' >/dev/null
	run -0 get /work-orders/wo-1
	expect_json .data.customer.address '"Hamburg"'
}

@test "sandbox: has every documented key of a customer" {
	run -0 keys_of '/customers?per_page=100' '.data[]'
	expect_output 'address created_at customer_number email id name phone status'
	run -0 get /customers/cust-1
	expect_json '.data.address | keys' \
		'["city","country","postal_code","state","street"]'
	expect_json '.data.contacts[0] | keys' \
		'["email","id","is_primary","name","phone","title"]'
	expect_json '.data.branch | keys' '["id","name"]'
	expect_json '.data | has("tax_id") and has("payment_terms") and has("fax")' \
		true
}

@test "sandbox: has every documented key of an asset" {
	run -0 keys_of '/assets?per_page=100' '.data[]'
	expect_output 'customer id last_service location name product serial_number status warranty_expiry'
	run -0 get /assets/asset-1
	expect_json '.data.product | keys' '["id","manufacturer","name"]'
	expect_json '.data.object | keys' '["address","id","name"]'
	expect_json '.data | has("asset_tag") and has("model_number")' true
}

@test "sandbox: lists tasks without meta, and with other keys than alone" {
	run -0 get /work-orders/wo-5/tasks
	expect_json 'keys' '["data"]'
	expect_json '.data | length' 3
	local n key
	output=$(for n in 1 5 9 13 17 21 1229 1233; do
		get /work-orders/wo-$n/tasks
	done | jq -r '.data[] | keys_unsorted[]' | sort -u)
	for key in id name description status technician started_at \
		completed_at duration parts_required; do
		expect_in_output $key
	done
	expect_not_in_output actual_duration
	run -0 get /tasks/task-2
	expect_json '.data.work_order_id' '"wo-1"'
	expect_json '.data | has("sequence") and has("estimated_duration")' true
}

@test "sandbox: has keys that are missing here and null there" {
	run -0 get '/work-orders?per_page=100&status=draft'
	expect_json '[.data[].scheduled_date] | unique' '[null]'
	run -0 get '/assets?per_page=100'
	expect_json '[.data[] | has("warranty_expiry")] | unique' '[false,true]'
}

@test "sandbox: has the history, parts and warranty of an asset" {
	run -0 get /assets/asset-12/service-history
	expect_json '.data | type' '"array"'
	run -0 get /assets/asset-12/parts
	expect_json '.data | type' '"array"'
	run -0 get /assets/asset-12/warranty
	expect_json '.data.asset_id' '"asset-12"'
}

# ---- lists ----

@test "sandbox: pages hold every record once" {
	local page
	for page in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
		get "/assets?per_page=100&page=$page" | jq -r '.data[].id'
	done >ids
	expect_equal "$(wc -l <ids)" 1234
	expect_equal "$(sort -u ids | wc -l)" 1234
	run -0 get '/assets?page=13&per_page=100'
	expect_json .meta '{"current_page":13,"total_pages":13,"total_count":1234}'
	run -0 get /assets
	expect_json '.data | length' 25
	run -0 get '/assets?page=999'
	expect_json .data '[]'
}

@test "sandbox: numbers of records below a page and above are what was asked" {
	local n
	for n in 1 3 4 250; do
		# shellcheck disable=SC2016 # for the inner shell
		run -0 sandbox --records $n -- sh -c 'for p in work-orders \
			customers assets; do curl -sS --noproxy "*" -H \
			"Authorization: Bearer $FENTU_API_KEY" \
			"$FENTU_API_URL/$p?per_page=1" | jq .meta.total_count
		done'
		expect_output "$n"$'\n'"$n"$'\n'"$n"
	done
}

# One value for a parameter, taken from the first record that has it, and what
# must hold for every record that is listed then: PATH PARAM FILTER FILTER.
check_filter() {
	local path=$1 param=$2 value=$3 holds=$4 plain filtered
	plain=$(get "$path?per_page=1" | jq .meta.total_count)
	output=$(get "$path?per_page=100" -G --data-urlencode "$param=$value")
	filtered=$(jq .meta.total_count <<<"$output")
	[ "$filtered" -gt 0 ] || fail "$param=$value lists nothing"
	[ "$filtered" -lt "$plain" ] || fail "$param=$value lists everything"
	jq -e --arg v "$value" "[.data[] | $holds] | all" <<<"$output" >/dev/null ||
		fail "$param=$value: not for all: $holds"
}

@test "sandbox: filters work orders" {
	# shellcheck disable=SC2016 # $v is jq's
	{
		check_filter /work-orders status on_hold '.status == $v'
		check_filter /work-orders customer_id cust-661 '.customer.id == $v'
		check_filter /work-orders from_date "$(date -u +%F)" \
			'.scheduled_date[:10] >= $v'
		check_filter /work-orders to_date "$(date -u +%F)" \
			'.scheduled_date[:10] <= $v'
	}
	local id ids
	check_filter /work-orders technician_id tech-3 true
	ids=$(jq -r '.data[:5][].id' <<<"$output")
	for id in $ids; do
		run -0 get "/work-orders/$id"
		expect_json .data.technician.id '"tech-3"'
	done
}

@test "sandbox: takes both ends of a range of days" {
	local day
	day=$(get /work-orders/wo-700 | jq -r '.data.scheduled_date[:10]')
	run -0 get "/work-orders?per_page=100&from_date=$day&to_date=$day"
	expect_json '[.data[].id] | index("wo-700") != null' true
	expect_json '[.data[].scheduled_date[:10]] | unique | length' 1
}

@test "sandbox: filters customers" {
	# shellcheck disable=SC2016 # $v is jq's
	{
		check_filter /customers search BÄCKEREI '.name | contains("Bäckerei")'
		check_filter /customers search c-2000 \
			'.customer_number | startswith("C-2000")'
		check_filter /customers status inactive '.status == $v'
		check_filter /customers created_after 2026-01-01 '.created_at >= $v'
	}
	check_filter /customers branch_id branch-2 true
	local id
	id=$(jq -r '.data[0].id' <<<"$output")
	run -0 get "/customers/$id"
	expect_json .data.branch.id '"branch-2"'
}

@test "sandbox: filters assets" {
	# shellcheck disable=SC2016 # $v is jq's
	{
		check_filter /assets customer_id cust-776 '.customer.id == $v'
		check_filter /assets product_id prod-7 '.product.id == $v'
		check_filter /assets status under_repair '.status == $v'
		check_filter /assets serial_number SN-85-000001 \
			'.serial_number == $v'
	}
	local object id ids
	object=$(get /assets/asset-9 | jq .data.object.id)
	check_filter /assets location_id "$(jq -r . <<<"$object")" true
	expect_json '[.data[].id] | index("asset-9") != null' true
	ids=$(jq -r '.data[].id' <<<"$output")
	for id in $ids; do
		run -0 get "/assets/$id"
		expect_json .data.object.id "$object"
	done
}

@test "sandbox: filters tasks" {
	run -0 get '/work-orders/wo-5/tasks?status=nothing'
	expect_json .data '[]'
	local status technician
	status=$(get /work-orders/wo-5/tasks | jq -r '.data[0].status')
	technician=$(get /work-orders/wo-5/tasks | jq -r '.data[0].technician.id')
	run -0 get "/work-orders/wo-5/tasks?status=$status&technician_id=$technician"
	expect_json '.data | length > 0' true
}

@test "sandbox: refuses parameters that it does not know, and wrong values" {
	local query
	for query in foo=1 page=0 page=x per_page=101 per_page=0 'page=1&page=2' \
		serial_number=%00 serial_number=%zz; do
		expect_equal "$(status_of "/assets?$query")" 400
	done
	expect_equal "$(status_of '/work-orders?from_date=2026-02-30')" 400
	expect_equal "$(status_of '/work-orders/wo-1/tasks?page=1')" 400
	expect_equal "$(status_of '/assets/asset-1?page=1')" 400
	run -0 get '/assets?foo=1&per_page=101'
	expect_json '.errors | keys' '["foo","per_page"]'
}

@test "sandbox: pages shift when a record before them goes" {
	local before
	before=$(get '/assets?per_page=5&page=2' | jq -r '.data[0].id')
	expect_equal "$before" asset-6
	expect_equal "$(status_of /assets/asset-2 -X DELETE)" 204
	run -0 get '/assets?per_page=5&page=2'
	expect_json '.data[0].id' '"asset-7"'
	expect_json .meta.total_count 1233
	run -0 send POST /assets '{"name": "New", "customer_id": "cust-1"}'
	run -0 get '/assets?per_page=1&page=1234'
	expect_json '.data[0].name' '"New"'
}

@test "sandbox: names the next page in Link, if asked to" {
	run -0 head_of '/assets?status=active&page=2'
	expect_not_in_output 'Link:'
	sandbox_setting link-header true
	run -0 head_of '/assets?status=active&page=2&per_page=10'
	expect_in_output "Link: <$FENTU_API_URL/assets?status=active&per_page=10&page=3>; rel=\"next\""
}

@test "sandbox: compresses for those who accept it, with the same content" {
	get '/assets?per_page=100' >plain
	local try
	for try in first again; do
		get '/assets?per_page=100' --compressed >opened
		get '/assets?per_page=100' -H 'Accept-Encoding: gzip' >packed
		cmp plain opened || fail "$try"
		[ "$(stat -c %s packed)" -lt "$(stat -c %s plain)" ]
	done
	send PATCH /assets/asset-1 '{"name": "Renamed"}'
	run -0 get '/assets?per_page=100' --compressed
	expect_json '.data[0].name' '"Renamed"'
}

# ---- who may what, and how often ----

@test "sandbox: wants a key that it knows" {
	run -0 curl -sSi --noproxy '*' "$FENTU_API_URL/assets"
	expect_in_output '401'
	expect_in_output 'WWW-Authenticate: Bearer realm="fentu"'
	SANDBOX_KEY=other run -0 head_of /assets
	expect_in_output 401
	expect_in_output 'error="invalid_token"'
}

@test "sandbox: lets a key do what its scopes say, and names the one that lacks" {
	local key
	key=$(sandbox_key read:customers)
	SANDBOX_KEY=$key run -0 status_of /customers
	expect_output 200
	SANDBOX_KEY=$key run -0 head_of /work-orders/wo-1/tasks
	expect_in_output 403
	expect_in_output 'error="insufficient_scope", scope="read:work-orders"'
	SANDBOX_KEY=$key run -0 send POST /customers '{"name": "X"}'
	expect_in_output write:customers
	expect_in_output 403
}

@test "sandbox: forgets a key that is revoked, expired, or unknown before" {
	local key old
	key=$(sandbox_key admin)
	old=$(sandbox_control POST keys \
		'{"scopes": "admin", "expires_in": -1}' | jq -r .data.key)
	SANDBOX_KEY=$old run -0 status_of /assets
	expect_output 401
	run -0 curl -sS --noproxy '*' -o /dev/null -w '%{http_code}' \
		-H "Authorization: Bearer $SANDBOX_KEY" \
		--data "token=$key&token_type_hint=access_token" \
		"$SANDBOX_URL/oauth/revoke"
	expect_output 200
	SANDBOX_KEY=$key run -0 status_of /assets
	expect_output 401
	run -0 curl -sS --noproxy '*' -o /dev/null -w '%{http_code}' \
		-H "Authorization: Bearer $SANDBOX_KEY" --data token=unheard-of \
		"$SANDBOX_URL/oauth/revoke"
	expect_output 200
}

@test "sandbox: counts down the rate limit of each key, then says 429" {
	sandbox_setting rate-limit 2
	run -0 head_of /assets
	expect_in_output 'X-RateLimit-Limit: 2'
	expect_in_output 'X-RateLimit-Remaining: 1'
	expect_equal "$(status_of /assets)" 200
	run -0 head_of /assets
	expect_in_output 429
	expect_in_output 'X-RateLimit-Remaining: 0'
	[[ $output =~ X-RateLimit-Reset:\ ([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" -gt "$(date +%s)" ]
	[[ $output =~ Retry-After:\ ([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" -le 3600 ]
	SANDBOX_KEY=$(sandbox_key admin) run -0 status_of /assets
	expect_output 200
	sandbox_setting rate-limit 0
	run -0 head_of /assets
	expect_not_in_output X-RateLimit
}

@test "sandbox: begins a new window when the old one is over" {
	sandbox_control POST settings '{"rate-limit": 1, "rate-window": 1}'
	expect_equal "$(status_of /assets)" 200
	status_is_200() {
		[ "$(status_of /assets)" = 200 ]
	}
	wait_until status_is_200
}

@test "sandbox: gives the reset in each unit" {
	local now
	sandbox_setting rate-reset delta
	[[ $(head_of /assets) =~ X-RateLimit-Reset:\ ([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" -le 3600 ]
	now=$(date +%s)
	sandbox_setting rate-reset ms
	[[ $(head_of /assets) =~ X-RateLimit-Reset:\ ([0-9]+) ]]
	[ "${BASH_REMATCH[1]}" -gt $((now * 1000)) ]
	sandbox_setting rate-reset date
	run -0 head_of /assets
	[[ $output =~ X-RateLimit-Reset:\ ([A-Z][a-z]{2},\ .*\ GMT) ]]
	[ "$(date -d "${BASH_REMATCH[1]}" +%s)" -gt "$now" ]
}

# ---- what there is not ----

@test "sandbox: has no other paths and methods" {
	local path
	for path in / /nothing /assets/asset-0 /assets/asset-01 /assets/wo-1 \
		/assets/ /tasks /assets/asset-1/nothing /assets/asset-99999; do
		expect_equal "$(status_of $path)" 404
	done
	run -0 head_of /assets
	expect_equal "$(status_of /assets -X DELETE)" 405
	run -0 get /assets/asset-1 -X PUT -o /dev/null -D -
	expect_in_output 405
	expect_in_output 'Allow: GET, PATCH, DELETE'
}

@test "sandbox: bounds what it is sent" {
	head -c 2000000 /dev/zero >large
	expect_equal "$(status_of /assets --data-binary @large)" 413
	expect_equal "$(status_of /assets -H "X-Long: $(printf '%090000d' 1)")" 431
	expect_equal "$(status_of /assets)" 200
}

# ---- writing ----

@test "sandbox: creates, changes and deletes a record" {
	run -0 send POST /customers '{"name": "Neu & Söhne", "branch_id": "branch-1"}'
	expect_equal "${lines[1]}" 201
	local id
	id=$(jq -r .data.id <<<"${lines[0]}")
	run -0 send PATCH "/customers/$id" '{"phone": "123", "branch_id": null}'
	expect_equal "${lines[1]}" 200
	output=${lines[0]}
	expect_json '[.data.name, .data.phone, .data.branch]' \
		'["Neu & Söhne","123",null]'
	run -0 get '/customers?search=neu%20%26%20s%C3%B6hne'
	expect_json '.data[0].phone' '"123"'
	expect_equal "$(status_of "/customers/$id" -X DELETE)" 204
	expect_equal "$(status_of "/customers/$id" -X DELETE)" 404
	expect_equal "$(status_of "/customers/$id")" 404
}

@test "sandbox: creates a task below its work order, and stamps what is done" {
	run -0 send POST /work-orders/wo-2/tasks '{"name": "Look"}'
	expect_equal "${lines[1]}" 201
	local id
	id=$(jq -r .data.id <<<"${lines[0]}")
	run -0 send PATCH "/tasks/$id" '{"status": "completed"}'
	output=${lines[0]}
	expect_json '.data | has("started_at") and has("completed_at")' true
	run -0 get /work-orders/wo-2
	expect_json "[.data.tasks[].id] | index(\"$id\") != null" true
	run -0 send POST /work-orders/wo-99999/tasks '{"name": "Look"}'
	expect_equal "${lines[1]}" 404
}

@test "sandbox: adds a part to an asset" {
	local before
	before=$(get /assets/asset-3/parts | jq '.data | length')
	run -0 send POST /assets/asset-3/parts '{"part_id": "part-5", "quantity": 2}'
	expect_equal "${lines[1]}" 201
	run -0 get /assets/asset-3/parts
	expect_json '.data | length' $((before + 1))
	expect_json '.data[-1].quantity' 2
	run -0 send POST /assets/asset-3/parts '{"part_id": "part-999"}'
	expect_equal "${lines[1]}" 422
}

@test "sandbox: says of each field what is wrong with it" {
	run -0 send POST /work-orders '{"priority": 7, "status": "lost", "foo": 1,
		"scheduled_date": "2026-02-30T00:00:00Z", "technician_id": "tech-99",
		"estimated_duration": -1, "description": ["x"]}'
	expect_equal "${lines[1]}" 422
	output=${lines[0]}
	expect_json '.errors | keys' \
		'["customer_id","description","estimated_duration","foo","priority","scheduled_date","status","technician_id"]'
	run -0 send PATCH /work-orders/wo-1 '{"customer_id": null}'
	expect_equal "${lines[1]}" 422
	run -0 send POST /customers '{"name": "X", "address": {"planet": "Mars"}}'
	expect_equal "${lines[1]}" 422
	local body
	for body in '' '{' '{} {}' '[1,' nonsense; do
		run -0 send POST /customers "$body"
		expect_equal "${lines[1]}" 400
	done
	expect_equal "$(status_of /customers --data 'name=X')" 415
}

@test "sandbox: refuses a serial number that is taken, until it is free" {
	run -0 send PATCH /assets/asset-2 '{"serial_number": "SN-85-000001"}'
	expect_equal "${lines[1]}" 409
	output=${lines[0]}
	expect_json '.errors | keys' '["serial_number"]'
	run -0 send PATCH /assets/asset-1 '{"serial_number": "SN-85-000001"}'
	expect_equal "${lines[1]}" 200
	expect_equal "$(status_of /assets/asset-1 -X DELETE)" 204
	run -0 send PATCH /assets/asset-2 '{"serial_number": "SN-85-000001"}'
	expect_equal "${lines[1]}" 200
}

@test "sandbox: shows a customer's new name wherever it stands" {
	local customer
	customer=$(get /work-orders/wo-1 | jq -r .data.customer.id)
	send PATCH "/customers/$customer" '{"name": "Renamed"}'
	run -0 get '/work-orders?per_page=1'
	expect_json '.data[0].customer.name' '"Renamed"'
	run -0 get /work-orders/wo-1
	expect_json .data.customer.name '"Renamed"'
}

@test "sandbox: replaces the whole record by PUT, if that is its verb" {
	sandbox_setting write-verb put
	run -0 send PATCH /customers/cust-1 '{"name": "X"}'
	expect_equal "${lines[1]}" 405
	run -0 send PUT /customers/cust-1 '{"phone": "1"}'
	expect_equal "${lines[1]}" 422
	run -0 send PUT /customers/cust-1 '{"name": "X"}'
	expect_equal "${lines[1]}" 200
	output=${lines[0]}
	expect_json '.data | has("phone")' false
	sandbox_setting write-verb both
	run -0 send PATCH /customers/cust-1 '{"phone": "1"}'
	expect_equal "${lines[1]}" 200
}

@test "sandbox: creates once for an Idempotency-Key, if that is honoured" {
	local try body='{"name": "Once"}' path=/customers
	for try in 1 2; do
		get $path --json "$body" -H 'Idempotency-Key: k1' >/dev/null
	done
	run -0 get '/customers?search=once'
	expect_json .meta.total_count 2
	sandbox_setting idempotency true
	for try in 1 2; do
		get $path --json "$body" -H 'Idempotency-Key: k2' >/dev/null
	done
	run -0 get '/customers?search=once'
	expect_json .meta.total_count 3
	run -0 sandbox_log '[.[].headers["Idempotency-Key"] // empty]'
	expect_output '["k1","k1","k2","k2"]'
}

@test "sandbox: writes errors in each of the shapes" {
	local shape
	for shape in message error oauth list strings code text empty; do
		sandbox_setting error-shape $shape
		get '/assets?foo=1' >$shape
	done
	jq -e '.message and .errors.foo' message
	jq -e '.error.message and .error.details.foo' error
	jq -e '.error and .error_description' oauth
	jq -e '.errors[0].field == "foo"' list
	jq -e '.errors[0] | type == "string"' strings
	jq -e '.code == 400 and .message' code
	run ! jq -e . text
	expect_equal "$(stat -c %s empty)" 0
}

@test "sandbox: keeps its state in a file that is ours alone" {
	# shellcheck disable=SC2016 # for the inner shell
	local ask='curl -sS --noproxy "*" \
		-H "Authorization: Bearer $FENTU_API_KEY" "$FENTU_API_URL/assets"'
	umask 022
	sandbox --db kept --records 30 -- sh -c "$ask/asset-1 -X DELETE"
	expect_equal "$(stat -c %a kept)" 600
	run -0 sandbox --db kept --records 99 --seed 7 -- sh -c "$ask"
	expect_json .meta.total_count 29
	expect_json '.data[0].id' '"asset-2"'
	run -2 sandbox --db kept -- "$SANDBOX" --db kept -- true
	expect_in_output 'locked'
	echo 'no database at all, of no use to anybody' >other
	run -2 sandbox --db other -- true
	expect_in_output 'not a database'
}

# ---- TLS ----

@test "sandbox: speaks TLS with a CA that is gone afterwards" {
	# shellcheck disable=SC2016 # for the inner shell
	run -0 sandbox --tls -- sh -c 'echo "$FENTU_SANDBOX_CA"
		stat -c %a "$(dirname "$FENTU_SANDBOX_CA")"
		for url in "$FENTU_API_URL" \
			"https://localhost:${FENTU_OAUTH_URL##*:}/v1"; do
			curl -sS --noproxy "*" --cacert "$FENTU_SANDBOX_CA" \
				-H "Authorization: Bearer $FENTU_API_KEY" \
				-o /dev/null -w "%{http_code} %{url}\n" "$url/assets"
		done
		curl -s --noproxy "*" "$FENTU_API_URL/assets" || echo "curl $?"'
	[ ! -e "$(dirname "${lines[0]}")" ]
	expect_equal "${lines[1]}" 700
	[[ ${lines[2]} == '200 https://127.0.0.1:'* ]]
	[[ ${lines[3]} == '200 https://localhost:'* ]]
	expect_equal "${lines[4]}" 'curl 60'
}

@test "sandbox: spoils answers over TLS, too" {
	sandbox_stop
	sandbox_start --tls --fault cut=20 --fault reset --fault stall=1
	export CURL_CA_BUNDLE=$FENTU_SANDBOX_CA
	run -18 --separate-stderr get /assets
	expect_equal "${#output}" 20
	run -56 get /assets
	run -0 get /assets
	expect_json .meta.total_count 1234
}

# ---- faults ----

@test "sandbox: answers the next two requests with 429, then as ever" {
	sandbox_fault '{"path": "/v1/tasks", "count": 2, "status": 429,
		"retry-after": 1}'
	expect_equal "$(status_of /assets)" 200
	run -0 head_of /tasks/task-1
	expect_in_output 429
	expect_in_output 'Retry-After: 1'
	expect_equal "$(status_of /tasks/task-2)" 429
	expect_equal "$(status_of /tasks/task-1)" 200
}

@test "sandbox: picks requests by method, path, query and order" {
	sandbox_fault '[{"method": "DELETE", "status": 500},
		{"path": "/v1/*/wo-1", "status": 501},
		{"query": "page=3", "status": 502},
		{"path": "/v1/assets", "skip": 2, "count": 2, "status": 503}]'
	expect_equal "$(status_of /work-orders/wo-1)" 501
	expect_equal "$(status_of '/customers?page=2')" 200
	expect_equal "$(status_of '/customers?page=3')" 502
	expect_equal "$(status_of /assets)" 200
	expect_equal "$(status_of /assets/asset-2)" 200
	expect_equal "$(status_of /assets/asset-1)" 503
	expect_equal "$(status_of /assets)" 503
	expect_equal "$(status_of /assets)" 200
	expect_equal "$(status_of /assets/asset-1 -X DELETE)" 500
	expect_equal "$(status_of /assets/asset-1)" 200
	run -0 sandbox_control GET faults
	expect_json .data.waiting 0
}

@test "sandbox: takes faults on the command line, with escapes" {
	sandbox_stop
	sandbox_start --fault 'status=503,body=a%2Cb%25,header=X-A: 1,count=0'
	run -0 head_of /assets
	expect_in_output 503
	expect_in_output 'X-A: 1'
	run -0 get /customers
	expect_output 'a,b%'
}

@test "sandbox: can break off an answer at any place" {
	sandbox_fault '[{"cut": 20}, {"cut-head": 12}, {"cut": 0}, {"reset": true},
		{"cut": 9, "reset": true}]'
	run -18 --separate-stderr get /assets
	expect_equal "${#output}" 20
	run ! get /assets
	run -18 get /assets
	run -56 get /assets
	run -56 --separate-stderr get /assets
	expect_equal "${#output}" 9
	expect_equal "$(status_of /assets)" 200
}

@test "sandbox: can claim a wrong length" {
	local length
	length=$(get /assets | wc -c)
	sandbox_fault '[{"length": "long"}, {"length": "short"}]'
	run -18 get /assets
	run -0 head_of /assets
	expect_in_output "Content-Length: $((length - 10))"
}

@test "sandbox: can answer with what is no answer" {
	sandbox_fault '[{"garbage": 100}, {"empty": true}, {"html": true},
		{"truncate": true}, {"double": true}]'
	run -1 get /assets # HTTP/0.9, which curl refuses
	run -0 get /assets
	expect_output ''
	run -0 head_of /assets
	expect_in_output 'Content-Type: text/html'
	run -0 get /assets
	run ! jq -e . <<<"$output"
	run -0 get /assets
	expect_equal "$(jq -s length <<<"$output")" 2
}

@test "sandbox: can send exactly the bytes that are given" {
	sandbox_fault '{"method": "GET", "path": "/v1/assets", "count": 2,
		"raw": "HTTP/1.1 299 Own\r\nX-Own: 1\r\n\r\n\u0001 as it is"}'
	run -0 head_of /assets
	expect_in_output 'X-Own: 1'
	run -0 get /assets
	expect_output $'\001 as it is'
	sandbox_fault "{\"raw-base64\": \"$(printf 'HTTP/1.1 200 OK\r\n\r\n\377' |
		base64)\"}"
	get /assets | cmp - <(printf '\377')
}

@test "sandbox: can redirect once and for ever" {
	sandbox_fault '[{"redirect": "/v1/customers"},
		{"redirect": "loop", "count": 0}]'
	run -0 get /assets
	run -0 head_of /assets
	expect_in_output 'Location: /v1/assets'
	run -47 get /assets -L --max-redirs 5
}

@test "sandbox: can swell: headers and compressed bodies" {
	sandbox_fault '[{"headers": 200000}, {"bomb": 8}]'
	[ "$(head_of /assets | wc -c)" -gt 200000 ]
	expect_equal "$(get /assets --compressed | wc -c)" $((8 * 1024 * 1024))
}

@test "sandbox: can be slow in every way" {
	sandbox_fault '[{"delay": 300}, {"stall": 300, "at": 10},
		{"drip": 2000, "every": 20}]'
	local try
	for try in 1 2 3; do
		run -0 get /assets
		expect_json .meta.total_count 1234 || fail "$try"
	done
	sandbox_fault '[{"delay": 60000}, {"stall": 60000, "at": 10}]'
	run -28 get /assets --max-time 1
	expect_not_in_output data
	run -28 --separate-stderr get /assets --max-time 1
	expect_output '{"data":[{'
	expect_equal "$(status_of /assets)" 200
}

@test "sandbox: can act and then say nothing" {
	sandbox_fault '{"method": "POST", "no-answer": true}'
	run -52 send POST /customers '{"name": "Silent"}'
	run -0 get '/customers?search=silent'
	expect_json .meta.total_count 1
}

@test "sandbox: does not act when the answer is given by a fault" {
	sandbox_fault '[{"method": "POST", "status": 503},
		{"method": "POST", "status": 503, "act": true}]'
	send POST /customers '{"name": "Twice"}'
	send POST /customers '{"name": "Twice"}'
	run -0 get '/customers?search=twice'
	expect_json .meta.total_count 1
}

@test "sandbox: holds answers back without holding up others" {
	sandbox_setting latency 500
	local pids=()
	while [ ${#pids[@]} -lt 10 ]; do
		get /assets -o /dev/null 3>&- &
		pids+=($!)
	done
	wait "${pids[@]}"
	run -0 sandbox_control GET counters
	expect_json .data.most_in_flight 10
}

@test "sandbox: with etag, what has not changed is not sent again" {
	local etag
	run -0 get /assets/asset-1 -i
	expect_not_in_output 'ETag: '
	sandbox_setting etag true
	run -0 get /assets/asset-1 -i
	etag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' <<<"$output")
	[[ $etag == '"'*'"' ]]
	run -0 get /assets/asset-1 -i -H "If-None-Match: $etag"
	[[ ${lines[0]} == 'HTTP/1.1 304 '* ]]
	expect_in_output 'Content-Length: 0'
	expect_in_output "ETag: $etag"
	run -0 get /assets/asset-2 -i -H "If-None-Match: $etag"
	[[ ${lines[0]} == 'HTTP/1.1 200 '* ]]
	run -0 get /assets -i -H "If-None-Match: $etag"
	[[ ${lines[0]} == 'HTTP/1.1 200 '* ]]
	run -0 sandbox_control GET counters
	expect_json '.data.by_status["304"]' 1
}

@test "sandbox: refuses faults and settings that there are not" {
	local body
	for body in '{"nonsense": 1}' '{"cut": -1}' '{"cut": {}}' '[1]' '{' \
		'{"length": "wrong"}' '{"header": "no colon"}'; do
		run -22 sandbox_control POST faults "$body"
	done
	run -22 sandbox_control POST settings '{"latency": "soon"}'
	run -22 sandbox_control POST settings '{"nonsense": 1}'
	run -22 sandbox_control POST keys '{"scopes": "everything"}'
	run -22 sandbox_control GET nothing
	run -0 sandbox_control GET faults
	expect_json .data.waiting 0
}

# ---- the log ----

@test "sandbox: tells what was asked, without credentials" {
	send PATCH /assets/asset-1 '{"name": "Logged"}'
	run -0 sandbox_control GET 'log?last=1'
	expect_json '.data[0] | [.method, .target, .status, .body]' \
		'["PATCH","/v1/assets/asset-1",200,"{\"name\": \"Logged\"}"]'
	expect_not_in_output "$SANDBOX_KEY"
	expect_in_output "sha256:$(printf %s "$SANDBOX_KEY" | sha256sum | head -c 12)"
	sandbox_control POST reset
	expect_equal "$(sandbox_requests)" 0
}

@test "sandbox: does not let a web page steer it" {
	run -0 curl -sS --noproxy '*' -H 'Origin: http://evil.example' \
		"$SANDBOX_URL/_sandbox/log" -o /dev/null -w '%{http_code}'
	expect_output 403
	run -0 curl -sS --noproxy '*' -H 'Host: evil.example' \
		"$SANDBOX_URL/_sandbox/log" -o /dev/null -w '%{http_code}'
	expect_output 403
}

@test "sandbox: speaks as fentu does" {
	run --separate-stderr fentu sandbox --foo
	expect_equal "$status" 2
	expect_equal "${stderr_lines[0]}" "fentu: error: unknown option '--foo'"
	expect_equal "${stderr_lines[1]}" "hint: 'fentu sandbox --help' lists the options"
	run -0 fentu sandbox --help
	expect_in_output 'fentu sandbox ['
	expect_not_in_output fentu-sandbox
}
