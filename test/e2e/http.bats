#!/usr/bin/env bats
# The way to the server: redirects, retries, limits, proxies. TLS has its own
# file.

load helper

setup() {
	hermetic
	sandbox_start
	with_key
}

teardown() {
	local pid
	for pid in ${PIDS-}; do
		kill "$pid" 2>/dev/null || true
	done
	sandbox_stop
	check_no_secret
}

# ---- redirects ----

@test "http: a redirect within the origin is followed" {
	sandbox_fault "{\"redirect\": \"/v1/work-orders?page=1&per_page=1\"}"
	run --separate-stderr -0 fentu wo list --limit 1 -o id
	[ "${#lines[@]}" -eq 1 ]
	expect_equal "$(sandbox_requests)" 2
}

@test "http: a redirect that leads to itself ends after three" {
	sandbox_fault '{"redirect": "loop", "count": 0}'
	run --separate-stderr -9 fentu wo list
	expect_in_stderr 'too many redirects'
	expect_equal "$(sandbox_requests)" 4
}

# The other server sees no connection at all, whatever the status.
@test "http: no redirect leads to another place" {
	local here=$SANDBOX_URL pid=$SANDBOX_PID key=$SANDBOX_KEY
	local home=$FENTU_API_URL there target status
	sandbox_start
	there=$SANDBOX_URL
	PIDS=$pid
	for target in "$there/v1/x?q=1" "http://localhost:${there##*:}/" \
		"//127.0.0.1:${there##*:}/v1" "https://127.0.0.1:${there##*:}/" \
		"http://user@127.0.0.1:${here##*:}/v1" file:///etc/passwd; do
		for status in 301 302 303 307 308; do
			SANDBOX_URL=$here sandbox_fault "{\"status\": $status,
				\"header\": \"Location: $target\"}"
			FENTU_API_URL=$home FENTU_API_KEY=$key \
				run --separate-stderr -9 fentu wo list
			expect_equal "$output" ''
			expect_in_stderr 'GET /v1/work-orders: '
		done
	done
	expect_equal "$(sandbox_requests)" 0
	expect_equal "$(SANDBOX_URL=$here sandbox_requests)" 30
	SANDBOX_KEY=$key check_no_secret
}

# ---- once more ----

@test "http: a read is sent again after what may pass" {
	local fault
	for fault in '"status": 500' '"status": 502' '"status": 503' \
		'"status": 504' '"status": 408' '"cut": 20' '"reset": true' \
		'"cut-head": 30' '"no-answer": true' '"length": "long"' \
		'"garbage": 100'; do
		sandbox_fault "{$fault}"
		run --separate-stderr -0 fentu wo list --limit 1 -o id
		[ "${#lines[@]}" -eq 1 ]
	done
	expect_equal "$(sandbox_requests)" 22
}

@test "http: --retries says how often" {
	sandbox_fault '{"status": 503, "count": 0}'
	run --separate-stderr -9 fentu wo list --retries 0
	expect_equal "$(sandbox_requests)" 1
	run --separate-stderr -9 fentu wo list --retries 2
	expect_equal "$(sandbox_requests)" 4
}

@test "http: what will not pass is asked once" {
	local status
	for status in 400 401 403 404 409 422 501; do
		sandbox_fault "{\"status\": $status}"
		run ! fentu wo list
	done
	expect_equal "$(sandbox_requests)" 7
}

@test "http: a cut page says what failed, and that nothing was changed" {
	sandbox_fault '{"cut": 20, "count": 0}'
	run --separate-stderr -9 fentu wo list --retries 1 -o json
	expect_output ''
	expect_in_stderr 'GET /v1/work-orders: the connection to 127.0.0.1:'
	expect_in_stderr 'was cut'
	expect_in_stderr '2 attempts in '
	expect_in_stderr 'hint: nothing was changed'
}

@test "http: a server that is not there is named" {
	sandbox_stop
	run --separate-stderr -9 fentu wo list --retries 0
	expect_in_stderr "no connection to ${SANDBOX_URL#http://}"
	expect_in_stderr 'Connection refused'
}

@test "http: a reply that is slow is told of on a terminal alone" {
	sandbox_fault '{"delay": 2500}'
	run -0 on_terminal '' "$FENTU" wo list --limit 1 -o id
	expect_in_output 'waiting for 127.0.0.1, 1 s (attempt 1 of 5)'
	expect_in_output 'waiting for 127.0.0.1, 2 s (attempt 1 of 5)'
	sandbox_fault '{"delay": 2500}'
	run --separate-stderr -0 fentu wo list --limit 1 -o id
	expect_not_in_stderr waiting
}

@test "http: an interrupt ends the wait for a reply at once" {
	local start=$SECONDS command
	sandbox_fault '{"delay": 30000, "count": 0}'
	for command in 'wo list' 'wo view wo-1' 'status' 'api work-orders' \
		'api DELETE work-orders/wo-1' 'wo delete wo-1 --yes' \
		'customers create --name A --type commercial' 'export work-orders --dir export'; do
		# shellcheck disable=SC2086 # words
		run timeout --preserve-status -s INT -k 10 1 "$FENTU" \
			--timeout 60 $command
		[ "$status" -eq 130 ] || fail "$command"
	done
	((SECONDS - start < 25))
}

@test "http: an error says how often it was tried, and for how long" {
	sandbox_fault '{"status": 503, "count": 0}'
	run --separate-stderr -9 fentu wo list --retries 2
	[[ $stderr == *'; 3 attempts in '+([0-9])' s'* ]] || fail
	sandbox_control DELETE faults
	sandbox_fault '{"no-answer": true, "count": 0}'
	run --separate-stderr -9 fentu wo list --retries 1
	[[ $stderr == *'; 2 attempts in '+([0-9])' s'* ]] || fail
}

# ---- the rate limit ----

@test "http: 429 is waited for as long as the server says" {
	sandbox_fault '{"status": 429, "retry-after": 1}'
	run --separate-stderr -0 fentu wo list --limit 1 -o id
	expect_equal "$(sandbox_requests)" 2
}

@test "http: a rate limit that ends too late is an error that says when" {
	sandbox_fault '{"status": 429, "retry-after": 600, "count": 0}'
	run --separate-stderr -6 fentu wo list --max-wait 30 -o json
	expect_in_stderr 'the rate limit is used up until '
	expect_in_stderr '(in 10 min)'
	expect_in_stderr '"retry_after":600'
	expect_equal "$(sandbox_requests)" 1
}

@test "http: commands share what they know of the rate limit" {
	local reset
	reset=$(($(date +%s) + 1000))
	sandbox_fault "{\"status\": 200, \"body\": \"{\\\"data\\\":[]}\",
		\"header\": [\"X-RateLimit-Limit: 1000\",
		\"X-RateLimit-Remaining: 0\", \"X-RateLimit-Reset: $reset\"]}"
	run --separate-stderr -0 fentu wo list
	run --separate-stderr -6 fentu asset list --max-wait 5
	expect_in_stderr 'the rate limit is used up until '
	expect_equal "$(sandbox_requests)" 1
	# What is known is in one small private file, and of this account only.
	run -0 find "$XDG_STATE_HOME" -path '*limits/*' -type f -printf '%m %s\n'
	expect_output '600 48'
	FENTU_API_KEY=$(sandbox_key read:work-orders) run --separate-stderr -0 \
		fentu wo list --limit 1
}

@test "http: a broken record of the rate limit does not matter" {
	local file
	run --separate-stderr -0 fentu wo list --limit 1
	file=$(find "$XDG_STATE_HOME" -path '*limits/*' -type f)
	echo nonsense >"$file"
	run --separate-stderr -0 fentu wo list --limit 1
	rm "$file"
	mkdir "$file"
	run --separate-stderr -0 fentu -q wo list --limit 1
	expect_stderr ''
}

# ---- too much ----

@test "http: what is too large is refused, and memory stays small" {
	local fault
	for fault in '"bomb": 64' '"headers": 1000000' '"bomb": 500'; do
		sandbox_fault "{$fault, \"count\": 0}"
		run --separate-stderr -1 command time -f '%M KiB' \
			timeout -k 5 60 "$FENTU" wo list
		expect_in_stderr 'GET /v1/work-orders: '
		[[ $stderr =~ ([0-9]+)\ KiB ]]
		[ "${BASH_REMATCH[1]}" -lt 100000 ] ||
			[ -n "${ASAN_OPTIONS-}" ] || fail 'too much memory'
		sandbox_control DELETE faults >/dev/null
	done
	expect_equal "$(sandbox_requests)" 3
}

@test "http: a body that stalls ends at --timeout" {
	sandbox_fault '{"stall": 20000, "count": 0}'
	run --separate-stderr -9 fentu wo list --timeout 1 --retries 0
	expect_in_stderr 'no whole reply'
	expect_in_stderr 'in time'
}

# ---- proxies ----

# proxy STATUS: one that records; sets PROXY_PORT. Its tunnel leads to
# TARGET_PORT.
proxy() {
	"$BATS_TEST_DIRNAME/../mock/connect-proxy.py" "$HOME/record" \
		"${TARGET_PORT-9}" "$1" >"$HOME/port" 2>/dev/null 3>&- &
	PIDS="${PIDS-} $!"
	wait_until [ -s "$HOME/port" ]
	PROXY_PORT=$(<"$HOME/port")
}

@test "http: a name server that never answers is given up at --timeout" {
	local start=$SECONDS
	[ "$(id -u)" -eq 0 ] || skip 'needs root'
	with_key
	unset https_proxy HTTPS_PROXY
	export FENTU_API_URL=https://api.example.test/v1
	run --separate-stderr -9 unshare --mount --net \
		"$BATS_TEST_DIRNAME/../mock/mute-dns.py" "$HOME/resolv.conf" \
		"$FENTU" wo list --retries 0 --timeout 2
	expect_in_stderr 'no connection to api.example.test:443 in time'
	# The resolver of the C library gives up after 10 s.
	((SECONDS - start < 9))
}

@test "http: loopback never goes through a proxy" {
	proxy 200
	local url=http://127.0.0.1:$PROXY_PORT
	http_proxy=$url https_proxy=$url all_proxy=$url ALL_PROXY=$url \
		run --separate-stderr -0 fentu wo list --limit 1
	[ ! -s "$HOME/record" ]
}

@test "http: a proxy that turns us away is told from the server" {
	proxy 407
	export FENTU_API_URL=https://api.example.test/v1
	https_proxy=http://user:canary-word@127.0.0.1:$PROXY_PORT \
		run --separate-stderr -9 fentu --debug wo list --retries 0
	expect_in_stderr 'no connection to api.example.test:443'
	expect_in_stderr 407
	expect_not_in_stderr canary-word
	run -0 cat "$HOME/record"
	expect_in_output 'CONNECT api.example.test:443 HTTP/1.1'
	expect_not_in_output Bearer
}

# A password of a proxy, in each variable and in shapes that nothing parses, is
# neither said nor traced; that of doctor is data.
@test "http: no password of a proxy is shown" {
	local variable value
	unset https_proxy HTTPS_PROXY
	export FENTU_API_URL=https://api.example.test/v1
	for variable in https_proxy HTTPS_PROXY all_proxy ALL_PROXY; do
		for value in 'http://usr:pa#s3cr3t@127.0.0.1:9' \
			'usr:pa#s3cr3t@127.0.0.1:9' 'http://pa#s3cr3t@no.invalid' \
			'http://usr:pa/s3cr3t@127.0.0.1:9' 'nix://s3cr3t@127.0.0.1' \
			'http://s3cr3t/x@127.0.0.1:9' 'socks5://u:s3cr3t-pass@127.0.0.1:9' \
			'http://s3cr3t.invalid' 'http://usr:s3cr3t-pass@[::1' \
			'http://usr:%73%33cr3t@127.0.0.1:9'; do
			run -9 env "$variable=$value" "$FENTU" --debug \
				wo list -o json --retries 0 --timeout 5
			expect_not_in_output s3cr3t
			expect_not_in_output '%73%33cr3t'
		done
		run -9 env "$variable=nix://s3cr3t@" "$FENTU" doctor
		expect_not_in_output s3cr3t
	done
	run -9 env 'https_proxy=http://usr:pa#s3cr3t@proxy:8080' "$FENTU" \
		wo list --retries 0
	expect_in_output "the proxy of https_proxy: its address is not valid"
}

@test "http: a CGI program takes no proxy from its environment" {
	proxy 407
	export FENTU_API_URL=https://no-such-host.invalid/v1
	REQUEST_METHOD=GET https_proxy=http://127.0.0.1:$PROXY_PORT \
		HTTPS_PROXY=http://127.0.0.1:$PROXY_PORT \
		run --separate-stderr -9 fentu wo list --retries 0 --timeout 5
	[ ! -s "$HOME/record" ]
}

# ---- the trace ----

@test "http: --debug shows much and no secret" {
	run --separate-stderr -0 fentu --debug wo list --limit 1 \
		--customer canary-query
	expect_in_stderr '> GET /v1/work-orders?'
	expect_in_stderr 'customer_id=(hidden)'
	expect_in_stderr '> Authorization: (hidden)'
	expect_in_stderr '< 200 ('
	expect_not_in_stderr canary-query
	expect_not_in_stderr "$FENTU_API_KEY"
}

@test "http: --debug shows which rows are asked for" {
	run --separate-stderr -8 fentu --debug wo list --status open --from 2025-03-04 \
		--param note=canary-note --limit 5
	expect_in_stderr '?status=open&from_date=2025-03-04&note=(hidden)&page=1&per_page='
	run --separate-stderr fentu --debug wo list --status canary-status --limit 5
	expect_in_stderr '?status=(hidden)&page=1'
	expect_not_in_stderr 'GET /v1/work-orders?status=canary'
}

@test "http: --verbose says what a command has asked of whom" {
	run --separate-stderr -0 fentu -v wo list --limit 150
	expect_in_stderr "2 requests to $FENTU_API_URL (profile 'default'); 9,998 of 10,000 are left."
	run --separate-stderr -0 fentu wo list --limit 150
	expect_not_in_stderr requests
	run --separate-stderr -0 fentu -v config list
	expect_stderr ''
	run --separate-stderr -3 fentu -v wo view no-such
	expect_in_stderr "1 request to $FENTU_API_URL"
}
