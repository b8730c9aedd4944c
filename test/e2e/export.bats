#!/usr/bin/env bats
# Exports: complete, or said not to be.

load helper

setup() {
	hermetic
	sandbox_start --records 350
	mkdir data
}

# export_ ARGUMENT...: into data.
export_() {
	fentu export --dir data "$@"
}

field() { # RESOURCE FILTER: of its newest entry in the manifest
	jq -c "first(.files[] | select(.resource == \"$1\")) | $2" \
		data/manifest.json
}

# nothing_beyond RESOURCE: its second page is empty.
nothing_beyond() {
	sandbox_fault "{\"path\": \"/v1/$1\", \"query\": \"page=2\", \"count\": 0,
		\"body\": \"{\\\"data\\\":[]}\"}"
}

# No part and no journal is left.
expect_tidy() {
	expect_equal "$(find data -name '.*' -type f)" ''
}

# ---- what is written ----

@test "export: writes every record of every resource, as lists have them" {
	sandbox_stop
	sandbox_start --records 250
	with_key
	run -0 --separate-stderr export_ all
	expect_output ''
	fentu wo list --all -o ndjson | cmp - data/work-orders.ndjson
	fentu customers list --all -o ndjson | cmp - data/customers.ndjson
	fentu assets list --all -o ndjson | cmp - data/assets.ndjson
	fentu wo list --all -o id | while read -r id; do
		fentu task list "$id" --all -o ndjson
	done | cmp - data/tasks.ndjson
	expect_tidy
	expect_equal "$(jq .complete data/manifest.json)" true
	run -0 export_ --verify
}

@test "export: writes csv, json and gzip as lists would be" {
	with_key
	run -0 export_ assets --format csv
	fentu assets list --all -o csv | cmp - data/assets.csv
	run -0 export_ assets --format json
	fentu assets list --all -o json | cmp - data/assets.json
	run -0 export_ assets --format csv --gzip --fields id,customer.name
	fentu assets list --all -o csv --fields id,customer.name |
		cmp - <(zcat data/assets.csv.gz)
	expect_equal "$(field assets .rows)" 350
	expect_tidy
}

@test "export: csv tells of fields that it has no column for" {
	with_key
	local told='csv has no column for x_zone, address.floor of the customers'
	nothing_beyond customers
	sandbox_fault '{"path": "/v1/customers", "count": 0, "body": "{\"data\":
		[{\"id\":\"a\"},{\"id\":\"b\",\"x_zone\":1,
		\"address\":{\"city\":\"c\",\"floor\":2}}]}"}'
	run -0 export_ customers --format csv
	expect_in_output "warning: $told"
	run -0 fentu customers list --all -o csv
	expect_in_output "warning: $told"
	fentu export customers --format csv --shard 1/1 --dir s1
	run -0 fentu export --merge s1 --dir joined
	expect_in_output "warning: $told"
	for words in '--format csv --fields id' '--format json'; do
		# shellcheck disable=SC2086 # words
		run -0 export_ customers $words
		expect_not_in_output 'no column'
	done
}

@test "export: filters, and refuses a filter that one of them lacks" {
	with_key
	run -0 export_ work-orders --status completed
	fentu wo list --all --status completed -o ndjson |
		cmp - data/work-orders.ndjson
	expect_equal "$(field work-orders .filters)" '"status=completed"'
	run -2 export_ work-orders customers --search x
	expect_in_output 'work orders cannot be filtered by --search'
}

@test "export: several values of a filter are read one after the other" {
	sandbox_stop
	sandbox_start --records 400
	with_key
	local words
	for words in '--status assigned,completed' \
		'--status assigned --status completed'; do
		# shellcheck disable=SC2086 # words
		{
			fentu wo list --all -o ndjson $words >wanted
			run -0 export_ work-orders $words
		}
		cmp data/work-orders.ndjson wanted
		[ "$(wc -l <wanted)" -gt 100 ]
		expect_equal "$(field work-orders '[.filters, .consistent,
			.rows == .first_total, .rows == .last_total]')" \
			'["status=assigned|status=completed",true,true,true]'
		run -0 export_ --verify
	done
	run -0 export_ assets --status active,retired --format csv --gzip
	fentu assets list --all -o csv --status active,retired |
		cmp - <(zcat data/assets.csv.gz)
	run -0 export_ tasks --status open,completed
	fentu wo list --all -o id | while read -r id; do
		fentu task list "$id" --all -o ndjson --status open,completed
	done | sort >wanted
	sort data/tasks.ndjson | cmp - wanted
	[ -s wanted ]
	run -2 fentu export assets --shard 1/2 --status active,retired --dir s1
	expect_in_output '--shard takes one value of each filter'
	[ ! -e s1 ]
}

@test "export: several values of a filter are resumed wherever it stopped" {
	with_key
	local resource max wish
	mkdir whole
	for wish in 'work-orders --status assigned,completed,draft' \
		'assets --status active,retired --gzip --paging plain'; do
		rm -rf whole/*
		# shellcheck disable=SC2086 # words
		run -0 fentu export $wish --dir whole
		resource=${wish%% *}
		for ((max = 1; max < $(jq '.files[0].requests' whole/manifest.json); max += $(rounds 2 1))); do
			rm -rf data && mkdir data
			# shellcheck disable=SC2086
			run -6 export_ $wish --max-requests "$max"
			run -0 export_ --resume
			cmp data/"$resource".ndjson* whole/"$resource".ndjson*
			expect_equal "$(field "$resource" '[.rows, .requests,
				.first_total, .last_total, .duplicates_dropped]')" \
				"$(jq -c '.files[0] | [.rows, .requests, .first_total,
				.last_total, .duplicates_dropped]' whole/manifest.json)"
		done
	done
}

@test "export: a filter that the server ignores is applied here" {
	local words
	with_key
	answer work-orders/wo-a/tasks '{"data":[{"id":"t1","status":"open"},
		{"id":"t2","status":"completed"}]}'
	answer work-orders '{"data":[{"id":"wo-a"}]}'
	answer assets '{"data":[{"id":"a","status":"active"},
		{"id":"b","status":"retired"},{"id":"c","status":"active"}],
		"meta":{"current_page":1,"total_pages":1,"total_count":3}}'
	run -0 export_ assets --status active
	expect_in_output 'left out 1 assets that do not match --status: the server ignored it or'
	expect_equal "$(jq -r .id data/assets.ndjson | tr '\n' ' ')" 'a c '
	expect_equal "$(field assets '[.rows, .left_out]')" '[2,1]'
	run -0 export_ --verify
	# each once, whichever value's turn it is, and wherever it stopped
	for words in '' '--paging plain' '--max-requests 1' \
		'--max-requests 2' '--max-requests 3'; do
		rm -rf data && mkdir data
		# shellcheck disable=SC2086 # words
		export_ assets --status active,retired $words >told 2>&1 ||
			export_ --resume >told 2>&1
		expect_equal "$words: $(jq -r .id data/assets.ndjson |
			tr '\n' ' ')" "$words: a c b "
		run -1 grep 'left out' told
		expect_equal "$(field assets .left_out)" 0
		run -0 export_ --verify
	done
	# what fits none is counted once, wherever it stopped
	for words in '' '--max-requests 1' '--max-requests 2' '--max-requests 3'; do
		rm -rf data && mkdir data
		# shellcheck disable=SC2086 # words
		export_ assets --status retired,lost $words >told 2>&1 ||
			export_ --resume >told 2>&1
		expect_equal "$words: $(field assets '[.rows, .left_out]')" \
			"$words: [1,2]"
	done
	run -0 export_ assets --status active,inactive
	expect_in_output 'left out 1 assets that do not match --status: the server ignored it or'
	run -0 export_ tasks --status completed
	expect_equal "$(jq -r .id data/tasks.ndjson | tr '\n' ' ')" 't2 '
	mkdir s1 joined
	run -0 fentu export assets --status active --shard 1/1 --dir s1
	run -0 fentu export --merge s1 --dir joined
	expect_in_output 'that do not match --status: the server ignored it or'
	expect_equal "$(jq -r .id joined/assets.ndjson | tr '\n' ' ')" 'a c '
	expect_equal "$(jq .files[0].left_out joined/manifest.json)" 1
	# a value that is written otherwise, or not at all, is no filter ignored
	rm -rf data && mkdir data
	sandbox_control DELETE faults >/dev/null
	answer assets '{"data":[{"id":"a","status":null},{"id":"b","status":"on"}],
		"meta":{"current_page":1,"total_pages":1,"total_count":2}}'
	run -0 export_ assets --status active
	expect_in_output 'ignored it or writes values differently'
	expect_equal "$(field assets '[.rows, .left_out]')" '[0,2]'
}

@test "export: tasks of several states are read once" {
	with_key
	answer work-orders/wo-a/tasks '{"data":[{"id":"t1","status":"open"},
		{"id":"t2","status":"completed"},{"id":"t3","status":"skipped"}]}'
	answer work-orders/wo-b/tasks '{"data":[{"id":"t4","status":"open"}]}'
	answer work-orders '{"data":[{"id":"wo-a"},{"id":"wo-b"}]}'
	run -0 export_ tasks --status completed,open
	expect_equal "$(jq -r .id data/tasks.ndjson | tr '\n' ' ')" 't1 t2 t4 '
	expect_equal "$(field tasks '[.filters, .rows]')" \
		'["status=completed|status=open",3]'
	expect_not_in_output 'left out'
	expect_equal "$(sandbox_log 'map(select(.target | test("/tasks"))) |
		length')" 2
}

@test "export: a task that does not tell its state is not passed over" {
	with_key
	answer work-orders/wo-a/tasks '{"data":[{"id":"t1","status":"open"},
		{"id":"t2"}]}'
	answer work-orders/wo-b/tasks '{"data":[{"id":"t4","status":"open"}]}'
	answer work-orders '{"data":[{"id":"wo-a"},{"id":"wo-b"}]}'
	run -7 export_ tasks --status completed,open
	expect_in_output "the tasks of the work order 'wo-a' could not be read: the task 't2' does not show whether it fits --status"
	expect_equal "$(jq -r .id data/tasks.ndjson | tr '\n' ' ')" 't4 '
	expect_equal "$(field tasks .complete)" false
}

@test "export: a record that changes between two values is written once" {
	with_key
	nothing_beyond assets
	sandbox_fault '[{"path":"/v1/assets","query":"status=active","count":0,
		"body":"{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"meta\":{\"total_count\":2}}"},
		{"path":"/v1/assets","query":"status=retired","count":0,
		"body":"{\"data\":[{\"id\":\"b\"},{\"id\":\"c\"}],\"meta\":{\"total_count\":2}}"}]'
	run -0 export_ assets --status active,retired
	expect_equal "$(jq -r .id data/assets.ndjson | tr '\n' ' ')" 'a b c '
	expect_equal "$(field assets '[.rows, .duplicates_dropped]')" '[3,1]'
	run -0 export_ --verify
}

@test "export: a record that goes into a list that was read is not lost" {
	with_key
	local paging first id
	for paging in overlap plain; do
		rm -rf data && mkdir data
		run -0 export_ work-orders --status assigned --paging $paging
		first=$(field work-orders .requests)
		fentu wo list --all -o id --status assigned,completed | sort >wanted
		id=$(fentu wo list -L1 -o id --status completed)
		rm -rf data && mkdir data
		run -6 export_ work-orders --status assigned,completed \
			--paging $paging --max-requests "$first"
		fentu wo update "$id" --status assigned -q
		run -0 export_ --resume
		expect_in_output 'with status=assigned changed from '
		expect_in_output 'reading all of them again'
		jq -r .id data/work-orders.ndjson | sort | cmp - wanted
		expect_equal "$(field work-orders '[.consistent, .complete]')" \
			'[true,true]'
		run -0 export_ --verify
		expect_tidy
	done
}

@test "export: lists that keep changing, or are not counted, are not complete" {
	with_key
	local n
	for n in 7 8 9; do
		jq -nc --argjson n $n '{path: "/v1/assets", query: "per_page=1",
			body: ({data: [], meta: {total_count: $n}} | tojson)}'
	done | jq -sc . >faults
	sandbox_fault "$(cat faults)"
	run -7 export_ assets --status active,retired
	expect_in_output "'assets.ndjson' is not complete: the assets with status=active changed from "
	expect_in_output ' to 9 while others were read'
	expect_equal "$(field assets .complete)" false
	fentu assets list --all --status active,retired -o ndjson |
		cmp - data/assets.ndjson
	run -7 export_ --verify
	# that was three times; the next one finds the truth
	run -0 export_ assets --status active,retired
	nothing_beyond assets
	sandbox_fault '{"path":"/v1/assets","count":0,
		"body":"{\"data\":[{\"id\":\"a\"}]}"}'
	run -7 export_ assets --status active,retired
	expect_in_output 'the server does not count the assets with status=active'
}

@test "export: an empty list is a file, too" {
	with_key
	for format in ndjson csv json; do
		run -0 export_ assets --format "$format" --serial none
		fentu assets list --all --serial none -o "$format" |
			cmp - "data/assets.$format"
	done
	run -0 export_ assets --serial none --gzip
	expect_equal "$(zcat data/assets.ndjson.gz | wc -c)" 0
	run -0 export_ --verify
}

@test "export: the manifest says what is in each file" {
	with_key
	run -0 export_ assets
	expect_equal "$(field assets .sha256)" \
		"\"$(sha256sum <data/assets.ndjson | cut -d' ' -f1)\""
	expect_equal "$(field assets .bytes)" "$(stat -c %s data/assets.ndjson)"
	expect_equal "$(field assets '[.rows, .requests, .duplicates_dropped,
		.without_id, .consistent]')" '[350,5,0,0,true]'
	# another resource keeps the entry
	run -0 export_ customers
	expect_equal "$(jq -c '[.files[].resource]' data/manifest.json)" \
		'["customers","assets"]'
}

# Names that readers of files stumble over.
awkward_customers() {
	cat >awkward.ndjson <<-'END'
		{"name": "a,b;c|d\te"}
		{"name": "say \"hi\""}
		{"name": "two\nlines"}
		{"name": "CR\r\nLF"}
		{"name": " spaces "}
		{"name": "it's"}
		{"name": "back\\slash"}
		{"name": "é中😀"}
		{"name": "=1+1"}
		{"name": "{\"a\": 1}"}
		{"name": "null"}
		{"name": "007"}
	END
	fentu customers create --from awkward.ndjson -q -o id >/dev/null
	fentu customers list --all -o json >wanted.json
}

@test "export: SQLite and Python load the files without options" {
	with_key
	awkward_customers
	run -0 export_ customers
	run -0 export_ customers --format csv
	run -0 export_ customers --format json
	sqlite3 :memory: '.import --csv data/customers.csv c' '.mode json' \
		'SELECT id, name FROM c' >from-csv.json
	manual_line "sqlite3 fsm.db 'CREATE" | sed s/assets/customers/ >load
	sh -e load
	manual_line 'sqlite3 fsm.db "SELECT' >ask
	sh -e ask | cmp - <(jq -r '.[].id' wanted.json)
	sqlite3 fsm.db '.mode json' "SELECT record ->> 'id' AS id,
		record ->> 'name' AS name FROM records" >from-ndjson.json
	python3 - <<-'END'
		import csv, json
		wanted = json.load(open("wanted.json"))
		brief = [{"id": row["id"], "name": row["name"]} for row in wanted]
		rows = list(csv.DictReader(open("data/customers.csv", newline="")))
		assert len(rows) == 362 and all(None not in row for row in rows)
		assert [{"id": row["id"], "name": row["name"]} for row in rows] == brief
		assert json.load(open("from-csv.json")) == brief
		assert json.load(open("from-ndjson.json")) == brief
		assert json.load(open("data/customers.json")) == wanted
		lines = open("data/customers.ndjson")
		assert [json.loads(line) for line in lines] == wanted
	END
}

# manual_line START...: the lines of the manual that begin so, as they are shown.
manual_line() {
	sed -n "s/^ *\(- \(run: \)\?\)\?\($1.*\)/\3/p" \
		"$BATS_TEST_DIRNAME/../../man/fentu-export.1.scd" |
		sed 's/\\\(.\)/\1/g'
}

@test "export: the nightly jobs of the manual run as they are written" {
	with_key
	{
		manual_line 'timeout 5h fentu'
		manual_line 'fentu export --verify --dir data'
	} >job
	expect_equal "$(wc -l <job)" 5
	rmdir data
	run -0 sh -e job
	expect_in_output 'complete and unchanged'
	[ -s data/tasks.ndjson.gz ]
	(umask 077 && echo "$SANDBOX_KEY" >.fentu-key)
	unset FENTU_API_KEY
	manual_line '17 2 ' | cut -d' ' -f6- >job
	[ -s job ]
	run -0 sh -e job
	expect_output ''
	rm .fentu-key
	run -0 fentu export --verify --dir data
}

# The names of what is in data, without those that are hidden.
files() {
	find data -type f -name '[!.]*' -printf '%f\n' | sort | tr '\n' ' '
}

# a moment as it stands in the name of a file
stamp() { # TIME IN QUOTES
	tr -d '":-' <<<"$1"
}

@test "export: --since writes what was created since into files of its own" {
	with_key
	run -2 export_ customers --since 2999-01-01
	expect_in_output 'lies in the future'
	run -0 export_ customers
	run -0 export_ customers --since 2020-01-01
	expect_in_output 'customers: only records created since 2020-01-01T00:00:00Z'
	expect_in_output 'changes to older records are not included'
	expect_equal "$(files)" \
		'customers.ndjson customers.since-20200101T000000Z.ndjson manifest.json '
	cmp data/customers.ndjson data/customers.since-20200101T000000Z.ndjson
	run -0 export_ --verify
	expect_in_output '2 files are complete'
	# once more into the same file, and in other formats
	run -0 export_ customers --since 2020-01-01
	run -0 export_ customers --since 2020-01-01 --format csv --gzip
	[ -s data/customers.since-20200101T000000Z.csv.gz ]
	run -0 export_ --verify
	expect_in_output '3 files are complete'
	expect_equal "$(jq '[.files[] | select(.file == "customers.ndjson") |
		.rows, .since]' -c data/manifest.json)" '[350,null]'
}

@test "export: --since last goes from one complete export to the next" {
	with_key
	# nothing to count from: that is the full export
	run -0 export_ customers --since last
	expect_in_output 'customers: no earlier complete export'
	expect_equal "$(field customers '[.rows, .since]')" '[350,null]'
	cp data/customers.ndjson full
	local first second
	first=$(field customers .next_since)
	sleep 1.1
	fentu customers create --name New -q -o id >new
	sleep 1.1
	run -0 export_ customers --since last
	expect_equal "$(field customers '[.rows, .since]')" "[1,$first]"
	expect_equal "$(jq -r .id "data/customers.since-$(stamp "$first").ndjson")" \
		"$(cat new)"
	second=$(field customers .next_since)
	[[ $second > $first ]]
	# by the clocks it may have been created later
	run -0 export_ customers --since last
	expect_equal "$(field customers '[.rows, .since]')" "[1,$second]"
	# the full one and the first difference stay, with their entries
	cmp data/customers.ndjson full
	expect_equal "$(jq -c '[.files[].rows]' data/manifest.json)" '[1,1,350]'
	run -0 export_ --verify
	# other filters have no export to count from
	run -0 export_ customers --since last --status active
	expect_equal "$(field customers '[.since != null, .filters]')" \
		'[true,"status=active"]'
	run -0 export_ assets --status retired
	run -0 export_ assets --since last
	expect_in_output 'assets: no earlier complete export'
	expect_equal "$(field assets '[.rows, .since]')" '[350,null]'
}

@test "export: --since last does not count from behind a gap" {
	local first
	with_key
	run -0 export_ customers
	first=$(field customers .next_since)
	sleep 1.1
	run -0 export_ customers --since 2020-01-01
	jq '.files |= map(if .since then .since = "2999-01-01T00:00:00Z" else . end)' \
		data/manifest.json >edited
	cp edited data/manifest.json
	sleep 1.1
	run -0 export_ customers --since last
	expect_equal "$(jq -r --argjson since "$first" '[.files[] |
		select(.since == $since)] | length' data/manifest.json)" 1
}

@test "export: --since last counts from no file that is gone" {
	with_key
	run -0 export_ customers
	: >data/customers.ndjson
	run -0 export_ customers --since last --force
	expect_in_output 'customers: no earlier complete export'
	expect_equal "$(field customers .rows)" 350
}

@test "export: what a run that is given up has finished stays known" {
	local max
	with_key
	run -0 export_ customers assets
	max=$(($(field customers .requests) + 2))
	fentu customers create --name New -q
	run -6 export_ customers assets --max-requests "$max"
	# and over a run that is itself cut short
	run -6 export_ assets --restart --max-requests 1
	run -0 export_ assets
	run -0 export_ --verify
	expect_equal "$(field customers .rows)" 351
	rm -rf data && mkdir data
	run -6 export_ customers assets --max-requests "$max"
	run -0 export_ assets --restart --format csv
	run -0 export_ customers
	run -0 export_ --verify
}

@test "export: a folder holds what one API has said" {
	with_key
	run -0 export_ customers
	jq '.api_url = "https://other.example/v1"' data/manifest.json >edited
	cp edited data/manifest.json
	run -2 export_ customers --since last
	expect_in_output "'data' holds an export of https://other.example/v1"
	expect_in_output 'hint: choose another folder with --dir'
	cmp edited data/manifest.json
	run -0 export_ assets --force
	expect_equal "$(jq -c '[.files[].resource]' data/manifest.json)" '["assets"]'
}

@test "export: other filters that replace a file are told of" {
	with_key
	run -0 export_ customers
	run -0 export_ customers --status active
	expect_in_output "'customers.ndjson' is replaced: it was exported with no filters, and now with filters: status=active"
	run -0 export_ customers --status active
	expect_not_in_output 'is replaced'
}

@test "export: takes a field that records of the first page have" {
	local format
	with_key
	answer assets '{"data":[{"id":"a","status":"active","note":"n"},
		{"id":"b","status":"active"}],"meta":{"total_count":2}}'
	for format in csv ndjson; do
		run -0 export_ assets --fields id,note --format $format
		fentu assets list --all --fields id,note -o $format |
			cmp - data/assets.$format
	done
	run -2 export_ assets --fields id,nite --restart
	expect_in_output "unknown field 'nite'"
	expect_tidy
	run -7 export_ assets customers --fields id,note
	expect_in_output "customers: unknown field 'note'"
	expect_equal "$(jq -c '[.complete, .failed[].resource]' data/manifest.json)" \
		'[false,"customers"]'
}

@test "export: fields that tasks have are looked for in a page of lists" {
	with_key
	answer work-orders/wo-a/tasks '{"data":[{"id":"t1"}]}'
	answer work-orders/wo-b/tasks '{"data":[{"id":"t2","note":"n"}]}'
	answer work-orders '{"data":[{"id":"wo-a"},{"id":"wo-b"}]}'
	run -6 export_ tasks --fields id,note --max-requests 2 --concurrency 1
	run -0 export_ --resume
	expect_equal "$(jq -c . data/tasks.ndjson)" $'{"id":"t1","note":null}\n{"id":"t2","note":"n"}'
}

# dated SECONDS RECORDS: the one list of customers there is, by a clock that is
# so far ahead.
dated() {
	local date
	date=$(LC_ALL=C date -u -d "$1 seconds" '+%a, %d %b %Y %H:%M:%S GMT')
	sandbox_control DELETE faults >/dev/null
	nothing_beyond customers
	sandbox_fault "$(jq -cn --arg date "Date: $date" --argjson data "$2" \
		'{path: "/v1/customers", count: 0, header: $date,
			body: ({data: $data} | tojson)}')"
}

@test "export: --since last goes by the clock that is behind" {
	with_key
	local ahead old='{"id":"a","created_at":"2020-01-01T00:00:00Z"}' new since
	for ahead in -3600 0 3600; do
		rm -rf data s1 joined && mkdir data
		dated "$ahead" "[$old]"
		run -0 export_ customers
		run -0 fentu export customers --shard 1/1 --dir s1
		run -0 fentu export --merge s1 --dir joined
		since=$((ahead < 0 ? ahead - 60 : -60))
		jq -e --argjson since "$since" '.files[0] | (.next_since | fromdate) -
			(.started_at | fromdate) - $since | -5 <= . and . <= 0' \
			data/manifest.json s1/manifest.json joined/manifest.json
		# the server's clock says that it is not later yet
		new=$(date -u -d "$ahead seconds" +%FT%TZ)
		dated "$ahead" "[$old,{\"id\":\"b\",\"created_at\":\"$new\"}]"
		run -0 export_ customers --since last
		expect_equal "$ahead: $(jq -r .id data/customers.since-*.ndjson)" \
			"$ahead: b"
	done
	# what a run has noted is known to the one that resumes it
	rm -rf data && mkdir data
	dated -3600 "[$old]"
	run -6 export_ customers --max-requests 1
	dated 0 "[$old]"
	run -0 export_ customers
	jq -e '.files[0] | (.started_at | fromdate) - (.next_since | fromdate) > 3600' \
		data/manifest.json
}

@test "export: --since counts when a record was created, not changed" {
	with_key
	local id
	id=$(fentu customers list --limit 1 -o id)
	sleep 1.1
	run -0 export_ customers
	fentu customers update "$id" --name Changed -q
	run -0 export_ customers --since last
	expect_equal "$(field customers .rows)" 0
	sandbox_fault '{"path": "/v1/assets", "body": "{\"data\":[
		{\"id\":\"a\",\"created_at\":\"2020-01-01T00:00:00Z\",
		\"updated_at\":\"2026-01-01T00:00:00Z\"},
		{\"id\":\"b\",\"created_at\":\"2025-06-01T00:00:00Z\"},
		{\"id\":\"c\"}]}"}'
	nothing_beyond assets
	run -0 export_ assets --since 2025-01-01
	expect_in_output 'do not say when they were created are included'
	expect_equal "$(jq -r .id data/assets.since-*.ndjson | tr '\n' ' ')" 'b c '
}

# ---- how it is said ----

@test "export: tells the plan, and nothing with --quiet" {
	with_key
	run -0 --separate-stderr export_ assets
	expect_in_stderr 'assets: 350 records, about '
	run -0 --separate-stderr export_ assets -q
	expect_stderr ''
	run -0 on_terminal '' "$FENTU" export assets --dir data
	expect_in_output "350 records in 'assets.ndjson'"
}

@test "export: completes what the resources that are named have" {
	fentu __complete wo list --status '' >wanted
	fentu __complete export work-orders --status '' | cmp - wanted
	run -0 fentu __complete export assets --status ''
	expect_in_output retired
	expect_not_in_output draft
	run -0 fentu __complete export --status ''
	expect_in_output retired
	expect_equal "$(sort <<<"$output" | uniq -d)" ''
	expect_equal "$(fentu __complete export all --status=dra)" \
		$'--status=draft\n:none'
	run -0 fentu __complete export assets customers --fields serial
	expect_in_output 'serial_number'
	expect_equal "$(fentu __complete export customers --fields serial)" \
		':more'
}

# ---- what may be wrong with the place ----

@test "export: names a folder that is missing, a file, or read-only" {
	with_key
	: >file
	local folder
	for folder in file file/sub file/sub/deeper ''; do
		run -2 fentu export assets --dir "$folder"
		expect_in_output "cannot export into '$folder'"
	done
	chmod a-w data
	run -1 without_powers "$FENTU" export assets --dir data
	expect_in_output "Permission denied"
	expect_equal "$(ls -A data)" ''
	chmod u+w data
	run -0 export_ assets
	# an older file stays, and so does what it says
	cp -r data before
	chmod a-w data
	for word in '' --resume; do
		run -1 without_powers "$FENTU" export assets --dir data $word
		expect_in_output "Permission denied"
	done
	diff -r before data
	run -0 export_ --verify
	chmod u+w data
}

# Modes bind root only when it has put its powers down.
without_powers() {
	[ "$EUID" -ne 0 ] || set -- setpriv --bounding-set=-all --inh-caps=-all "$@"
	"$@"
}

@test "export: refuses a place that is no file, and replaces a link" {
	with_key
	mkfifo data/assets.ndjson
	run -1 export_ assets
	expect_in_output 'is not a file'
	rm data/assets.ndjson
	mkdir data/assets.ndjson
	run -1 export_ assets
	rmdir data/assets.ndjson
	: >victim
	ln -s ../victim data/assets.ndjson
	run -2 export_ assets
	run -0 export_ assets --force
	[ ! -L data/assets.ndjson ]
	expect_equal "$(cat victim)" ''
}

@test "export: reads and writes nothing through its hidden files" {
	with_key
	local name
	echo mine >victim
	for name in .assets.ndjson.part .fentu-export.journal; do
		ln -s ../victim "data/$name"
		run -0 export_ assets --restart
		ln -s ../victim "data/$name"
		run -0 export_ --verify
		rm "data/$name"
		mkfifo "data/$name"
		run -0 export_ assets --restart
		expect_tidy
		mkdir "data/$name"
		run -1 export_ assets --restart
		expect_in_output "$name"
		rm -r data/.??*
	done
	local make
	for make in 'ln -s ../victim' mkfifo mkdir; do
		$make data/.fentu-export.journal
		run -1 export_ assets
		run -1 export_ --resume
		rm -r data/.fentu-export.journal
	done
	run -6 export_ assets --max-requests 2
	mv data/.assets.ndjson.part data/part
	ln -s part data/.assets.ndjson.part
	run -1 export_ assets --resume
	rm data/.assets.ndjson.part
	mkfifo data/.assets.ndjson.part
	run -1 export_ assets --resume
	rm data/manifest.json
	mkfifo data/manifest.json
	run -1 export_ assets
	expect_equal "$(cat victim)" mine
}

@test "export: two into one folder do not run at once" {
	with_key
	sandbox_setting latency 200
	"$FENTU" export assets --dir data 3>&- 2>/dev/null &
	wait_until test -e data/.fentu-export.journal
	run -2 export_ assets
	expect_in_output 'is under way'
	wait $!
	run -0 export_ --verify
}

@test "export: refuses a manifest that is newer, or not one of an export" {
	with_key
	local text requests
	requests=$(sandbox_requests)
	echo '{"format": 2, "files": []}' >data/manifest.json
	run -2 export_ assets --force
	expect_in_output 'newer fentu'
	for text in 'something else' '{"name": "my-app"}' ''; do
		echo "$text" >data/manifest.json
		run -2 export_ assets
		expect_in_output "'manifest.json' in 'data' was not written by an export"
		expect_equal "$(cat data/manifest.json)" "$text"
	done
	expect_equal "$(sandbox_requests)" "$requests"
	run -0 export_ assets --force
	run -0 export_ --verify
}

@test "export: replaces no file that an export did not write" {
	with_key
	local requests
	requests=$(sandbox_requests)
	echo mine >data/assets.ndjson
	for words in assets 'customers assets' all 'assets --restart'; do
		# shellcheck disable=SC2086 # words
		run -2 export_ $words
		expect_in_output "'assets.ndjson' in 'data' was not written by an export"
		expect_in_output 'hint: '
	done
	expect_equal "$(ls -A data)" assets.ndjson
	expect_equal "$(cat data/assets.ndjson)" mine
	expect_equal "$(sandbox_requests)" "$requests"
	# other files are not in the way
	echo mine >data/customers.txt
	run -0 export_ customers
	run -2 export_ assets
	run -0 export_ assets --force
	fentu assets list --all -o ndjson | cmp - data/assets.ndjson
	run -0 export_ assets
	run -0 export_ --verify
	# nor is one replaced by what is new only, or by shards
	echo mine >data/assets.since-20200101T000000Z.ndjson
	run -2 export_ assets --since 2020-01-01
	mkdir s1 joined
	run -0 fentu export assets --shard 1/1 --dir s1
	echo mine >joined/assets.ndjson
	run -2 fentu export --merge s1 --dir joined
	expect_in_output "'assets.ndjson' in 'joined'"
	run -0 fentu export --merge s1 --dir joined --force
	cmp joined/assets.ndjson data/assets.ndjson
}

@test "export: what an unfinished export has finished is its own" {
	with_key
	run -6 export_ assets customers --max-requests 6
	[ -e data/assets.ndjson ] && [ ! -e data/manifest.json ]
	run -0 export_ assets customers
	run -0 export_ --verify
	rm data/*
	run -6 export_ assets customers --max-requests 6
	run -0 export_ assets customers --restart
	run -0 export_ --verify
	expect_tidy
}

@test "export: warns of a folder in which others can write" {
	with_key
	local mode
	for mode in 770 777 757; do
		chmod $mode data
		run -0 export_ assets
		expect_in_output "warning: other users can write in 'data'"
	done
	for mode in 1777 755; do
		chmod $mode data
		run -0 export_ assets
		expect_not_in_output 'other users'
	done
}

# ---- what may be wrong with the server ----

@test "export: goes on with the others when a scope is lacking" {
	with_key "$(sandbox_key read:assets)"
	run -7 export_ customers assets
	expect_in_output read:customers
	expect_equal "$(field assets .rows)" 350
	expect_equal "$(jq -c '[.complete, .failed[0].resource,
		.failed[0].code]' data/manifest.json)" '[false,"customers","denied"]'
	expect_tidy
	run -7 export_ --verify
	expect_in_output 'error: customers could not be exported: '
	run -5 export_ customers
}

@test "export: goes on with the others when the server lacks one" {
	with_key
	sandbox_fault '{"path": "/v1/customers", "status": 404}'
	run -7 export_ customers assets
	expect_equal "$(field assets .rows)" 350
	expect_equal "$(jq -c '.failed[0].code' data/manifest.json)" \
		'"not_found"'
	expect_tidy
}

@test "export: what fails leaves the older file in the manifest" {
	with_key
	local fault old
	run -0 export_ customers assets
	cp data/customers.ndjson full
	old=$(field customers .)
	for fault in '"status": 404' '"status": 403' \
		'"body": "{\"data\":[],\"meta\":{\"total_count\":350}}"' \
		'"body": "{\"data\":{}}"'; do
		sleep 1.1 # so that the times differ
		sandbox_fault "[{\"path\": \"/v1/customers\", \"count\": 0, $fault}]"
		run -7 export_ customers assets
		expect_equal "$fault: $(jq -c '[.complete, .failed[].file,
			.files[].file]' data/manifest.json)" "$fault: [false,\
\"customers.ndjson\",\"assets.ndjson\",\"customers.ndjson\"]"
		expect_equal "$(field customers .)" "$old"
		expect_equal "$(jq -c '[.started_at as $at | .files[].started_at < $at]' \
			data/manifest.json)" '[false,true]'
		cmp data/customers.ndjson full
		run -7 export_ --verify
		expect_in_output 'error: customers could not be exported: '
		sandbox_control DELETE faults >/dev/null
		run -0 export_ customers --since last
		expect_equal "$(field customers '.since != null')" true
		rm data/*.since-*
		run -0 export_ customers
		run -0 export_ --verify
		old=$(field customers .)
	done
}

@test "export: names a resource and options that make no sense" {
	with_key
	run -2 export_ cars
	expect_in_output 'work-orders, tasks, customers, assets'
	run -2 export_ wo
	expect_in_output "did you mean 'work-orders'?"
	run -2 export_ custmers
	expect_in_output "did you mean 'customers'?"
	run -2 export_ assets --dry-run
	for word in --output=csv --jq=.; do
		run -2 export_ assets "$word"
		expect_in_output 'choose with --format'
	done
	[ ! -e data/assets.ndjson ]
	run -2 export_
	run -2 export_ assets --verify
	run -2 export_ assets --reserve 100
}

@test "export: keeps a record without id, counts and names it" {
	with_key
	sandbox_fault '{"path": "/v1/assets", "body": "{\"data\":[{\"id\":\"a\"},{\"name\":\"b\"}]}"}'
	nothing_beyond assets
	run -0 export_ assets
	expect_in_output '1 records have no id'
	expect_equal "$(field assets '[.rows, .without_id]')" '[2,1]'
}

# answer PATH JSON: from now on the server says this.
answer() {
	nothing_beyond "$1"
	sandbox_fault "$(jq -cn --arg path "/v1/$1" --arg body "$2" \
		'{path: $path, body: $body, count: 0}')"
}

# Ids that cannot be part of a path, as JSON; "-" is a record without one.
odd_ids=('".."' '"."' '""' null '{"a":1}' '[]' true '"a\u0000b"' -)

@test "export: an odd id is named, and the others are exported" {
	with_key
	local id odd
	for id in "${odd_ids[@]}" "\"$(printf 'x%.0s' {1..9000})\""; do
		sandbox_control DELETE faults >/dev/null
		nothing_beyond work-orders
		answer work-orders/wo-a/tasks '{"data":[{"id":"task-a"}]}'
		answer work-orders/17/tasks '{"data":[{"id":"task-17"}]}'
		answer work-orders/a%2Fb%3Fc/tasks '{"data":[{"id":"task-ab"}]}'
		odd="{\"id\":$id}"
		[ "$id" != - ] || odd='{"status":"open"}'
		answer work-orders "{\"data\":[{\"id\":\"wo-a\"},$odd,
			{\"id\":17},{\"id\":\"a/b?c\"}],\"meta\":{\"current_page\":1,
			\"total_pages\":1,\"total_count\":4}}"
		run -7 export_ tasks
		case $id in
		-) expect_in_output 'without an id cannot be asked for' ;;
		'"xx'*) expect_in_output "xx' could not be read: the request" ;;
		*) expect_in_output "with the id $id cannot be asked for" ;;
		esac
		expect_in_output "error: 'tasks.ndjson' is not complete: "
		expect_equal "$(jq -r .id data/tasks.ndjson | tr '\n' ' ')" \
			'task-a task-17 task-ab '
		expect_equal "$(jq -c '[.complete, .files[0].complete,
			(.files[0].reason | length > 0)]' data/manifest.json)" \
			'[false,false,true]'
		expect_tidy
		run -7 export_ --verify
		expect_in_output 'is as it was exported, but not complete'
	done
	# an export of another resource does not make it complete
	run -0 export_ assets
	run -7 export_ --verify
}

@test "export: a list below a record that cannot be read is named" {
	with_key
	local said
	three_orders() { # PART OF A FAULT: for the tasks of the second
		sandbox_control DELETE faults >/dev/null
		nothing_beyond work-orders
		sandbox_fault "{\"path\":\"/v1/work-orders/wo-b/tasks\",$1}"
		answer work-orders/wo-a/tasks '{"data":[{"id":"task-a"}]}'
		answer work-orders/wo-c/tasks '{"data":[{"id":"task-c"}]}'
		answer work-orders '{"data":[{"id":"wo-a"},{"id":"wo-b"},
			{"id":"wo-c"}],"meta":{"current_page":1,"total_pages":1,
			"total_count":3}}'
	}
	for said in '"status":400' '"status":403' '"status":409' '"status":422' \
		'"body":"{}"' '"body":"oops"' '"body":"{\"data\":[7]}"' \
		'"body":"{\"data\":[],\"meta\":{\"total_pages\":2,\"total_count\":9}}"'; do
		three_orders "$said"
		run -7 export_ tasks
		expect_in_output "the tasks of the work order 'wo-b' could not be read: "
		expect_equal "$(jq -r .id data/tasks.ndjson | tr '\n' ' ')" \
			'task-a task-c '
		expect_equal "$(jq -c '.complete' data/manifest.json)" false
	done
	# one that is gone has no tasks any more
	three_orders '"status":404'
	run -7 export_ tasks
	expect_in_output "'wo-b' could not be read: HTTP 404, though the work order exists"
	sandbox_control DELETE faults >/dev/null
	sandbox_fault '{"path":"/v1/work-orders/wo-b","status":404,"count":0}'
	nothing_beyond work-orders
	answer work-orders/wo-a/tasks '{"data":[{"id":"task-a"}]}'
	answer work-orders '{"data":[{"id":"wo-a"},{"id":"wo-b"}]}'
	run -0 export_ tasks
	run -0 export_ --verify
}

@test "export: a task of another work order is no task of this one" {
	with_key
	answer work-orders/wo-a/tasks '{"data":[{"id":"t1","work_order_id":"wo-a"}]}'
	answer work-orders/wo-b/tasks '{"data":[{"id":"t2","work_order_id":"wo-a"}]}'
	answer work-orders '{"data":[{"id":"wo-a"},{"id":"wo-b"}]}'
	run -7 export_ tasks
	expect_in_output "the tasks of the work order 'wo-b' could not be read: the task 't2' is one of the work order 'wo-a'"
	mkdir s1
	run -7 fentu export tasks --shard 1/1 --dir s1
	run -7 --separate-stderr fentu task list wo-b --all
	expect_in_stderr "the list holds a task of the work order 'wo-a'"
}

@test "export: tasks that are only a part of the list are not all of them" {
	local part
	with_key
	for part in '"header":"Link: </v1/x?page=2>; rel=\"next\""' \
		'"status":206'; do
		sandbox_control DELETE faults >/dev/null
		sandbox_fault "{\"path\":\"/v1/work-orders/wo-a/tasks\",\"count\":0,$part,
			\"body\":\"{\\\"data\\\":[{\\\"id\\\":\\\"t1\\\"}]}\"}"
		answer work-orders '{"data":[{"id":"wo-a"}]}'
		run -7 export_ tasks
		expect_in_output "come in pages, though no pages are documented"
		run -7 --separate-stderr fentu task list wo-a --all
		expect_in_stderr "come in pages, though no pages are documented"
	done
}

@test "export: a refusal does not throw away what came before" {
	local fault
	with_key
	run -0 export_ customers
	cp data/customers.ndjson wanted
	for fault in '"status":403' '"status":404' '"status":422'; do
		rm -rf data && mkdir data
		run -6 export_ customers --max-requests 3
		sandbox_fault "{\"path\":\"/v1/customers\",$fault}"
		run ! export_ customers
		expect_in_output 'is kept: run the same command again'
		run -0 export_ --resume
		cmp data/customers.ndjson wanted
	done
}

@test "export: remembers over a resumption which list it missed" {
	with_key
	nothing_beyond work-orders
	answer work-orders/wo-b/tasks '{"data":[{"id":"task-b"}]}'
	answer work-orders/wo-c/tasks '{"data":[{"id":"task-c"}]}'
	answer work-orders '{"data":[{"id":".."},{"id":"wo-b"},{"id":"wo-c"}],
		"meta":{"current_page":1,"total_pages":1,"total_count":3}}'
	run -6 export_ tasks --max-requests 2 --concurrency 1
	run -7 export_ tasks
	expect_in_output 'the work order with the id ".." could not be read'
	expect_equal "$(jq -r .id data/tasks.ndjson | tr '\n' ' ')" 'task-b task-c '
	expect_equal "$(field tasks .complete)" false
	# in shards, too, which can be joined all the same
	mkdir s1 joined
	run -7 fentu export tasks --shard 1/1 --dir s1
	run -7 fentu export --merge s1 --dir joined
	expect_in_output "'tasks.ndjson' is not complete"
	cmp joined/tasks.ndjson data/tasks.ndjson
}

# said_total N: the first page says that there are so many.
said_total() {
	curl -sS --noproxy '*' -H "Authorization: Bearer $SANDBOX_KEY" \
		"$FENTU_API_URL/assets?page=1&per_page=100" |
		jq -c "{path: \"/v1/assets\", body: (.meta.total_count = $1 |
			.meta.total_pages = ($1 / 100 | ceil) | tojson)}"
}

@test "export: what is not complete never replaces what is" {
	with_key
	local words file beside
	for words in '' '--format csv' --gzip '--since 2020-01-01'; do
		rm -rf data && mkdir data
		# shellcheck disable=SC2086 # words
		run -0 export_ assets $words
		cp -r data kept
		file=$(field assets .file | tr -d '"')
		beside=$(sed -E 's/\.(ndjson|csv)/.incomplete&/' <<<"$file")
		for _ in 1 2; do
			sandbox_fault "$(said_total 1000)"
			# shellcheck disable=SC2086 # words
			run -7 export_ assets --paging plain $words
			expect_in_output "'$beside' is not complete: "
			expect_in_output "'$file' is complete and stays"
			cmp "data/$file" "kept/$file"
			expect_equal "$(jq -c '[.complete, (.files[] | .file,
				.complete)]' data/manifest.json)" \
				"[false,\"$beside\",false,\"$file\",true]"
			run -7 export_ --verify
			expect_in_output "'$beside' is as it was exported, but"
			run -0 export_ assets --since last
			rm data/*.since-"$(stamp "$(field assets .since)")".ndjson
		done
		# shellcheck disable=SC2086 # words
		run -0 export_ assets $words
		[ ! -e "data/$beside" ]
		run -0 export_ --verify
		expect_in_output '1 files are complete'
		rm -rf kept
	done
	# nothing complete is in its way: the usual name, and the next one, too
	rm -rf data && mkdir data
	for _ in 1 2; do
		sandbox_fault "$(said_total 1000)"
		run -7 export_ assets --paging plain
		expect_equal "$(files)" 'assets.ndjson manifest.json '
	done
	run -0 export_ assets
	# a file of that name that is somebody else's stays
	touch data/assets.incomplete.ndjson
	run -2 export_ assets
	expect_in_output "'assets.incomplete.ndjson' in 'data' was not written by"
}

@test "export: tasks that lack a list do not replace complete ones" {
	with_key
	local requests
	nothing_beyond work-orders
	answer work-orders/wo-b/tasks '{"data":[{"id":"task-b"}]}'
	sandbox_fault '{"path": "/v1/work-orders/wo-c/tasks", "count": 1,
		"body": "{\"data\":[{\"id\":\"task-c\"}]}"}'
	sandbox_fault '{"path": "/v1/work-orders/wo-c/tasks", "count": 0,
		"status": 403}'
	answer work-orders '{"data":[{"id":"wo-b"},{"id":"wo-c"}],
		"meta":{"current_page":1,"total_pages":1,"total_count":2}}'
	run -0 export_ tasks
	cp data/tasks.ndjson kept
	requests=$(field tasks .requests)
	# also when it was cut off after that
	run -6 export_ tasks customers --max-requests $((requests + 1))
	cmp data/tasks.ndjson kept
	run -7 export_ tasks customers
	expect_in_output "'tasks.ndjson' is complete and stays"
	cmp data/tasks.ndjson kept
	expect_equal "$(jq -r .id data/tasks.incomplete.ndjson)" task-b
	expect_equal "$(files)" "customers.ndjson manifest.json \
tasks.incomplete.ndjson tasks.ndjson "
}

# second_counts N: the second answer of an export says that there are so many.
second_counts() {
	local query
	fentu export assets --dir once -q
	query=$(sandbox_log '[.[] | .target | select(test("/assets"))][1] |
		sub(".*[?]"; "")')
	curl -sS --noproxy '*' -H "Authorization: Bearer $SANDBOX_KEY" \
		"$FENTU_API_URL/assets?$query" |
		jq -c "{path: \"/v1/assets\", query: \"${query%%&*}\",
			body: (.meta.total_count = $1 | tojson)}"
}

@test "export: a total that grows or shrinks while it is read loses nothing" {
	with_key
	local total paging
	fentu assets list --all -o ndjson >wanted
	for total in 150 351 1000; do
		# pages side by side prove nothing then
		for paging in 0.overlap 7.plain; do
			rm -f data/*
			sandbox_fault "$(said_total "$total")"
			run "-${paging%.*}" export_ assets --paging "${paging#*.}"
			cmp data/assets.ndjson wanted
			expect_equal "$(field assets '[.rows, .first_total,
				.last_total, .consistent, .complete]')" \
				"[350,$total,350,false,$([ "$status" -eq 0 ] &&
					echo true || echo false)]"
		done
		expect_in_output "count of assets changed ("
		expect_in_output '350 were read'
	done
}

@test "export: a count that was another in between did not stand still" {
	with_key
	local page words
	page=$(second_counts 349)
	for words in '--dir data' '--shard 1/1 --dir s1'; do
		sandbox_fault "$page"
		# shellcheck disable=SC2086 # words
		run -0 fentu export assets $words
	done
	run -0 fentu export --merge s1 --dir joined
	for words in data s1 joined; do
		expect_equal "$words: $(jq -c '.files[0] | [.first_total,
			.last_total, .count_changes, .consistent, .complete]' \
			$words/manifest.json)" "$words: [350,350,2,false,true]"
		run -0 fentu export --verify --dir $words
	done
}

@test "export: --paging plain is not complete after one deletion" {
	with_key
	# page 2 as it is once the first record is deleted
	fentu assets list --all -o json >all
	local page
	for page in 2 3 4 5; do
		jq -c --argjson page "$page" '{path: "/v1/assets", count: 0,
			query: "page=\($page)", body: ({data:
			.[1:][100 * ($page - 1):100 * $page], meta: {total_count: 349,
			total_pages: 4, current_page: $page}} | tojson)}' all
	done | jq -sc . >faults
	sandbox_fault "$(cat faults)"
	run -7 export_ assets --paging plain
	expect_in_output 'count of assets changed (349 to 350)'
	expect_equal "$(field assets '[.rows, .complete]')" '[349,false]'
	run -7 export_ --verify
}

@test "export: what is entered meanwhile is taken, too" {
	with_key
	run -6 export_ customers --max-requests 2
	local i
	for ((i = 0; i < 150; i++)); do echo "New $i"; done |
		sed '1i name' >new.csv
	fentu customers create --from new.csv -q -o id >ids
	run -0 export_ customers --resume
	expect_equal "$(jq -r .id data/customers.ndjson | sort | uniq -d)" ''
	expect_equal "$(jq -r .id data/customers.ndjson | grep -cxFf ids)" 150
	expect_equal "$(field customers '[.rows, .first_total, .last_total,
		.consistent]')" '[500,350,500,false]'
	run -0 export_ --verify
}

@test "export: takes a record of 20 MB" {
	with_key
	python3 "$BATS_TEST_DIRNAME/one_answer.py" >port 3>&- <<-'END' &
		{"data": [{"id": "a", "text": "@20000000"}]}
	END
	local server=$!
	wait_until test -s port
	FENTU_API_URL=http://127.0.0.1:$(cat port)/v1 run -0 export_ assets
	kill $server
	expect_equal "$(field assets .rows)" 1
	[ "$(stat -c %s data/assets.ndjson)" -gt 20000000 ]
}

# ignores_size PAGE: that page comes with 100 records, whatever is asked for.
ignores_size() {
	curl -sS --noproxy '*' -H "Authorization: Bearer $SANDBOX_KEY" \
		"$FENTU_API_URL/assets?page=$1&per_page=100" |
		jq -c "{path: \"/v1/assets\", query: \"page=$1\", count: 0,
			body: tojson}"
}

@test "export: a server that ignores the size of a page is read twice" {
	with_key
	local page
	fentu assets list --all -o ndjson >wanted
	for page in 1 2 3 4 5; do
		ignores_size $page
	done | jq -sc . >faults
	sandbox_fault "$(cat faults)"
	run -0 export_ assets
	expect_in_output 'the server ignores the size of a page'
	cmp data/assets.ndjson wanted
	expect_equal "$(field assets '[.rows, .paging]')" '[350,"twice"]'
	expect_tidy
	# cut off in either pass it goes on
	for page in 4 8; do
		rm -r data && mkdir data
		run -6 export_ assets --max-requests $page
		run -0 export_ assets --resume
		cmp data/assets.ndjson wanted
	done
	mkdir share
	run -7 fentu export assets --shard 2/2 --dir share
	expect_in_output '--paging plain'
}

@test "export: a server that lies is not believed" {
	with_key
	local lie
	for lie in '.meta.total_count = 0' '.meta.total_count = 200' \
		'.meta.total_count = 351' '.data = []' '.data[0:50] = []'; do
		rm -rf data && mkdir data
		sandbox_stop
		sandbox_start --records 350
		with_key
		curl -sS --noproxy '*' -H "Authorization: Bearer $SANDBOX_KEY" \
			"$FENTU_API_URL/assets?page=4&per_page=98" >page
		sandbox_fault "$(jq -c "{path: \"/v1/assets\", count: 0,
			query: \"per_page=98\", body: ($lie | tojson)}" page)"
		run export_ assets
		[ "$status" -eq 7 ] || {
			expect_equal "$status" 0
			[ "$(jq -r .id data/assets.ndjson | sort -u | wc -l)" = 350 ]
		}
		[ "$status" -eq 0 ] || [ ! -e data/assets.ndjson ]
		expect_equal "$(jq .complete data/manifest.json)" \
			"$([ "$status" -eq 0 ] && echo true || echo false)"
	done
	sandbox_fault '{"path": "/v1/assets", "query": "page=2", "count": 0,
		"redirect": "/v1/assets"}'
	run -7 export_ assets
	expect_in_output 'was redirected to another address'
	jq -e '.failed[0].message | test("got 100 of 350")' data/manifest.json
}

@test "export: an empty page before the end is named" {
	with_key
	sandbox_fault '{"path": "/v1/assets", "query": "page=2", "count": 0,
		"body": "{\"data\":[],\"meta\":{\"total_count\":350}}"}'
	run -7 export_ assets
	expect_in_output 'the server sent no records for page 2 of assets, though it counts 350; got 100'
}

@test "export: a page before the end that is refused is missing" {
	with_key
	sandbox_fault '{"path": "/v1/assets", "query": "page=2", "count": 0,
		"status": 404}'
	run -7 export_ assets
	expect_in_output 'the server refused page 2 of assets (HTTP 404)'
	expect_in_output 'got only 100 records'
	[ ! -e data/assets.ndjson ]
}

@test "export: the last page again is no end" {
	with_key
	curl -sS --noproxy '*' -H "Authorization: Bearer $SANDBOX_KEY" \
		"$FENTU_API_URL/assets?page=5&per_page=70" |
		jq -c '{path: "/v1/assets", query: "page=6", count: 0,
			body: tojson}' >last
	sandbox_fault "$(cat last)"
	run -7 export_ assets
	expect_in_output 'page 6 of assets repeats page 5; got 350 of 350'
}

@test "export: --paging plain asks for each page once and compares counts" {
	with_key
	run -0 export_ assets --paging plain
	expect_equal "$(field assets '[.rows, .requests, .paging]')" \
		'[350,5,"plain"]'
	sandbox_fault '{"path": "/v1/assets", "query": "page=4",
		"body": "{\"data\":[],\"meta\":{\"current_page\":4,\"total_pages\":4,\"total_count\":350}}"}'
	run -7 export_ assets --paging plain
	expect_in_output 'is not complete: got only 300 of 350 assets'
	expect_equal "$(jq -c '[.complete, .files[0].complete]' data/manifest.json)" \
		'[false,false]'
	expect_equal "$(field assets '[.rows, .reason]')" \
		'[300,"got only 300 of 350 assets"]'
	run -7 export_ --verify
	expect_in_output 'got only 300 of 350 assets'
}

# ---- the rate limit ----

@test "export: stops at --max-requests and goes on from there" {
	with_key
	run -6 export_ assets --max-requests 2
	expect_in_output --resume
	[ ! -e data/assets.ndjson ]
	run -0 export_ assets --resume
	expect_equal "$(field assets .requests)" 5
	fentu assets list --all -o ndjson | cmp - data/assets.ndjson
	expect_tidy
}

@test "export: leaves the reserve, says when to come back, and goes on" {
	with_key
	sandbox_stop
	sandbox_start --records 2000 --rate-limit 20
	with_key
	run -6 export_ assets --reserve 50 --max-wait 1
	expect_in_output --resume
	[ "$(sandbox_requests)" -le 10 ]
	expect_equal "$(sandbox_log 'map(select(.status == 429)) | length')" 0
	sandbox_setting rate-limit 0
	rm -r "$XDG_STATE_HOME/fentu/limits"
	run -0 export_ assets --resume
	fentu assets list --all -o ndjson | cmp - data/assets.ndjson
}

# ---- going on ----

# What is unfinished: half of the assets.
unfinished() { # ARGUMENT...
	rm -rf data && mkdir data
	run -6 export_ assets --max-requests 2 "$@"
	cp -r data kept
}

# What is unfinished is as it was.
expect_kept() {
	diff -r kept data
}

@test "export: the same command goes on, with --resume or without" {
	with_key
	local words
	fentu assets list --all -o ndjson >wanted
	for words in 'assets' 'assets --resume' '--resume' \
		'--resume --concurrency 2 --reserve 0 --max-requests 100'; do
		unfinished
		# shellcheck disable=SC2086 # words
		run -0 export_ $words
		expect_in_output "resuming the unfinished export in 'data'"
		cmp data/assets.ndjson wanted
		expect_equal "$(field assets .requests)" 5
		expect_tidy
		rm -r kept
	done
}

@test "export: --resume alone knows all that was asked for" {
	with_key
	mkdir whole
	local wish
	while read -r wish; do
		rm -rf whole data && mkdir whole data
		# shellcheck disable=SC2086 # words
		{
			run -0 fentu export $wish --dir whole
			run -6 export_ $wish --max-requests 2
		}
		run -0 export_ --resume
		rm whole/manifest.json
		diff -r -x manifest.json whole data
		run -0 export_ --verify
		expect_tidy
	done <<-'END'
		customers assets
		assets --format csv --no-header --csv-safe --fields name,id
		assets --format csv --csv-bom --gzip
		assets --format json --paging plain
		customers --search e --since 2020-01-01
		tasks --status open
	END
	rm -rf whole data && mkdir whole data
	run -0 fentu export assets --shard 2/3 --dir whole
	run -6 export_ assets --shard 2/3 --max-requests 2
	run -0 export_ --resume
	cmp data/assets.pages whole/assets.pages
}

@test "export: resumes where it stopped, whatever the order of the words" {
	with_key
	fentu assets list --all -o ndjson >wanted
	for words in 'assets customers' 'customers assets' --resume; do
		rm -rf data && mkdir data
		run -6 export_ assets customers --max-requests 2
		# shellcheck disable=SC2086 # words
		run -0 export_ $words
		cmp data/assets.ndjson wanted
		expect_equal "$(field assets .requests)" 5
		run -0 export_ --verify
		expect_tidy
	done
}

@test "export: --resume alone says when nothing is unfinished" {
	with_key
	local requests
	run -0 export_ assets
	requests=$(sandbox_requests)
	run -2 export_ --resume
	expect_in_output "no unfinished export in 'data'"
	run -2 fentu export --resume --dir nowhere
	expect_in_output "no unfinished export in 'nowhere'"
	[ ! -e nowhere ]
	unfinished
	for words in '--format csv' '--since last' --gzip '--fields id' \
		'--status active' '--shard 1/2'; do
		# shellcheck disable=SC2086 # words
		run -2 export_ --resume $words
		expect_in_output '--resume without a resource takes --dir alone'
	done
	run -2 export_ assets --resume --restart
	expect_kept
	# a job may always give it with what it exports
	rm -r data
	run -0 export_ assets --resume
}

@test "export: what was asked for otherwise is refused, and kept" {
	with_key
	unfinished
	local words
	while IFS='|' read -r words said; do
		# shellcheck disable=SC2086 # words
		run -2 export_ $words
		expect_in_output "cannot resume: $said"
		expect_in_output --restart
		expect_kept
		# shellcheck disable=SC2086
		run -2 export_ $words --resume
	done <<-'END'
		assets --format csv|format was ndjson, now csv
		assets --gzip|gzip was no, now yes
		assets --fields id|fields was not given, now id
		assets --paging plain|paging was overlap, now plain
		assets --since -7d|since was not given, now -7d
		assets --shard 1/2|shard was not given, now 1/2
		assets --status active|the filters of assets were not given, now status=active
		assets customers|customers were not included, now they are
		customers|assets were included, now they are not
	END
	fentu -P work config set timeout 29
	export FENTU_PROFILE=work
	run -2 export_ assets
	expect_in_output 'cannot resume: profile was default, now work'
	run -2 export_ --resume
	expect_in_output 'cannot resume: profile was default, now work'
	expect_kept
	unset FENTU_PROFILE
	mkdir s1
	run -0 fentu export assets --shard 1/1 --dir s1
	run -2 fentu export --merge s1 --dir data
	expect_in_output "'data' holds an unfinished export"
	expect_kept
	run -0 fentu export --merge s1 --dir data --restart
	expect_tidy
}

@test "export: a new key of the same profile resumes" {
	with_key
	run -6 export_ assets --max-requests 2
	with_key nonsense-key-that-is-refused
	run -4 export_ --resume
	with_key "$(sandbox_key read:assets)"
	run -0 export_ --resume
	expect_in_output resuming
	run -0 export_ --verify
}

@test "export: refuses a journal or a part that was changed" {
	with_key
	run -6 export_ assets --max-requests 2
	cp data/.fentu-export.journal good
	sed -i 's/page 100/page 101/' data/.fentu-export.journal
	for words in assets 'assets --resume' --resume; do
		# shellcheck disable=SC2086 # words
		run -1 export_ $words
		expect_in_output 'was changed'
		expect_in_output --restart
	done
	cp good data/.fentu-export.journal
	printf x | dd of=data/.assets.ndjson.part conv=notrunc seek=50 bs=1 2>/dev/null
	run -1 export_ assets
	expect_in_output 'is not what was written'
	expect_in_output --restart
	expect_not_in_output 'same command again'
	run -0 export_ assets --restart
	expect_tidy
}

@test "export: --restart begins anew and leaves nothing behind" {
	with_key
	local words
	for words in '--format csv' --gzip '--since 2020-01-01'; do
		# shellcheck disable=SC2086 # words
		unfinished $words
		run -0 export_ customers --restart
		expect_not_in_output resuming
		expect_tidy
		run -0 export_ --verify
		run -0 export_ customers --restart
		rm -r kept
	done
}

@test "export: makes its folder with its parents" {
	with_key
	(umask 027 && run -0 fentu export customers --dir fresh)
	expect_equal "$(stat -c %a fresh)" 750
	run -0 fentu export --verify --dir fresh
	(umask 077 && run -0 fentu export customers --dir a/b//c/)
	expect_equal "$(stat -c %a a a/b a/b/c | uniq)" 700
	run -0 fentu export --verify --dir a/b/c
	chmod a-w data
	run -1 without_powers "$FENTU" export assets --dir data/a/b
	expect_in_output "cannot export into 'data/a': Permission denied"
	chmod u+w data
	# none is made for a login that is missing
	unset FENTU_API_KEY
	run -4 fentu export customers --dir other/one
	[ ! -e other ]
}

@test "export: the manifest keeps other formats that are still there" {
	with_key
	run -0 export_ customers --format csv
	run -0 export_ customers --gzip
	run -0 export_ customers
	run -0 export_ --verify
	expect_in_output '3 files are complete'
	expect_equal "$(jq -r '.files[0].file' data/manifest.json)" \
		customers.ndjson
	rm data/customers.csv
	run -0 export_ assets
	run -0 export_ --verify
	expect_in_output '3 files are complete'
}

@test "export: an interrupt keeps what came and says how to go on" {
	with_key
	sandbox_setting latency 300
	"$FENTU" export assets --dir data 3>&- 2>said &
	local pid=$! ended=0
	wait_until grep -qs ' page ' data/.fentu-export.journal
	kill -TERM $pid
	wait $pid || ended=$?
	expect_equal $ended 143
	grep -q -- --resume said
	sandbox_setting latency 0
	run -0 export_ assets --resume
	fentu assets list --all -o ndjson | cmp - data/assets.ndjson
	expect_tidy
}

@test "export: --verify names a byte that changed and a file that is gone" {
	with_key
	run -0 export_ assets customers
	printf x | dd of=data/assets.ndjson conv=notrunc seek=50 bs=1 2>/dev/null
	run -7 export_ --verify
	expect_in_output "error: 'assets.ndjson' is not what was written"
	rm data/customers.ndjson
	run -7 export_ --verify
	expect_in_output "warning: 'assets.ndjson' is not what was written"
	expect_in_output "warning: cannot open 'customers.ndjson'"
	expect_in_output '2 faults; 2 of 2 files'
	jq -c '.failed = [{"resource": "tasks", "message": "no time"}]' \
		data/manifest.json >edited
	mv edited data/manifest.json
	run -7 export_ --verify
	expect_in_output 'warning: tasks could not be exported: no time'
	expect_in_output 'warning: the manifest contradicts itself'
	expect_in_output '4 faults'
}

@test "export: --verify without a whole manifest of ours ends in 7" {
	with_key
	run -7 export_ --verify
	expect_in_output "no finished export in 'data'"
	run -7 fentu export --verify --dir nowhere
	local text
	for text in '' '{' '{}' '[]' '{"format": 1}' '{"format": 2, "files": []}'; do
		echo "$text" >data/manifest.json
		run -7 export_ --verify
	done
	echo '{"format": 1, "files": [], "failed": [], "complete": true}' >data/manifest.json
	run -7 export_ --verify
	expect_in_output 'the manifest lists no files'
	rm data/manifest.json
	mkdir data/manifest.json
	run -7 export_ --verify
	# a mistake on the command line stays one
	run -2 export_ --verify assets
	run -2 export_ --verify --shard 1/2
	run -2 export_ --verify --formt csv
}

edit_manifest() { # JQ
	jq "$1" good.json >data/manifest.json
}

@test "export: --verify counts anew whatever the manifest states" {
	with_key
	local wish edit requests
	for wish in '' --gzip '--format csv --no-header' \
		'--format json --fields name,id' '--format csv --gzip'; do
		# shellcheck disable=SC2086 # words
		run -0 export_ assets $wish
		mv data/manifest.json good.json
		edit_manifest .
		requests=$(sandbox_requests)
		run -0 export_ --verify
		expect_equal "$(sandbox_requests)" "$requests"
		edit_manifest '.files[0].rows += 1'
		run -7 export_ --verify
		expect_in_output '350 as rows'
		cp good.json data/manifest.json
	done
	for edit in '.files[0].bytes += 1' '.files[0].sha256 |= "0" + .[1:]' \
		'.files[0].without_id = 7' '.files[0].consistent = false' \
		'.files[0].last_total = 7' '.files[0].format = "ndjson"' \
		'.files[0].header = false' '.files[0].resource = "tasks"' \
		'.files[0].file |= "x" + .' '.complete = false' \
		'.failed = [{}]' 'del(.files[0].rows)' \
		'.files[0].complete = false' '.files[0] = 7'; do
		edit_manifest "$edit"
		run -7 export_ --verify
	done
}

@test "export: --verify reads the rows, and does not only trust sums" {
	with_key
	run -0 export_ assets
	mv data/manifest.json good.json
	cp data/assets.ndjson rows
	sealed() { # with the sum and length of what is there
		edit_manifest ".files[0].bytes = $(stat -c %s data/assets.ndjson) |
			.files[0].sha256 = \"$(sha256sum <data/assets.ndjson |
				cut -d' ' -f1)\""
		run -"$1" export_ --verify
	}
	sealed 0
	sed 7d rows >data/assets.ndjson
	sealed 7
	expect_in_output '349 as rows'
	sed '7d; 9p' rows >data/assets.ndjson
	sealed 7
	expect_in_output '1 ids more than once'
	truncate -s -1 data/assets.ndjson
	sealed 7
	expect_in_output 'no whole ndjson'
}
