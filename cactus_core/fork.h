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
 *	CACTUS_SPLIT, and neither raised nor forked for yet by this call of the handler,
 *	else -EPERM, counted
 * @len: bytes of the fork's body, up to @skb's; they are the caller's to write
 *
 * The fork has the course, the number and the local attributes of @skb, a copy of what
 * stands before @skb's body, and room behind its own for what @event makes of it. The
 * caller may raise @event with it once, and nothing else: so the handlers that
 * cactus_freeze() has counted bound the forks of a message. The fork waits in no queue,
 * so the order of the lane's messages does not concern it. The caller copies out of the
 * fork what it needs, and calls cactus_fork_end() before it returns. Until then the
 * fork's memory is charged to the lane's pool.
 *
 * Context: a handler's.
 * Return: the fork; ERR_PTR(-EPERM); -EMSGSIZE (@len); -ENOMEM; -ENOBUFS (the pool is used
 * up); the errno with which @skb has failed.
 */
struct sk_buff *cactus_fork(struct sk_buff *skb, u16 event, unsigned int len);

/**
 * cactus_fork_end() - free a fork
 * @skb: the message that it was forked from
 * @fork: the fork; freed
 *
 * If a handler has failed for the fork, @skb has failed from here on with the same errno,
 * in that handler's name. A caller that wants all parts to run even if one fails raises the
 * events of all of them before it ends the first fork.
 *
 * Context: a handler's, the one that forked.
 */
void cactus_fork_end(struct sk_buff *skb, struct sk_buff *fork);

#endif /* CACTUS_FORK_H */
