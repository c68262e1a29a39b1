/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session's timer.
 */
#ifndef SECCOMM_TIMER_H
#define SECCOMM_TIMER_H

#include <linux/types.h>

struct cactus_composite;
struct seccomm_session;

/* Bind the timer's handlers to @ev_timer, sessionTimer. 0 or the errno of cactus_bind(). */
int seccomm_session_timer_bind(struct cactus_composite *composite,
			       u16 ev_timer);
void seccomm_session_timer_init(struct seccomm_session *s);
/* Have a turn of the timer of @s after @delay jiffies, in place of one that waits; does
 * nothing once @s has ended. Any context.
 */
void seccomm_session_schedule(struct seccomm_session *s, unsigned long delay);
/* As seccomm_session_schedule(), unless a turn waits already. */
void seccomm_session_schedule_unless(struct seccomm_session *s,
				     unsigned long delay);

/* Have a turn of the timer of @s, which we open, when the message just sent is to be sent
 * again for the first time. Any context.
 */
void seccomm_session_await(struct seccomm_session *s);

#endif /* SECCOMM_TIMER_H */
