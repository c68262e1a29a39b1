/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A namespace's settings in /proc/sys/net/seccomm.
 */
#ifndef SECCOMM_SYSCTL_H
#define SECCOMM_SYSCTL_H

struct seccomm_net;

int seccomm_sysctl_net_init(struct seccomm_net *snet);
void seccomm_sysctl_net_exit(struct seccomm_net *snet);

#endif /* SECCOMM_SYSCTL_H */
