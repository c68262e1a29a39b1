/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one way to a session of a socket.
 */
#ifndef SECCOMM_OPEN_H
#define SECCOMM_OPEN_H

struct seccomm_peer;
struct seccomm_session;
struct sock;

/* Return the session that messages of @sk to @peer go by, with a reference; make one if
 * there is none. ERR_PTR(): -ENOKEY, -ENOMEM, -ENOBUFS, what seccomm_policy_stack() or
 * the route says, or the error of a failed session, which one call returns. Process
 * context, no lock held.
 */
struct seccomm_session *seccomm_open(struct sock *sk,
				     const struct seccomm_peer *peer);
/* Implements seccomm_user_ops.reopen. */
struct seccomm_session *seccomm_reopen(struct seccomm_session *s);

#endif /* SECCOMM_OPEN_H */
