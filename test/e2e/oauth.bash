# Logins by OAuth for the end to end tests, stored as if somebody had gone
# through the browser. Load after helper and keyring.
# shellcheck shell=bash

# put_slot KIND RECORD [PROFILE]: of the sandbox's address.
put_slot() {
	request put "$SANDBOX_URL" "${3-default}" ",\"record\":$2" |
		sed "s/\"kind\":\"login\"/\"kind\":\"$1\"/" |
		timeout -k 1 10 "$KEYRING" >/dev/null
}

# login_record TOKENS [LEFT]: the record for tokens as the sandbox issues them;
# LEFT: how many seconds the record says that the access token has left.
login_record() {
	jq -c --arg root "$SANDBOX_URL" --arg client "$SANDBOX_CLIENT" \
		--argjson left "${2-null}" --argjson now "$(date +%s)" '{
			v: 1, kind: "oauth", access: .access_token,
			created_at: $now, refresh: .refresh_token,
			access_expires_at: ($now + ($left // .expires_in)),
			obtained_at: ($now - 3600),
			scopes: .scope, client_id: $client, root: $root
		}' <<<"$1"
}

client_record() {
	printf '{"v":1,"kind":"client","access":"%s","client_id":"%s"}' \
		"$SANDBOX_SECRET" "$SANDBOX_CLIENT"
}

# oauth_login [JSON [LEFT]]: TOKENS is what was issued; see sandbox_tokens and
# login_record.
oauth_login() {
	local client
	put_slot client "$(client_record)" 3>&- &
	client=$!
	TOKENS=$(sandbox_tokens "${1-}")
	put_slot login "$(login_record "$TOKENS" "${2-null}")"
	wait $client
}

# A login whose access token the server does not accept any more, and whose
# record knows that it has ended.
expired_login() {
	oauth_login '{"access_ttl": -5}'
}

access_token() { # that was issued first
	jq -r .access_token <<<"$TOKENS"
}

refresh_token() {
	jq -r .refresh_token <<<"$TOKENS"
}

# stored MEMBER: of the record of the login.
stored() {
	request get "$SANDBOX_URL" | timeout -k 1 10 "$KEYRING" |
		jq -r ".record.$1"
}

# How often the sandbox was asked for tokens, and how it answered: [200,400].
token_answers() {
	sandbox_log '[.[] | select(.target == "/oauth/token") | .status]'
}
