#!/usr/bin/env bats
# The sandbox as an authorization server, asked by curl.

load helper

# oauth PATH [CURL OPTION...]: the body and, on a line of its own, the status.
oauth() {
	local path=$1
	shift
	curl -sS --noproxy '*' --max-time 10 -w '\n%{http_code}\n' "$@" \
		"$FENTU_OAUTH_URL/oauth/$path"
}

# token FIELD=VALUE...: ask for tokens, the client's credentials in the form.
token() {
	local field form=()
	for field in "$@"; do
		form+=(--data-urlencode "$field")
	done
	oauth token -d "client_id=$SANDBOX_CLIENT" \
		-d "client_secret=$SANDBOX_SECRET" "${form[@]}"
}

refresh() { # TOKEN [FIELD=VALUE...]
	token grant_type=refresh_token "refresh_token=$1" "${@:2}"
}

# field JSON NAME: a member whose text has no comma; jq would be ten times as
# slow.
field() {
	[[ $1 =~ \"$2\":\"?([^\",}]*) ]] || BASH_REMATCH=('' null)
	echo "${BASH_REMATCH[1]}"
}

got() { # NAME: of the JSON in the first line of the output
	field "${lines[0]}" "$1"
}

expect_error() { # STATUS CODE
	expect_equal "$(got error)" "$2"
	expect_equal "${lines[-1]}" "$1"
}

status_with() { # TOKEN PATH: of a request to the API
	curl -sS --noproxy '*' -D head -o body -w '%{http_code}' \
		-H "Authorization: Bearer $1" "$FENTU_API_URL$2"
}

# ---- the page ----

# From appendix B of RFC 7636.
VERIFIER=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
CHALLENGE=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM
BACK=http://127.0.0.1:7/callback
browse=$BATS_TEST_DIRNAME/../mock/browser.py

encoded() { # TEXT
	local i
	for ((i = 0; i < ${#1}; i++)); do
		case ${1:i:1} in
		[a-zA-Z0-9._~-]) printf %s "${1:i:1}" ;;
		*) printf %%%02X "'${1:i:1}" ;;
		esac
	done
}

# authorize_url [NAME=VALUE...]: a good request for access, with what is given
# in place of its own; an empty VALUE leaves the parameter out.
authorize_url() {
	local pair name query=''
	local -A given=([response_type]=code [client_id]=$SANDBOX_CLIENT
		[redirect_uri]=$BACK [code_challenge]=$CHALLENGE
		[code_challenge_method]=S256 [state]='a b&c')
	for pair in "$@"; do
		given[${pair%%=*}]=${pair#*=}
	done
	for name in "${!given[@]}"; do
		[ -z "${given[$name]}" ] ||
			query+="&$name=$(encoded "${given[$name]}")"
	done
	echo "$FENTU_OAUTH_URL/oauth/authorize?${query#&}"
}

# redirected [NAME=VALUE...]: where such a request is sent at once.
redirected() {
	curl -sS --noproxy '*' --max-time 10 -o page -w '%{redirect_url}' \
		"$(authorize_url "$@")"
}

param() { # URL NAME
	[[ $1 =~ [?\&]$2=([^\&]*) ]]
	printf %b "${BASH_REMATCH[1]//%/\\x}"
}

# code [NAME=VALUE...]: one that was approved at once.
code() {
	sandbox_setting consent approve
	param "$(redirected "$@")" code
}

exchange() { # CODE [FIELD=VALUE...]
	local field=("redirect_uri=$BACK" "code_verifier=$VERIFIER")
	[ $# -eq 1 ] || field=("${@:2}")
	token grant_type=authorization_code "code=$1" "${field[@]}"
}

@test "sandbox oauth: asks on a page who may do what, and goes back" {
	BROWSER_DOES=look run -0 "$browse" \
		"$(authorize_url 'scope=read:assets admin')"
	expect_in_output 'Allow fentu-cli to act for you?'
	expect_in_output 'see assets, their parts and their history'
	expect_in_output '<li class="care">do everything'
	expect_in_output 'http://127.0.0.1:7,'
	expect_not_in_output '<script'
	BROWSER_DOES=copy run -0 "$browse" "$(authorize_url)"
	[[ $output == "$BACK?code="*"&state=a%20b%26c&iss=http%3A%2F%2F127"* ]]
	run -0 exchange "$(param "$output" code)"
	expect_equal "$(got scope)" 'read:work-orders read:customers read:assets'
	expect_equal "$(status_with "$(got access_token)" /assets)" 200
}

@test "sandbox oauth: the page cannot run scripts, be framed or be cached" {
	curl -sS --noproxy '*' -D head -o page -H 'Accept-Encoding: gzip' \
		"$(authorize_url)"
	grep -i "^content-security-policy: default-src 'none'; style-src 'sha256-" head
	grep -F "form-action 'self' http://127.0.0.1:7; base-uri 'none'" head
	grep -F "frame-ancestors 'none'" head
	grep -i '^cache-control: no-store' head
	curl -sS --noproxy '*' -H 'Accept-Encoding: gzip' "$(authorize_url)" >again
	run ! cmp page again
}

@test "sandbox oauth: Deny is told to the application" {
	sandbox_setting consent deny
	run -0 redirected
	expect_equal "$(param "$output" error)" access_denied
	expect_equal "$(param "$output" state)" 'a b&c'
	sandbox_setting consent ask
	sandbox_setting iss false
	# Nobody listens there: the browser gets as far as it can.
	BROWSER_DOES=deny run ! "$browse" "$(authorize_url)"
	expect_in_output 'Connection refused'
}

@test "sandbox oauth: an answer needs the ticket of the page, once" {
	local ticket
	# shellcheck disable=SC2317 # called by run
	decide() {
		oauth authorize -d "ticket=$1" -d decision=approve "${@:2}" \
			-o page
	}
	run -0 decide made-up
	expect_equal "${lines[-1]}" 400
	redirected
	ticket=$(grep -oE '[0-9a-f]{64}' page)
	run -0 decide "$ticket" -H 'Origin: http://evil.example'
	expect_equal "${lines[-1]}" 400
	run -0 decide "$ticket"
	expect_equal "${lines[-1]}" 302
	run -0 decide "$ticket"
	expect_equal "${lines[-1]}" 400
}

@test "sandbox oauth: tells nobody but the reader of a bad way back" {
	local wrong
	for wrong in client_id= client_id=unknown redirect_uri= \
		redirect_uri=https://evil.example/ redirect_uri=http://10.0.0.1/ \
		redirect_uri=http://127.0.0.1@evil.example/ \
		redirect_uri=http://user@127.0.0.1/ \
		redirect_uri=http://127.0.0.1/#x; do
		run -0 redirected "$wrong"
		expect_output ''
		grep -q 'cannot be answered' page || fail "$wrong"
	done
	run -0 redirected 'client_id=<script>'
	run ! grep '<script' page
}

@test "sandbox oauth: tells the application what else is wrong" {
	local wrong
	for wrong in response_type=:invalid_request \
		response_type=token:unsupported_response_type \
		code_challenge=:invalid_request \
		code_challenge=short:invalid_request \
		code_challenge_method=plain:invalid_request \
		code_challenge_method=:invalid_request \
		scope=nonsense:invalid_scope; do
		run -0 redirected "${wrong%:*}"
		expect_equal "$wrong $(param "$output" error)" \
			"$wrong ${wrong##*:}"
	done
	local place
	for place in http://127.0.0.1/ 'http://[::1]:80/x' \
		http://localhost:9/ 'http://127.0.0.1:9/?a=b'; do
		run -0 redirected "redirect_uri=$place" scope=nonsense
		[[ $output == "$place"[?\&]error=invalid_scope* ]] || fail "$place"
	done
}

@test "sandbox oauth: a code works once; the second time revokes its tokens" {
	local code access
	code=$(code)
	run -0 exchange "$code"
	expect_equal "${lines[-1]}" 200
	access=$(got access_token)
	sandbox_token_is alive "$access"
	run -0 exchange "$code"
	expect_error 400 invalid_grant
	run ! sandbox_token_is alive "$access"
}

@test "sandbox oauth: a code is bound to verifier, place, client and time" {
	local code
	code=$(code)
	run -0 exchange "$code" "redirect_uri=$BACK" "code_verifier=${VERIFIER}x"
	expect_error 400 invalid_grant
	run -0 exchange "$code" "redirect_uri=$BACK" code_verifier=short
	expect_error 400 invalid_grant
	run -0 exchange "$code" "redirect_uri=$BACK"
	expect_error 400 invalid_request
	run -0 exchange "$code" "redirect_uri=$BACK/" "code_verifier=$VERIFIER"
	expect_error 400 invalid_grant
	run -0 exchange unknown
	expect_error 400 invalid_grant
	sandbox_control POST clients '{"id": "other", "secret": "s"}' >/dev/null
	run -0 exchange "$(code client_id=other)"
	expect_error 400 invalid_grant
	run -0 exchange "$code"
	expect_equal "${lines[-1]}" 200
	sandbox_setting code-ttl 0
	run -0 exchange "$(code)"
	expect_error 400 invalid_grant
	expect_equal "$(got error_description)" 'The code has expired'
}

# ---- tokens ----

@test "sandbox oauth: a refresh gives a new pair, and the old token is spent" {
	local pair first second
	pair=$(sandbox_tokens '{"scopes": "read:assets"}')
	first=$(field "$pair" refresh_token)
	run -0 refresh "$first"
	expect_equal "${lines[-1]}" 200
	expect_equal "$(got token_type) $(got expires_in) $(got scope)" \
		'Bearer 3600 read:assets'
	second=$(got refresh_token)
	[ "$second" != "$first" ]
	sandbox_token_is alive "$(got access_token)"
	sandbox_token_is replaced "$first"
	run -0 oauth token -D head -d grant_type=x
	grep -i '^cache-control: no-store' head
}

@test "sandbox oauth: a spent token that comes again revokes the family" {
	local pair first access
	pair=$(sandbox_tokens)
	first=$(field "$pair" refresh_token)
	run -0 refresh "$first"
	access=$(got access_token)
	expect_equal "$(status_with "$access" /assets)" 200
	run -0 refresh "$first"
	expect_error 400 invalid_grant
	expect_equal "$(status_with "$access" /assets)" 401
	grep -qi '^www-authenticate: Bearer .*error="invalid_token"' head
	run ! sandbox_token_is alive "$(field "$pair" access_token)"
}

@test "sandbox oauth: with a grace, a spent token works for a while" {
	local first
	sandbox_setting reuse-grace 3600
	first=$(field "$(sandbox_tokens)" refresh_token)
	run -0 refresh "$first"
	run -0 refresh "$first"
	expect_equal "${lines[-1]}" 200
	sandbox_setting reuse-grace 0
	run -0 refresh "$first"
	expect_error 400 invalid_grant
}

@test "sandbox oauth: without rotation, the refresh token stays" {
	local first
	sandbox_setting rotation false
	first=$(field "$(sandbox_tokens)" refresh_token)
	run -0 refresh "$first"
	expect_equal "$(got refresh_token)" null
	run -0 refresh "$first"
	expect_equal "${lines[-1]}" 200
}

@test "sandbox oauth: a refresh may ask for fewer scopes, and not for more" {
	local first
	first=$(field "$(sandbox_tokens '{"scopes": "read:assets write:assets"}')" \
		refresh_token)
	run -0 refresh "$first" 'scope=read:assets admin'
	expect_error 400 invalid_scope
	run -0 refresh "$first" scope=read:assets
	expect_equal "$(got scope)" read:assets
	expect_equal "$(status_with "$(got access_token)" /assets)" 200
	expect_equal "$(status_with "$(got access_token)" /customers)" 403
	run -0 refresh "$(got refresh_token)"
	expect_equal "$(got scope)" 'read:assets write:assets'
}

@test "sandbox oauth: tokens expire, and are made that have expired" {
	local pair
	pair=$(sandbox_tokens '{"access_ttl": -1, "refresh_ttl": 100}')
	expect_equal "$(status_with "$(field "$pair" access_token)" /assets)" 401
	grep -qi '^www-authenticate: Bearer .*error="invalid_token"' head
	run -0 refresh "$(field "$pair" refresh_token)"
	expect_equal "$(status_with "$(got access_token)" /assets)" 200
	pair=$(sandbox_tokens '{"refresh_ttl": -1}')
	run -0 refresh "$(field "$pair" refresh_token)"
	expect_error 400 invalid_grant
}

@test "sandbox oauth: a refresh token opens nothing by itself" {
	local pair
	pair=$(sandbox_tokens '{"scopes": "admin"}')
	expect_equal "$(status_with "$(field "$pair" refresh_token)" /assets)" 401
	run -0 refresh "$(field "$pair" access_token)"
	expect_error 400 invalid_grant
}

@test "sandbox oauth: a client proves itself in the form or by Basic" {
	local pair
	pair=$(sandbox_tokens)
	run -0 oauth token -u "$SANDBOX_CLIENT:$SANDBOX_SECRET" \
		-d grant_type=refresh_token \
		-d "refresh_token=$(field "$pair" refresh_token)"
	expect_equal "${lines[-1]}" 200
	run -0 oauth token -u "$SANDBOX_CLIENT:wrong" -d grant_type=refresh_token
	expect_error 401 invalid_client
	run -0 oauth token -d "client_id=$SANDBOX_CLIENT" -d grant_type=x
	expect_error 401 invalid_client
	run -0 oauth token -u "$SANDBOX_CLIENT:$SANDBOX_SECRET" \
		-d "client_secret=$SANDBOX_SECRET"
	expect_error 400 invalid_request
}

@test "sandbox oauth: a token belongs to the client that it was issued to" {
	local pair
	sandbox_control POST clients '{"id": "other", "secret": "s"}' >/dev/null
	pair=$(sandbox_tokens '{"client_id": "other"}')
	run -0 refresh "$(field "$pair" refresh_token)"
	expect_error 400 invalid_grant
	run -0 oauth revoke -u "$SANDBOX_CLIENT:$SANDBOX_SECRET" \
		-d "token=$(field "$pair" refresh_token)"
	expect_error 400 invalid_grant
	run -0 oauth token -u other:s -d grant_type=refresh_token \
		-d "refresh_token=$(field "$pair" refresh_token)"
	expect_equal "${lines[-1]}" 200
}

@test "sandbox oauth: says what is wrong with a request for tokens" {
	run -0 token grant_type=password
	expect_error 400 unsupported_grant_type
	run -0 token refresh_token=x
	expect_error 400 invalid_request
	run -0 token grant_type=refresh_token
	expect_error 400 invalid_request
	run -0 token grant_type=refresh_token refresh_token=a refresh_token=b
	expect_error 400 invalid_request
	run -0 token grant_type=refresh_token refresh_token=unknown
	expect_error 400 invalid_grant
	run -0 oauth token -H 'Content-Type: application/json' -d '{}'
	expect_error 415 invalid_request
}

# ---- revocation ----

@test "sandbox oauth: revokes access tokens alone, refresh tokens with all" {
	local pair one two
	pair=$(sandbox_tokens)
	one=$(field "$pair" access_token) two=$(field "$pair" refresh_token)
	run -0 oauth revoke -d "token=$one"
	run ! sandbox_token_is alive "$one"
	sandbox_token_is alive "$two"
	run -0 refresh "$two"
	one=$(got access_token) two=$(got refresh_token)
	run -0 oauth revoke -d "token=$two" -d token_type_hint=access_token
	expect_equal "${lines[-1]}" 200
	run ! sandbox_token_is alive "$one"
	run ! sandbox_token_is alive "$two"
	run -0 oauth revoke -d token=unknown
	expect_equal "${lines[-1]}" 200
}

@test "sandbox oauth: revokes only the token that it is given, if set so" {
	local pair access refresh
	sandbox_setting revocation token
	pair=$(sandbox_tokens)
	access=$(field "$pair" access_token)
	refresh=$(field "$pair" refresh_token)
	run -0 oauth revoke -d "token=$refresh"
	run ! sandbox_token_is alive "$refresh"
	sandbox_token_is alive "$access"
}

@test "sandbox oauth: takes the proof for a revocation that it is set to" {
	local access wanted given want
	access=$(field "$(sandbox_tokens)" access_token)
	# shellcheck disable=SC2034 # proof is one of these
	local form=(-d "client_id=$SANDBOX_CLIENT"
		-d "client_secret=$SANDBOX_SECRET") \
		basic=(-u "$SANDBOX_CLIENT:$SANDBOX_SECRET") \
		bearer=(-H "Authorization: Bearer $access")
	for wanted in form basic bearer; do
		sandbox_setting revoke-auth $wanted
		for given in form basic bearer; do
			local -n proof=$given
			want=401
			[ $given != $wanted ] || want=200
			run -0 oauth revoke "${proof[@]}" -d token=x
			expect_equal "$wanted $given ${lines[-1]}" \
				"$wanted $given $want"
		done
	done
	sandbox_setting revoke-auth any
	run -0 oauth revoke -u "$SANDBOX_CLIENT:wrong" -d token=x
	expect_error 401 invalid_client
}

@test "sandbox oauth: --db keeps tokens, and --access-ttl says how long" {
	local pair
	sandbox_stop
	sandbox_start --db kept --access-ttl 77
	pair=$(sandbox_tokens)
	expect_equal "$(field "$pair" expires_in)" 77
	sandbox_stop
	sandbox_start --db kept --refresh-ttl 99
	run -0 refresh "$(field "$pair" refresh_token)"
	expect_equal "${lines[-1]}" 200
	run -0 refresh "$(field "$pair" refresh_token)"
	expect_error 400 invalid_grant
	expect_equal "$(sandbox_control GET settings |
		jq '.data["refresh-ttl"]')" 99
}

@test "sandbox oauth: hands a client's id and a fresh secret to a command" {
	# shellcheck disable=SC2016 # for the inner shell
	FENTU_CLIENT_SECRET=mine run -0 timeout -k 5 30 "$SANDBOX" -- sh -c \
		'echo "$FENTU_CLIENT_ID"; curl -sS --noproxy "*" \
		-u "$FENTU_CLIENT_ID:$FENTU_CLIENT_SECRET" -d grant_type=x \
		"$FENTU_OAUTH_URL/oauth/token"'
	expect_equal "${lines[0]}" fentu-cli
	expect_in_output unsupported_grant_type
	expect_not_in_output mine
}

# ---- for tests ----

@test "sandbox oauth: counts what was asked for, also where a fault answers" {
	sandbox_fault '{"path": "/oauth/token", "status": 503}'
	run -0 refresh x
	expect_equal "$(got error)" server_error
	expect_equal "${lines[-1]}" 503
	run -0 refresh x
	run -0 exchange x
	run -0 token grant_type=password
	run -0 oauth revoke -d token=x
	run -0 redirected
	output=$(sandbox_control GET counters)
	expect_json .data.token_requests \
		'{"authorization_code":1,"refresh_token":2,"other":1}'
	expect_json '.data | [.revocations, .authorize_requests]' '[1,1]'
	sandbox_control POST reset >/dev/null
	output=$(sandbox_control GET counters)
	expect_json '[.data.token_requests[]] | add' 0
}

@test "sandbox oauth: faults cut an answer that took effect, or spoil it" {
	local first
	first=$(field "$(sandbox_tokens)" refresh_token)
	sandbox_fault '{"path": "/oauth/token", "no-answer": true}'
	run ! refresh "$first"
	sandbox_token_is replaced "$first"
	first=$(field "$(sandbox_tokens)" refresh_token)
	sandbox_fault '{"path": "/oauth/token", "garbage": 40}'
	run ! refresh "$first"
	sandbox_token_is alive "$first"
	sandbox_fault '{"path": "/oauth/token", "cut": 20}'
	run ! refresh "$first"
	sandbox_token_is replaced "$first"
	sandbox_fault '{"path": "/oauth/authorize", "status": 503}'
	run -0 redirected
	grep -q server_error page
}

@test "sandbox oauth: can be wrong about the time" {
	local date fault
	sandbox_setting date-skew 7200
	for fault in '{"skip": 1000}' '{"drip": 1000}'; do
		sandbox_fault "$fault"
		status_with "$SANDBOX_KEY" /assets >/dev/null
		expect_equal "$(grep -ci '^date:' head)" 1
		date=$(grep -i '^date:' head | tr -d '\r')
		date=$(($(date -d "${date#*: }" +%s) - $(date +%s)))
		[ $date -gt 7100 ] && [ $date -lt 7300 ]
	done
}
