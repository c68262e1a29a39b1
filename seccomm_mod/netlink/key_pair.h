/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Keys of key pairs that requests set.
 */
#ifndef SECCOMM_NETLINK_KEY_PAIR_H
#define SECCOMM_NETLINK_KEY_PAIR_H

#include <net/genetlink.h>
#include "keys/key_id.h"

struct seccomm_pk;

/* Both: 0 or a negative errno, extended ack set; process context. */

/* Does the slot of the stack, if there is such a stack by now, take what is given: @pk, or a
 * secret if that is NULL? What is set before the stack exists is looked at when a session
 * opens.
 */
int seccomm_nl_key_fits(struct genl_info *info, const struct seccomm_key_id *id,
			const struct seccomm_pk *pk);
/* Set the private or the public key that a request gives. */
int seccomm_nl_key_set_pair(struct genl_info *info,
			    const struct seccomm_key_id *id);

/* Give a private key that is set the certificates that a request gives. */
int seccomm_nl_key_certify(struct genl_info *info,
			   const struct seccomm_key_id *id);

#endif /* SECCOMM_NETLINK_KEY_PAIR_H */
