/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Netlink requests made at random of the specification: what the files of
 * fuzz_netlink share.
 */
#ifndef FUZZ_NETLINK_H
#define FUZZ_NETLINK_H

#include "../fuzz/fuzz.h"
#include "../matrix/spec.h"

#define SESSIONS_KNOWN 64
#define NAMES 6 /* of stacks, for one to be met again */

/**
 * struct message - a request
 * @len: bytes of it, which its header may contradict
 * @data: the bytes, header first
 */
struct message {
	size_t len;
	union {
		struct nlmsghdr header;
		__u8 data[SC_NL_REQUEST];
	};
};

extern __u32 sessions[SESSIONS_KNOWN];
extern unsigned int n_sessions;

/* make.c: a request of one kind that the specification allows, with values that
 * meet; its sequence number is its command.
 */
void message_make(struct rng *r, struct message *m, __u16 family,
		  const struct spec_op *op);

/* spoil.c: the same with a few bytes, lengths or attributes changed. */
void message_spoil(struct rng *r, struct message *m);

/* traffic.c: sockets on this host, for sessions to come and go. */
void traffic_open(void);
void traffic_step(struct rng *r);
/* Two sockets of a stack that has its secrets open a session, and keep it. */
bool traffic_session(const char *stack);
void traffic_close(void);

#endif /* FUZZ_NETLINK_H */
