// SPDX-License-Identifier: GPL-2.0
/*
 * Who the peer of sc_probe's socket has proved to be.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../lib/sc_addr.h"
#include "probe.h"

/* Too little room: the kernel says how much it takes, and writes nothing. */
static int ids_length(int sock, __u8 *buf, socklen_t room)
{
	socklen_t len = room;

	buf[0] = 0xff;
	if (!getsockopt(sock, SOL_SECCOMM, SECCOMM_PEER_IDS, buf, &len)) {
		errno = EBADMSG;
		return -1;
	}
	if (errno != ERANGE)
		return -1;
	if (len <= room || buf[0] != 0xff) {
		errno = EBADMSG;
		return -1;
	}
	return len;
}

int probe_get_ids(int sock)
{
	__u8 buf[sizeof(struct seccomm_id) + UINT8_MAX];
	const struct seccomm_id *id = (const struct seccomm_id *)buf;
	struct sockaddr_seccomm a = { 0 };
	int have = ids_length(sock, buf, 0);
	socklen_t len = sizeof(buf);

	if (have < 0)
		return -1;
	if (ids_length(sock, buf, have - 1) != have ||
	    getsockopt(sock, SOL_SECCOMM, SECCOMM_PEER_IDS, buf, &len))
		return -1;
	if (len != (socklen_t)have || len != sizeof(*id) + id->len) {
		errno = EBADMSG;
		return -1;
	}
	if (id->kind == SECCOMM_ID_NAME) {
		printf("ids name %.*s\n", id->len, id->value);
	} else if (id->kind == SECCOMM_ID_ADDRESS &&
		   id->len == sizeof(a.ssc_addr)) {
		memcpy(&a.ssc_addr, id->value, sizeof(a.ssc_addr));
		printf("ids address %s\n", sc_host(&a));
	} else {
		errno = EBADMSG;
		return -1;
	}
	return 0;
}
