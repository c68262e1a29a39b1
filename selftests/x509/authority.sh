# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Authorities for a test, by openssl: roots, an intermediate one, certificates of ends, and lists of
# what is revoked. All is in $ns_dir/ca. Wants ns.sh.
# shellcheck disable=SC2154 # ns_dir

ca=$ns_dir/ca

# authority NAME [ISSUER]: a root, or one that ISSUER vouches for.
authority()
{
	local name=$1 issuer=${2-$1}

	mkdir -p "$ca/$name"
	: >"$ca/$name/index"
	echo 1000 >"$ca/$name/serial"
	echo 1000 >"$ca/$name/crlnumber"
	cat >"$ca/$name/conf" <<-END
		[ca]
		default_ca = this
		[this]
		database = $ca/$name/index
		serial = $ca/$name/serial
		crlnumber = $ca/$name/crlnumber
		new_certs_dir = $ca/$name
		certificate = $ca/$name.pem
		private_key = $ca/$name.key
		default_md = sha256
		default_days = 30
		default_crl_days = 30
		policy = any
		unique_subject = no
		[any]
		commonName = supplied
		[req]
		distinguished_name = dn
		[dn]
	END
	openssl ecparam -name prime256v1 -genkey -noout -out "$ca/$name.key"
	certify "$issuer" "$name" "$ca/$name.key" 'basicConstraints = critical,CA:true
		keyUsage = critical,keyCertSign,cRLSign'
}

# certify ISSUER NAME KEY EXTENSIONS [WORD...]: a certificate NAME of KEY, with words of openssl ca.
certify()
{
	local issuer=$1 name=$2 key=$3 self=()
	printf '%s\n' "$4" >"$ca/ext"
	shift 4

	[ "$issuer" != "$name" ] || self=(-selfsign)
	openssl req -new -config "$ca/$issuer/conf" -key "$key" -subj "/CN=$name" -out "$ca/request"
	openssl ca -batch -notext -config "$ca/$issuer/conf" -extfile "$ca/ext" "${self[@]}" \
		-in "$ca/request" -out "$ca/$name.pem" "$@" 2>"$ca/log" || { cat "$ca/log"; return 1; }
}

# leaf ISSUER NAME KEY DNSNAME [WORD...]
leaf()
{
	local issuer=$1 name=$2 key=$3 dns=$4
	shift 4

	certify "$issuer" "$name" "$key" "subjectAltName = DNS:$dns
		keyUsage = critical,digitalSignature,keyEncipherment" "$@"
}

# revoked ISSUER...: the lists of these, in $ca/crl.pem.
revoked()
{
	local issuer

	for issuer; do
		openssl ca -config "$ca/$issuer/conf" -gencrl
	done >"$ca/crl.pem"
}
