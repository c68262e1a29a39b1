/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is in a capture: the handshake of one session, and the first message of its initiator.
 */
#ifndef ARBITERS_HEARD_H
#define ARBITERS_HEARD_H

#include <jansson.h>

#include "../wire/recompute.h"

struct heard {
	struct rc_stack st;
	struct rc_keys k; /* th1 to th3 and conf_R, and nothing secret */
	struct rc_span m1, m2, m3, data; /* whole messages */
};

/* The session of a case: of its capture or, in hex, of its messages. */
void heard_load(struct heard *h, json_t *c);

#endif /* ARBITERS_HEARD_H */
