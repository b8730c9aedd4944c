# bash completion for fentu: the program itself knows the words.

_fentu() {
	local word='' part i candidate typed
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
	word=${words[-1]}
	typed=${COMP_WORDS[COMP_CWORD]}
	[[ $typed == [=:] ]] && typed=

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
			COMPREPLY+=("${candidate:${#word} - ${#typed}}")
			;;
		esac
	done
}
complete -F _fentu fentu
