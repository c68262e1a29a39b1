# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Realms of Kerberos, of which one is spoken of at a time: TEST.EXAMPLE, whose KDC runs in A, or the
# one that `use` has named. Wants ns.sh.
# shellcheck disable=SC2154 # A, ns_dir, addr_a

export KRB5RCACHEDIR=$ns_dir

# use REALM DIR NS ADDRESS: this realm from here on; its files are there, its KDC in the namespace.
use()
{
	realm=$1 realm_dir=$2 realm_in=$3 realm_at=$4
	export KRB5_CONFIG=$realm_dir/krb5.conf KRB5_KDC_PROFILE=$realm_dir/kdc.conf
}

use TEST.EXAMPLE "$ns_dir" "$A" "${addr_a[4]}"

# host NAME: its principal.
host()
{
	echo "seccomm/$1.example@$realm"
}

# row PEER KEYTAB [CCACHE [STACK [SLOT]]]: for the peer's principal.
row()
{
	echo "principal ${4-*} ${5-*} any $1 $realm_dir/$2 $realm_dir/${3-$2.ccache}"
}

# keytab HOST NAME: a key for it, which is the only one that the KDC has from then on.
keytab()
{
	kadmin.local -q "ktadd -k $realm_dir/$2 $(host "$1")"
	[ -s "$realm_dir/$2" ]
}

# A KDC, which outlives the test that starts it.
kdc()
{
	: >"$realm_dir/kdc.log"
	in_ns "$realm_in" krb5kdc -P "$realm_dir/kdc.pid"
	busywait 20000 grep -q 'commencing operation' "$realm_dir/kdc.log"
}

# realm_of HOST...: the realm has these, each with a keytab of its name.
realm_of()
{
	local name

	cat >"$KRB5_CONFIG" <<-END
		[libdefaults]
		default_realm = $realm
		[realms]
		$realm = {
			kdc = $realm_at
		}
	END
	cat >"$KRB5_KDC_PROFILE" <<-END
		[realms]
		$realm = {
			database_name = $realm_dir/principal
			key_stash_file = $realm_dir/stash
		}
		[logging]
		kdc = FILE:$realm_dir/kdc.log
	END
	kdb5_util create -s -r "$realm" -P master
	for name; do
		kadmin.local -q "addprinc -randkey $(host "$name")"
		keytab "$name" "$name.keytab"
	done
}
