# SPDX-License-Identifier: GPL-2.0
#
# make                     modules for the running kernel (or KDIR=), and the tools
# make KERNEL=6.12         modules for Debian's newest kernel of that series
# make KERNEL=6.12 DEBUG=1 modules for our debug kernel of that series; KCSAN=1: for
#                          the one that looks for data races
# make tools               the user side alone
# make bench               figures of SecComm and its peers, in instructions
# make bench-opens         what it takes to open, by each method, beside WireGuard and TLS
# make bench-wall          round trips by the clock, on two processors
# make bench-changes       what each change for speed bought
# make install modules_install uninstall dkms: see Documentation/installation.md
# make fuzz SECONDS=1800   the fuzzers, on the debug kernel; SEED= repeats a run
# make prove               bounded proofs of the sources, by CBMC
# make demo, check, check DEBUG=1, check KCSAN=1, shell, sparse, checkpatch, shellcheck, clean
#
# KERNEL=, check, demo and the like install and fetch what they need; make and
# make tools alone do not. TESTS="a b" runs these suites only.

# Targets that boot a kernel boot vm-kernel; the checkpatch and the kselftest headers
# of source-kernel serve for all kernels.
vm-kernel := $(or $(KERNEL),6.12)
source-kernel := 6.12
kind := $(if $(filter 1,$(DEBUG)),debug,$(if $(filter 1,$(KCSAN)),kcsan))
name := $(or $(KERNEL),running)$(kind:%=-%)
build := build/$(name)
kind-opt := $(kind:%=--%)
# in-vm runs as many jobs as there are processors, unless make was told a number.
in-vm = $(MAKE) --no-print-directory KERNEL=$(vm-kernel) \
	$(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all modules tools selftests setup demo check check-full bench bench-opens bench-wall bench-changes shell prove fuzz
.PHONY: sparse checkpatch format-check shellcheck clean install modules_install uninstall dkms

all: modules tools

ifneq ($(KERNEL),)
modules tools selftests: | setup
kernel-dir = $$(tools/vm/kernel $(or $(kind),fetch) $(KERNEL))
find-kdir = dir=$(kernel-dir) && kdir=$$dir/build && cc=CC=$$(cat $$dir/compiler) && \
	within=$$([ ! -e $$dir/within ] || echo tools/vm/within $$(cat $$dir/within))
else
KDIR ?= /lib/modules/$(shell uname -r)/build
find-kdir = kdir=$(KDIR) && cc= && within= && { [ -e $$kdir/Makefile ] || { \
	echo "No kernel headers in $$kdir: install them, or say KERNEL= (one of:" \
		$$(tools/vm/kernel list | cut -d ' ' -f 1)\) >&2; exit 1; }; }
endif

# Modules are built in a copy of the sources, so that the objects of several kernels
# stand side by side. A changed file gets the time of the copy: its own time could be
# before that of an object that another make has just built from the file's old text.
sync-sources = rsync -rlpR --checksum --delete \
	--exclude='*.mod.c' --include='*/' --include='*.c' --include='*.h' \
	--include='*.py' --include='Kbuild*' --include='vectors.json' \
	--include='published.json' --exclude='*' \
	Kbuild cactus_core seccomm_mod uapi compat selftests/modules selftests/kunit \
	selftests/vectors.json \
	$(build)/
kbuild = $$within $(MAKE) -C "$$kdir" M="$(CURDIR)/$(build)" $$cc W=1 \
	$(if $(WERROR),KCFLAGS=-Werror)

modules:
	+@$(find-kdir) && mkdir -p $(build) && exec 9<$(build) && flock 9 && \
		$(sync-sources) && $(kbuild) --no-print-directory -s modules

tools:
	@$(MAKE) --no-print-directory -C tools

# install and modules_install do not build: run make first, as any user.
PREFIX ?= /usr/local
INSTALL_MOD_PATH ?= $(DESTDIR)
installer = @DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" tools/install

install:
	$(installer)

# The modules go to updates/, which depmod prefers. The tests' modules are removed
# again, since newer kernels cannot be told to leave them out. Module.symvers has the
# versions of our symbols, which modules with types of their own need. depmod does not
# run for a tree for packaging: its index is that of the whole system.
modules_install:
	+@$(find-kdir) && { [ -e $(build)/modules.order ] || { \
		echo "The modules are not built: make first" >&2; exit 1; }; } && \
		$(MAKE) --no-print-directory -C "$$kdir" M="$(CURDIR)/$(build)" \
			INSTALL_MOD_PATH="$(INSTALL_MOD_PATH)" \
			INSTALL_MOD_DIR=updates/seccomm DEPMOD=true modules_install && \
		release=$$(sed -n 's/.*UTS_RELEASE "\(.*\)".*/\1/p' \
			"$$kdir/include/generated/utsrelease.h") && \
		to="$(INSTALL_MOD_PATH)/lib/modules/$$release/updates/seccomm" && \
		rm -rf "$$to/selftests" && \
		install -m 644 $(build)/Module.symvers "$$to/" && \
		$(if $(INSTALL_MOD_PATH),:,depmod $$release)

uninstall:
	$(installer) --uninstall

# Installs the source for DKMS, which builds it for each kernel that is installed.
dkms:
	$(installer) --dkms

selftests:
	@$(MAKE) --no-print-directory -C selftests \
		$(if $(KERNEL),KSFT_INC=$$(tools/vm/kernel source $(source-kernel))/tools/testing/selftests)

setup:
	@tools/vm/setup

check: setup
	@$(in-vm) modules tools selftests
	@selftests/run --kernel $(vm-kernel) $(kind-opt) $(TESTS)

# check, with the long suites, too.
check-full: setup
	@$(in-vm) modules tools selftests
	@selftests/run --kernel $(vm-kernel) $(kind-opt) --full

# Runs each of FUZZERS for SECONDS on the debug kernel, in a machine of its own. SEED=
# repeats the run that printed it.
SECONDS ?= 120
FUZZERS ?= netlink sockets packets

fuzz: setup
	@$(in-vm) DEBUG=1 modules tools selftests
	@for fuzzer in $(FUZZERS); do \
		tools/vm/run --kernel $(vm-kernel) --debug --timeout $$(($(SECONDS) * 2 + 900)) \
			-- /selftests/fuzz/$$fuzzer.sh --seconds $(SECONDS) \
			$(if $(SEED),--seed $(SEED)) || exit; \
	done

demo: setup
	@$(in-vm) DEBUG= modules tools
	@tools/demo --kernel $(vm-kernel)

# UPDATE=1 writes the figures to Documentation, where they are committed.
bench: setup
	@$(in-vm) DEBUG= modules tools selftests
	@$(MAKE) --no-print-directory -C selftests/bench
	@selftests/bench/run --kernel $(vm-kernel) $(if $(filter 1,$(UPDATE)),--update)

bench-opens: setup
	@$(in-vm) DEBUG= modules tools selftests
	@$(MAKE) --no-print-directory -C selftests/bench
	@selftests/bench/run --kernel $(vm-kernel) --opens $(if $(filter 1,$(UPDATE)),--update)

# Measures by the clock, on two processors, for the order of the peers and for scaling.
bench-wall: setup
	@$(in-vm) DEBUG= modules tools selftests
	@$(MAKE) --no-print-directory -C selftests/bench
	@selftests/bench/run --kernel $(vm-kernel) --wall

# Builds and measures some two dozen trees of the history.
bench-changes: setup
	@$(MAKE) --no-print-directory -C selftests/bench
	@selftests/bench/changes

shell: setup
	@$(in-vm) modules tools selftests
	@tools/vm/run --kernel $(vm-kernel) $(kind-opt)

# PROVE="a b" runs these harnesses only.
prove: setup
	@selftests/prove/prove $(PROVE)

# Sparse warns of the kernel's own headers, too; only warnings of our files count.
sparse: setup
	+@$(in-vm) run-sparse

.PHONY: run-sparse
run-sparse: modules
	+@$(find-kdir) && log=build/sparse-$(name).log && \
		{ flock $(build) $(kbuild) -s C=2 modules >$$log 2>&1 || { cat $$log; exit 1; }; } && \
		if grep -E '^($(CURDIR)/$(build)/)?(cactus_core|seccomm_mod|uapi|compat|selftests)/.*: (error|warning)' $$log; \
		then echo "sparse: see above"; exit 1; else echo "sparse: clean"; fi

c-files = $(shell git ls-files '*.c' '*.h')
shell-files = $(shell git grep -lE '^(\#!/bin/(ba)?sh|\# shellcheck shell=)')

checkpatch: setup
	@tools/vm/checkpatch $(source-kernel) $(c-files)

format-check: setup
	@clang-format --dry-run --Werror $(c-files) && echo "format-check: clean"

shellcheck: setup
	@printf '%s\n' $(shell-files) | xargs -n 8 -P "$$(nproc)" shellcheck -x && echo "shellcheck: clean"

clean:
	rm -rf build
	@$(MAKE) --no-print-directory -C tools clean
