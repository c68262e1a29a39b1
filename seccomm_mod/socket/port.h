/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who is bound to which port of a namespace.
 */
#ifndef SECCOMM_PORT_H
#define SECCOMM_PORT_H

#include <linux/in6.h>

struct seccomm_net;
struct seccomm_peer;
struct sock;

int seccomm_port_net_init(struct seccomm_net *snet);
void seccomm_port_net_exit(struct seccomm_net *snet);
/* Bind to @port (0: an ephemeral one); -EADDRINUSE, -ENOMEM. lock_sock() held. */
int seccomm_port_bind(struct sock *sk, const struct in6_addr *local,
		      __be16 port);
void seccomm_port_unbind(struct sock *sk);
/* The socket that an OPEN to @local and @port from @peer is for, that came by the
 * device @dif and by @sdif below it (see seccomm_on_device()), or NULL; reference
 * taken. Any context.
 */
struct sock *seccomm_port_lookup(struct seccomm_net *snet,
				 const struct in6_addr *local, __be16 port,
				 const struct seccomm_peer *peer, int dif,
				 int sdif);

#endif /* SECCOMM_PORT_H */
