#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# In a machine without IPv6: all that names an IPv6 address is refused, for any
# user, and IPv4 works.

set -e

[ ! -e /proc/sys/net/ipv6/conf/all ]
ip link set lo up

user=(become 65534 65534 socket)
sc_probe "${user[@]}" fails EAFNOSUPPORT bind ::1 7000
sc_probe "${user[@]}" fails EAFNOSUPPORT bind fd09::1 7000
sc_probe "${user[@]}" fails EAFNOSUPPORT connect ::1 7000
sc_probe "${user[@]}" fails EAFNOSUPPORT connect :: 7000
sc_probe "${user[@]}" fails EAFNOSUPPORT connect fd09::1 7000
sc_probe "${user[@]}" fails ENOPROTOOPT get hops6

seccommctl stack add s 'key 0; WindowReplay(), ChaChaPolyPrivacy(0)'
head -c 32 /dev/urandom >secret
seccommctl key set s session file secret
seccommctl key set s slot 0 file secret
seccommctl policy add default stack s
sc_probe stack s to fd09::1 7000 fails EAFNOSUPPORT send hello

# A socket bound to :: hears what comes by IPv4.
sc_probe stack s bind :: 7000 echo 1 &
sc_probe stack s timeout 10000 connect ::ffff:127.0.0.1 7000 send hello expect hello
wait %1
