# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# seccommd by the libraries that were brought along, which know ML-KEM. Wants ns.sh.
# shellcheck disable=SC2154 # ns_dir

# Make it: the same program, in $ns_dir/bin, for agents.sh to run.
brought()
{
	mkdir "$ns_dir/bin"
	printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' \
		/usr/local/trixie/ld-linux-x86-64.so.2 /usr/local/trixie "$(type -P seccommd)" >"$ns_dir/bin/seccommd"
	chmod 755 "$ns_dir/bin/seccommd"
}
