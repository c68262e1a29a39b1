#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# In a machine in FIPS mode: what it approves works, and the rest is refused where it is asked
# for, in words that say why.

set -e

[ "$(cat /proc/sys/crypto/fips_enabled)" = 1 ]
ip link set lo up

# refused WORDS COMMAND...: the command fails, and says so
refused()
{
	local words=$1

	shift
	! "$@" 2>told || return 1
	grep -F "$words" told
}

seccommctl -j type show | jq -r '.[] | select(.runnable | not) | .name' | LC_ALL=C sort >left_out
diff - left_out <<'LEFT_OUT'
AEGIS128Privacy
BLAKE2Integrity
BlowfishPrivacy
CamelliaPrivacy
ChaChaPolyPrivacy
DESPrivacy
DSAAuthenticity
IDEAPrivacy
MD5Integrity
Poly1305Integrity
SerpentPrivacy
TripleDESPrivacy
TwofishPrivacy
XORPrivacy
LEFT_OUT
seccommctl type show IDEAPrivacy | grep -F 'the kernel lacks approval of its algorithm in FIPS mode'

refused 'FIPS mode, which refuses a type' seccommctl stack add t 'key 0; ChaChaPolyPrivacy(0)'
for method in 'dh(auth=psk,group=x25519)' 'dh(auth=static,group=x25519)' \
	'dh(auth=sig,group=p256,sig=dsa2048)' 'all(psk,dh(auth=none,group=x25519))'; do
	refused 'FIPS mode, which refuses x25519 and dsa2048' \
		seccommctl stack add t "key 0 $method; AESGCMPrivacy(0)"
done

seccommctl stack add s 'key 0 dh(auth=psk,group=ffdhe2048); WindowReplay(),
	HMACSHA256Integrity(0), AESGCMPrivacy(0)'
seccommctl stack add signed 'key 0; key 1 pk rsa2048; RSAAuthenticity(1), AESGCMPrivacy(0)'
for alg in dsa x25519 rsa; do
	seccommctl key gen "$alg" "$alg"
done
for alg in dsa x25519; do
	refused 'FIPS mode, which refuses DSA and X25519' \
		seccommctl key set signed slot 1 private "$alg"
	refused 'FIPS mode, which refuses DSA and X25519' \
		seccommctl key set signed slot 1 public "$alg.pub"
done
seccommctl key set signed slot 1 private rsa
seccommctl key set signed slot 1 public rsa.pub

head -c 32 /dev/urandom >secret
for stack in s signed; do
	seccommctl key set "$stack" session file secret
	seccommctl key set "$stack" slot 0 file secret
	sc_probe stack "$stack" bind 127.0.0.1 7000 echo 1 &
	sc_probe stack "$stack" timeout 10000 connect 127.0.0.1 7000 send hello expect hello
	wait %1
done
