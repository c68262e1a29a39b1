/* SPDX-License-Identifier: GPL-2.0 */
/*
 * IPv6 as transport.
 */
#ifndef SECCOMM_IPV6_H
#define SECCOMM_IPV6_H

struct seccomm_transport_input;

/* Have @input take IPv6 packets that come. 0, or -EBUSY: the protocol number is in use. */
int seccomm_ipv6_init(const struct seccomm_transport_input *input);
void seccomm_ipv6_exit(void);

#endif /* SECCOMM_IPV6_H */
