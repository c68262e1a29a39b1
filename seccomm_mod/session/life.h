/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What becomes of a session: opened, superseded, worn, failed, closed.
 */
#ifndef SECCOMM_LIFE_H
#define SECCOMM_LIFE_H

#include <linux/types.h>
#include "wire.h"

struct net;
struct seccomm_session;

/* What both halves ask of their session. */
extern const struct seccomm_half_ops seccomm_session_half_ops;

/* The largest nonce of the opens by @s's peer that are open and not long over, or 0. */
void seccomm_session_peers_nonce(const struct seccomm_session *s,
				 u8 nonce[SECCOMM_NONCE_LEN]);
/* Raise keyMiss, the one door to keys, for a session that no message waits in. Process
 * context. 0, or -ENOMEM.
 */
int seccomm_session_key_miss(struct seccomm_session *s);
/* Have @timer open another one beside it, if nobody does yet. Any context. */
void seccomm_session_reopen(struct seccomm_session *s);

/* Confirmed: data may flow; others of the same socket and peer give way. */
void seccomm_session_opened(struct seccomm_session *s);
/* Given up before it was confirmed, with a positive errno; told to the socket
 * and to events.
 */
void seccomm_session_fail(struct seccomm_session *s, int error);
/* Ends it: tells the peer if @tell, drops what is parked, leaves the tables.
 * Process context, may sleep; not from its own lanes' handlers. Does not wait
 * for a turn of @timer that runs.
 */
void seccomm_session_close(struct seccomm_session *s, int error, bool tell);
/* End the session with this index of ours, telling the peer; -ENOENT. Process context. */
int seccomm_session_kill(struct net *net, u32 index);
/* Ask @timer to close it, from any context. */
void seccomm_session_close_later(struct seccomm_session *s, int error);

#endif /* SECCOMM_LIFE_H */
