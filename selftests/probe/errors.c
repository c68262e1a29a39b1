// SPDX-License-Identifier: GPL-2.0
/*
 * The error queue of sc_probe's socket.
 */
#include <errno.h>
#include <time.h>

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../lib/sc_addr.h"
#include "probe.h"

static int set_both(int sock, int opt4, int opt6, int val)
{
	if (setsockopt(sock, SOL_IP, opt4, &val, sizeof(val)))
		return -1;
	return setsockopt(sock, SOL_IPV6, opt6, &val, sizeof(val));
}

int probe_recverr(int sock)
{
	return set_both(sock, IP_RECVERR, IPV6_RECVERR, 1);
}

int probe_hops(int sock, int hops)
{
	return set_both(sock, IP_TTL, IPV6_UNICAST_HOPS, hops);
}

static const char *offender(const struct sock_extended_err *ee)
{
	static char buf[INET6_ADDRSTRLEN];
	const struct sockaddr *a = SO_EE_OFFENDER(ee);

	if (a->sa_family == AF_INET)
		return inet_ntop(AF_INET, &((struct sockaddr_in *)a)->sin_addr,
				 buf, sizeof(buf));
	if (a->sa_family == AF_INET6)
		return inet_ntop(AF_INET6,
				 &((struct sockaddr_in6 *)a)->sin6_addr, buf,
				 sizeof(buf));
	return "nobody";
}

int probe_errqueue(int sock)
{
	struct sockaddr_seccomm about;
	union {
		char buf[256];
		struct cmsghdr align;
	} u;
	struct msghdr m = {
		.msg_name = &about,
		.msg_namelen = sizeof(about),
		.msg_control = &u,
		.msg_controllen = sizeof(u),
	};
	const struct sock_extended_err *ee;
	struct cmsghdr *c;

	if (recvmsg(sock, &m, MSG_ERRQUEUE) < 0)
		return -1;
	c = CMSG_FIRSTHDR(&m);
	if (!c || !(m.msg_flags & MSG_ERRQUEUE)) {
		errno = EBADMSG;
		return -1;
	}
	ee = (const struct sock_extended_err *)CMSG_DATA(c);
	printf("error %s level %d type %u code %u info %u by %s ",
	       strerrorname_np(ee->ee_errno), c->cmsg_level, ee->ee_type,
	       ee->ee_code, ee->ee_info, offender(ee));
	printf("about %s %u\n", sc_host(&about), ntohs(about.ssc_port));
	return 0;
}
