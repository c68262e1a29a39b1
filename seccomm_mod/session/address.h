/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Our address towards a peer, of sockets that are not bound to one.
 */
#ifndef SECCOMM_ADDRESS_H
#define SECCOMM_ADDRESS_H

#include "session/session.h"

/* Does a route lead from @local to @peer? If @local is unspecified, the route's choice is
 * written there. 0 or what the transport says. Any context.
 */
int seccomm_address_route(struct sock *sk, const struct seccomm_peer *peer,
			  struct in6_addr *local);
int seccomm_address_init(void);
void seccomm_address_exit(void);
/* The peer of @s, if it has opened it, knows us by its local address: there the next
 * session from that port opens, too. Any context.
 */
void seccomm_address_keep(const struct seccomm_session *s);
/* Is there one so kept, from which @peer can be reached? @local: that one. Any context. */
bool seccomm_address_kept(struct sock *sk, __be16 sport,
			  const struct seccomm_peer *peer,
			  struct in6_addr *local);
/* Can @s send from its address no more, and could from another one? @local: that one, or
 * what it has. Any context.
 */
bool seccomm_address_changes(const struct seccomm_session *s,
			     struct in6_addr *local);

#endif /* SECCOMM_ADDRESS_H */
