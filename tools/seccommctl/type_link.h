/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two hosts for a test: network namespaces that are joined by this program, which carries their
 * packets and alters a bit on demand.
 */
#ifndef SECCOMMCTL_TYPE_LINK_H
#define SECCOMMCTL_TYPE_LINK_H

#include <linux/seccomm.h>
#include <stdbool.h>
#include <stddef.h>

/* What link_receive() says. */
enum link_answer {
	LINK_RECEIVED,
	LINK_SILENCE, /* nothing has come in time */
	LINK_TROUBLE, /* of our own, with a message */
};

/**
 * struct type_link - two hosts and what joins them
 * @home: network namespace that the program came from
 * @net: the hosts' namespaces
 * @tun: their devices
 * @flip: alter a bit of the next data message
 * @flip_at: of which byte, counted from the base header, modulo the message's length
 * @last: bytes of the last data message, base header included
 */
struct type_link {
	int home;
	int net[2];
	int tun[2];
	bool flip;
	unsigned int flip_at;
	size_t last;
};

/* Make both hosts; an exit status, with a message. link_free() is needed in either case. */
int link_make(struct type_link *link);
/* Give all back, and go home. */
void link_free(struct type_link *link);
/* Let netlink requests and sockets be of this host from here on; false with a message. */
bool link_at(const struct type_link *link, unsigned int host);
/* A socket of the stack at a host, bound to @port; -1 with a message. */
int link_socket(const struct type_link *link, unsigned int host,
		const char *stack, unsigned short port);
/* Where such a socket is. */
void link_address(unsigned int host, unsigned short port,
		  struct sockaddr_seccomm *to);
/* Carry packets until @sock has a message, which is read: at most @size bytes, *@len of them. */
enum link_answer link_receive(struct type_link *link, int sock, void *message,
			      size_t size, size_t *len);

#endif /* SECCOMMCTL_TYPE_LINK_H */
