/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one way to a session.
 */
#ifndef SECCOMM_OPEN_H
#define SECCOMM_OPEN_H

struct seccomm_peer;
struct seccomm_session;
struct sock;

/* The session that messages to @peer go by, made if there is none, with a reference;
 * ERR_PTR(-ENOKEY, -ENOMEM, -ENOBUFS, a route's error, or a failed session's, once).
 * Process context, no lock held.
 */
struct seccomm_session *seccomm_open(struct sock *sk,
				     const struct seccomm_peer *peer);
/* As seccomm_user_ops.reopen. */
struct seccomm_session *seccomm_reopen(struct seccomm_session *s);

#endif /* SECCOMM_OPEN_H */
