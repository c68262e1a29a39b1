/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The man in the middle: attempts at making another packet of one that was captured.
 */
#ifndef SURVIVE_ALTER_H
#define SURVIVE_ALTER_H

#include "steps.h"

enum attempt {
	ATTEMPT_BODY, /* another body, calculated from the one that is known */
	ATTEMPT_FIRST, /* the first byte of what could be reached, altered */
	ATTEMPT_MIDDLE,
	ATTEMPT_LAST,
	ATTEMPT_CUT, /* the beginning of the body, if it was sent as alter_wish() says */
	ATTEMPT_AGAIN, /* the same body, made anew */
	N_ATTEMPTS,
};

/* Alter @msg, which is a packet without its header; false: no way was found. */
bool alter(struct hand *h, enum attempt how, struct rc_span body,
	   struct rc_buf *msg);

/* A body that is worth having sent: its packet may be altered where others may not. */
void alter_wish(struct hand *h, struct rc_buf *body);

#endif /* SURVIVE_ALTER_H */
