// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets while allocations fail: open, send, receive, close, over the loopback
 * device of one namespace.
 */
#include <errno.h>
#include <linux/if_ether.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "faults.h"
#include "sc_addr.h"

#define STACK "faults"
/* Several fragments. */
#define LARGE 4000
#define MANY 300
/* Longer than any answer takes on a busy machine. */
#define SECONDS 60
/* For a message that may be lost. */
#define LOST_MS 200

static struct sockaddr_seccomm to[2]; /* of the listener: IPv4, IPv6 */
static int listener = -1; /* takes what all others send */
static int steady = -1; /* connected before any fault */
static int tap = -1; /* takes all packets */
static int fd = -1; /* the socket of the case under way */
static char large[LARGE], got[LARGE + 1];

static int new_socket(void)
{
	struct timeval tv = { .tv_sec = SECONDS };
	int s = socket(seccomm_family(), SOCK_DGRAM, 0);

	if (s < 0)
		return -1;
	if (setsockopt(s, SOL_SECCOMM, SECCOMM_STACK, STACK, sizeof(STACK)) ||
	    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) ||
	    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv))) {
		close(s);
		return -1;
	}
	return s;
}

/* All that has come; older messages of a case must not be taken for a later's. */
static void empty(void)
{
	while (recv(listener, got, sizeof(got), MSG_DONTWAIT) >= 0)
		;
}

/* The message comes, whatever was sent before it. */
static bool arrives(const char *text)
{
	ssize_t len;

	do {
		len = recv(listener, got, sizeof(got), 0);
		if (len < 0)
			return false;
	} while (len != strlen(text) || memcmp(got, text, len));
	return true;
}

bool traffic_good(void)
{
	static unsigned int number;
	char text[32];

	snprintf(text, sizeof(text), "good %u", ++number);
	return send(steady, text, strlen(text), 0) == strlen(text) &&
	       arrives(text);
}

bool traffic_open(void)
{
	struct sockaddr_seccomm any;

	if (!sc_addr(&to[0], "127.0.0.1", "7001") ||
	    !sc_addr(&to[1], "::1", "7001") || !sc_addr(&any, "::", "7001"))
		return false;
	listener = new_socket();
	steady = new_socket();
	return listener >= 0 && steady >= 0 &&
	       !bind(listener, (void *)&any, sizeof(any)) &&
	       !connect(steady, (void *)&to[0], sizeof(to[0])) &&
	       traffic_good();
}

static int connect_to(int version)
{
	return connect(fd, (void *)&to[version == 6], sizeof(to[0])) ? errno :
								       0;
}

static int a_socket(void)
{
	fd = new_socket();
	return fd < 0 ? errno : 0;
}

static int no_socket(int err)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
	empty();
	return 0;
}

static int a_connection(void)
{
	return a_socket() ?: connect_to(4);
}

bool traffic_opens(void)
{
	bool good = !a_connection() && send(fd, "opened", 6, 0) == 6 &&
		    arrives("opened");

	no_socket(0);
	return good;
}

static int make_socket(void)
{
	fd = socket(seccomm_family(), SOCK_DGRAM, 0);
	return fd < 0 ? errno : 0;
}

static int choose_stack(void)
{
	return setsockopt(fd, SOL_SECCOMM, SECCOMM_STACK, STACK,
			  sizeof(STACK)) ?
		       errno :
		       0;
}

static int bind_socket(void)
{
	struct sockaddr_seccomm here;

	sc_addr(&here, "127.0.0.1", "7002");
	return bind(fd, (void *)&here, sizeof(here)) ? errno : 0;
}

static int connect4(void)
{
	return connect_to(4);
}

static int connect6(void)
{
	return connect_to(6);
}

/* To a peer of no session: it opens in the background. */
static int send_first(void)
{
	return sendto(fd, "first", 5, 0, (void *)&to[0], sizeof(to[0])) == 5 ?
		       0 :
		       errno;
}

static int send_small(void)
{
	return send(fd, "small", 5, 0) == 5 ? 0 : errno;
}

static int send_large(void)
{
	return send(fd, large, LARGE, 0) == LARGE ? 0 : errno;
}

static int send_many(void)
{
	struct iovec iov = { .iov_base = "many", .iov_len = 4 };
	struct mmsghdr msgs[8] = {};
	int i;

	for (i = 0; i < 8; i++) {
		msgs[i].msg_hdr.msg_iov = &iov;
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	/* Fewer than all is no error: the rest was not taken. */
	return sendmmsg(fd, msgs, 8, 0) > 0 ? 0 : errno;
}

/* A connection over which a message has come that is not yet received. */
static int a_message(void)
{
	struct pollfd p = { .fd = listener, .events = POLLIN };

	empty();
	if (send(steady, "message", 7, 0) != 7)
		return errno;
	return poll(&p, 1, SECONDS * 1000) == 1 ? 0 : ETIMEDOUT;
}

static int receive(void)
{
	struct sockaddr_seccomm from;
	socklen_t len = sizeof(from);

	return recvfrom(listener, got, sizeof(got), 0, (void *)&from, &len) <
			       0 ?
		       errno :
		       0;
}

static int close_socket(void)
{
	close(fd);
	fd = -1;
	return 0;
}

/* What was sent may be lost on its way, which the sender is not told. */
static int on_its_way(int err)
{
	struct pollfd p = { .fd = listener, .events = POLLIN };

	if (!err)
		poll(&p, 1, LOST_MS);
	return err;
}

static int pass(const void *text, size_t len)
{
	return on_its_way(send(steady, text, len, 0) == len ? 0 : errno);
}

/* Somebody who sees all packets makes the family copy each. */
static int a_tap(void)
{
	tap = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
	return tap < 0 ? errno : 0;
}

static int pass_small(void)
{
	return pass("pass", 4);
}

static int pass_large(void)
{
	return pass(large, LARGE);
}

static int no_tap(int err)
{
	close(tap);
	empty();
	return 0;
}

static int no_messages(int err)
{
	empty();
	return 0;
}

/* A worker without memory for the message drops it. */
static int open_and_send(void)
{
	int err = connect4();

	if (!err && send(fd, "worked", 6, 0) != 6)
		err = errno;
	return on_its_way(err);
}

/* Parked, until a worker has opened the session; it may be lost with it. */
static int open_by_sending(void)
{
	return on_its_way(send_first());
}

const struct fault_case traffic_cases[] = {
	{ "socket", IN_TASK, MANY, NULL, make_socket, no_socket },
	{ "stack_option", IN_TASK, MANY, make_socket, choose_stack, no_socket },
	{ "bind", IN_TASK, MANY, a_socket, bind_socket, no_socket },
	{ "connect", IN_TASK, MANY, a_socket, connect4, no_socket },
	{ "connect_ipv6", IN_TASK, MANY, a_socket, connect6, no_socket },
	{ "send_first", IN_TASK, MANY, a_socket, send_first, no_socket },
	{ "send", IN_TASK, MANY, a_connection, send_small, no_socket },
	{ "send_large", IN_TASK, MANY, a_connection, send_large, no_socket },
	{ "sendmmsg", IN_TASK, MANY, a_connection, send_many, no_socket },
	{ "receive", IN_TASK, MANY, a_message, receive, no_messages },
	{ "close", IN_TASK, MANY, a_connection, close_socket, no_socket },
	{ "workers_open", IN_WORKERS, MANY, a_socket, open_and_send,
	  no_socket },
	{ "workers_send_first", IN_WORKERS, MANY, a_socket, open_by_sending,
	  no_socket },
	{ "anywhere_pass", ANYWHERE, 2 * MANY, a_tap, pass_small, no_tap },
	{ "anywhere_pass_large", ANYWHERE, 5 * MANY, a_tap, pass_large,
	  no_tap },
	{}
};
