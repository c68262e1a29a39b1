/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events and requests for secrets, sent to netlink groups.
 */
#ifndef SECCOMM_NETLINK_EVENT_H
#define SECCOMM_NETLINK_EVENT_H

/* Listen to the notices of sessions and stacks, see notify.h. 0 or a negative errno. */
int seccomm_event_init(void);
void seccomm_event_exit(void);

#endif /* SECCOMM_NETLINK_EVENT_H */
