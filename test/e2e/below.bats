#!/usr/bin/env bats
# What lies below an asset: history, parts, warranty.

load helper

@test "assets history: lists when it was serviced" {
	with_key
	run -0 --separate-stderr fentu assets history asset-4 -o json
	expect_json 'length > 0 and all(.date and .work_order_id)' true
	run -0 --separate-stderr fentu assets history asset-4 -o table
	[[ ${lines[0]} =~ ^DATE\ +WORK\ ORDER\ +DESCRIPTION\ +TECHNICIAN$ ]] ||
		fail 'another heading'
}

@test "assets parts: lists its parts" {
	with_key
	run -0 --separate-stderr fentu assets parts asset-1 -o json
	expect_json 'all(.part_id and .quantity)' true
	run -0 --separate-stderr fentu assets parts asset-1 -o csv
	expect_equal "${lines[0]}" $'part_id,name,quantity,serial_number\r'
}

@test "assets warranty: shows one record" {
	with_key
	run -0 --separate-stderr fentu assets warranty asset-1 -o json
	expect_json '[type, .asset_id]' '["object","asset-1"]'
}

@test "assets: the three ask the paths that the documentation suggests" {
	with_key
	fentu assets history asset-1
	fentu assets parts asset-1
	fentu assets warranty asset-1
	expect_equal "$(sandbox_log 'map(.target) | .[]')" "\
/v1/assets/asset-1/service-history
/v1/assets/asset-1/parts
/v1/assets/asset-1/warranty"
}

@test "assets: what is not there says that the path is inferred" {
	local word
	with_key
	for word in history parts warranty; do
		run -3 --separate-stderr fentu assets $word asset-none
		expect_in_stderr "of asset 'asset-none'"
		expect_in_stderr 'inferred'
		expect_output ''
	done
}

@test "assets: the three belong to assets alone" {
	with_key
	run -2 --separate-stderr fentu wo parts wo-1
	run -2 --separate-stderr fentu customers history cust-1
}

@test "assets: the three take one id" {
	with_key
	run -2 --separate-stderr fentu assets parts
	run -2 --separate-stderr fentu assets parts asset-1 asset-2
	run -2 --separate-stderr fentu assets parts ''
	expect_in_stderr 'the id of the asset is empty'
	expect_equal "$(sandbox_requests)" 0
}

@test "assets warranty: a reply without a record" {
	with_key
	sandbox_fault '{"body": "{\"data\":[]}"}'
	run -1 --separate-stderr fentu assets warranty asset-1
	expect_in_stderr "warranty of asset 'asset-1' holds no record"
}
