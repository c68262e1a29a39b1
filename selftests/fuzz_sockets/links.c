// SPDX-License-Identifier: GPL-2.0
/*
 * The link between the hosts, its addresses and its MTU. What was taken away is
 * given back before the next change.
 */
#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <unistd.h>

#include "sockets.h"

#define LINK "v0"

/* The answer is not waited for: it is read before the next request. */
static void ask(struct mnl_socket *route, struct nlmsghdr *nlh)
{
	static const size_t room = 8192;
	char buf[8192];

	while (recv(mnl_socket_get_fd(route), buf, room, MSG_DONTWAIT) >= 0)
		;
	mnl_socket_sendto(route, nlh, nlh->nlmsg_len);
}

static struct nlmsghdr *start(char *buf, int type)
{
	struct nlmsghdr *nlh;

	memset(buf, 0, 256);
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	return nlh;
}

static void set_link(struct mnl_socket *route, bool up, unsigned int mtu)
{
	char buf[256];
	struct nlmsghdr *nlh = start(buf, RTM_NEWLINK);
	struct ifinfomsg *ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));

	ifi->ifi_change = IFF_UP;
	ifi->ifi_flags = up ? IFF_UP : 0;
	mnl_attr_put_strz(nlh, IFLA_IFNAME, LINK);
	mnl_attr_put_u32(nlh, IFLA_MTU, mtu);
	ask(route, nlh);
}

static void set_address(struct mnl_socket *route, int index, int host, bool v6,
			bool there)
{
	static const __u8 v4_of[HOSTS][4] = { { 10, 9, 0, 1 },
					      { 10, 9, 0, 2 } };
	__u8 v6_of[16] = { 0xfd, 0x09, [15] = 1 + host };
	char buf[256];
	struct nlmsghdr *nlh = start(buf, there ? RTM_NEWADDR : RTM_DELADDR);
	struct ifaddrmsg *ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));

	if (there)
		nlh->nlmsg_flags |= NLM_F_CREATE | NLM_F_REPLACE;
	ifa->ifa_family = v6 ? AF_INET6 : AF_INET;
	ifa->ifa_prefixlen = v6 ? 64 : 24;
	ifa->ifa_index = index;
	ifa->ifa_flags = v6 ? IFA_F_NODAD : 0;
	if (v6) {
		mnl_attr_put(nlh, IFA_LOCAL, 16, v6_of);
	} else {
		mnl_attr_put(nlh, IFA_LOCAL, 4, v4_of[host]);
		mnl_attr_put(nlh, IFA_ADDRESS, 4, v4_of[host]);
	}
	ask(route, nlh);
}

static int link_index(int host)
{
	/* In the host's namespace, where the thread is. */
	return setns(host, CLONE_NEWNET) ? 0 : (int)if_nametoindex(LINK);
}

void world_links(struct world *w)
{
	static const unsigned int mtus[] = { 68, 576, 1280, 1400, 1500, 9000 };
	int host = rng_below(&w->rng, HOSTS);
	struct mnl_socket *route = w->route[host];
	int index = link_index(w->host[host]);
	bool v6 = rng_one_in(&w->rng, 2);

	switch (rng_below(&w->rng, 3)) {
	case 0:
		set_link(route, false, 1500);
		break;
	case 1:
		set_address(route, index, host, v6, false);
		break;
	default:
		set_link(route, true, mtus[rng_below(&w->rng, 6)]);
		break;
	}
	usleep(rng_below(&w->rng, 20000));
	set_link(route, true, 1500);
	set_address(route, index, host, false, true);
	set_address(route, index, host, true, true);
	usleep(rng_below(&w->rng, 1000000));
}
