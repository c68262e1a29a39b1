/* SPDX-License-Identifier: GPL-2.0 */
/*
 * IPv4 as transport.
 */
#ifndef SECCOMM_IPV4_H
#define SECCOMM_IPV4_H

struct seccomm_transport_input;

/* Have @input take IPv4 packets that come. 0, or -EBUSY: the protocol number is in use. */
int seccomm_ipv4_init(const struct seccomm_transport_input *input);
void seccomm_ipv4_exit(void);

#endif /* SECCOMM_IPV4_H */
