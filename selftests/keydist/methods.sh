# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A stack for each method of key distribution, on both hosts. Wants ns.sh.
# shellcheck disable=SC2154 # A, B, ns_dir; secret, the suite's

layers='WindowReplay(), ChaChaPolyPrivacy(0)'

# Name, the slot's methods as in the notation, and what the slot takes: a secret, the key pairs
# of that algorithm, those that are encrypted to, or several of these.
methods()
{
	cat <<-EOF
		psk-x25519 dh(auth=psk,group=x25519) secret
		none-x25519 dh(auth=none,group=x25519)
		all-psk all(psk,dh(auth=none,group=x25519)) secret
		all-alone all(dh(auth=psk,group=x25519)) secret
		psk-p256 dh(auth=psk,group=p256) secret
		psk-ffdhe2048 dh(auth=psk,group=ffdhe2048) secret
		psk-ffdhe3072 dh(auth=psk,group=ffdhe3072) secret
		all-groups all(dh(auth=psk,group=p256),dh(auth=none,group=ffdhe2048),dh(auth=none,group=x25519)) secret
		static dh(auth=static,group=x25519) x25519
		all-static all(dh(auth=none,group=p256),dh(auth=static,group=x25519)) x25519
		sig-rsa dh(auth=sig,group=x25519,sig=rsa2048) rsa
		sig-dsa dh(auth=sig,group=p256,sig=dsa2048) dsa
		rsa rsa(bits=2048,sig=rsa2048) rsa receivers
		all-rsa all(rsa(bits=2048,sig=rsa2048),dh(auth=none,group=x25519)) rsa receivers
		mixed-2-of-3 kofn(2,psk,dh(auth=none,group=x25519),rsa(bits=2048,sig=rsa2048)) secret rsa receivers
		signed-2-of-3 kofn(2,dh(auth=psk,group=p256),dh(auth=sig,group=x25519,sig=rsa2048),dh(auth=none,group=x25519)) secret rsa
	EOF
}

# receivers_on_both STACK: each end has a key pair that is encrypted to, and the other's half.
receivers_on_both()
{
	local ns

	for ns in "$A" "$B"; do
		[ -e "$ns_dir/receiver.$ns" ] || seccommctl key gen rsa "$ns_dir/receiver.$ns"
		seccommctl -n "$ns" key set "$1" slot 0 decrypt "$ns_dir/receiver.$ns"
	done
	seccommctl -n "$A" key set "$1" slot 0 encrypt "$ns_dir/receiver.$B.pub"
	seccommctl -n "$B" key set "$1" slot 0 encrypt "$ns_dir/receiver.$A.pub"
}

# take_on_both STACK WHAT: what its slot takes, as of methods.
take_on_both()
{
	local what

	for what in $2; do
		case $what in
		secret)
			key "$A" "$1" slot 0 "$secret"
			key "$B" "$1" slot 0 "$secret"
			;;
		receivers) receivers_on_both "$1" ;;
		*) pairs_on_both "$1" "$what" ;;
		esac
	done
}

# A stack of its name for each of the methods.
methods_on_both()
{
	local name how takes

	while read -r name how takes; do
		stack_on_both "$name" "key 0 $how; $layers"
		take_on_both "$name" "$takes"
	done < <(methods)
}
