/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An exchange, as a method sees it that has to ask somebody and goes on when the answer comes.
 */
#ifndef SECCOMM_ASKER_H
#define SECCOMM_ASKER_H

#include <linux/types.h>
#include "wire.h"

struct seccomm_exchange;

/**
 * struct seccomm_facts - what somebody outside is told of a handshake
 * @binding: hash of who the ends are and of what M1 says before its items; both ends have the
 *	same, and no other handshake has
 * @nonce_i: nI
 * @nonce_r: nR, or zero: the initiator does not know it yet
 */
struct seccomm_facts {
	u8 binding[SECCOMM_HASH_LEN];
	u8 nonce_i[SECCOMM_NONCE_LEN];
	u8 nonce_r[SECCOMM_NONCE_LEN];
};

/**
 * struct seccomm_asker_ops - what a method asks of the exchange that it is of
 * @facts: tell of the handshake. In the exchange's work. 0, or an errno of the crypto API.
 * @hold: take references, for a @wake or a @release. In the exchange's work; does not sleep.
 * @wake: have the exchange's work run, which asks the method again whether it has to wait, and
 *	take over the references. Any context but hardirq; no lock held that a method takes.
 * @release: give the references back. As @wake.
 */
struct seccomm_asker_ops {
	int (*facts)(struct seccomm_exchange *ex, struct seccomm_facts *facts);
	void (*hold)(struct seccomm_exchange *ex);
	void (*wake)(struct seccomm_exchange *ex);
	void (*release)(struct seccomm_exchange *ex);
};

#endif /* SECCOMM_ASKER_H */
