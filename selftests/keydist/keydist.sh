#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions whose slots get their secrets by methods of key distribution: they open, over IPv4
# and IPv6, and carry messages both ways; ends that do not agree say so; what is on the wire
# is new in each handshake, and of the lengths that it should be.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=methods.sh
. ./methods.sh

secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
other=00112233445566778899aabbccddeeff
port=7000

configure()
{
	local name how takes

	methods_on_both
	for name in 'none-static dh(auth=static,group=x25519) x25519' \
		'none-sig dh(auth=sig,group=x25519,sig=rsa2048) rsa' \
		'none-rsa rsa(bits=2048,sig=rsa2048) rsa receivers'; do
		read -r name how takes <<<"$name"
		seccommctl -n "$A" stack add "$name" "key session none; key 0 $how; $layers"
		seccommctl -n "$B" stack add "$name" "key session none; key 0 $how; $layers"
		take_on_both "$name" "$takes"
	done
	stack_on_both two "key 0 dh(auth=psk,group=x25519); key 1;
		WindowReplay(), ChaChaPolyPrivacy(0), AESGCMPrivacy(1)" 0 1
	give_up_after 60
}

# Sockets of both ends, that of B's bound.
serve()
{
	trap probes_end EXIT
	sockets_on_both "$1"
}

# opens STACK IPVERSION: a message there and one back.
opens()
{
	serve "$1"
	ask a connect "${addr_b[$2]}" "$port" send hello
	ask b echo 1
	ask a expect hello
	probes_end
}

test_canonical()
{
	seccommctl -n "$A" -j stack show psk-x25519 | jq -e '.[0].canonical ==
		"WindowReplay(),ChaChaPolyPrivacy(0)|s:psk|0:hkdf:dh(auth=psk,group=x25519,sig=none)"'
	seccommctl -n "$A" -j stack show all-psk | jq -e '.[0].canonical ==
		"WindowReplay(),ChaChaPolyPrivacy(0)|s:psk|0:hkdf:all(psk,dh(auth=none,group=x25519,sig=none))"'
	# What is shown of a stack makes the same stack again.
	seccommctl -n "$A" -j stack show all-psk | jq -r '.[0].flat' >"$ns_dir/again"
	seccommctl -n "$A" stack add again file "$ns_dir/again"
	[ "$(seccommctl -n "$A" -j stack show again | jq -r '.[0].digest')" = \
		"$(seccommctl -n "$A" -j stack show all-psk | jq -r '.[0].digest')" ]
	seccommctl -n "$A" stack del again
}

test_opens()
{
	local name rest ip

	while read -r name rest; do
		for ip in 4 6; do
			opens "$name" "$ip"
		done
	done < <(methods; printf '%s\n' two none-static none-sig none-rsa)
}

# Without a slot's secret nothing opens, and nothing takes one that no method wants.
test_secrets()
{
	seccommctl -n "$A" key del psk-x25519 slot 0
	serve psk-x25519
	ask a fails ENOKEY connect "${addr_b[4]}" "$port"
	probes_end
	key "$A" psk-x25519 slot 0 "$secret"
	refused 'none is set' key "$A" none-x25519 slot 0 "$secret"
	opens psk-x25519 4
}

# Both ends say that they do not agree, and the application is told.
test_wrong_secret()
{
	local name rejected

	give_up_after 5
	for name in psk-x25519 all-psk; do
		key "$A" "$name" slot 0 "$other"
		ip netns exec "$A" seccommctl -j monitor events >"$ns_dir/failed" &
		watcher=$!
		busywait 10000 listens "$A"
		rejected=$(counter "$A" hs-drop-confirm)
		serve "$name"
		trap 'probes_end; kill $watcher; wait $watcher || true' EXIT
		ask a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
		[ "$(counter "$A" hs-drop-confirm)" -gt "$rejected" ]
		busywait 20000 grep -q open-failed "$ns_dir/failed"
		jq -se 'map(select(.event == "open-failed"))[0].error == "EKEYREJECTED"' "$ns_dir/failed"
		probes_end
		kill "$watcher"
		wait "$watcher" || true
		trap - EXIT
		key "$A" "$name" slot 0 "$secret"
	done
	give_up_after 60
}

# As test_wrong_secret, for key pairs: of a peer whose key is another one than was set, and of
# one that is set another one. Each end refuses the other's: what is sealed, or who it is.
test_wrong_pair()
{
	local name alg identity

	give_up_after 5
	while read -r name alg; do
		[ -e "$ns_dir/$alg.other" ] || seccommctl key gen "$alg" "$ns_dir/$alg.other"
		seccommctl -n "$A" key set "$name" slot 0 public "$ns_dir/$alg.other.pub"
		identity=$(counter "$A" hs-drop-identity)
		serve "$name"
		ask a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
		[ "$(counter "$A" hs-drop-identity)" -gt "$identity" ]
		probes_end
		seccommctl -n "$A" key set "$name" slot 0 public "$ns_dir/$alg.$B.pub"

		seccommctl -n "$A" key set "$name" slot 0 private "$ns_dir/$alg.other"
		identity=$(counter "$B" hs-drop-identity)
		serve "$name"
		ask a connect "${addr_b[4]}" "$port"
		busywait 10000 counter_exceeds "$B" hs-drop-identity "$identity"
		probes_end
		seccommctl -n "$A" key set "$name" slot 0 private "$ns_dir/$alg.$A"
		opens "$name" 4
	done < <(printf '%s\n' 'static x25519' 'sig-rsa rsa' 'sig-dsa dsa')
	give_up_after 60
}

# Without a session secret none is taken, and who has no key of the peer's answers nobody.
test_sessionless()
{
	local dropped

	refused 'has no session secret' key "$A" none-sig session "$secret"
	seccommctl -n "$B" key del none-sig slot 0 public
	give_up_after 5
	dropped=$(counter "$B" hs-drop-no-key)
	serve none-sig
	ask a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	counter_exceeds "$B" hs-drop-no-key "$dropped"
	probes_end
	give_up_after 60
	seccommctl -n "$B" key set none-sig slot 0 public "$ns_dir/rsa.$A.pub"
	opens none-sig 4
	seccommctl -n "$A" -j stack show none-sig | jq -r '.[0].flat' >"$ns_dir/again"
	seccommctl -n "$A" stack add again file "$ns_dir/again"
	[ "$(seccommctl -n "$A" -j stack show again | jq -r '.[0].digest')" = \
		"$(seccommctl -n "$A" -j stack show none-sig | jq -r '.[0].digest')" ]
	seccommctl -n "$A" stack del again
}

# A slot takes keys of its methods' algorithm, and no secret that no method wants.
test_takes_pairs()
{
	refused 'takes keys of x25519' seccommctl -n "$A" key set static slot 0 private "$ns_dir/rsa.$A"
	refused 'takes keys of rsa2048' seccommctl -n "$A" key set sig-rsa slot 0 public "$ns_dir/dsa.$B.pub"
	refused 'give private and public' key "$A" static slot 0 "$secret"
	refused 'no key pairs' seccommctl -n "$A" key set psk-x25519 slot 0 private "$ns_dir/rsa.$A"
	seccommctl -n "$A" key del static slot 0 private
	serve static
	ask a fails ENOKEY connect "${addr_b[4]}" "$port"
	probes_end
	seccommctl -n "$A" key set static slot 0 private "$ns_dir/x25519.$A"
	opens static 6
}

# Each end takes the keys of its own part: who opens signs and encrypts, and the other end looks
# at signatures and decrypts.
test_takes_receivers()
{
	refused 'no method' seccommctl -n "$A" key set sig-rsa slot 0 decrypt "$ns_dir/receiver.$A"
	refused 'takes keys of rsa2048' seccommctl -n "$A" key set rsa slot 0 encrypt "$ns_dir/dsa.$B.pub"
	seccommctl -n "$A" -j key show rsa | jq -e --arg id \
		"$(seccommctl -j key fingerprint "$ns_dir/receiver.$B.pub" | jq -r '.[0].fingerprint')" \
		'map(select(.kind == "encrypt" and .fingerprint == $id)) | length == 1'
	seccommctl -n "$A" key del rsa slot 0 decrypt
	seccommctl -n "$A" key del rsa slot 0 public
	opens rsa 4
	seccommctl -n "$A" key del rsa slot 0 encrypt
	serve rsa
	ask a fails ENOKEY connect "${addr_b[4]}" "$port"
	probes_end
	seccommctl -n "$A" key set rsa slot 0 public "$ns_dir/rsa.$B.pub"
	receivers_on_both rsa
	opens rsa 4
}

# A responder whose key is another one than was set is given nothing, and who decrypts by another
# key than the one that it shows is told nothing by that.
test_wrong_receiver()
{
	local identity

	seccommctl key gen rsa "$ns_dir/receiver.other"
	give_up_after 3
	seccommctl -n "$A" key set rsa slot 0 encrypt "$ns_dir/receiver.other.pub"
	identity=$(counter "$A" hs-drop-identity)
	serve rsa
	ask a fails EKEYREJECTED connect "${addr_b[4]}" "$port"
	counter_exceeds "$A" hs-drop-identity "$identity"
	probes_end
	give_up_after 60
	receivers_on_both rsa
	opens rsa 6
}

# told NS FILTER: has an event been told to the monitor of NS?
told()
{
	jq -se "any($2)" "$ns_dir/told.$1" >/dev/null
}

monitors=()

# Events of both hosts from here on, until the test ends.
listen()
{
	local ns

	monitors=()
	for ns in "$A" "$B"; do
		ip netns exec "$ns" seccommctl -j monitor events >"$ns_dir/told.$ns" &
		monitors+=($!)
		busywait 10000 listens "$ns"
	done
	trap listen_end EXIT
}

listen_end()
{
	trap - EXIT
	kill "${monitors[@]}"
	wait "${monitors[@]}" || true
}

# Of three methods one that one end cannot do, or that lies to it, is named, and left out.
test_member_fails()
{
	seccommctl -n "$B" key del mixed-2-of-3 slot 0 decrypt
	listen
	opens mixed-2-of-3 4
	busywait 10000 told "$B" '.event == "member-failed" and .slot == 0 and .method == 2 and
		.error == "ENOKEY"'
	busywait 10000 told "$A" '.event == "member-failed" and .method == 2 and .error == "EACCES"'
	listen_end
	receivers_on_both mixed-2-of-3

	key "$B" mixed-2-of-3 slot 0 "$other"
	listen
	opens mixed-2-of-3 6
	busywait 10000 told "$B" '.event == "key-inconsistent" and .slot == 0 and .method == 0'
	listen_end

	# Two of three are one too many.
	local shares
	shares=$(counter "$B" hs-drop-shares)
	seccommctl -n "$B" key del mixed-2-of-3 slot 0 decrypt
	give_up_after 3
	serve mixed-2-of-3
	ask a fails ETIMEDOUT connect "${addr_b[4]}" "$port"
	counter_exceeds "$B" hs-drop-shares "$shares"
	probes_end
	give_up_after 60
	key "$B" mixed-2-of-3 slot 0 "$secret"
	receivers_on_both mixed-2-of-3
	opens mixed-2-of-3 4
}

# A key of the peer's that is not the one that was set fails one method, not the open.
test_member_unknown()
{
	[ -e "$ns_dir/rsa.other" ] || seccommctl key gen rsa "$ns_dir/rsa.other"
	seccommctl -n "$A" key set signed-2-of-3 slot 0 public "$ns_dir/rsa.other.pub"
	listen
	opens signed-2-of-3 4
	busywait 10000 told "$A" '.event == "member-failed" and .method == 1 and
		.error == "EKEYREJECTED"'
	listen_end
	pairs_on_both signed-2-of-3 rsa
	opens signed-2-of-3 6
}

# M2 and M3 have sealed lists, which differ in each handshake; M1 comes again with a cookie, since
# M2 is longer than it.
test_sealed()
{
	local cookies ns type public

	capture "$B" "$ns_dir/packets" 'ip proto 253'
	cookies=$(counter "$B" hs-cookie)
	trap 'probes_end; kill $capture_pid; wait $capture_pid || true' EXIT
	opens static 4
	opens static 4
	trap 'kill $capture_pid; wait $capture_pid || true' EXIT
	[ "$(counter "$B" hs-cookie)" -ge $((cookies + 2)) ]
	busywait 20000 captured 5 4
	# 92 bytes and an item of 38 in the clear, then 54 sealed; 50 and 54 sealed.
	messages 2 | sort -u | awk 'length($0) != 2 * 184 { bad = 1 } END { exit bad || NR != 2 }'
	messages 3 | sort -u | awk 'length($0) != 2 * 104 { bad = 1 } END { exit bad || NR != 2 }'
	# The static public key of neither end is anywhere to be seen.
	for ns in "$A" "$B"; do
		public=$(openssl pkey -in "$ns_dir/x25519.$ns" -pubout -outform DER | tail -c 32 |
			od -An -v -tx1 | tr -d ' \n')
		for type in 1 2 3; do
			messages "$type" | awk -v key="$public" 'index($0, key) { exit 1 }'
		done
	done
}

# Of a stack that both ends write alike but for the method, the digests differ.
test_other_method()
{
	seccommctl -n "$A" stack add mixed "key 0 dh(auth=none,group=x25519); $layers"
	seccommctl -n "$B" stack add mixed "key 0 all(dh(auth=none,group=x25519)); $layers"
	key "$A" mixed session "$secret"
	key "$B" mixed session "$secret"
	give_up_after 5
	serve mixed
	ask a fails ECONNREFUSED connect "${addr_b[4]}" "$port"
	[ "$(counter "$B" hs-drop-digest)" -gt 0 ]
	probes_end
	give_up_after 60
	busywait 10000 seccommctl -n "$A" stack del mixed
	busywait 10000 seccommctl -n "$B" stack del mixed
}

# messages TYPE: those of the handshake that B's host has seen, in hex, with what IP carries.
messages()
{
	tcpdump -Z root -nr "$ns_dir/packets" -xx 2>/dev/null | awk -v type="1$1" '
		function end() { if (substr(hex, 69, 2) == type) print substr(hex, 69); hex = "" }
		/^\t/ { sub(/^\t0x[0-9a-f]*: */, ""); gsub(/ /, ""); hex = hex $0; next }
		{ end() }
		END { end() }'
}

# How many messages of a type have come?
captured()
{
	[ "$(messages "$1" | wc -l)" -ge "$2" ]
}

# Items of 32 bytes, which are others in each handshake, of messages of 114 + 38 and 92 + 38.
test_wire()
{
	local type at list

	capture "$B" "$ns_dir/packets" 'ip proto 253'
	trap 'probes_end; kill $capture_pid; wait $capture_pid || true' EXIT
	opens psk-x25519 4
	opens psk-x25519 4
	trap 'kill $capture_pid; wait $capture_pid || true' EXIT
	for type in 1 2; do
		at=$((type == 1 ? 112 : 56))
		busywait 20000 captured "$type" 2
		messages "$type" | sort -u >"$ns_dir/sent"
		[ "$(wc -l <"$ns_dir/sent")" = 2 ]
		awk -v len=$((type == 1 ? 152 : 130)) 'length($0) != 2 * len { exit 1 }' "$ns_dir/sent"
		list=$(cut -c $((2 * at + 1))-$((2 * at + 16)) "$ns_dir/sent" | sort -u)
		[ "$list" = 0026000002000020 ]
		[ "$(cut -c $((2 * at + 17))-$((2 * at + 80)) "$ns_dir/sent" | sort -u | wc -l)" = 2 ]
	done
}

# What the floor says: a secret that is learned later opens nothing that was recorded.
test_floor()
{
	local both='DESPrivacy(0), AESGCMPrivacy(0), ChaChaPolyPrivacy(0)'

	floor() { seccommctl -j check -e "$1" | jq -c '.floor.privacy | [.least, [.witness[] |
		.family // "slot \(.slot)"]]'; }
	[ "$(floor "key 0; $both")" = '[1,["slot 0"]]' ]
	[ "$(floor "key 0 dh(auth=psk,group=x25519); $both")" = '[2,["x25519","slot 0"]]' ]
	[ "$(floor "key 0 dh(auth=none,group=x25519); $both")" = '[1,["x25519"]]' ]
	[ "$(floor "key 0 all(psk,dh(auth=sig,group=p256,sig=dsa2048)); $both")" = '[2,["p256","slot 0"]]' ]
	[ "$(floor "key 0 all(dh(auth=none,group=p256),dh(auth=static,group=x25519)); $both")" = \
		'[2,["x25519","p256"]]' ]
	warned() { seccommctl -j check -e "$1" | jq -r '.findings[].rule' | grep -qx "$2"; }
	warned "key 0 dh(auth=none,group=x25519); $both" anonymous
	warned "key 0 dh(auth=psk,group=x25519); key 1; ChaChaPolyPrivacy(0), AESGCMPrivacy(1)" \
		no-forward-secrecy
	warned "key 0 all(psk,dh(auth=psk,group=x25519)); $both" method-shared
}

ns_pair
ktap_start
ktap_run configure
ns_run
