// SPDX-License-Identifier: GPL-2.0
/*
 * Who the ends of a session are.
 */
#include "session/ends.h"
#include "session/info.h"
#include "session/session.h"

void seccomm_session_ends(struct seccomm_session *s, struct in6_addr *local,
			  struct seccomm_identity *us,
			  struct seccomm_identity *peer)
{
	seccomm_session_local(s, local);
	*us = (struct seccomm_identity){
		.kind = SECCOMM_ID_ADDRESS,
		.len = sizeof(*local),
		.value = local->s6_addr,
	};
	*peer = (struct seccomm_identity){
		.kind = SECCOMM_ID_ADDRESS,
		.len = sizeof(s->peer.addr),
		.value = s->peer.addr.s6_addr,
	};
}
