// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets of one host that talk to each other, none of which ever waits.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/sc_addr.h"
#include "netlink.h"

#define SOCKETS 8

static int sockets[SOCKETS];

void traffic_open(void)
{
	int i;

	for (i = 0; i < SOCKETS; i++)
		sockets[i] = -1;
}

static void choose(int i, const char *stack, int type)
{
	if (sockets[i] >= 0)
		close(sockets[i]);
	sockets[i] = socket(seccomm_family(), type, 0);
	setsockopt(sockets[i], SOL_SECCOMM, SECCOMM_STACK, stack,
		   strlen(stack) + 1);
}

static void reopen(struct rng *r, int i)
{
	choose(i, fuzz_name(rng_below(r, NAMES)), SOCK_DGRAM | SOCK_NONBLOCK);
}

/* Errors are as good as any: stacks and secrets come and go. */
void traffic_step(struct rng *r)
{
	static const char *const hosts[] = { "127.0.0.1", "::1" };
	int i = rng_below(r, SOCKETS);
	struct sockaddr_seccomm a;
	char port[8], buf[512];

	if (sockets[i] < 0)
		reopen(r, i);
	snprintf(port, sizeof(port), "%u", FUZZ_PORT + rng_below(r, 4));
	sc_addr(&a, hosts[rng_below(r, 2)], port);
	memset(buf, 0, sizeof(buf));
	switch (rng_below(r, 8)) {
	case 0:
		reopen(r, i);
		break;
	case 1:
		bind(sockets[i], (struct sockaddr *)&a, sizeof(a));
		break;
	case 2:
		connect(sockets[i], (struct sockaddr *)&a, sizeof(a));
		break;
	case 3:
	case 4:
		sendto(sockets[i], buf, rng_below(r, sizeof(buf)), MSG_NOSIGNAL,
		       (struct sockaddr *)&a, sizeof(a));
		break;
	case 5:
		send(sockets[i], buf, rng_below(r, sizeof(buf)), MSG_NOSIGNAL);
		break;
	default:
		recv(sockets[i], buf, sizeof(buf), 0);
		break;
	}
}

bool traffic_session(const char *stack)
{
	struct sockaddr_seccomm a;
	char port[8];

	/* Beside those that the steps bind. */
	snprintf(port, sizeof(port), "%u", FUZZ_PORT - 1);
	sc_addr(&a, "127.0.0.1", port);
	choose(0, stack, SOCK_DGRAM);
	choose(1, stack, SOCK_DGRAM);
	return !bind(sockets[0], (struct sockaddr *)&a, sizeof(a)) &&
	       !connect(sockets[1], (struct sockaddr *)&a, sizeof(a));
}

void traffic_close(void)
{
	int i;

	for (i = 0; i < SOCKETS; i++)
		if (sockets[i] >= 0)
			close(sockets[i]);
	traffic_open();
}
