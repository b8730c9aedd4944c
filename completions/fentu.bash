# bash completion for fentu: the program itself knows the words.

_fentu() {
	local word='' part i candidate typed quote=''
	local -a words=() answer=()

	# bash cuts "--output=json" and "a:b" into pieces; put them together.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		part=${COMP_WORDS[i]}
		if [[ $part == [=:] && ${#words[@]} -gt 0 ]] ||
			[[ $i -gt 1 && ${COMP_WORDS[i - 1]} == [=:] ]]; then
			words[-1]+=$part
		else
			words+=("$part")
		fi
	done
	typed=${COMP_WORDS[COMP_CWORD]}
	[[ $typed == [=:] ]] && typed=
	# A quote that is still open is no part of the word, nor are backslashes.
	[[ $typed == [\"\']* ]] && quote=${typed:0:1}
	word=${words[-1]/"$quote"/}
	typed=${typed#"$quote"}
	[ -n "$quote" ] || word=${word//\\/} typed=${typed//\\/}
	words[-1]=$word

	mapfile -t answer < <("${COMP_WORDS[0]}" __complete "${words[@]}" \
		2>/dev/null)
	COMPREPLY=()
	for candidate in "${answer[@]}"; do
		case $candidate in
		:none) ;;
		:more) compopt -o nospace ;;
		:files) compopt -o default -o filenames ;;
		:folders)
			compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -d -- "$typed")
			;;
		*)
			candidate=${candidate%%$'\t'*}
			candidate=${candidate:${#word} - ${#typed}}
			[ -n "$quote" ] || candidate=${candidate// /\\ }
			COMPREPLY+=("$candidate")
			;;
		esac
	done
}
complete -F _fentu fentu
