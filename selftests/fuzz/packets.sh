#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Packets at random. The third host has no stack of its own: its neighbour has to be
# told where it is. B has an agent with the key that the third host knows, too.

# shellcheck source-path=SCRIPTDIR source=suite.sh
. "$(dirname "$0")/suite.sh"
# shellcheck source-path=SCRIPTDIR source=../lifecycle/probes.sh
. ../lifecycle/probes.sh
# shellcheck source-path=SCRIPTDIR source=../agent/agents.sh
. ../agent/agents.sh

ktap_start
ns_middle
for last in 64 65 66 67; do
	ip -n "$B" neighbour add "fd09::$last" lladdr 02:00:00:00:00:01 dev v0
	ip -n "$B" neighbour add "10.9.0.$((0x$last))" lladdr 02:00:00:00:00:01 dev v0
done
fuzz_sysctl "$A"
fuzz_sysctl "$B"
printf 'a key of agents, of 32 bytes....' >"$ns_dir/key"
chmod 600 "$ns_dir/key"
daemon "$B" file "key * * any $ns_dir/key"
ktap_program in_ns "$M" fuzz_packets "$A" "$B" "${fuzz_args[@]}"
end_all
fuzz_end
