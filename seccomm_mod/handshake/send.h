/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the messages of a handshake are sent, whole or in fragments, and sent again.
 */
#ifndef SECCOMM_HANDSHAKE_SEND_H
#define SECCOMM_HANDSHAKE_SEND_H

#include <linux/types.h>
#include "wire.h"

struct seccomm_session;

/* All: process context, may sleep.
 *
 * Send one of our messages, counted. One that is too long for a packet goes in fragments; but of
 * such an M1 the short M1 goes, which asks for the cookie that they need. A message that does not
 * leave is sent again, like one that is lost on its way.
 */
void seccomm_hs_send(struct seccomm_session *s, const void *message,
		     size_t len);
/* Send an M1 that is too long for a packet, counted, in fragments that bear @cookie. */
void seccomm_hs_send_proved(struct seccomm_session *s,
			    const struct seccomm_open *m1, size_t len,
			    const u8 cookie[SECCOMM_COOKIE_LEN]);
/* Send our last message, of either side, again. A responder sends none within 100 ms of
 * the last one.
 */
void seccomm_hs_repeat(struct seccomm_session *s);

#endif /* SECCOMM_HANDSHAKE_SEND_H */
