// SPDX-License-Identifier: GPL-2.0
/*
 * Socket options: what they say, and what they do to messages.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "conform.h"

#define NOBODY 65534

static unsigned char buf[65536];

static void identity(void)
{
	int s = new_socket();
	struct addr a = local_addr(s);

	IS(SOCK_DGRAM, get_int(s, SOL_SOCKET, SO_TYPE));
	IS(a.any.sa_family, get_int(s, SOL_SOCKET, SO_DOMAIN));
	IS(kind->seccomm ? IPPROTO_SECCOMM_DEFAULT : IPPROTO_UDP,
	   get_int(s, SOL_SOCKET, SO_PROTOCOL));
	IS(0, get_int(s, SOL_SOCKET, SO_ACCEPTCONN));
	IS(0, get_int(s, SOL_SOCKET, SO_ERROR));
	GIVES(ENOPROTOOPT, setsockopt(s, SOL_SOCKET, SO_TYPE, buf, 4));
}

static void time_outs(void)
{
	struct timeval tv = { .tv_usec = 40000 }, got, t0, t1;
	socklen_t len = sizeof(got);
	int s = bound_socket();

	OK(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
	OK(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	OK(getsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &got, &len));
	IS(40000, got.tv_usec);
	gettimeofday(&t0, NULL);
	GIVES(EAGAIN, recv(s, buf, 1, 0));
	gettimeofday(&t1, NULL);
	timersub(&t1, &t0, &got);
	CHECK(got.tv_sec || got.tv_usec >= 35000);
	GIVES(EAGAIN, recv(s, buf, 1, MSG_PEEK));
	tv.tv_usec = 1000000;
	GIVES(EDOM, setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)));
}

/* It is no stream: one byte is news enough. */
static void low_water(void)
{
	int a, b;

	pair(&a, &b);
	set_int(b, SOL_SOCKET, SO_RCVLOWAT, 100);
	IS(100, get_int(b, SOL_SOCKET, SO_RCVLOWAT));
	IS(1, send(a, "x", 1, 0));
	CHECK(wait_for(b, POLLIN));
	IS(1, recv(b, buf, 200, 0));
}

/* What does not fit is lost, and the loss is told by SO_RXQ_OVFL. */
static void receive_buffer(void)
{
	char control[CMSG_SPACE(sizeof(int)) + 64];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;
	int a, b, n, len;
	unsigned int lost = 0;

	pair(&a, &b);
	/* A session that is open parks none. */
	IS(1, send(a, "x", 1, 0));
	IS(1, receive(b, buf, 1));
	set_int(b, SOL_SOCKET, SO_RCVBUF, 20000);
	set_int(b, SOL_SOCKET, SO_RXQ_OVFL, 1);
	for (n = 0; n < 200; n++)
		IS(1000, send(a, buf, 1000, 0));
	barrier();
	n = 0;
	while (recv(b, buf, sizeof(buf), MSG_DONTWAIT) == 1000)
		n++;
	/* Behind all that a worker may not have dealt with yet. */
	IS(1, send(a, "x", 1, 0));
	do {
		CHECK(wait_for(b, POLLIN));
		m.msg_control = control;
		m.msg_controllen = sizeof(control);
		len = recvmsg(b, &m, 0);
		n += len == 1000;
	} while (len == 1000);
	IS(1, len);
	CHECK(n > 2 && n < 100);
	for (c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c))
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL)
			memcpy(&lost, CMSG_DATA(c), sizeof(lost));
	IS(200 - n, lost);
}

static void time_stamp(void)
{
	char control[256];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr m = {
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct timeval before, stamp = { 0 }, after;
	int a, b;

	pair(&a, &b);
	set_int(b, SOL_SOCKET, SO_TIMESTAMP, 1);
	gettimeofday(&before, NULL);
	IS(1, send(a, "x", 1, 0));
	CHECK(wait_for(b, POLLIN));
	IS(1, recvmsg(b, &m, 0));
	gettimeofday(&after, NULL);
	CHECK(CMSG_FIRSTHDR(&m));
	IS(SCM_TIMESTAMP, CMSG_FIRSTHDR(&m)->cmsg_type);
	memcpy(&stamp, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(stamp));
	CHECK(!timercmp(&stamp, &before, <) && !timercmp(&stamp, &after, >));
	/* No room for it. */
	IS(1, send(a, "x", 1, 0));
	CHECK(wait_for(b, POLLIN));
	m.msg_controllen = 4;
	IS(1, recvmsg(b, &m, 0));
	IS(MSG_CTRUNC, m.msg_flags);
}

/* With the network slow, the send buffer fills; SIOCOUTQ tells. */
static void send_buffer(void)
{
	struct timeval tv = { .tv_usec = 30000 };
	struct pollfd p = { .events = POLLOUT };
	int a, b, n, queued, i, sent = 0;
	struct addr to;

	pair(&a, &b);
	/* An answer, while the network is fast: a session has to hear its peer. */
	to = local_addr(a);
	IS(1, send_to(b, "x", 1, &to));
	IS(1, receive(a, buf, sizeof(buf)));
	set_int(a, SOL_SOCKET, SO_SNDBUF, 10000);
	/* Two at once, then one a second; netem would not count for the sender. */
	run("tc qdisc add dev lo root tbf rate 8kbit burst 2200 limit 1000000");
	while ((n = send(a, buf, 1000, MSG_DONTWAIT)) == 1000)
		CHECK(++sent < 1000);
	GIVES(EAGAIN, n);
	CHECK(sent > 2);
	OK(ioctl(a, TIOCOUTQ, &queued));
	CHECK(queued > 1000);
	p.fd = a;
	IS(0, poll(&p, 1, 0));
	OK(setsockopt(a, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	GIVES(EAGAIN, send(a, buf, 1000, 0));
	tv.tv_sec = 30;
	OK(setsockopt(a, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv)));
	/* Blocks until the first has gone. */
	IS(1000, send(a, buf, 1000, 0));
	run("tc qdisc change dev lo root tbf rate 1gbit burst 100000 limit 1000000");
	CHECK(wait_for(a, POLLOUT));
	for (i = 0; i < sent + 1; i++)
		IS(1000, receive(b, buf, sizeof(buf)));
	run("tc qdisc del dev lo root");
}

static int add_filter(int s, struct sock_filter *f, int n)
{
	struct sock_fprog prog = { .len = n, .filter = f };

	return setsockopt(s, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof(prog));
}

static void filter(void)
{
	struct sock_filter long_ones[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 100, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0xffff),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	int a, b, one = 1;

	pair(&a, &b);
	OK(add_filter(b, long_ones, 4));
	IS(10, send(a, buf, 10, 0));
	IS(200, send(a, buf, 200, 0));
	IS(200, receive(b, buf, sizeof(buf)));
	OK(setsockopt(b, SOL_SOCKET, SO_DETACH_FILTER, &one, sizeof(one)));
	IS(10, send(a, buf, 10, 0));
	IS(10, receive(b, buf, sizeof(buf)));
	GIVES(ENOENT,
	      setsockopt(b, SOL_SOCKET, SO_DETACH_FILTER, &one, sizeof(one)));
}

/* A receiver hears by its device only; a sender sends by it only. */
static void device(void)
{
	struct addr far = addr_of("10.9.9.7", "fd09:9::7", 9);
	char name[IFNAMSIZ];
	socklen_t len = sizeof(name);
	int a, b;

	pair(&a, &b);
	GIVES(ENODEV, setsockopt(b, SOL_SOCKET, SO_BINDTODEVICE, "none", 5));
	OK(setsockopt(b, SOL_SOCKET, SO_BINDTODEVICE, "other", 6));
	OK(getsockopt(b, SOL_SOCKET, SO_BINDTODEVICE, name, &len));
	CHECK(!strcmp(name, "other"));
	IS(1, send(a, "1", 1, 0));
	barrier();
	IS(differs(OTHER_DEVICE) ? 0 : ECONNREFUSED,
	   get_int(a, SOL_SOCKET, SO_ERROR));
	OK(setsockopt(b, SOL_SOCKET, SO_BINDTODEVICE, "", 0));
	IS(2, send(a, "22", 2, 0));
	IS(2, receive(b, buf, sizeof(buf)));
	a = new_socket();
	OK(setsockopt(a, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
	GIVES(kind->ip == 6 ? ENETUNREACH : 0, send_to(a, "x", 1, &far));
	OK(disconnect(a));
	IS(differs(UNBIND_DEVICE) ? (int)if_nametoindex("lo") : 0,
	   get_int(a, SOL_SOCKET, SO_BINDTOIFINDEX));
}

static void mark(void)
{
	int s = new_socket(), status, val = 6;
	pid_t pid;

	set_int(s, SOL_SOCKET, SO_MARK, 5);
	IS(5, get_int(s, SOL_SOCKET, SO_MARK));
	pid = fork();
	if (!pid) {
		OK(setuid(NOBODY));
		GIVES(EPERM,
		      setsockopt(s, SOL_SOCKET, SO_MARK, &val, sizeof(val)));
		_exit(0);
	}
	IS(pid, waitpid(pid, &status, 0));
	IS(0, status);
}

/* An open session's route follows the option from the next message on. */
static void device_routes(void)
{
	int a, b;

	pair(&a, &b);
	IS(1, send(a, "1", 1, 0));
	IS(1, receive(b, buf, 1));
	OK(setsockopt(a, SOL_SOCKET, SO_BINDTODEVICE, "other", 6));
	/* UDP may tell it, we count it: in neither case does it arrive. */
	(void)!send(a, "2", 1, 0);
	barrier();
	GIVES(EAGAIN, recv(b, buf, 1, MSG_DONTWAIT));
	OK(setsockopt(a, SOL_SOCKET, SO_BINDTODEVICE, "", 0));
	IS(1, send(a, "3", 1, 0));
	IS(1, receive(b, buf, 1));
	IS('3', buf[0]);
}

/* Type of service and time to live of the next packet of the kind's protocol. */
static void captured(int tap, int *tos, int *ttl)
{
	int protocol = kind->seccomm ? IPPROTO_SECCOMM_DEFAULT : IPPROTO_UDP;
	ssize_t n;

	for (;;) {
		CHECK(wait_for(tap, POLLIN));
		n = recv(tap, buf, sizeof(buf), 0);
		CHECK(n > 0);
		if (kind->ip == 4 && buf[0] >> 4 == 4 && buf[9] == protocol) {
			*tos = buf[1];
			*ttl = buf[8];
			return;
		}
		if (kind->ip == 6 && buf[0] >> 4 == 6 && buf[6] == protocol) {
			*tos = (buf[0] & 15) << 4 | buf[1] >> 4;
			*ttl = buf[7];
			return;
		}
	}
}

static void type_of_service(void)
{
	int level = kind->ip == 4 ? SOL_IP : SOL_IPV6;
	int tos_opt = kind->ip == 4 ? IP_TOS : IPV6_TCLASS;
	int ttl_opt = kind->ip == 4 ? IP_TTL : IPV6_UNICAST_HOPS;
	int a, b, tap, tos, ttl, bad = 256;
	unsigned char small = 0x20;

	pair(&a, &b);
	IS(0, get_int(a, level, tos_opt));
	IS(64, get_int(a, level, ttl_opt));
	barrier();
	tap = socket(AF_PACKET, SOCK_DGRAM,
		     htons(kind->ip == 4 ? ETH_P_IP : ETH_P_IPV6));
	CHECK(tap >= 0);
	IS(1, send(a, "x", 1, 0));
	captured(tap, &tos, &ttl);
	IS(0, tos);
	IS(64, ttl);
	set_int(a, level, tos_opt, 0xb8);
	set_int(a, level, ttl_opt, 33);
	IS(0xb8, get_int(a, level, tos_opt));
	IS(33, get_int(a, level, ttl_opt));
	IS(1, send(a, "x", 1, 0));
	captured(tap, &tos, &ttl);
	IS(0xb8, tos);
	IS(33, ttl);
	set_int(a, level, ttl_opt, -1);
	IS(64, get_int(a, level, ttl_opt));
	GIVES(EINVAL, setsockopt(a, level, ttl_opt, &bad, sizeof(bad)));
	GIVES(EFAULT, setsockopt(a, level, tos_opt, (void *)1, sizeof(int)));
	if (kind->ip == 4) {
		bad = 0;
		GIVES(EINVAL, setsockopt(a, level, ttl_opt, &bad, sizeof(bad)));
		OK(setsockopt(a, level, tos_opt, &small, 1));
		IS(0x20, get_int(a, level, tos_opt));
	} else {
		GIVES(EINVAL, setsockopt(a, level, tos_opt, &bad, sizeof(bad)));
		GIVES(EINVAL, setsockopt(a, level, tos_opt, &small, 1));
		set_int(a, level, tos_opt, -1);
		IS(0, get_int(a, level, tos_opt));
	}
}

const struct test option_tests[] = { { "identity", identity },
				     { "time_outs", time_outs },
				     { "low_water", low_water },
				     { "receive_buffer", receive_buffer },
				     { "time_stamp", time_stamp },
				     { "send_buffer", send_buffer },
				     { "filter", filter },
				     { "device", device },
				     { "mark", mark },
				     { "device_routes", device_routes },
				     { "type_of_service", type_of_service },
				     { 0 } };
