/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Socket calls at random, from several threads, on sockets that all share: what
 * the files of fuzz_sockets share.
 */
#ifndef FUZZ_SOCKETS_H
#define FUZZ_SOCKETS_H

#include "../fuzz/fuzz.h"

#include <linux/seccomm.h>

#define HOSTS 2 /* network namespaces, joined by a link called v0 */
#define THREADS 6 /* that make socket calls */
#define WORLD_THREADS 3 /* that change what is around them */
#define SOCKETS 24
#define STACKS 6 /* names of stacks; each has always the same composition */
#define TARGETS 12
#define MESSAGE_MAX 70000

/**
 * struct totals - what came of the calls, also of those of forked children
 * @calls: all of them
 * @sent: messages
 * @received: messages
 * @connected: calls of connect() that succeeded
 * @damaged: messages that were received and never sent
 */
struct totals {
	unsigned long calls;
	unsigned long sent;
	unsigned long received;
	unsigned long connected;
	unsigned long damaged;
};

/**
 * struct caller - a thread that makes socket calls
 * @rng: its choices
 * @last: place of the socket that was chosen last
 * @what: the call that it is in; NULL between calls
 * @since: when it began, in fuzz_ms()
 * @waits: the call may wait for ever, and is interrupted
 * @to: an address that outlives the call
 * @body: a message to be sent
 * @room: for what is received
 * @ring_room: the same, through an io_uring, which may be closed by then
 */
struct caller {
	struct rng rng;
	unsigned int last;
	const char *what;
	unsigned long since;
	bool waits;
	struct sockaddr_seccomm to;
	__u8 body[MESSAGE_MAX];
	__u8 room[MESSAGE_MAX];
	__u8 ring_room[MESSAGE_MAX];
};

extern struct totals *totals;
extern int sockets[SOCKETS]; /* -1: none */
extern struct sockaddr_seccomm targets[TARGETS];
extern int family;
extern int epoll_fd;

void count(unsigned long *which);
/* Tells the watchdog of a call; @waits: it may last for ever. */
void call_begin(struct caller *c, const char *what, bool waits);
void call_end(struct caller *c);

/* calls.c: one call, or a few that belong together. */
void call_any(struct caller *c);
/* A new socket in place of one, in the thread's network namespace. */
void call_socket(struct caller *c);
/* For the socket that was chosen last. */
struct sockaddr_seccomm some_address(struct caller *c);
size_t body_fill(struct caller *c);
void body_check(const struct caller *c, size_t len);

/* options.c */
void call_setsockopt(struct caller *c, int s);
void call_getsockopt(struct caller *c, int s);

/* uring.c */
void call_uring(struct caller *c, int s);

/**
 * struct world - a thread that changes what is around the sockets
 * @rng: its choices
 * @nl: netlink of the family in each host
 * @route: netlink of routes in each host
 * @host: the hosts' network namespaces
 */
struct world {
	struct rng rng;
	struct sc_nl *nl[HOSTS];
	struct mnl_socket *route[HOSTS];
	int host[HOSTS];
};

/* world.c */
bool world_open(struct world *w, char **names);
void world_configure(struct world *w);
/* Stacks, secrets, policies and sessions come and go. */
void world_change(struct world *w);
/* links.c: the link, its addresses and its MTU. */
void world_links(struct world *w);
/* A network namespace that goes as its last socket does. */
void world_namespace(struct world *w, struct caller *c);

#endif /* FUZZ_SOCKETS_H */
