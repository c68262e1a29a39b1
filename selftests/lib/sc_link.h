/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An end of a link, for those test programs that copy the frames of others.
 */
#ifndef SC_LINK_H
#define SC_LINK_H

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#define SC_LINK_BUFFER (16 * 1024 * 1024)

/* A socket that hears all frames that come by an interface of this namespace, and sends
 * frames by it; -1 and errno if there is none.
 */
static inline int sc_link_open(const char *name)
{
	struct sockaddr_ll a = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = if_nametoindex(name),
	};
	struct packet_mreq all = {
		.mr_ifindex = a.sll_ifindex,
		.mr_type = PACKET_MR_PROMISC,
	};
	int s, one = 1, size = SC_LINK_BUFFER;

	if (!a.sll_ifindex)
		return -1;
	s = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	if (s < 0)
		return -1;
	if (setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ||
	    setsockopt(s, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one,
		       sizeof(one)) ||
	    setsockopt(s, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
		       sizeof(all)) ||
	    bind(s, (struct sockaddr *)&a, sizeof(a))) {
		close(s);
		return -1;
	}
	return s;
}

#endif /* SC_LINK_H */
