// SPDX-License-Identifier: GPL-2.0
/*
 * Who the ends of a session are.
 */
#include <linux/seccomm.h>
#include "keys/names.h"
#include "session/ends.h"
#include "session/session.h"

static void ends_set(struct seccomm_identity *id, enum seccomm_id_kind kind,
		     const u8 *value, u8 len)
{
	id->kind = kind;
	id->len = len;
	id->value = value;
}

void seccomm_session_ends(const struct seccomm_session *s,
			  const struct in6_addr *local,
			  struct seccomm_identity *us,
			  struct seccomm_identity *peer)
{
	const struct seccomm_names *names = s->names;

	if (names) {
		ends_set(us, SECCOMM_ID_NAME, seccomm_names_local(names),
			 names->local_len);
		ends_set(peer, SECCOMM_ID_NAME, seccomm_names_remote(names),
			 names->remote_len);
	} else {
		ends_set(us, SECCOMM_ID_ADDRESS, local->s6_addr,
			 sizeof(*local));
		ends_set(peer, SECCOMM_ID_ADDRESS, s->peer.addr.s6_addr,
			 sizeof(s->peer.addr));
	}
}
