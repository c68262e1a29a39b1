#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Socket calls at random.

# shellcheck source-path=SCRIPTDIR source=suite.sh
. "$(dirname "$0")/suite.sh"

ktap_start
ns_pair
fuzz_sysctl "$A"
fuzz_sysctl "$B"
ktap_program fuzz_sockets "$A" "$B" "${fuzz_args[@]}"
fuzz_end
