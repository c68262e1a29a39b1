#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets at random. The third host has no stack of its own: its neighbour has to be
# told where it is.

# shellcheck source-path=SCRIPTDIR source=suite.sh
. "$(dirname "$0")/suite.sh"

ktap_start
ns_middle
for last in 64 65 66 67; do
	ip -n "$B" neighbour add "fd09::$last" lladdr 02:00:00:00:00:01 dev v0
	ip -n "$B" neighbour add "10.9.0.$((0x$last))" lladdr 02:00:00:00:00:01 dev v0
done
fuzz_sysctl "$A"
fuzz_sysctl "$B"
ktap_program in_ns "$M" fuzz_packets "$A" "$B" "${fuzz_args[@]}"
fuzz_end
