/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sockets that are bound to the ports of a namespace.
 */
#ifndef SECCOMM_PORT_H
#define SECCOMM_PORT_H

#include <linux/in6.h>

struct seccomm_net;
struct seccomm_peer;
struct sock;

int seccomm_port_net_init(struct seccomm_net *snet);
void seccomm_port_net_exit(struct seccomm_net *snet);
/* Bind @sk to @local and @port, or to an ephemeral port if @port is 0. 0, -EADDRINUSE
 * or -ENOMEM. lock_sock() held.
 */
int seccomm_port_bind(struct sock *sk, const struct in6_addr *local,
		      __be16 port);
void seccomm_port_unbind(struct sock *sk);
/* Find the socket that an OPEN from @peer to @local and @port is for, if it came by the
 * device @dif and by @sdif below that (see seccomm_on_device()). NULL, or the socket
 * with a reference. Any context.
 */
struct sock *seccomm_port_lookup(struct seccomm_net *snet,
				 const struct in6_addr *local, __be16 port,
				 const struct seccomm_peer *peer, int dif,
				 int sdif);

#endif /* SECCOMM_PORT_H */
