#!/usr/bin/env bats
# Records that are deleted, and the question before.

load helper

@test "delete: every resource, with --yes" {
	local record
	with_key
	for record in wo:wo-1 task:task-4 customers:cust-1 assets:asset-1; do
		run -0 --separate-stderr fentu "${record%%:*}" delete "${record##*:}" --yes
		expect_output ''
		expect_in_stderr "${record##*:}"
		run -3 --separate-stderr fentu "${record%%:*}" view "${record##*:}"
	done
	expect_equal "$(sandbox_log 'map(select(.method == "DELETE") | .target) | join(" ")')" \
		'/v1/work-orders/wo-1 /v1/tasks/task-4 /v1/customers/cust-1 /v1/assets/asset-1'
}

@test "delete: says that it goes to the trash where that is known" {
	with_key
	run -0 --separate-stderr fentu wo delete wo-1 -y
	expect_stderr "fentu: Deleted work order wo-1 $(where); it is in the trash"
	run -0 --separate-stderr fentu customers delete cust-1 -y
	expect_stderr "fentu: Deleted customer cust-1 $(where)"
}

@test "delete: without a terminal and without --yes nothing is sent" {
	with_key
	run -2 --separate-stderr fentu wo delete wo-1 </dev/null
	expect_in_stderr 'hint: use --yes'
	run -2 --separate-stderr fentu --no-input wo delete wo-1
	expect_equal "$(sandbox_requests)" 0
}

@test "delete: on a terminal the record is named, and only yes deletes it" {
	local answer
	with_key
	for answer in $'n\n' $'\n'; do
		run -0 on_terminal "$answer" "$FENTU" wo delete wo-1
		expect_in_output 'Delete work order wo-1 (WO-'
		expect_in_output 'It goes to the trash. [y/N]'
		expect_in_output 'nothing was deleted'
		expect_in_output 'terminal: same, status: 1'
	done
	expect_equal "$(sandbox_writes)" 0
	run -0 on_terminal $'y\n' "$FENTU" wo delete wo-1
	expect_in_output 'status: 0'
	expect_equal "$(sandbox_write)" 'DELETE /v1/work-orders/wo-1'
}

@test "delete: several are asked for once" {
	with_key
	run -0 on_terminal $'y\n' "$FENTU" customers delete cust-1 cust-2
	expect_in_output "Delete these 2 customers $(where)? This may be final."
	expect_in_output 'status: 0'
	expect_equal "$(sandbox_writes)" 2
}

@test "delete: when some of several fail, the others are done" {
	with_key
	run -7 --separate-stderr fentu wo delete wo-1 wo-99999 wo-2 --yes
	expect_in_stderr "no work order 'wo-99999'"
	expect_in_stderr '2 of 3 work orders are done, 1 failed'
	run -3 --separate-stderr fentu wo view wo-2
	run -3 --separate-stderr fentu wo delete wo-2 --yes
}

@test "delete: when the answer is lost, a record that is gone is done" {
	with_key
	sandbox_fault '{"method": "DELETE", "no-answer": true}'
	run -0 --separate-stderr fentu wo delete wo-1 --yes
	expect_in_stderr 'Deleted work order wo-1'
	expect_equal "$(sandbox_writes)" 1
}

@test "delete: when the answer is lost and the record is there, it is not sent again" {
	with_key
	sandbox_fault '{"method": "DELETE", "status": 500, "reset": true}'
	run -1 --separate-stderr fentu wo delete wo-1 --yes
	expect_in_stderr "outcome unknown: work order 'wo-1'"
	expect_equal "$(sandbox_writes)" 1
	sandbox_fault '{"method": "DELETE", "status": 503}'
	run -9 --separate-stderr fentu wo delete wo-1 --yes
	expect_equal "$(sandbox_writes)" 2
}

@test "delete: --dry-run asks nothing and sends nothing" {
	run -0 --separate-stderr fentu wo delete wo-1 wo-2 --dry-run
	expect_equal "$(grep -c '^DELETE ' <<<"$output")" 2
	expect_in_output "DELETE $FENTU_API_URL/work-orders/wo-2"
	expect_equal "$(sandbox_requests)" 0
}

@test "delete: an id of something else is refused" {
	with_key
	run -2 --separate-stderr fentu wo delete wo-1 task-1 --yes
	expect_equal "$(sandbox_requests)" 0
}
