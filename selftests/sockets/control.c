// SPDX-License-Identifier: GPL-2.0
/*
 * Control messages, and the options of the kind's IP version that ask for them.
 */
#include "conform.h"
#include "control.h"

int ip_level(void)
{
	return kind->ip == 4 ? SOL_IP : SOL_IPV6;
}

int ip_option(int v4, int v6)
{
	return kind->ip == 4 ? v4 : v6;
}

/* The next message, with its control messages. */
void receive_control(int s, struct msghdr *m)
{
	static unsigned char buf[65536];
	static char control[512];
	static struct iovec iov = { buf, sizeof(buf) };

	*m = (struct msghdr){ .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	CHECK(wait_for(s, POLLIN));
	CHECK(recvmsg(s, m, 0) >= 0);
}

/* A control message's data, or NULL. */
const void *find_control(struct msghdr *m, int level, int type, size_t len)
{
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
		if (c->cmsg_level == level && c->cmsg_type == type) {
			IS(CMSG_LEN(len), c->cmsg_len);
			return CMSG_DATA(c);
		}
	return NULL;
}

/* The same of one that there is. */
const void *control_data(struct msghdr *m, int level, int type, size_t len)
{
	const void *data = find_control(m, level, type, len);

	CHECK(data);
	return data;
}

int control_int(struct msghdr *m, int level, int type)
{
	int val;

	memcpy(&val, control_data(m, level, type, sizeof(val)), sizeof(val));
	return val;
}
