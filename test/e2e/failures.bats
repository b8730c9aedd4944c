#!/usr/bin/env bats
# What an error of the server shows: the message where the body has a known
# shape, else the status and the start of the text.

load helper

# One command of each way in which the API is asked.
commands() {
	cat <<-'END'
		wo list
		wo list --all
		wo view wo-1
		wo view wo-1 wo-2
		task list wo-1
		task create wo-1 --name x
		assets parts asset-1
		assets warranty asset-1
		customers create --name x
		customers create --from rows.csv
		wo update wo-1 --priority low
		wo update wo-1 wo-2 --priority low
		wo delete wo-1 --yes
		api work-orders/wo-1
		api PATCH work-orders/wo-1 -f priority=low
		export customers --dir data
	END
}

# answers STATUS BODY
answers() {
	sandbox_control DELETE faults >/dev/null
	sandbox_fault "$(jq -cn --argjson status "$1" --arg body "$2" \
		'{status: $status, body: $body, count: 0}')"
}

# says TEXT...: run $command and look for each text on stderr.
says() {
	local text
	# shellcheck disable=SC2086 # words
	run --separate-stderr fentu --retries 0 --max-wait 0 $command
	[ "$status" -ne 0 ] || fail "$command ends with 0"
	rm -rf data rows.csv.results.ndjson
	for text in "$@"; do
		[[ $stderr == *"$text"* ]] || fail "$command: not on stderr: $text"
	done
}

@test "failures: what is not known is quoted with its status, by every command" {
	local command
	with_key
	printf 'name\na\n' >rows.csv
	answers 418 '{"oops": "the sky fell"}'
	while read -r command <&9; do
		says 418 'the sky fell'
	done 9< <(commands)
}

@test "failures: what is not known is quoted with every status" {
	local command='wo view wo-1' code body
	with_key
	for code in 400 401 403 404 405 409 410 422 451 500 502 503 504; do
		for body in '{"oops": "the sky fell"}' 'the sky fell' '["", {"a": "the sky fell"}' \
			'<html><head><title>Oh</title></head></html>'; do
			answers $code "$body"
			case $body in
			*html*) says "$code" ': Oh' ;;
			*) says "$code" 'the sky fell' ;;
			esac
		done
		answers $code ''
		says "$code"
	done
}

@test "failures: every shape that is known is read, and the status decides" {
	local command='wo update wo-1 --priority low' body wanted
	with_key
	while IFS='|' read -r wanted body <&9; do
		answers 422 "$body"
		says "$wanted"
		expect_equal "$status $body" "8 $body"
		answers 403 "$body"
		says "$wanted"
		expect_equal "$status $body" "5 $body"
		answers 500 "$body"
		says "$wanted"
	done 9<<-'END'
		: No|{"error":{"code":"x","message":"No"}}
		: 17|{"error":{"code":17}}
		--priority: is odd|{"error":{"message":"No","details":{"priority":["is odd"]}}}
		: No|{"error":"x","error_description":"No"}
		: x|{"error":"x"}
		--priority: is odd|{"message":"No","errors":{"priority":["is odd"]}}
		--priority: is odd|{"errors":[{"field":"priority","message":"is odd"}]}
		: one; two|{"errors":["one","two"]}
		: No|{"code":"x","message":"No"}
		: x|{"code":"x"}
	END
}

@test "failures: a long or hostile text is cut and cleaned" {
	local command='wo view wo-1'
	with_key
	answers 500 $'a\e[31mb\u202ec'"$(printf 'x%.0s' {1..3000})"
	says 'a\x1b[31mb\u202ecxx' 'xx...'
	[ "${#stderr}" -lt 600 ] || fail 'not cut'
}

@test "failures: a record that is not found is told with the command that lists" {
	local words lister
	with_key
	while IFS='|' read -r words lister <&9; do
		# shellcheck disable=SC2086 # words
		run -3 --separate-stderr fentu $words
		expect_in_stderr "hint: 'fentu $lister' shows the ones there are"
	done 9<<-'END'
		wo view no-1|wo list
		wo update no-1 --status open|wo list
		wo delete no-1 --yes|wo list
		wo delete no-1 no-2 --yes|wo list
		task view no-1|task list WORK-ORDER-ID
		task list no-1|wo list
		task create no-1 --name x|wo list
		customers view no-1|customers list
		assets view no-1|assets list
		assets parts no-1|assets list
		assets add-part no-1 --part p-1 --quantity 1|assets list
	END
	run -3 --separate-stderr fentu api nothing/here
	expect_in_stderr "hint: 'fentu help api' shows the paths that fentu knows"
	answers 404 '<html><title>404 Not Found</title></html>'
	run -3 --separate-stderr fentu wo view wo-1
	expect_in_stderr "hint: 'fentu wo list' shows the ones there are"
	expect_in_stderr "try --api-url ${FENTU_API_URL%/v1}/api/v1"
	run -3 --separate-stderr fentu wo list
	expect_in_stderr "try --api-url ${FENTU_API_URL%/v1}/api/v1"
	run -3 --separate-stderr fentu api work-orders
	expect_in_stderr "try --api-url ${FENTU_API_URL%/v1}/api/v1"
}
