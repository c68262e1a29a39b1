// SPDX-License-Identifier: GPL-2.0
/*
 * What sc_probe reads of a socket: its options, queues and addresses.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "../lib/sc_addr.h"
#include "probe.h"

int probe_get_u32(int sock, const char *what, int opt)
{
	socklen_t len = sizeof(__u32);
	__u32 v;

	if (getsockopt(sock, SOL_SECCOMM, opt, &v, &len))
		return -1;
	printf("%s %u\n", what, v);
	return 0;
}

int probe_get_queue(int sock, const char *what, unsigned long request)
{
	int n;

	if (ioctl(sock, request, &n))
		return -1;
	printf("%s %d\n", what, n);
	return 0;
}

int probe_get_bytes(int sock, const char *what, int opt)
{
	char out[SECCOMM_STACK_LEN + SECCOMM_DIGEST_LEN] = "";
	socklen_t len = sizeof(out) - 1, i;

	if (getsockopt(sock, SOL_SECCOMM, opt, out, &len))
		return -1;
	printf("%s ", what);
	if (opt == SECCOMM_STACK)
		printf("%s", out);
	for (i = 0; opt == SECCOMM_DIGEST && i < len; i++)
		printf("%02x", (__u8)out[i]);
	putchar('\n');
	return 0;
}

int probe_get_address(int sock, const char *what, bool peer)
{
	struct sockaddr_seccomm a = { 0 };
	socklen_t len = sizeof(a);

	if (peer ? getpeername(sock, (struct sockaddr *)&a, &len) :
		   getsockname(sock, (struct sockaddr *)&a, &len))
		return -1;
	printf("%s %s %u\n", what, sc_host(&a), ntohs(a.ssc_port));
	return 0;
}

int probe_get_hops6(int sock, const char *what)
{
	socklen_t len = sizeof(int);
	int hops;

	if (getsockopt(sock, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &hops, &len))
		return -1;
	printf("%s %d\n", what, hops);
	return 0;
}
