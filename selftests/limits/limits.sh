#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What a user without privileges can take in a user and network namespace of his
# own: it is charged to his memory cgroup, and bounded by number.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. ../lib/ns.sh

cgroups=$ns_dir/cgroups
hog=$cgroups/hog$ns_tag

limits_end()
{
	[ ! -d "$hog" ] || busywait 10000 rmdir "$hog"
	umount "$cgroups" 2>/dev/null
	ns_remove
}

configure()
{
	mkdir "$cgroups"
	mount -t cgroup2 none "$cgroups"
	grep -qw memory "$cgroups/cgroup.subtree_control" ||
		echo +memory >"$cgroups/cgroup.subtree_control"
	mkdir "$hog"
	echo 200M >"$hog/memory.max"
	chmod 755 "$ns_dir"
	sysctl -qw user.max_user_namespaces=1000
}

# as_user SCRIPT: as nobody, in a namespace and the cgroup, whose directory is $1.
as_user()
{
	bash -c 'echo $$ >"$1/cgroup.procs"
		exec setpriv --reuid 65534 --regid 65534 --clear-groups \
			unshare -Urn bash -ec "$2" - "$1"' - "$hog" "$1"
}

test_stacks()
{
	local script='
		list=$(printf "NullSecurity(), %.0s" {1..31})
		sysctl -qw net.seccomm.max_stacks=300
		printf "stack add s%d '\''${list}NullSecurity()'\''\n" {1..300} >/tmp/stacks.$$
		before=$(cat "$1/memory.current")
		seccommctl -b /tmp/stacks.$$ 2>/dev/null
		after=$(cat "$1/memory.current")
		rm /tmp/stacks.$$
		echo "300 stacks: $((after - before)) bytes charged"
		seccommctl stack add more "NullSecurity()" 2>&1 && exit 1
		seccommctl stack del s1
		seccommctl stack add more "NullSecurity()"
		[ $((after - before)) -gt 6000000 ]'

	as_user "$script" | tee "$ns_dir/out"
	grep -q 'too many stacks .*max_stacks' "$ns_dir/out"
}

test_keys()
{
	local script='
		sysctl -qw net.seccomm.max_keys=2000
		echo 7e1f6c2a4d03c8e7a95b0e11d2f3a4b5 >/tmp/key.$$
		for ((i = 0; i < 2000; i++)); do
			printf "key set x slot 0 peer fd00::%x hex file /tmp/key.$$\n" $i
		done >/tmp/keys.$$
		before=$(cat "$1/memory.current")
		seccommctl -b /tmp/keys.$$
		after=$(cat "$1/memory.current")
		rm /tmp/keys.$$ /tmp/key.$$
		echo "2000 keys: $((after - before)) bytes charged"
		printf %s 7e1f6c2a4d03c8e7a95b0e11d2f3a4b5 |
			seccommctl key set x slot 1 stdin hex 2>&1 && exit 1
		[ $((after - before)) -gt 400000 ]'

	as_user "$script" | tee "$ns_dir/out"
	grep -q 'too many keys .*max_keys' "$ns_dir/out"
}

ktap_start
trap limits_end EXIT
ktap_run configure
ktap_run test_stacks
ktap_run test_keys
ktap_end
