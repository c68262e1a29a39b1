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

/* Operations of both halves of a session. */
extern const struct seccomm_half_ops seccomm_session_half_ops;

/* The largest nonce of the open sessions that the peer of @s has opened, or 0. One whose
 * handshake is long over has 0.
 */
void seccomm_session_peers_nonce(const struct seccomm_session *s,
				 u8 nonce[SECCOMM_NONCE_LEN]);
/* Raise keyMiss, by which alone a session gets keys, for a session in which no message
 * waits. Process context. 0, or -ENOMEM.
 */
int seccomm_session_key_miss(struct seccomm_session *s);
/* Have the timer of @s open another session, if none is being opened. Any context. */
void seccomm_session_reopen(struct seccomm_session *s);

/* @s is confirmed: let messages through, and end all sessions of its socket with the same
 * peer but one.
 */
void seccomm_session_opened(struct seccomm_session *s);
/* Give @s up, before it is confirmed, with @error, a positive errno, which the socket and
 * an event report.
 */
void seccomm_session_fail(struct seccomm_session *s, int error);
/* End @s: tell the peer if @tell, drop what is parked, take @s out of the tables.
 * Process context, may sleep; not from its own lanes' handlers. Does not wait
 * for a turn of the timer that runs.
 */
void seccomm_session_close(struct seccomm_session *s, int error, bool tell);
/* End the session with this index of ours, telling the peer; -ENOENT. Process context. */
int seccomm_session_kill(struct net *net, u32 index);
/* Have the timer of @s close it. Any context. */
void seccomm_session_close_later(struct seccomm_session *s, int error);

#endif /* SECCOMM_LIFE_H */
