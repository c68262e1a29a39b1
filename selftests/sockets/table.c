// SPDX-License-Identifier: GPL-2.0
/*
 * Every option, flag and sysctl of options.def, each tried.
 */
#include <fnmatch.h>
#include <ftw.h>
#include <linux/filter.h>
#include <linux/net_tstamp.h>
#include <linux/udp.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>

#include "conform.h"

#define SOL_UDP IPPROTO_UDP

/* The kernel's, which the C library has no names for. */
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#define SO_PEERPIDFD 77
#endif
#ifndef SO_DEVMEM_LINEAR
#define SO_DEVMEM_LINEAR 78
#define SO_DEVMEM_DMABUF 79
#define SO_DEVMEM_DONTNEED 80
#endif
#ifndef SO_RCVMARK
#define SO_RCVMARK 75
#endif
#ifndef SO_TXREHASH
#define SO_TXREHASH 74
#endif
#ifndef SO_RESERVE_MEM
#define SO_RESERVE_MEM 73
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef IP_PROTOCOL
#define IP_PROTOCOL 52
#endif
#ifndef IPV6_USE_MIN_MTU
#define IPV6_USE_MIN_MTU 63
#endif
#ifndef MSG_PROBE
#define MSG_PROBE 0x10
#endif
#ifndef MSG_SOCK_DEVMEM
#define MSG_SOCK_DEVMEM 0x2000000
#endif

/**
 * struct value - what an option is set to
 * @data: it
 * @len: its bytes
 * @read: getsockopt() gives no number then, the same, or @back
 * @back: see @read
 */
struct value {
	const void *data;
	socklen_t len;
	enum { NO_NUMBER, THE_SAME, ANOTHER } read;
	int back;
};

/* A number that can be read; one that is another when read; one that cannot be read;
 * no number.
 */
#define INT(number) \
	((struct value){ &(const int){ number }, sizeof(int), THE_SAME, 0 })
#define BACK(number, other) \
	((struct value){ &(const int){ number }, sizeof(int), ANOTHER, other })
#define WRITE(number) DATA(((const int){ number }))
#define DATA(object) \
	((struct value){ .data = &(object), .len = sizeof(object) })

static const struct timeval SECOND = { .tv_sec = 1 };
static struct sock_filter pass = BPF_STMT(BPF_RET | BPF_K, 0xffff);
static const struct sock_fprog PASS_ALL = { .len = 1, .filter = &pass };
static const char LO[] = "lo";
static const unsigned int RX_TIMES = SOF_TIMESTAMPING_RX_SOFTWARE |
				     SOF_TIMESTAMPING_SOFTWARE;
static const struct linger LINGER = { .l_onoff = 1 };
static const struct sock_txtime TXTIME = { .clockid = CLOCK_MONOTONIC };

/**
 * struct option - one line of options.def
 * @level: at which it is set
 * @name: its name
 * @number: its number
 * @value: what it is set to; of no data: it can only be read
 * @udp: errno of setting it on UDP
 * @ours: the same on AF_SECCOMM, -1: the same
 * @test: name of a case that shows what it does, or NULL
 */
struct option {
	int level;
	const char *name;
	int number;
	struct value value;
	int udp;
	int ours;
	const char *test;
};

/**
 * struct flag - a flag of send() or recv()
 * @name: its name
 * @flag: its bit
 * @receive: of recv()
 * @udp: errno with UDP, 0: none, or ignored
 * @ours: the same with AF_SECCOMM
 * @test: name of a case that shows what it does, or NULL
 */
struct flag {
	const char *name;
	unsigned int flag;
	bool receive;
	int udp;
	int ours;
	const char *test;
};

#define SAME(level, name, value, error, test) \
	{ level, #name, name, value, error, -1, test },
#define READ(level, name, test) \
	{ level, #name, name, { NULL }, ENOPROTOOPT, ENOPROTOOPT, test },
#define NONE(level, name, value) { level, #name, name, value, 0, 0, NULL },
#define NEITHER(level, name, error) \
	{ level, #name, name, INT(1), error, ENOPROTOOPT, NULL },
#define REFUSED(level, name, value, udp, ours, ...) \
	{ level, #name, name, value, udp, ours, NULL },
static const struct option options[] = {
#include "options.def"
};

/**
 * struct optional - an option of what a kernel may be built without
 * @level: at which it is set
 * @number: its number
 * @file: is there where the kernel has it
 * @udp: errno of setting it on UDP where the kernel has not
 */
struct optional {
	int level;
	int number;
	const char *file;
	int udp;
};

#define BPF "/proc/sys/kernel/unprivileged_bpf_disabled"
#define IPSEC "/proc/sys/net/core/xfrm_acq_expires"

static const struct optional optionals[] = {
	{ SOL_SOCKET, SO_ATTACH_BPF, BPF, EOPNOTSUPP },
	{ SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, BPF, EOPNOTSUPP },
	{ SOL_IP, IP_IPSEC_POLICY, IPSEC, ENOPROTOOPT },
	{ SOL_IP, IP_XFRM_POLICY, IPSEC, ENOPROTOOPT },
	{ SOL_IPV6, IPV6_IPSEC_POLICY, IPSEC, ENOPROTOOPT },
	{ SOL_IPV6, IPV6_XFRM_POLICY, IPSEC, ENOPROTOOPT },
};

#define SEND_SAME(flag, test) { #flag, flag, false, 0, 0, test },
#define SEND_REFUSED(flag, error, ...) \
	{ #flag, flag, false, error, EOPNOTSUPP, NULL },
#define RECV_SAME(flag, test) { #flag, flag, true, 0, 0, test },
#define RECV_REFUSED(flag, error, ...) \
	{ #flag, flag, true, error, EOPNOTSUPP, NULL },
static const struct flag flags[] = {
#include "options.def"
};

#define SYSCTL(name, test) { name, test },
#define SYSCTL_BELOW(name) { name, NULL },
#define SYSCTL_OTHER(name, ...) { name, NULL },
static const struct {
	const char *pattern, *test;
} sysctls[] = {
#include "options.def"
};

#define LENGTH(array) ((int)(sizeof(array) / sizeof(*(array))))

static int wrong;

/* All that is wrong is told at once. */
static void expect(const char *name, const char *what, int want, int got)
{
	if (want == got)
		return;
	printf("# %s: %s: %d, not %d\n", name, what, got, want);
	wrong++;
}

static void named(const char *name, const char *test)
{
	if (test && !test_exists(test)) {
		printf("# %s: no case %s\n", name, test);
		wrong++;
	}
}

/* What options.def says, which is of a kernel that has everything, or what UDP says of
 * an option that this one is built without.
 */
static int error_of_udp(const struct option *o)
{
	const struct optional *p;

	for (p = optionals; p < optionals + LENGTH(optionals); p++)
		if (p->level == o->level && p->number == o->number &&
		    access(p->file, F_OK))
			return p->udp;
	return o->udp;
}

static void try_option(const struct option *o)
{
	int want = kind->seccomm && o->ours != -1 ? o->ours : error_of_udp(o);
	int s = new_socket(), n = 1;
	unsigned char got[8] = { 0 };
	socklen_t len = sizeof(got);
	int r;

	r = setsockopt(s, o->level, o->number, o->value.data ?: &n,
		       o->value.data ? o->value.len : sizeof(n));
	expect(o->name, "setsockopt()", want, r ? errno : 0);
	/* Filters and such have no value. */
	if (o->value.data && (want || !o->value.read)) {
		close(s);
		return;
	}
	r = getsockopt(s, o->level, o->number, got, &len);
	/* A socket that is not connected has no path. */
	expect(o->name, "getsockopt()",
	       o->level == SOL_IP && o->number == IP_MTU ? ENOTCONN : 0,
	       r ? errno : 0);
	memcpy(&n, got, sizeof(n));
	if (o->value.read == THE_SAME)
		expect(o->name, "value", *(const int *)o->value.data, n);
	else if (o->value.read == ANOTHER)
		expect(o->name, "value", o->value.back, n);
	close(s);
}

/* The table is that of UDP of this kernel. */
static bool of_this_kernel(void)
{
	struct utsname name;

	OK(uname(&name));
	return !strncmp(name.release, "6.12.", 5);
}

static void every_option(void)
{
	const struct option *o;

	if (!of_this_kernel())
		return;
	for (o = options; o < options + LENGTH(options); o++) {
		named(o->name, o->test);
		if (o->level == SOL_SOCKET || o->level == SOL_UDP ||
		    o->level == (kind->ip == 4 ? SOL_IP : SOL_IPV6))
			try_option(o);
	}
	IS(0, wrong);
}

static void try_flag(const struct flag *f, int a, int b)
{
	int want = kind->seccomm ? f->ours : f->udp, r;
	char buf[8];

	if (!f->receive) {
		r = send(a, "x", 1, f->flag);
		/* IPv6 ignores what IPv4 refuses. */
		if (kind->seccomm || kind->ip == 4 || !want)
			expect(f->name, "send()", want, r < 0 ? errno : 0);
		return;
	}
	if (f->flag != MSG_ERRQUEUE)
		IS(1, send(a, "x", 1, 0));
	CHECK(f->flag == MSG_ERRQUEUE || wait_for(b, POLLIN));
	r = recv(b, buf, sizeof(buf), f->flag);
	if (f->flag == MSG_ERRQUEUE)
		want = EAGAIN;
	expect(f->name, "recv()", want, r < 0 ? errno : 0);
}

static void every_flag(void)
{
	const struct flag *f;
	int a, b;

	for (f = flags; f < flags + LENGTH(flags); f++) {
		named(f->name, f->test);
		pair(&a, &b);
		try_flag(f, a, b);
		close(a);
		close(b);
	}
	IS(0, wrong);
}

static int known_sysctl(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	char name[256];
	int i;

	if (type != FTW_F)
		return 0;
	snprintf(name, sizeof(name), "%s", path + strlen("/proc/sys/"));
	for (i = 0; name[i]; i++)
		if (name[i] == '/')
			name[i] = '.';
	for (i = 0; i < LENGTH(sysctls); i++)
		if (!fnmatch(sysctls[i].pattern, name, 0))
			return 0;
	printf("# %s is not in options.def\n", name);
	wrong++;
	return 0;
}

static void every_sysctl(void)
{
	int i;

	for (i = 0; i < LENGTH(sysctls); i++)
		named(sysctls[i].pattern, sysctls[i].test);
	if (!of_this_kernel())
		return;
	OK(nftw("/proc/sys/net/core", known_sysctl, 8, 0));
	OK(nftw("/proc/sys/net/ipv4", known_sysctl, 8, 0));
	OK(nftw("/proc/sys/net/ipv6", known_sysctl, 8, 0));
	IS(0, wrong);
}

const struct test table_tests[] = { { "every_option", every_option },
				    { "every_flag", every_flag },
				    { "every_sysctl", every_sysctl },
				    { 0 } };
