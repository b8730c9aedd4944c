#!/usr/bin/env bats
# Rules that hold for every option of every command, whatever it is called.

load helper

# Every command that runs, as help knows them.
commands() { # WORD...
	local name
	while read -r name; do
		case $name in help | sandbox) continue ;; esac
		if "$FENTU" "$@" "$name" --help | grep -q '^Commands:'; then
			commands "$@" "$name"
		else
			echo "$* $name"
		fi
	done < <("$FENTU" "$@" --help | sed '/^Global options/,$d' |
		sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p')
}

# The options of its own that take a value, and whether they may be repeated.
options() { # WORD...
	"$FENTU" "$@" --help | sed '/^Global options/,$d' |
		awk '/^ +(-., )?--/ { print all; all = $0; next }
			{ all = all " " $0 } END { print all }' | tr -s ' ' |
		sed -nE 's/^ (-., )?--([a-z-]+) [^a-z].*may be repeated.*/\2 list/p; t
			s/^ (-., )?--([a-z-]+) [^a-z].*/\2 one/p'
}

# What an option that takes a choice says to a wrong value.
choices() { # COMMAND OPTION
	# shellcheck disable=SC2086 # several words
	"$FENTU" $1 "--$2" 1 2>&1 >/dev/null |
		sed -n 's/^hint: it is one of \(.*\)/\1/p' | tr -d ,
}

@test "options: two values for one place are never dropped to one" {
	local command option kind values count=0
	while read -r command; do
		# shellcheck disable=SC2086 # several words
		while read -r option kind; do
			read -ra values <<<"$(choices "$command" "$option")"
			[ ${#values[@]} -ne 1 ] || continue
			[ ${#values[@]} -gt 1 ] || values=(1 2)
			run --separate-stderr fentu $command --dry-run \
				"--$option" "${values[0]}" "--$option" "${values[1]}"
			echo "$command --$option ($kind)"
			case $kind in
			one)
				expect_equal "$status" 2
				expect_in_stderr "--$option is given twice, with different values"
				;;
			list) expect_not_in_stderr 'is given twice' ;;
			esac
			count=$((count + 1))
		done < <(options $command)
	done < <(commands)
	# no table was passed over
	[ "$count" -gt 120 ] || fail "only $count"
}

@test "options: a global one that is given again overrules, as after an alias" {
	with_key
	run -0 --separate-stderr fentu -o csv wo view wo-1 -o json
	expect_json .id '"wo-1"'
	run -0 --separate-stderr fentu wo view wo-1 -o csv --output json
	expect_json .id '"wo-1"'
}
