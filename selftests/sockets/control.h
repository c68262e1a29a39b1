/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Control messages, and the options of the kind's IP version that ask for them.
 */
#ifndef CONTROL_H
#define CONTROL_H

#include <stddef.h>
#include <sys/socket.h>

int ip_level(void);
int ip_option(int v4, int v6);
/* The next message, with its control messages. */
void receive_control(int s, struct msghdr *m);
/* A control message's data, or NULL. */
const void *find_control(struct msghdr *m, int level, int type, size_t len);
/* The same of one that there is. */
const void *control_data(struct msghdr *m, int level, int type, size_t len);
int control_int(struct msghdr *m, int level, int type);

#endif /* CONTROL_H */
