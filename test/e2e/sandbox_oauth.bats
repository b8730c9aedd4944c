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

field() { # JSON NAME
	jq -r ".$2" <<<"$1"
}

# got NAME: a member of the JSON in the first line of the output.
got() {
	jq -r ".$1" <<<"${lines[0]}"
}

expect_error() { # STATUS CODE
	expect_equal "$(got error)" "$2"
	expect_equal "${lines[-1]}" "$1"
}

status_with() { # TOKEN PATH: of a request to the API
	curl -sS --noproxy '*' -D head -o body -w '%{http_code}' \
		-H "Authorization: Bearer $1" "$FENTU_API_URL$2"
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
