/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Our address towards a peer, for sockets that are not bound to one.
 */
#ifndef SECCOMM_ADDRESS_H
#define SECCOMM_ADDRESS_H

#include "session/session.h"

/* Does a route lead from @local to @peer? If @local is unspecified, the route's choice is
 * written there. 0, or the transport's errno. Any context.
 */
int seccomm_address_route(struct sock *sk, const struct seccomm_peer *peer,
			  struct in6_addr *local);
int seccomm_address_init(void);
void seccomm_address_exit(void);
/* Keep the local address of @s, if the peer has opened @s: the peer knows us by that
 * address, and seccomm_address_kept() gives it to the next session from the same port. Any
 * context.
 */
void seccomm_address_keep(const struct seccomm_session *s);
/* Is an address kept for @sport and @peer, from which a route leads to @peer? @local gets
 * it. Any context.
 */
bool seccomm_address_kept(struct sock *sk, __be16 sport,
			  const struct seccomm_peer *peer,
			  struct in6_addr *local);
/* Does no route lead from the address of @s any more, but one from another address? @local
 * gets that address, else the one that @s has. Any context.
 */
bool seccomm_address_changes(const struct seccomm_session *s,
			     struct in6_addr *local);

#endif /* SECCOMM_ADDRESS_H */
