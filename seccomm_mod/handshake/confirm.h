/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The end of an open on the side that accepts it.
 */
#ifndef SECCOMM_HANDSHAKE_CONFIRM_H
#define SECCOMM_HANDSHAKE_CONFIRM_H

#include <linux/types.h>
#include "wire.h"

struct seccomm_exchange;

/* Does @m3, which came for @ex and is as long as its fields say, confirm the keys of a session
 * that waits for it? Then what its peer sends waits as the messages of an open session do, and
 * seccomm_hs_confirm() is to be called, which tells whether one with a list does, and answers
 * one that comes again. False: counted. Any context.
 */
bool seccomm_hs_proves(struct seccomm_exchange *ex, struct seccomm_confirm *m3);
/* Open the session of @ex, which @m3 has confirmed, unless @m3 has come before. False: methods
 * wait, so call it again when the work of @ex runs next. Called by that work.
 */
bool seccomm_hs_confirm(struct seccomm_exchange *ex,
			struct seccomm_confirm *m3);

#endif /* SECCOMM_HANDSHAKE_CONFIRM_H */
