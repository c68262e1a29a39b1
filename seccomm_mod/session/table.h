/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where sessions are found: by index, by peer, by what a hint tells, by the nonce of M1.
 */
#ifndef SECCOMM_TABLE_H
#define SECCOMM_TABLE_H

#include "session/session.h"

struct seccomm_session_info;

int seccomm_table_init(void);
void seccomm_table_exit(void);

/* Give @s an index and enter it in all tables, unless it has been unlinked. */
void seccomm_table_link(struct seccomm_session *s);
/* Take @s out of the tables for good. True for the caller that did it, which ends @s. */
bool seccomm_table_unlink(struct seccomm_session *s);
/* Is @s in the tables? Any context. */
bool seccomm_table_has(const struct seccomm_session *s);

bool seccomm_session_is_with(const struct seccomm_session *s,
			     const struct seccomm_peer *peer);

/* The sessions of @sk with @peer: the first one, and the next one with the same peer;
 * NULL behind the last. Under RCU, no reference taken.
 */
struct seccomm_session *seccomm_table_first(const struct sock *sk,
					    const struct seccomm_peer *peer);
struct seccomm_session *seccomm_table_next(const struct seccomm_session *s);

/* The look-ups that follow are called under RCU, and take no reference.
 *
 * The session with this index of ours.
 */
struct seccomm_session *seccomm_session_by_index(struct net *net, u32 index);
/* The session that messages of @sk to @peer go by, or whose error they get. */
struct seccomm_session *
seccomm_session_by_peer(const struct sock *sk, const struct seccomm_peer *peer);
/* Is a session of @sk with @peer open, or was it until it began to end? */
bool seccomm_session_known(const struct sock *sk,
			   const struct seccomm_peer *peer);
/* The session of @sk with @peer that we are opening: KEYLESS or OPENING. */
struct seccomm_session *
seccomm_session_opening(const struct sock *sk, const struct seccomm_peer *peer);
/* The session that a hint or an ICMP error is about. An open one is preferred, since for
 * the others anyone could have named that index in an OPEN.
 */
struct seccomm_session *seccomm_session_by_remote(struct net *net,
						  const struct in6_addr *addr,
						  u32 peer_index);
/* Note the peer's index, and enter @s in the table by remote under it. */
void seccomm_session_set_peer_index(struct seccomm_session *s, u32 peer_index);
/* The session that we opened with this nonce, as long as its exchange is kept. */
struct seccomm_session *
seccomm_session_by_nonce(struct net *net, const u8 nonce[SECCOMM_NONCE_LEN]);
/* Enter @s in the table by nonce, unless it has been unlinked, or take it out, if it is
 * there. @nonce of @s does not change while @s is in the table. Any context.
 */
void seccomm_table_nonce_link(struct seccomm_session *s);
void seccomm_table_nonce_unlink(struct seccomm_session *s);
/* Calls @fn for sessions of @net from cursor *@pos on, as seccomm_stack_for_each().
 * RCU read side: @fn must not sleep.
 */
int seccomm_session_for_each(struct net *net, unsigned long *pos,
			     int (*fn)(const struct seccomm_session_info *info,
				       void *arg),
			     void *arg);
/* The session with this index of ours, with a reference, or NULL. Any context. */
struct seccomm_session *seccomm_session_get(struct net *net, u32 index);

#endif /* SECCOMM_TABLE_H */
