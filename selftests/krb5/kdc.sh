# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A realm of Kerberos, whose KDC runs in A. Wants ns.sh.
# shellcheck disable=SC2154 # A, ns_dir, addr_a

export KRB5_CONFIG=$ns_dir/krb5.conf KRB5_KDC_PROFILE=$ns_dir/kdc.conf KRB5RCACHEDIR=$ns_dir
realm=TEST.EXAMPLE

# host NAME: its principal.
host()
{
	echo "seccomm/$1.example@$realm"
}

# row PEER KEYTAB [CCACHE [STACK]]: for the peer's principal.
row()
{
	echo "principal ${4-*} * any $1 $ns_dir/$2 $ns_dir/${3-$2.ccache}"
}

# keytab HOST NAME: a key for it, which is the only one that the KDC has from then on.
keytab()
{
	kadmin.local -q "ktadd -k $ns_dir/$2 $(host "$1")"
	[ -s "$ns_dir/$2" ]
}

# A KDC in A, which outlives the test that starts it.
kdc()
{
	: >"$ns_dir/kdc.log"
	in_ns "$A" krb5kdc -P "$ns_dir/kdc.pid"
	busywait 20000 grep -q 'commencing operation' "$ns_dir/kdc.log"
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
			kdc = ${addr_a[4]}
		}
	END
	cat >"$KRB5_KDC_PROFILE" <<-END
		[realms]
		$realm = {
			database_name = $ns_dir/principal
			key_stash_file = $ns_dir/stash
		}
		[logging]
		kdc = FILE:$ns_dir/kdc.log
	END
	kdb5_util create -s -r "$realm" -P master
	for name; do
		kadmin.local -q "addprinc -randkey $(host "$name")"
		keytab "$name" "$name.keytab"
	done
}
