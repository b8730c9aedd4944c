# The three shells complete what `fentu __complete` says. Each is a real one,
# with a terminal of its own that tmux stands for.
load helper

setup() {
	hermetic
	export TMUX_TMPDIR=$BATS_TEST_TMPDIR
}

teardown() {
	tmux kill-server 2>/dev/null || true
	check_no_secret
}

shell() { # COMMAND SETUP-LINE
	local ready=ready
	tmux -f /dev/null new-session -d -x 120 -y 50 "$1" 3>&-
	# The line that is typed must not look like its own answer.
	type_in "$2; clear; echo re''ady" Enter
	wait_until screen_has "$ready"
}

type_in() { # TEXT KEY...
	tmux send-keys -l "$1"
	shift
	[ $# -eq 0 ] || tmux send-keys "$@"
}

screen_has() {
	tmux capture-pane -p | grep -qF -e "$1"
}

# A line of the screen ends so; bash closes a quote when nothing else fits.
line_reads() {
	local line
	while IFS= read -r line; do
		[[ $line != *"$1"?(\") ]] || return 0
	done < <(tmux capture-pane -p)
	return 1
}

# becomes TYPED WANTED: after a tab, the line reads so. The line is emptied.
becomes() {
	type_in "$1" Tab
	wait_until line_reads "$2" || {
		tmux capture-pane -p
		return 1
	}
	tmux send-keys C-u C-l
	wait_until lacks "$2"
}

lacks() {
	! screen_has "$1"
}

all_kinds() {
	becomes 'fentu custo' 'fentu customers'
	becomes 'fentu wo li' 'fentu wo list'
	becomes 'fentu wo list --per' 'fentu wo list --per-page'
	becomes 'fentu wo list -o nd' 'fentu wo list -o ndjson'
	becomes 'fentu wo list --output=nd' 'fentu wo list --output=ndjson'
	becomes 'fentu wo list --fields id,prio' \
		'fentu wo list --fields id,priority'
	becomes 'fentu login --scope admin,read:as' \
		'fentu login --scope admin,read:assets'
	becomes 'fentu login --for "wo li' 'fentu login --for "wo list'
	becomes 'fentu login --for "wo list,assets hi' \
		'fentu login --for "wo list,assets history'
	becomes 'fentu login --for wo\ vi' 'fentu login --for wo\ view'
	becomes 'fentu --profile wor' 'fentu --profile workshop'
	becomes 'fentu wo list --ca-cert cert' 'fentu wo list --ca-cert cert.pem'
	becomes 'fentu help exit' 'fentu help exit-codes'
}

some_files() {
	mkdir -p "$XDG_CONFIG_HOME/fentu"
	printf '[profile workshop]\n' >"$XDG_CONFIG_HOME/fentu/config"
	chmod 600 "$XDG_CONFIG_HOME/fentu/config"
	: >cert.pem
}

@test "completion: bash" {
	some_files
	shell 'bash --norc --noprofile' 'source <(fentu completion bash)'
	all_kinds
}

@test "completion: zsh" {
	some_files
	mkdir functions
	fentu completion zsh >functions/_fentu
	# shellcheck disable=SC2016
	shell 'zsh -f' 'fpath=(~/functions $fpath); autoload compinit; compinit -u'
	all_kinds
}

@test "completion: fish" {
	some_files
	fentu completion fish >fentu.fish
	shell 'fish --no-config' 'source fentu.fish'
	all_kinds
}

@test "completion: fish shows what words mean" {
	fentu completion fish >fentu.fish
	run -0 fish --no-config -c \
		'source fentu.fish; complete -C "fentu customers list --sea"'
	[[ $output == '--search'$'\t'?* ]]
}

@test "completion: bash puts no space where the word may go on" {
	# shellcheck disable=SC2016
	run -0 bash -c '
		source <(fentu completion bash)
		compopt() { echo "compopt $*"; }
		COMP_WORDS=(fentu wo list --fields id,stat) COMP_CWORD=4
		_fentu
		echo "${COMPREPLY[@]}"'
	expect_output 'compopt -o nospace
id,status'
}

@test "completion: a filter goes on after a comma" {
	run -0 fentu __complete wo list --status open,o
	expect_output $'open,open\nopen,on_hold\n:none'
	run -0 fentu __complete export work-orders --status open,dra
	expect_output $'open,draft\n:none'
}

@test "completion: the scripts are those that are installed" {
	fentu completion bash |
		cmp - "$STAGE/share/bash-completion/completions/fentu"
	fentu completion zsh | cmp - "$STAGE/share/zsh/site-functions/_fentu"
	fentu completion fish |
		cmp - "$STAGE/share/fish/vendor_completions.d/fentu.fish"
}

@test "completion: another shell is a usage error" {
	run --separate-stderr -2 fentu completion tcsh
	expect_equal "$stderr" "fentu: error: no completion for the shell 'tcsh'
hint: it is one of bash, zsh, fish"
}

@test "completion: a broken settings file offers nothing and says nothing" {
	mkdir -p "$XDG_CONFIG_HOME/fentu"
	echo 'this is no settings file' >"$XDG_CONFIG_HOME/fentu/config"
	run --separate-stderr -0 fentu __complete --profile ''
	expect_output ':none'
	expect_equal "$stderr" ''
}

@test "completion: opens no socket and loads neither libcurl nor GIO" {
	LD_DEBUG=libs "$FENTU" __complete wo list --fields '' >answer 2>loaded
	grep -q '^status' answer
	grep -q libglib loaded
	run ! grep -E 'curl|libgio|libgobject|libsecret|libjq' loaded
	traced -e trace=socket,connect -o calls "$FENTU" __complete '' \
		>answer
	run ! grep -E 'socket|connect' calls
}

@test "completion: the value of a setting, and the order of a list" {
	run -0 fentu __complete config set storage ''
	expect_output $'keyring\nfile\n:none'
	run -0 fentu __complete config set read_only t
	expect_output $'true\n:none'
	run -0 fentu __complete config set timeout ''
	expect_output :none
	new_profile work
	run -0 fentu __complete config set profile ''
	expect_output $'default\nwork\n:none'
	run -0 fentu __complete wo list --sort -st
	expect_output $'-status\tstate of the work\n:none'
	run -0 fentu __complete wo list --sort=-st
	expect_in_output -status
	run -0 fentu __complete wo list --sort st
	expect_output $'status\tstate of the work\n:none'
}
