#!/usr/bin/env bats
# Which servers are believed: none that cannot prove who they are, and no
# second try with one that could not.

load helper
load keyring
load oauth

setup_file() {
	local dir=$BATS_FILE_TMPDIR
	cd "$dir" || return
	ca root 'Root of the test'
	ca other 'Root that nobody knows'
	leaf good root '' 'IP:127.0.0.1,DNS:api.example.test' serverAuth
	leaf untrusted other '' IP:127.0.0.1 serverAuth
	leaf expired root '-startdate 20200101000000Z -enddate 20210101000000Z' \
		IP:127.0.0.1 serverAuth
	leaf early root '-startdate 20900101000000Z -enddate 20910101000000Z' \
		IP:127.0.0.1 serverAuth
	leaf wronghost root '' IP:127.0.0.2,DNS:localhost serverAuth
	leaf wronguse root '' IP:127.0.0.1 clientAuth
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout selfsigned.key -out selfsigned.pem -days 2 -subj /CN=x \
		-addext subjectAltName=IP:127.0.0.1 2>/dev/null
	printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%s\r\n\r\n%s' \
		'Content-Length: 12' '{"data":[]}
' >page
	mkdir v1
	mv page v1/tasks
}

# ca NAME SUBJECT
ca() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$1.key" -out "$1.pem" -days 9 -subj "/CN=$2" \
		-addext basicConstraints=critical,CA:TRUE 2>/dev/null
}

# leaf NAME CA DATES ALTERNATIVE-NAMES USE
leaf() {
	mkdir "$1.d"
	: >"$1.d/index"
	cat >"$1.cnf" <<-END
		[ca]
		default_ca = ca
		[ca]
		database = $1.d/index
		new_certs_dir = $1.d
		rand_serial = yes
		default_md = sha256
		policy = any
		x509_extensions = leaf
		default_days = 9
		[any]
		commonName = supplied
		[leaf]
		subjectAltName = $4
		extendedKeyUsage = $5
		basicConstraints = CA:FALSE
	END
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$1.key" -out "$1.csr" -subj "/CN=$1" 2>/dev/null
	# shellcheck disable=SC2086 # words
	openssl ca -batch -notext -config "$1.cnf" -cert "$2.pem" \
		-keyfile "$2.key" -in "$1.csr" -out "$1.pem" $3 2>/dev/null
}

setup() {
	hermetic
	export FENTU_API_KEY=canary-$RANDOM$RANDOM$RANDOM
	SANDBOX_KEY=$FENTU_API_KEY
}

teardown() {
	local pid
	for pid in ${PIDS-}; do
		kill "$pid" 2>/dev/null || true
	done
	check_no_secret
}

# tls_server CERTIFICATE [OPTION...]: sets TLS_PORT and exports FENTU_API_URL.
tls_server() {
	local name=$1
	shift
	cd "$BATS_FILE_TMPDIR" || return
	openssl s_server -accept 127.0.0.1:0 -HTTP -cert "$name.pem" \
		-key "$name.key" "$@" >"$HOME/server" 2>&1 3>&- </dev/null &
	PIDS="${PIDS-} $!"
	cd "$HOME" || return
	wait_until grep -q '^ACCEPT 127' "$HOME/server"
	TLS_PORT=$(sed -n 's/^ACCEPT .*://p' "$HOME/server" | head -n 1)
	export FENTU_API_URL=https://127.0.0.1:$TLS_PORT/v1
}

# refused SAYING: one attempt, exit status 9, this in the message.
refused() {
	run --separate-stderr -9 fentu --debug --ca-cert "$BATS_FILE_TMPDIR/root.pem" \
		api /tasks
	expect_output ''
	expect_in_stderr "fentu: error: GET /v1/tasks: no secure connection to 127.0.0.1:$TLS_PORT"
	expect_in_stderr "$1"
	expect_in_stderr '--ca-cert'
	expect_equal "$(grep -c '> GET' <<<"$stderr")" 1
}

@test "tls: a server that proves who it is is believed" {
	tls_server good
	run --separate-stderr -0 fentu --debug \
		--ca-cert "$BATS_FILE_TMPDIR/root.pem" api /tasks
	expect_output '{"data":[]}'
	expect_in_stderr 'SSL connection using TLSv1.3'
	expect_in_stderr 'subject: CN=good'
}

@test "tls: version 1.2 is old enough" {
	tls_server good -tls1_2
	run --separate-stderr -0 fentu --ca-cert "$BATS_FILE_TMPDIR/root.pem" \
		api /tasks
	expect_output '{"data":[]}'
}

@test "tls: version 1.1 is refused" {
	tls_server good -tls1_1 -cipher 'DEFAULT@SECLEVEL=0'
	refused ''
}

@test "tls: an expired certificate is refused" {
	tls_server expired
	refused 'certificate has expired'
}

@test "tls: a certificate that is not valid yet is refused" {
	tls_server early
	refused 'not yet valid'
}

@test "tls: a certificate for another host is refused" {
	tls_server wronghost
	refused 'no alternative certificate subject name matches'
}

@test "tls: a certificate that signed itself is refused" {
	tls_server selfsigned
	refused 'self-signed'
}

@test "tls: a certificate of an unknown authority is refused" {
	tls_server untrusted
	refused 'unable to get local issuer certificate'
}

@test "tls: a certificate for another use is refused" {
	tls_server wronguse
	refused 'unsuitable certificate purpose'
}

@test "tls: without --ca-cert an own authority is not known" {
	tls_server good
	run --separate-stderr -9 fentu api /tasks
	expect_in_stderr 'unable to get local issuer certificate'
	expect_in_stderr '--ca-cert'
}

@test "tls: a plain server is no secure one" {
	sandbox_start
	export FENTU_API_KEY=$SANDBOX_KEY
	TLS_PORT=${SANDBOX_URL##*:}
	FENTU_API_URL=https://127.0.0.1:$TLS_PORT/v1 refused ''
	sandbox_stop
}

@test "tls: a CA file that is none is a usage error" {
	export FENTU_API_URL=https://127.0.0.1:9/v1
	run --separate-stderr -2 fentu --ca-cert "$HOME/nothing" api /tasks
	expect_in_stderr "there is no CA file '$HOME/nothing'"
	echo hello >"$HOME/text"
	run --separate-stderr -2 fentu --ca-cert "$HOME/text" api /tasks
	expect_in_stderr "no certificate in the CA file '$HOME/text'"
}

@test "tls: a warning says that SSLKEYLOGFILE gives the traffic away" {
	tls_server good
	SSLKEYLOGFILE=$HOME/keys run --separate-stderr -0 fentu \
		--ca-cert "$BATS_FILE_TMPDIR/root.pem" api /tasks
	expect_in_stderr 'fentu: warning: SSLKEYLOGFILE is set'
}

@test "tls: no token goes to a server that cannot prove who it is" {
	local api
	sandbox_start
	api=$FENTU_API_URL
	tls_server wronghost
	export FENTU_API_URL=$api FENTU_KEYRING_TIMEOUT=30
	unset FENTU_API_KEY
	TOKENS=$(sandbox_tokens '{"access_ttl": -5}')
	put_slot client "$(client_record)"
	put_slot login "$(login_record "$TOKENS" |
		jq -c --arg root "https://127.0.0.1:$TLS_PORT" '.root = $root')"
	run --separate-stderr -9 fentu wo list --retries 0 \
		--ca-cert "$BATS_FILE_TMPDIR/root.pem"
	expect_in_stderr "no secure connection to 127.0.0.1:$TLS_PORT"
	run --separate-stderr -9 fentu token revoke --retries 0 \
		--ca-cert "$BATS_FILE_TMPDIR/root.pem"
	expect_in_stderr "no secure connection to 127.0.0.1:$TLS_PORT"
	expect_equal "$(stored refresh)" "$(refresh_token)"
	run --separate-stderr -7 fentu logout --retries 0 \
		--ca-cert "$BATS_FILE_TMPDIR/root.pem"
	expect_in_stderr "no secure connection to 127.0.0.1:$TLS_PORT"
	run --separate-stderr -2 env FENTU_OAUTH_URL=http://auth.example.test \
		"$FENTU" login --web --client-id app-public </dev/null
	expect_in_stderr 'plain http is allowed to this machine'
	run ! grep -aq POST "$HOME/server"
	sandbox_stop
}

@test "tls: a proxy sees where we go, and nothing of the credential" {
	tls_server good
	"$BATS_TEST_DIRNAME/../mock/connect-proxy.py" "$HOME/record" \
		"$TLS_PORT" >"$HOME/port" 2>/dev/null 3>&- &
	PIDS="$PIDS $!"
	wait_until [ -s "$HOME/port" ]
	export FENTU_API_URL=https://api.example.test/v1
	https_proxy=http://127.0.0.1:$(<"$HOME/port") run --separate-stderr -0 \
		fentu --ca-cert "$BATS_FILE_TMPDIR/root.pem" api /tasks
	expect_output '{"data":[]}'
	run -0 grep -a -A 9 CONNECT "$HOME/record"
	expect_in_output 'CONNECT api.example.test:443 HTTP/1.1'
	run -1 grep -a -i -e authorization -e bearer "$HOME/record"
}
