#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Installed into a tree and carried into a machine as a user would: files, man
# pages, completion, unit, DKMS, the README's program, and a micro-protocol
# written as Documentation/write-your-own.md says.

top=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=../lib/ktap.sh
. "$top/selftests/lib/ktap.sh"

# What make check was told is not for the makes of this suite.
unset MAKEFLAGS MFLAGS MAKELEVEL KERNEL KDIR INSTALL_MOD_PATH
kernel=${VM_KERNEL:-6.12}
kernel_dir=$("$top/tools/vm/kernel" fetch "$kernel")
release=$(<"$kernel_dir/release")
work=$(mktemp -d "$top/build/install.XXXXXX")
trap 'rm -rf "$work"' EXIT
root=$work/root
usr=$root/usr/local
modules=$root/lib/modules/$release/updates/seccomm

# The programs of the suite that the kernel's modules are built in.
within=()
[ ! -e "$kernel_dir/within" ] ||
	within=("$top/tools/vm/within" "$(<"$kernel_dir/within")")

tree_make()
{
	make --no-print-directory -C "$top" KERNEL="$kernel" DESTDIR="$root" "$@"
}

ctl()
{
	"$usr/sbin/seccommctl" "$@"
}

objects()
{
	ctl help | sed -n 's/.*OBJECT := //p' | grep -oE '[a-z]+'
}

files()
{
	find "$root" ! -type d -printf '%P\n'
}

test_install()
{
	local f

	tree_make install modules_install
	for f in sbin/seccommctl sbin/seccommd bin/seccat; do
		[ -x "$usr/$f" ]
	done
	[ "$(stat -c %a "$root/etc/seccomm")" = 700 ]
	# Each file of ours that is installed is in the documentation, or below what is.
	for f in include/linux/seccomm.h include/linux/seccomm_netlink.h \
		include/seccomm/family.h lib/modules-load.d/seccomm.conf \
		lib/systemd/system/seccomm.service lib/systemd/system/seccommd@.service \
		lib/systemd/system/seccommd@krb5.service.d/network.conf \
		lib/sysusers.d/seccommd.conf src/seccomm-dev/Kbuild.type \
		src/seccomm-dev/include/mp/mp.h share/bash-completion/completions/seccommctl \
		share/man/man1/seccat.1 share/man/man7/seccomm.7 share/man/man8/seccommctl.8 \
		share/man/man8/seccommd.8; do
		[ -s "$usr/$f" ]
	done
	! grep -r '@[A-Z]*@' "$usr/lib" || return 1
}

# Says what to do, and leaves nothing half done.
test_not_built()
{
	local bare=$work/bare

	mkdir -p "$bare/tools"
	cp "$top/Makefile" "$top/dkms.conf" "$bare/"
	cp "$top/tools/install" "$bare/tools/"
	! make -C "$bare" DESTDIR="$bare/root" install 2>"$work/err" || return 1
	grep -q 'make tools first' "$work/err"
	! make -C "$bare" DESTDIR="$bare/root" KDIR="$kernel_dir/build" modules_install \
		2>"$work/err" || return 1
	grep -q 'make first' "$work/err"
	[ ! -e "$bare/root" ]
}

test_modules()
{
	(cd "$modules" && find . -name '*.ko*' | sed 's|.*/||; s|\.ko.*||' | sort) \
		>"$work/modules"
	printf '%s\n' cactus seccomm seccomm_crypto | diff - "$work/modules"
	grep -qw seccomm_mp_register "$modules/Module.symvers"
	# What depmod writes belongs to the system, not to a package.
	[ ! -e "$root/lib/modules/$release/modules.dep" ]
}

test_prefix()
{
	make --no-print-directory -C "$top" DESTDIR="$work/usr" PREFIX=/usr install
	grep -q '/usr/sbin/seccommctl -b' "$work/usr/usr/lib/systemd/system/seccomm.service"
	[ ! -e "$work/usr/usr/local" ]
	make --no-print-directory -C "$top" DESTDIR="$work/usr" PREFIX=/usr uninstall
	[ -z "$(find "$work/usr" ! -type d)" ]
}

# Nothing is left, but what the administrator wrote.
test_uninstall()
{
	files | sort >"$work/before"
	echo '# mine' >"$root/etc/seccomm/mine.conf"
	echo mine >"$usr/include/linux/mine.h"
	tree_make dkms uninstall
	files | sort >"$work/left"
	printf '%s\n' etc/seccomm/mine.conf usr/local/include/linux/mine.h |
		diff - "$work/left"
	rm "$root/etc/seccomm/mine.conf" "$usr/include/linux/mine.h"
	tree_make uninstall
	[ -z "$(find "$root" -name '*seccom*')" ]
	tree_make install modules_install
	files | sort | diff "$work/before" -
}

# Nothing of ours but what is installed, nothing of a kernel tree.
test_headers()
{
	local order

	# Each alone, and before and after a header of glibc's with the same structures.
	for order in 'linux/seccomm.h netinet/in.h' 'netinet/in.h linux/seccomm.h' \
		linux/seccomm_netlink.h seccomm/family.h; do
		# shellcheck disable=SC2086 # one word or two
		printf '#include <%s>\n' $order >"$work/one.c"
		echo 'int main(void) { return 0; }' >>"$work/one.c"
		cc -std=c11 -pedantic -Wall -Wextra -Werror -I"$usr/include" \
			-o "$work/one" "$work/one.c"
	done
	cc -std=gnu11 -Wall -Werror -I"$usr/include" -o "$work/sc_family" \
		"$top/selftests/install/family.c"
	cc -M -I"$usr/include" "$top/selftests/install/family.c" |
		grep -oE '/[^ ]*seccomm[^ ]*\.h' | sort >"$work/included"
	printf '%s\n' "$usr"/include/{linux/seccomm.h,linux/seccomm_netlink.h,seccomm/family.h} |
		sort | diff - "$work/included"
}

test_readme_program()
{
	awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' "$top/README.md" \
		>"$work/example.c"
	grep -q '^int main' "$work/example.c"
	(cd "$work" && cc -Wall -Wextra -Werror -I"$usr/include" -o example example.c)
}

test_man_pages()
{
	local page

	for page in "$usr"/share/man/man?/*; do
		mandoc -Tlint -W style "$page"
		[ -z "$(groff -man -ww -Tutf8 -z "$page" 2>&1)" ]
	done
	[ "$(find "$usr/share/man" -type f | wc -l)" = 4 ]
}

# Every line of every help text stands in the page as it is.
test_man_page_has_all_commands()
{
	local object line

	mandoc -Tutf8 -O width=200 "$usr/share/man/man8/seccommctl.8" |
		col -bx | sed 's/^ *//' >"$work/page"
	for object in '' $(objects); do
		# shellcheck disable=SC2086 # one word or none
		ctl $object help | sed 's/^ *//' >"$work/help"
		[ -s "$work/help" ]
		while IFS= read -r line; do
			grep -qxF -- "$line" "$work/page" || {
				echo "not in the man page: $line"
				return 1
			}
		done <"$work/help"
	done
}

# Each option that seccat says it has is described in its page.
test_man_page_of_seccat()
{
	local option

	for option in $("$usr/bin/seccat" -h | grep -oE '^  -[a-zA-Z0-9]|  -6' | tr -d ' '); do
		mandoc "$usr/share/man/man1/seccat.1" | col -bx |
			grep -qE "^ +(-4, )?$option( |,|\$)" || {
			echo "not in the man page: $option"
			return 1
		}
	done
}

# complete WORD...: what is offered for the last one.
complete_words()
{
	PATH=$usr/sbin:$PATH bash -c '. "$1" && shift && cd / &&
		COMP_WORDS=(seccommctl "$@") COMP_CWORD=$# && _seccommctl &&
		printf "%s\n" "${COMPREPLY[@]}"' bash \
		"$usr/share/bash-completion/completions/seccommctl" "$@"
}

offers()
{
	local wanted=$1
	shift

	complete_words "$@" >"$work/offered"
	[ "$(tr '\n' ' ' <"$work/offered" | sed 's/ $//')" = "$wanted" ] || {
		echo "for '$*' is offered:"
		cat "$work/offered"
		return 1
	}
}

test_completion()
{
	local object

	objects | sort >"$work/objects"
	complete_words '' | diff "$work/objects" -
	# The commands that the usage lines begin with, and help.
	for object in $(objects); do
		complete_words "$object" '' >"$work/offered"
		grep -qx help "$work/offered"
		ctl "$object" help | sed -nE "s/^(Usage:| +) *seccommctl $object ([a-z]+) .*/\\2/p" |
			while read -r command; do
				grep -qx "$command" "$work/offered"
			done
	done
	offers '-b -d -h -j -n -p -s' -
	offers 'stack stats' st
	offers 'session slot' key set x s
	offers 'session slot' -j key set x ''
	offers 'certificate decrypt encrypt file keyring peer private public serial stdin' key set x slot 3 ''
	offers 'file keyring serial stdin' key set x session peer any ''
	offers 'file keyring local peer serial stdin' key set x session ''
	offers remote key set x session local a ''
	offers 'file keyring peer serial stdin' key set x session local a remote b ''
	offers local key set x slot 3 certificate file ''
	offers hex key set x session stdin ''
	offers '' key set x session serial 3 ''
	offers '' nosuch ''
	offers /etc check /et
}

# Says nothing: a word that systemd does not know makes no other status.
test_unit()
{
	local out

	out=$(systemd-analyze verify --man=no "$usr/lib/systemd/system/seccomm.service" 2>&1)
	echo "$out"
	[ -z "$out" ]
	sed 's/^Type=.*/Type=nosuch/' "$usr/lib/systemd/system/seccomm.service" \
		>"$work/seccomm.service"
	[ -n "$(systemd-analyze verify --man=no "$work/seccomm.service" 2>&1)" ]
	# The program is not where the unit says, and the unit that is bad is not beside it.
	mkdir "$work/units"
	sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' "$usr/lib/systemd/system/seccommd@.service" \
		>"$work/units/seccommd@.service"
	cp -r "$usr/lib/systemd/system/seccommd@krb5.service.d" "$work/units/"
	out=$(systemd-analyze verify --man=no "$work/units/seccommd@file.service" \
		"$work/units/seccommd@krb5.service" 2>&1)
	echo "$out"
	[ -z "$out" ]
}

# As `dkms install` does it, but in trees of its own, and for this kernel; with the
# programs of a Debian that has the kernel.
test_dkms()
{
	local version options m

	tree_make dkms
	version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' "$top/dkms.conf")
	options=(--dkmstree "$work/dkms" --sourcetree "$root/usr/src"
		--installtree "$work/dkms-modules" -k "$release"
		--kernelsourcedir "$kernel_dir/build")
	mkdir "$work/dkms" "$work/dkms-modules"
	"${within[@]}" dkms add "${options[@]}" "seccomm/$version"
	"${within[@]}" dkms build "${options[@]}" "seccomm/$version" || {
		cat "$work/dkms/seccomm/$version/build/make.log"
		return 1
	}
	for m in cactus seccomm seccomm_crypto; do
		find "$work/dkms/seccomm/$version/$release" -name "$m.ko*" | grep .
	done
	rm -r "$root/usr/src"
}

# The document's files and commands, in a directory of their own.
test_write_your_own_builds()
{
	local f own=$work/own document=$top/Documentation/write-your-own.md

	mkdir "$own"
	for f in seccomm_siphash.c seccomm_ratioalt.c Kbuild Makefile; do
		"$top/selftests/lib/blocks" "$document" "$f" >"$own/$f"
	done
	"$top/selftests/lib/blocks" "$document" build >"$work/build"
	cp "$top/.clang-format" "$work/"
	clang-format --dry-run --Werror "$own"/*.c
	cd "$own"
	# Only where things lie differs from what the document assumes.
	MAKEFLAGS="CC=$(<"$kernel_dir/compiler")" KDIR=$kernel_dir/build \
		SECCOMM_DEV=$usr/src/seccomm-dev SECCOMM_SYMVERS=$modules/Module.symvers \
		"${within[@]}" bash -ex "$work/build" >"$work/build.log" 2>&1 || {
		cat "$work/build.log"
		return 1
	}
	! grep -i warning "$work/build.log" || return 1
	[ -s seccomm_siphash.ko ]
	[ -s seccomm_ratioalt.ko ]
	"$top/selftests/lib/blocks" "$document" run >"$own/commands"
}

# The machine has no modules of ours but those that are installed.
run_guest()
{
	local rc

	"$top/selftests/lib/blocks" "$top/Documentation/installation.md" \
		/etc/seccomm/10-safe.conf >"$work/10-safe.conf"
	"$top/selftests/lib/blocks" "$top/Documentation/installation.md" secrets \
		>"$work/secrets"
	"$top/tools/vm/run" --kernel "$kernel" --modules "$work/none" \
		--add "$usr:/usr/local" --add "$modules:${modules#"$root"}" \
		--add "$work/own:/root/own" --add "$work/sc_family" --add "$work/example" \
		--add "$work/10-safe.conf" --add "$work/secrets" \
		-- /selftests/install/guest.sh 2>&1 | sed -u 's/^/    /'
	rc=${PIPESTATUS[0]}
	if [ "$rc" = 0 ]; then
		ktap_pass guest
	else
		ktap_fail guest "status $rc"
	fi
}

ktap_start
ktap_run test_install
ktap_run test_not_built
ktap_run test_modules
ktap_run test_prefix
ktap_run test_uninstall
ktap_run test_headers
ktap_run test_readme_program
ktap_run test_man_pages
ktap_run test_man_page_has_all_commands
ktap_run test_man_page_of_seccat
ktap_run test_completion
ktap_run test_unit
ktap_run test_dkms
ktap_run test_write_your_own_builds
run_guest
ktap_end
