/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who the ends of a session are.
 */
#ifndef SECCOMM_ENDS_H
#define SECCOMM_ENDS_H

#include "keys/identity.h"

struct in6_addr;
struct seccomm_session;

/**
 * seccomm_session_ends() - the identities of both ends of a session
 * @s: the session
 * @local: our address
 * @us: our identity, which points into @local or to what lives as long as @s
 * @peer: the peer's, likewise
 *
 * Both are the names that came with the session secret; or else addresses, as they stand in
 * the IP headers of the ends' own packets, without scope.
 *
 * Context: the work of the session's exchange; or any, once the session is open.
 */
void seccomm_session_ends(const struct seccomm_session *s,
			  const struct in6_addr *local,
			  struct seccomm_identity *us,
			  struct seccomm_identity *peer);

#endif /* SECCOMM_ENDS_H */
