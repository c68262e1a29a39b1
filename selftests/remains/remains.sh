#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# No secret and no key is shown anywhere while sessions are open, and none is left in the
# machine's memory when sessions, keys and daemons are gone, the modules still loaded. All
# memory is searched: what the kernel freed is not cleaned here (init_on_free is off). The
# programs of the test that know secrets have their memory overwritten when they end, and
# files with secrets are overwritten; seccommctl and seccommd are searched for as the modules
# are. Texts of keys, as PEM or digits, are not looked for in memory.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=../agent/agents.sh
. ../agent/agents.sh
# shellcheck source-path=SCRIPTDIR source=../keydist/methods.sh
. ../keydist/methods.sh

port=7600
tracing=/sys/kernel/tracing
needles=$ns_dir/needles
body=hello
objects=(audit key peer policy session stack stats type)
# Stacks whose keys are recomputed from their secrets and what was captured, and others.
known=(layers pairs)
others=(agents transport shares)
declare -A stacks=(
	[layers]='key 0; key 1; key 2 session; WindowReplay(), HMACSHA256Integrity(2),
		AESGCMPrivacy(1), ChaChaPolyPrivacy(0)'
	[pairs]='key 0 pk rsa2048; key 1; RSAPrivacy(0), ChaChaPolyPrivacy(1)'
	[agents]='key 0 all(dh(auth=static,group=x25519),ext(kind=file));
		WindowReplay(), ChaChaPolyPrivacy(0)'
	[transport]='key 0 rsa(bits=2048,sig=rsa2048); WindowReplay(), AESGCMPrivacy(0)'
	[shares]='key 0 kofn(2,psk,dh(auth=none,group=x25519),rsa(bits=2048,sig=rsa2048));
		WindowReplay(), ChaChaPolyPrivacy(0)'
)
declare -A slots=([layers]='0 1' [pairs]='1' [shares]='0')

forget()
{
	sc_remains forget "$@"
}

# learn NAME FILE SKIP: the file's bytes from there on are a secret.
learn()
{
	{
		printf '%s ' "$1"
		forget xxd -p -c 0 -s "$3" "$2"
	} | forget sc_remains learn "$needles"
}

# secret STACK WHICH...: both ends get one.
secret()
{
	local stack=$1 file=$ns_dir/$1.${*: -1}.secret ns
	shift

	seccommctl key gen psk "$file"
	for ns in "$A" "$B"; do
		seccommctl -n "$ns" key set "$stack" "$@" file "$file"
	done
	learn "$stack-${*: -1}" "$file" 0
}

# A private key's numbers begin behind what is public in its file.
learn_private()
{
	local skip=310

	[ "$1" = rsa ] || skip=16
	forget openssl pkey -in "$ns_dir/$1.$2" -outform DER -out "$ns_dir/$1.$2.secret"
	learn "$1-${2##*-}" "$ns_dir/$1.$2.secret" "$skip"
}

own_keys()
{
	local ns

	for ns in "$A" "$B"; do
		seccommctl key gen rsa "$ns_dir/rsa.$ns"
		seccommctl key gen x25519 "$ns_dir/x25519.$ns"
		cp "$ns_dir/rsa.$ns" "$ns_dir/receiver.$ns"
		cp "$ns_dir/rsa.$ns.pub" "$ns_dir/receiver.$ns.pub"
		learn_private rsa "$ns"
		learn_private x25519 "$ns"
	done
	pairs_on_both pairs rsa
	pairs_on_both agents x25519
	for ns in transport shares; do
		pairs_on_both "$ns" rsa
		receivers_on_both "$ns"
	done
}

configure()
{
	local ns stack slot

	for stack in "${!stacks[@]}"; do
		for ns in "$A" "$B"; do
			seccommctl -n "$ns" stack add "$stack" "${stacks[$stack]}"
		done
		secret "$stack" session
		for slot in ${slots[$stack]-}; do
			secret "$stack" slot "$slot"
		done
	done
	own_keys
	seccommctl key gen psk "$ns_dir/file.secret"
	learn file "$ns_dir/file.secret" 0
	give_up_after 60
	echo "$body" | tr -d '\n' | xxd -p >"$ns_dir/body"
}

# All that can be told is told.
listen()
{
	local ns

	for ns in "$A" "$B"; do
		watch "$ns"
		daemon "$ns" file "key * * any $ns_dir/file.secret"
	done
	echo 1 >"$tracing/events/seccomm/enable"
	echo 1 >"$tracing/events/cactus/enable"
	echo 'module seccomm +p; module cactus +p' >/proc/dynamic_debug/control
}

# opens STACK: a message there and one back, and the session stays.
opens()
{
	port=$((port + 1))
	probe "b.$1" "$B"
	probe "a.$1" "$A"
	ask "b.$1" stack "$1" timeout 60000 bind :: "$port" &&
		ask "a.$1" stack "$1" timeout 60000 connect "${addr_b[4]}" "$port" send "$body" &&
		ask "b.$1" echo 1 &&
		ask "a.$1" expect "$body"
}

# derive STACK: what its session's keys are, and that they make just what was captured.
derive()
{
	local slot words=()

	for slot in ${slots[$1]}; do
		words+=(--slot "$slot=@$ns_dir/$1.$slot.secret")
	done
	[ "$1" != pairs ] || words+=(--pair "0=$ns_dir/rsa.$A,$ns_dir/rsa.$B")
	forget recompute --keys --capture "$ns_dir/$1.pcap" \
		--canonical "$(seccommctl -n "$A" -j stack show "$1" | jq -r '.[0].canonical')" \
		--session "@$ns_dir/$1.session.secret" "${words[@]}" \
		--down "$ns_dir/body" --up "$ns_dir/body" >"$ns_dir/$1.keys" || {
		grep -v ^key "$ns_dir/$1.keys"
		return 1
	}
	# Nonces that are made as keys are have fewer than 16 bytes.
	sed -nE "s/^key (.* [0-9a-f]{32,})$/$1-\1/p" "$ns_dir/$1.keys" | sort -u |
		forget sc_remains learn "$needles"
}

# trace STACK: tell of its sessions' messages, and carry one more.
trace()
{
	local ns index

	for ns in "$A" "$B"; do
		index=$(seccommctl -n "$ns" -j session show | jq -r --arg s "$1" \
			'.[] | select(.stack == $s) | .index')
		seccommctl -n "$ns" session trace "$index" on || return 1
	done
	ask "a.$1" send "$body" && ask "b.$1" expect "$body"
}

# In the suite's own shell, which the sockets go with.
open_all()
{
	local stack rc=0

	listen || return 1
	for stack in "${known[@]}"; do
		capture "$B" "$ns_dir/$stack.pcap" 'ip proto 253' && opens "$stack" || rc=1
		busywait 20000 derive "$stack" || rc=1
		kill "$capture_pid"
		wait "$capture_pid"
	done
	for stack in "${others[@]}"; do
		opens "$stack" || rc=1
	done
	for stack in "${!stacks[@]}"; do
		trace "$stack" || rc=1
	done
	return "$rc"
}

# search: lines of what is in memory
search()
{
	local rc=0

	sc_remains memory "$needles" >"$ns_dir/found" || rc=$?
	[ "$rc" -le 1 ]
}

# found NAME...: each was.
found()
{
	local name

	for name; do
		grep -q "^$name " "$ns_dir/found" || {
			echo "$name is not found"
			return 1
		}
	done
}

# What is in use is found, so that what is not found is not there.
test_held()
{
	search
	cat "$ns_dir/found"
	found {layers,pairs,agents,transport,shares}-session layers-0 layers-1 pairs-1 shares-0 \
		{rsa,x25519}-{a,b} file \
		layers-{AESGCMPrivacy,ChaChaPolyPrivacy,control}-{0,1} \
		pairs-{ChaChaPolyPrivacy,control}-{0,1}
}

# What a handshake is done with is gone while its session is open.
test_handshake_over()
{
	local over='-(k-[123]|confirm-[ir]|root-[0-9]+|secret-of-session-[0-9]+) '

	[ "$(grep -oE "^[a-z]+$over" "$needles" | sort -u | wc -l)" = 16 ]
	! grep -E -- "$over" "$ns_dir/found"
}

everything()
{
	local ns object

	for ns in "$A" "$B"; do
		for object in "${objects[@]}"; do
			seccommctl -n "$ns" "$object" show 2>&1 || true
			seccommctl -n "$ns" -j "$object" show 2>&1 || true
		done
		in_ns "$ns" bash -c 'cat /proc/net/* 2>/dev/null' || true
		cat "$ns_dir/events.$ns" "$ns_dir/$ns.file.conf.log"
	done
	cat /sys/kernel/debug/cactus/*
	cat "$tracing/trace"
	dmesg
}

test_not_shown()
{
	everything >"$ns_dir/shown"
	grep -q seccomm_message "$ns_dir/shown"
	grep -q session-opened "$ns_dir/shown"
	sc_remains shown "$needles" <"$ns_dir/shown"
}

# A key would be told, as bytes and as digits.
test_would_be_told()
{
	local rc=0

	forget xxd -p "$ns_dir/file.secret" | sc_remains shown "$needles" >/dev/null || rc=$?
	[ "$rc" = 1 ]
	rc=0
	forget sc_remains shown "$needles" <"$ns_dir/file.secret" >/dev/null || rc=$?
	[ "$rc" = 1 ]
}

# Sessions, keys, stacks and daemons end, and the test's files say nothing any more.
end_everything()
{
	local file

	end_all
	echo 0 >"$tracing/events/seccomm/enable"
	echo 0 >"$tracing/events/cactus/enable"
	echo 'module seccomm -p; module cactus -p' >/proc/dynamic_debug/control
	for file in "$ns_dir"/*.secret "$ns_dir"/{rsa,x25519,receiver}.*; do
		head -c "$(stat -c %s "$file")" /dev/zero | dd of="$file" conv=notrunc status=none
	done
	ns_remove
}

test_gone()
{
	search
	cat "$ns_dir/found"
	[ ! -s "$ns_dir/found" ]
}

ns_pair
ktap_start
ktap_run configure
if open_all >"$ns_dir/opening" 2>&1; then
	ktap_pass opens
else
	ktap_fail opens "$(cat "$ns_dir/opening")"
fi
ktap_run test_held
ktap_run test_handshake_over
ktap_run test_would_be_told
ktap_run test_not_shown
end_everything
ktap_run ledger_check ledger
ktap_run test_gone
ktap_end
