/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Forks: a second message under the same number, for handlers that split a message.
 */
#ifndef CACTUS_FORK_H
#define CACTUS_FORK_H

#include "msg.h"

/**
 * cactus_fork() - a second message under the same number
 * @skb: the message that the calling handler was given
 * @event: the event that the fork is for; declared by the calling binding, which is
 *	CACTUS_SPLIT, and neither raised nor forked for by this call of it yet, else
 *	-EPERM, counted
 * @len: bytes of the fork's body, up to @skb's; they are the caller's to write
 *
 * The fork has the course, the number and the local attributes of @skb, a copy of what
 * stands before @skb's body, and room behind its own for what @event makes of it. It is
 * good for one thing, cactus_raise_sync(fork, @event), once: so the handlers that freeze
 * has counted bound the forks of a message. It never leaves the lane, so @skb's place in
 * the order stands for it. The caller takes of it what it needs, and ends it before it
 * returns. Until then its memory is charged to the lane's pool.
 *
 * Context: a handler's.
 * Return: the fork; ERR_PTR(-EPERM); -EMSGSIZE (@len); -ENOMEM; -ENOBUFS (the pool is used
 * up); the errno with which @skb has failed.
 */
struct sk_buff *cactus_fork(struct sk_buff *skb, u16 event, unsigned int len);

/**
 * cactus_fork_end() - a fork is done with
 * @skb: the message that it was forked from
 * @fork: the fork; freed
 *
 * If a handler has failed for the fork, the message has failed with it from here on, in
 * that handler's name. A caller that wants all parts to run, though one fails, raises for
 * all of them first.
 *
 * Context: a handler's, the one that forked.
 */
void cactus_fork_end(struct sk_buff *skb, struct sk_buff *fork);

#endif /* CACTUS_FORK_H */
