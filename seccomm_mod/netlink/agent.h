/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Netlink operations of key agents; generic netlink calls them by netlink/gen.h.
 */
#ifndef SECCOMM_NL_AGENT_H
#define SECCOMM_NL_AGENT_H

/* Begin, and end, to hear of agents' sockets that are closed. Process context; 0 or an errno. */
int seccomm_nl_agent_init(void);
void seccomm_nl_agent_exit(void);

#endif /* SECCOMM_NL_AGENT_H */
