/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The handshake of a session, as it went by.
 */
#ifndef MIXTURES_OPENING_H
#define MIXTURES_OPENING_H

#include "../wire/recompute.h"

#define OPENING_MESSAGES RC_FINISH

/**
 * struct opening - a handshake
 * @receiver: the responder's pair to which a method encrypts
 * @message: M1 to M4, of which the last has no bytes where there is none
 */
struct opening {
	struct rc_pair receiver;
	struct rc_span message[OPENING_MESSAGES];
};

/* The keys of a session, of what @st was given and what went by. The ledger gets the keys of all
 * that the handshake seals and confirms, twice if @again. False: something is not sealed or
 * confirmed as the secrets say.
 */
bool opening_keys(const struct opening *o, struct rc_stack *st,
		  struct rc_keys *k, bool again);

#endif /* MIXTURES_OPENING_H */
