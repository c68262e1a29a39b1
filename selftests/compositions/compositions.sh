#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The kernel and seccommctl say the same of random compositions, whole and spoilt. SEED= repeats
# the run that printed it.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

count=10000
seed=${SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}

test_kernel_and_tool_agree()
{
	in_ns "$A" sc_compositions -n "$count" -s "$seed" >"$ns_dir/said" ||
		{ cat "$ns_dir/said"; return 1; }
	cat "$ns_dir/said" >&"$log"
}

# Figures are printed although the test passes.
exec {log}>&1
ktap_start
ns_pair
ktap_run test_kernel_and_tool_agree
ns_remove
ktap_run ledger_check ledger
ktap_end
