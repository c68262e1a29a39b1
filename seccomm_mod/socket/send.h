/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a socket sends.
 */
#ifndef SECCOMM_SEND_H
#define SECCOMM_SEND_H

#include <linux/net.h>

int seccomm_sendmsg(struct socket *sock, struct msghdr *msg, size_t len);

#endif /* SECCOMM_SEND_H */
