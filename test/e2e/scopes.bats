#!/usr/bin/env bats
# fentu scopes: what each scope allows, and the fewest that commands need.

load helper
load keyring
load oauth

setup() {
	hermetic
	export FENTU_KEYRING_TIMEOUT=30 # the machine may be busy
}

teardown() {
	sandbox_stop
	check_no_secret
}

ids() { # the scopes that these words come to, on one line
	fentu scopes -o id "$@" | paste -sd' '
}

@test "scopes: lists every scope with the commands that need it" {
	run -0 --separate-stderr fentu scopes -o json
	expect_json 'map(.id) | join(" ")' '"read:work-orders write:work-orders read:customers write:customers read:assets write:assets admin"'
	expect_json '.[0].commands' '["wo list","wo view","wo update","task list","task view","task update","export"]'
	expect_json '.[5].commands' '["assets create","assets update","assets delete","assets add-part"]'
	expect_json '.[6].commands' '[]'
	expect_stderr ""
}

@test "scopes: every command of a resource needs a scope of it" {
	local noun verb
	for noun in wo task customers assets; do
		for verb in $(fentu help "$noun" |
			sed -n '/^Commands/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
			run -0 fentu scopes -o id "$noun" "$verb"
			[[ $output == *read:* || $output == *write:* ]] ||
				fail "$noun $verb"
		done
	done
}

@test "scopes: names the fewest that commands need together" {
	expect_equal "$(ids wo list)" "read:work-orders"
	expect_equal "$(ids wo list assets view)" "read:work-orders read:assets"
	expect_equal "$(ids "task list, task update")" \
		"read:work-orders write:work-orders"
	expect_equal "$(ids assets add-part)" "write:assets"
	expect_equal "$(ids asset list,customer view work-orders create)" \
		"write:work-orders read:customers read:assets"
}

@test "scopes: export needs those of the resources behind it, or of all" {
	expect_equal "$(ids export work-orders tasks)" "read:work-orders"
	expect_equal "$(ids export customers, assets view)" \
		"read:customers read:assets"
	expect_equal "$(ids export all)" \
		"read:work-orders read:customers read:assets"
	expect_equal "$(ids export)" "$(ids export all)"
}

@test "scopes: a name with commands below it stands for all of them" {
	expect_equal "$(ids customers)" "read:customers write:customers"
	expect_equal "$(ids wo assets)" "read:work-orders write:work-orders \
read:assets write:assets"
}

@test "scopes: named commands alone stand beside each scope" {
	run -0 fentu scopes -o json wo list, wo view, assets view
	expect_json 'map(.commands)' '[["wo list","wo view"],["assets view"]]'
}

@test "scopes: what needs none says so" {
	run -0 --separate-stderr fentu scopes -o json status, config list
	expect_output "[]"
	expect_stderr "fentu: Any credential does: no scope is needed."
}

@test "scopes: a word that is no command is refused" {
	run -2 --separate-stderr fentu scopes wo lst
	expect_in_stderr "unknown command 'lst' of 'fentu wo'; did you mean 'list'?"
	run -2 --separate-stderr fentu scopes wo list asets list
	expect_in_stderr "did you mean 'assets'?"
	run -2 --separate-stderr fentu scopes ,
	expect_in_stderr "no command is named"
	run -2 --separate-stderr fentu scopes api
	expect_in_stderr "depends on what it is told"
}

@test "scopes: the words of commands are completed" {
	run -0 fentu __complete scopes wo li
	expect_in_output "list"
	run -0 fentu __complete scopes ""
	expect_in_output "assets"
	expect_not_in_output "exit-codes"
}

@test "scopes: are told without a login, a keyring or a request" {
	without_keyring
	run -0 --separate-stderr fentu scopes -o id wo list
	expect_stderr ""
}

@test "scopes: a 403 names the one that is needed, and how to ask for it" {
	sandbox_start
	with_key "$(sandbox_key read:assets)"
	run -5 --separate-stderr fentu customers list
	expect_in_stderr 'the scope read:customers is needed'
	expect_in_stderr "'fentu login --web --scope read:customers'"
	run -5 --separate-stderr fentu assets delete asset-1 --yes
	expect_in_stderr "'fentu login --web --scope write:assets'"
}

# oauth_with SCOPES [PROFILE [FURTHER]]: a login that was given these, and no
# more; FURTHER are scopes that fentu does not know.
oauth_with() {
	local tokens
	tokens=$(sandbox_tokens "{\"scopes\": \"$1\"}" |
		jq --arg further "${3-}" '.scope += $further')
	put_slot login "$(login_record "$tokens")" "${2-default}"
}

@test "scopes: a login that lacks one is told how to keep what it has" {
	sandbox_start
	oauth_with 'read:assets read:customers' default ' x:other'
	run -5 --separate-stderr fentu assets update asset-1 --name New
	expect_in_stderr 'the scope write:assets is needed'
	expect_in_stderr "'fentu login --web --scope read:assets,read:customers,x:other,write:assets'"
	expect_not_in_stderr 'with a key'
	# all that the command needs, not only what was missed first
	new_profile other
	oauth_with 'read:customers' other
	run -5 --separate-stderr fentu -P other assets update asset-1 --name New
	expect_in_stderr 'the scope write:assets is needed'
	expect_in_stderr "'fentu -P other login --web --scope read:customers,read:assets,write:assets'"
}

@test "scopes: a login that has the scope is not sent to ask for it again" {
	sandbox_start
	oauth_with 'read:assets'
	sandbox_fault '{"path": "/v1/assets", "status": 403}'
	run -5 --separate-stderr fentu assets list
	expect_in_stderr 'this login has that scope'
	expect_not_in_stderr 'login --web'
}

@test "scopes: a command to copy has no word that a shell would read" {
	sandbox_start
	oauth_with "read:customers"
	sandbox_fault '{"path": "/v1/assets", "status": 403, "header":
		"WWW-Authenticate: Bearer scope=\"a;id\""}'
	run -5 --separate-stderr fentu assets list
	expect_in_stderr "--scope read:customers,read:assets'"
	expect_not_in_stderr 'a;id'
}

# ---- the scope admin, where a lesser one would do ----

admin_login() { # [SCOPES]
	sandbox_start
	put_record "{\"v\":1,\"kind\":\"oauth\",\"access\":\"$SANDBOX_KEY\",\"scopes\":\"${1-admin}\"}" \
		"$SANDBOX_URL" >/dev/null
}

watched() { # on a terminal
	run -0 on_terminal '' "$FENTU" "$@"
}

HINT='has the scope admin'

@test "scopes: an admin token that reads is told of, once a day" {
	admin_login
	watched wo list --limit 1 --no-input
	expect_in_output "$HINT, and 'fentu wo list' needs read:work-orders alone"
	watched wo list --limit 1
	expect_not_in_output "$HINT"
	echo -n 2025-03-04 >"$(ls "$XDG_STATE_HOME"/fentu/hints/*)"
	watched -q wo list --limit 1
	expect_not_in_output "$HINT"
	watched assets list --limit 1
	expect_in_output "$HINT"
}

@test "scopes: nothing is said of admin to scripts" {
	admin_login
	run -0 --separate-stderr fentu wo list --limit 1
	expect_not_in_stderr "$HINT"
	[ ! -e "$XDG_STATE_HOME/fentu/hints" ]
}

@test "scopes: nothing is said of admin where it is not there" {
	admin_login 'read:work-orders write:work-orders'
	watched wo list --limit 1
	expect_not_in_output "$HINT"
}
