#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The netlink family under bad requests, in a namespace of their own; then the
# ledger. sc_nl_matrix says what each was.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

ktap_start
ns_add "$A"
ktap_program in_ns "$A" sc_nl_matrix
ns_remove
ktap_run ledger_check ledger
ktap_end
