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

/* Print an identity; false: it is none. */
static bool ids_print(const struct seccomm_id *id)
{
	struct sockaddr_seccomm a = { 0 };
	unsigned int i;

	if (id->kind == SECCOMM_ID_NAME) {
		printf(" name %.*s", id->len, id->value);
	} else if (id->kind == SECCOMM_ID_PRINCIPAL) {
		printf(" principal %.*s", id->len, id->value);
	} else if (id->kind == SECCOMM_ID_ADDRESS &&
		   id->len == sizeof(a.ssc_addr)) {
		memcpy(&a.ssc_addr, id->value, sizeof(a.ssc_addr));
		printf(" address %s", sc_host(&a));
	} else if (id->kind == SECCOMM_ID_KEY) {
		printf(" key ");
		for (i = 0; i < id->len; i++)
			printf("%02x", id->value[i]);
	} else if (id->kind == SECCOMM_ID_ANONYMOUS && !id->len) {
		printf(" anonymous");
	} else if (id->kind == SECCOMM_ID_METHOD && id->len == 2) {
		printf(" method %u.%u", id->value[0], id->value[1]);
	} else {
		return false;
	}
	return true;
}

int probe_get_ids(int sock)
{
	const struct seccomm_id *id;
	__u8 buf[4096], *at = buf;
	int have = ids_length(sock, buf, 0);
	socklen_t len = sizeof(buf);

	if (have < 0)
		return -1;
	if (ids_length(sock, buf, have - 1) != have ||
	    getsockopt(sock, SOL_SECCOMM, SECCOMM_PEER_IDS, buf, &len))
		return -1;
	if (len == (socklen_t)have) {
		printf("ids");
		for (; at < buf + have; at += sizeof(*id) + id->len) {
			id = (const struct seccomm_id *)at;
			if (!ids_print(id))
				break;
		}
		putchar('\n');
	}
	if (at == buf + have)
		return 0;
	errno = EBADMSG;
	return -1;
}
