// SPDX-License-Identifier: GPL-2.0
/*
 * What the options, flags and sysctls of options.def do that are honoured and that no
 * other case shows.
 */
#include <time.h>

#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/net_tstamp.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "conform.h"
#include "control.h"

#define NOBODY 65534

#ifndef SO_RCVMARK
#define SO_RCVMARK 75
#endif

static unsigned char buf[65536];

/* Neighbours only. UDP over IPv6 takes the option and ignores it. */
static void dont_route(void)
{
	struct addr far = addr_of("10.7.7.7", "fd07:7::7", 9);
	int s = new_socket();

	run("ip route replace 10.7.7.0/24 via 10.9.9.2 dev other");
	run("ip route replace fd07:7::/64 via fd09:9::2 dev other");
	OK(send_to(s, "x", 1, &far));
	s = new_socket();
	set_int(s, SOL_SOCKET, SO_DONTROUTE, 1);
	GIVES(kind->ip == 4 ? ENETUNREACH : 0, send_to(s, "x", 1, &far));
	set_int(s, SOL_SOCKET, SO_DONTROUTE, 0);
	OK(send_to(s, "x", 1, &far));
}

static void packet_info4(int a, int b)
{
	struct in_pktinfo info;
	struct msghdr m;

	set_int(b, SOL_IP, IP_PKTINFO, 1);
	set_int(b, SOL_IP, IP_RECVTTL, 1);
	set_int(b, SOL_IP, IP_RECVTOS, 1);
	set_int(a, SOL_IP, IP_TOS, 0x20);
	set_int(a, SOL_IP, IP_TTL, 33);
	IS(1, send(a, "x", 1, 0));
	receive_control(b, &m);
	memcpy(&info, control_data(&m, SOL_IP, IP_PKTINFO, sizeof(info)),
	       sizeof(info));
	IS(if_nametoindex("lo"), info.ipi_ifindex);
	IS(htonl(INADDR_LOOPBACK), info.ipi_addr.s_addr);
	IS(htonl(INADDR_LOOPBACK), info.ipi_spec_dst.s_addr);
	IS(33, control_int(&m, SOL_IP, IP_TTL));
	IS(0x20, *(const unsigned char *)control_data(&m, SOL_IP, IP_TOS, 1));
}

static void packet_info6(int a, int b)
{
	struct in6_pktinfo info;
	struct msghdr m;

	set_int(b, SOL_IPV6, IPV6_RECVPKTINFO, 1);
	set_int(b, SOL_IPV6, IPV6_RECVHOPLIMIT, 1);
	set_int(b, SOL_IPV6, IPV6_RECVTCLASS, 1);
	set_int(a, SOL_IPV6, IPV6_TCLASS, 0x20);
	set_int(a, SOL_IPV6, IPV6_UNICAST_HOPS, 33);
	IS(1, send(a, "x", 1, 0));
	receive_control(b, &m);
	memcpy(&info, control_data(&m, SOL_IPV6, IPV6_PKTINFO, sizeof(info)),
	       sizeof(info));
	IS(if_nametoindex("lo"), info.ipi6_ifindex);
	CHECK(IN6_IS_ADDR_LOOPBACK(&info.ipi6_addr));
	IS(33, control_int(&m, SOL_IPV6, IPV6_HOPLIMIT));
	IS(0x20, control_int(&m, SOL_IPV6, IPV6_TCLASS));
}

static void packet_info(void)
{
	struct msghdr m;
	int a, b;

	pair(&a, &b);
	IS(1, send(a, "x", 1, 0));
	receive_control(b, &m);
	CHECK(!CMSG_FIRSTHDR(&m));
	if (kind->ip == 4)
		packet_info4(a, b);
	else
		packet_info6(a, b);
}

static void receive_mark(void)
{
	struct msghdr m;
	int a, b;

	pair(&a, &b);
	set_int(a, SOL_SOCKET, SO_MARK, 5);
	set_int(b, SOL_SOCKET, SO_RCVMARK, 1);
	IS(1, send(a, "x", 1, 0));
	receive_control(b, &m);
	IS(5, control_int(&m, SOL_SOCKET, SO_MARK));
}

static void timestamping(void)
{
	int rx = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
	int tx = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
	const void *found = NULL;
	struct scm_timestamping t;
	struct msghdr m;
	int a, b, i;

	pair(&a, &b);
	set_int(b, SOL_SOCKET, SO_TIMESTAMPING, rx);
	/* The kernel begins to take times a little later. */
	for (i = 0; i < 10000 && !found; i++) {
		IS(1, send(a, "x", 1, 0));
		receive_control(b, &m);
		found = find_control(&m, SOL_SOCKET, SCM_TIMESTAMPING,
				     sizeof(t));
	}
	CHECK(found);
	memcpy(&t, found, sizeof(t));
	CHECK(t.ts[0].tv_sec);
	/* Before 6.7 we are not asked. */
	if (differs(TX_TIMES) && kernel_before_6_7())
		return;
	GIVES(kind->seccomm ? EOPNOTSUPP : 0,
	      setsockopt(a, SOL_SOCKET, SO_TIMESTAMPING, &tx, sizeof(tx)));
}

/* Is DF set in the next packet of the kind's protocol that has a message of @len? */
static bool captured_df(int tap, int len)
{
	int protocol = kind->seccomm ? IPPROTO_SECCOMM_DEFAULT : IPPROTO_UDP;
	ssize_t n;

	for (;;) {
		CHECK(wait_for(tap, POLLIN));
		n = recv(tap, buf, sizeof(buf), 0);
		if (n > len && n < len + 100 && buf[9] == protocol)
			return buf[6] & 0x40;
	}
}

/* Sent by a and received by b whole, whatever became of it on the way. */
static void arrives(int a, int b, int len)
{
	IS(len, send(a, buf, len, 0));
	IS(len, receive(b, buf, sizeof(buf)));
}

static void mtu_discover4(int a, int b)
{
	int tap = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));

	CHECK(tap >= 0);
	IS(differs(MTU_DISCOVER) ? IP_PMTUDISC_DONT : IP_PMTUDISC_WANT,
	   get_int(a, SOL_IP, IP_MTU_DISCOVER));
	arrives(a, b, 1000);
	IS(!differs(MTU_DISCOVER), captured_df(tap, 1000));
	set_int(a, SOL_IP, IP_MTU_DISCOVER, IP_PMTUDISC_WANT);
	arrives(a, b, 1001);
	CHECK(captured_df(tap, 1001));
	arrives(a, b, 1600);
	set_int(a, SOL_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO);
	arrives(a, b, 1002);
	CHECK(captured_df(tap, 1002));
	GIVES(EMSGSIZE, send(a, buf, 1600, 0));
	set_int(a, SOL_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT);
	arrives(a, b, 1003);
	CHECK(!captured_df(tap, 1003));
	arrives(a, b, 1600);
}

static void mtu_discover6(int a, int b)
{
	IS(differs(MTU_DISCOVER) ? IPV6_PMTUDISC_DONT : IPV6_PMTUDISC_WANT,
	   get_int(a, SOL_IPV6, IPV6_MTU_DISCOVER));
	arrives(a, b, 1600);
	set_int(a, SOL_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DO);
	arrives(a, b, 1000);
	GIVES(EMSGSIZE, send(a, buf, 1600, 0));
	set_int(a, SOL_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DONT);
	arrives(a, b, 1600);
	set_int(a, SOL_IPV6, IPV6_DONTFRAG, 1);
	GIVES(EMSGSIZE, send(a, buf, 1600, 0));
	set_int(a, SOL_IPV6, IPV6_DONTFRAG, 0);
	arrives(a, b, 1600);
}

static void mtu_discover(void)
{
	int a, b;

	run("ip link set dev lo mtu 1500");
	pair(&a, &b);
	IS(1500, get_int(a, ip_level(), ip_option(IP_MTU, IPV6_MTU)));
	if (kind->ip == 4)
		mtu_discover4(a, b);
	else
		mtu_discover6(a, b);
	run("ip link set dev lo mtu 65536");
}

static void free_bind(void)
{
	struct addr far = addr_of("192.0.2.7", "2001:db8::7", 0);
	int transparent = ip_option(IP_TRANSPARENT, IPV6_TRANSPARENT);
	int one = 1, s = new_socket(), status;
	pid_t pid;

	GIVES(EADDRNOTAVAIL, bind_to(s, &far));
	set_int(s, ip_level(), ip_option(IP_FREEBIND, IPV6_FREEBIND), 1);
	OK(bind_to(s, &far));
	s = new_socket();
	set_int(s, ip_level(), transparent, 1);
	OK(bind_to(s, &far));
	pid = fork();
	if (!pid) {
		OK(setuid(NOBODY));
		GIVES(EPERM, setsockopt(s, ip_level(), transparent, &one,
					sizeof(one)));
		_exit(0);
	}
	IS(pid, waitpid(pid, &status, 0));
	IS(0, status);
}

static void sysctl_nonlocal(void)
{
	struct addr far = addr_of("192.0.2.7", "2001:db8::7", 0);
	int s = new_socket();

	GIVES(EADDRNOTAVAIL, bind_to(s, &far));
	run("sysctl -qw net.ipv4.ip_nonlocal_bind=1 net.ipv6.ip_nonlocal_bind=1");
	OK(bind_to(s, &far));
	run("sysctl -qw net.ipv4.ip_nonlocal_bind=0 net.ipv6.ip_nonlocal_bind=0");
}

/* The port is chosen when the peer is known. */
static void bind_no_port(void)
{
	struct addr any = loopback(0), at, to;
	int a = new_socket(), b = bound_socket();

	set_int(a, SOL_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	OK(bind_to(a, &any));
	at = local_addr(a);
	IS(0, addr_port(&at));
	CHECK(addr_same_host(&any, &at));
	to = local_addr(b);
	OK(connect_to(a, &to));
	at = local_addr(a);
	CHECK(addr_port(&at));
	CHECK(addr_same_host(&any, &at));
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, buf, sizeof(buf)));
	/* A second bind() that fails leaves nothing of the first. */
	a = new_socket();
	set_int(a, SOL_IP, IP_BIND_ADDRESS_NO_PORT, 1);
	OK(bind_to(a, &any));
	GIVES(EADDRINUSE, bind_to(a, &to));
	at = local_addr(a);
	IS(0, addr_port(&at));
	CHECK(!addr_same_host(&any, &at));
}

/* A socket that is for IPv6 only leaves the port to IPv4. */
static void v6only(void)
{
	struct addr any = unspecified(0), mapped, at;
	int s, t;

	if (kind->ip == 4)
		return;
	s = new_socket();
	IS(0, get_int(s, SOL_IPV6, IPV6_V6ONLY));
	set_int(s, SOL_IPV6, IPV6_V6ONLY, 1);
	OK(bind_to(s, &any));
	at = local_addr(s);
	t = 0;
	GIVES(EINVAL, setsockopt(s, SOL_IPV6, IPV6_V6ONLY, &t, sizeof(t)));
	mapped = addr_of("", "::ffff:127.0.0.1", addr_port(&at));
	GIVES(ENETUNREACH, send_to(s, "x", 1, &mapped));
	t = new_socket();
	OK(bind_to(t, &mapped));
	close(t);
	t = new_socket();
	set_int(t, SOL_IPV6, IPV6_V6ONLY, 1);
	GIVES(EINVAL, bind_to(t, &mapped));
	close(s);
	s = new_socket();
	OK(bind_to(s, &at));
	t = new_socket();
	GIVES(EADDRINUSE, bind_to(t, &mapped));
	close(s);
	run("sysctl -qw net.ipv6.bindv6only=1");
	s = new_socket();
	IS(1, get_int(s, SOL_IPV6, IPV6_V6ONLY));
	OK(bind_to(s, &at));
	run("sysctl -qw net.ipv6.bindv6only=0");
	t = new_socket();
	OK(bind_to(t, &mapped));
	/* A bind() that fails leaves it as it was. */
	t = new_socket();
	run("sysctl -qw net.ipv6.bindv6only=1");
	GIVES(EADDRINUSE, bind_to(t, &at));
	run("sysctl -qw net.ipv6.bindv6only=0");
	IS(0, get_int(t, SOL_IPV6, IPV6_V6ONLY));
}

static void select_error_queue(void)
{
	struct pollfd p = { .events = POLLPRI };
	int a, b;

	pair(&a, &b);
	set_int(a, ip_level(), ip_option(IP_RECVERR, IPV6_RECVERR), 1);
	GIVES(EMSGSIZE, send(a, buf, longest() + 1, 0));
	p.fd = a;
	IS(1, poll(&p, 1, 0));
	IS(POLLERR, p.revents);
	set_int(a, SOL_SOCKET, SO_SELECT_ERR_QUEUE, 1);
	IS(1, poll(&p, 1, 0));
	IS(POLLERR | POLLPRI, p.revents);
}

/* A queueing discipline sees the priority. */
static void priority(void)
{
	int a, b;

	pair(&a, &b);
	run("tc qdisc add dev lo root handle 1: prio");
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, buf, sizeof(buf)));
	run("! tc -s class show dev lo classid 1:1 | grep -q 'Sent [1-9]'");
	set_int(a, SOL_SOCKET, SO_PRIORITY, 6);
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, buf, sizeof(buf)));
	run("tc -s class show dev lo classid 1:1 | grep -q 'Sent [1-9]'");
	run("tc qdisc del dev lo root");
}

/* Two messages of 500 bytes take a tenth of a second between them, and the third. */
static void pacing(void)
{
	struct timeval t0, t1, took;
	int a, b, i;

	pair(&a, &b);
	run("tc qdisc add dev lo root fq initial_quantum 100 quantum 100");
	set_int(a, SOL_SOCKET, SO_MAX_PACING_RATE, 5000);
	gettimeofday(&t0, NULL);
	for (i = 0; i < 3; i++)
		IS(500, send(a, buf, 500, 0));
	for (i = 0; i < 3; i++)
		IS(500, receive(b, buf, sizeof(buf)));
	gettimeofday(&t1, NULL);
	timersub(&t1, &t0, &took);
	CHECK(took.tv_sec || took.tv_usec >= 100000);
	run("tc qdisc del dev lo root");
}

static void lock_filter(void)
{
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	struct sock_fprog prog = { .len = 1, .filter = &all };
	int s = new_socket(), one = 1;

	OK(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)));
	set_int(s, SOL_SOCKET, SO_LOCK_FILTER, 1);
	GIVES(EPERM,
	      setsockopt(s, SOL_SOCKET, SO_DETACH_FILTER, &one, sizeof(one)));
}

/* sc_conform runs on CPU 0. */
static void incoming_cpu(void)
{
	int a, b;
	struct addr to;

	pair(&a, &b);
	IS(-1, get_int(a, SOL_SOCKET, SO_INCOMING_CPU));
	to = local_addr(a);
	/* The first may have waited for a session: a worker delivers it then. */
	IS(1, send_to(b, "x", 1, &to));
	IS(1, receive(a, buf, sizeof(buf)));
	IS(1, send_to(b, "x", 1, &to));
	IS(1, receive(a, buf, sizeof(buf)));
	IS(0, get_int(a, SOL_SOCKET, SO_INCOMING_CPU));
}

/* What the kernel thinks of the neighbour: the second figure is how many seconds ago
 * somebody said that he is there, a minute at first.
 */
static void confirm(void)
{
	const char *const confirmed =
		kind->ip == 4 ?
			"ip -4 -s neigh show nud all dev lo | grep -q 'used [0-9]*/[0-9]/'" :
			"ip -6 -s neigh show nud all dev lo | grep -q 'used [0-9]*/[0-9]/'";
	char never[128];
	int a, b;

	snprintf(never, sizeof(never), "! %s", confirmed);
	run("ip link set dev lo down");
	run("ip link set dev lo up");
	pair(&a, &b);
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, buf, sizeof(buf)));
	run(never);
	IS(1, send(a, "x", 1, MSG_CONFIRM));
	IS(1, receive(b, buf, sizeof(buf)));
	run(confirmed);
}

/* As a UDP socket has it: the sysctls are the host's, not the namespace's. */
static void sysctl_buffers(void)
{
	int s = new_socket(), udp = socket(AF_INET, SOCK_DGRAM, 0);

	CHECK(udp >= 0);
	IS(get_int(udp, SOL_SOCKET, SO_RCVBUF),
	   get_int(s, SOL_SOCKET, SO_RCVBUF));
	IS(get_int(udp, SOL_SOCKET, SO_SNDBUF),
	   get_int(s, SOL_SOCKET, SO_SNDBUF));
	set_int(s, SOL_SOCKET, SO_RCVBUF, 1 << 29);
	set_int(udp, SOL_SOCKET, SO_RCVBUF, 1 << 29);
	IS(get_int(udp, SOL_SOCKET, SO_RCVBUF),
	   get_int(s, SOL_SOCKET, SO_RCVBUF));
	set_int(s, SOL_SOCKET, SO_SNDBUF, 1 << 29);
	set_int(udp, SOL_SOCKET, SO_SNDBUF, 1 << 29);
	IS(get_int(udp, SOL_SOCKET, SO_SNDBUF),
	   get_int(s, SOL_SOCKET, SO_SNDBUF));
}

static void sysctl_optmem(void)
{
	struct sock_filter all[] = { BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
				     BPF_STMT(BPF_RET | BPF_K, 0xffff) };
	struct sock_fprog prog = { .len = 2, .filter = all };
	int s = new_socket();

	/* Before 6.8 a namespace has none of its own. */
	if (access("/proc/sys/net/core/optmem_max", F_OK)) {
		OK(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &prog,
			      sizeof(prog)));
		return;
	}
	run("sysctl -n net.core.optmem_max >/tmp/optmem");
	run("sysctl -qw net.core.optmem_max=8");
	GIVES(ENOMEM,
	      setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)));
	run("sysctl -qw net.core.optmem_max=$(cat /tmp/optmem)");
	OK(setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog)));
}

static void set_ttl(int ttl)
{
	const char *const names[] = { "ipv4.ip_default_ttl",
				      "ipv6.conf.all.hop_limit",
				      "ipv6.conf.lo.hop_limit" };
	char command[64];
	int i;

	for (i = 0; i < 3; i++) {
		snprintf(command, sizeof(command), "sysctl -qw net.%s=%d",
			 names[i], ttl);
		run(command);
	}
}

static void sysctl_ttl(void)
{
	int ttl = ip_option(IP_TTL, IPV6_UNICAST_HOPS);
	struct msghdr m;
	int a, b;

	pair(&a, &b);
	set_int(b, ip_level(), ip_option(IP_RECVTTL, IPV6_RECVHOPLIMIT), 1);
	set_ttl(77);
	IS(77, get_int(a, ip_level(), ttl));
	IS(1, send(a, "x", 1, 0));
	receive_control(b, &m);
	IS(77, control_int(&m, ip_level(), ip_option(IP_TTL, IPV6_HOPLIMIT)));
	set_ttl(64);
}

static void sysctl_ports(void)
{
	struct addr any = loopback(0), low = loopback(80), at;
	int s = new_socket(), t = new_socket(), u = new_socket(), status;
	pid_t pid;

	run("sysctl -qw net.ipv4.ip_local_port_range='40000 40003'");
	run("sysctl -qw net.ipv4.ip_local_reserved_ports=40000-40002");
	OK(bind_to(s, &any));
	at = local_addr(s);
	IS(40003, addr_port(&at));
	GIVES(EADDRINUSE, bind_to(t, &any));
	run("sysctl -qw net.ipv4.ip_local_reserved_ports=");
	OK(bind_to(t, &any));
	run("sysctl -qw net.ipv4.ip_local_port_range='32768 60999'");
	run("sysctl -qw net.ipv4.ip_unprivileged_port_start=80");
	pid = fork();
	if (!pid) {
		OK(setuid(NOBODY));
		OK(bind_to(u, &low));
		_exit(0);
	}
	IS(pid, waitpid(pid, &status, 0));
	IS(0, status);
	run("sysctl -qw net.ipv4.ip_unprivileged_port_start=1024");
}

const struct test honoured_tests[] = { { "dont_route", dont_route },
				       { "packet_info", packet_info },
				       { "receive_mark", receive_mark },
				       { "timestamping", timestamping },
				       { "mtu_discover", mtu_discover },
				       { "free_bind", free_bind },
				       { "sysctl_nonlocal", sysctl_nonlocal },
				       { "bind_no_port", bind_no_port },
				       { "v6only", v6only },
				       { "select_error_queue",
					 select_error_queue },
				       { "priority", priority },
				       { "pacing", pacing },
				       { "lock_filter", lock_filter },
				       { "incoming_cpu", incoming_cpu },
				       { "confirm", confirm },
				       { "sysctl_buffers", sysctl_buffers },
				       { "sysctl_optmem", sysctl_optmem },
				       { "sysctl_ttl", sysctl_ttl },
				       { "sysctl_ports", sysctl_ports },
				       { 0 } };
