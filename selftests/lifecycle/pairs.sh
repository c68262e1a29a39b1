#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions by key pairs, one of each end: set from files and a keyring, refused where they do
# not fit, confirmed by both ends. A half that is missing is waited for, and ends that do not
# mean the same keys do not open.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=probes.sh
. ./probes.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
b=${addr_b[4]}
port=7000

# The keys of the vectors, each in a file by algorithm and end, and one in DER.
take_pairs()
{
	key_pairs "$ns_dir"
	openssl pkcs8 -topk8 -nocrypt -in "$ns_dir/rsa2048.alice" -outform DER \
		-out "$ns_dir/alice.der"
}

configure()
{
	stack_on_both dsa2048 'key 0; key 1 pk dsa2048; DSAAuthenticity(1), HMACSHA256Integrity(0)' 0
	stack_on_both rsa2048 'key 0; key 1 pk rsa2048; RSAAuthenticity(1), HMACSHA256Integrity(0)' 0
	stack_on_both rsa3072 'key 0; key 1 pk rsa3072; RSAAuthenticity(1, bits=3072), ChaChaPolyPrivacy(0)' 0
	stack_on_both rsa4096 'key 0; key 1 pk rsa4096; RSAAuthenticity(1, bits=4096), ChaChaPolyPrivacy(0)' 0
	give_up_after 120
}

# private NS STACK END, public NS STACK END
private()
{
	seccommctl -n "$1" key set "$2" slot 1 private "$ns_dir/$2.$3"
}

public()
{
	seccommctl -n "$1" key set "$2" slot 1 public "$ns_dir/$2.$3.pub"
}

# All halves for a stack, and none of them.
pairs()
{
	private "$A" "$1" alice
	public "$A" "$1" bob
	private "$B" "$1" bob
	public "$B" "$1" alice
}

forget()
{
	local ns kind

	for ns in "$A" "$B"; do
		for kind in private public; do
			seccommctl -n "$ns" key del "$1" slot 1 "$kind" 2>"$ns_dir/forgotten" || true
		done
	done
}

fingerprint()
{
	openssl pkey -in "$ns_dir/$1" -pubout -outform DER | sha256sum | cut -d' ' -f1
}

# What is shown of a key is its public half, by the very bytes that OpenSSL makes of it.
test_show()
{
	local shown

	pairs rsa2048
	shown=$(seccommctl -n "$A" key show rsa2048)
	echo "$shown"
	grep -qx "key rsa2048 slot 1 private peer any length 294 rsa2048 fingerprint $(fingerprint rsa2048.alice)" \
		<<<"$shown"
	grep -qx "key rsa2048 slot 1 public peer any length 294 rsa2048 fingerprint $(fingerprint rsa2048.bob)" \
		<<<"$shown"
	seccommctl -n "$A" -j key show rsa2048 | jq -e --arg id "$(fingerprint rsa2048.alice)" '
		.[] | select(.kind == "private") | . == {stack: "rsa2048", slot: 1,
		kind: "private", peer: "any", length: 294, kernel_key: false,
		local_name: null, remote_name: null, algorithm: "rsa2048", fingerprint: $id}'
	# The private half is deleted, the public one stays.
	seccommctl -n "$A" key del rsa2048 slot 1 private
	refused 'no such key' seccommctl -n "$A" key del rsa2048 slot 1 private
	seccommctl -n "$A" -j key show rsa2048 | jq -e 'map(.kind) == ["secret", "secret", "public"]'
	forget rsa2048
}

# What the kernel makes of keys of any algorithm is what OpenSSL says of them.
test_fingerprints()
{
	local stack

	for stack in dsa2048 rsa2048 rsa3072 rsa4096; do
		pairs "$stack"
		seccommctl -n "$B" -j key show "$stack" |
			jq -e --arg own "$(fingerprint "$stack.bob")" \
				--arg peer "$(fingerprint "$stack.alice")" --arg alg "$stack" '
				map(select(.kind != "secret") | [.kind, .algorithm, .fingerprint]) ==
				[["private", $alg, $own], ["public", $alg, $peer]]'
		forget "$stack"
	done
}

test_refused()
{
	a() { seccommctl -n "$A" "$@"; }

	refused 'takes keys of rsa2048' a key set rsa2048 slot 1 private "$ns_dir/rsa3072.alice"
	refused 'takes keys of rsa3072' a key set rsa3072 slot 1 public "$ns_dir/rsa2048.bob.pub"
	refused 'takes keys of dsa2048' a key set dsa2048 slot 1 public "$ns_dir/rsa2048.bob.pub"
	refused 'holds key pairs' key "$A" rsa2048 slot 1 "$secret"
	refused 'holds a secret' a key set rsa2048 slot 0 private "$ns_dir/rsa2048.alice"
	refused 'for a slot' a key set rsa2048 session private "$ns_dir/rsa2048.alice"
	refused 'no private key' a key set rsa2048 slot 1 private "$ns_dir/rsa2048.alice.pub"
	refused 'no public key' a key set rsa2048 slot 1 public "$ns_dir/rsa2048.alice"
	refused 'No such file' a key set rsa2048 slot 1 private /none
	openssl genpkey -algorithm ED25519 -out "$ns_dir/ed25519"
	refused 'Error\|kernel' a key set rsa2048 slot 1 private "$ns_dir/ed25519"
	openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$ns_dir/short"
	refused 'Error\|kernel' a key set rsa2048 slot 1 private "$ns_dir/short"
	seccommctl -n "$A" -j key show rsa2048 | jq -e 'length == 2'
}

# A private key from a keyring, which is of no use any more when it is revoked.
test_keyring()
{
	local id

	pairs rsa2048
	id=$(keyctl padd logon seccomm:alice @u <"$ns_dir/alice.der")
	seccommctl -n "$A" key set rsa2048 slot 1 private keyring:seccomm:alice
	seccommctl -n "$A" key show rsa2048 | grep " private .* keyring .*$(fingerprint rsa2048.alice)"
	opens rsa2048
	keyctl revoke "$id"
	serve rsa2048
	ask a fails ENOKEY connect "$b" "$port"
	head -c 40 "$ns_dir/alice.der" | keyctl padd logon seccomm:cut @u
	refused 'Error\|kernel' seccommctl -n "$A" key set rsa2048 slot 1 private keyring:seccomm:cut
	keyctl clear @u
	forget rsa2048
}

# Sockets of both ends, that of B's bound.
serve()
{
	trap probes_end EXIT
	sockets_on_both "$1"
}

# opens STACK: a message there and one back.
opens()
{
	serve "$1"
	ask a connect "$b" "$port" send hello
	ask b expect hello
	probes_end
}

test_opens()
{
	local stack

	for stack in dsa2048 rsa2048 rsa3072 rsa4096; do
		pairs "$stack"
		opens "$stack"
		forget "$stack"
	done
}

# A key of the peer's that is not the peer's: both ends say that they do not agree.
test_wrong_public_key()
{
	give_up_after 5
	pairs rsa2048
	public "$A" rsa2048 carol
	ip netns exec "$B" seccommctl -j monitor events >"$ns_dir/failed" &
	watcher=$!
	busywait 10000 listens "$B"
	serve rsa2048
	trap 'probes_end; kill $watcher; wait $watcher || true' EXIT
	ask a fails EKEYREJECTED connect "$b" "$port"
	[ "$(counter "$A" hs-drop-confirm)" -gt 0 ]
	busywait 20000 grep -q open-failed "$ns_dir/failed"
	jq -se 'map(select(.event == "open-failed"))[0].error == "EKEYREJECTED"' "$ns_dir/failed"
	give_up_after 120
	forget rsa2048
}

# Each half is asked for, and the open goes on when it comes.
test_missing_halves()
{
	pairs dsa2048
	seccommctl -n "$A" key del dsa2048 slot 1 private
	seccommctl -n "$A" key del dsa2048 slot 1 public
	ip netns exec "$A" seccommctl -j monitor keys >"$ns_dir/requests" &
	watcher=$!
	busywait 10000 listens "$A"
	serve dsa2048
	trap 'probes_end; kill $watcher; wait $watcher || true' EXIT
	tell a connect "$b" "$port" send hello
	busywait 10000 grep -q private "$ns_dir/requests"
	private "$A" dsa2048 alice
	busywait 10000 grep -q public "$ns_dir/requests"
	public "$A" dsa2048 bob
	answer a
	ask b expect hello
	jq -se 'map([.event, .slot, .kind] | unique) | length >= 2' "$ns_dir/requests"
	forget dsa2048
}

# Nobody hears the request: there is no key.
test_missing()
{
	pairs rsa2048
	seccommctl -n "$A" key del rsa2048 slot 1 public
	serve rsa2048
	ask a fails ENOKEY connect "$b" "$port"
	forget rsa2048
}

# What was set before its stack, and does not fit: an event says so, at either end.
test_unfit()
{
	local ns

	give_up_after 5
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" key set later slot 1 private "$ns_dir/rsa3072.alice"
		seccommctl -n "$ns" key set later slot 1 public "$ns_dir/rsa2048.bob.pub"
	done
	stack_on_both later 'key 0; key 1 pk rsa2048; RSAAuthenticity(1), HMACSHA256Integrity(0)' 0
	ip netns exec "$A" seccommctl -j monitor events >"$ns_dir/unfit" &
	watcher=$!
	busywait 10000 listens "$A"
	serve later
	trap 'probes_end; kill $watcher; wait $watcher || true' EXIT
	ask a fails ENOKEY connect "$b" "$port"
	busywait 10000 grep -q key-unfit "$ns_dir/unfit"
	jq -se --arg peer "$b" 'map(select(.event == "key-unfit"))[0] | .stack == "later" and
		.slot == 1 and .kind == "private" and .algorithm == "rsa3072" and
		.error == "ENOKEY" and .peer == $peer' "$ns_dir/unfit"
	give_up_after 120
}

# What gen writes nobody else may read, and nothing is written over.
test_files()
{
	local file=$ns_dir/new

	seccommctl -j key gen rsa "$file" | jq -e --arg file "$file" \
		'.[0].file == $file and .[0].algorithm == "rsa2048"'
	[ "$(stat -c %a "$file")" = 600 ]
	refused 'File exists' seccommctl key gen rsa "$file"
	rm "$file.pub"
	refused 'File exists' seccommctl key gen dsa "$file"
	[ ! -e "$file.pub" ]
	[ "$(seccommctl key fingerprint "$file")" = "$file rsa2048 fingerprint $(fingerprint new)" ]
	openssl pkey -in "$file" -pubout -outform DER -out "$ns_dir/new.der"
	seccommctl key fingerprint "$ns_dir/new.der" | grep -F "$(fingerprint new)"
	refused '2048, 3072 or 4096' seccommctl key gen rsa bits 2049 "$ns_dir/none"
	seccommctl key gen x25519 "$ns_dir/curve" | grep "^$ns_dir/curve x25519 fingerprint"
	[ "$(openssl pkey -in "$ns_dir/curve" -pubout -outform DER | wc -c)" = 44 ]
	refused 'in the clear' seccommctl key fingerprint /etc/passwd
	openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:x -in "$file" -out "$ns_dir/sealed"
	refused 'in the clear' seccommctl key fingerprint "$ns_dir/sealed"
}

ns_pair
ktap_start
ktap_run take_pairs
ktap_run configure
ns_run
