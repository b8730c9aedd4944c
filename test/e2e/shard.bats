#!/usr/bin/env bats
# Exports by several jobs, and what joins them.

load helper

setup() {
	hermetic
	mkdir whole data
}

open_with() { # OPTION...
	sandbox_start --rate-limit 0 "$@"
	with_key
}

# shards N ARGUMENT...: export in N shards, into s1 to sN.
shards() {
	local n=$1 i
	shift
	for ((i = 1; i <= n; i++)); do
		rm -rf s$i && mkdir s$i
		fentu export --shard $i/"$n" --dir s$i -q "$@" || return
	done
}

join() { # N ARGUMENT...
	local n=$1
	shift
	# shellcheck disable=SC2046 # folders
	fentu export --merge $(seq -f 's%g' "$n") --dir data -q "$@"
}

# What is in a folder, but for times and requests.
contents() {
	(
		cd "$1" || exit
		sha256sum -- *s.*[a-z] | grep -v manifest
		jq 'del(.started_at, .finished_at) |
			del(.files[] | .started_at, .finished_at, .next_since,
				.requests)' \
			manifest.json
	)
}

expect_same() { # as in whole
	expect_equal "$(contents data)" "$(contents whole)"
	expect_equal "$(find data -name '.*' -type f)" ''
}

# in_shards N ARGUMENT...: are they joined to what one export writes?
in_shards() {
	local n=$1
	shift
	rm -rf whole data && mkdir whole data
	fentu export --dir whole -q "$@"
	shards "$n" "$@"
	run -0 --separate-stderr join "$n"
	expect_stderr ''
	expect_same
	run -0 fentu export --verify --dir data
}

# a record's id, by its place in a list
id_at() { # RESOURCE PLACE
	fentu "$1" list --all -o id | sed -n "$2p"
}

# ---- the same bytes ----

@test "shard: joined they are what one export writes, however many there are" {
	open_with --records 650
	for n in 1 2 3; do
		in_shards $n assets
	done
	in_shards 7 customers assets
	expect_equal "$(jq '.files[0].requests' data/manifest.json)" \
		"$(($(jq '.files[0].requests' whole/manifest.json) + 6 + 6))"
}

@test "shard: in each format, as text and in gzip" {
	open_with --records 300
	in_shards 3 assets --gzip
	in_shards 2 assets --format csv
	in_shards 2 assets --format csv --gzip --fields customer.name,id --csv-bom
	in_shards 2 assets --format csv --no-header --csv-safe
	in_shards 2 assets --format json
	in_shards 2 assets --format json --gzip --fields name
	in_shards 3 work-orders --status completed --format json
}

@test "shard: all resources at once, tasks by their work orders" {
	open_with --records 130
	in_shards 2 all
	in_shards 3 tasks --format csv --gzip
}

@test "shard: more shards than pages, and lists that are empty" {
	open_with --records 50
	in_shards 3 assets tasks
	expect_equal "$(jq -c '[.files[].rows]' s3/manifest.json)" '[0,0]'
	in_shards 2 assets --serial none
	in_shards 2 assets --serial none --format json --gzip
	rm -r data && mkdir data
	run -0 fentu export assets --shard 1000/1000 --dir data
	expect_in_output 'assets (shard 1000/1000): 0 records, about 0 more requests'
	expect_not_in_output 'to go'
}

@test "shard: --paging plain, whose gaps are found by the counts" {
	open_with --records 650
	in_shards 3 assets --paging plain
	shards 3 assets --paging plain
	fentu assets delete "$(id_at assets 5)" --yes -q
	fentu export assets --paging plain --shard 3/3 --dir s3 -q
	run -7 fentu export --merge s1 s2 s3 --dir data
	expect_in_output 'count of assets changed (649 to 650)'
}

# ---- what keeps them from being joined ----

@test "shard: one that is missing, there twice or not finished is named" {
	open_with --records 420
	shards 3 assets
	run -7 fentu export --merge s1 s3 --dir data
	expect_in_output 'shard 2/3 of assets is missing'
	run -7 fentu export --merge s1 --merge s2 --dir data
	expect_in_output 'shard 3/3 of assets is missing'
	run -2 fentu export --merge s1 s2 s3 s2 --dir data
	expect_in_output "'s2' and 's2' both hold shard 2/3 of assets"
	rm s2/manifest.json
	run -2 fentu export --merge s1 s2 s3 --dir data
	expect_in_output "no finished shard in 's2'"
	run -2 fentu export --merge nowhere --dir data
	expect_in_output "no finished shard in 'nowhere'"
	expect_equal "$(ls -A data)" ''
}

@test "shard: those of other exports are named, and what differs" {
	open_with --records 420
	shards 2 assets
	fentu export assets --shard 2/3 --dir whole -q
	run -2 fentu export --merge s1 whole --dir data
	expect_in_output "'s1' holds shard 1/2 of assets, and 'whole' 2/3"
	rm -r s2 && mkdir s2
	fentu export assets --shard 2/2 --dir s2 -q --format csv
	run -2 join 2
	expect_in_output 'format is "ndjson" and "csv"'
	fentu -P work config set timeout 29
	export FENTU_PROFILE=work
	fentu export assets --shard 2/2 --dir s2 -q
	unset FENTU_PROFILE
	run -2 join 2
	expect_in_output 'asked for different things: profile is "default" and "work"'
	rm -r whole && mkdir whole
	fentu export assets --dir whole -q
	run -2 fentu export --merge s1 whole --dir data
	expect_in_output "'whole' holds a whole export"
	expect_equal "$(ls -A data)" ''
}

# edited FILE SED-SCRIPT WORDS: is refused with those words.
edited() {
	cp "$1" kept
	sed -i "$2" "$1"
	run -1 join 2
	expect_in_output "$3"
	mv kept "$1"
}

@test "shard: a file or a manifest that was edited is refused" {
	open_with --records 420
	shards 2 assets
	edited s2/assets.pages 's/pump/pomp/' 'is not what was written'
	edited s2/assets.pages 9d 'bytes, and not those'
	edited s2/manifest.json 's/"rows":[0-9]*/"rows":7/' ' as rows, and not'
	edited s2/manifest.json 's/"sha256":"./"sha256":"x/' 'is not what was written'
	edited s2/manifest.json 's,"2/2","1/2",g' 'is shard 2/2 of assets, and not'
	edited s2/manifest.json '1s,"2/2","1/2",' 'is shard 2/2 of assets, and not'
	edited s2/manifest.json '1!s,"2/2","1/2",' 'is shard 2/2 of assets, and not'
	edited s2/manifest.json 's/started_at":"/&x/' 'makes no sense'
	edited s2/manifest.json 's/resource":"assets/resource":"cars/' cars
	edited s2/manifest.json 's/"format":1/"format":"1"/' 'is not the manifest'
	run -0 join 2
	for file in s2/assets.pages s2/manifest.json; do
		cp $file kept
		for ((size = 0; size < $(stat -c %s kept); size += $(stat -c %s kept) / 9 + 1)); do
			head -c "$size" kept >$file
			run -1 join 2
		done
		mv kept $file
	done
	ln -sf /dev/zero s2/assets.pages
	run -1 join 2
}

@test "shard: one that failed says why, and the other resources are joined" {
	open_with --records 150
	FENTU_API_KEY=$(sandbox_key read:assets) run -7 shards 1 assets customers
	run -7 fentu export --merge s1 --dir data
	expect_in_output 'shard 1/1 of customers failed'
	expect_equal "$(jq -c '[.complete, .files[].resource, .failed[].resource]' \
		data/manifest.json)" '[false,"assets","customers"]'
	# an older file of it is not taken instead
	fentu export customers --shard 1/1 --dir s1 -q
	FENTU_API_KEY=$(sandbox_key read:assets) run -5 \
		fentu export customers --shard 1/1 --dir s1
	expect_equal "$(jq -c '[.files[] | .resource]' s1/manifest.json)" \
		'["customers","assets"]'
	run -7 fentu export --merge s1 --dir data
	expect_in_output 'shard 1/1 of customers failed'
	shards 2 assets customers
	jq -c '.files |= map(select(.resource == "assets"))' s2/manifest.json >m
	mv m s2/manifest.json
	run -7 fentu export --merge s1 s2 --dir data
	expect_in_output 'shard 2/2 of customers is missing'
	expect_in_output '1 of 2 resources'
}

# ---- lists that change between the shards ----

@test "shard: a list that grows or shrinks is whole, or is said not to be" {
	open_with --records 650
	shards 2 customers
	fentu customers create --name New -q
	# fewer than a page: the first shard has seen where the second began
	fentu customers list --limit 40 -o id |
		xargs "$FENTU" customers delete --yes -q
	fentu export customers --shard 2/2 --dir s2 -q
	run -0 join 2
	fentu customers list --all -o id | sort >there
	jq -r .id data/customers.ndjson | sort >got
	expect_equal "$(comm -23 there got)" ''
	expect_equal "$(uniq -d got)" ''
	expect_equal "$(jq .files[0].consistent data/manifest.json)" false
	# so many that what was before the second is now in front of it
	for ((i = 0; i < 4; i++)); do
		fentu customers list --limit 50 -o id |
			xargs "$FENTU" customers delete --yes -q
	done
	fentu export customers --shard 2/2 --dir s2 -q
	rm data/*
	run -7 join 2
	expect_in_output 'before shard 2/2'
	[ ! -e data/customers.ndjson ]
	fentu export customers --shard 1/2 --dir s1 -q
	run -0 join 2
	fentu customers list --all -o ndjson | cmp - data/customers.ndjson
}

@test "shard: side by side, while records change, none is lost" {
	open_with --records 1200 --latency 5
	run -0 python3 "$BATS_TEST_DIRNAME/export_moving.py" "$FENTU" \
		"$(rounds 3 100)" 3
	expect_in_output 'none lost'
	echo "# $output" >&3
}

# ---- folders ----

@test "shard: keeps to its folder, and can be made again in it" {
	open_with --records 150
	shards 2 assets
	run -0 fentu export assets --shard 2/2 --dir s2
	expect_in_output 'assets (shard 2/2): 50 records, about 1 more request'
	expect_not_in_output 'to go'
	run -2 fentu export assets --shard 2/2 --dir s1
	expect_in_output "'s1' holds shard 1/2 of an export"
	run -2 fentu export assets --dir s1
	run -2 fentu export --merge s1 s2 --dir s1
	expect_in_output "'s1' holds shard 1/2 of an export"
	fentu export assets --dir data -q
	run -2 fentu export assets --shard 2/2 --dir data
	expect_in_output "'data' holds a whole export"
	run -0 fentu export --verify --dir s1
	run -0 fentu export customers --shard 1/2 --dir s1
	run -0 fentu export assets --shard 1/2 --dir s1
	expect_equal "$(jq -c '[.shard, .files[].shard]' s1/manifest.json)" \
		'["1/2","1/2","1/2"]'
	run -0 fentu export --verify --dir s1
	expect_in_output '2 files are complete'
}

@test "shard: is gone on with to the same bytes, and only as itself" {
	open_with --records 250
	shards 3 assets tasks --gzip
	for max in $(rounds '1 2 3 4 30' "$(seq 1 3 90)"); do
		rm -rf data && mkdir data
		run -6 fentu export assets tasks --gzip --shard 2/3 --dir data \
			--max-requests "$max"
		run -2 fentu export assets tasks --gzip --shard 3/3 --dir data \
			--resume
		expect_in_output 'cannot resume: shard was 2/3, now 3/3'
		run -0 fentu export assets tasks --gzip --shard 2/3 --dir data \
			--resume
		expect_not_in_output 'to go'
		cmp data/assets.pages.gz s2/assets.pages.gz
		cmp data/tasks.pages.gz s2/tasks.pages.gz
	done
}

@test "shard: killed at random moments, it goes on to the same bytes" {
	open_with --records 900 --latency 3
	rmdir whole
	run -0 python3 "$BATS_TEST_DIRNAME/export_kill.py" "$FENTU" \
		"$(rounds 5 100)" assets --shard 2/3
	expect_in_output 'all whole'
}

@test "shard: --since is for whoever joins them" {
	open_with --records 150
	in_shards 2 customers --since -7d
	run -0 fentu export customers --dir data -q
	fentu customers create --name New -q
	cp -r data/. whole
	fentu export customers --since last --dir whole -q
	shards 2 customers --since last
	run -0 join 2
	expect_equal "$(jq .files[0].rows data/manifest.json)" 1
	cmp data/customers.ndjson whole/customers.ndjson
}

# ---- how it is asked for ----

@test "shard: --merge asks nobody, and needs no credential" {
	open_with --records 250
	in_shards 2 assets
	sandbox_stop
	unset FENTU_API_KEY FENTU_API_URL FENTU_OAUTH_URL
	rm data/*
	without_keyring
	run -0 --separate-stderr fentu export --merge s1 s2 --dir data
	expect_output ''
	expect_in_stderr "250 records in 'assets.ndjson'"
	expect_same
}

@test "shard: senseless words are refused with a hint" {
	open_with --records 3
	for share in 3/2 0/2 1/0 x / 1 1/ /2 -1/2 1/2/3 1/1001 ''; do
		run -2 fentu export assets --shard "$share" --dir data
		expect_in_output '--shard'
		expect_in_output 'hint: '
	done
	run -2 fentu export assets --shard
	run -2 fentu export --shard 1/2 --dir data
	run -2 fentu export --merge
	run -2 fentu export --verify --shard 1/2 --dir data
	shards 1 assets
	for word in '--shard 1/2' '--format csv' --gzip '--since last' --resume \
		--verify '--paging plain' '--fields id' '--serial x' --no-header; do
		# shellcheck disable=SC2086 # words
		run -2 fentu export --merge s1 --dir data $word
		expect_in_output '--merge takes folders and --dir alone'
	done
	: >file
	run -2 fentu export --merge s1 --dir file/where
	expect_in_output "cannot export into 'file/where'"
	expect_equal "$(ls -A data)" ''
}

@test "shard: folders are completed after --merge" {
	run -0 fentu __complete export --merge ''
	expect_output ':folders'
	run -0 fentu __complete export --merge s1 ''
	expect_output ':folders'
	run -0 fentu __complete export --merge=s1 --dir data ''
	expect_output ':folders'
	run -0 fentu __complete export ass
	expect_in_output assets
}

# manual FROM TO: the lines of the manual between two of its words that a shell
# runs, as they are shown.
manual() {
	sed -n "/^$1/,/^$2/"'s/^ *- \(run: \)\?\(\(rm\|mkdir\|fentu\) .*\)/\2/p' \
		"$BATS_TEST_DIRNAME/../../man/fentu-export.1.scd"
}

@test "shard: the jobs of the manual run as they are written" {
	open_with --records 20
	fentu export all --gzip --dir whole -q
	manual 'The same in shards, which' GitLab >job
	expect_equal "$(wc -l <job)" 4
	for node in 1 2 3 4; do
		sed "s/\\\${{ matrix.shard }}/$node/" job | head -2 >step
		run -0 sh -e step
		mkdir -p shards && mv shard shards/shard-$node
	done
	# cleaning up is for a machine that keeps its folder
	tail -2 job | sed 's/rm -rf shards data/rm -rf data/' >step
	run -0 sh -e step
	expect_same
	rm -r data
	manual 'The same in shards, as' 'cron' >job
	expect_equal "$(wc -l <job)" 3
	for node in 1 2 3 4; do
		head -1 job >step
		CI_NODE_INDEX=$node CI_NODE_TOTAL=4 run -0 sh -e step
	done
	tail -2 job >step
	run -0 sh -e step
	expect_same
}

# ---- merges that are cut off ----

@test "shard: a disk that is full is a failure, and the next merge is whole" {
	open_with --records 420
	in_shards 2 assets
	local size
	for size in $(rounds '0 20 100' "$(seq -s ' ' 0 100)"); do
		rm -rf data && mkdir data
		run -1 limited "$size" "$FENTU" export --merge s1 s2 --dir data
		[ ! -e data/assets.ndjson ]
		run -0 join 2
		expect_same
	done
}
