#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every allocation on the paths of configure, open, send and receive fails once:
# clean errors or lost messages, then a good message passes, and nothing leaks.
# sc_faults does it; here is what it needs, and which functions' failed.
#
#   faults.sh [CASE...]

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

debugfs=/sys/kernel/debug
stack='key 0; key 1; key 2; WindowReplay(), MultiSecurity(ChaChaPolyPrivacy(0),
	AESGCMPrivacy(1), DESPrivacy(2)), HMACSHA256Integrity(0)'
secret=6b1f6c2a4d03c8e7a95b0e11d2f3a4b5
cases=("$@")

# Functions that an injected fault must have been in, by path.
configure='seccomm_nl_stack_add_doit seccomm_nl_check_doit seccomm_stack_add
	cactus_bind cactus_freeze seccomm_secret_new seccomm_key_set seccomm_nl_reply'
open='seccomm_create initiator_start seccomm_session_create'
handshake='seccomm_hs_open seccomm_exchange_make seccomm_epoch_arm'
traffic='seccomm_sendmsg'

# Failures of what is below our functions: what else is allocated is not the same
# each time, and what carries the results wants memory, too.
below_ours()
{
	local attr first last

	read -r first last < <(awk '$4 == "[seccomm]" && tolower($2) == "t" { print $1 }' \
		/proc/kallsyms | sort | sed -n '1p;$p' | xargs)
	for attr in failslab fail_page_alloc; do
		echo "0x$first" >"$debugfs/$attr/require-start"
		echo "0x$last" >"$debugfs/$attr/require-end"
	done
}

configure()
{
	local attr

	below_ours
	for attr in failslab fail_page_alloc; do
		echo 0 >"$debugfs/$attr/probability"
		echo 2 >"$debugfs/$attr/verbose"
		echo 0 >"$debugfs/$attr/verbose_ratelimit_interval_ms"
		echo N >"$debugfs/$attr/task-filter"
		echo N >"$debugfs/$attr/ignore-gfp-wait"
	done
	# Of several pages at once those of whoever is made to fail: kvmalloc() falls
	# back to single ones, and to slab for their description. A single fault, by
	# its number, may be any page's.
	echo Y >"$debugfs/fail_page_alloc/task-filter"
	echo -1 >"$debugfs/fail_page_alloc/times"
	ip -n "$A" link set dev lo mtu 1500
	seccommctl -n "$A" stack add faults "$stack"
	key "$A" faults session "$secret"
	for attr in 0 1 2; do
		key "$A" faults slot "$attr" "$secret"
	done
	printf '%s' "$secret" | keyctl padd logon seccomm:faults @u
}

# Frames of our modules under each fault.
count_faults()
{
	sed -n '/FAULT_INJECTION: forcing/,/<\/TASK>/p' "$ns_dir/log" |
		grep -v '] *? ' | grep -oE '[a-z_0-9]+\+0x[0-9a-f]+/0x[0-9a-f]+ \[(seccomm|cactus)\]' |
		sed 's/+.*//' | sort | uniq -c | sort -rn
}

# failed_in FUNCTION...: each has met a fault.
failed_in()
{
	local f rc=0

	for f; do
		grep -qw "$f" "$ns_dir/functions" || {
			echo "no fault in $f"
			rc=1
		}
	done
	return "$rc"
}

test_faults_in_configure()
{
	# shellcheck disable=SC2086 # many words
	failed_in $configure
}

test_faults_in_open()
{
	# shellcheck disable=SC2086 # many words
	failed_in $open
}

test_faults_in_handshake()
{
	# shellcheck disable=SC2086 # many words
	failed_in $handshake
}

# Where a packet that others share is copied, a failure leaves no trace but this.
test_faults_in_traffic()
{
	# shellcheck disable=SC2086 # many words
	failed_in $traffic
	[ "$(counter "$A" rx-drop-memory)" -gt 0 ]
}

undo()
{
	echo 0 >"$debugfs/failslab/probability"
	keyctl clear @u
	seccommctl -n "$A" stack del faults || true
}

ktap_start
ns_add "$A"
ktap_run configure
dmesg --follow-new >"$ns_dir/log" &
log_pid=$!
# Not `ip netns exec`, which hides debugfs.
ktap_program nsenter --net="/run/netns/$A" sc_faults "${cases[@]}"
kill "$log_pid"
count_faults >"$ns_dir/functions"
sed 's/^/# faults below /' "$ns_dir/functions"
if ((!$#)); then
	ktap_run test_faults_in_configure
	ktap_run test_faults_in_open
	ktap_run test_faults_in_handshake
	ktap_run test_faults_in_traffic
fi
undo
ns_remove
ktap_run ledger_check ledger
ktap_end
