/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the parts of sc_ends share.
 */
#ifndef ENDS_H
#define ENDS_H

#include <linux/types.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdnoreturn.h>

#include "../lib/sc_addr.h"

/* Where the peer is, and by which stack. */
extern struct sockaddr_seccomm peer;
extern const char *stack;

/* Says what failed, with errno, and ends the program with 1. */
noreturn void die(const char *what);
/* A socket of the stack. */
int new_socket(void);
/* connect(); 0 or errno. */
int connect_to(int sock, const struct sockaddr_seccomm *to);
/* connect() to AF_UNSPEC; 0 or errno. */
int disconnect(int sock);

/* netlink.c: end every session of the namespace in this state, or in any if it is
 * negative; how many.
 */
unsigned int end_sessions(int state);
/* netlink.c: how many the namespace has. */
unsigned int count_sessions(void);

/* table.c: does a thread sleep? */
bool asleep(int tid);
/* table.c: has a thread ended, within 20 s? If it has not, SIGUSR1 ends it. */
bool joined(pthread_t thread);

/* Parts: 0 if all is well. */
int ends_table(void);
int ends_open(bool collected);
int ends_race(unsigned int seconds, bool by_netlink);
int ends_stall(void);

#endif /* ENDS_H */
