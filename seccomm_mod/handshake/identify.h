/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who the peer of an exchange has proved to be.
 */
#ifndef SECCOMM_IDENTIFY_H
#define SECCOMM_IDENTIFY_H

struct seccomm_exchange;

/* Have the session keep who the peer, if it confirms, has proved to be to the methods, which have
 * all that they take of it. 0 or -ENOMEM. The exchange's work, before the session is open.
 */
int seccomm_hs_identify(struct seccomm_exchange *ex);

#endif /* SECCOMM_IDENTIFY_H */
