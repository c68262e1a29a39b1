#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# In the machine into which install.sh has carried what is installed: what the
# system does at its start, and what the documents say.

cd "$(dirname "$0")" || exit 1
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. ../lib/ktap.sh

unit=/usr/local/lib/systemd/system/seccomm.service

# Without the module seccommctl says what to do; offline it works.
test_without_module()
{
	local rc=0

	[ ! -e /sys/module/seccomm ]
	seccommctl stack show >out 2>&1 || rc=$?
	cat out
	[ "$rc" = 1 ]
	grep -q 'modprobe seccomm' out
	seccommctl check -e 'key 0; AESGCMPrivacy(0)'
	[ "$(type -P seccommctl)" = /usr/local/sbin/seccommctl ]
}

# As depmod and systemd-modules-load do it.
test_modules_load()
{
	local m

	depmod
	[[ $(modinfo -n seccomm) == */updates/seccomm/* ]]
	grep -v '^#' /usr/local/lib/modules-load.d/seccomm.conf | while read -r m; do
		modprobe "$m"
	done
	[ -e /sys/module/seccomm ]
	[[ $(modinfo -n cactus) == */updates/seccomm/* ]]
}

# The unit's commands as systemd runs them; there is no systemd here.
start_unit()
(
	cd "$(sed -n 's/^WorkingDirectory=//p' "$unit")" || exit
	sed -n 's/^ExecStart=//p' "$unit" | sed 's/\$\$/$/g' >/tmp/exec
	[ "$(wc -l </tmp/exec)" = 1 ] || exit
	exec setpriv --bounding-set -all,+net_admin --no-new-privs bash -c "exec $(</tmp/exec)"
)

# Units of two files, as Documentation/installation.md has the first.
test_unit_loads()
{
	mkdir -m 700 /etc/seccomm
	cp /root/10-safe.conf /etc/seccomm/
	echo "stack add second 'NullSecurity()'" >/etc/seccomm/20-second.conf
	sh -e /root/secrets
	[ "$(stat -c %a /etc/seccomm/safe.0)" = 600 ]
	start_unit
	[ "$(seccommctl -j stack show | jq -r '.[].name' | sort | xargs)" = 'safe second' ]
	[ "$(seccommctl -j key show safe | jq length)" = 3 ]
}

# A mistake is told, and what comes after it is not loaded.
test_unit_fails()
{
	local rc=0

	seccommctl stack del second
	printf '\nstack addd\n' >/etc/seccomm/15-wrong.conf
	rm /etc/seccomm/10-safe.conf
	start_unit >out 2>&1 || rc=$?
	cat out
	[ "$rc" = 1 ]
	grep -q '^15-wrong.conf:2: ' out
	[ "$(seccommctl -j stack show | jq -r '.[].name')" = safe ]
}

# Names that only the kernel knows.
test_completion()
{
	(
		# shellcheck source=/dev/null
		. /usr/local/share/bash-completion/completions/seccommctl
		COMP_WORDS=(seccommctl stack del '') COMP_CWORD=3
		_seccommctl
		[ "${COMPREPLY[*]}" = safe ]
		COMP_WORDS=(seccommctl type show Multi) COMP_CWORD=3
		_seccommctl
		[ "${COMPREPLY[*]}" = MultiSecurity ]
	)
}

test_readme_program()
{
	local server

	example &
	server=$!
	[ "$(example 'hello there')" = 'hello there' ]
	wait "$server"
}

# Documentation/write-your-own.md, to the letter.
test_write_your_own()
{
	cd /root/own
	bash -ex commands >out 2>&1 || {
		cat out
		return 1
	}
	cat out
	grep -q '^type SipHashIntegrity' out
	# Its tag beside that of ChaCha20-Poly1305.
	grep -q '^stack mine .* growth .*+24 ' out
	cmp sent received
	cmp sent received.often
	[ ! -e /sys/module/seccomm_siphash ]
	[ ! -e /sys/module/seccomm_ratioalt ]
}

# A third member, of which the checker says nothing.
test_write_your_own_refuses()
{
	cd /root/own
	insmod seccomm_ratioalt.ko
	! seccommctl stack add odd 'RatioAltSecurity(NullSecurity(), NullSecurity(),
		NullSecurity())' 2>out || return 1
	cat out
	seccommctl stack add odd 'RatioAltSecurity(NullSecurity(), NullSecurity(), n=2)'
	seccommctl stack del odd
	rmmod seccomm_ratioalt
}

# While a stack uses the type, its module stays.
test_write_your_own_stays()
{
	cd /root/own
	insmod seccomm_siphash.ko
	seccommctl stack add mine 'key 0; SipHashIntegrity(0)'
	! rmmod seccomm_siphash || return 1
	seccommctl stack del mine
	rmmod seccomm_siphash
	! seccommctl stack add mine 'key 0; SipHashIntegrity(0)' || return 1
}

test_remove()
{
	local secret

	seccommctl stack del safe
	for secret in session 'slot 0' 'slot 1'; do
		# shellcheck disable=SC2086 # words
		seccommctl key del safe $secret
		# shellcheck disable=SC2086
		seccommctl key del mine $secret
	done
}

# A socket's memory keeps the module, and goes a grace period after the socket.
unload()
{
	until rmmod seccomm 2>out; do
		grep -q 'in use' out
		sleep 0.05
	done
}

# Another number: the installed header's function finds it, and so does seccat.
test_family_number()
{
	[ "$(sc_family)" = 19 ]
	unload
	mkdir -p /etc/modprobe.d
	echo 'options seccomm family=12' >/etc/modprobe.d/seccomm.conf
	modprobe seccomm
	[ "$(sc_family)" = 12 ]
	[ "$(SECCOMM_FAMILY=19 sc_family 2>out || true)" = 19 ]
	grep -q 'not supported' out
	seccommctl stack add plain 'NullSecurity()'
	head -c 32 /dev/urandom | seccommctl key set plain session stdin
	seccat -l -s plain ::1 7000 </dev/null >received &
	seq 1000 | seccat -s plain ::1 7000
	wait $!
	seq 1000 | cmp - received
	seccommctl stack del plain
	unload
	rmmod cactus
}

cd /root || exit
ktap_start
ktap_run test_without_module
ktap_run test_modules_load
# shellcheck source-path=SCRIPTDIR source=../lib/ns.sh
. /selftests/lib/ns.sh
ktap_run test_unit_loads
ktap_run test_unit_fails
ktap_run test_completion
ktap_run test_readme_program
ktap_run test_write_your_own
ktap_run test_write_your_own_refuses
ktap_run test_write_your_own_stays
ktap_run test_remove
ktap_run ledger_check ledger
ktap_run test_family_number
ktap_end
