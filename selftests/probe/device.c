// SPDX-License-Identifier: GPL-2.0
/*
 * What decides how sc_probe's packets go, and what tells how they do.
 */
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../lib/sc_addr.h"
#include "probe.h"

int probe_device(int sock, const char *name)
{
	return setsockopt(sock, SOL_SOCKET, SO_BINDTODEVICE, name,
			  strlen(name));
}

int probe_class(int sock, int class)
{
	if (setsockopt(sock, SOL_IP, IP_TOS, &class, sizeof(class)))
		return -1;
	return setsockopt(sock, SOL_IPV6, IPV6_TCLASS, &class, sizeof(class));
}

int probe_get_scope(int sock)
{
	struct sockaddr_seccomm a = { 0 };
	socklen_t len = sizeof(a);
	char name[IF_NAMESIZE] = "none";

	if (getsockname(sock, (struct sockaddr *)&a, &len))
		return -1;
	if (a.ssc_scope_id)
		if_indextoname(a.ssc_scope_id, name);
	printf("scope %s\n", name);
	return 0;
}
