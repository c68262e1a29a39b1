/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's requests to a key agent, by netlink.
 */
#ifndef SECCOMMD_AGENT_H
#define SECCOMMD_AGENT_H

#include "seccommd.h"

/* Be the agent of a kind in the present network namespace. False, having said why. */
bool agent_open(const struct kind *kind);
/* What tells that requests may wait, to be read by agent_drain(). */
int agent_fd(void);
void agent_drain(void);
/* Take a request; false: none waits. */
bool agent_accept(const struct kind *kind, struct question *q);
/* Answer one. The kernel may wait no longer, which it counts. */
void agent_answer(uint64_t cookie, const struct answer *answer);

#endif /* SECCOMMD_AGENT_H */
