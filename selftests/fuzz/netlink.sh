#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Netlink requests at random.

# shellcheck source-path=SCRIPTDIR source=suite.sh
. "$(dirname "$0")/suite.sh"

ktap_start
ns_add "$A"
fuzz_sysctl "$A"
ktap_program in_ns "$A" fuzz_netlink "${fuzz_args[@]}"
fuzz_end
