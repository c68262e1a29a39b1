# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the suites of mixtures share: two hosts with a program between them that has messages go
# through one composition after the other. SEED= repeats the run that printed it.

# shellcheck disable=SC2154 # ns_dir
seed=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}

# Both ends' keys, in DER.
take_keys()
{
	local file

	mkdir "$ns_dir/keys"
	key_pairs "$ns_dir/keys"
	for file in "$ns_dir"/keys/*.alice "$ns_dir"/keys/*.bob; do
		openssl pkcs8 -topk8 -nocrypt -in "$file" -outform DER -out "$file.der"
		openssl pkey -pubin -in "$file.pub" -outform DER -out "$file.pub.der"
	done
}

# Every message is one packet, however long, and the hosts are patient. None is lost on its way
# before the session is open, so that none need be repeated: who repeats M3 asks by a control
# message as well, which a slow peer drops and counts.
configure()
{
	local link ns

	take_keys
	for link in "$A v0" "$B v0" "$M ma" "$M mb"; do
		ip -n "${link% *}" link set dev "${link#* }" mtu 65535
	done
	for ns in "$A" "$B"; do
		in_ns "$ns" sysctl -qw net.seccomm.give_up_seconds=120 \
			net.seccomm.retry_max_ms=60000 net.seccomm.retry_min_ms=60000
	done
}

# mixtures KIND [COUNT] [OPTION...]
mixtures()
{
	in_ns "$M" sc_mixtures -s "$seed" ${2:+-n "$2"} "${@:3}" "$1" "$A" "$B" "$ns_dir/keys"
}

# Figures are printed although the test passes. The ledger of all is one.
mix()
{
	mixtures "$1" "$2" -l "$ns_dir/ledger" >"$ns_dir/said" || { cat "$ns_dir/said"; return 1; }
	cat "$ns_dir/said" >&"$log"
}

# A cipher that is said to verify lets altered messages through, and that is seen.
test_control()
{
	refused 'came altered' mixtures control
}

# A message number that is taken twice is seen in the ledger.
test_repeat()
{
	refused 'came twice with a nonce' mixtures repeat
}

# A handshake that is sealed twice is seen there, too.
test_reseal()
{
	refused 'came twice with a nonce' mixtures reseal
}

# Control messages that are sealed twice are, too.
test_recontrol()
{
	refused 'came twice with a nonce' mixtures recontrol
}

# A ledger that has everything twice is seen when all are looked at.
test_whole_repeat()
{
	cat "$ns_dir/ledger" "$ns_dir/ledger" >"$ns_dir/ledger.twice"
	refused 'came twice with a nonce' sc_mixtures -l "$ns_dir/ledger.twice" ledger
}

# mixtures_run PAIRS NESTINGS: how many of each; all pairs if it is empty.
mixtures_run()
{
	pairs=$1 nestings=$2
	exec {log}>&1
	ktap_start
	ns_middle
	ktap_run configure
	ktap_run test_pairs
	ktap_run test_nestings
	ktap_run test_sealed
	ktap_run test_whole
	ktap_run test_control
	ktap_run test_repeat
	ktap_run test_reseal
	ktap_run test_recontrol
	ktap_run test_whole_repeat
	ns_remove
	ktap_run ledger_check ledger
	ktap_end
}

test_pairs()
{
	mix pairs "$pairs"
}

test_nestings()
{
	mix nestings "$nestings"
}

# Sessions whose handshakes have lists that both ends seal.
test_sealed()
{
	mix sealed 8
}

# No key came twice with a nonce in all of them.
test_whole()
{
	sc_mixtures -l "$ns_dir/ledger" ledger
}
