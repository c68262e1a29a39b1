// SPDX-License-Identifier: GPL-2.0
/*
 * Names to addresses, sockets of the family with their stack, and what an
 * error of theirs means to the person at the terminal.
 */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "../lib/family.h"
#include "seccat.h"

#define BUFFER (1024 * 1024)

static void net_port(struct sockaddr_seccomm *addr, const char *port)
{
	char *end;
	unsigned long n = strtoul(port, &end, 10);

	if (!*port || *end || n > 65535)
		fail("port \"%s\": not a number up to 65535", port);
	addr->ssc_port = htons(n);
}

/* Without a host: any address, of IPv4 alone if -4 was given. */
void net_resolve(const struct options *opt, struct sockaddr_seccomm *addr,
		 const char *host, const char *port)
{
	struct addrinfo hints = {
		.ai_family = opt->family, .ai_socktype = SOCK_DGRAM,
	}, *ai;
	__u8 *v4 = addr->ssc_addr.s6_addr + 12;
	int err;

	memset(addr, 0, sizeof(*addr));
	addr->ssc_family = seccomm_family();
	if (port)
		net_port(addr, port);
	if (!host && opt->family != AF_INET)
		return;
	memset(addr->ssc_addr.s6_addr + 10, 0xff, 2);
	if (!host)
		return;
	err = getaddrinfo(host, NULL, &hints, &ai);
	if (err)
		fail("%s: %s", host, gai_strerror(err));
	if (ai->ai_family == AF_INET) {
		struct sockaddr_in *sin = (struct sockaddr_in *)ai->ai_addr;

		memcpy(v4, &sin->sin_addr, 4);
	} else {
		struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ai->ai_addr;

		addr->ssc_addr = sin6->sin6_addr;
		addr->ssc_scope_id = sin6->sin6_scope_id;
	}
	freeaddrinfo(ai);
}

int net_socket(const struct options *opt)
{
	int one = 1, size = BUFFER, sock;

	sock = socket(seccomm_family(),
		      SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (sock < 0)
		net_fail("socket", errno);
	/* Less than asked for only costs speed. */
	setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (opt->stack && setsockopt(sock, SOL_SECCOMM, SECCOMM_STACK,
				     opt->stack, strlen(opt->stack) + 1))
		net_fail(opt->stack, errno);
	return sock;
}

/* What of a message is left for a segment's payload. */
size_t net_payload(int sock, const struct options *opt)
{
	__u32 limit = MSG_MAX;
	socklen_t len = sizeof(limit);

	if (getsockopt(sock, SOL_SECCOMM, SECCOMM_LIMIT, &limit, &len))
		limit = MSG_MAX; /* the send will say why */
	if (limit > MSG_MAX)
		limit = MSG_MAX;
	if (limit <= SC_HDR_LEN)
		fail("the stack takes only %u bytes in a message", limit);
	limit -= SC_HDR_LEN;
	return opt->payload < limit ? opt->payload : limit;
}

void net_fail(const char *what, int err)
{
	static const struct {
		int err;
		const char *text;
	} hints[] = {
		{ EAFNOSUPPORT, "is the module seccomm loaded?" },
		{ ECONNREFUSED,
		  "the peer has another stack, or nobody listens there" },
		{ ETIMEDOUT, "the peer does not answer" },
		{ EKEYREJECTED, "the secrets of the two ends differ" },
		{ ENOKEY, "a secret is missing: run seccommctl key set" },
		{ ENOPROTOOPT, "this socket has no stack: choose one with -s" },
		{ ENOENT, "there is no stack of that name" },
		{ EKEYEXPIRED, "a key is at its cap" },
		{ EPERM, "the policy of this system forbids it" },
		{ EMSGSIZE,
		  "a message is too long for the stack: choose a smaller -m" },
		{ 0, NULL },
	};
	size_t i;

	for (i = 0; hints[i].text; i++)
		if (hints[i].err == err)
			fail("%s: %s (%s)", what, strerror(err), hints[i].text);
	fail("%s: %s", what, strerror(err));
}

__u64 net_random(void)
{
	__u64 v;

	if (getrandom(&v, sizeof(v), 0) != sizeof(v))
		fail("no random numbers: %s", strerror(errno));
	return v;
}
