#!/usr/bin/env bats
# Profiles that must not, or not lightly, be written with.

load helper

# every_write OPTION...: each command that writes, with these options.
every_write() {
	fentu wo create --customer cust-1 "$@" || return
	fentu task create wo-1 --name x "$@" || return
	fentu wo update wo-1 --priority low "$@" || return
	fentu assets add-part asset-1 --part part-1 --quantity 1 "$@" || return
	fentu api PATCH tasks/task-1 -f notes=x "$@" || return
	fentu customers delete cust-1 --yes "$@"
}

@test "guard: a setting that stands twice takes no guard away" {
	local key config=$XDG_CONFIG_HOME/fentu/config
	with_key
	fentu config set read_only false --profile default
	for key in read_only protected; do
		printf '[profile default]\n%s = true\n\n[profile default]\n%s=false\n' \
			$key $key >"$config"
		run -2 --separate-stderr fentu wo delete wo-3 --yes
		expect_in_stderr "'$config', line 5: this setting has another value above"
		printf '[profile default]\n%s = false\n%s=false\n' $key $key >"$config"
		run -0 --separate-stderr fentu config list
	done
	expect_equal "$(sandbox_writes)" 0
}

@test "guard: a profile that is read_only refuses every command that writes" {
	with_key
	fentu config set read_only true --profile default
	run -2 --separate-stderr fentu wo create --customer cust-1
	expect_in_stderr "the profile 'default' is read-only"
	run -2 --separate-stderr fentu task create wo-1 --name x
	run -2 --separate-stderr fentu wo update wo-1 --priority low
	run -2 --separate-stderr fentu assets add-part asset-1 --part part-1 --quantity 1
	run -2 --separate-stderr fentu wo delete wo-1 --yes
	run -2 --separate-stderr fentu wo delete wo-1 --yes --confirm default
	run -2 --separate-stderr fentu api POST customers -f name=x
	run -2 --separate-stderr fentu api DELETE customers/cust-1
	expect_equal "$(sandbox_requests)" 0
	run -0 --separate-stderr fentu wo view wo-1
	run -0 --separate-stderr fentu api customers/cust-1
}

@test "guard: a protected profile wants its name" {
	with_key
	fentu config set protected true --profile default
	run -2 --separate-stderr fentu wo update wo-1 --priority low
	expect_in_stderr "the profile 'default' is protected"
	expect_in_stderr 'use --confirm NAME'
	run -2 --separate-stderr fentu wo update wo-1 --priority low --confirm other
	expect_in_stderr "--confirm names 'other', but the profile is 'default'"
	run -2 --separate-stderr fentu wo delete wo-1 --yes
	run -2 --separate-stderr fentu api POST customers -f name=x
	expect_equal "$(sandbox_requests)" 0
	run -0 --separate-stderr every_write --confirm default
	expect_equal "$(sandbox_writes)" 6
}

@test "guard: a protected profile asks on a terminal" {
	with_key
	fentu config set protected true --profile default
	run -0 on_terminal $'wrong\n' "$FENTU" wo update wo-1 --priority low
	expect_in_output "The profile 'default' ($FENTU_API_URL) is protected."
	expect_in_output 'status: 2'
	expect_equal "$(sandbox_requests)" 0
	run -0 on_terminal $'default\n' "$FENTU" wo update wo-1 --priority low
	expect_in_output 'terminal: same, status: 0'
	expect_equal "$(sandbox_writes)" 1
}

@test "guard: --dry-run needs no leave" {
	fentu config set protected true --profile default
	run -0 --separate-stderr every_write --dry-run
	expect_equal "$(sandbox_requests)" 0
}

@test "guard: a name is checked where none is needed, too" {
	with_key
	run -2 --separate-stderr fentu wo update wo-1 --priority low --confirm other
	expect_equal "$(sandbox_requests)" 0
}

@test "guard: what cannot be rehearsed refuses --dry-run" {
	run -2 --separate-stderr fentu --dry-run config set timeout 5
	expect_in_stderr "'fentu config set' cannot be rehearsed"
	run -2 --separate-stderr fentu logout --dry-run
	run -2 --separate-stderr fentu login --key-stdin --dry-run <<<x
	run -2 --separate-stderr fentu profile use other --dry-run
	[ ! -e "$XDG_CONFIG_HOME" ]
	with_key
	run -0 --separate-stderr fentu wo view wo-1 --dry-run -o id
	expect_output wo-1
}

@test "guard: a file that is there and cannot be read stops every write" {
	local link config=$XDG_CONFIG_HOME/fentu/config
	with_key
	for link in "$config" "${config%/*}"; do
		rm -rf "${config%/*}"
		mkdir -p "${link%/*}"
		ln -s nowhere/at-all "$link"
		run -2 --separate-stderr fentu wo update wo-1 --status open
		expect_in_stderr "cannot open '$config': No such file"
		run -2 --separate-stderr fentu wo list
	done
	expect_equal "$(sandbox_requests)" 0
	run -0 fentu --version
}

@test "guard: a misspelt guard stops every write" {
	local config=$XDG_CONFIG_HOME/fentu/config
	with_key
	(umask 077 && mkdir -p "${config%/*}" &&
		printf '[profile default]\nreadonly=true\n' >"$config")
	run -2 --separate-stderr fentu -q wo update wo-1 --status open
	expect_in_stderr "unknown setting 'readonly'"
	expect_in_stderr "'read_only'"
	expect_equal "$(sandbox_requests)" 0
	run -0 --separate-stderr fentu config list
	expect_in_stderr "unknown setting 'readonly'"
}
