#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sockets that behave as UDP's: sc_conform's assertions, and the ledger after them.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

ktap_start
sc_conform "$@" | sed -u 's/^/    /'
if [ "${PIPESTATUS[0]}" = 0 ]; then
	ktap_pass conform
else
	ktap_fail conform
fi
ktap_run ledger_check ledger
ktap_end
