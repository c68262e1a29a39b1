/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an agent keeps of a token that it has offered, until the handshake is over: a forged answer
 * of the peer's may come before the true one, so that step finish may ask for it several times.
 */
#ifndef SECCOMMD_OFFERS_H
#define SECCOMMD_OFFERS_H

#include "seccommd.h"

/* Keep @kept for the handshake and method of @q, as long as the kernel may ask for it; @wipe wipes
 * and frees it then. If there are too many, that goes whose time is over first.
 */
void offers_keep(const struct question *q, void *kept,
		 void (*wipe)(void *kept));
/* What is kept for the handshake and method of @q, or NULL. */
void *offers_find(const struct question *q);
/* What struct kind has of these names. */
void offers_ready(void);
int offers_timeout_ms(void);
void offers_end(void);

#endif /* SECCOMMD_OFFERS_H */
